"""Families at a conference: whom to invite, and how far inviting has come."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference, Invitation
from doorway.conferences.queries.availability import whom_each_host_meets
from doorway.conferences.queries.hosts import schools_of
from doorway.roster.access.viewer import Viewer, current
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

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
    return _households(conference, rows, _met(conference, {row.student_id for row in rows}))


def _met(conference: Conference, students: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the students whom a host meets. Two queries."""
    return set().union(*whom_each_host_meets(conference, conference.hosts.all(), students).values())


def _households(conference: Conference, rows: Sequence[Guardianship], met: Collection[uuid.UUID]) -> list[Household]:
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
    """Open guardianships of the conference's students, in order of the guardians' names."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    return (
        Guardianship.objects.filter(
            ~Exists(marked),
            student__in=students_at(conference).values("person"),
            student__is_active=True,
            guardian__is_active=True,
            is_active=True,
        )
        .select_related("guardian")
        .order_by("guardian__family_name", "guardian__given_name", "guardian_id", "student__given_name", "student_id")
    )


@dataclass(frozen=True)
class InvitationProgress:
    """How far inviting has come. ``alone``: students for whom nobody can be invited."""

    invited: int = 0
    opened: int = 0
    waiting: int = 0
    unreachable: list[Household] = field(default_factory=list)
    students: int = 0
    booked: int = 0
    alone: list[Person] = field(default_factory=list)


def invitation_progress(conference: Conference, viewer: Viewer) -> InvitationProgress:
    """Numbers for the office, and the families that have to be called, as far as the viewer may know. Six queries."""
    held = Exists(booked_at(conference).filter(student=OuterRef("student")))
    rows = list(
        guardianships_at(conference)
        .order_by()
        .annotate(is_booked=held)
        .values_list("guardian_id", "student_id", "guardian__email", "is_booked")
    )
    met = _met(conference, {student for _guardian, student, _email, _booked in rows})
    rows = [row for row in rows if row[1] in met]
    invited = dict(Invitation.objects.filter(conference=conference).values_list("guardian_id", "first_opened_at"))
    reachable = {guardian for guardian, _student, email, _booked in rows if email}
    return InvitationProgress(
        invited=len(invited),
        opened=sum(1 for opened in invited.values() if opened),
        waiting=len(reachable - invited.keys()),
        unreachable=_to_call(conference, viewer, met),
        students=len({student for _guardian, student, _email, _booked in rows}),
        booked=len({student for _guardian, student, _email, booked in rows if booked}),
        alone=_without_guardian(conference, viewer),
    )


def _without_guardian(conference: Conference, viewer: Viewer) -> list[Person]:
    """Students of whom the roster names no guardian, or only such as must not know of them: they would be forgotten."""
    reached = guardianships_at(conference).order_by().values("student")
    students = Person.objects.filter(pk__in=students_at(conference).values("person"), is_active=True)
    students = students.exclude(pk__in=_closed_to(viewer))
    names = ("given_name", "preferred_given_name", "family_name")
    return list(students.exclude(pk__in=reached).order_by("family_name", "given_name", "pk").only(*names))


def _closed_to(viewer: Viewer) -> QuerySet[AccessMark, uuid.UUID]:
    """Students who are closed to the viewer's mailbox; all others of the school are the business of its office."""
    return AccessMark.objects.filter(person__in=viewer.mailbox_ids, lifted_at=None).values_list("student", flat=True)


def _to_call(conference: Conference, viewer: Viewer, met: Collection[uuid.UUID]) -> list[Household]:
    """Families without an e-mail address. Only these are read in full: a large school has a thousand guardians."""
    shown = (f"guardian__{name}" for name in (*CALLED_BY, "language"))
    names = (f"student__{name}" for name in ("given_name", "preferred_given_name", "family_name"))
    rows = guardianships_at(conference).filter(guardian__email="").exclude(student__in=_closed_to(viewer))
    rows = rows.select_related("student")
    return _households(conference, list(rows.only("student_id", "guardian_id", *shown, *names)), met)


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
