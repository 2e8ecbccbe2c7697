"""Who could host a conference: the people of the school, from the roster."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from django.utils import timezone

from doorway.conferences.models import Conference, Host
from doorway.conferences.queries.availability import hosts_with_times, taught_by
from doorway.conferences.queries.hosts import schools_of
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role, Room

HOSTING = (Role.TEACHER, Role.COUNSELOR, Role.PRINCIPAL)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could host: their role, how many students they teach here, and the host they are, if they are."""

    person: Person
    role: str
    students: int
    host: Host | None


def candidates(conference: Conference) -> list[Candidate]:
    """Teachers with students here first, then counselors and principals; those who host are always listed."""
    today = timezone.localdate(timezone=conference.district.zone)
    taught = taught_by(conference)
    hosts = {host.person_id: host for host in hosts_with_times(conference)}
    roles: dict[uuid.UUID, str] = {}
    people: dict[uuid.UUID, Person] = {}
    rows = Membership.objects.filter(
        current(today), school__in=schools_of(conference), role__in=HOSTING, person__is_active=True
    ).select_related("person")
    for row in sorted(rows, key=lambda row: HOSTING.index(Role(row.role))):
        people[row.person_id] = row.person
        roles.setdefault(row.person_id, row.role)
    # Somebody who teaches a class here may be listed at another school only.
    for person in Person.objects.filter(pk__in=set(taught) - set(people), is_active=True):
        people[person.pk], roles[person.pk] = person, Role.TEACHER
    for key, host in hosts.items():
        people.setdefault(key, host.person)
        roles.setdefault(key, Role.TEACHER)
    found = [Candidate(people[key], roles[key], len(taught.get(key, ())), hosts.get(key)) for key in people]
    return sorted(found, key=lambda one: (HOSTING.index(Role(one.role)), one.person.family_name, one.person.first_name))


def suggested(candidate: Candidate) -> bool:
    """Ticked from the start: teachers with students here, counselors."""
    return candidate.role == Role.COUNSELOR or candidate.students > 0


def rooms_of(conference: Conference) -> list[Room]:
    """Rooms of the schools that hold the conference, Room 2 before Room 10."""
    return sorted(Room.objects.filter(school__in=schools_of(conference)), key=lambda room: _counted(room.name))


def _counted(name: str) -> list[tuple[int, str]]:
    """A name in parts, so that numbers come in the order in which one counts."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts]
