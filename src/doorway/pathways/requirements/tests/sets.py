"""Own sets for the tests: a copy of the pack's, checked, or in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.actions import Decided, begin, mark_checked, put_in_force, write
from doorway.pathways.requirements.checking import check, ground_of
from doorway.pathways.requirements.documents import read
from doorway.pathways.requirements.wording import finding_words
from doorway.pathways.rules.schema import WholeSet
from doorway.roster.models import Person


def writer(person: Person, *, adopts: bool = True) -> Writer:
    """Somebody who writes; ``adopts``: of the district office."""
    book = rule_book(person.district)
    assert book is not None
    return Writer(person, person.district, book, adopts)


def today(person: Person) -> date:
    """The district's day."""
    return timezone.localdate(timezone=person.district.zone)


def pack_set(person: Person, leaves: int = 2027) -> WholeSet:
    """The set that comes with the pack for a class."""
    book = writer(person).book
    return book.wholes[book.for_class(leaves).key]


def draft(
    person: Person,
    first: int = 2027,
    last: int | None = 2028,
    *,
    source: WholeSet | None = None,
    corrects: RequirementSet | None = None,
) -> RequirementSet:
    """A copy of the pack's set of the first class."""
    own = source or pack_set(person, first)
    return begin(
        writer(person), own, made_from={"title": dict(own.set.title.root)}, first_class=first, last_class=last,
        corrects=corrects, now=timezone.now(),
    )  # fmt: skip


def reasons(person: Person, row: RequirementSet) -> dict[str, str]:
    """A reason for every warning."""
    found = check(row, ground_of(writer(person), day=today(person)))
    return {one.mark: "The board knows it." for one in found if not one.is_error}


def checked(person: Person, row: RequirementSet) -> RequirementSet:
    """A draft whose warnings all stand."""
    return mark_checked(writer(person), row, reasons(person, row), now=timezone.now())


def checked_draft(person: Person) -> RequirementSet:
    """A draft that somebody has checked."""
    return checked(person, draft(person))


def in_force(person: Person, row: RequirementSet, *, days: int = 0) -> RequirementSet:
    """A set that the board has decided, holding from today or some days later."""
    day = today(person)
    decided = Decided(day, "Minutes of the board, item 7", day + timedelta(days=days), knows_begun=True)
    return put_in_force(writer(person), checked(person, row), decided, now=timezone.now())


def found_in(person: Person, row: RequirementSet) -> list[str]:
    """What is found in a draft, in sentences."""
    own, by = read(row.document), writer(person)
    return [finding_words(one.finding, own, by.book) for one in check(row, ground_of(by, day=today(person)))]


def changed(person: Person, row: RequirementSet, change: Callable[[WholeSet], WholeSet]) -> RequirementSet:
    """A draft with a change."""
    return write(writer(person), row, change(read(row.document)), now=timezone.now())
