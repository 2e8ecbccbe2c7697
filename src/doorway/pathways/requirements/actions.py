"""Writing a draft of requirements, checking it, putting it in force, and withdrawing what does not hold yet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation

from doorway.accounts.models import District
from doorway.accounts.typing import holds_ssn
from doorway.pathways.core.checks import Finding
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.checking import check, concerns_begun, ground_of, still_open
from doorway.pathways.requirements.documents import HeadWish, begun, read, with_head, written
from doorway.pathways.requirements.errors import (
    ChangedSince,
    NoClass,
    NoSet,
    NotChecked,
    NotOpen,
    NotReady,
    NotThrownAway,
    OtherState,
    SecondSet,
    Unclear,
)
from doorway.pathways.requirements.prints import ACCEPTED, Prints, differing_parts, part_words, prints_of
from doorway.pathways.requirements.wording import class_words, finding_words, problem_words
from doorway.pathways.requirements.years import refuse_slip
from doorway.pathways.rules import RulesError
from doorway.pathways.rules.alone import set_in
from doorway.pathways.rules.schema import WholeSet

Status = RequirementSet.Status
# What is wrong in a file: so much is said at once.
MOST_SAID = 5
# No board's decision that still is to be put in force is older, and none is taken for longer ahead.
YEARS_BACK, YEARS_AHEAD = 30, 10


@dataclass(frozen=True)
class Decided:
    """What the board has decided: when, where it stands, and from when on students are held against it.

    ``knows_begun``: it knows that the set asks more of students who have begun high school already, where it does.
    """

    decided_on: date
    citation: str
    holds_from: date
    knows_begun: bool = False


@transaction.atomic
def begin(
    writer: Writer,
    source: WholeSet,
    *,
    made_from: Mapping[str, Any],
    first_class: int,
    last_class: int | None,
    corrects: RequirementSet | None = None,
    now: datetime,
) -> RequirementSet:
    """A draft that is a copy of a set, for some classes."""
    for leaves in (first_class, last_class):
        refuse_slip(leaves, this_year=_day(writer, now).year)
    _refuse_numbers(written(source))
    District.objects.select_for_update().get(pk=writer.district.pk)
    number = (RequirementSet.objects.filter(district=writer.district).aggregate(last=Max("number"))["last"] or 0) + 1
    own = begun(source, key=f"own-{number}", first_class=first_class, last_class=last_class)
    return RequirementSet.objects.create(
        district=writer.district,
        number=number,
        first_class=first_class,
        last_class=last_class,
        document=written(own),
        made_from=dict(made_from),
        corrects=corrects,
        created_by=writer.person,
        created_at=now,
        changed_by=writer.person,
        changed_at=now,
    )


def begin_from_file(writer: Writer, text: str, name: str, *, now: datetime) -> RequirementSet:
    """A draft with what a file holds, for the classes that it says."""
    try:
        found = set_in(text, name)
    except RulesError as error:
        raise NoSet(reason="; ".join(map(problem_words, error.problems[:MOST_SAID]))) from None
    pack = writer.district.state_pack
    if found.pack != pack:
        raise OtherState(theirs=found.pack, own=pack)
    own = found.whole()
    if own.set.first_class is None:
        raise NoClass
    title = {code: f"{said(own.set.title.root)} ({name})" for code, _name in settings.LANGUAGES}
    return begin(
        writer, own, made_from={"set": "file", "title": title}, first_class=own.set.first_class,
        last_class=own.set.last_class, now=now,
    )  # fmt: skip


@transaction.atomic
def write(writer: Writer, row: RequirementSet, own: WholeSet, *, now: datetime) -> RequirementSet:
    """Change a draft. Whatever was checked has to be checked again; a change that is none changes nothing.

    ``row``: the draft that ``own`` was made from. Somebody who has changed it meanwhile is not overwritten.
    """
    draft = _locked(row)
    if draft.changed_at != row.changed_at:
        raise NotOpen
    document = written(own)
    _refuse_numbers(document)
    if document == draft.document:
        return draft
    draft.document = document
    draft.first_class, draft.last_class = own.set.first_class or draft.first_class, own.set.last_class
    draft.changed_by, draft.changed_at = writer.person, now
    _back_to_draft(draft)
    draft.save()
    return draft


def write_head(
    writer: Writer, row: RequirementSet, wish: HeadWish, *, corrects: RequirementSet | None, now: datetime
) -> RequirementSet:
    """Change what holds for a draft as a whole, and which version it corrects."""
    with transaction.atomic():
        draft = write(writer, row, with_head(read(row.document), wish), now=now)
        if draft.corrects_id != (corrects.pk if corrects else None):
            draft.corrects = corrects
            _back_to_draft(draft)
            draft.save()
        return draft


def _refuse_numbers(value: Any) -> None:
    """Refuse what looks like a Social Security number, in any text of a document."""
    if isinstance(value, str) and holds_ssn(value):
        raise Unclear(Unclear.NUMBER)
    if isinstance(value, dict):
        for one in value.values():
            _refuse_numbers(one)
    elif isinstance(value, list):
        for one in value:
            _refuse_numbers(one)


def _back_to_draft(draft: RequirementSet) -> None:
    draft.status, draft.checked_at, draft.checked_by = Status.DRAFT, None, None


@transaction.atomic
def mark_checked(
    writer: Writer,
    row: RequirementSet,
    reasons: Mapping[str, str],
    *,
    keeps_only: bool = False,
    seen: Prints | None = None,
    now: datetime,
) -> RequirementSet:
    """Say that a draft was checked. ``reasons``: why a warning stands, by its mark; one without a reason is open.

    Reasons are kept even where something is still open, so that nobody writes them twice. ``keeps_only``: they are
    kept, and nobody says yet that it was checked. ``seen``: the draft as it was read (``prints_of``); refused where it
    says something else by now.
    """
    draft = _locked(row)
    found = check(draft, ground_of(writer, day=_day(writer, now)))
    kept = []
    for one in found:
        reason = reasons.get(one.mark, "").replace("\x00", "").strip()[:300]
        if holds_ssn(reason):
            raise Unclear(Unclear.NUMBER)
        if reason and not one.is_error:
            said = _in_every_language(one.finding, read(draft.document), writer)
            kept.append({"mark": one.mark, "said": said, "reason": reason})
    # The same reasons sent twice are no others.
    unread = [part for part in _unread(draft, seen) if part != ACCEPTED or kept != draft.accepted]
    if unread:
        raise NotChecked(parts=part_words(unread, read(draft.document))) if seen else NotOpen
    _back_to_draft(draft)
    draft.accepted = kept
    draft.save()
    if not keeps_only and not still_open(draft, found):
        draft.status, draft.checked_at, draft.checked_by = Status.CHECKED, now, writer.person
        draft.save()
    return draft


def _in_every_language(finding: Finding, own: WholeSet, writer: Writer) -> dict[str, str]:
    """What was found, for whoever reads it later."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = finding_words(finding, own, writer.book)
    return found


