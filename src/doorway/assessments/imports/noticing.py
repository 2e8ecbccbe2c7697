"""What is odd about results that can be taken, seen beside the roster, the rest of the file and what is on file.

One pass over the results: a file may have a million of them. What is odd about a row by itself is said with the row
(``rows.py``). Nothing here is a guess: a result is taken in as the file says it, and named.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from doorway.policy.packs import grade_number, grade_text
from doorway.roster.models import ImportLine

if TYPE_CHECKING:
    from doorway.assessments.imports.comparing import Key, Wanted

# Lines of results that were taken in, at which a person should look.
NOTICED = ImportLine.Verdict.FORGIVEN
# A student who repeats or skips a year, or is tested with material of the next grade, is one away.
JUMP = 2
YOUNGEST = -1


@dataclass(frozen=True)
class Noticed:
    """A row that was taken in, at which a person should look."""

    row: int
    column: str
    student: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class TwoGrades:
    """Two rows that give one core test of a year in two grades: neither counts."""

    one: Wanted
    other: Wanted


@dataclass
class Noticing:
    """What is found. ``starts``: the grade of a student less the year, as the roster has it now.

    ``by_results``: the same by the last result on file, of students of whom the roster says no grade.
    """

    starts: Mapping[uuid.UUID, int]
    by_results: Mapping[uuid.UUID, int]
    noticed: list[Noticed] = field(default_factory=list)
    # The same of the first core test of a student in the file, and those students with another one beside it.
    _first: dict[uuid.UUID, int] = field(default_factory=dict)
    _several: set[uuid.UUID] = field(default_factory=set)

    def look(self, wanted: Iterable[Wanted]) -> None:
        """Look at every result once."""
        starts, first, several = {**self.by_results, **self.starts}, self._first, self._several
        for row in wanted:
            target, student = row.target, row.student_id
            for remark in row.said.remarks:
                self.noticed.append(Noticed(row.row, remark.column, row.given_id, remark.code, remark.params))
            start = target.first_grade_year
            if start is None or student is None:
                continue
            known = starts.get(student)
            if known is not None and not -JUMP < start - known < JUMP:
                grade, expected = start + target.year, known + target.year
                by_roster = student in self.starts
                self.noticed.append(jump(row.row, row.given_id, grade, expected, by_roster=by_roster))
            if target.is_core and first.setdefault(student, start) != start:
                several.add(student)

    def of_two_grades(self, wanted: Iterable[Wanted]) -> list[TwoGrades]:
        """The core tests of a year that the file gives in two grades; few students have several at all."""
        found: list[TwoGrades] = []
        if self._several:
            seen: dict[tuple[Any, ...], Wanted] = {}
            for row in wanted:
                if row.student_id in self._several and row.target.is_core:
                    before = seen.setdefault(without_grade(row.key), row)
                    if before is not row:
                        found.append(TwoGrades(before, row))
        return found

    def may_be_in_two(self, key: Key) -> bool:
        """Whether a result on file may be a test of the file in another grade."""
        start = self._first.get(key[0]) if isinstance(key[0], uuid.UUID) else None
        return start is not None and (key[0] in self._several or _grade(key[5]) != start + key[4])


def starts_of(grades: Mapping[uuid.UUID, str], this_year: int) -> dict[uuid.UUID, int]:
    """For each student the grade less the year, by the grade on file; ``this_year``: the year of these grades."""
    found = ((student, _grade(code)) for student, code in grades.items())
    return {student: grade - this_year for student, grade in found if grade is not None}


def on_file_too(row: Wanted, grade: str) -> Noticed:
    """The same core test of the year is on file in another grade."""
    params = {"grade": grade_text(row.target.grade or 0), "other": grade_text(grade_number(grade))}
    return Noticed(row.row, "grade", row.given_id, "grade_on_file", params)


def taken_out_before(row: int, given_id: str, day: str) -> Noticed:
    """Another result of the same test is one that a person took out."""
    return Noticed(row, "", given_id, "taken_out_before", {"day": day})


def jump(row: int, given_id: str, grade: int, expected: int, *, by_roster: bool) -> Noticed:
    """The grade of a row is far from the one in which the student was that year."""
    if expected < YOUNGEST:
        return Noticed(row, "grade", given_id, "grade_before_school", {"grade": grade_text(grade)})
    code = "grade_jumps" if by_roster else "grade_jumps_since"
    params = {"grade": grade_text(grade), "expected": grade_text(expected)}
    return Noticed(row, "grade", given_id, code, params)


def without_grade(key: Key) -> tuple[Any, ...]:
    """The key of a result but for the grade."""
    return (*key[:5], *key[6:])


@cache
def _grade(code: str) -> int | None:
    """A grade as a number, none for what is no grade."""
    try:
        return grade_number(code)
    except ValueError:
        return None
