"""What the district holds now, in a dozen queries, ready to be compared."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doorway.accounts.models import District, User
from doorway.roster.imports.rows import (
    CLASSES,
    COURSES,
    EARLIER_GRADES,
    ENROLLMENTS,
    GUARDIANSHIPS,
    MEMBERSHIPS,
    PEOPLE,
    SCHOOLS,
    SESSIONS,
    STAYS,
    YEARS,
    ClassRow,
    CourseRow,
    EarlierGradeRow,
    EnrollmentRow,
    GuardianshipRow,
    Id,
    MembershipRow,
    PersonRow,
    SchoolRow,
    SessionRow,
    StayRow,
    Table,
    YearRow,
)
from doorway.roster.models import AccessMark, Role

MembershipKey = tuple[uuid.UUID, uuid.UUID | None, str]

# Above so many addresses it is cheaper to read all of them than to ask for each.
_ASKED_FOR = 500


@dataclass
class Snapshot:
    """The district's rows by the roster's ids, as they are and, while a plan is made, as they would be.

    People entered here by hand have no roster id; an import sees them only as holders of ``marks``.
    """

    district: District
    years: dict[str, YearRow] = field(default_factory=dict)
    schools: dict[str, SchoolRow] = field(default_factory=dict)
    local_schools: dict[str, SchoolRow] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    sessions: dict[str, SessionRow] = field(default_factory=dict)
    courses: dict[str, CourseRow] = field(default_factory=dict)
    classes: dict[str, ClassRow] = field(default_factory=dict)
    people: dict[str, PersonRow] = field(default_factory=dict)
    state_ids: dict[str, Id] = field(default_factory=dict)
    memberships: dict[MembershipKey, MembershipRow] = field(default_factory=dict)
    stays: dict[MembershipKey, list[StayRow]] = field(default_factory=lambda: defaultdict(list))
    earlier_grades: dict[tuple[Id, int], EarlierGradeRow] = field(default_factory=dict)
    enrollments: dict[str, EnrollmentRow] = field(default_factory=dict)
    guardianships: dict[tuple[Id, Id], GuardianshipRow] = field(default_factory=dict)
    marks: dict[Id, list[PersonRow]] = field(default_factory=lambda: defaultdict(list))

    def students(self, on: date) -> set[Id]:
        """The active people of the roster who are students somewhere on that day."""
        active = {person.id for person in self.people.values() if person.is_active}
        return {
            row.person_id
            for row in self.memberships.values()
            if row.role == Role.STUDENT and row.person_id in active and (row.ends_on is None or row.ends_on >= on)
        }

    def students_of_schools(self, on: date) -> dict[Id, set[Id]]:
        """The students of each school that has some on that day, or to come."""
        active = {person.id for person in self.people.values() if person.is_active}
        found: dict[Id, set[Id]] = defaultdict(set)
        for row in self.memberships.values():
            if row.role != Role.STUDENT or row.school_id is None or row.person_id not in active:
                continue
            if row.ends_on is None or row.ends_on >= on:
                found[row.school_id].add(row.person_id)
        return dict(found)


def take_snapshot(district: District) -> Snapshot:
    """Everything a roster can change in this district."""
    now = Snapshot(district)
    now.years = {row.name: row for row in _rows(YEARS, district)}
    for school in _rows(SCHOOLS, district):
        now.slugs.add(school.slug)
        if school.sourced_id:
            now.schools[school.sourced_id] = school
        else:
            now.local_schools[school.name.casefold()] = school
    now.sessions = {row.sourced_id: row for row in _rows(SESSIONS, district)}
    now.courses = {row.sourced_id: row for row in _rows(COURSES, district)}
    now.classes = {row.sourced_id: row for row in _rows(CLASSES, district)}
    marked = defaultdict(list)
    for student, person in AccessMark.objects.filter(district=district, lifted_at=None).values_list(
        "student", "person"
    ):
        marked[person].append(student)
    for person in _rows(PEOPLE, district):
        if person.sourced_id:
            now.people[person.sourced_id] = person
        if person.state_id:
            now.state_ids[person.state_id] = person.id
        for student in marked.get(person.id, ()):
            now.marks[student].append(person)
    now.memberships = {(row.person_id, row.school_id, row.role): row for row in _rows(MEMBERSHIPS, district)}
    for stay in _rows(STAYS, district):
        now.stays[stay.person_id, stay.school_id, stay.role].append(stay)
    now.earlier_grades = {
        (row.student_id, row.school_year): row for row in _rows(EARLIER_GRADES, district) if row.taken_back_at is None
    }
    now.enrollments = {row.sourced_id: row for row in _rows(ENROLLMENTS, district) if row.sourced_id}
    now.guardianships = {(row.student_id, row.guardian_id): row for row in _rows(GUARDIANSHIPS, district)}
    return now


def _rows(table: Table, district: District) -> Iterable[Any]:
    # No order: a plan does not depend on the order in which the database answers.
    rows = table.model._default_manager.filter(district=district).order_by().values_list(*table.fields)
    return map(table.row._make, rows.iterator(chunk_size=20_000))


def users_of(addresses: set[str]) -> dict[str, Id]:
    """Users by their address, at least those of these addresses. One query."""
    users = User.objects.values_list("email", "pk")
    return dict(users.filter(email__in=addresses) if len(addresses) <= _ASKED_FOR else users)
