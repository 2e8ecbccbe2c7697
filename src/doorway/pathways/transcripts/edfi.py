"""Course transcripts as the Ed-Fi API exports them (resource ``courseTranscripts``, data standard 3 to 5), as rows.

A JSON array of the resources, or one of them in each line; or the bulk interchange of transcripts as XML. Only what is
said is taken: the mark is the final letter grade, where there is none the result of the attempt (passed, failed,
incomplete, withdrawn). Credits are multiplied by the conversion that the file gives. Descriptors are written with or
without their namespace. The row of a resource is its place in the file, counted from 1. An element that is no course
transcript is named and left out; a file in which none is one is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from doorway.pathways.core.registering import ALL_YEAR
from doorway.pathways.core.terms import SUMMER, short
from doorway.pathways.files.twice import kept, places_twice
from doorway.pathways.transcripts.edfi_xml import looks_like_xml, resources_in
from doorway.roster.files import LONGEST_CELL, TableRefused
from doorway.roster.files.given import GivenTable

COLUMNS = (
    "student_id", "code", "school_year", "credits", "earned", "term", "mark", "status", "title", "grade", "school",
    "credit_type", "conversion", "number", "other", "twice",
)  # fmt: skip
LARGEST = 256 * 1024 * 1024
# What the standard calls terms that are no numbered part of the school year.
TERMS = {"summer semester": SUMMER, "year round": ALL_YEAR}
RESULTS = {"pass": "P", "fail": "F", "incomplete": "I", "withdrawn": "W"}
GRADES = {
    "kindergarten": "K", "first grade": "1", "second grade": "2", "third grade": "3", "fourth grade": "4",
    "fifth grade": "5", "sixth grade": "6", "seventh grade": "7", "eighth grade": "8", "ninth grade": "9",
    "tenth grade": "10", "eleventh grade": "11", "twelfth grade": "12",
    # Words of the standard that are no grade of a school: then the file does not say in which one it was.
    **dict.fromkeys(
        (
            "adult education", "early education", "grade 13", "infant/toddler", "no grade level", "other",
            "out of school", "postsecondary", "prekindergarten", "preschool", "preschool/prekindergarten",
            "transitional kindergarten", "ungraded",
        ),
        "",
    ),
}  # fmt: skip
# Python ends a line at signs that may stand within a text of JSON, such as U+2028.
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
# Of an element that is none of ours so much is named.
MOST_NAMES, LONGEST_OTHER = 3, 40
# Credit of colleges: how much of it is one of a high school says only a conversion.
HOURS = "hour credit"


def looks_like_edfi(beginning: bytes) -> bool:
    """Whether a file that begins like this is JSON or XML."""
    return looks_like_xml(beginning) or beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}


def open_edfi(path: Path, name: str = "") -> GivenTable:
    """The file as a table of transcript rows; ``TableRefused`` where it is no such file."""
    if path.stat().st_size > LARGEST:
        raise TableRefused(TableRefused.TOO_LARGE, most=LARGEST // 1024 // 1024)
    raw = path.read_bytes()
    if looks_like_xml(raw[:64]):
        listed = resources_in(path)
        table = [(number, _cells(found)) for number, found in enumerate(listed, start=1)]
        return GivenTable.of(path, name, hashlib.sha256(raw).hexdigest(), COLUMNS, table)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused(TableRefused.ENCODING_JSON) from None
    rows = [(number, _cells(found)) for number, found in enumerate(_resources(text), start=1)]
    return GivenTable.of(path, name, hashlib.sha256(raw).hexdigest(), COLUMNS, rows)


def _resources(text: str) -> Iterator[Any]:
    """The resources of the file, whichever way it is written, and whatever stands between them."""
    try:
        found = json.loads(text, object_pairs_hook=kept)
    except RecursionError:
        # Brackets within brackets by the thousand: nothing that a system exports.
        raise TableRefused(TableRefused.EDFI) from None
    except ValueError:
        found = _lines(text)
    listed = found if isinstance(found, list) else [found]
    if not any(map(_is_transcript, listed)):
        raise TableRefused(TableRefused.EDFI)
    yield from listed


def _is_transcript(one: Any) -> bool:
    return isinstance(one, dict) and "studentAcademicRecordReference" in one


def _other(one: Any) -> str:
    """What an element is that is no course transcript, by the first names in it; as it is written where it has none."""
    return ", ".join(sorted(one)[:MOST_NAMES]) if isinstance(one, dict) and one else json.dumps(one)[:LONGEST_OTHER]


def _lines(text: str) -> list[Any]:
    found = []
    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        if line.strip():
            try:
                found.append(json.loads(line, object_pairs_hook=kept))
            except (ValueError, RecursionError) as error:
                raise TableRefused(TableRefused.BROKEN, row=number, reason=str(error)) from None
    return found


def _cells(found: Any) -> list[str]:
    if not _is_transcript(found):
        return [_other(found) if column == "other" else "" for column in COLUMNS]
    record, course = _part(found, "studentAcademicRecordReference"), _part(found, "courseReference")
    term = _word(record.get("termDescriptor"))
    result = _word(found.get("courseAttemptResultDescriptor"))
    grade = _word(found.get("whenTakenGradeLevelDescriptor"))
    # What a failed class would have given stands in the attempted credits only.
    earned, attempted = _credit(found, "earned"), _credit(found, "attempted")
    given = attempted if not earned.credits or (attempted.credits and not attempted.hours) else earned
    mark = _text(found.get("finalLetterGradeEarned"))
    values = {
        "student_id": _text(record.get("studentUniqueId")),
        "code": _text(course.get("courseCode")),
        "school_year": _text(record.get("schoolYear")),
        "credits": given.credits,
        "earned": earned.credits,
        "term": term_in(term),
        "mark": mark or RESULTS.get(result.casefold(), result),
        # The standard's course transcripts are of classes that are over.
        "status": "completed",
        "title": _text(found.get("courseTitle")),
        "grade": GRADES.get(grade.casefold(), grade),
        "school": _text(found.get("externalEducationOrganizationNameOfInstitution")),
        "credit_type": given.hours or earned.hours,
        "conversion": earned.wrong or attempted.wrong,
        "number": "" if mark else _text(found.get("finalNumericGradeEarned")),
        "other": "",
        "twice": ", ".join(list(places_twice(found))[:MOST_NAMES])[:LONGEST_CELL],
    }
    return [values[column] for column in COLUMNS]


@dataclass(frozen=True)
class _Credit:
    """Credits as the file gives them, converted where it says how; ``hours``: the word for those that it leaves so.

    ``wrong``: a conversion that is none. Nought is one that nobody has filled in.
    """

    credits: str
    hours: str = ""
    wrong: str = ""


def _credit(found: Mapping[str, Any], which: str) -> _Credit:
    text = _text(found.get(f"{which}Credits"))
    kind = _word(found.get(f"{which}CreditTypeDescriptor"))
    conversion = _text(found.get(f"{which}CreditConversion"))
    factor, amount = _number(conversion), _number(text)
    if amount and factor and factor > 0:
        return _Credit(format(_converted(amount, factor).normalize(), "f"))
    if amount and conversion and factor != 0:
        return _Credit(text, wrong=conversion[:LONGEST_OTHER])
    return _Credit(text, kind if amount and kind.casefold().endswith(HOURS) else "")


def _converted(amount: Decimal, factor: Decimal) -> Decimal:
    """“Multiplied by the number of credits it is equivalent to Carnegie units.”

    The standard gives a factor two digits, so that a third is 0.33 and three hours were 0.99 credits. Where a quarter
    of a credit lies within what was rounded off, it is meant.
    """
    worth = (amount * factor).quantize(Decimal("0.01"))
    quarter = (worth * 4).to_integral_value() / 4
    return quarter if abs(worth - quarter) <= abs(amount) * Decimal("0.005") else worth


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 1000 else None


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _word(value: Any) -> str:
    """What a descriptor says: “uri://ed-fi.org/TermDescriptor#Fall Semester” is “Fall Semester”."""
    return _text(value).rsplit("#", 1)[-1].rsplit("/", 1)[-1].strip()


def term_in(title: str) -> str:
    """A term as transcripts write it: “First Semester” is S1; what is only the school's own name stays."""
    return TERMS.get(title.casefold()) or short(title)


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return str(value).strip()
