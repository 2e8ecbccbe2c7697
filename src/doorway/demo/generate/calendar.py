"""The invented district's calendar: the school year around a day, its terms, and the days without school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class SchoolCalendar:
    """A school year that contains ``today``; ``days_off`` are weekdays without school, with the reason."""

    today: date
    starts_on: date
    ends_on: date
    terms: tuple[tuple[str, date, date], ...]
    days_off: tuple[tuple[date, str], ...]

    @property
    def end_year(self) -> int:
        """The calendar year in which the school year ends."""
        return self.ends_on.year

    @property
    def name(self) -> str:
        """The school year's name, like ``2026-27``."""
        return year_name(self.end_year)

    def is_school_day(self, day: date) -> bool:
        """A weekday on which school is held. Summer counts: a demo district must live in July too."""
        return day.weekday() < 5 and day not in {off for off, _reason in self.days_off}

    def school_days(self, start: date, count: int, *, back: bool = False, in_a_row: bool = True) -> list[date]:
        """``count`` days with school, Monday to Thursday, from ``start`` on (or back); in a row when wanted."""
        step = timedelta(days=-1 if back else 1)
        day = start
        found: list[date] = []
        while len(found) < count:
            if self.is_school_day(day) and day.weekday() < 4:
                found.append(day)
            elif in_a_row:
                found = []
            day += step
        return sorted(found)


def year_name(end_year: int) -> str:
    """``2027`` is ``2026-27``."""
    return f"{end_year - 1}-{end_year % 100:02d}"


def end_year_of(day: date) -> int:
    """The calendar year in which the school year of this day ends; school years change on July 1."""
    return day.year + 1 if day.month >= 7 else day.year


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _weekdays(first: date, last: date, reason: str) -> list[tuple[date, str]]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [(day, reason) for day in days if day.weekday() < 5]


def _days_off(first: int) -> list[tuple[date, str]]:
    """Days off of the school year that begins in the year ``first``."""
    second = first + 1
    thanksgiving = _nth(first, 11, 3, 4)
    fall = _nth(first, 10, 3, 3)
    spring = _nth(second, 3, 0, 4)
    memorial = max(day for day in (date(second, 5, 25) + timedelta(days=n) for n in range(7)) if day.weekday() == 0)
    return [
        (_nth(first, 9, 0, 1), "Labor Day"),
        *_weekdays(fall, fall + timedelta(days=1), "Fall break"),
        *_weekdays(thanksgiving - timedelta(days=1), thanksgiving + timedelta(days=1), "Thanksgiving break"),
        *_weekdays(date(first, 12, 23), date(second, 1, 2), "Winter break"),
        (_nth(second, 1, 0, 3), "Martin Luther King Jr. Day"),
        (_nth(second, 2, 0, 3), "Presidents’ Day"),
        *_weekdays(spring, spring + timedelta(days=4), "Spring break"),
        (memorial, "Memorial Day"),
    ]


def calendar_for(today: date) -> SchoolCalendar:
    """The school year around a day."""
    end = end_year_of(today)
    return SchoolCalendar(
        today=today,
        starts_on=date(end - 1, 7, 1),
        ends_on=date(end, 6, 30),
        terms=(
            ("Fall semester", date(end - 1, 8, 19), date(end, 1, 15)),
            ("Spring semester", date(end, 1, 16), date(end, 5, 28)),
        ),
        days_off=tuple(_days_off(end - 1)),
    )
