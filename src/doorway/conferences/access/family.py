"""What of the conferences a guardian may reach.

A student's two homes are kept apart: a guardian sees, moves and cancels what their own home has booked, and sees
neither times, guests nor questions of the other home (docs/decisions/006). Guardians of one home share all of it.
"""

from __future__ import annotations

import uuid

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404

from doorway.conferences.models import Appointment, Conference
from doorway.roster.access import Viewer
from doorway.roster.models import AccessMark, Guardianship, Person


def visible_appointments(viewer: Viewer) -> QuerySet[Appointment]:
    """What the viewer's homes have booked, cancelled ones too. None for a stranger."""
    wards = Guardianship.objects.filter(
        guardian__in=viewer.person_ids,
        is_active=True,
        student=OuterRef("student"),
        student__is_active=True,
        household=OuterRef("household"),
    )
    marks = AccessMark.objects.filter(student=OuterRef("student"), person__in=viewer.mailbox_ids, lifted_at=None)
    # What was written down without a booking has nothing to move or to cancel; that it took place is in the plan.
    booked = Appointment.objects.exclude(conference__status=Conference.Status.HELD)
    return booked.filter(Exists(wards), ~Exists(marks), district=F("student__district"))


def appointment_for(viewer: Viewer, appointment_id: uuid.UUID) -> Appointment:
    """The appointment with this id when it is one of the viewer's homes; otherwise 404, as if there were none."""
    found = (
        visible_appointments(viewer)
        .filter(pk=appointment_id)
        .select_related(
            "student__district",
            "guardian",
            "interpreter",
            "host__person",
            "host__room",
            "conference__school",
            "conference__school_year",
            "conference__district",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def acting_guardian(viewer: Viewer, appointment: Appointment) -> Person:
    """Which of the viewer's persons acts: the one who booked, else the first who is a guardian in this home."""
    home = Guardianship.objects.filter(
        student=appointment.student_id, household=appointment.household, is_active=True
    ).values_list("guardian_id", flat=True)
    own = {person.pk: person for person in viewer.persons if person.pk in set(home)}
    if not own:
        raise Http404
    return own.get(appointment.guardian_id) or next(iter(own.values()))
