"""Sections of a report as sheets of a spreadsheet: the blocks of the paper, with numbers that can be counted with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Block = dict[str, Any]
# Text, or parts of it with the language in which each is written (``text`` and ``lang``).
Words = str | list[dict[str, str]]
# What the name of a sheet may not hold, and how long it may be.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
# A paragraph is as wide as so many columns, which hold so many letters in a line.
WIDTH, LETTERS = 8, 120
FIRST_COLUMN, COLUMN = 34, 14
LINE = 15
# A row of a spreadsheet is 409 points high at most.
MOST_LINES = 24


class DayCell(str):
    """A day in words, in a table: a spreadsheet gets the day itself."""

    day: date

    def __new__(cls, words: str, day: date) -> DayCell:
        """``words``: as it stands on paper."""
        made = super().__new__(cls, words)
        made.day = day
        return made


@dataclass(frozen=True)
class Section:
    """One sheet: its name, and what stands on it. ``blocks`` are headings, texts, lists and tables."""

    name: str
    blocks: Sequence[Block]


def spoken(*parts: tuple[str, str], language: str) -> Words:
    """Text from parts with their languages (empty: not known); in parts where one is not in the report's language."""
    if all(own in {"", language} for _text, own in parts):
        return "".join(text for text, _own in parts)
    return [{"text": text, "lang": own or language} for text, own in parts if text]


def plain(words: Words) -> str:
    """The same without languages: a cell of a spreadsheet has none."""
    return words if isinstance(words, str) else "".join(part["text"] for part in words)


def workbook(sections: Iterable[Section], *, title: str, author: str, note: str, at: datetime) -> bytes:
    """The file. ``note`` stands on top of each sheet: it stays with a sheet that is taken out."""
    out = io.BytesIO()
    # What begins with an equals sign is somebody's words, and no formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"title": title, "author": author, "created": at.replace(tzinfo=None)})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        # The short form of a day, as the reader's own program writes it.
        "day": book.add_format({"num_format": 14, "align": "left", "valign": "top"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}),
    }
    taken: set[str] = set()
    for section in sections:
        sheet = book.add_worksheet(_name(section.name, taken))
        sheet.set_column(0, 0, FIRST_COLUMN)
        sheet.set_column(1, max(WIDTH, _columns(section)) - 1, COLUMN)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        row = _paragraph(sheet, 0, note, formats["text"])
        for block in section.blocks:
            row = _block(sheet, row, block, formats)
    book.close()
    return out.getvalue()


def _columns(section: Section) -> int:
    """How many columns the widest table of a sheet has."""
    return max((len(block["head"]) for block in section.blocks if block["kind"] == "table"), default=0)


def _name(wanted: str, taken: set[str]) -> str:
    """A name that a sheet may have, and that no other one has: capitals make no other name."""
    bare = _FORBIDDEN.sub(" ", wanted).strip(" '")[:LONGEST_NAME] or "1"
    name, number = bare, 1
    while name.casefold() in taken:
        number += 1
        name = f"{bare[: LONGEST_NAME - 4]} {number}"
    taken.add(name.casefold())
    return name


def _block(sheet: Worksheet, row: int, block: Block, formats: dict[str, Any]) -> int:
    """Write one block; the row after it."""
    kind = block["kind"]
    if kind == "heading":
        sheet.write_string(row + 1, 0, plain(block["text"]), formats["title" if block["level"] <= 2 else "heading"])
        return row + 2
    if kind == "text":
        return _paragraph(sheet, row, plain(block["text"]), formats["text"])
    if kind == "list":
        for item in block["items"]:
            row = _paragraph(sheet, row, plain(item), formats["text"])
        return row
    for place, words in enumerate(block["head"]):
        sheet.write_string(row, place, words, formats["head"])
    for cells in block["rows"]:
        row += 1
        for place, cell in enumerate(_cells(cells, block["numeric"])):
            if isinstance(cell, DayCell):
                sheet.write_datetime(row, place, datetime.combine(cell.day, time()), formats["day"])
            elif isinstance(cell, int):
                sheet.write_number(row, place, cell)
            else:
                sheet.write_string(row, place, cell, formats["text"])
    return row + 2


def _cells(cells: Sequence[Words], numeric: int) -> Iterator[str | int]:
    """The cells of a row; from the column ``numeric`` on they are numbers where they can be."""
    for place, cell in enumerate(one if isinstance(one, str) else plain(one) for one in cells):
        yield int(cell) if place >= numeric and cell.isascii() and cell.isdigit() else cell


def _paragraph(sheet: Worksheet, row: int, text: str, style: Any) -> int:
    """A paragraph over the width of the sheet; a long one goes on in the next row."""
    for part in _rows_of(text):
        sheet.merge_range(row, 0, row, WIDTH - 1, "", style)
        sheet.write_string(row, 0, part, style)
        lines = sum(-(-max(len(line), 1) // LETTERS) for line in part.split("\n"))
        sheet.set_row(row, LINE * lines)
        row += 1
    return row


def _rows_of(text: str) -> Iterator[str]:
    """A text in parts that a row can show, each ending with a word where there are spaces."""
    most = LETTERS * MOST_LINES
    while len(text) > most:
        cut = text.rfind(" ", 0, most) + 1 or most
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text
