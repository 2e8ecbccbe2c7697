"""Families at a conference: whom to invite, and whom a school shares with another."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.availability import whom_each_host_meets
from doorway.conferences.queries.hosts import schools_of
from doorway.roster.access.marks import marked_as
from doorway.roster.access.viewer import current
from doorway.roster.models import Guardianship, Membership, Person, Role

# A large school has a thousand guardians on its board: nothing is read that is not shown.
CALLED_BY = ("given_name", "preferred_given_name", "family_name", "phone", "sms")


@dataclass(frozen=True)
class Household:
    """A guardian with those of their children who have somebody to meet at the conference."""

    guardian: Person
    students: list[Person]


def families_to_meet(conference: Conference) -> list[Household]:
    """Every active guardian of a student who has a host, less the pairs that are marked "no access". Three queries."""
    rows = list(guardianships_at(conference).select_related("student"))
    return households(conference, rows, met_by_hosts(conference, {row.student_id for row in rows}))


def met_by_hosts(conference: Conference, students: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the students whom a host meets. Two queries."""
    return set().union(*whom_each_host_meets(conference, conference.hosts.all(), students).values())


def households(conference: Conference, rows: Sequence[Guardianship], met: Collection[uuid.UUID]) -> list[Household]:
    """By guardian, the students whom a host meets."""
    families: dict[uuid.UUID, Household] = {}
    for row in rows:
        row.guardian.district = row.student.district = conference.district
        if row.student_id in met:
            families.setdefault(row.guardian_id, Household(row.guardian, [])).students.append(row.student)
    return list(families.values())


def students_at(conference: Conference) -> QuerySet[Membership]:
    """The students' memberships at the conference's schools today."""
    today = timezone.localdate(timezone=conference.district.zone)
    return Membership.objects.filter(current(today), school__in=schools_of(conference), role=Role.STUDENT)


def guardianships_at(conference: Conference) -> QuerySet[Guardianship]:
    """Open guardianships of the conference's students, in order of the guardians' names.

    None of which the record is closed to anybody who reads the guardian's mailbox: no e-mail may go there.
    """
    return (
        Guardianship.objects.filter(
            ~Exists(marked_as("guardian")),
            student__in=students_at(conference).values("person"),
            student__is_active=True,
            guardian__is_active=True,
            is_active=True,
        )
        .select_related("guardian")
        .order_by("guardian__family_name", "guardian__given_name", "guardian_id", "student__given_name", "student_id")
    )


def booked_at(conference: Conference) -> QuerySet[Appointment]:
    """The meetings that stand."""
    return Appointment.objects.filter(conference=conference, status=Appointment.Status.BOOKED)


def shared_families(district_id: uuid.UUID) -> dict[frozenset[uuid.UUID], int]:
    """For every two schools: how many guardians have a child in each. One query."""
    rows = Guardianship.objects.filter(
        district=district_id,
        is_active=True,
        student__memberships__role=Role.STUDENT,
        student__memberships__school__isnull=False,
    )
    # The pairs are made here: joining every guardian's children with each other took the database ten times as long.
    written = rows.annotate(who=Cast("guardian", TextField()), place=Cast("student__memberships__school", TextField()))
    schools: dict[str, set[str]] = defaultdict(set)
    for guardian, school in written.values_list("who", "place").distinct():
        schools[guardian].add(school)
    pairs = Counter(pair for places in schools.values() for pair in combinations(sorted(places), 2))
    return {frozenset(map(uuid.UUID, pair)): families for pair, families in pairs.items()}
