"""Course transcripts as Ed-Fi exchanges them in bulk (``InterchangeStudentTranscript``, data standard 3 to 5), as rows.

Each ``CourseTranscript`` is read as the same resource that the API exports; which student, year and term it is of says
its reference to the academic record, or the record with the id that it refers to, wherever in the file that stands.
A document type and entities are refused: no such file needs them, and they can make a small file fill a machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from doorway.roster.files import TableRefused

# What an element is called as a part of the resource.
_NAMES = {
    "CourseAttemptResult": "courseAttemptResultDescriptor",
    "WhenTakenGradeLevel": "whenTakenGradeLevelDescriptor",
    "FinalLetterGradeEarned": "finalLetterGradeEarned",
    "FinalNumericGradeEarned": "finalNumericGradeEarned",
    "CourseTitle": "courseTitle",
    "ExternalEducationOrganizationNameOfInstitution": "externalEducationOrganizationNameOfInstitution",
}
_CREDITS = {"AttemptedCredits": "attempted", "EarnedCredits": "earned"}
_OF_CREDITS = {"Credits": "Credits", "CreditType": "CreditTypeDescriptor", "CreditConversion": "CreditConversion"}
_ROOT = "InterchangeStudentTranscript"


def looks_like_xml(beginning: bytes) -> bool:
    """Whether a file that begins like this is XML."""
    return beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def resources_in(path: Path) -> list[dict[str, Any]]:
    """The course transcripts of a file, in order; ``TableRefused`` where it is no such file."""
    records: dict[str, dict[str, str]] = {}
    found: list[tuple[dict[str, Any], str]] = []
    try:
        for element in _ends(path):
            if _name(element) == "StudentAcademicRecord":
                key = element.get("id", "")
                if key in records:
                    raise TableRefused(TableRefused.TWICE_AN_ID, reason=key)
                if key:
                    records[key] = _record(element)
            elif _name(element) == "CourseTranscript":
                found.append((_resource(element), _reference(element)))
            else:
                continue
            # A state's file is long: what was read need not stay.
            element.clear()
    except DefusedXmlException:
        raise TableRefused(TableRefused.ENTITIES) from None
    except ParseError as error:
        raise TableRefused(TableRefused.BROKEN, row=error.position[0], reason="XML") from None
    for resource, reference in found:
        own = resource["studentAcademicRecordReference"]
        pointed = records.get(reference, {})
        students = {record["studentUniqueId"] for record in (pointed, own) if "studentUniqueId" in record}
        if len(students) > 1:
            # The reference and the row name different students: then it is of nobody, and the row is refused.
            own = pointed = {}
        resource["studentAcademicRecordReference"] = {**pointed, **own}
    return [resource for resource, _reference in found]


def _ends(path: Path) -> Iterator[Element]:
    """Every element when it is complete; refused where the first is not that of such a file."""
    is_first = True
    for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=True):
        if is_first and _name(element) != _ROOT:
            raise TableRefused(TableRefused.EDFI)
        is_first = False
        if event == "end":
            yield element


def _resource(element: Element) -> dict[str, Any]:
    course = _child(_child(element, "CourseReference"), "CourseIdentity")
    identity = _child(_child(element, "StudentAcademicRecordReference"), "StudentAcademicRecordIdentity")
    said = {name: _text(_child(element, tag)) for tag, name in _NAMES.items()}
    credit = {
        which + name: _text(_child(_child(element, tag), part)) or None
        for tag, which in _CREDITS.items()
        for part, name in _OF_CREDITS.items()
    }
    return {
        **said,
        **credit,
        "courseReference": {"courseCode": _text(_child(course, "CourseCode"))},
        "studentAcademicRecordReference": {} if identity is None else _record(identity),
    }


def _record(element: Element) -> dict[str, str]:
    """Student, year and term; what is not said is left out."""
    student = _child(_child(element, "StudentReference"), "StudentIdentity")
    said = {
        "studentUniqueId": _text(_child(student, "StudentUniqueId")),
        "schoolYear": _text(_child(element, "SchoolYear")),
        "termDescriptor": _text(_child(element, "Term")),
    }
    return {name: text for name, text in said.items() if text}


def _reference(element: Element) -> str:
    reference = _child(element, "StudentAcademicRecordReference")
    return "" if reference is None else reference.get("ref", "")


def _child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((child for child in element if _name(child) == name), None)


def _name(element: Element) -> str:
    """The name without its namespace, which has the version of the standard in it."""
    return element.tag.rsplit("}", 1)[-1]


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
