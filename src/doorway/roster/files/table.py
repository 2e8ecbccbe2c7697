"""The file as rows of text; refused as a whole when it is no such file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from doorway.roster.files.errors import TableRefused

LARGEST_FILE = 512 * 1024 * 1024
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class TextTable:
    """A table with its first line, before anybody says what its columns mean."""

    path: Path
    name: str
    sha256: str
    separator: str
    header: tuple[str, ...]
    # Only so many rows are read, to try something; None for all.
    most: int | None = None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number as a spreadsheet counts, cells); rows without any text are left out."""
        with self.path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, delimiter=self.separator)
            try:
                next(reader)
                line = reader.line_num
                for number, cells in enumerate(islice(reader, self.most), start=2):
                    if reader.line_num > line + 1:
                        self._check_quotes(number, cells)
                    line = reader.line_num
                    if any(cells):
                        yield number, cells
            except csv.Error as error:
                raise TableRefused(TableRefused.BROKEN, row=reader.line_num, reason=str(error)) from error

    def _check_quotes(self, number: int, cells: list[str]) -> None:
        """Refuse a file in which a missing quotation mark makes a cell of whole rows.

        Such a row begins as that of one student and ends as that of another. A cell of several lines is a cell; one
        with as many separators as a row has is rows.
        """
        if any(
            cell.count(self.separator) >= max(1, len(self.header) - 1) for cell in cells if "\n" in cell or "\r" in cell
        ):
            raise TableRefused(TableRefused.QUOTES, row=number)


@dataclass(frozen=True, kw_only=True)
class TableFile(TextTable):
    """A table whose first line was understood."""

    # For each known column its place in a row.
    places: dict[str, int]
    ignored: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns the first line names."""
        return len(self.header)


def open_text(path: Path, name: str = "", *, separators: str = SEPARATORS) -> TextTable:
    """The file with its first line; :class:`TableRefused` when it is no table of text."""
    if not path.is_file():
        raise TableRefused(TableRefused.MISSING, name=name or str(path))
    size = path.stat().st_size
    if size == 0:
        raise TableRefused(TableRefused.EMPTY)
    if size > LARGEST_FILE:
        raise TableRefused(TableRefused.TOO_LARGE, most=LARGEST_FILE // 1024 // 1024)
    sha256 = _checked_sha256(path)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        first = handle.readline(100_000)
    separator = max(separators, key=first.count)
    header = tuple(next(csv.reader([first], delimiter=separator), []))
    return TextTable(path, name or path.name, sha256, separator, header)


def open_table(path: Path, name: str = "", *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> TableFile:
    """The file with its columns; :class:`TableRefused` when it cannot be read as such a table."""
    text = open_text(path, name)
    names = [_column(cell) for cell in text.header]
    missing = [column for column in required if column not in names]
    if missing:
        raise TableRefused(TableRefused.COLUMNS, missing=", ".join(missing))
    known = (*required, *optional)
    twice = sorted({column for column in names if names.count(column) > 1 and column in known})
    if twice:
        raise TableRefused(TableRefused.COLUMN_TWICE, columns=", ".join(twice))
    return TableFile(
        text.path,
        text.name,
        text.sha256,
        text.separator,
        text.header,
        places={column: names.index(column) for column in known if column in names},
        ignored=tuple(column for column in names if column and column not in known),
    )


def _column(cell: str) -> str:
    """A heading as we name columns: "School Year" is school_year."""
    return "_".join(cell.strip().lower().replace("-", " ").split())


def _checked_sha256(path: Path) -> str:
    """The file's fingerprint; refuses what is not text in UTF-8."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            if block[:2] == b"PK" and handle.tell() == len(block):
                raise TableRefused(TableRefused.SPREADSHEET)
            if b"\0" in block:
                raise TableRefused(TableRefused.NOT_TEXT)
            digest.update(block)
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        raise TableRefused(TableRefused.ENCODING) from None
    return digest.hexdigest()
