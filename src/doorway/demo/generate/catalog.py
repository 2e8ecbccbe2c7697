"""The demo's course catalog: the courses of the state pack's list, as the high schools of the county teach them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from doorway.demo.generate.model import DistrictDraft
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.units import CREDIT, credits_of

COLUMNS = (
    "code", "title", "credits", "sced", "grades", "terms", "areas", "tags", "prerequisites", "concurrent", "cte",
    "repeatable", "schools",
)  # fmt: skip
# What the roster calls a class, and its code in the catalog.
CODES = {
    "English 9": "ENG-9", "English 10": "ENG-10", "English 11": "ENG-11", "English 12": "ENG-12",
    "Secondary Math I": "SEC-MATH-1", "Secondary Math II": "SEC-MATH-2", "Secondary Math III": "SEC-MATH-3",
    "Precalculus": "PRECALCULUS", "Earth Science": "EARTH-SCIENCE", "Biology": "BIOLOGY", "Chemistry": "CHEMISTRY",
    "Physics": "PHYSICS", "World Geography": "GEOGRAPHY", "World Civilizations": "WORLD-HISTORY",
    "U.S. History II": "US-HISTORY", "U.S. Government": "US-GOVERNMENT", "Physical Education": "FITNESS",
    "Art": "ART-FOUNDATIONS", "Band": "BAND", "Choir": "CHOIR", "Spanish": "SPANISH-1", "Welding": "WELDING-1",
    "Agriculture": "AG-SYSTEMS", "Computer Science": "CS-PRINCIPLES", "Foods and Nutrition": "FOODS-1",
}  # fmt: skip
BEFORE = {
    "ENG-10": "ENG-9", "ENG-11": "ENG-10", "ENG-12": "ENG-11", "SEC-MATH-2": "SEC-MATH-1",
    "SEC-MATH-3": "SEC-MATH-2", "PRECALCULUS": "SEC-MATH-3", "AP-CALC-AB": "PRECALCULUS", "SPANISH-2": "SPANISH-1",
    "SPANISH-3": "SPANISH-2", "SPANISH-4": "SPANISH-3", "WELDING-2": "WELDING-1", "WOODS-2": "WOODS-1",
    "CHEMISTRY": "SEC-MATH-1", "PHYSICS": "SEC-MATH-2", "AP-BIOLOGY": "BIOLOGY", "AP-CHEMISTRY": "CHEMISTRY",
    "PROGRAMMING-2": "PROGRAMMING-1", "MATH-1050": "SEC-MATH-3",
}  # fmt: skip
# National codes of the School Courses for the Exchange of Data, version 12 (public domain).
SCED = {
    "ENG-9": "01001", "ENG-10": "01002", "ENG-11": "01003", "ENG-12": "01004", "SEC-MATH-1": "02062",
    "SEC-MATH-2": "02063", "SEC-MATH-3": "02064", "EARTH-SCIENCE": "03001", "BIOLOGY": "03051", "CHEMISTRY": "03101",
    "PHYSICS": "03151", "GEOGRAPHY": "04001", "US-HISTORY": "04101", "BAND": "05102", "WELDING-1": "13207",
    "SPANISH-1": "24052", "SPANISH-2": "24053",
}  # fmt: skip
# Taught at the largest school of the county only; what is not here is taught at every high school.
ONLY_THERE = frozenset(
    {
        "AP-BIOLOGY", "AP-CALC-AB", "AP-CALC-BC", "AP-CHEMISTRY", "AP-CS-A", "AP-CS-PRINCIPLES", "AP-HUMAN-GEO",
        "AP-LANG", "AP-LIT", "AP-PHYSICS-1", "AP-SEMINAR", "AP-STATISTICS", "AP-US-HISTORY", "AP-WORLD-HISTORY",
        "AUTO-1", "CULINARY", "DANCE",
        "EMT", "NURSE-ASSISTANT", "PROGRAMMING-2", "SPANISH-4", "STAGECRAFT", "THEATRE", "WOODS-2",
    }
)  # fmt: skip
# No school of the county has a Junior ROTC.
NOT_TAUGHT = frozenset({"JROTC"})
LARGEST = "panguitch-high"


def write_catalog_file(draft: DistrictDraft, courses: Mapping[str, CourseKind], path: Path) -> int:
    """Write the catalog as a file that ``doorway import courses`` reads; the number of courses."""
    high = [school.slug for school in draft.schools if max(school.grades) >= 12]
    rows = [_row(kind, high) for code, kind in sorted(courses.items()) if code not in NOT_TAUGHT]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _row(kind: CourseKind, high: list[str]) -> dict[str, str]:
    first, last = kind.first_grade or 9, kind.last_grade or 12
    there = LARGEST if kind.code in ONLY_THERE and LARGEST in high else ""
    return {
        "code": kind.code,
        "title": kind.title,
        "credits": credits_of(kind.credits),
        "sced": SCED.get(kind.code, ""),
        "grades": f"{first}-{last}",
        "terms": "S1 S2" if kind.credits >= CREDIT else "S1, S2",
        "areas": " ".join(sorted(kind.areas - {"cte"})),
        "tags": " ".join(sorted(kind.tags - {"ce"})),
        "prerequisites": BEFORE.get(kind.code, ""),
        "concurrent": "yes" if "ce" in kind.tags else "no",
        "cte": "yes" if "cte" in kind.areas else "no",
        "repeatable": "yes" if kind.repeatable else "no",
        "schools": there,
    }
