"""From bytes to rows: encodings, line ends, quoting, and cells that no roster has."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from doorway.roster.core.oneroster import ssn
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.limits import Limits

# What "surrogateescape" makes of a byte that is no UTF-8.
_BROKEN = re.compile("[\udc80-\udcff]")
_FOREIGN = re.compile("[^\x00-\x7f\udc80-\udcff]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Table:
    """A file as written: its header and its rows with their numbers (the header is row 1).

    ``whole`` is False when a row could not be read at all, so that nobody knows whom it was about. ``suspicious``:
    somewhere in the text stands what may be a social security number with its dashes.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    whole: bool = True
    suspicious: bool = True


def decode(data: bytes, *, file: str, findings: Findings) -> str | None:
    """The text of the file; encodings other than plain UTF-8 are understood when it is safe, and said.

    Bytes that are broken in a file that is UTF-8 otherwise stay in the text as lone surrogates.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        findings.say(Code.BYTE_ORDER_MARK, file=file, scope=Scope.FILE, forgive=True)
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16", file, findings)
    elif data[:200].count(0) * 3 > len(data[:200]):
        # Half of the bytes are zero in UTF-16 without a mark; which half tells the order.
        return _decode_as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", file, findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    # One damaged letter must not turn every "María" of the file into "MarÃ­a".
    if len(_FOREIGN.findall(text)) > len(_BROKEN.findall(text)):
        return text
    return _decode_as(data, "cp1252", file, findings)


def _decode_as(data: bytes, encoding: str, file: str, findings: Findings) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        findings.say(Code.ENCODING_UNREADABLE, file=file, scope=Scope.FILE)
        return None
    # A wrong guess gives letters of no roster; the header of every file of the standard is plain ASCII.
    header = text.lstrip("\ufeff").split("\n", 1)[0]
    if encoding.startswith("utf-16") and not header.isascii():
        findings.say(Code.ENCODING_UNREADABLE, file=file, scope=Scope.FILE)
        return None
    name = "Windows-1252" if encoding == "cp1252" else "UTF-16"
    findings.say(Code.ENCODING, file=file, scope=Scope.FILE, forgive=True, encoding=name)
    return text


def parse(text: str, *, file: str, limits: Limits, findings: Findings) -> Table | None:
    """The rows of the text; rows that cannot be read are refused one by one."""
    text = _with_line_feeds(text.lstrip("\ufeff"))
    separator = _separator(text)
    if separator != ",":
        name = "TAB" if separator == "\t" else separator
        findings.say(Code.SEPARATOR, file=file, row=1, scope=Scope.FILE, forgive=True, separator=name)
    lost: list[int] = []
    records = _records(text, separator, file, limits, findings, lost)
    first = next(records, None)
    if first is None or first[0] != 1 or not any(cell.strip() for cell in first[1]):
        findings.say(Code.FILE_EMPTY, file=file, scope=Scope.FILE)
        return None
    rows: list[tuple[int, list[str]]] = []
    for number, cells in records:
        if not any(cells):
            findings.say(Code.ROW_BLANK, file=file, row=number, forgive=True)
        elif len(rows) < limits.rows:
            rows.append((number, cells))
        else:
            findings.say(Code.TOO_MANY_ROWS, file=file, scope=Scope.BUNDLE, limit=limits.rows)
            return None
    header = [cell.strip() for cell in first[1]]
    return Table(header, rows, whole=not lost, suspicious=ssn.may_hold_secret(text, plain=False))


def first_line(text: str) -> list[str]:
    """The cells of the header, and nothing else read."""
    line = _with_line_feeds(text[:20_000]).split("\n", 1)[0]
    return [cell.strip().strip('"') for cell in line.split(_separator(line))]


def _with_line_feeds(text: str) -> str:
    """Old Macintosh programs end a line with a lone carriage return: where most lines do, these are line ends."""
    if "\r" in text and text.count("\r") > 2 * text.count("\n"):
        return _LONE_RETURN.sub("\n", text)
    return text


def _separator(text: str) -> str:
    """The letter between the cells of the header: a comma, but spreadsheets of other countries write others."""
    header = text[:20_000].split("\n", 1)[0]
    return max(_SEPARATORS, key=header.count)


def _records(
    text: str, separator: str, file: str, limits: Limits, findings: Findings, lost: list[int]
) -> Iterator[tuple[int, list[str]]]:
    # The reader must see the line ends itself, so that a quoted one stays inside its cell. strict: a stray quote is
    # an error here, where it would otherwise swallow the rows behind it without a word.
    lines = _Lines(text, limits.record_chars)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    check = _RowCheck(text, limits)
    number = 0
    while True:
        number += 1
        lines.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_RecordTooLong, csv.Error) as error:
            # The parser starts afresh with the next line.
            too_long = isinstance(error, _RecordTooLong) or "field limit" in str(error)
            code = Code.CELL_TOO_LONG if too_long else Code.ROW_BROKEN
            findings.say(code, file=file, row=number, limit=limits.cell_chars)
            lost.append(number)
            continue
        problem = check.problem(cells)
        if problem is None:
            yield number, cells
        else:
            findings.say(problem, file=file, row=number, limit=limits.cell_chars, found=len(cells))
            lost.append(number)


class _RowCheck:
    """Whether a row as parsed can be trusted; what the whole text does not hold is not looked for in its rows."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._limits = limits
        self._has_nul = "\0" in text
        self._has_broken = _BROKEN.search(text) is not None

    def problem(self, cells: list[str]) -> Code | None:
        """Why the row cannot be read, or None."""
        if len(cells) > self._limits.cells:
            return Code.TOO_MANY_CELLS
        if self._has_nul and any("\0" in cell for cell in cells):
            return Code.NUL_BYTE
        if self._has_broken and any(map(_BROKEN.search, cells)):
            return Code.BROKEN_LETTER
        if cells and max(map(len, cells)) > self._limits.cell_chars:
            return Code.CELL_TOO_LONG
        return None


class _RecordTooLong(Exception):
    """One row has more letters than any row of a roster."""


class _Lines:
    """The lines of a text with their ends; a record may take so many letters and no more.

    Not a generator, because it goes on after it raised.
    """

    def __init__(self, text: str, most: int) -> None:
        self._text = text
        self._most = most
        self._start = 0
        self._left = most

    def begin_record(self) -> None:
        """The next line begins a new record."""
        self._left = self._most

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        start = self._start
        if start >= len(self._text):
            raise StopIteration
        end = self._text.find("\n", start) + 1 or len(self._text)
        self._start = end
        self._left -= end - start
        if self._left < 0:
            raise _RecordTooLong
        return self._text[start:end]
