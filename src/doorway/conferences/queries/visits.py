"""A guardian's day at a conference."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from doorway.conferences.models import Appointment, Conference, Visit
from doorway.roster.access.marks import marked_as, marks_against
from doorway.roster.models import Guardianship, Person


def meetings_of(person: Person, conference: Conference, day: date) -> list[Appointment]:
    """The meetings to which this person comes on this day, in order. One query."""
    return list(_attended(person).filter(conference=conference, **_within(conference, day)).order_by("starts_at"))


def meetings_at(person: Person, conference: Conference) -> list[Appointment]:
    """The meetings to which this person comes, on all days of the conference, in order. One query."""
    return list(_attended(person).filter(conference=conference).order_by("starts_at"))


def visit_of(person: Person, appointment: Appointment) -> Visit:
    """The entry of the person's calendar to which the appointment belongs."""
    conference = appointment.conference
    day = appointment.starts_at.astimezone(conference.district.zone).date()
    found = Visit.objects.filter(conference=conference, person=person, day=day, is_over=False).first()
    return found or Visit(district_id=appointment.district_id, conference=conference, person=person, day=day)


def who_comes(appointment: Appointment) -> list[Person]:
    """The guardians who come: the one who booked, and the guests who are on the roster."""
    guests = appointment.guests.filter(person__isnull=False).select_related("person__district").order_by("pk")
    return [appointment.guardian, *(guest.person for guest in guests if guest.person)]


def home_of(appointment: Appointment) -> list[Person]:
    """The guardians of the home that has booked, whose mailboxes are open to the student. One query."""
    rows = Guardianship.objects.filter(
        ~Exists(marked_as("guardian")),
        student=appointment.student_id,
        household=appointment.household,
        is_active=True,
        guardian__is_active=True,
    ).select_related("guardian__district")
    found = [row.guardian for row in rows.order_by("guardian__family_name", "guardian__given_name", "guardian")]
    return sorted(found, key=lambda person: person.pk != appointment.guardian_id)


def same_home_later(appointment: Appointment, *, now: datetime) -> list[Appointment]:
    """The other meetings of this home about the student at this conference, which have not begun. One query."""
    rows = Appointment.objects.filter(
        conference=appointment.conference_id,
        student=appointment.student_id,
        household=appointment.household,
        status=Appointment.Status.BOOKED,
        starts_at__gt=now,
    )
    found = list(rows.exclude(pk=appointment.pk).select_related("student", "host").order_by("starts_at"))
    for one in found:
        one.conference = appointment.conference
    return found


def _attended(person: Person) -> QuerySet[Appointment]:
    """Less those about a student who is closed to the person's mailbox in the meantime."""
    closed = marks_against(person).filter(student=OuterRef("student"))
    return (
        Appointment.objects.filter(
            Q(guardian=person) | Q(guests__person=person), ~Exists(closed), status=Appointment.Status.BOOKED
        )
        .select_related("student", "host__person", "host__room", "interpreter", "conference__school")
        .distinct()
    )


def _within(conference: Conference, day: date) -> dict[str, datetime]:
    begin = datetime.combine(day, time(), tzinfo=conference.district.zone)
    # The day after by the calendar: on the days of the change of clocks a day has 23 or 25 hours.
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=conference.district.zone)
    return {"starts_at__gte": begin, "starts_at__lt": end}
