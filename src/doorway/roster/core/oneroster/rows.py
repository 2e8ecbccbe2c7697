"""From a table to checked rows: each value is read as the kind that its column has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from doorway.roster.core.oneroster import ssn
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.header import Header, match_header
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.spec import Column, FileSpec
from doorway.roster.core.oneroster.text import Table
from doorway.roster.core.oneroster.values import ValueReader, day_first, is_case_id, tidy_text

_MAX_BREAK_CHARS: Final = 500
_MAX_TEXT: Final = 255
_MAX_BY_COLUMN: Final = {
    **dict.fromkeys(("givenName", "middleName", "familyName", "preferredGivenName", "preferredFamilyName"), 100),
    **dict.fromkeys(("title", "name"), 200),
    **dict.fromkeys(("phone", "sms"), 40),
    **dict.fromkeys(("identifier", "classCode", "courseCode", "location", "metadata.stateId"), 80),
    **dict.fromkeys(("metadata.relationship", "metadata.language", "metadata.household"), 30),
}
# Shown nowhere: what was typed there may be a secret.
_NEVER_SHOWN: Final = frozenset({"password"})
_PEOPLE: Final = frozenset({"users", "demographics"})
# Of these a file holds the same values again and again: each is read once.
_REMEMBERED: Final = {
    **dict.fromkeys(("ref", "refs", "enum", "bool", "date", "grades", "list", "year"), 200_000),
    "text": 20_000,
}


@dataclass(slots=True)
class Row:
    """One row understood: values by column in the standard's spelling; extension columns by their header."""

    number: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        """The value of the column, or nothing."""
        return self.values.get(name, "")


@dataclass
class Sheet:
    """One file understood.

    ``rows`` are the usable ones by sourcedId, ``gone`` those to be deleted; ``held`` were refused: whoever they are
    about stays as they are. ``whole`` is False when some row could not even be named, so that nobody counts as missing.
    ``columns`` are those that the file has: a missing one says nothing, which is not the same as saying "empty".
    """

    name: str
    mode: Mode
    rows: dict[str, Row] = field(default_factory=dict)
    gone: dict[str, Row] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    whole: bool = True
    columns: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The file's name as people see it."""
        return f"{self.name}.csv"

    def hold(self, sourced_id: str) -> None:
        """Take the row out: it was refused."""
        self.rows.pop(sourced_id, None)
        self.gone.pop(sourced_id, None)
        self.held.add(sourced_id)

    def knows(self, sourced_id: str) -> bool:
        """Whether the file has such a row, usable or not."""
        return sourced_id in self.rows or sourced_id in self.gone or sourced_id in self.held


def read_sheet(
    table: Table, file: FileSpec, *, mode: Mode, version: str, today: date, findings: Findings
) -> Sheet | None:
    """The file's rows, each value read; None when the header makes the whole file unusable."""
    header = match_header(table.header, file, findings)
    if header is None:
        return None
    dates = frozenset(
        column.name
        for at, column in header.columns
        if column.kind == "date" and day_first({cells[at] for _, cells in table.rows if at < len(cells)})
    )
    reader = ValueReader(version=version, today=today, day_first=dates)
    sheet = Sheet(file.name, mode, whole=table.whole, columns=header.names)
    worker = _RowReader(sheet, header, reader, findings, suspicious=table.suspicious)
    for number, cells in table.rows:
        worker.take(number, cells)
    return sheet


class _Place:
    """A column of this file: where it stands, how long its text may be, and the values that were read before."""

    __slots__ = ("at", "column", "is_text", "limit", "name", "read_before", "remembers", "speaks_when_blank")

    def __init__(self, at: int, column: Column, mode: Mode) -> None:
        marks = column.name in ("status", "dateLastModified")
        self.at = at
        self.column = column
        self.name = column.name
        self.is_text = column.kind == "text"
        self.limit = _MAX_BY_COLUMN.get(column.name, _MAX_TEXT)
        self.read_before: dict[str, str] = {}
        # How many values: none of a column that says something about each of its cells.
        self.remembers = 0 if marks and mode is Mode.BULK else _REMEMBERED.get(column.kind, 0)
        self.speaks_when_blank = column.required or (marks and mode is Mode.DELTA)


