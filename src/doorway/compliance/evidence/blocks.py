"""What the paper and the sheets are made of: headings, paragraphs, tables, and days in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from doorway.compliance.workbook import Block, DayCell, Words


def heading(level: int, text: Words) -> Block:
    """A heading of the document's own levels."""
    return {"kind": "heading", "level": level, "text": text}


def paragraph(text: Words) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": text}


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[float], numeric: int) -> Block:
    """A table. ``numeric``: from this column on, numbers."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [[cell if isinstance(cell, str | list) else str(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "numeric": numeric,
    }


def moment_cell(moment: datetime | None) -> str:
    """The day of a moment, where there is one, for a table."""
    return "" if moment is None else day_cell(timezone.localtime(moment).date())


def day_cell(day: date) -> DayCell:
    """A day for a table: words on paper, a day that can be sorted in a spreadsheet."""
    return DayCell(date_format(day, "SHORT_DATE_FORMAT"), day)
