"""The tables of a release as rows of text: the official tab-separated files and short CSVs alike (spreadsheets:
:mod:`.sheets`)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.occupations.errors import ReleaseRefused

LARGEST = 256 * 1024 * 1024
SHOWN = 20
# Told after each file how many bytes of all have been read.
Progress = Callable[[int, int], None]

REASONS: dict[str, str | Promise] = {
    "code": _("“%(value)s” is not a code like 29-1141.00."),
    "unknown": _("%(value)s is not in the table of occupations."),
    "number": _("“%(value)s” is not a number from %(low)s to %(high)s."),
    "empty": _("The cell is empty."),
    "twice": _("%(value)s is there twice."),
    "no_group": _("%(value)s is in no group of the national classification (SOC)."),
    "group": _("“%(value)s” is not a group like 29-1141."),
    "national": _("“%(value)s” is not a code of five digits like 01001."),
}


def plain(heading: str) -> str:
    """A heading as we compare it: "O*NET-SOC Code" is onetsoccode."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


@dataclass(frozen=True)
class Table:
    """What a table is called and which columns it has; each column under the names that releases give it."""

    key: str
    files: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    must: bool = True


@dataclass
class Problems:
    """Rows that cannot be right, in sentences: the first twenty, and how many there are."""

    count: int = 0
    sentences: list[str] = field(default_factory=list)

    def add(self, file: str, row: int, column: str, reason: str, **params: object) -> None:
        """One more."""
        self.count += 1
        if len(self.sentences) < SHOWN:
            said = str(REASONS[reason]) % params if params else str(REASONS[reason])
            self.sentences.append(f"{file}, {row}, {column}: {said}")

    def refuse(self) -> None:
        """Refuse the release when there is any."""
        if self.count:
            raise ReleaseRefused(ReleaseRefused.ROWS, rows=tuple(self.sentences), count=self.count)


class Rows(Protocol):
    """A table that can be read, whatever kind of file it is."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def name(self) -> str:
        """The file's name."""

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(row as a spreadsheet counts, cells by column)."""


@dataclass(frozen=True)
class Opened:
    """A table of text whose first line was understood."""

    path: Path
    separator: str
    places: dict[str, int]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(row as a spreadsheet counts, cells by column)."""
        with self.path.open(encoding="utf-8-sig", newline="") as handle:
            # In the official tab-separated tables a quotation mark is a letter like any other.
            tabs = self.separator == "\t"
            reader = csv.reader(handle, delimiter=self.separator, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
            try:
                next(reader)
                for number, cells in enumerate(reader, start=2):
                    if any(cells):
                        width = len(cells)
                        yield (
                            number,
                            {
                                name: cells[place].strip() if place < width else ""
                                for name, place in self.places.items()
                            },
                        )
            except csv.Error as error:
                raise ReleaseRefused(
                    ReleaseRefused.BROKEN, file=self.name, row=reader.line_num, reason=str(error)
                ) from error


def open_table(path: Path, columns: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]]) -> Opened:
    """The table with the places of its columns; :class:`ReleaseRefused` when it cannot be one."""
    _check(path)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        first = handle.readline(100_000)
    separator = max("\t,;", key=first.count)
    places = places_of(next(csv.reader([first], delimiter=separator), []), columns, optional)
    missing = {name: headings for name, headings in columns.items() if name not in places}
    if missing:
        raise ReleaseRefused(ReleaseRefused.COLUMNS, file=path.name, missing=headings_of(missing))
    return Opened(path, separator, places)


def headings_of(columns: Mapping[str, Sequence[str]]) -> str:
    """Columns as somebody looks for them in a file: the official heading, and ours where it is another."""
    official = {name: headings[-1] if headings else name for name, headings in columns.items()}
    return ", ".join(shown if plain(shown) == plain(name) else f"{shown} ({name})" for name, shown in official.items())


def places_of(
    row: Sequence[str], columns: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Where each column stands, by the headings in a row."""
    headings = [plain(cell) for cell in row]
    places: dict[str, int] = {}
    for name, known in [*columns.items(), *optional.items()]:
        found = next((headings.index(plain(one)) for one in (name, *known) if plain(one) in headings), None)
        if found is not None:
            places[name] = found
    return places


def _check(path: Path) -> None:
    """Refuse what is no text of a bearable size."""
    size = path.stat().st_size
    if size == 0:
        raise ReleaseRefused(ReleaseRefused.EMPTY, file=path.name)
    if size > LARGEST:
        raise ReleaseRefused(ReleaseRefused.TOO_LARGE, file=path.name, most=LARGEST // 1024 // 1024)
    try:
        with path.open(encoding="utf-8-sig") as text:
            while block := text.read(1 << 20):
                if "\0" in block:
                    raise ReleaseRefused(ReleaseRefused.NOT_TEXT, file=path.name)
    except UnicodeDecodeError:
        raise ReleaseRefused(ReleaseRefused.NOT_TEXT, file=path.name) from None


def sha256_of(paths: Sequence[Path]) -> str:
    """One fingerprint of several files; of one alone whatever it is called."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if len(paths) > 1:
            digest.update(path.name.encode())
        with path.open("rb") as handle:
            while block := handle.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
