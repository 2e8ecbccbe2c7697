"""Deciding about records that are past their time: nothing goes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.models import District, User
from doorway.compliance.actions.policies import locked_draft, refuse_changed, touch
from doorway.compliance.core.years import years_after
from doorway.compliance.errors import (
    CountedAnew,
    HeldBack,
    KeptBeforeToday,
    KeptFarAway,
    NeverDeleted,
    NoReason,
    NothingPastItsTime,
    NoTimeOfKeeping,
    YearsWithoutReason,
)
from doorway.compliance.models import BoardPolicy, KeepingDecision, PolicyKeeping, RecordHold
from doorway.compliance.models.keeping import MOST_YEARS
from doorway.compliance.queries.drafts import KEEPING, Prints
from doorway.compliance.queries.keeping import count_older, moment_of, open_holds, times_of, years_before
from doorway.compliance.queries.policies import in_force
from doorway.roster.keeping import Aging, kinds

LONGEST_REASON = 300


@dataclass(frozen=True)
class Time:
    """So many years, and on what that rests. ``is_named``: it names the number; otherwise the board chose it."""

    years: int
    citation: str
    is_named: bool = False


@transaction.atomic
def write_keeping(
    *, policy: BoardPolicy, times: Mapping[str, Time | None], now: datetime, seen: Prints | None = None
) -> None:
    """Say how long a draft keeps what; none takes a kind out of it."""
    draft = locked_draft(policy)
    refuse_changed(draft, seen, [KEEPING])
    known = {kind.key for kind in kinds()}
    for kind, said in times.items():
        if kind not in known:
            continue
        PolicyKeeping.objects.filter(policy=draft, kind=kind).delete()
        if said is None:
            continue
        citation = _line(said.citation)
        if not citation:
            raise YearsWithoutReason
        PolicyKeeping.objects.create(
            district_id=draft.district_id, policy=draft, kind=kind, years=said.years, citation=citation,
            is_named=said.is_named,
        )  # fmt: skip
    touch(draft, now)


@dataclass(frozen=True)
class _Due:
    """What a decision is about."""

    policy: BoardPolicy
    time: PolicyKeeping
    before: date
    number: int


def _due(kind: Aging, district: District, now: datetime) -> _Due:
    """The records of a kind that are past their time, for this transaction alone."""
    District.objects.select_for_update().get(pk=district.pk)
    today = timezone.localdate(now, district.zone)
    policy = in_force(district, today)
    said = times_of(policy).get(kind.key)
    if policy is None or said is None:
        raise NoTimeOfKeeping
    before = years_before(today, said.years)
    number, _oldest = count_older(kind, district, before)
    if not number:
        raise NothingPastItsTime
    return _Due(policy, said, before, number)


@transaction.atomic
def delete_old(*, district: District, kind: Aging, reason: str, by: User, now: datetime) -> KeepingDecision:
    """Delete what is past its time, for good. Refused as long as something holds it."""
    if not kind.can_delete:
        raise NeverDeleted
    due = _due(kind, district, now)
    if any(hold.kind in {"", kind.key} for hold in open_holds(district)):
        raise HeldBack
    reason = _said(reason)
    # First the decision: without one on record the database lets no written try go.
    written = _written(due, kind, KeepingDecision.What.DELETED, due.number, reason, None, by, now)
    if kind.delete(kind.older_than(district, moment_of(due.before, district))) != due.number:
        raise CountedAnew
    return written


@transaction.atomic
def keep_longer(
    *, district: District, kind: Aging, reason: str, until: date, by: User, now: datetime
) -> KeepingDecision:
    """Keep what is past its time, with a reason, until a day."""
    due = _due(kind, district, now)
    reason = _said(reason)
    today = timezone.localdate(now, district.zone)
    if until <= today:
        raise KeptBeforeToday(date=date_format(until, "DATE_FORMAT"))
    if until > years_after(today, MOST_YEARS):
        raise KeptFarAway(date=date_format(until, "DATE_FORMAT"), years=MOST_YEARS)
    return _written(due, kind, KeepingDecision.What.KEPT, due.number, reason, until, by, now)


def _written(
    due: _Due, kind: Aging, what: KeepingDecision.What, number: int, reason: str, until: date | None, by: User,
    now: datetime,
) -> KeepingDecision:  # fmt: skip
    return KeepingDecision.objects.create(
        district_id=due.policy.district_id,
        kind=kind.key,
        what=what,
        before=due.before,
        records=number,
        reason=reason,
        until=until,
        policy_number=due.policy.number,
        years=due.time.years,
        decided_by=by,
        decided_at=now,
    )


@transaction.atomic
def hold_records(*, district: District, kind: str, reason: str, by: User, now: datetime) -> RecordHold:
    """From now on nothing of this kind (empty: of any) is deleted."""
    District.objects.select_for_update().get(pk=district.pk)
    return RecordHold.objects.create(district=district, kind=kind, reason=_said(reason), set_by=by, set_at=now)


@transaction.atomic
def lift_hold(*, hold: RecordHold, by: User, now: datetime) -> None:
    """What held the records is over. Lifted once is enough."""
    RecordHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_by=by, lifted_at=now)


def _said(text: str) -> str:
    reason = _line(text)
    if not reason:
        raise NoReason
    return reason


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:LONGEST_REASON]
