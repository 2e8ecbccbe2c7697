"""The next deadline of a scholarship for the start page: which it is and when, not whether it is open.

Holding a student against everything takes more than a start page has time for; the page of scholarships does that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from doorway.accounts.models import District
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.ground import schools_of
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import Told, What, told_of
from doorway.pathways.scholarships.years import is_for, year_of
from doorway.policy.packs import grade_number
from doorway.roster.models import Person
from doorway.roster.years import year_of_grade_of

# What a student does not keep is told of so many days before.
NEAR = 60


@dataclass(frozen=True)
class NextDay:
    """A last day that comes, of a scholarship for which the student has not applied.

    ``opens``: the first day, where it is still to come.
    ``priority``: the day that comes first, by which who applies is looked at first; ``days`` go to that one then.
    """

    student: Person
    title: str
    closes: date
    days: int
    is_kept: bool
    priority: date | None = None
    opens: date | None = None


def next_days(students: Sequence[Person], *, today: date | None = None) -> list[NextDay]:
    """For each student the next one, of those that are kept first. Three queries for each district at most.

    Each student carries the own district.
    """
    told: dict[uuid.UUID, Told] = told_of([student.pk for student in students]) if students else {}
    found = []
    for district in {student.district for student in students}:
        day = today or timezone.localdate(timezone=district.zone)
        local = local_scholarships(district, day)
        own = [student for student in students if student.district_id == district.pk]
        schools = schools_of([one.pk for one in own], day) if any(row.school_id for row in local) else {}
        for student in own:
            coming = list(_coming(student, district, local, schools.get(student.pk), told[student.pk], day))
            found += sorted(coming, key=lambda one: (not one.is_kept, one.days))[:1]
    return found


def _coming(
    student: Person,
    district: District,
    local: list[LocalScholarship],
    school: uuid.UUID | None,
    told: Told,
    day: date,
) -> Iterator[NextDay]:
    leaves = class_of(grade_number(student.grade), year_of_grade_of(student, district, day))
    for program in programs_of(district, leaves, local):
        days = _days(program, day)
        is_kept = told.holds(What.KEPT, program.key)
        if days is None or not is_for(program, leaves, day) or not program.fits(school):
            continue
        has_applied = told.has_applied(program.key, year=year_of(program, leaves, day))
        if (is_kept or days <= NEAR) and not has_applied:
            closes, priority = program.dates.closes or day, _priority(program, day)
            yield NextDay(student, said(program.title), closes, days, is_kept, priority, program.dates.opens_after(day))


def _days(program: Program, day: date) -> int | None:
    """In how many days the next day comes; None for what is over, closed, or has no last day on file."""
    closes = program.dates.closes
    if closes is None or program.closed or closes < day:
        return None
    return ((_priority(program, day) or closes) - day).days


def _priority(program: Program, day: date) -> date | None:
    """The day by which one is looked at first, while it is to come and is not the last day itself."""
    priority, closes = program.dates.priority, program.dates.closes
    return priority if priority is not None and closes is not None and day <= priority < closes else None
