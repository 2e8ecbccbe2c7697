"""What the district holds now, in ten queries, ready to be compared."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from doorway.accounts.models import District, User
from doorway.roster.models import (
    Course,
    Enrollment,
    Guardianship,
    Membership,
    Person,
    Role,
    School,
    SchoolClass,
    SchoolYear,
    Session,
)

MembershipKey = tuple[uuid.UUID, uuid.UUID | None, str]


@dataclass
class Snapshot:
    """The district's rows by the roster's ids; local rows, which an import never touches, are not among them."""

    district: District
    years: dict[str, SchoolYear] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    local_schools: dict[str, School] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    sessions: dict[str, Session] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    state_ids: dict[str, uuid.UUID] = field(default_factory=dict)
    memberships: dict[MembershipKey, Membership] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    guardianships: dict[tuple[uuid.UUID, uuid.UUID], Guardianship] = field(default_factory=dict)
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    students: set[uuid.UUID] = field(default_factory=set)


def take_snapshot(district: District) -> Snapshot:
    """Everything a roster can change in this district."""
    now = Snapshot(district)
    now.years = {year.name: year for year in SchoolYear.objects.filter(district=district)}
    for school in School.objects.filter(district=district):
        now.slugs.add(school.slug)
        if school.sourced_id:
            now.schools[school.sourced_id] = school
        else:
            now.local_schools[school.name.casefold()] = school
    now.sessions = {row.sourced_id: row for row in Session.objects.filter(district=district)}
    now.courses = {row.sourced_id: row for row in Course.objects.filter(district=district)}
    now.classes = {row.sourced_id: row for row in SchoolClass.objects.filter(district=district)}
    for person in Person.objects.filter(district=district).order_by():
        if person.sourced_id:
            now.people[person.sourced_id] = person
        if person.state_id:
            now.state_ids[person.state_id] = person.pk
    active = {person.pk for person in now.people.values() if person.is_active}
    for membership in Membership.objects.filter(district=district).order_by():
        now.memberships[membership.person_id, membership.school_id, membership.role] = membership
        if membership.role == Role.STUDENT and membership.person_id in active:
            now.students.add(membership.person_id)
    now.enrollments = {
        row.sourced_id: row for row in Enrollment.objects.filter(district=district).exclude(sourced_id="").order_by()
    }
    now.guardianships = {
        (row.student_id, row.guardian_id): row for row in Guardianship.objects.filter(district=district).order_by()
    }
    now.users = dict(User.objects.values_list("email", "pk"))
    return now
