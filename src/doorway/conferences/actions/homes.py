"""What happens to meetings when a student's guardians live in other homes than before.

A meeting goes with the guardian who booked it. Who comes along and is of another home now need not come any more, and
is told so: two homes see nothing of each other (docs/decisions/006).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doorway.accounts.models import User
from doorway.conferences.actions.booking import Attending, change_attending
from doorway.conferences.actions.conflicts import says_twice
from doorway.conferences.actions.steps import save
from doorway.conferences.errors.booking import TwoHomesMeet
from doorway.conferences.models import Appointment
from doorway.conferences.queries.visits import who_comes
from doorway.conferences.wording import moment_in_words
from doorway.roster.closing import Line
from doorway.roster.models import Guardianship, Person

# Beyond every number of a home: where a row waits until the others have moved.
FAR = 1000


class Meetings:
    """See :class:`doorway.roster.homes.Follow`."""

    def moved(self, *, student: Person, by: User | None, now: datetime) -> list[Line]:
        """Let the meetings ahead follow. Refused where two homes that become one both meet the same person."""
        homes = dict(Guardianship.objects.filter(student=student).values_list("guardian", "household"))
        rows = student.appointments.select_related("guardian", "interpreter", "host__person", "conference__district")
        # Those that are over or cancelled too: they are as much the home's own.
        moving = [row for row in rows.order_by("pk") if homes.get(row.guardian_id, row.household) != row.household]
        _go_along(moving, homes, by, now)
        done = []
        for row in rows.filter(status=Appointment.Status.BOOKED, starts_at__gt=now).order_by("starts_at"):
            coming = who_comes(row)
            stay = [person for person in coming if homes.get(person.pk) == row.household or person == row.guardian]
            if len(stay) < len(coming):
                _leave_out(row, stay, by, now)
                names = ", ".join(person.full_name for person in coming if person not in stay)
                values = {"when": moment_in_words(row.starts_at, row.conference.district.zone), "names": names}
                done.append(Line(_("Need not come any more on %(when)s, and is told so: %(names)s") % values))
        return done


MEETINGS = Meetings()


def _go_along(rows: list[Appointment], homes: Mapping[uuid.UUID, int], by: User | None, now: datetime) -> None:
    """Two homes may change places: nobody's key is another's for a moment."""
    was = {row.pk: row.household for row in rows}
    for row in rows:
        Appointment.objects.filter(pk=row.pk).update(household=row.household + FAR)
    for row in rows:
        row.household = homes[row.guardian_id]
        try:
            with transaction.atomic():
                save(row, by, "homes")
        except IntegrityError as error:
            if not says_twice(error):
                raise
            if row.starts_at > now:
                raise TwoHomesMeet(host=row.host.person.full_name) from error
            # Both homes had met this person: the one that moves keeps its old number, which is no home's now.
            Appointment.objects.filter(pk=row.pk).update(household=was[row.pk])


def _leave_out(row: Appointment, stay: list[Person], by: User | None, now: datetime) -> None:
    names = tuple(guest.name for guest in row.guests.all() if guest.name)
    change_attending(
        appointments=[row],
        attending=Attending(tuple(stay), names, row.student_comes, row.language, row.wants_interpreter),
        by=by,
        now=now,
    )
