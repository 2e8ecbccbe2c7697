"""From a table to checked rows: the header is matched to the standard's columns, each value is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from doorway.roster.core.oneroster import spec, ssn
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.manifest import Mode
from doorway.roster.core.oneroster.spec import Column, FileSpec
from doorway.roster.core.oneroster.text import Table
from doorway.roster.core.oneroster.values import ValueReader, day_first, is_case_id

_MAX_BREAK_CHARS = 500
_MAX_TEXT = 255
_MAX_BY_COLUMN = {
    **dict.fromkeys(("givenName", "middleName", "familyName", "preferredGivenName", "preferredFamilyName"), 100),
    **dict.fromkeys(("title", "name"), 200),
    **dict.fromkeys(("phone", "sms"), 40),
    **dict.fromkeys(("identifier", "classCode", "courseCode", "location", "metadata.stateId"), 80),
    **dict.fromkeys(("metadata.relationship", "metadata.language"), 30),
}
# Shown nowhere: what was typed there may be a secret.
_NEVER_SHOWN = frozenset({"password"})


@dataclass
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
    """

    name: str
    mode: Mode
    rows: dict[str, Row] = field(default_factory=dict)
    gone: dict[str, Row] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    whole: bool = True

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


@dataclass(frozen=True)
class _Header:
    columns: tuple[tuple[int, Column], ...]
    extensions: tuple[tuple[int, str], ...]
    secret: tuple[tuple[int, str], ...]
    width: int


def read_sheet(
    table: Table, file: FileSpec, *, mode: Mode, version: str, today: date, findings: Findings
) -> Sheet | None:
    """The file's rows, each value read; None when the header makes the whole file unusable."""
    header = _match_header(table.header, file, findings)
    if header is None:
        return None
    dates = frozenset(
        column.name
        for at, column in header.columns
        if column.kind == "date" and day_first(cells[at] for _, cells in table.rows if at < len(cells))
    )
    reader = ValueReader(version=version, today=today, day_first=dates)
    sheet = Sheet(file.name, mode, whole=table.whole)
    worker = _RowReader(sheet, header, reader, findings)
    for number, cells in table.rows:
        worker.take(number, cells)
    return sheet


def _match_header(cells: list[str], file: FileSpec, findings: Findings) -> _Header | None:
    name = f"{file.name}.csv"
    by_name = {column.name: column for column in file.columns}
    by_folded = {column.name.lower(): column.name for column in file.columns}
    columns: list[tuple[int, Column]] = []
    extensions: list[tuple[int, str]] = []
    secret: list[tuple[int, str]] = []
    seen: set[str] = set()
    for at, cell in enumerate(cells):
        if not cell:
            findings.say(Code.HEADER_BLANK, file=name, row=1, scope=Scope.VALUE, forgive=True, column=at + 1)
            continue
        if ssn.header_is_secret(cell):
            secret.append((at, cell))
        understood = cell if cell in by_name else by_folded.get(cell.lower()) or spec.alias(file.name, cell)
        if understood not in by_name:
            _extension(cell, at, file, extensions, findings)
            continue
        if understood != cell:
            findings.say(
                Code.HEADER_SPELLING, file=name, row=1, field=cell, scope=Scope.VALUE, forgive=True, expected=understood
            )
        if understood in seen:
            findings.say(Code.HEADER_DUPLICATE, file=name, row=1, field=understood, scope=Scope.FILE)
            return None
        seen.add(understood)
        columns.append((at, by_name[understood]))
    if not _complete(seen, file, findings):
        return None
    _check_order(cells, columns, file, findings)
    return _Header(tuple(columns), tuple(extensions), tuple(secret), len(cells))


def _extension(cell: str, at: int, file: FileSpec, extensions: list[tuple[int, str]], findings: Findings) -> None:
    name = f"{file.name}.csv"
    known = {header.lower(): header for header in spec.METADATA.get(file.name, ())}
    if cell.lower() in known:
        extensions.append((at, known[cell.lower()]))
    elif cell.startswith("metadata."):
        findings.say(Code.METADATA_UNKNOWN, file=name, row=1, field=cell, scope=Scope.VALUE)
    elif cell not in spec.DROPPED_IN_121.get(file.name, frozenset()):
        findings.say(Code.HEADER_UNKNOWN, file=name, row=1, field=cell, scope=Scope.VALUE, forgive=True)


def _complete(seen: set[str], file: FileSpec, findings: Findings) -> bool:
    usable = True
    for column in file.columns:
        if column.name not in seen:
            findings.say(
                Code.HEADER_MISSING,
                file=f"{file.name}.csv",
                row=1,
                field=column.name,
                scope=Scope.FILE if column.needed else Scope.VALUE,
                forgive=not column.needed,
            )
            usable = usable and not column.needed
    return usable


def _check_order(cells: list[str], columns: list[tuple[int, Column]], file: FileSpec, findings: Findings) -> None:
    found = [column.name for _, column in columns]
    wanted = [name for name in file.names if name in set(found)]
    last_known = columns[-1][0] if columns else 0
    early = any(cell.startswith("metadata.") for cell in cells[:last_known])
    if found != wanted or early:
        findings.say(Code.HEADER_ORDER, file=f"{file.name}.csv", row=1, scope=Scope.FILE, forgive=True)