class _RowReader:
    """Reads the rows of one file into its sheet."""

    def __init__(
        self, sheet: Sheet, header: Header, reader: ValueReader, findings: Findings, *, suspicious: bool
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._reader = reader
        self._findings = findings
        self._about_people = sheet.name in _PEOPLE
        self._suspicious = suspicious or bool(header.secret)
        self._looks_closer = self._suspicious or self._about_people
        self._seen: dict[str, tuple[int, list[str]]] = {}
        self._places = [_Place(at, column, sheet.mode) for at, column in header.columns]
        self._reading = [(place.at, place.name, place.read_before, place) for place in self._places]
        self._compares = bool(header.names & {"endDate", "subjectCodes", "learningObjectiveId"})
        self._extensions = [_Place(at, Column(name, "text"), sheet.mode) for at, name in header.extensions]
        self._id = next(place for place in self._places if place.name == "sourcedId")
        self._status = next((place for place in self._places if place.name == "status"), None)

    def take(self, number: int, cells: list[str]) -> None:
        """Read one row; it goes into the sheet's rows, gone or held."""
        cells = self._fit(number, cells)
        if not cells:
            self._sheet.whole = False
            return
        sourced_id = self._sourced_id(number, cells)
        if sourced_id is None:
            self._sheet.whole = False
            return
        if not self._first(number, sourced_id, cells):
            return
        if self._looks_closer and self._secret(number, cells):
            self._sheet.hold(sourced_id)
            return
        if self._is_gone(cells):
            # Whoever leaves is named by the id alone; many systems send the other cells empty.
            self._sheet.gone[sourced_id] = Row(number, self._values_of_gone(number, cells))
            return
        values = self._values(number, cells)
        if values is None:
            self._sheet.hold(sourced_id)
            return
        self._sheet.rows[sourced_id] = Row(number, values)

    def _say(self, code: Code, number: int, field: str = "", *, forgive: bool = False, **params: object) -> None:
        scope = Scope.VALUE if params.pop("value_only", False) else Scope.ROW
        self._findings.say(code, file=self._sheet.file, row=number, field=field, scope=scope, forgive=forgive, **params)

    def _fit(self, number: int, cells: list[str]) -> list[str]:
        """The cells with the header's width; nothing when the row cannot be trusted."""
        width = self._header.width
        if len(cells) == width and "\n" not in (text := "".join(cells)) and "\r" not in text:
            return cells
        broken = [cell for cell in cells if "\n" in cell or "\r" in cell]
        if broken and (len(cells) != width or any(len(cell) > _MAX_BREAK_CHARS for cell in broken)):
            # A quote that was never closed has eaten the rows behind it.
            self._say(Code.ROW_BROKEN, number)
            return []
        if broken:
            self._say(Code.LINE_BREAK, number, forgive=True)
            cells = [" ".join(cell.split()) if cell in broken else cell for cell in cells]
        if len(cells) > width:
            forgive = not any(cell.strip() for cell in cells[width:])
            self._say(Code.ROW_WIDE, number, forgive=forgive, found=len(cells), expected=width)
            return cells[:width] if forgive else []
        if len(cells) < width:
            # Spreadsheets leave out empty cells at the end of a row; a row cut in the middle shows by a needed one.
            self._say(Code.ROW_SHORT, number, forgive=True, found=len(cells), expected=width)
            return cells + [""] * (width - len(cells))
        return cells

    def _sourced_id(self, number: int, cells: list[str]) -> str | None:
        raw = cells[self._id.at]
        if not raw.strip():
            self._say(Code.REQUIRED_BLANK, number, "sourcedId")
            return None
        value, problem = self._reader.read(self._id.column, raw)
        return value if problem is None or problem.understood else raw[:255]

    def _first(self, number: int, sourced_id: str, cells: list[str]) -> bool:
        """Whether the row is the first with its id; of two that differ neither is taken."""
        before = self._seen.setdefault(sourced_id, (number, cells))
        if before[0] == number:
            return True
        if before[1] == cells:
            self._say(Code.DUPLICATE_ROW, number, "sourcedId", forgive=True, value=sourced_id, other=before[0])
            return False
        self._say(Code.DUPLICATE_ID, number, "sourcedId", value=sourced_id, other=before[0])
        if sourced_id not in self._sheet.held:
            self._say(Code.DUPLICATE_ID, before[0], "sourcedId", value=sourced_id, other=number)
        self._sheet.hold(sourced_id)
        return False

    def _secret(self, number: int, cells: list[str]) -> bool:
        """Whether the row must not be taken because of a social security number in it.

        In a file about people any cell tells, also of a column that is not read. Elsewhere only what names somebody
        does: a class may have a code of the same shape, which :meth:`_value` leaves out.
        """
        for at, header in self._header.secret:
            if cells[at].strip():
                self._say(Code.SSN, number, header)
                return True
        if not ssn.may_hold_secret("\n".join(cells)):
            return False
        kinds = dict(self._header.columns)
        for at, cell in enumerate(cells):
            column = kinds.get(at)
            name = column.name if column is not None else self._header.written[at]
            if column is not None and column.kind == "datetime":
                continue
            names_somebody = column is not None and column.kind in ("guid", "ref", "refs")
            if (self._about_people or names_somebody) and ssn.is_secret(name, cell):
                self._say(Code.SSN, number, name)
                return True
        return False

    def _is_gone(self, cells: list[str]) -> bool:
        """Whether the row says that it is to be deleted."""
        place = self._status
        if place is None or not cells[place.at]:
            return False
        return self._reader.read(place.column, cells[place.at])[0] == "tobedeleted"

    def _values_of_gone(self, number: int, cells: list[str]) -> dict[str, str]:
        """What the row names all the same (a role to be deleted names its person); the status is checked as ever."""
        values = {}
        for place in self._places:
            raw = cells[place.at]
            if place.name in ("status", "dateLastModified") and raw.strip():
                self._value(number, place, raw)
            elif raw.strip():
                value, problem = self._reader.read(place.column, raw)
                if problem is None or problem.understood:
                    values[place.name] = value
            elif place.speaks_when_blank:
                code = Code.REQUIRED_BLANK if place.column.required else Code.DELTA_BLANK
                self._say(code, number, place.name, forgive=True, value_only=True)
        return values

    def _values(self, number: int, cells: list[str]) -> dict[str, str] | None:
        # The loop that everything waits for: most cells are empty or hold what an earlier row held.
        values: dict[str, str] = {}
        for at, name, read_before, place in self._reading:
            raw = cells[at]
            if not raw and not place.speaks_when_blank:
                continue
            value = read_before.get(raw)
            if value is None:
                value = self._value(number, place, raw)
                if value is None:
                    return None
            if value:
                values[name] = value
        for place in self._extensions:
            text = self._text(number, place, cells[place.at])
            if text:
                values[place.name] = text
        if self._compares:
            self._whole_row(number, values)
        return values

    def _remember(self, place: _Place, raw: str, value: str) -> None:
        """What was right once is right again, and shares its place in memory."""
        if len(place.read_before) < place.remembers:
            place.read_before[raw] = value

    def _blank(self, number: int, place: _Place) -> str | None:
        column = place.column
        if not place.speaks_when_blank:
            return ""
        if column.required:
            self._say(Code.REQUIRED_BLANK, number, column.name, forgive=not column.needed, value_only=not column.needed)
            return None if column.needed else ""
        self._say(Code.DELTA_BLANK, number, column.name, forgive=True, value_only=True)
        return ""

    def _value(self, number: int, place: _Place, raw: str) -> str | None:
        """The value to keep ("" when only it was refused); None when the row cannot be taken without it."""
        column = place.column
        if not raw or raw.isspace():
            return self._blank(number, place)
        if self._sheet.mode is Mode.BULK and column.name in ("status", "dateLastModified"):
            self._say(Code.BULK_FILLED, number, column.name, forgive=True, value_only=True)
        if place.is_text:
            return self._text(number, place, raw)
        value, problem = self._reader.read(column, raw)
        if problem is None:
            self._remember(place, raw, value)
            return value
        shown = "…" if column.name in _NEVER_SHOWN else raw
        if problem.understood is not None:
            self._say(
                problem.code,
                number,
                column.name,
                forgive=True,
                value_only=True,
                value=shown,
                understood=problem.understood,
            )
            return value
        # A row is not refused for a value that the product can do without.
        self._say(problem.code, number, column.name, value=shown, value_only=not column.needed)
        return None if column.needed else value

    def _text(self, number: int, place: _Place, raw: str) -> str | None:
        text, hidden = tidy_text(raw)
        needed = place.column.needed
        if text == raw and len(text) <= place.limit and not self._suspicious:
            self._remember(place, raw, text)
            return text
        if hidden:
            self._say(Code.HIDDEN_LETTER, number, place.name, forgive=True, value_only=True)
        if self._suspicious and not self._about_people and ssn.is_secret("", text):
            self._say(Code.SSN, number, place.name, value_only=not needed)
            return None if needed else ""
        if len(text) > place.limit:
            self._say(Code.TOO_LONG, number, place.name, value_only=not needed, limit=place.limit)
            return None if needed else ""
        if needed and not text:
            self._say(Code.REQUIRED_BLANK, number, place.name)
            return None
        return text

    def _whole_row(self, number: int, values: dict[str, str]) -> None:
        subjects, codes = values.get("subjects", ""), values.get("subjectCodes", "")
        if subjects and codes and subjects.count(",") != codes.count(","):
            self._say(Code.SUBJECT_CODES, number, "subjectCodes", forgive=True, value_only=True)
        for begin in ("startDate", "beginDate"):
            if values.get(begin, "") > values.get("endDate", "9999"):
                self._say(
                    Code.DATES_SWAPPED, number, "endDate", value_only=True, value=values["endDate"], begin=values[begin]
                )
                del values["endDate"]
        objective = values.get("learningObjectiveId")
        if objective and values.get("source") == "case" and not is_case_id(objective):
            self._say(Code.BAD_CASE_ID, number, "learningObjectiveId", value=objective)


def references(row: Row, column: Column) -> Iterable[str]:
    """The ids that the row's column points at."""
    value = row.values.get(column.name, "")
    if not value:
        return ()
    return value.split(",") if column.kind == "refs" else (value,)
