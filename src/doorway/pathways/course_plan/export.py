"""Approved classes of the next school year as course requests: a CSV file for the school's own system."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from doorway.pathways.core.units import credits_of
from doorway.pathways.models import PlannedCourse
from doorway.policy.packs import year_text

COLUMNS = ("student_id", "student", "grade_now", "school_year", "course_code", "course", "credits", "term")
# A table program takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_requests(rows: Iterable[PlannedCourse], out: Any) -> int:
    """Write one row for each approved class; their number. ``out`` is anything with a ``write``.

    ``student_id`` is the number of the roster, else the id that the roster file gave.
    """
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    listed = list(rows)
    for row in listed:
        student, course = row.student, row.course
        cells = (
            student.identifier or student.sourced_id, student.full_name, student.grade, year_text(row.school_year),
            course.code, course.title, credits_of(course.units), row.term,
        )  # fmt: skip
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in map(str, cells)])
    return len(listed)
