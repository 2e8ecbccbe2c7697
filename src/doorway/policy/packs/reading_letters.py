"""The letters about reading that a state asks schools to write: after which tests, for whom, by when."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.instruments import Instrument
from doorway.policy.packs.values import Fact, Grades, Part, Text

FILE = "reading_letters.toml"
_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]|last)$")
# A school year begins in this month: earlier months are those of its second half.
_BEGINS = 7
# February has a 29th day only in some years.
_LEAP_YEAR = 2024


def _month_and_day(value: str) -> str:
    """Refuse what is no day of a year."""
    match = _DAY.match(value)
    if match is None or (match[2] != "last" and int(match[2]) > monthrange(_LEAP_YEAR, int(match[1]))[1]):
        raise ValueError(f"{value!r} is not a day. Write month and day, like 10-30, or 02-last.")
    return value


YearlyDay = Annotated[str, AfterValidator(_month_and_day)]


def day_in(value: str, year: int) -> date:
    """The day of the school year that ends in ``year``: 2027-02-28 for ``02-last`` in 2027."""
    month, day = value.split("-")
    calendar_year = year - 1 if int(month) >= _BEGINS else year
    last = monthrange(calendar_year, int(month))[1]
    return date(calendar_year, int(month), last if day == "last" else min(int(day), last))


class LetterPeriod(Part):
    """A time of the test: until when it is given, and by when parents must have been told."""

    period: str
    tested_by: YearlyDay
    due: YearlyDay

    def due_in(self, year: int) -> date:
        """The day by which parents must have been told, in the school year that ends in ``year``."""
        return day_in(self.due, year)

    def tested_by_in(self, year: int) -> date:
        """The last day of the test in that school year."""
        return day_in(self.tested_by, year)


class ReadingLetters(Fact):
    """reading_letters.toml. In ``means`` (by level) stands ``{name}``; ``school`` is where a school begins to write."""

    instruments: tuple[str, ...] = Field(min_length=1)
    grades: Grades
    citation: str
    periods: tuple[LetterPeriod, ...] = Field(min_length=1)
    means: dict[str, Text]
    school: Text
    home: tuple[Text, ...] = Field(min_length=1)

    def period(self, key: str) -> LetterPeriod | None:
        """The period with that key, or none."""
        return next((one for one in self.periods if one.period == key), None)


def problems_of_reading_letters(
    letters: ReadingLetters | None, instruments: Sequence[Instrument], sources: Sequence[str]
) -> Iterator[Problem]:
    """What in the file names something that the pack does not have, and levels without words."""
    if letters is None:
        return
    if letters.source not in sources:
        yield Problem(FILE, "source", f"{letters.source!r} is not in sources.toml")
    known = {instrument.key: instrument for instrument in instruments}
    for key in letters.instruments:
        instrument = known.get(key)
        if instrument is None:
            yield Problem(FILE, "instruments", f"no test {key!r}")
            continue
        for number, one in enumerate(letters.periods, start=1):
            if instrument.period(one.period) is None:
                yield Problem(FILE, f"periods.{number}.period", f"{key} has no period {one.period!r}")
        for level in instrument.levels:
            if not level.good and level.key not in letters.means:
                yield Problem(FILE, "means", f"says nothing about the level {level.key!r} of {key}")
    keys = [one.period for one in letters.periods]
    if len(set(keys)) < len(keys):
        yield Problem(FILE, "periods", "a period is there twice")
