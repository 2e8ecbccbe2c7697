"""The school year of which the grades on file are, and whether the calendar is further than the roster."""

from __future__ import annotations

from datetime import date

from django.db.models import Value
from django.db.models.functions import Coalesce

from doorway.accounts.models import District
from doorway.roster.core.grades import is_settled, school_year_of
from doorway.roster.models import Person


def year_of_grades(district: District, day: date) -> int:
    """The school year, by its end, of which the grades of a district's students are; no query.

    It is what the last roster said, and over the summer that may be last year's: a student is of the class that follows
    from the grade and *that* year. Where no roster was ever taken in, it is the school year of the day.
    """
    return school_year_of(day) if district.grades_of is None else district.grades_of


def year_of_grade_of(student: Person, district: District, day: date) -> int:
    """The same of one student: whoever the roster of the new year has left out keeps the grade, and so its year.

    A graduate who is still active is no senior of the next class. No query.
    """
    year = year_of_grades(district, day)
    return min(year, student.grade_year or year)


def waits_for_roster(district: District, day: date) -> bool:
    """Whether the school year of the grades is over, and the roster of the next one has not come; no query."""
    return year_of_grades(district, day) < school_year_of(day)


def roster_is_late(district: District, day: date) -> bool:
    """Whether it has not come either in the first weeks, in which every roster has the new grades; no query."""
    return waits_for_roster(district, day) and is_settled(day)


def year_in_rows(day: date, district: str = "district") -> Coalesce:
    """The same in a query over rows of several districts. ``district``: the way from a row to its district."""
    return Coalesce(f"{district}__grades_of", Value(school_year_of(day)))
