"""The file as rows of text, and the layout it is read by; refused as a whole when it is no such file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.functional import lazy
from django.utils.translation import get_language

from doorway.assessments.errors import HeaderUnknown, ScoreFileRefused, YearUnknown
from doorway.assessments.layouts import PLAIN, Layout, Translator, missing_columns, recognise

LONGEST_CELL = 200
LARGEST_FILE = 512 * 1024 * 1024
SEPARATORS = ",;\t|"
MOST_NAMED = 8


@dataclass(frozen=True)
class ScoreFile:
    """A score file with its first line; what the columns mean is said by a layout."""

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
                for number, cells in enumerate(islice(reader, self.most), start=2):
                    if any(cells):
                        yield number, cells
            except csv.Error as error:
                raise ScoreFileRefused(ScoreFileRefused.BROKEN, row=reader.line_num, reason=str(error)) from error


@dataclass(frozen=True)
class ReadAs:
    """How a file is read: by which layout, and in which school year where the file does not say one."""

    layout: Layout
    translator: Translator
    school_year: str = ""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns of a plain file that are not known. A vendor's file has many that nobody needs."""
        return self.translator.unread if self.layout.key == PLAIN.key else ()


def open_scores(path: Path, name: str = "") -> ScoreFile:
    """The file with its first line; :class:`ScoreFileRefused` when it is no table of text."""
    if not path.is_file():
        raise ScoreFileRefused(ScoreFileRefused.MISSING, name=name or str(path))
    size = path.stat().st_size
    if size == 0:
        raise ScoreFileRefused(ScoreFileRefused.EMPTY)
    if size > LARGEST_FILE:
        raise ScoreFileRefused(ScoreFileRefused.TOO_LARGE, most=LARGEST_FILE // 1024 // 1024)
    sha256 = _checked_sha256(path)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        first = handle.readline(100_000)
    separator = max(SEPARATORS, key=first.count)
    header = tuple(next(csv.reader([first], delimiter=separator), []))
    return ScoreFile(path=path, name=name or path.name, sha256=sha256, separator=separator, header=header)


def read_as(file: ScoreFile, layouts: Sequence[Layout], *, layout: str = "", school_year: str = "") -> ReadAs:
    """The file by the layout of that key, else by the one it is recognised as; refuses what cannot be told."""
    chosen = _named(file, layouts, layout) if layout else _recognised(file, layouts)
    translator = Translator(chosen, file.header)
    twice = translator.twice
    if twice:
        raise ScoreFileRefused(ScoreFileRefused.COLUMN_TWICE, columns=", ".join(twice))
    if not chosen.tells_year and not school_year:
        raise YearUnknown(layout=title_of(chosen))
    return ReadAs(chosen, translator, "" if chosen.tells_year else school_year)


def title_of(layout: Layout) -> str:
    """The layout's title, in the language of whoever reads it."""
    return lazy(lambda: layout.title(get_language() or "en"), str)()


def _named(file: ScoreFile, layouts: Sequence[Layout], key: str) -> Layout:
    """The layout that was asked for, if the file has its columns."""
    found = next((layout for layout in layouts if layout.key == key), None)
    if found is None:
        raise ScoreFileRefused(ScoreFileRefused.NO_LAYOUT, name=key, known=", ".join(one.key for one in layouts))
    missing = missing_columns(found, file.header)
    if not missing:
        return found
    others = recognise(file.header, layouts)
    if others:
        raise ScoreFileRefused(ScoreFileRefused.OTHER_LAYOUT, asked=title_of(found), other=title_of(others[0]))
    raise ScoreFileRefused(ScoreFileRefused.COLUMNS, missing=", ".join(missing[:MOST_NAMED]))


def _recognised(file: ScoreFile, layouts: Sequence[Layout]) -> Layout:
    """The layout that the first line belongs to."""
    found = recognise(file.header, layouts)
    if len(found) > 1:
        raise ScoreFileRefused(ScoreFileRefused.SEVERAL, known=", ".join(layout.key for layout in found))
    if found:
        return found[0]
    missing = missing_columns(PLAIN, file.header)
    # Who wrote a plain file and forgot a column is told which; any other header is that of a layout nobody knows.
    if len(missing) < len(PLAIN.recognised_by) - 1:
        raise ScoreFileRefused(ScoreFileRefused.COLUMNS, missing=", ".join(missing))
    raise HeaderUnknown(missing=", ".join(missing))


def _checked_sha256(path: Path) -> str:
    """The file's fingerprint; refuses what is no text in UTF-8."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            if block[:2] == b"PK" and handle.tell() == len(block):
                raise ScoreFileRefused(ScoreFileRefused.SPREADSHEET)
            if b"\0" in block:
                raise ScoreFileRefused(ScoreFileRefused.NOT_TEXT)
            digest.update(block)
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        raise ScoreFileRefused(ScoreFileRefused.ENCODING) from None
    return digest.hexdigest()
