"""What a bundle says, in the product's words: records that never change and know the row they came from.

Those of which a district has hundreds of thousands are named tuples, which take the least room and time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from doorway.roster.core.oneroster.findings import Finding
from doorway.roster.core.oneroster.manifest import Mode

STAFF_ROLES = frozenset(
    {
        "administrator",
        "aide",
        "counselor",
        "districtAdministrator",
        "principal",
        "proctor",
        "siteAdministrator",
        "systemAdministrator",
        "teacher",
    }
)
GUARDIAN_ROLES = frozenset({"guardian", "parent", "relative"})


@dataclass(frozen=True, slots=True)
class OrgRecord:
    """A school, a district, a department; ``as_school``: classes are held there whatever its type says."""

    sourced_id: str
    row: int
    name: str
    type: str
    identifier: str = ""
    parent_id: str = ""
    as_school: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A school year, a term or a part of one; ``school_year`` is the year in which it ends."""

    sourced_id: str
    row: int
    title: str
    type: str
    start: date
    end: date
    school_year: int
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course as the catalogue names it."""

    sourced_id: str
    row: int
    title: str
    code: str = ""
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    org_id: str = ""


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """A class: a course taught at a school in some terms, or a homeroom."""

    sourced_id: str
    row: int
    title: str
    school_id: str
    is_homeroom: bool = False
    code: str = ""
    location: str = ""
    course_id: str = ""
    term_ids: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


class RoleRecord(NamedTuple):
    """One role of a person at one org."""

    org_id: str
    role: str
    primary: bool = True
    begin: date | None = None
    end: date | None = None


class PersonRecord(NamedTuple):
    """A person with every role; the password column is never read."""

    sourced_id: str
    row: int
    given_name: str
    family_name: str
    roles: tuple[RoleRecord, ...]
    middle_name: str = ""
    preferred_given_name: str = ""
    preferred_family_name: str = ""
    username: str = ""
    identifier: str = ""
    email: str = ""
    phone: str = ""
    sms: str = ""
    grades: tuple[str, ...] = ()
    enabled: bool = True
    language: str = ""
    relationship: str = ""
    state_id: str = ""
    household: str = ""
    birth_date: date | None = None

    @property
    def is_student(self) -> bool:
        """Whether one of the roles is student."""
        return any(role.role == "student" for role in self.roles)

    @property
    def is_guardian(self) -> bool:
        """Whether one of the roles is guardian, parent or relative."""
        return any(role.role in GUARDIAN_ROLES for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether one of the roles is one of the staff's."""
        return any(role.role in STAFF_ROLES for role in self.roles)


class EnrollmentRecord(NamedTuple):
    """A person in a class, as a student or on the staff's side."""

    sourced_id: str
    row: int
    class_id: str
    person_id: str
    role: str
    school_id: str = ""
    primary: bool = False
    begin: date | None = None
    end: date | None = None


class GuardianLink(NamedTuple):
    """A guardian of a student; ``relation`` is the guardian's own word for it (parent, guardian, relative, …).

    ``known`` is False when the bundle does not say who of the two is the student (a delivery of changes without roles):
    the district knows.
    """

    guardian_id: str
    student_id: str
    relation: str
    row: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything a bundle says, and everything that was wrong with it.

    ``modes``, ``gone``, ``held`` and ``whole`` are by file name without ``.csv``. Held ids were named but refused: they
    stay as they are. From a file that is not whole nobody may be taken as missing. ``columns`` are those that each file
    has: what a missing one would say is not known. ``other_roles`` are of people whom the bundle itself does not carry
    (a delta).
    """

    version: str
    modes: dict[str, Mode]
    findings: tuple[Finding, ...]
    usable: bool
    system: str = ""
    orgs: dict[str, OrgRecord] = field(default_factory=dict)
    sessions: dict[str, SessionRecord] = field(default_factory=dict)
    courses: dict[str, CourseRecord] = field(default_factory=dict)
    classes: dict[str, ClassRecord] = field(default_factory=dict)
    people: dict[str, PersonRecord] = field(default_factory=dict)
    enrollments: dict[str, EnrollmentRecord] = field(default_factory=dict)
    links: tuple[GuardianLink, ...] = ()
    other_roles: dict[str, tuple[RoleRecord, ...]] = field(default_factory=dict)
    gone_roles: dict[str, tuple[RoleRecord, ...]] = field(default_factory=dict)
    gone: dict[str, frozenset[str]] = field(default_factory=dict)
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    whole: dict[str, bool] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def has(self, file: str, column: str) -> bool:
        """Whether the bundle says anything in this column."""
        return column in self.columns.get(file, frozenset())
