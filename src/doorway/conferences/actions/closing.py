"""What happens to meetings when a student's record is closed to somebody.

A meeting to which the person would come cannot stand: it is cancelled in the same transaction, and whoever else comes
is told as after every cancelling; the person is told nothing. An interpreter is taken off the meeting, which stays. A
meeting that another guardian of the same home booked stays too, because it is not the school's to take from them; the
person may have read its time and place, so it is shown as long as it lies ahead (docs/decisions/023).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from doorway.accounts.models import User
from doorway.conferences.actions.booking import assign_interpreter, cancel
from doorway.conferences.models import Appointment
from doorway.conferences.wording import moment_in_words
from doorway.roster.closing import Line
from doorway.roster.models import AccessMark, Guardianship, Person


class Meetings:
    """See :class:`doorway.roster.closing.Follow`."""

    def foreseen(self, *, student: Person, persons: Sequence[Person], now: datetime) -> list[Line]:
        """The meetings that will be cancelled, those that lose their interpreter, those that the person may know."""
        ids = [person.pk for person in persons]
        comes = Exists(Appointment.objects.filter(_comes(ids), pk=OuterRef("pk")))
        rows = _ahead(student, now).annotate(is_theirs=comes, is_known=_at_home(ids))
        cancelled, interpreted, known = [], [], []
        for row in rows:
            if row.is_theirs:
                cancelled.append(Line(_("Will be cancelled: %(meeting)s") % _said(row)))
            elif row.interpreter_id in ids:
                interpreted.append(Line(_("Will need another interpreter: %(meeting)s") % _said(row)))
            elif row.is_known:
                known.append(Line(_("Stays, but the person may know of it: %(meeting)s") % _said(row)))
        return cancelled + interpreted + known

    def undo(self, *, student: Person, persons: Sequence[Person], by: User | None, now: datetime) -> list[Line]:
        """Cancel what the person would come to; take the interpreter off."""
        ids = [person.pk for person in persons]
        done = []
        for row in _with(student, ids, now):
            cancel(appointment=row, by=by, now=now)
            done.append(Line(_("Cancelled: %(meeting)s") % _said(row)))
        for row in _interpreted(student, ids, now):
            assign_interpreter(appointment=row, interpreter=None, by=by, now=now)
            done.append(Line(_("Needs another interpreter: %(meeting)s") % _said(row)))
        return done

    def left(self, *, marks: Sequence[AccessMark], now: datetime) -> list[Line]:
        """The meetings of the person's home that were booked before the record was closed, and still lie ahead."""
        if not marks:
            return []
        since = reduce(or_, (_shared_at(mark) for mark in marks))
        rows = _ahead(marks[0].student, now).filter(since)
        return [
            Line(_said(row)["meeting"], reverse("office_meeting", args=[row.conference_id, row.pk])) for row in rows
        ]


MEETINGS = Meetings()


def _ahead(student: Person, now: datetime) -> QuerySet[Appointment]:
    rows = student.appointments.filter(status=Appointment.Status.BOOKED, starts_at__gt=now)
    return rows.select_related("host__person", "guardian", "student__district").order_by("starts_at")


def _comes(ids: Sequence[UUID]) -> Q:
    return Q(guardian__in=ids) | Q(host__person__in=ids) | Q(guests__person__in=ids)


def _with(student: Person, ids: Sequence[UUID], now: datetime) -> list[Appointment]:
    """The meetings to which the person comes: as guardian, as guest, as the one whom the family meets."""
    return list(_ahead(student, now).filter(_comes(ids)).distinct())


def _interpreted(student: Person, ids: Sequence[UUID], now: datetime) -> list[Appointment]:
    """Those at which the person only interprets."""
    coming = [row.pk for row in _with(student, ids, now)]
    return list(_ahead(student, now).filter(interpreter__in=ids).exclude(pk__in=coming))


def _at_home(ids: Sequence[UUID]) -> Exists:
    """Booked for the person's home: guardians of one home see each other's meetings."""
    homes = Guardianship.objects.filter(guardian__in=ids, student=OuterRef("student"), household=OuterRef("household"))
    return Exists(homes)


def _shared_at(mark: AccessMark) -> Q:
    """What the person's home had booked when the record was closed; not what was moved since."""
    moved = Appointment.history.filter(id=OuterRef("pk"), history_change_reason="move", history_date__gt=mark.set_at)
    return Q(_at_home([mark.person_id]), ~Exists(moved), booked_at__lte=mark.set_at)


def _said(row: Appointment) -> dict[str, str]:
    """“Monday, November 2, 1:00 pm with June Albrecht, booked by Ben Reed”."""
    sentence = _("%(when)s with %(host)s, booked by %(guardian)s") % {
        "when": moment_in_words(row.starts_at, row.student.district.zone),
        "host": row.host.person.full_name,
        "guardian": row.guardian.full_name,
    }
    return {"meeting": sentence}
