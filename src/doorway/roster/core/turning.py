"""Of which school year the grades of a roster are: a calendar turns in one night, and a roster weeks later.

Pure: a date, two counts and the years that a file lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

_TURNS: Final = 7
# Until then a roster may still have last year's grades: the latest schools begin in the week after Labor Day.
_TURNED_BY: Final = (9, 15)
# Some systems move everybody up as soon as school is out, weeks before the calendar turns.
_EARLY: Final = (5, 6)
_BEFORE_FIRST: Final = {"IT": -4, "PR": -3, "PK": -2, "TK": -1, "KG": 0}


def school_year_of(day: date) -> int:
    """The school year (by the year in which it ends) a day belongs to: it turns on the first of July."""
    return day.year + (day.month >= _TURNS)


def moved_up(before: str, after: str) -> bool | None:
    """Whether a grade is a later one than before; None where one of them is no grade that comes after another."""
    one, other = _place(before), _place(after)
    return None if one is None or other is None else other > one


def _place(grade: str) -> int | None:
    if grade in _BEFORE_FIRST:
        return _BEFORE_FIRST[grade]
    return int(grade) if grade.isdecimal() and len(grade) < 3 else None


def year_of_roster(known: int | None, *, moved: int, stayed: int, listed: Iterable[int], day: date) -> int:
    """The school year, by its end, of which the grades are when a roster has been taken in.

    ``known``: the year of which they were before; None where nobody has said it. ``moved`` and ``stayed``: how many of
    the students who were there before came into a later grade, and how many did not. ``listed``: the school years of
    the terms in the file. ``day``: the day on which it is taken in.
    """
    now = school_year_of(day)
    if moved and moved >= stayed:
        return now + 1 if known == now and day.month in _EARLY else max(now, known or now)
    if not day.month >= _TURNS or (day.month, day.day) > _TURNED_BY:
        # School is held: whoever lists its students lists their grades of this year.
        return max(now, known or now)
    if known is not None and stayed:
        return known
    # A first roster, taken in over the summer, has nothing to be compared with but its own terms.
    years = [year for year in listed if year <= now]
    return max(years, default=now)
