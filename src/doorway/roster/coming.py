"""Who is on the roster to begin soon: a letter about the first day of school is for them, too."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from doorway.roster.access.viewer import current
from doorway.roster.core.grades import HIGHEST, YEAR_TURNS, code_of, school_year_of

SOON = timedelta(days=60)
"""How long before their first day students belong to those who are written to: from when most schools end, in the
middle of June, to the last first day of August. Whoever is enrolled in March for the fall waits until then: what is
written in spring is about a school year that they are not in."""


def here_or_soon(on: date) -> Q:
    """The condition that a role is in force on a day, or begins within :data:`SOON` after it.

    Whoever graduated, or left, with the last day of school has no role that begins.
    """
    return current(on, until=on + SOON)


def is_written_to(on: date) -> Q:
    """The condition that a student's role (a :class:`Membership`) makes their family one that is written to.

    It is in force or begins soon, and the student has not graduated: rosters leave the roles of seniors open, and some
    never end them. Whose grade 12 is of a school year that is over is there only by a role that began since then, or
    by a roster that says grade 12 of this year again.
    """
    year = school_year_of(on)
    year_of_grade = Q(person__grade_year__gte=year) | Q(person__grade_year=None) & (
        Q(district__grades_of=None) | Q(district__grades_of__gte=year)
    )
    began_since = Q(begins_on__gte=date(year - 1, *YEAR_TURNS))
    return here_or_soon(on) & (~Q(person__grade=code_of(HIGHEST)) | year_of_grade | began_since)
