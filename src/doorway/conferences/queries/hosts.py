"""Whom a student's family meets: those who teach the student now, and those who meet everyone at the school."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from doorway.conferences.models import Conference, Host
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Membership, Person, Role


@dataclass(frozen=True)
class Belonging:
    """Who teaches whom at which school, and who goes to which school, today."""

    taught: frozenset[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]
    attends: frozenset[tuple[uuid.UUID, uuid.UUID]]

    @property
    def teachers(self) -> set[uuid.UUID]:
        """Everybody who teaches one of the students."""
        return {teacher for _student, _school, teacher in self.taught}

    @property
    def schools(self) -> set[uuid.UUID]:
        """Every school of the students."""
        return {school for _student, school, _teacher in self.taught} | {school for _student, school in self.attends}

    def meets(self, student: uuid.UUID, host: Host, schools: Collection[uuid.UUID]) -> bool:
        """The host meets the student's family at a conference of these schools."""
        if host.meets_everyone and any((student, school) in self.attends for school in schools):
            return True
        return any((student, school, host.person_id) in self.taught for school in schools)


def belonging(students: Iterable[uuid.UUID], on: date | None = None) -> Belonging:
    """Teachers and schools of the students, in one query."""
    on, ids = on or timezone.localdate(), list(students)
    beside = "school_class__enrollments"
    taught = Enrollment.objects.filter(
        current(on),
        current(on, f"{beside}__"),
        person__in=ids,
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__is_active=True,
        school_class__school_year__ends_on__gte=on,
        **{f"{beside}__role": Enrollment.Role.TEACHER, f"{beside}__is_active": True},
    ).values_list("person_id", "school_class__school_id", f"{beside}__person_id")
    # A row that names the student twice says: goes to this school.
    attends = Membership.objects.filter(
        current(on), person__in=ids, role=Role.STUDENT, school__isnull=False
    ).values_list("person_id", "school_id", "person_id")
    rows = set(taught.union(attends))
    return Belonging(
        taught=frozenset((student, school, other) for student, school, other in rows if other != student),
        attends=frozenset((student, school) for student, school, other in rows if other == student),
    )


def schools_of(conference: Conference) -> set[uuid.UUID]:
    """The school that holds the conference and those that hold it with that one."""
    return {conference.school_id, *(school.pk for school in conference.also_for.all())}


def hosts_for(student: Person, conference: Conference) -> list[Host]:
    """Whom this student's family meets at this conference, by name."""
    schools, belongs = schools_of(conference), belonging([student.pk])
    hosts = conference.hosts.filter(person__is_active=True).select_related("person", "room")
    return [host for host in hosts if belongs.meets(student.pk, host, schools)]
