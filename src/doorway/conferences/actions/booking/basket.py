"""Booking several meetings in one go, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from doorway.accounts.models import User
from doorway.conferences.actions.booking.checks import Checked, check, refuse_overlaps, twice
from doorway.conferences.actions.booking.interpreters import find_interpreter
from doorway.conferences.actions.booking.places import occupy, what_went
from doorway.conferences.actions.booking.questions import readable_question, write_question
from doorway.conferences.actions.booking.wish import Wish
from doorway.conferences.actions.conflicts import says_twice, whole_or_not
from doorway.conferences.actions.steps import hold_still
from doorway.conferences.errors import booking as errors
from doorway.conferences.letters import tell_booked
from doorway.conferences.models import Appointment, AppointmentGuest
from doorway.roster.models import Person


def book_basket(
    *, wishes: Sequence[Wish], guardian: Person, by: User | None, now: datetime, office: bool = False
) -> list[Appointment]:
    """Book all wishes or none, and queue a confirmation with a calendar entry for every guardian who comes.

    ``office``: the school books for a family, also before the opening and within the lead time. Raises
    :class:`~doorway.conferences.errors.booking.SlotTaken` with offers when a time went, and other refusals of
    ``errors/booking.py``; then nothing was booked.
    """
    if not wishes:
        raise errors.NothingChosen
    basket = uuid.uuid4()

    def work() -> list[Appointment]:
        hold_still(wish.host.conference_id for wish in wishes)
        checked = [check(wish, guardian, now, office=office) for wish in wishes]
        refuse_overlaps(checked)
        return _write(checked, by=by, now=now, basket=basket)

    return whole_or_not(work, taken=lambda: what_went(wishes, guardian, now, office=office))


def _write(checked: Sequence[Checked], *, by: User | None, now: datetime, basket: uuid.UUID) -> list[Appointment]:
    rows = [
        (_appointment(item, by=by, now=now, basket=basket), item)
        for item in sorted(checked, key=lambda item: (str(item.wish.host.pk), str(item.wish.student.pk)))
    ]
    occupy(rows)
    rows.sort(key=lambda pair: pair[0].starts_at)
    for row, item in rows:
        if find_interpreter(row):
            row.save()
        for guest in item.wish.guests:
            AppointmentGuest.objects.create(district_id=row.district_id, appointment=row, person=guest)
        for name in item.wish.guest_names:
            AppointmentGuest.objects.create(district_id=row.district_id, appointment=row, name=name)
        if readable_question(item.wish.question):
            write_question(row, item.guardian, readable_question(item.wish.question), now)
    booked = [row for row, _item in rows]
    tell_booked(booked, now=now)
    return booked


def _appointment(item: Checked, *, by: User | None, now: datetime, basket: uuid.UUID) -> Appointment:
    wish = item.wish
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                district_id=wish.student.district_id,
                conference_id=wish.host.conference_id,
                host=wish.host,
                student=wish.student,
                guardian=item.guardian,
                household=item.household,
                starts_at=item.span.starts_at,
                ends_at=item.span.ends_at,
                student_comes=wish.student_comes,
                language=wish.language,
                wants_interpreter=wish.wants_interpreter,
                basket=basket,
                booked_by=by,
                booked_at=now,
            )
    except IntegrityError as error:
        if says_twice(error):
            raise twice(item) from error
        raise
