"""The counselor's list: students with their standing, narrowed by school, grade and standing."""

from __future__ import annotations

import uuid
from collections import ChainMap, Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from doorway.pathways.graduation import wording
from doorway.pathways.graduation.access import AT_WORK, graduating_codes, graduating_students
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.standing import Standing, Summary
from doorway.roster.access import Viewer, log_looks, with_reasons
from doorway.roster.access.viewer import current
from doorway.roster.access.visibility import reason_of
from doorway.roster.models import Membership, Person, Role, School
from doorway.roster.queries import named
from doorway.roster.told_apart import told_apart

PER_PAGE = 50
# So many whose decision ends soon are named above the list.
MOST_ENDING = 20
# More audits than these are made only for somebody who asks who stands how: about a millisecond each.
MOST_AT_ONCE = 400


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields do not narrow."""

    text: str = ""
    school: uuid.UUID | None = None
    grade: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Entry:
    """A student with how things stand. ``name``: with what tells apart two of one name in a list."""

    student: Person
    name: str
    summary: Summary
    # The day on which a decision ends, where it is near.
    ends_on: date | None = None

    @property
    def grade(self) -> int:
        """The grade as people write it."""
        return int(self.student.grade)

    @property
    def earned(self) -> str:
        """“8.5 of 36”, as two figures."""
        return wording.number(self.summary.earned)

    @property
    def need(self) -> str:
        """What is needed in all."""
        return wording.number(self.summary.need)

    @property
    def left(self) -> str:
        """What is left after this year's classes."""
        return wording.number(self.summary.left)

    @property
    def behind_by(self) -> str:
        """What is lacking to be on track; empty for nothing."""
        return wording.credit_words(self.summary.behind_by) if self.summary.behind_by else ""

    @property
    def behind_in(self) -> list[str]:
        """What is usually done by now."""
        return [wording.said(title) for title in self.summary.behind]

    @property
    def unmarked(self) -> str:
        """How many classes of past years have no mark; empty for none."""
        return wording.unmarked_words(self.summary)

    @property
    def beside(self) -> list[str]:
        """What is asked for beside credits, and neither there nor under way."""
        return [wording.said(title) for title in self.summary.beside]


@dataclass(frozen=True)
class GraduationList:
    """A page of the list. ``counts``: how many of those who fit stand how, whatever standing is asked for.

    Empty while that is not known of all of them. ``ending``: those of whom a decision ends soon, the next first.
    """

    page: Page[Seat]
    entries: list[Entry]
    counts: list[tuple[Standing, int]]
    schools: list[School]
    grades: list[str]
    ending: list[tuple[Person, str, date]]


def graduation_list(viewer: Viewer, search: Search, number: str | None) -> GraduationList:
    """The students of the viewer who fit. A fixed number of queries, and one for every 500 whose record changed."""
    narrowed = _narrowed(graduating_students(viewer), viewer, search)
    everybody = [Seat(*row) for row in narrowed.values_list("pk", "grade", "district_id")]
    known, find, ends_on = _standings(everybody, viewer)
    if search.standing or len(everybody) - len(known) <= MOST_AT_ONCE:
        find(everybody)
    fitting = [s for s in everybody if not search.standing or known[s.pk].standing == search.standing]
    page = Paginator(fitting, PER_PAGE).get_page(number)
    shown = list(page.object_list)
    find(shown)
    counts = Counter(known[student.pk].standing for student in everybody) if len(known) == len(everybody) else {}
    ends = sorted((day, seat.pk) for seat in everybody if (day := ends_on(seat)) is not None)[:MOST_ENDING]
    named = {pk for _day, pk in ends} | {seat.pk for seat in shown}
    students = logged(viewer, [seat for seat in everybody if seat.pk in named], page="graduation-list")
    names = told_apart(students.values(), by_id=True)
    schools = list(viewer.schools(*(reason.value for reason in AT_WORK)))
    return GraduationList(
        page=page,
        entries=[Entry(students[seat.pk], names[seat.pk], known[seat.pk], ends_on(seat)) for seat in shown],
        counts=[(standing, counts[standing]) for standing in Standing if counts.get(standing)],
        schools=schools,
        grades=sorted({code for school in schools for code in school.grade_list} & graduating_codes(viewer)),
        ending=[(students[pk], names[pk], day) for day, pk in ends],
    )


def _narrowed(students: QuerySet[Person], viewer: Viewer, search: Search) -> QuerySet[Person]:
    students = students.filter(named(search.text))
    if search.grade:
        students = students.filter(grade=search.grade)
    if search.school:
        held = Membership.objects.filter(
            current(viewer.today), role=Role.STUDENT, person=OuterRef("pk"), school=search.school
        )
        students = students.filter(Exists(held))
    return students


def _standings(
    seats: list[Seat], viewer: Viewer
) -> tuple[Mapping[uuid.UUID, Summary], Callable[[list[Seat]], None], Callable[[Seat], date | None]]:
    """What is known of these students, how to find out the rest, and when a decision ends, where that is near.

    By district: nearly always there is one.
    """
    found: list[Standings] = []
    for district in {membership.district for membership in viewer.memberships}:
        own = [seat for seat in seats if seat.district_id == district.pk]
        if own:
            found.append(Standings(own, district, timezone.localdate(timezone=district.zone)))
    known = ChainMap(*(standings.known for standings in found))

    def find(wanted: list[Seat]) -> None:
        for standings in found:
            standings.find(seat for seat in wanted if seat.district_id == standings.district.pk)

    def ends_on(seat: Seat) -> date | None:
        own = next(standings for standings in found if standings.district.pk == seat.district_id)
        return own.ending(seat.pk)

    return known, find, ends_on


def logged(viewer: Viewer, shown: list[Seat], *, page: str) -> dict[uuid.UUID, Person]:
    """The students who are shown, with every look written down and why: the list says how somebody stands."""
    rows = Person.objects.filter(pk__in=[seat.pk for seat in shown])
    students = {student.pk: student for student in with_reasons(rows, viewer, reasons=AT_WORK)}
    by_reason: dict[str, list[Person]] = {}
    for student in students.values():
        reason = reason_of(student)
        if reason is not None:
            by_reason.setdefault(reason.value, []).append(student)
    for word, seen in by_reason.items():
        log_looks(viewer, seen, reason=word, page=page)
    return students
