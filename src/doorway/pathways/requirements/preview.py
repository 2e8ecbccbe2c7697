"""What a draft would change: who of its classes would stand otherwise, counted by the engine and never kept."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.graduation.access import AT_WORK, graduating_grades
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.lists import logged
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.standing import Standing
from doorway.pathways.graduation.wording import number
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.checking import Ground, with_catalog
from doorway.pathways.requirements.documents import read
from doorway.policy.packs import grade_code
from doorway.roster.access import Reason, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role, School
from doorway.roster.years import year_of_grades

PER_PAGE = 50
# Two audits for each, a millisecond or two each: more than these are asked for school by school.
MOST = 2_000
# Who reads names here: whoever reads how these students stand anyway. The office reads the figures.
_COUNTS = (*AT_WORK, Reason.DISTRICT)


@dataclass(frozen=True)
class Move:
    """So many students who stand otherwise."""

    before: Standing
    after: Standing
    students: int


@dataclass(frozen=True)
class Moved:
    """A student who would stand otherwise."""

    student: Person
    before: Standing
    after: Standing
    left_before: str
    left_after: str


@dataclass(frozen=True)
class Preview:
    """What a draft changes. ``more`` and ``less``: students with the same standing and other credits left."""

    students: int
    unchanged: int
    moves: tuple[Move, ...]
    more: int
    less: int
    page: Page[Seat] | None
    named: tuple[Moved, ...]
    schools: tuple[School, ...]
    too_many: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether everybody stands as today, with as much left."""
        return not (self.moves or self.more or self.less)

    @property
    def changed(self) -> int:
        """How many would stand otherwise."""
        return sum(move.students for move in self.moves)


def preview(
    writer: Writer, viewer: Viewer, row: RequirementSet, ground: Ground, *, school: uuid.UUID | None, page: str | None
) -> Preview:
    """The draft against what holds today, for the students whom the viewer sees at work. Eleven queries at most.

    A draft that contradicts itself cannot be audited: the page asks for this only without errors.
    """
    day = timezone.localdate(timezone=writer.district.zone)
    year = year_of_grades(writer.district, day)
    grades = [
        grade_code(grade)
        for grade in graduating_grades(writer.district)
        if row.first_class <= class_of(grade, year) <= row.last
    ]
    people = visible_students(viewer, reasons=_COUNTS).filter(district=writer.district, grade__in=grades)
    if school is not None:
        there = Membership.objects.filter(
            current(viewer.today), role=Role.STUDENT, person=OuterRef("pk"), school=school
        )
        people = people.filter(Exists(there))
    seats = [Seat(*one) for one in people.values_list("pk", "grade", "district_id")[: MOST + 1]]
    schools = tuple(viewer.schools(*(reason.value for reason in _COUNTS)).order_by("name"))
    schools = tuple(one for one in schools if not set(one.grade_list).isdisjoint(grades))
    if len(seats) > MOST:
        return Preview(0, 0, (), 0, 0, None, (), schools, too_many=True)
    now, then = Standings(seats, writer.district, day), _as_if(seats, writer, row, ground)
    now.find(seats)
    then.find(seats)
    pairs = [(seat, now.known[seat.pk], then.known[seat.pk]) for seat in seats]
    moved = [seat for seat, before, after in pairs if before.standing != after.standing]
    counts = Counter((before.standing, after.standing) for _seat, before, after in pairs)
    same = [(before, after) for _seat, before, after in pairs if before.standing == after.standing]
    order = list(Standing)
    moves = [Move(before, after, students) for (before, after), students in counts.items() if before != after]
    moves.sort(key=lambda move: (order.index(move.before), order.index(move.after)))
    may_name = visible_to_work(viewer)
    shown = Paginator(moved, PER_PAGE).get_page(page) if moved and may_name else None
    return Preview(
        students=len(seats),
        unchanged=sum(before == after for before, after in same),
        moves=tuple(moves),
        more=sum(after.left > before.left for before, after in same),
        less=sum(after.left < before.left for before, after in same),
        page=shown,
        named=_named(viewer, list(shown.object_list), now, then) if shown else (),
        schools=schools,
    )


def visible_to_work(viewer: Viewer) -> bool:
    """Whether the viewer reads how students stand: as their counselor or principal."""
    return viewer.has_role(*(reason.value for reason in AT_WORK))


def _as_if(seats: list[Seat], writer: Writer, row: RequirementSet, ground: Ground) -> Standings:
    compiled = Compiled(with_catalog(read(row.document), ground))
    return Standings(seats, writer.district, ground.day, as_if=compiled)


def _named(viewer: Viewer, shown: list[Seat], now: Standings, then: Standings) -> tuple[Moved, ...]:
    """Those who are shown by name, each look written down; whom the viewer does not see at work is left out."""
    students = logged(viewer, shown, page="requirements-preview")
    return tuple(
        Moved(
            students[seat.pk],
            now.known[seat.pk].standing,
            then.known[seat.pk].standing,
            number(now.known[seat.pk].left),
            number(then.known[seat.pk].left),
        )
        for seat in shown
        if seat.pk in students
    )
