"""From bytes to rows: encodings, quoting, and cells that no roster has."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from doorway.roster.core.oneroster.findings import Code, Findings, Scope


@dataclass(frozen=True)
class Table:
    """A file as written: its header and its rows with their numbers (the header is row 1).

    ``whole`` is False when a row could not be read at all, so that nobody knows whom it was about.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    whole: bool = True


def decode(data: bytes, *, file: str, findings: Findings) -> str | None:
    """The text of the file; encodings other than plain UTF-8 are understood when it is safe, and said."""
    if data.startswith(b"\xef\xbb\xbf"):
        findings.say(Code.BYTE_ORDER_MARK, file=file, scope=Scope.FILE, forgive=True)
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16", file, findings)
    elif b"\0" in data[:200]:
        # Half of the bytes are zero in UTF-16 without a mark; which half tells the order.
        return _decode_as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", file, findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
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


def parse(text: str, *, file: str, cell_chars: int, findings: Findings) -> Table | None:
    """The rows of the text; rows that cannot be read are refused one by one."""
    lost: list[int] = []
    records = _records(text, file, cell_chars, findings, lost)
    first = next(records, None)
    if first is None or first[0] != 1 or not any(cell.strip() for cell in first[1]):
        findings.say(Code.FILE_EMPTY, file=file, scope=Scope.FILE)
        return None
    rows = []
    for number, cells in records:
        if any(cells):
            rows.append((number, cells))
        else:
            findings.say(Code.ROW_BLANK, file=file, row=number, forgive=True)
    return Table([cell.strip().lstrip("\ufeff") for cell in first[1]], rows, whole=not lost)


def _records(
    text: str, file: str, cell_chars: int, findings: Findings, lost: list[int]
) -> Iterator[tuple[int, list[str]]]:
    # The reader must see the line ends itself, so that a quoted one stays inside its cell. strict: a stray quote is
    # an error here, where it would otherwise swallow the rows behind it without a word.
    reader = csv.reader(_lines(text), strict=True)
    has_nul = "\0" in text
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The parser starts afresh with the next line.
            code = Code.CELL_TOO_LONG if "field limit" in str(error) else Code.ROW_BROKEN
            findings.say(code, file=file, row=number, limit=cell_chars)
            lost.append(number)
            continue
        if has_nul and any("\0" in cell for cell in cells):
            findings.say(Code.NUL_BYTE, file=file, row=number)
            lost.append(number)
        elif any(len(cell) > cell_chars for cell in cells):
            findings.say(Code.CELL_TOO_LONG, file=file, row=number, limit=cell_chars)
            lost.append(number)
        else:
            yield number, cells


def _lines(text: str) -> Iterator[str]:
    if "\n" not in text:
        # Old Macintosh programs end a line with a lone carriage return.
        text = text.replace("\r", "\n")
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end
