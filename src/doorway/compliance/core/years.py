"""Between which days the dates of a policy lie: what is outside is a slip in the year, and would be frozen with it."""

from __future__ import annotations

from datetime import date

EARLIEST = date(1970, 1, 1)
"""No day of a board's policy is before: states have asked for plans of single students since about 1990, and two
decades are left for a board that was earlier. A year of two digits and one of another century are before it."""

MOST_REVIEW_YEARS = 10
"""So many years after a policy begins the board looks at it again at the latest, as in a state pack (``review_years``);
so long an exception holds at most before the board approves it anew."""

FURTHEST_START_DAYS = 1096
"""A policy or exception that would hold, or end, only after three years is a mistyped year, and cannot be changed."""

LATEST = date(2199, 12, 31)
"""The database knows no board's day: it refuses what nobody who is alive will see."""


def years_after(day: date, years: int) -> date:
    """The same day so many years later, in the last year that there is at most; of a February 29 the 28th."""
    year = min(day.year + years, date.max.year)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
