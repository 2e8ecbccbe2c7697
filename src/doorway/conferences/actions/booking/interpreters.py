"""Who interprets for a family."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from doorway.accounts.models import User
from doorway.conferences.actions.booking.standing import changeable
from doorway.conferences.actions.conflicts import says_taken
from doorway.conferences.actions.steps import save
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import booking as errors
from doorway.conferences.letters import tell_of_interpreter
from doorway.conferences.models import Appointment, Occupancy
from doorway.roster.access.viewer import current
from doorway.roster.models import AccessMark, Membership, Person, Role


def assign_interpreter(
    *, appointment: Appointment, interpreter: Person | None, by: User | None, now: datetime
) -> Appointment:
    """Give the meeting this interpreter, or none; the family is told when one was found for it."""
    with transaction.atomic():
        row = changeable(appointment, now)
        if row.interpreter == interpreter:
            return row
        if row.interpreter is not None:
            row.occupancies.filter(person=row.interpreter).delete()
        if interpreter is not None and (interpreter not in interpreters_for(row) or not _take(row, interpreter)):
            raise errors.InterpreterBusy(name=interpreter.full_name)
        row.interpreter = interpreter
        row.wants_interpreter = row.wants_interpreter or interpreter is not None
        save(row, by, "assign interpreter")
        if interpreter is not None:
            tell_of_interpreter(row)
    return row


def interpreters_for(appointment: Appointment) -> list[Person]:
    """The interpreters who are free at the meeting's time; the one it has comes first."""
    found = _interpreters(appointment, appointment.interpreter)
    own = [appointment.interpreter] if appointment.interpreter and appointment.interpreter not in found else []
    return [*own, *found]


def find_interpreter(row: Appointment, first: Person | None = None, *, others: bool = True) -> bool:
    """Give the appointment an interpreter who is free then, if possible the ``first``; True when one was found.

    Without ``others`` nobody but the ``first``.

    Everybody in the role interprets between the two languages of the pages. For a talk in the school's own language
    (a signing interpreter, a third language) and when all are busy, the school looks for somebody.
    """
    row.interpreter = None
    if not row.wants_interpreter:
        return False
    found = _interpreters(row, first)
    if row.language == settings.LANGUAGE_CODE or not others:
        # Only the one whom the school had found for this talk.
        found = [person for person in found if person == first]
    for person in found:
        if _take(row, person):
            row.interpreter = person
            return True
    return False


def _interpreters(row: Appointment, first: Person | None) -> list[Person]:
    busy = Occupancy.objects.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at, person__isnull=False)
    free = _everybody_for(row).exclude(pk__in=busy.values("person"))
    return sorted(free, key=lambda person: (person != first, str(person.pk)))


def _everybody_for(row: Appointment) -> QuerySet[Person]:
    """Who interprets at the meeting's school, and may know of the student."""
    today = timezone.localdate(row.starts_at, row.student.district.zone)
    roles = Membership.objects.filter(
        current(today),
        Q(school=None) | Q(school=row.conference.school_id),
        district=row.district_id,
        role=Role.INTERPRETER,
    )
    marked = AccessMark.objects.filter(student=row.student_id, lifted_at=None)
    mailboxes = marked.filter(person__user__isnull=False).values("person__user")
    closed = Q(pk__in=marked.values("person")) | Q(user__isnull=False, user__in=mailboxes)
    return Person.objects.filter(~closed, pk__in=roles.values("person"), is_active=True)


def without_interpreter(appointment: Appointment, spans: Sequence[Span]) -> set[datetime]:
    """The beginnings of those spans to which the meeting could move only without an interpreter, who it has now.

    Empty for a meeting that has none: it has none to lose. Two queries.
    """
    if appointment.interpreter_id is None or not spans:
        return set()
    people = {person.pk for person in _everybody_for(appointment)}
    if appointment.language == settings.LANGUAGE_CODE:
        people &= {appointment.interpreter_id}  # found for just this talk, see find_interpreter
    rows = Occupancy.objects.filter(
        person__in=people,
        starts_at__lt=max(span.ends_at for span in spans),
        ends_at__gt=min(span.starts_at for span in spans),
    ).exclude(appointment=appointment)
    busy = [(row.person_id, Span(row.starts_at, row.ends_at)) for row in rows]
    return {span.starts_at for span in spans if people <= {person for person, taken in busy if span.overlaps(taken)}}


def _take(row: Appointment, person: Person) -> bool:
    try:
        with transaction.atomic():
            Occupancy.objects.create(
                district_id=row.district_id,
                appointment=row,
                person=person,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
    except IntegrityError as error:
        if not says_taken(error):
            raise
        return False
    return True
