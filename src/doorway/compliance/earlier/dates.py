"""A day as a file writes it, where it can mean one day only. Pure.

``10/25/2024`` is one day, ``10/3/2024`` may be two: which it is the other rows of the file tell, or nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from doorway.roster.files import RowRefused

# A spreadsheet writes a time behind a day.
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?)?"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}$", re.ASCII | re.IGNORECASE)
_YEAR_LAST = re.compile(rf"^(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}$", re.ASCII | re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$", re.ASCII)
_DAY_MONTH = re.compile(r"^(\d{1,2})[ .-]+(?:de )?([a-z]+)\.?[ ,-]+(?:de |del )?(\d{4})$", re.ASCII)
_MONTH_DAY = re.compile(r"^([a-z]+)\.? (\d{1,2}),? (\d{4})$", re.ASCII)
_MONTHS = (
    ("january", "enero"), ("february", "febrero"), ("march", "marzo"), ("april", "abril"), ("may", "mayo"),
    ("june", "junio"), ("july", "julio"), ("august", "agosto"), ("september", "septiembre", "setiembre"),
    ("october", "octubre"), ("november", "noviembre"), ("december", "diciembre"),
)  # fmt: skip
_SHORTEST_NAME = 3
_MONTHS_OF_A_YEAR = 12


def month_first(texts: Iterable[str]) -> bool | None:
    """Whether the days of a file have the month first; none where no row tells, or rows tell both."""
    told = set()
    for text in texts:
        match = _YEAR_LAST.match(text.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            if first > _MONTHS_OF_A_YEAR:
                told.add(False)
            elif second > _MONTHS_OF_A_YEAR:
                told.add(True)
    return told.pop() if len(told) == 1 else None


def read_day(text: str, *, month_leads: bool | None) -> date:
    """The day of a cell; :class:`RowRefused` where there is none, or where it may be another one."""
    if not text:
        raise RowRefused("date", "no_date")
    plain = " ".join(text.casefold().split())
    try:
        if match := _YEAR_FIRST.match(plain):
            return date(int(match[1]), int(match[3]), int(match[4]))
        if match := _YEAR_LAST.match(plain):
            return _year_last(int(match[1]), int(match[3]), int(match[4]), text, month_leads)
        if match := _DAY_MONTH.match(plain):
            return date(int(match[3]), _month(match[2]), int(match[1]))
        if match := _MONTH_DAY.match(plain):
            return date(int(match[3]), _month(match[1]), int(match[2]))
    except ValueError:
        raise RowRefused("date", "bad_date", value=text) from None
    raise RowRefused("date", "short_year" if _SHORT_YEAR.match(plain) else "bad_date", value=text)


def _year_last(first: int, second: int, year: int, text: str, month_leads: bool | None) -> date:
    if first > _MONTHS_OF_A_YEAR:
        return date(year, second, first)
    if second > _MONTHS_OF_A_YEAR or first == second:
        return date(year, first, second)
    if month_leads is None:
        raise RowRefused("date", "day_or_month", value=text)
    return date(year, first, second) if month_leads else date(year, second, first)


def _month(word: str) -> int:
    for number, names in enumerate(_MONTHS, start=1):
        if len(word) >= _SHORTEST_NAME and any(name.startswith(word) for name in names):
            return number
    raise ValueError(word)
