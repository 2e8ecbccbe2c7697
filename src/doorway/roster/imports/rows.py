"""Rows of the district as an import sees them: named tuples, of which a district has hundreds of thousands.

Their fields are the columns of the table, all but the district, which is the same for all. A test holds them to the
models.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import models

from doorway.accounts.models import User
from doorway.roster.models import (
    Course,
    EarlierGrade,
    EarlierStay,
    Enrollment,
    Guardianship,
    Membership,
    Person,
    School,
    SchoolClass,
    SchoolYear,
    Session,
)

Id = uuid.UUID


class UserRow(NamedTuple):
    """Somebody who can sign in."""

    id: Id
    email: str
    is_active: bool = True
    password: str = "!"  # noqa: S105  # a mark: nobody has a password
    last_login: datetime | None = None


class YearRow(NamedTuple):
    """A school year."""

    id: Id
    name: str
    starts_on: date
    ends_on: date


class SchoolRow(NamedTuple):
    """A school."""

    id: Id
    sourced_id: str
    name: str
    slug: str
    identifier: str
    grades: str
    is_active: bool
    phone: str = ""
    address: str = ""


class SessionRow(NamedTuple):
    """A part of the year."""

    id: Id
    sourced_id: str
    title: str
    kind: str
    starts_on: date
    ends_on: date
    school_year_id: Id
    is_active: bool


class CourseRow(NamedTuple):
    """A course."""

    id: Id
    sourced_id: str
    title: str
    code: str
    school_id: Id | None
    grades: str
    subjects: str
    is_active: bool
    subject_codes: str = ""


class ClassRow(NamedTuple):
    """A class."""

    id: Id
    sourced_id: str
    title: str
    code: str
    kind: str
    school_id: Id
    school_year_id: Id
    course_id: Id | None
    grades: str
    subjects: str
    location: str
    is_active: bool
    begins_on: date | None = None
    ends_on: date | None = None


class PersonRow(NamedTuple):
    """A person."""

    id: Id
    sourced_id: str
    given_name: str
    family_name: str
    middle_name: str = ""
    preferred_given_name: str = ""
    email: str = ""
    phone: str = ""
    sms: str = ""
    language: str = "en"
    language_is_own: bool = False
    identifier: str = ""
    state_id: str = ""
    grade: str = ""
    birth_date: date | None = None
    is_active: bool = True
    user_id: Id | None = None
    grade_year: int | None = None
    grade_before: str = ""

    @property
    def full_name(self) -> str:
        """First and family name, as one says it."""
        return f"{self.preferred_given_name or self.given_name} {self.family_name}".strip()


class MembershipRow(NamedTuple):
    """A role at a school or in the district."""

    id: Id
    person_id: Id
    school_id: Id | None
    role: str
    is_primary: bool = True
    begins_on: date | None = None
    ends_on: date | None = None
    source: str = Membership.Source.ROSTER.value

    @property
    def is_local(self) -> bool:
        """Whether it was entered here."""
        return self.source == Membership.Source.LOCAL


class StayRow(NamedTuple):
    """A role that was held at a place before."""

    id: Id
    person_id: Id
    school_id: Id | None
    role: str
    is_primary: bool
    begins_on: date | None
    ends_on: date


class EarlierGradeRow(NamedTuple):
    """In which grade a student was in an earlier school year, where it is not the one below the next."""

    id: Id
    student_id: Id
    school_year: int
    grade: str
    source: str = Membership.Source.ROSTER.value
    entered_by_id: Id | None = None
    entered_at: datetime | None = None
    taken_back_by_id: Id | None = None
    taken_back_at: datetime | None = None

    @property
    def is_local(self) -> bool:
        """Whether it was entered here."""
        return self.source == Membership.Source.LOCAL


class EnrollmentRow(NamedTuple):
    """A place in a class."""

    id: Id
    sourced_id: str
    person_id: Id
    school_class_id: Id
    role: str
    is_primary: bool
    begins_on: date | None
    ends_on: date | None
    is_active: bool
    stayed_until: str = ""


class GuardianshipRow(NamedTuple):
    """A guardian of a student."""

    id: Id
    student_id: Id
    guardian_id: Id
    relationship: str = ""
    household: int = 1
    is_active: bool = True
    source: str = Membership.Source.ROSTER.value

    @property
    def is_local(self) -> bool:
        """Whether it was entered here."""
        return self.source == Membership.Source.LOCAL


AnyRow = (
    UserRow
    | YearRow
    | SchoolRow
    | SessionRow
    | CourseRow
    | ClassRow
    | PersonRow
    | MembershipRow
    | StayRow
    | EarlierGradeRow
    | EnrollmentRow
    | GuardianshipRow
)


@dataclass(frozen=True)
class Table:
    """A model with the shape of its rows."""

    model: type[models.Model]
    row: Any

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of a row, as attributes of the model."""
        fields: tuple[str, ...] = self.row._fields
        return fields

    @property
    def plural(self) -> str:
        """What many of these rows are called."""
        return str(self.model._meta.verbose_name_plural)


USERS: Final = Table(User, UserRow)
YEARS: Final = Table(SchoolYear, YearRow)
SCHOOLS: Final = Table(School, SchoolRow)
SESSIONS: Final = Table(Session, SessionRow)
COURSES: Final = Table(Course, CourseRow)
CLASSES: Final = Table(SchoolClass, ClassRow)
PEOPLE: Final = Table(Person, PersonRow)
MEMBERSHIPS: Final = Table(Membership, MembershipRow)
STAYS: Final = Table(EarlierStay, StayRow)
EARLIER_GRADES: Final = Table(EarlierGrade, EarlierGradeRow)
ENROLLMENTS: Final = Table(Enrollment, EnrollmentRow)
GUARDIANSHIPS: Final = Table(Guardianship, GuardianshipRow)

TABLES: Final[tuple[Table, ...]] = (
    USERS,
    YEARS,
    SCHOOLS,
    SESSIONS,
    COURSES,
    CLASSES,
    PEOPLE,
    MEMBERSHIPS,
    STAYS,
    EARLIER_GRADES,
    ENROLLMENTS,
    GUARDIANSHIPS,
)
"""In this order every row finds what it points at."""


def differing(before: AnyRow, after: AnyRow) -> Iterable[str]:
    """Names of the fields in which two rows of one table differ."""
    return (name for name, was, now in zip(before._fields, before, after, strict=True) if was != now)
