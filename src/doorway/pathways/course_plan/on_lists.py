"""Classes of this year that stand on a class list and not on the record: in a course plan they are under way.

Where transcripts come in summer only, that is every class of the year. They give no credit without the plan (decision
026): a roster says neither credit nor term. But what builds on them need not wait, and nobody plans them once more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from doorway.pathways.core.planning import terms_in
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.graduation.records import Catalog, as_record, in_class, not_on_record, takes_part
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.roster.models import Enrollment, Person

Until = Enrollment.Until
# The code of a class as the roster writes it.
CODE = "school_class__course__code"


class Place(NamedTuple):
    """A place in a class. ``year``: its school year, by its end; ``until``: empty for who has it now, else with what it
    ended (``Enrollment.Until``).
    """

    year: int
    code: str
    title: str
    until: str


@dataclass(frozen=True)
class OnLists:
    """What the record does not have of them, as rows that nobody has saved. ``planned``: of approved classes of the
    plan; ``others``: of classes of the catalog that nobody has planned for this year.
    """

    planned: tuple[TranscriptCourse, ...] = ()
    others: tuple[TranscriptCourse, ...] = ()

    @property
    def rows(self) -> tuple[TranscriptCourse, ...]:
        """All of them."""
        return (*self.planned, *self.others)


def places_of(student: Person) -> tuple[Place, ...]:
    """The places that a student has in classes of courses, and those that ended with the class, or with the time at a
    school. One query.
    """
    rows = Enrollment.objects.filter(
        takes_part() | ~Q(stayed_until=""), person=student, role=Enrollment.Role.STUDENT,
        school_class__course__isnull=False,
    )  # fmt: skip
    names = ("school_class__school_year__ends_on", CODE, "school_class__course__title", "stayed_until")
    return tuple(Place(ends_on.year, code, title, until) for ends_on, code, title, until in rows.values_list(*names))


def seats_among(places: Iterable[Place], year: int, known: Iterable[str]) -> dict[str, bool]:
    """The same as ``seats_of`` for one student, of places that are at hand. No query."""
    own = ((one.code, one.until) for one in places if one.year == year and one.until in {"", Until.CLASS})
    return _seats(own, Spelling(known))


def seats_in(students: Iterable[uuid.UUID] | QuerySet[Person, Any], year: int) -> QuerySet[Enrollment]:
    """The places in classes of a school year (by its end) that students have, or had until the class was over."""
    return Enrollment.objects.filter(
        in_class(), person__in=students, role=Enrollment.Role.STUDENT, school_class__course__isnull=False,
        school_class__school_year__ends_on__year=year,
    )  # fmt: skip


def seats_of(students: Iterable[uuid.UUID], year: int, known: Iterable[str]) -> dict[uuid.UUID, dict[str, bool]]:
    """The codes of the classes of each, with whether the student is still in it. One query.

    ``known``: codes of the catalog; one in other capitals is written like that, and what is none of them is left out:
    a homeroom is no class of the catalog.
    """
    spelling = Spelling(known)
    together: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for student, written, until in seats_in(list(students), year).values_list("person_id", CODE, "stayed_until"):
        together.setdefault(student, []).append((written, until))
    return {student: _seats(own, spelling) for student, own in together.items()}


def _seats(places: Iterable[tuple[str, str]], spelling: Spelling) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for written, until in places:
        code = spelling.of(written)
        if code is not None:
            found[code] = found.get(code, False) or not until
    return found


def on_lists(
    waits: Iterable[PlannedCourse],
    seats: Mapping[str, bool],
    record: Sequence[TranscriptCourse],
    catalog: Catalog,
    *,
    year: int,
    failing: Collection[str],
) -> OnLists:
    """What one student takes by the class list alone. No query.

    ``waits``: approved classes of ``year``, that of the grade, as ``waiting`` has them; ``seats``: those of
    ``seats_of``; ``failing``: marks that give no credit.
    """
    listed = [row for row in waits if getattr(row, "is_listed", False)]
    planned: list[TranscriptCourse] = []
    there: set[str] = set()
    for row in listed:
        same = catalog.same.get(row.course.code, frozenset())
        there |= {row.course.code, *same}
        planned += not_on_record(as_record(row, this_year=year), record, same, failing)
    others = (
        row
        for code, still in seats.items()
        if code in catalog.taught and code not in there
        for row in _of_seat(code, record, catalog, year, failing, still=still)
    )
    return OnLists(tuple(planned), tuple(others))


def _of_seat(
    code: str, record: Sequence[TranscriptCourse], catalog: Catalog, year: int, failing: Collection[str], *, still: bool
) -> Iterator[TranscriptCourse]:
    same, course = catalog.same.get(code, frozenset()), catalog.taught[code]
    codes = {one.casefold() for one in (code, *same)}
    if not still and any(row.school_year == year and row.code.casefold() in codes for row in record):
        # The class is over, and the record says what it was.
        return
    row = TranscriptCourse(
        pk=uuid.uuid4(), code=code, title=course.title, school_year=year, units=course.units,
        state=TranscriptCourse.State.SCHEDULED,
    )  # fmt: skip
    row.ways, row.is_there = terms_in(course.terms), still
    yield from not_on_record(row, record, same, failing)
