"""Course requests as a CSV file for the school's own system: what is approved for the next school year and not
registered yet, and in this one to make up credit or because it is not registered yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from doorway.accounts.tables import write_rows
from doorway.pathways.core.units import credits_of
from doorway.pathways.course_plan.seats import Demand
from doorway.pathways.models import PlannedCourse
from doorway.policy.packs import year_text

COLUMNS = (
    "student_id",
    "student",
    "grade_now",
    "school_year",
    "course_code",
    "course",
    "credits",
    "term",
    "seats",
    "asked",
    "makes_up_credit",
)


def write_requests(rows: Iterable[PlannedCourse], out: Any, demand: Callable[[PlannedCourse], Demand]) -> int:
    """Write one row for each approved class; their number. ``out`` is anything with a ``write``.

    ``student_id`` is the number of the roster, else the id that the roster file gave. ``demand``: the seats of a
    class at the student's school, and how many students ask for it there; of what makes up credit nobody counts that.
    """
    listed = list(rows)
    write_rows(out, [COLUMNS, *(_cells(row, Demand(None, 0) if row.makes_up else demand(row)) for row in listed)])
    return len(listed)


def _cells(row: PlannedCourse, demand: Demand) -> tuple[str, ...]:
    student, course = row.student, row.course
    # Of a class of which the school has registered a term, the others.
    units, term = row.rest or (row.credit, row.term)
    return (
        student.identifier or student.sourced_id, student.full_name, student.grade, year_text(row.school_year),
        course.code, course.title, credits_of(units), term,
        "" if demand.seats is None else str(demand.seats), "" if row.makes_up else str(demand.asked),
        "yes" if row.makes_up else "",
    )  # fmt: skip
