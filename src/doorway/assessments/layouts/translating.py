"""A row of a file as the results it holds, in the file's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from doorway.assessments.layouts.recognising import headings, plain_heading
from doorway.assessments.layouts.values import COLUMN, TOLD, Cell, Layout, ResultPart

Reading = Callable[[Sequence[str]], str]
# What a column says that stands for one accommodation.
YES = frozenset({"y", "yes", "x", "1", "true", "on"})
NO = frozenset({"", "n", "no", "none", "0", "false", "off", "n/a"})
LISTED = re.compile(r"[;,|]")


def folded(text: str) -> str:
    """A word without regard to case and spaces."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Given:
    """One result as the file writes it: field to text, and for each field the column it stands in."""

    fields: dict[str, str]
    columns: Mapping[str, str]


@dataclass
class Translator:
    """Reads the rows of one file by its layout."""

    layout: Layout
    header: Sequence[str]
    # Columns of results that this file does not have: those results are left out.
    missing: tuple[str, ...] = field(init=False)
    _places: dict[str, int] = field(init=False)
    _parts: list[tuple[list[tuple[str, Reading]], dict[str, str]]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._places = headings(self.header)
        self._blanks = {folded(mark) for mark in self.layout.blanks}
        self._reasons = {folded(mark): reason for mark, reason in self.layout.reasons.items()}
        self._skips = [
            (self._places[plain_heading(skip.column)], {folded(value) for value in skip.values})
            for skip in self.layout.skips
            if plain_heading(skip.column) in self._places
        ]
        self._students = [
            self._places[plain_heading(column)]
            for column in self.layout.students
            if plain_heading(column) in self._places
        ]
        self._supports = [
            (self._places[plain_heading(column)], column, means)
            for known in self.layout.accommodations
            for column, means in known.each
            if plain_heading(column) in self._places
        ]
        self._used = {*self._students, *(place for place, _column, _means in self._supports)}
        missing: list[str] = []
        for part in self.layout.results:
            for cells in _repeated(part, self.layout):
                self._add(cells, missing)
        self.missing = tuple(dict.fromkeys(missing))

    @property
    def places(self) -> frozenset[int]:
        """The places of a row that are read at all."""
        return frozenset(self._used)

    @property
    def student_places(self) -> tuple[int, ...]:
        """Where a row says whose it is."""
        return tuple(self._students)

    @property
    def other_places(self) -> tuple[int, ...]:
        """Everything else that decides what becomes of a row."""
        return tuple(sorted((self._used | {place for place, _values in self._skips}) - set(self._students)))

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings that the layout says nothing of, as they are compared."""
        found = dict.fromkeys(plain_heading(cell) for cell in self.header if cell.strip())
        return tuple(heading for heading in found if self._places[heading] not in self._used)

    @property
    def twice(self) -> tuple[str, ...]:
        """Headings that are there more than once although one of them is read."""
        every = [plain_heading(cell) for cell in self.header if cell.strip()]
        return tuple(
            sorted({heading for heading in every if every.count(heading) > 1 and self._places[heading] in self._used})
        )

    def student_ids(self, row: Sequence[str]) -> tuple[str, ...]:
        """The ids that the row gives, the best first, each once."""
        found = (row[place].strip() for place in self._students if place < len(row))
        return tuple(dict.fromkeys(text for text in found if text and folded(text) not in self._blanks))

    def is_skipped(self, row: Sequence[str]) -> bool:
        """Whether the layout leaves this row out."""
        return any(place < len(row) and folded(row[place]) in values for place, values in self._skips)

    def results(self, row: Sequence[str]) -> Iterator[Given]:
        """The results of a row. A wide row leaves out what it says nothing of; a long one always gives its one."""
        support = self._accommodations(row) if self._supports else ""
        for readings, columns in self._parts:
            found = {name: read(row) for name, read in readings}
            if self._reasons:
                self._take_reasons(found)
            if self._supports:
                # An empty one says that there was none; without the columns nothing is said.
                found["accommodations"] = support
            if not self.layout.is_wide or any(found.get(name) for name in TOLD):
                yield Given(found, columns)

    def _accommodations(self, row: Sequence[str]) -> str:
        """The accommodations of a row by the file's names, with semicolons between; what is unclear, as it stands."""
        found: list[str] = []
        for place, column, means in self._supports:
            said = _at(row, place)
            key = folded(said)
            if key in NO or key in self._blanks:
                continue
            if not means:
                pieces = (piece.strip() for piece in LISTED.split(said))
                found += [piece for piece in pieces if folded(piece) not in NO and folded(piece) not in self._blanks]
            else:
                found.append(means if key in YES else f"{column}: {said}")
        return ";".join(dict.fromkeys(found))

    def _take_reasons(self, found: dict[str, str]) -> None:
        """A mark that means a reason not to be tested, in the place of a score or in a column of its own."""
        for name in ("value", "level", "not_tested"):
            reason = self._reasons.get(folded(found.get(name, "")))
            if reason is not None:
                found[name] = ""
                found["not_tested"] = reason

    def _add(self, cells: dict[str, Cell], missing: list[str]) -> None:
        """One result, unless the file lacks the columns that would say it."""
        told = [cell for name, cell in cells.items() if name in TOLD]
        there = [cell for cell in told if all(plain_heading(column) in self._places for column in cell.columns)]
        if not there:
            missing.extend(column for cell in told for column in cell.columns)
            return
        known = {
            name: cell
            for name, cell in cells.items()
            if all(plain_heading(column) in self._places for column in cell.columns)
        }
        columns = {name: " + ".join(cell.columns) for name, cell in known.items() if cell.columns}
        if len(self._supports) == 1:
            columns["accommodations"] = self._supports[0][1]
        self._used |= {self._places[plain_heading(column)] for cell in known.values() for column in cell.columns}
        self._parts.append(([(name, self._reading(cell)) for name, cell in known.items()], columns))

    def _reading(self, cell: Cell) -> Reading:
        """How a cell is read from a row."""
        raw = self._raw(cell)
        blanks = self._blanks
        words = {folded(word): meaning for word, meaning in cell.words.items()}
        pattern = re.compile(cell.find) if cell.find else None
        if not blanks and not words and pattern is None:
            return raw
        # Files say the same few things again and again; scores are many, so only so many are kept.
        memory: dict[str, str] = {}

        def read(row: Sequence[str]) -> str:
            text = raw(row)
            known = memory.get(text)
            if known is not None:
                return known
            meaning = text
            if pattern is not None:
                found = pattern.search(meaning)
                meaning = (found[1] or "").strip() if found else ""
            key = folded(meaning)
            meaning = "" if key in blanks else words.get(key, meaning)
            if len(memory) < 10_000:
                memory[text] = meaning
            return meaning

        return read

    def _raw(self, cell: Cell) -> Reading:
        """The text of a cell before it is understood; a row that ends early has empty cells."""
        pieces = COLUMN.split(cell.text)
        if len(pieces) == 1:
            return lambda row: cell.text
        if len(pieces) == 3 and not pieces[0] and not pieces[2]:
            place = self._places[plain_heading(pieces[1])]
            return lambda row: _at(row, place)
        # Every second piece is a column.
        readings = [
            (self._places[plain_heading(piece)] if number % 2 else None, piece) for number, piece in enumerate(pieces)
        ]

        def read(row: Sequence[str]) -> str:
            texts = [piece if place is None else _at(row, place) for place, piece in readings]
            # What is written out between the columns is no text of the file.
            return "".join(texts).strip() if any(texts[1::2]) else ""

        return read


def _at(row: Sequence[str], place: int) -> str:
    """The text of a place, empty where the row ends before it."""
    return row[place].strip() if place < len(row) else ""


def _repeated(part: ResultPart, layout: Layout) -> Iterator[dict[str, Cell]]:
    """The cells of a result, once for each name it is repeated with."""
    cells = {**layout.cells, **part.cells}
    if not part.repeat:
        yield cells
    for name in part.repeat:
        yield {key: cell.repeated(name) for key, cell in cells.items()}
