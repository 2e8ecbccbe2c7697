"""Reading one value: what the standard wants, and what can be understood safely all the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from doorway.roster.core.oneroster.findings import Code
from doorway.roster.core.oneroster.spec import VOCABULARIES, Column

EARLIEST_YEAR: Final = 1900
YEARS_AHEAD: Final = 20

_GUID = re.compile(r"[0-9A-Za-z./@_-]{1,255}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_LOOSE_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:]+(?: ?[AP]M)?)?", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEARS = re.compile(r"(?:SY ?)?(\d{4}) ?[-/–] ?(\d{2}|\d{4})", re.IGNORECASE)
_USER_ID = re.compile(r"\{[^{}:]+:[^{}]+\}")
_SCALE = re.compile(r"\{[^{}:]+:[^{}]+\}(?:,\{[^{}:]+:[^{}]+\})*")
_EXTENSION = re.compile(r"ext:[0-9A-Za-z_.-]+")
_CASE_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

GRADES: Final = frozenset(
    {"IT", "PR", "PK", "TK", "KG", *(f"{number:02d}" for number in range(1, 14)), "PS", "UG", "Other"}
)
_GRADE_WORDS: Final = {
    "k": "KG",
    "0": "KG",
    "00": "KG",
    "kindergarten": "KG",
    "kg": "KG",
    "pk": "PK",
    "p": "PK",
    "-1": "PK",
    "prek": "PK",
    "pre-k": "PK",
    "prekindergarten": "PK",
    "tk": "TK",
    "it": "IT",
    "pr": "PR",
    "ps": "PS",
    "ug": "UG",
    "other": "Other",
}

_YES: Final = frozenset({"true", "t", "yes", "y", "1"})
_NO: Final = frozenset({"false", "f", "no", "n", "0"})

_SYNONYMS: Final = {
    "status": {"inactive": "tobedeleted", "deleted": "tobedeleted", "to be deleted": "tobedeleted"},
    "orgType": {"lea": "district", "sea": "state"},
    "sessionType": {"grading period": "gradingPeriod", "school year": "schoolYear", "year": "schoolYear"},
    "userRole": {"admin": "administrator", "staff": "administrator", "instructor": "teacher", "learner": "student"},
    "role": {"administrator": "siteAdministrator", "instructor": "teacher", "learner": "student"},
    "enrollmentRole": {"instructor": "teacher", "learner": "student"},
    "sex": {"m": "male", "f": "female"},
    "sex2": {"m": "male", "f": "female"},
}


@dataclass(frozen=True)
class Problem:
    """A value against the standard: the code, and how it was understood (None: it was not)."""

    code: Code
    understood: str | None


class ValueReader:
    """Reads values of one file; knows today, and in which order this file writes its slashed dates."""

    def __init__(self, *, version: str, today: date, day_first: frozenset[str] = frozenset()) -> None:
        self._version = version
        self._today = today
        self._last = today.year + YEARS_AHEAD
        self._day_first = day_first

    def read(self, column: Column, raw: str) -> tuple[str, Problem | None]:
        """The value in the standard's spelling (lists joined by commas), and what was wrong with it."""
        kind = column.kind
        if kind == "text":
            return raw, None
        if kind in ("guid", "ref"):
            return _guid(raw)
        if kind == "enum":
            return self._enum(column.of, raw)
        reader = getattr(self, f"_{kind}")
        value, problem = reader(raw, column.name)
        return value, problem

    def _enum(self, vocabulary: str, raw: str) -> tuple[str, Problem | None]:
        known = VOCABULARIES[vocabulary]
        if raw in known.words:
            return raw, None
        if known.extensible and self._version != "1.1" and _EXTENSION.fullmatch(raw):
            return raw, None
        folded = raw.strip().lower()
        understood = next((word for word in known.words if word.lower() == folded), None)
        understood = understood or _SYNONYMS.get(vocabulary, {}).get(folded)
        return understood or "", Problem(Code.BAD_ENUM, understood)

    def _refs(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        items, tidy = _items(raw)
        if not all(_GUID.fullmatch(item) for item in items):
            return ",".join(items), Problem(Code.BAD_GUID, ",".join(items))
        return ",".join(items), None if tidy else Problem(Code.BAD_LIST, ",".join(items))

    def _list(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        # Blanks after a comma are no breach: the standard's own examples write them.
        return ",".join(_items(raw)[0]), None

    def _userids(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        items, _ = _items(raw)
        good = [item for item in items if _USER_ID.fullmatch(item)]
        if len(good) == len(items):
            return ",".join(items), None
        return ",".join(good), Problem(Code.BAD_LIST, ",".join(good))

    def _grades(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        items, _ = _items(raw)
        if all(item in GRADES for item in items):
            return ",".join(items), None
        understood = [grade for grade in map(read_grade, items) if grade]
        complete = len(understood) == len(items)
        return ",".join(understood), Problem(Code.BAD_GRADE, ",".join(understood) if complete else None)

    def _bool(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        if raw in ("true", "false"):
            return raw, None
        folded = raw.strip().lower()
        understood = "true" if folded in _YES else "false" if folded in _NO else None
        return understood or "", Problem(Code.BAD_BOOLEAN, understood)

    def _date(self, raw: str, name: str) -> tuple[str, Problem | None]:
        match = _DATE.fullmatch(raw)
        if match is not None:
            found = _day(int(match[1]), int(match[2]), int(match[3]))
            if found is None:
                return "", Problem(Code.BAD_DATE, None)
            if not self._plausible(found, name):
                return "", Problem(Code.DATE_IMPLAUSIBLE, None)
            return raw, None
        found = loose_date(raw, day_first=name in self._day_first)
        if found is not None and not self._plausible(found, name):
            return "", Problem(Code.DATE_IMPLAUSIBLE, None)
        understood = found.isoformat() if found else None
        return understood or "", Problem(Code.BAD_DATE, understood)

    def _plausible(self, found: date, name: str) -> bool:
        if name == "birthDate" and found > self._today:
            return False
        return EARLIEST_YEAR <= found.year <= self._last

    def _datetime(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        # Nothing is decided by this column, so nothing is lost when it cannot be read.
        return raw, None if _DATETIME.fullmatch(raw) else Problem(Code.BAD_DATETIME, raw)

    def _year(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        if len(raw) == 4 and raw.isascii() and raw.isdigit():
            plausible = EARLIEST_YEAR <= int(raw) <= self._last
            return (raw, None) if plausible else ("", Problem(Code.DATE_IMPLAUSIBLE, None))
        match = _YEARS.fullmatch(raw.strip())
        if match is None:
            return "", Problem(Code.BAD_YEAR, None)
        begins, ends = int(match[1]), int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
        understood = str(ends) if ends == begins + 1 and EARLIEST_YEAR <= ends <= self._last else None
        return understood or "", Problem(Code.BAD_YEAR, understood)

    def _number(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        if re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", raw, re.ASCII):
            return raw, None
        return "", Problem(Code.BAD_NUMBER, None)

    def _scale(self, raw: str, _name: str) -> tuple[str, Problem | None]:
        return (raw, None) if _SCALE.fullmatch(raw.replace(" ", "")) else ("", Problem(Code.BAD_LIST, None))


# Letters that cannot be seen and change how a line is read or compared: control letters, turned directions, blanks
# without width. Joiners (200C, 200D) are left: some scripts need them.
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def tidy_text(raw: str) -> tuple[str, bool]:
    """The text as it is kept: composed letters (NFC), without what cannot be seen; whether anything was hidden."""
    if raw.isascii() and raw.isprintable():
        return raw.strip(), False
    text = _HIDDEN.sub(lambda found: " " if found[0].isspace() else "", raw)
    return unicodedata.normalize("NFC", text).strip(), text != raw


def is_case_id(text: str) -> bool:
    """Whether the text is an id of a learning objective as CASE writes it."""
    return _CASE_ID.fullmatch(text) is not None


def read_grade(text: str) -> str | None:
    """The CEDS grade a school would mean by the text, or None."""
    if text in GRADES:
        return text
    folded = text.strip().lower().removeprefix("grade ").strip()
    folded = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", folded)
    if folded in _GRADE_WORDS:
        return _GRADE_WORDS[folded]
    if folded.isascii() and folded.isdigit() and len(folded) <= 2 and 1 <= int(folded) <= 13:
        return f"{int(folded):02d}"
    return None


def loose_date(raw: str, *, day_first: bool) -> date | None:
    """A date in one of the spellings that programs export; slashed ones in the order the column was seen to use."""
    text = raw.strip()
    if match := _LOOSE_ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return _day(year, second, first) if day_first else _day(year, first, second)
    return None


def day_first(values: Iterable[str]) -> bool:
    """Whether slashed dates of a column put the day before the month: some value can be read no other way.

    A column in which some values fit only one order and some only the other is read month first; what does not fit
    is then refused row by row.
    """
    day_only = month_only = False
    for value in values:
        match = _SLASHED.fullmatch(value.strip())
        if match is not None:
            day_only = day_only or int(match[1]) > 12
            month_only = month_only or int(match[2]) > 12
    return day_only and not month_only


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _guid(raw: str) -> tuple[str, Problem | None]:
    if _GUID.fullmatch(raw):
        return raw, None
    tidy = raw.strip()
    usable = 0 < len(tidy) <= 255 and tidy.isprintable() and "," not in tidy
    return (tidy if usable else ""), Problem(Code.BAD_GUID, tidy if usable else None)


def _items(raw: str) -> tuple[list[str], bool]:
    """The items of a list, and whether it was written without needless blanks, brackets or quotes."""
    text = raw.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    items = [item.strip().strip('"').strip() for item in text.split(",")]
    return [item for item in items if item], ",".join(items) == raw
