"""Which school year it is, and of which the grades on file are."""

from __future__ import annotations

from django.utils import timezone

from doorway.accounts.models import District
from doorway.roster.core.grades import school_year_of
from doorway.roster.years import year_of_grades


def this_school_year(district: District) -> int:
    """The school year of today, by the year in which it ends; it begins in July.

    It goes by the calendar: it is the year of a result that says none, and the last of which there can be one.
    """
    return school_year_of(timezone.localdate(timezone=district.zone))


def this_year_of_grades(district: District) -> int:
    """The school year of which the students' grades are: in summer last year's, until the new roster comes.

    In which grade a student was in an earlier year is reckoned from here.
    """
    return year_of_grades(district, timezone.localdate(timezone=district.zone))
