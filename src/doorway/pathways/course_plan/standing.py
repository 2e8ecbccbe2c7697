"""What classes are to a student already: taken this year, on the record from before, or in the plan."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db.models import Q, Value
from django.utils.translation import gettext as _

from doorway.pathways.classes.queries import Standing
from doorway.pathways.course_plan.ground import ACTIVE, Status
from doorway.pathways.graduation.records import waiting_in
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.roster.years import year_in_rows

State = TranscriptCourse.State


def standing_of(
    students: Collection[uuid.UUID], *, passing: Collection[str], today: date
) -> dict[uuid.UUID, dict[str, Standing]]:
    """By student and by the code of the class; what comes next wins over what was. ``passing``: marks that give credit.

    It tells of the record: whose it is comes from ``open_in_brief``. One query, none for nobody.
    """
    found: dict[uuid.UUID, dict[str, Standing]] = {student: {} for student in students}
    if not found:
        return found
    year = year_in_rows(today)
    taken = TranscriptCourse.objects.filter(student__in=found).exclude(state=State.PLANNED).order_by()
    to_come = Q(school_year__gt=year) | Q(school_year=year, makes_up=True) | waiting_in(year)
    planned = PlannedCourse.objects.filter(to_come, student__in=found, status__in=ACTIVE).order_by()
    columns = ("student_id", "school_year", year)
    rows = taken.values_list(Value(0), *columns, "code", "state", "mark", "units", "term", "part").union(
        planned.values_list(Value(1), *columns, "course__code", "status", Value(""), Value(0), Value(""), Value("")),
        all=True,
    )
    begun: set[tuple[uuid.UUID, str]] = set()
    passed: dict[tuple[uuid.UUID, str], dict[str, int]] = {}
    for is_planned, student, taken_in, now, code, state, mark, units, term, part in sorted(rows):
        if not is_planned:
            parts = passed.setdefault((student, code), {})
            if state == State.COMPLETED and mark in passing:
                # The same semester in two years is one semester.
                parts[part or term] = max(units, parts.get(part or term, 0))
            found[student][code] = _on_record(taken_in, state, now, sum(parts.values()))
            if taken_in == now and state != State.COMPLETED:
                begun.add((student, code))
        elif taken_in > now or (student, code) not in begun:
            found[student][code] = _planned(state)
    return found


def _planned(status: str) -> Standing:
    return Standing(_("in the plan") if status == Status.APPROVED else _("in the plan, not approved yet"), True)


def _on_record(taken_in: int, state: str, year: int, passed: int) -> Standing:
    if taken_in < year or state == State.COMPLETED:
        words = _("on the record already") if passed else _("on the record, without credit so far")
        return Standing(words, False, passed)
    return Standing(_("taken this year") if taken_in == year else _("in the plan"), True)
