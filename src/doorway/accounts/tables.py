"""Tables that leave the system for a spreadsheet, as CSV: every one of them is written here.

A spreadsheet takes a cell that begins with an equals sign, and with a few other characters, for a formula, and would
run what somebody has called a class or a school. Such a cell begins with an apostrophe, which the spreadsheet hides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTE = "'"


def safe_cell(value: object) -> object:
    """A text that no spreadsheet takes for a formula; a number stays what it is."""
    return f"{_QUOTE}{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def given_cell(text: str) -> str:
    """What was written: the same without the apostrophe, where a file comes back."""
    return text[1:] if text.startswith(_QUOTE) and text[1:].startswith(FORMULA) else text


def write_rows(out: Any, rows: Iterable[Iterable[object]], *, line_end: str = "\r\n") -> None:
    """Write the rows. ``out`` is anything with a ``write``."""
    csv.writer(out, lineterminator=line_end).writerows([safe_cell(cell) for cell in row] for row in rows)
