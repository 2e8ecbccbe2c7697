"""The header of a file against the standard's columns."""

from __future__ import annotations

from dataclasses import dataclass

from doorway.roster.core.oneroster import spec, ssn
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.spec import Column, FileSpec


@dataclass(frozen=True)
class Header:
    """Where the known columns stand, the extensions, and those named after a secret; and every name as written."""

    columns: tuple[tuple[int, Column], ...]
    extensions: tuple[tuple[int, str], ...]
    secret: tuple[tuple[int, str], ...]
    written: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.written)

    @property
    def names(self) -> frozenset[str]:
        """The columns of the standard, and the extensions, that the file has."""
        return frozenset(column.name for _, column in self.columns) | {name for _, name in self.extensions}


def match_header(cells: list[str], file: FileSpec, findings: Findings) -> Header | None:
    """The header understood; None when it makes the whole file unusable."""
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
    return Header(tuple(columns), tuple(extensions), tuple(secret), tuple(cells))


def _extension(cell: str, at: int, file: FileSpec, extensions: list[tuple[int, str]], findings: Findings) -> None:
    name = f"{file.name}.csv"
    known = {header.lower(): header for header in spec.METADATA.get(file.name, ())}
    understood = known.get(cell.lower())
    if understood is not None and understood not in {taken for _, taken in extensions}:
        extensions.append((at, understood))
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
