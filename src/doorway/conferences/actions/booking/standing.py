"""A meeting that stands and has not begun: what can still be changed."""

from __future__ import annotations

from datetime import datetime

from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment


def changeable(appointment: Appointment, now: datetime) -> Appointment:
    """The row as it is now, held until the transaction ends; refused when it is cancelled or has begun."""
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related(
            "student__district",
            "guardian__district",
            "interpreter",
            "host__person",
            "host__room",
            "conference__district",
            "conference__school",
        )
        .get(pk=appointment.pk)
    )
    if row.status != Appointment.Status.BOOKED:
        raise errors.NotBooked
    if row.starts_at <= now:
        raise errors.AlreadyBegun
    return row
