"""The tables of a release in any form: text, or that sheet of a spreadsheet which has the columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel

from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.tables import Opened, Rows, Table, headings_of, open_table, places_of, plain

# The official tables are a few hundred KB; what unpacks to more than this is none.
LARGEST = 128 * 1024 * 1024
# Above the headings a sheet may have a title and a few lines of explanation.
_FIRST_ROWS = 20
# How a zip file begins (.xlsx), and how the older compound files do (.xls).
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Of the same table in several forms the first is taken: text needs no guess about numbers and dates.
_ENDINGS = (".txt", ".csv", ".xlsx", ".xls")


@dataclass(frozen=True)
class Sheet:
    """A sheet whose headings were understood. ``first``: the row below them, as a spreadsheet counts."""

    path: Path
    cells: list[tuple[str, ...]]
    first: int
    places: dict[str, int]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(row as a spreadsheet counts, cells by column)."""
        for number, row in enumerate(self.cells[self.first - 1 :], start=self.first):
            if any(row):
                yield number, {name: row[place] for name, place in self.places.items()}


def open_any(path: Path, columns: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]]) -> Opened | Sheet:
    """The table in a file, whatever form it has; :class:`ReleaseRefused` when it is none."""
    if not path.is_file():
        raise ReleaseRefused(ReleaseRefused.A_FOLDER if path.is_dir() else ReleaseRefused.NO_FILE, name=str(path))
    with path.open("rb") as handle:
        is_sheet = handle.read(4) in _BEGINNINGS
    return (_open_sheet if is_sheet else open_table)(path, columns, optional)


def find_tables(folder: Path, tables: Sequence[Table]) -> dict[str, Rows]:
    """Every table that is in the folder, by key; refused when one that must be there is not."""
    if not folder.is_dir():
        raise ReleaseRefused(ReleaseRefused.NO_FOLDER, name=str(folder))
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    # The form that stands first is written last, over the others.
    files.sort(key=lambda path: _ENDINGS.index(path.suffix.lower()), reverse=True)
    here = {plain(path.stem): path for path in files}
    found: dict[str, Rows] = {}
    for table in tables:
        path = next((here[plain(name)] for name in table.files if plain(name) in here), None)
        if path is not None:
            found[table.key] = open_any(path, table.columns, table.optional)
        elif table.must:
            raise ReleaseRefused(ReleaseRefused.NO_TABLE, names=" / ".join(table.files))
    return found


def _open_sheet(path: Path, columns: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]]) -> Sheet:
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
                return Sheet(path, cells, number + 1, places)
    raise ReleaseRefused(ReleaseRefused.COLUMNS, file=path.name, missing=headings_of(columns))


def _cells(book: fastexcel.ExcelReader, name: str) -> list[tuple[str, ...]]:
    """All cells of a sheet as text."""
    frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return [tuple("" if cell is None else str(cell).strip() for cell in row) for row in frame.iter_rows()]


def _check(path: Path) -> None:
    """Refuse what is too large, packed or unpacked, and a whole release in one zip file."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if "[Content_Types].xml" not in packed.namelist():
                raise ReleaseRefused(ReleaseRefused.PACKED, file=path.name)
            size = max(size, sum(entry.file_size for entry in packed.infolist()))
    if size > LARGEST:
        raise ReleaseRefused(ReleaseRefused.TOO_LARGE, file=path.name, most=LARGEST // 1024 // 1024)
