"""A meeting that stands: another time, or none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from doorway.accounts.models import User
from doorway.conferences.actions.booking.checks import Checked, slot_of
from doorway.conferences.actions.booking.interpreters import find_interpreter
from doorway.conferences.actions.booking.places import occupy, what_went
from doorway.conferences.actions.booking.standing import changeable
from doorway.conferences.actions.booking.wish import Wish
from doorway.conferences.actions.conflicts import whole_or_not
from doorway.conferences.actions.steps import hold_still, save
from doorway.conferences.errors.booking import SlotTaken
from doorway.conferences.letters import tell_cancelled, tell_moved
from doorway.conferences.models import Appointment


def move(
    *, appointment: Appointment, starts_at: datetime, by: User | None, now: datetime, office: bool = False
) -> Appointment:
    """Give the appointment another time with the same host; the calendar entries follow."""

    def work() -> Appointment:
        hold_still([appointment.conference_id])
        row = changeable(appointment, now)
        wish = _wish(row, starts_at)
        span = slot_of(wish, now, office=office)
        if span.starts_at == row.starts_at:
            return row
        checked = Checked(wish, row.guardian, row.household, span)
        was = row.starts_at
        row.occupancies.all().delete()
        row.starts_at, row.ends_at = span.starts_at, span.ends_at
        occupy([(row, checked)])
        find_interpreter(row, first=row.interpreter)
        save(row, by, "move")
        tell_moved(row, was=was, now=now)
        return row

    return whole_or_not(work, taken=lambda: what_is_in_the_way(appointment, starts_at, now=now, office=office))


def what_is_in_the_way(
    appointment: Appointment, starts_at: datetime, *, now: datetime, office: bool = False
) -> SlotTaken | None:
    """Whether the new time is taken, read and not tried: what went and what fits instead; None when it is free."""
    row = Appointment.objects.select_related("host", "student", "guardian").get(pk=appointment.pk)
    return what_went([_wish(row, starts_at)], row.guardian, now, office=office, moving=row)


def _wish(row: Appointment, starts_at: datetime) -> Wish:
    guests = list(row.guests.select_related("person"))
    return Wish(
        student=row.student,
        host=row.host,
        starts_at=starts_at,
        student_comes=row.student_comes,
        language=row.language,
        wants_interpreter=row.wants_interpreter,
        guests=tuple(guest.person for guest in guests if guest.person),
        guest_names=tuple(guest.name for guest in guests if guest.name),
        guardian=row.guardian,
    )


def cancel(*, appointment: Appointment, by: User | None, now: datetime) -> Appointment:
    """Cancel it: everybody's time is free again, and the calendar entries go."""
    with transaction.atomic():
        row = changeable(appointment, now)
        row.occupancies.all().delete()
        row.status = Appointment.Status.CANCELLED
        row.cancelled_at = now
        save(row, by, "cancel")
        tell_cancelled(row, now=now)
    return row
