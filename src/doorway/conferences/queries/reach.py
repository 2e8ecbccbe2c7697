"""Families at a conference: whom to invite, who has booked, whom to call."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference, Invitation
from doorway.conferences.queries.availability import whom_each_host_meets
from doorway.conferences.queries.hosts import schools_of
from doorway.roster.access import Scope, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import AccessMark, Enrollment, Guardianship, Membership, Person, Role, SchoolClass

SHORTEST_NUMBER = 3
# A large school has a thousand guardians on its board: nothing is read that is not shown.
CALLED_BY = ("given_name", "preferred_given_name", "family_name", "phone", "sms")


@dataclass(frozen=True)
class Household:
    """A guardian with those of their children who have somebody to meet at the conference."""

    guardian: Person
    students: list[Person]


def families_to_meet(conference: Conference) -> list[Household]:
    """Every active guardian of a student who has a host, less the pairs that are marked "no access". Three queries."""
    return _households(conference, list(_guardianships(conference).select_related("student")))


def _households(conference: Conference, rows: Sequence[Guardianship]) -> list[Household]:
    """By guardian, the students whom a host meets. Two queries."""
    meets = whom_each_host_meets(conference, conference.hosts.all(), {row.student_id for row in rows})
    met: set[uuid.UUID] = set().union(*meets.values())
    families: dict[uuid.UUID, Household] = {}
    for row in rows:
        row.guardian.district = row.student.district = conference.district
        if row.student_id in met:
            families.setdefault(row.guardian_id, Household(row.guardian, [])).students.append(row.student)
    return list(families.values())


def _here(conference: Conference) -> QuerySet[Membership]:
    """The students' memberships at the conference's schools today."""
    today = timezone.localdate(timezone=conference.district.zone)
    return Membership.objects.filter(current(today), school__in=schools_of(conference), role=Role.STUDENT)


def _guardianships(conference: Conference) -> QuerySet[Guardianship]:
    """Open guardianships of the conference's students, in order of the guardians' names."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    return (
        Guardianship.objects.filter(
            ~Exists(marked),
            student__in=_here(conference).values("person"),
            student__is_active=True,
            guardian__is_active=True,
            is_active=True,
        )
        .select_related("guardian")
        .order_by("guardian__family_name", "guardian__given_name", "guardian_id", "student__given_name", "student_id")
    )


@dataclass(frozen=True)
class InvitationProgress:
    """How far inviting has come."""

    invited: int = 0
    opened: int = 0
    waiting: int = 0
    unreachable: list[Household] = field(default_factory=list)
    students: int = 0
    booked: int = 0


def invitation_progress(conference: Conference) -> InvitationProgress:
    """Numbers for the office, and the families that have to be called. Four queries."""
    held = _booked(conference).filter(student=OuterRef("student"))
    shown = (f"guardian__{name}" for name in (*CALLED_BY, "email", "language"))
    names = (f"student__{name}" for name in ("given_name", "preferred_given_name", "family_name"))
    found = _guardianships(conference).select_related("student").annotate(is_booked=Exists(held))
    rows = list(found.only("student_id", "guardian_id", *shown, *names))
    booked = {row.student_id for row in rows if row.is_booked}
    families = _households(conference, rows)
    invited = dict(Invitation.objects.filter(conference=conference).values_list("guardian_id", "first_opened_at"))
    reachable = [family for family in families if family.guardian.email]
    students = {student.pk for family in families for student in family.students}
    return InvitationProgress(
        invited=len(invited),
        opened=sum(1 for opened in invited.values() if opened),
        waiting=sum(1 for family in reachable if family.guardian.pk not in invited),
        unreachable=[family for family in families if not family.guardian.email],
        students=len(students),
        booked=len(students & booked),
    )


@dataclass
class BoardLine:
    """A student with those who can be called and the meetings that stand."""

    student: Person
    guardians: list[Guardianship]
    meetings: list[Appointment]


@dataclass
class BoardGroup:
    """The students of a class (or of a grade, where there is no homeroom)."""

    title: str
    grade: str
    lines: list[BoardLine]

    @property
    def booked(self) -> int:
        """Students with at least one meeting."""
        return sum(1 for line in self.lines if line.meetings)


def board(conference: Conference, viewer: Viewer, *, only_open: bool = False, search: str = "") -> list[BoardGroup]:
    """Who has booked and who has not, class by class. Four queries whatever the size of the school.

    ``search``: a part of a name of the student or of a guardian, or of a telephone number.
    """
    words = search.split()
    guardians: dict[uuid.UUID, list[Guardianship]] = {}
    for row in _guardianships(conference).only("student_id", *(f"guardian__{name}" for name in CALLED_BY)):
        guardians.setdefault(row.student_id, []).append(row)
    meetings: dict[uuid.UUID, list[Appointment]] = {}
    hosts = {host.pk: host for host in conference.hosts.select_related("person")}
    for meeting in _booked(conference).order_by("starts_at"):
        meeting.host = hosts[meeting.host_id]
        meetings.setdefault(meeting.student_id, []).append(meeting)
    students = visible_students(viewer, Scope.NAMES).filter(pk__in=_here(conference).values("person"))
    groups: dict[tuple[str, str], BoardGroup] = {}
    for student in students.annotate(homeroom=_homeroom(conference)).only("grade", *CALLED_BY):
        line = BoardLine(student, guardians.get(student.pk, []), meetings.get(student.pk, []))
        if (only_open and line.meetings) or (words and not _found(line, words)):
            continue
        title = student.homeroom or ""
        groups.setdefault((student.grade, title), BoardGroup(title, student.grade, [])).lines.append(line)
    return [groups[key] for key in sorted(groups)]


def _found(line: BoardLine, words: Sequence[str]) -> bool:
    """Every word is a part of a name, or its digits of a number; accents may be left out."""
    people = [line.student, *(row.guardian for row in line.guardians)]
    names = plain(" ".join(person.full_name for person in people))
    numbers = " ".join(_digits(f"{person.phone} {person.sms}") for person in people)
    return all(
        plain(word) in names or (len(_digits(word)) >= SHORTEST_NUMBER and _digits(word) in numbers) for word in words
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() or sign == " ")


def plain(text: str) -> str:
    """Without accents, in small letters: as one types a name that one hears on the phone."""
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _homeroom(conference: Conference) -> Subquery:
    """The title of a student's homeroom at the conference's schools."""
    rows = Enrollment.objects.filter(
        person=OuterRef("pk"),
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__kind=SchoolClass.Kind.HOMEROOM,
        school_class__is_active=True,
        school_class__school__in=schools_of(conference),
        school_class__school_year=conference.school_year_id,
    )
    return Subquery(rows.order_by("school_class__title").values("school_class__title")[:1])


def _booked(conference: Conference) -> QuerySet[Appointment]:
    return Appointment.objects.filter(conference=conference, status=Appointment.Status.BOOKED)


def shared_families(district_id: uuid.UUID) -> dict[frozenset[uuid.UUID], int]:
    """For every two schools: how many guardians have a child in each. One query."""
    rows = (
        Guardianship.objects.filter(
            district=district_id,
            is_active=True,
            student__memberships__role=Role.STUDENT,
            guardian__wards__is_active=True,
            guardian__wards__student__memberships__role=Role.STUDENT,
            guardian__wards__student__memberships__school__gt=F("student__memberships__school"),
        )
        .values_list("student__memberships__school", "guardian__wards__student__memberships__school")
        .annotate(families=Count("guardian", distinct=True))
    )
    return {frozenset((one, other)): families for one, other, families in rows}
