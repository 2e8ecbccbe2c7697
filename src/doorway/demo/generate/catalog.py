"""The demo's course catalog: the courses of the state pack's list, as the high schools of the county teach them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from doorway.demo.generate.model import DistrictDraft
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.units import CREDIT, credits_of

COLUMNS = (
    "code", "title", "credits", "sced", "grades", "terms", "seats", "areas", "tags", "prerequisites", "concurrent",
    "cte", "repeatable", "schools", "title_es",
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
    "ENG-10": "ENG-9", "ENG-10-H": "ENG-9", "ENG-11": "ENG-10", "ENG-11-H": "ENG-10", "ENG-12": "ENG-11",
    "SEC-MATH-2": "SEC-MATH-1", "SEC-MATH-2-H": "SEC-MATH-1",
    "SEC-MATH-3": "SEC-MATH-2", "SEC-MATH-3-H": "SEC-MATH-2",
    "PRECALCULUS": "SEC-MATH-3", "AP-CALC-AB": "PRECALCULUS", "AP-CALC-BC": "PRECALCULUS",
    "SPANISH-2": "SPANISH-1",
    "SPANISH-3": "SPANISH-2", "SPANISH-4": "SPANISH-3", "WELDING-2": "WELDING-1", "WOODS-2": "WOODS-1",
    "CHEMISTRY": "SEC-MATH-1", "PHYSICS": "SEC-MATH-2", "AP-BIOLOGY": "BIOLOGY", "AP-CHEMISTRY": "CHEMISTRY",
    "PROGRAMMING-2": "PROGRAMMING-1", "MATH-1050": "SEC-MATH-3",
}  # fmt: skip
# National codes of the School Courses for the Exchange of Data, version 12: work of the U.S. Department of Education,
# National Center for Education Statistics, public domain. Those that the demo needs are in ``national_codes.csv``.
SCED_TABLE = Path(__file__).with_name("national_codes.csv")
SCED_RELEASE = "12, an excerpt for the demonstration"
# Classes whose code is still to be said: the demo's page of codes has something to guess.
UNCODED = frozenset({"ACCOUNTING", "CERAMICS", "CREATIVE-WRITING", "GUITAR", "PHOTOGRAPHY", "SOCIOLOGY", "ZOOLOGY"})
SCED = {
    "ENG-9": "01001", "ENG-9-H": "01001", "ENG-10": "01002", "ENG-10-H": "01002", "ENG-11": "01003",
    "ENG-11-H": "01003", "ENG-12": "01004", "AP-SEMINAR": "01013", "AP-LANG": "01005", "AP-LIT": "01006",
    "ENGL-1010": "01103", "ENGL-2010": "01103", "CREATIVE-WRITING": "01104", "JOURNALISM": "11101",
    "TECH-WRITING": "01105", "DEBATE": "01153", "SPEECH": "01151", "SEC-MATH-1": "02062", "SEC-MATH-1-H": "02062",
    "SEC-MATH-2": "02063", "SEC-MATH-2-H": "02063", "SEC-MATH-3": "02064", "SEC-MATH-3-H": "02064",
    "PRECALCULUS": "02110", "AP-CALC-AB": "02124", "AP-CALC-BC": "02125", "AP-STATISTICS": "02203",
    "MATH-1030": "02158", "MATH-1050": "02106", "MATH-DECISIONS": "02152", "MATH-FINANCE": "02157",
    "EARTH-SCIENCE": "03001", "AP-ENVIRONMENTAL": "03207", "BIOLOGY": "03051", "BIOLOGY-AG": "18004",
    "AP-BIOLOGY": "03056", "BIOL-1010": "03052", "BIOL-1610": "03052", "CHEMISTRY": "03101", "AP-CHEMISTRY": "03106",
    "CHEM-1110": "03102", "PHYSICS": "03151", "AP-PHYSICS-1": "03165", "PHYSICS-TECH": "03153",
    "CS-PRINCIPLES": "10011", "AP-CS-PRINCIPLES": "10019", "AP-CS-A": "10157", "EXPLORING-CS": "10012",
    "PROGRAMMING-1": "10152", "PROGRAMMING-2": "10152", "ASTRONOMY": "03004", "BOTANY": "03058", "GENETICS": "03059",
    "WILDLIFE": "18501", "ZOOLOGY": "03061", "ANATOMY": "03053", "NATURAL-RESOURCES": "18504", "GEOGRAPHY": "04001",
    "AP-HUMAN-GEO": "04004", "WORLD-HISTORY": "04051", "AP-WORLD-HISTORY": "04067", "US-HISTORY": "04101",
    "AP-US-HISTORY": "04104", "HIST-1700": "04101", "US-GOVERNMENT": "04151", "CONSTITUTION": "04151",
    "CIVICS-SPEECH": "01151", "PSYCHOLOGY": "04254", "SOCIOLOGY": "04258", "UTAH-STUDIES": "04105",
    "ART-FOUNDATIONS": "05154", "DRAWING": "05155", "CERAMICS": "05159", "PHOTOGRAPHY": "05167", "BAND": "05102",
    "CHOIR": "05110", "GUITAR": "05108", "DANCE": "05039", "THEATRE": "05051", "STAGECRAFT": "05056",
    "LEATHER-CRAFT": "05165", "HEALTH-2": "08051", "HEALTH-SCIENCE": "14251", "PARTICIPATION": "08001",
    "FITNESS": "08005", "LIFETIME": "08016", "WEIGHTS": "08009", "SPORT-BASKETBALL": "08013",
    "SPORT-CROSS-COUNTRY": "08013", "SPORT-TRACK": "08013", "SPORT-VOLLEYBALL": "08013", "SPORT-WRESTLING": "08013",
    "GEN-FINANCE": "19262", "FIN-1050": "19262", "FAMILY": "19259", "WELDING-1": "13207", "WELDING-2": "13207",
    "WOODS-1": "17006", "WOODS-2": "17006", "AUTO-1": "20106", "CONSTRUCTION": "17002", "AG-SYSTEMS": "18002",
    "ANIMAL-SCIENCE": "18101", "FOODS-1": "19253", "CULINARY": "16056", "CHILD-DEVELOPMENT": "19052",
    "NURSE-ASSISTANT": "14051", "EMT": "14055", "BUSINESS-OFFICE": "12002", "DIGITAL-BUSINESS": "10005",
    "WEB-1": "10201", "ACCOUNTING": "12104", "ENTREPRENEUR": "12053", "TOURISM": "16152", "SPANISH-1": "24052",
    "SPANISH-2": "24053", "SPANISH-3": "24054", "SPANISH-4": "24055", "DRIVER-ED": "08152", "YEARBOOK": "11104",
    "STUDENT-COUNCIL": "22101",
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
# Seats of shops, labs and kitchens, at each school that teaches the class; the demo's schools are small.
SEATS = {
    "WELDING-1": 12, "WELDING-2": 10, "WOODS-1": 12, "AUTO-1": 10, "CHEMISTRY": 24, "PHYSICS": 24, "CULINARY": 12,
    "FOODS-1": 12, "CERAMICS": 12, "PHOTOGRAPHY": 12, "NURSE-ASSISTANT": 10, "EMT": 10,
}  # fmt: skip
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
        "sced": "" if kind.code in UNCODED else SCED.get(kind.code, ""),
        "grades": f"{first}-{last}",
        "terms": "S1 S2" if kind.credits >= CREDIT else "S1, S2",
        "seats": str(SEATS.get(kind.code, "")),
        "areas": " ".join(sorted(kind.areas - {"cte"})),
        "tags": " ".join(sorted(kind.tags - {"ce"})),
        "prerequisites": BEFORE.get(kind.code, ""),
        "concurrent": "yes" if "ce" in kind.tags else "no",
        "cte": "yes" if "cte" in kind.areas else "no",
        "repeatable": "yes" if kind.repeatable else "no",
        "schools": there,
        "title_es": kind.titles.get("es", ""),
    }
