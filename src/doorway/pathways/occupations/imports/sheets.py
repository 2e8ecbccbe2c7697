"""A table of a release that is a spreadsheet: the sheet that has its columns, wherever on it they begin."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel

from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.tables import places_of

# The official tables are a few hundred KB; what unpacks to more than this is none.
LARGEST = 128 * 1024 * 1024
# Above the headings a sheet may have a title and a few lines of explanation.
_FIRST_ROWS = 20
# How a zip file begins (.xlsx), and how the older compound files do (.xls).
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_spreadsheet(path: Path) -> bool:
    """Whether the file begins like one."""
    if not path.is_file():
        raise ReleaseRefused(ReleaseRefused.NO_FILE, name=str(path))
    with path.open("rb") as handle:
        return handle.read(4) in _BEGINNINGS


@dataclass(frozen=True)
class Sheet:
    """A sheet whose headings were understood. ``first``: the row below them, as a spreadsheet counts."""

    name: str
    cells: list[tuple[str, ...]]
    first: int
    places: dict[str, int]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(row as a spreadsheet counts, cells by column)."""
        for number, row in enumerate(self.cells[self.first - 1 :], start=self.first):
            if any(row):
                yield number, {name: row[place] for name, place in self.places.items()}


def open_sheet(path: Path, columns: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]]) -> Sheet:
    """The first sheet that has all columns; :class:`ReleaseRefused` when none has."""
    _check(path)
    try:
        book = fastexcel.read_excel(path)
        sheets = [_cells(book, name) for name in book.sheet_names]
    except fastexcel.FastExcelError as error:
        raise ReleaseRefused(ReleaseRefused.BROKEN_SHEET, file=path.name) from error
    for cells in sheets:
        for number, row in enumerate(cells[:_FIRST_ROWS], start=1):
            places = places_of(row, columns, optional)
            if places.keys() >= columns.keys():
                return Sheet(path.name, cells, number + 1, places)
    raise ReleaseRefused(ReleaseRefused.COLUMNS, file=path.name, missing=", ".join(columns))


def _cells(book: fastexcel.ExcelReader, name: str) -> list[tuple[str, ...]]:
    """All cells of a sheet as text."""
    frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return [tuple("" if cell is None else str(cell).strip() for cell in row) for row in frame.iter_rows()]


def _check(path: Path) -> None:
    """Refuse what is too large, packed or unpacked."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = max(size, sum(entry.file_size for entry in packed.infolist()))
    if size > LARGEST:
        raise ReleaseRefused(ReleaseRefused.TOO_LARGE, file=path.name, most=LARGEST // 1024 // 1024)