@transaction.atomic
def put_in_force(
    writer: Writer, row: RequirementSet, decided: Decided, *, seen: Prints | None = None, now: datetime
) -> RequirementSet:
    """The board has decided: from its day on students of these classes are held against it, and it never changes.

    ``seen``: the set as it was read (``prints_of``); refused where it says something else by now.
    """
    District.objects.select_for_update().get(pk=writer.district.pk)
    draft, today = _locked(row), _day(writer, now)
    unread = _unread(draft, seen)
    if unread:
        raise ChangedSince(parts=part_words(unread, read(draft.document))) if seen else NotOpen
    citation = decided.citation.replace("\x00", "").strip()
    if not citation:
        raise Unclear(Unclear.CITATION)
    if holds_ssn(citation):
        raise Unclear(Unclear.NUMBER)
    if decided.decided_on > today:
        raise Unclear(Unclear.FUTURE)
    if decided.decided_on.year < today.year - YEARS_BACK:
        raise Unclear(Unclear.LONG_AGO)
    if decided.holds_from < today:
        raise Unclear(Unclear.PAST)
    if decided.holds_from.year > today.year + YEARS_AHEAD:
        raise Unclear(Unclear.FAR)
    found = check(draft, ground_of(writer, day=today))
    open_now = still_open(draft, found)
    if open_now or draft.status != Status.CHECKED:
        own = read(draft.document)
        reason = finding_words(open_now[0].finding, own, writer.book) if open_now else ""
        raise NotReady(reason=reason) if reason else NotOpen
    if concerns_begun(found) and not decided.knows_begun:
        raise Unclear(Unclear.BEGUN)
    _end_what_it_corrects(draft, decided.holds_from)
    draft.status = Status.IN_FORCE
    draft.decided_on, draft.citation, draft.holds_from = decided.decided_on, citation[:300], decided.holds_from
    draft.put_in_force_by, draft.put_in_force_at = writer.person, now
    _refuse_second(draft)
    draft.save()
    _say_that_it_changed(writer.district)
    return draft


