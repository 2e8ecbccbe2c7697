"""What a page asks to write down a conference that nobody had booked: who can have been there, and what there was."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from doorway.conferences.models import Appointment, AppointmentGuest, EarlierConference, HeldConference
from doorway.conferences.wording import listed
from doorway.roster.access.marks import marked_as
from doorway.roster.models import EarlierStay, Enrollment, Guardianship, Membership, Person, Role, School

# Whoever was at the school within this time can have held a conference that still counts for somebody.
BACK = timedelta(days=2 * 366)
MOST_SHOWN = 40


@dataclass(frozen=True)
class Holder:
    """Somebody of the school who can have held a conference about a student, in the role that counts most for it."""

    person: uuid.UUID
    name: str
    role: Role


def holders_of(student: Person, on: date) -> list[Holder]:
    """The counselors and principals of the student's schools, and who teaches or taught the student, by role and name.

    Those of two years until a day: what was held then still counts. Two queries.
    """
    since = on - BACK
    schools = Membership.objects.filter(person=student, role=Role.STUDENT, school__isnull=False)
    # A counselor of the whole district works at every school.
    there = Q(school__in=schools.values("school"), role__in=(Role.COUNSELOR, Role.PRINCIPAL)) | Q(
        school=None, role=Role.COUNSELOR
    )
    rows = Membership.objects.filter(
        there, Q(ends_on=None) | Q(ends_on__gte=since), district=student.district_id
    ).select_related("person")
    found = {
        row.person_id: Holder(row.person_id, row.person.full_name, Role(row.role))
        for row in sorted(rows, key=lambda row: row.role != Role.COUNSELOR, reverse=True)
    }
    classes = Enrollment.objects.filter(
        person=student, role=Enrollment.Role.STUDENT, school_class__school_year__ends_on__gte=since
    )
    teach = Enrollment.objects.filter(
        person=OuterRef("pk"), role=Enrollment.Role.TEACHER, school_class__in=classes.values("school_class")
    )
    for person in Person.objects.filter(Exists(teach), district=student.district_id):
        found.setdefault(person.pk, Holder(person.pk, person.full_name, Role.TEACHER))
    order = (Role.COUNSELOR, Role.TEACHER, Role.PRINCIPAL)
    return sorted(found.values(), key=lambda one: (order.index(one.role), one.name, one.person))


def family_of(students: Iterable[Person]) -> list[Guardianship]:
    """The guardians of these students who have access to the record, home by home. One query."""
    rows = Guardianship.objects.filter(
        ~Exists(marked_as("guardian")), student__in=list(students), is_active=True, guardian__is_active=True
    )
    return list(
        rows.select_related("guardian").order_by(
            "household", "guardian__family_name", "guardian__given_name", "guardian", "student"
        )
    )


def sharing_a_guardian(students: Iterable[Person]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """For each of these students the others who have a guardian with them, as the roster has them now. One query."""
    ids = {student.pk for student in students}
    rows = (
        Guardianship.objects.filter(
            ~Exists(marked_as("guardian")),
            student__in=ids,
            is_active=True,
            guardian__is_active=True,
            guardian__wards__is_active=True,
        )
        .order_by()
        .values_list("student", "guardian__wards__student")
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = {key: set() for key in ids}
    for student, other in rows:
        if other != student:
            found[student].add(other)
    return found


def school_on(student: Person, on: date) -> School | None:
    """The school of the student on a day, by the same order by which one of two counts; else the one of today.

    The primary counts first, and of two the seat before an earlier stay. Three queries at most.
    """
    of = {"person": student, "role": Role.STUDENT, "school__isnull": False}
    there = (Q(begins_on=None) | Q(begins_on__lte=on)) & (Q(ends_on=None) | Q(ends_on__gte=on))
    order = ("-is_primary", F("begins_on").desc(nulls_last=True), "-pk")
    seats = Membership.objects.filter(**of).select_related("school").order_by(*order)
    seat = seats.filter(there).first()
    if seat is None or not seat.is_primary:
        earlier = EarlierStay.objects.filter(there, **of).select_related("school").order_by(*order).first()
        if earlier is not None and (seat is None or earlier.is_primary):
            return earlier.school
    found = seat or seats.first()
    return found.school if found else None


@dataclass(frozen=True)
class TookPlace:
    """A conference to which the family of a student came, with everybody whom they met at it.

    ``at`` is none where only the day is known. ``held`` is set where it was written down without a booking.
    """

    on: date
    at: datetime | None
    hosts: tuple[str, ...]
    family: tuple[str, ...]
    minutes: int
    held: HeldConference | None

    @property
    def hosts_words(self) -> str:
        """Who of the school was there, in words."""
        return listed(self.hosts)

    @property
    def family_words(self) -> str:
        """Who of the family was there, in words."""
        return listed(self.family)


def took_place(student: Person) -> tuple[list[TookPlace], list[HeldConference]]:
    """The conferences to which the family came, booked and not, the newest first; and what was written down and taken
    back. Three queries.
    """
    written = list(
        HeldConference.objects.filter(student=student)
        .select_related("written_by", "taken_back_by")
        .order_by("-on", "pk")
    )
    lines = {one.conference_id: one for one in written}
    meetings = list(
        Appointment.objects.filter(
            student=student, status=Appointment.Status.BOOKED, attendance=Appointment.Attendance.CAME
        )
        .select_related("host__person", "guardian")
        .order_by("-starts_at", "pk")[:MOST_SHOWN]
    )
    guests: dict[uuid.UUID, list[str]] = {}
    for guest in AppointmentGuest.objects.filter(appointment__in=meetings).select_related("person").order_by("pk"):
        name = guest.person.full_name if guest.person else guest.name
        guests.setdefault(guest.appointment_id, []).append(name)
    grouped: dict[tuple[uuid.UUID, date], list[Appointment]] = {}
    for row in meetings:
        day = timezone.localdate(row.starts_at, student.district.zone)
        grouped.setdefault((row.conference_id, day), []).append(row)
    found = [_line(on, rows, guests, lines.get(conference), student) for (conference, on), rows in grouped.items()]
    return found, [one for one in written if one.taken_back_at is not None]


def of_earlier(student: Person) -> list[EarlierConference]:
    """The conferences that came with files of earlier ones, the newest first, taken back ones too. One query."""
    rows = EarlierConference.objects.filter(student=student).order_by("-on", "kind", "held_by", "pk")
    return list(rows.select_related("host", "school", "imported_by__created_by", "taken_back_by"))


def _line(
    on: date,
    rows: list[Appointment],
    guests: dict[uuid.UUID, list[str]],
    held: HeldConference | None,
    student: Person,
) -> TookPlace:
    family = [name for row in rows for name in (row.guardian.full_name, *guests.get(row.pk, []))]
    if any(row.student_comes == Appointment.StudentComes.YES for row in rows) and held is not None:
        family.append(student.full_name)
    spans = {(row.starts_at, row.ends_at) for row in rows}
    return TookPlace(
        on=on if held is None else held.on,
        at=None if held is not None and not held.time_known else min(row.starts_at for row in rows),
        hosts=tuple(dict.fromkeys(row.host.person.full_name for row in rows)),
        family=tuple(dict.fromkeys(family)),
        minutes=round(sum((ends - starts).total_seconds() for starts, ends in spans) / 60),
        held=held,
    )
