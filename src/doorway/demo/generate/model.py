"""What the generator makes: schools, families, staff and classes as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from doorway.demo.generate.calendar import SchoolCalendar

LAST_GRADE = 12


def grade_code(grade: int) -> str:
    """The grade as OneRoster writes it; 0 is kindergarten."""
    return "KG" if grade == 0 else f"{grade:02d}"


@dataclass(frozen=True)
class SchoolDraft:
    """A school: ``sizes`` gives its students by grade (0 is kindergarten), ``area`` the town that it serves."""

    slug: str
    name: str
    area: str
    sizes: dict[int, int]

    @property
    def grades(self) -> list[int]:
        """The grades taught there, in order."""
        return sorted(self.sizes)

    @property
    def is_elementary(self) -> bool:
        """One teacher holds a whole class, and families meet that teacher."""
        return max(self.sizes) <= 6


@dataclass(frozen=True)
class Guardian:
    """A grown-up of a family. ``email`` is empty for those whom the office calls."""

    key: str
    given_name: str
    family_name: str
    relationship: str
    email: str = ""
    phone: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Student:
    """A student; ``homes`` names the guardians of each home, the first home first."""

    key: str
    given_name: str
    family_name: str
    grade: int
    school: str
    local_id: str
    state_id: str
    born_on: date
    homes: tuple[tuple[str, ...], ...]
    email: str = ""

    @property
    def guardians(self) -> list[str]:
        """Keys of the guardians of all homes."""
        return [guardian for home in self.homes for guardian in home]


@dataclass(frozen=True)
class Staff:
    """Somebody who works at a school; ``role`` is OneRoster's word, ``schools`` begins with the main one."""

    key: str
    given_name: str
    family_name: str
    role: str
    schools: tuple[str, ...]
    email: str


@dataclass(frozen=True)
class ClassDraft:
    """A homeroom or a section, with its teacher and its students."""

    key: str
    title: str
    school: str
    grades: tuple[int, ...]
    teacher: str
    students: tuple[str, ...]
    subject: str = ""
    period: int = 0
    room: str = ""

    @property
    def is_homeroom(self) -> bool:
        """A class without a subject is a homeroom."""
        return not self.subject


@dataclass(frozen=True)
class DistrictDraft:
    """The whole invented district."""

    seed: int
    calendar: SchoolCalendar
    schools: tuple[SchoolDraft, ...]
    guardians: tuple[Guardian, ...]
    students: tuple[Student, ...]
    staff: tuple[Staff, ...]
    classes: tuple[ClassDraft, ...]