def _end_what_it_corrects(draft: RequirementSet, day: date) -> None:
    if draft.corrects_id is None:
        return
    old = RequirementSet.objects.select_for_update().get(pk=draft.corrects_id)
    if old.status != Status.IN_FORCE or old.holds_until is not None:
        raise Unclear(Unclear.CORRECTED)
    if old.holds_from is None or day < old.holds_from:
        raise Unclear(Unclear.BEFORE)
    old.holds_until = day
    old.save(update_fields=["holds_until"])


def _refuse_second(draft: RequirementSet) -> None:
    """Name the set that some of these classes have already; the database refuses it as well."""
    others = RequirementSet.objects.filter(district=draft.district_id, status=Status.IN_FORCE).exclude(pk=draft.pk)
    for other in others.defer("document"):
        ends = other.holds_until
        if draft.overlaps(other) and (ends is None or (draft.holds_from is not None and draft.holds_from < ends)):
            raise SecondSet(number=other.number, classes=class_words(other.first_class, other.last_class))


@transaction.atomic
def withdraw(writer: Writer, row: RequirementSet, reason: str, *, now: datetime) -> RequirementSet:
    """Withdraw a set that was put in force and does not hold yet; what it would have ended goes on."""
    District.objects.select_for_update().get(pk=writer.district.pk)
    found, today = RequirementSet.objects.select_for_update().get(pk=row.pk), _day(writer, now)
    reason = reason.replace("\x00", "").strip()
    if found.status != Status.IN_FORCE or found.holds_from is None:
        raise NotOpen
    if found.holds_from <= today:
        raise Unclear(Unclear.HELD)
    if found.holds_until is not None:
        raise Unclear(Unclear.CORRECTED)
    if not reason:
        raise Unclear(Unclear.REASON)
    if holds_ssn(reason):
        raise Unclear(Unclear.NUMBER)
    found.status = Status.WITHDRAWN
    found.withdrawn_by, found.withdrawn_at, found.withdrawn_on = writer.person, now, today
    found.withdrawal_reason = reason[:300]
    found.save()
    if found.corrects_id is not None:
        RequirementSet.objects.filter(pk=found.corrects_id, holds_until=found.holds_from).update(holds_until=None)
    _say_that_it_changed(writer.district)
    return found


@transaction.atomic
def drop(row: RequirementSet, *, seen: Prints | None = None) -> None:
    """Throw a draft away. ``seen``: the draft as it was read; refused where it says something else by now."""
    draft = _locked(row)
    unread = _unread(draft, seen)
    if unread:
        raise NotThrownAway(parts=part_words(unread, read(draft.document))) if seen else NotOpen
    draft.delete()


def _unread(draft: RequirementSet, seen: Prints | None) -> list[str]:
    """What a draft says otherwise than it was read; nothing where nobody looked at a page before."""
    return [] if seen is None else differing_parts(seen, prints_of(draft))


def _say_that_it_changed(district: District) -> None:
    district.requirements_mark = uuid.uuid4()
    district.save(update_fields=["requirements_mark"])


def _locked(row: RequirementSet) -> RequirementSet:
    """The draft for this transaction alone; refused when it is none any more."""
    found = RequirementSet.objects.select_for_update(of=("self",)).filter(pk=row.pk).select_related("corrects").first()
    if found is None or not found.is_open:
        raise NotOpen
    return found


def _day(writer: Writer, now: datetime) -> date:
    return now.astimezone(writer.district.zone).date()
