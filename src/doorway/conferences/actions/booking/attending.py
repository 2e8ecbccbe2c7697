"""Who comes to a meeting that stands, whether the student does, and in which language one talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorway.accounts.models import User
from doorway.conferences.actions.booking.checks import Checked, check_guests
from doorway.conferences.actions.booking.interpreters import find_interpreter
from doorway.conferences.actions.booking.places import occupy
from doorway.conferences.actions.booking.standing import changeable
from doorway.conferences.actions.booking.wish import Wish
from doorway.conferences.actions.conflicts import whole_or_not
from doorway.conferences.actions.steps import hold_still, save
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import booking as errors
from doorway.conferences.letters import tell_of_interpreter, tell_who_comes
from doorway.conferences.models import Appointment, AppointmentGuest, Occupancy
from doorway.conferences.queries.visits import who_comes
from doorway.conferences.wording import listed, moment_in_words
from doorway.roster.models import Person


@dataclass(frozen=True)
class Attending:
    """Who comes: guardians of the home and anybody else by name; the student; the language of the talk."""

    people: tuple[Person, ...]
    names: tuple[str, ...] = ()
    student_comes: str = Appointment.StudentComes.OPEN
    language: str = "en"
    wants_interpreter: bool = False


def change_attending(
    *, appointments: Sequence[Appointment], attending: Attending, by: User | None, now: datetime
) -> list[Appointment]:
    """Put this down for all of these meetings of one home, or for none of them.

    Who comes from now on gets the times with a calendar entry, who need not come is told so, and their time is free
    again. The meeting stays with the guardian who booked it, or goes to the first who comes.

    Raises :class:`~doorway.conferences.errors.booking.SomebodyBusy` where one of them is at another conference then,
    ``NobodyComes``, ``NotInThisHome`` and what a meeting that has begun or is cancelled raises.
    """
    if not attending.people:
        raise errors.NobodyComes

    def work() -> list[Appointment]:
        hold_still({one.conference_id for one in appointments})
        rows = [changeable(one, now) for one in sorted(appointments, key=lambda one: str(one.pk))]
        before = {row.pk: who_comes(row) for row in rows}
        checked = [(row, _put_down(row, attending)) for row in rows]
        # All of them let go before one is held again: a guest can take the place of the other.
        Occupancy.objects.filter(appointment__in=rows).delete()
        occupy(checked)
        for row in rows:
            _save(row, attending, by)
        tell_who_comes([(row, before[row.pk]) for row in rows], now=now)
        return rows

    return whole_or_not(work, taken=lambda: who_is_busy(appointments, attending))


def _put_down(row: Appointment, attending: Attending) -> Checked:
    """The row with its guardian and guests as they will be, not yet saved."""
    booked_it = next((person for person in attending.people if person.pk == row.guardian_id), None)
    guardian = booked_it or attending.people[0]
    wish = Wish(
        student=row.student,
        host=row.host,
        starts_at=row.starts_at,
        student_comes=attending.student_comes,
        guests=tuple(person for person in attending.people if person != guardian),
    )
    # The guardian too has to be of this home: the form may have stood open while the school changed the roster.
    check_guests(attending.people, wish.student, row.household)
    row.guardian = guardian
    return Checked(wish, guardian, row.household, Span(row.starts_at, row.ends_at))


def _save(row: Appointment, attending: Attending, by: User | None) -> None:
    kept, same_language = row.interpreter, row.language == attending.language
    row.student_comes, row.language = attending.student_comes, attending.language
    row.wants_interpreter = attending.wants_interpreter
    # Somebody who interprets between other languages is no help after a change of language.
    find_interpreter(row, first=kept if same_language else None)
    save(row, by, "who comes")
    row.guests.all().delete()
    guests = [AppointmentGuest(person=person) for person in attending.people if person != row.guardian]
    guests += [AppointmentGuest(name=name) for name in attending.names]
    for guest in guests:
        guest.district_id, guest.appointment = row.district_id, row
        guest.save()
    if row.interpreter is not None and row.interpreter != kept:
        tell_of_interpreter(row)


def who_is_busy(appointments: Sequence[Appointment], attending: Attending) -> errors.SomebodyBusy | None:
    """After everything was undone: who is somewhere else, and when. None when all are free again."""
    for row in sorted(appointments, key=lambda one: one.starts_at):
        come = list(attending.people)
        if attending.student_comes == Appointment.StudentComes.YES:
            come.append(row.student)
        overlaps = Occupancy.objects.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at, person__in=come)
        elsewhere = set(overlaps.exclude(appointment__in=appointments).values_list("person", flat=True))
        if elsewhere:
            names = listed(person.first_name for person in come if person.pk in elsewhere)
            time = moment_in_words(row.starts_at, row.conference.district.zone)
            return errors.SomebodyBusy(names=names, time=time)
    return None
