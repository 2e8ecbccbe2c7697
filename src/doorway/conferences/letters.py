"""Letters about one appointment, with the calendar entry, to every guardian who comes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils import translation

from doorway.conferences.calendar import CANCEL, REQUEST, invitation, place
from doorway.conferences.models import Appointment
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.roster.models import Person


def tell_of(appointment: Appointment, what: Literal["booked", "moved", "cancelled"], *, now: datetime) -> None:
    """Queue a letter of its own for each guardian who comes, in their language: nobody sees another's address."""
    guests = appointment.guests.filter(person__isnull=False).select_related("person__district")
    people = [appointment.guardian, *(guest.person for guest in guests if guest.person)]
    for person in people:
        _tell(person, appointment, what, now)


def _tell(person: Person, appointment: Appointment, what: str, now: datetime) -> None:
    page = link("family_appointment", appointment_id=appointment.pk)
    with translation.override(person.language):
        entry = invitation(appointment, to=person.email, link=page, now=now) if person.email else ""
    queue(
        to=person,
        template=f"conferences/mail/{what}",
        context={
            "appointment": appointment,
            "student": appointment.student,
            "host": appointment.host.person,
            "place": place(appointment),
            "page": page,
        },
        key=f"{what}:{appointment.pk}:{appointment.sequence}:{person.pk}",
        calendar=entry,
        calendar_method=CANCEL if appointment.status == Appointment.Status.CANCELLED else REQUEST,
        about=appointment.student,
    )
