"""A whole plan is kept under a name as it is on that day, and let go again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorway.pathways.core.planning import Step
from doorway.pathways.core.ways import way_to
from doorway.pathways.course_plan.errors import Gone, NotKept, refuse
from doorway.pathways.course_plan.ground import Planning, planning_of
from doorway.pathways.course_plan.keeping import checked_name
from doorway.pathways.models import KeptPlan, PlannedCourse
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.roster.models import Person

# More than these nobody holds against each other.
MOST = 8


@dataclass(frozen=True)
class Entry:
    """A class of a plan that was kept. ``title``: what the catalog called it then; ``year``: the end of the year."""

    code: str
    title: str
    year: int
    term: str = ""
    makes_up: bool = False

    def grade_in(self, planning: Planning) -> int:
        """The grade in which it is taken."""
        return planning.grade + self.year - planning.year

    def called(self, planning: Planning) -> str:
        """What the catalog calls it today; as it was called then where the catalog does not have it any more."""
        return planning.ground.titles.get(self.code) or self.title


def entries_of(rows: Iterable[PlannedCourse]) -> tuple[Entry, ...]:
    """Classes of a plan as they would be kept."""
    return tuple(
        Entry(row.course.code, row.course.title, row.school_year, row.term, makes_up=row.makes_up) for row in rows
    )


def entries_kept(row: KeptPlan) -> tuple[Entry, ...]:
    """The classes of a plan that was kept."""
    return tuple(Entry(**one) for one in row.classes)


def kept_plans(student: Person) -> list[KeptPlan]:
    """The whole plans that are kept of a student, oldest first. One query."""
    return list(KeptPlan.objects.filter(student=student, let_go_at=None))


@transaction.atomic
def keep_plan(planner: Chooser, *, name: str, code: str = "", today: date, now: datetime) -> KeptPlan:
    """Keep the plan as it is today under a name; with a ``code``, with that class and what comes before it put in."""
    name = checked_name(name)
    Person.objects.select_for_update().get(pk=planner.student.pk)
    planning = planning_of(planner.student, today=today)
    entries = entries_of(planning.active)
    if code:
        if code not in planning.offers:
            raise Gone
        way = way_to(code, planning.offers, planning.ground)
        refuse(way.no)
        entries += tuple(_entry(step, planning) for step in way.steps)
    if not entries:
        raise NotKept(NotKept.NOTHING)
    if KeptPlan.objects.filter(student=planner.student, let_go_at=None).count() >= MOST:
        raise NotKept(NotKept.MANY, most=MOST)
    try:
        with transaction.atomic():
            return KeptPlan.objects.create(
                district_id=planner.student.district_id, student=planner.student, name=name,
                classes=[asdict(entry) for entry in entries], kept_by=planner.person, role=SaidAs(planner.role.value),
                kept_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise NotKept(NotKept.TWICE) from error


def _entry(step: Step, planning: Planning) -> Entry:
    title = planning.catalog.taught[step.code].own_title
    return Entry(step.code, title, planning.year_of(step.grade), step.term, makes_up=step.grade == planning.grade)


@transaction.atomic
def let_go_plan(planner: Chooser, plan_id: uuid.UUID, *, now: datetime) -> KeptPlan:
    """Let one go; it stays on record as what was."""
    row = KeptPlan.objects.select_for_update().filter(student=planner.student, pk=plan_id, let_go_at=None).first()
    if row is None:
        raise Gone
    row.let_go_at = now
    row.save(update_fields=["let_go_at"])
    return row
