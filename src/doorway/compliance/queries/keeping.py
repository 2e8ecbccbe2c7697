"""How long a version keeps what, and which records are past their time today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Min

from doorway.accounts.models import District
from doorway.compliance.models import BoardPolicy, KeepingDecision, PolicyKeeping, RecordHold
from doorway.roster.keeping import Aging, kinds


def times_of(policy: BoardPolicy | None) -> dict[str, PolicyKeeping]:
    """What a version says, by kind."""
    return {} if policy is None else {row.kind: row for row in policy.keepings.all()}


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; February 29 becomes the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def moment_of(day: date, district: District) -> datetime:
    """When a day begins in the district."""
    return datetime.combine(day, time.min, tzinfo=district.zone)


def open_holds(district: District) -> list[RecordHold]:
    """What stands in the way of deleting."""
    return list(RecordHold.objects.filter(district=district, lifted_at=None).select_related("set_by"))


def stands_in_the_way(district: District, kind: str) -> bool:
    """Whether records of a kind are held. One query."""
    return RecordHold.objects.filter(district=district, lifted_at=None, kind__in=("", kind)).exists()


@dataclass(frozen=True)
class Past:
    """Records of one kind: by what they are kept, how many are past their time, and what stands in the way.

    ``before``: past their time are those from before this day; none where the policy says nothing. ``kept``: the
    decision by which the office keeps them longer, as long as it holds.
    """

    kind: Aging
    time: PolicyKeeping | None
    before: date | None
    number: int
    oldest: datetime | None
    holds: tuple[RecordHold, ...]
    kept: KeepingDecision | None

    @property
    def waits(self) -> bool:
        """Somebody has to decide."""
        return self.number > 0 and self.kept is None and not self.holds


def past_their_time(
    district: District,
    policy: BoardPolicy | None,
    today: date,
    *,
    holds: Iterable[RecordHold],
    decisions: Iterable[KeepingDecision],
    of: Iterable[Aging] | None = None,
) -> list[Past]:
    """Every kind (or those of ``of``), with what is past its time today. One query for each that the policy names,
    and what a kind asks to know which of its records still count.

    ``decisions``: the newest first. By the newest that still holds, a kind is kept longer.
    """
    times = times_of(policy)
    longer: dict[str, KeepingDecision] = {}
    for decision in decisions:
        if decision.until is not None and decision.until >= today:
            longer.setdefault(decision.kind, decision)
    return [_past(kind, times.get(kind.key), district, today, holds, longer.get(kind.key)) for kind in of or kinds()]


def _past(
    kind: Aging,
    said: PolicyKeeping | None,
    district: District,
    today: date,
    holds: Iterable[RecordHold],
    kept: KeepingDecision | None,
) -> Past:
    own = tuple(hold for hold in holds if hold.kind in {"", kind.key})
    if said is None:
        return Past(kind, None, None, 0, None, own, kept)
    before = years_before(today, said.years)
    number, oldest = count_older(kind, district, before)
    return Past(kind, said, before, number, oldest, own, kept)


def count_older(kind: Aging, district: District, before: date) -> tuple[int, datetime | None]:
    """How many records of a kind are from before a day, and since when the oldest is there. One query."""
    rows = kind.older_than(district, moment_of(before, district)).order_by()
    found = rows.aggregate(number=Count("pk"), oldest=Min("since"))
    return found["number"], found["oldest"]


@dataclass(frozen=True)
class KeepingChange:
    """A kind that a version keeps for another time, and how many records would be past it today."""

    kind: Aging
    now: PolicyKeeping | None
    then: PolicyKeeping | None
    past: int


def keeping_changes(district: District, now: BoardPolicy | None, then: BoardPolicy, today: date) -> list[KeepingChange]:
    """What a version changes in how long records are kept. One query for each kind that changes."""
    before, after = times_of(now), times_of(then)
    found = []
    for kind in kinds():
        old, new = before.get(kind.key), after.get(kind.key)
        if (old and old.years) == (new and new.years):
            continue
        past = count_older(kind, district, years_before(today, new.years))[0] if new else 0
        found.append(KeepingChange(kind, old, new, past))
    return found


def decisions_of(district: District) -> list[KeepingDecision]:
    """All that was decided, the newest first: a few in a year."""
    return list(KeepingDecision.objects.filter(district=district))