class _RowReader:
    """Reads the rows of one file into its sheet."""

    def __init__(self, sheet: Sheet, header: _Header, reader: ValueReader, findings: Findings) -> None:
        self._sheet = sheet
        self._header = header
        self._reader = reader
        self._findings = findings
        self._seen: dict[str, tuple[int, list[str]]] = {}
        self._people = sheet.name in ("users", "demographics")

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
        if self._secret(number, cells):
            self._sheet.hold(sourced_id)
            return
        values = self._values(number, cells)
        if values is None:
            self._sheet.hold(sourced_id)
            return
        row = Row(number, values)
        target = self._sheet.gone if values.get("status") == "tobedeleted" else self._sheet.rows
        target[sourced_id] = row

    def _say(self, code: Code, number: int, field: str = "", *, forgive: bool = False, **params: object) -> None:
        scope = Scope.VALUE if params.pop("value_only", False) else Scope.ROW
        self._findings.say(code, file=self._sheet.file, row=number, field=field, scope=scope, forgive=forgive, **params)

    def _fit(self, number: int, cells: list[str]) -> list[str]:
        """The cells with the header's width; nothing when the row cannot be trusted."""
        width = self._header.width
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
        at, column = next((at, column) for at, column in self._header.columns if column.name == "sourcedId")
        raw = cells[at]
        if not raw.strip():
            self._say(Code.REQUIRED_BLANK, number, "sourcedId")
            return None
        value, problem = self._reader.read(column, raw)
        return value if problem is None or problem.understood else raw[:255]

    def _first(self, number: int, sourced_id: str, cells: list[str]) -> bool:
        """Whether the row is the first with its id; of two that differ neither is taken."""
        before = self._seen.get(sourced_id)
        if before is None:
            self._seen[sourced_id] = (number, cells)
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
        for at, header in self._header.secret:
            if cells[at].strip():
                self._say(Code.SSN, number, header)
                return True
        if self._people and ssn.may_hold_secret(cells):
            for at, column in self._header.columns:
                if column.kind != "datetime" and ssn.is_secret(column.name, cells[at]):
                    self._say(Code.SSN, number, column.name)
                    return True
            for at, name in self._header.extensions:
                if ssn.is_secret(name, cells[at]):
                    self._say(Code.SSN, number, name)
                    return True
        return False

    def _values(self, number: int, cells: list[str]) -> dict[str, str] | None:
        values: dict[str, str] = {}
        for at, column in self._header.columns:
            raw = cells[at]
            blank = not raw or raw.isspace()
            value = self._blank(number, column) if blank else self._value(number, column, raw)
            if value is None:
                return None
            if value:
                values[column.name] = value
        for at, name in self._header.extensions:
            text = self._text(number, Column(name, "text"), cells[at].strip())
            if text:
                values[name] = text
        self._whole_row(number, values)
        return values

    def _blank(self, number: int, column: Column) -> str | None:
        if column.required:
            self._say(Code.REQUIRED_BLANK, number, column.name, forgive=not column.needed, value_only=not column.needed)
            return None if column.needed else ""
        if self._sheet.mode is Mode.DELTA and column.name in ("status", "dateLastModified"):
            self._say(Code.DELTA_BLANK, number, column.name, forgive=True, value_only=True)
        return ""

    def _value(self, number: int, column: Column, raw: str) -> str | None:
        """The value to keep ("" when only it was refused); None when the row cannot be taken without it."""
        if self._sheet.mode is Mode.BULK and column.name in ("status", "dateLastModified"):
            self._say(Code.BULK_FILLED, number, column.name, forgive=True, value_only=True)
        if column.kind == "text":
            return self._text(number, column, raw.strip())
        value, problem = self._reader.read(column, raw)
        if problem is None:
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

    def _text(self, number: int, column: Column, text: str) -> str | None:
        limit = _MAX_BY_COLUMN.get(column.name, _MAX_TEXT)
        if len(text) <= limit:
            return text
        self._say(Code.TOO_LONG, number, column.name, value_only=not column.needed, limit=limit)
        return None if column.needed else ""

    def _whole_row(self, number: int, values: dict[str, str]) -> None:
        subjects, codes = values.get("subjects", ""), values.get("subjectCodes", "")
        if subjects and codes and subjects.count(",") != codes.count(","):
            self._say(Code.SUBJECT_CODES, number, "subjectCodes", forgive=True, value_only=True)
        for begin, end in (("startDate", "endDate"), ("beginDate", "endDate")):
            if values.get(begin, "") > values.get(end, "9999"):
                self._say(Code.DATES_SWAPPED, number, end, value_only=True, value=values[end], begin=values[begin])
                del values[end]
        objective = values.get("learningObjectiveId")
        if objective and values.get("source") == "case" and not is_case_id(objective):
            self._say(Code.BAD_CASE_ID, number, "learningObjectiveId", value=objective)


def references(row: Row, column: Column) -> Iterable[str]:
    """The ids that the row's column points at."""
    value = row.values.get(column.name, "")
    if not value:
        return ()
    return value.split(",") if column.kind == "refs" else (value,)
