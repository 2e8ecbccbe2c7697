"""Single cells of a score file: days, scores, percentiles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from doorway.accounts.decimals import with_point
from doorway.assessments.layouts import Layout
from doorway.roster.files import RowRefused

# No exponent, no blank or line within, and no digits of other scripts: somebody would have to guess.
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
BOUND = re.compile(r"^[<>≤≥]")
MOST = Decimal(999_999)
LONGEST_NUMBER = 30


@dataclass(frozen=True)
class Day:
    """The day of a test; of some files only the month is known."""

    day: date
    whole: bool

    @property
    def school_year(self) -> int:
        """The school year that the day lies in: it begins in July."""
        return self.day.year + (self.day.month >= 7)

    @property
    def text(self) -> str:
        """The day or the month, as it is kept."""
        return self.day.isoformat() if self.whole else self.day.isoformat()[:7]


def day(text: str, formats: Sequence[str]) -> Day | None:
    """A day in one of these ways of writing, or none."""
    for pattern in formats if text.isascii() else ():
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
        return Day(found, whole="%d" in pattern)
    return None


def is_bound(text: str) -> bool:
    """Whether it only says where a score ends: "<200"."""
    return BOUND.match(text) is not None


def score(text: str, lowest: float | None, highest: float | None, *, layout: Layout) -> Decimal | None:
    """The score, inside its scale. What is only a bound or a percentage is no score, unless the layout says so."""
    if not text:
        return None
    if is_bound(text):
        if layout.bounds == "refuse":
            raise RowRefused("value", "bound", value=text)
        return None
    number = text
    if text.endswith("%"):
        if not layout.percent_signs:
            raise RowRefused("value", "percent_sign", value=text)
        number = text[:-1].rstrip()
    number = with_point(number, may_be_thousands=True)
    if NUMBER.fullmatch(number) is None or len(number) > LONGEST_NUMBER:
        raise RowRefused("value", "not_a_number", value=text)
    value = Decimal(number)
    if abs(value) > MOST or value != round(value, 3):
        raise RowRefused("value", "not_a_number", value=text)
    if highest is not None and not (lowest or 0) <= value <= highest:
        raise RowRefused("value", "outside_scale", value=text, lowest=f"{lowest or 0:g}", highest=f"{highest:g}")
    if value < (lowest or 0):
        raise RowRefused("value", "below_scale", value=text, lowest=f"{lowest or 0:g}")
    return value


def growth(text: str) -> int | None:
    """The growth percentile, 1 to 99."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 99):
        raise RowRefused("growth_percentile", "bad_growth", value=text)
    return int(text)


def national(text: str) -> int | None:
    """The national percentile, 0 to 100; "<1" and "99+" are the outermost."""
    if not text:
        return None
    number = text.strip("<>+ ")
    if not (number.isascii() and number.isdigit() and 0 <= int(number) <= 100):
        raise RowRefused("national_percentile", "bad_percentile", value=text)
    return int(number)
