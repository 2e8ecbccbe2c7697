"""Of which school year a grade is that a roster says, and in which grade a student was before. Pure, no database.

A roster says one grade of a student, the one of now. Next year's comes with the night on which the office's system
turns the year, somewhere between May and September, and what was said until then is overwritten. So whoever does not
move on is only told from the others who do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

YEAR_TURNS = (7, 1)
"""A school year runs from this (month, day) on."""
SETTLED_BY = (9, 15)
"""After these first weeks every roster has the grades of the school year that runs; one that has not is late."""
SEVERAL = 5
"""Of so many students of whom a grade of the year before is known some have moved on, whatever school it is."""
TURNS_EARLY = (5, 1)
"""From then on a system may have the grades of the next school year already."""

PRESCHOOL, HIGHEST = -1, 12
_CODES = {"PK": PRESCHOOL, "PR": PRESCHOOL, "K": 0, "KG": 0}


class Said(NamedTuple):
    """What rosters have said of a student: a grade, of which school year (by its end), and the grade the year before.

    ``year`` is none where nobody knows of which year the grade is; ``before`` is empty where no roster said any.
    """

    grade: str
    year: int | None = None
    before: str = ""

    def in_year(self, year: int) -> str:
        """The grade that a roster said for a school year; empty where none did, or too long ago."""
        if self.year is None:
            return ""
        return {self.year: self.grade, self.year - 1: self.before}.get(year, "")


def number_of(grade: str) -> int | None:
    """A grade as a number: preschool -1, kindergarten 0, then 1 to 12; none for anything else (``UG``, empty)."""
    code = grade.strip().upper()
    if code in _CODES:
        return _CODES[code]
    number = int(code) if code.isascii() and code.isdigit() else 0
    return number if 1 <= number <= HIGHEST else None


def code_of(number: int) -> str:
    """A number as rosters write the grade: ``PK``, ``KG``, ``01`` … ``12``."""
    return {-1: "PK", 0: "KG"}.get(number, f"{number:02d}")


def grades_before(grade: str, year: int, known: Mapping[int, str], number: int) -> dict[int, int]:
    """The grades of so many years before, as numbers by the end of the year, the latest first; none below preschool.

    ``year``: of the grade. ``known``: what is said of a year; a year of which nothing is said is one grade lower than
    the one after it.
    """
    found: dict[int, int] = {}
    last = number_of(grade)
    for one in range(year - 1, year - 1 - number, -1):
        said = number_of(known.get(one, ""))
        last = said if said is not None else None if last is None else last - 1
        if last is None or last < PRESCHOOL:
            break
        found[one] = last
    return found


class Step(NamedTuple):
    """The grade that is said of a school year (by its end), and the grade of the year after it."""

    year: int
    before: int
    after: int

    @property
    def is_usual(self) -> bool:
        """Moved on, stayed, or skipped one grade."""
        return 0 <= self.after - self.before <= 2

    @property
    def is_possible(self) -> bool:
        """Whoever comes from another school may go back two grades or skip three; nobody more in one year."""
        return -2 <= self.after - self.before <= 4


def steps_said(grade: str, year: int, known: Mapping[int, str]) -> list[Step]:
    """Each year of which something is said, the latest first, beside the grade a year later; as
    :func:`grades_before` reads them."""
    found: list[Step] = []
    last = number_of(grade)
    for one in sorted((one for one in known if one < year), reverse=True):
        said = number_of(known[one])
        if said is None or last is None:
            continue
        # A year of which nothing is said is one grade lower than the one after it; preschool may take several.
        found.append(Step(one, said, max(last - (year - one - 1), PRESCHOOL)))
        last, year = said, one
    return found


def year_name(year: int) -> str:
    """A school year as people write it: ``2025-26`` for 2026."""
    return f"{year - 1}-{year % 100:02d}"


def is_one_up(before: str, after: str) -> bool:
    """Whether the second is the grade after the first."""
    one, other = number_of(before), number_of(after)
    return one is not None and other is not None and other == one + 1


def school_year_of(day: date) -> int:
    """The school year of a day, by its end."""
    return day.year + ((day.month, day.day) >= YEAR_TURNS)


def year_of_grade(said: Said, usual: int) -> int | None:
    """Of which school year a student's grade is; none where it is no number, so that no others can be told from it.

    ``usual``: of which the grades of the district are, where nobody has said it of this one.
    """
    return None if number_of(said.grade) is None else said.year or usual


def is_settled(day: date) -> bool:
    """Whether the first weeks of a school year are over."""
    return not YEAR_TURNS <= (day.month, day.day) <= SETTLED_BY


def year_of_grades(
    students: Iterable[tuple[Said, str]], today: date, listed: Iterable[int] = (),
    everybody: Iterable[tuple[Said, str]] | None = None,
) -> int:  # fmt: skip
    """Of which school year the grades of a school are. ``students``: what was said before, and the grade said now.
    ``listed``: the school years of the terms that the roster has. ``everybody``: the same of all schools.

    Most of those of whom a grade of the year before is known are one grade further: then it is the year after that. A
    school whose students are all where they were has not turned the year yet. After the first weeks of a school year
    it is late, and whoever is where they were repeats only where some have moved on: in the school, and where that has
    hardly a student, in the district.
    """
    year, known = school_year_of(today), list(students)
    if TURNS_EARLY <= (today.month, today.day) < YEAR_TURNS and _turned(known, year + 1):
        return year + 1
    if _turned(known, year):
        return year
    if is_settled(today):
        return year - 1 if _is_late(known, list(known if everybody is None else everybody), year) else year
    if _pairs(known, year):
        return year - 1
    # A first roster, taken in over the summer, has nothing to be compared with but its own terms.
    return max((one for one in listed if one <= year), default=year)


def _turned(students: Iterable[tuple[Said, str]], year: int) -> bool:
    known = _pairs(students, year)
    return 2 * _moved(known) > len(known)


def _is_late(students: list[tuple[Said, str]], everybody: list[tuple[Said, str]], year: int) -> bool:
    """Whether hardly anybody has moved on: fewer than a quarter. Of very few students it is asked of all schools."""
    own = _pairs(students, year)
    if not own:
        return False
    asked = own if len(own) >= SEVERAL else _pairs(everybody, year)
    return 4 * _moved(asked) < len(asked)


def _pairs(students: Iterable[tuple[Said, str]], year: int) -> list[tuple[str, str]]:
    """Grade of the year before and grade of now, of those of whom the first is known."""
    pairs = ((said.in_year(year - 1), grade) for said, grade in students)
    return [(before, grade) for before, grade in pairs if number_of(before) is not None]


def _moved(pairs: list[tuple[str, str]]) -> int:
    return sum(is_one_up(before, grade) for before, grade in pairs)


def said_now(was: Said | None, grade: str, year: int, today: date) -> Said:
    """What is known once a roster says a grade. ``year``: of which the grades of the student's school are.

    Another grade of the same school year puts that year right, and leaves what was before as it was. Of somebody new at
    a school that has not turned the year nobody knows of which year the grade is.
    """
    if was is None or was.year is None:
        return Said(grade, None if year < school_year_of(today) else year)
    current = max(year, was.year)
    if current == was.year < school_year_of(today) and is_one_up(was.grade, grade):
        # Only somebody of a school that has not turned the year: this student's was.
        current += 1
    if current == was.year:
        return was._replace(grade=grade)
    return Said(grade, current, was.grade if current == was.year + 1 else "")


def unusual(said: Said) -> str:
    """The grade of the year before where it is not the one below: the student repeats a grade or skipped one; else
    empty. Preschool may take several years."""
    before, now = number_of(said.before), number_of(said.grade)
    if before is None or now is None or before == now - 1 or before == now == -1:
        return ""
    return said.before
