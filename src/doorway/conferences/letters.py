"""Letters about a family's visit, with its calendar entry, to every guardian who comes.

A letter is about a whole visit: a family that books eight teachers gets one letter with eight times, not eight. Each
guardian gets their own, in their language: nobody sees another's address.

Called within the transaction that books, moves or cancels, after it has written; the line in which bookers of one
person stand (or the row of the visit) keeps two letters from counting the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

from django.utils import translation

from doorway.conferences.calendar import CANCEL, REQUEST, invitation, page_of
from doorway.conferences.models import Appointment, Conference, Visit
from doorway.conferences.queries.visits import meetings_of, who_comes
from doorway.conferences.wording import days_in_words
from doorway.messages.actions import queue, withdraw
from doorway.roster.models import Person

What = Literal["booked", "moved", "cancelled", "changed", "room", "left", "postponed"]


def tell_booked(rows: Iterable[Appointment], *, now: datetime) -> None:
    """A letter for every guardian, conference and day of a basket."""
    for person, day, changed in _visits(rows):
        _tell(_next(changed[0].conference, person, day), person, "booked", changed, now)


def tell_who_comes(rows: Iterable[tuple[Appointment, Iterable[Person]]], *, now: datetime) -> None:
    """Of each meeting who came before: who is new gets the times, who need not come any more is told what is left."""
    known = [(row, {person.pk: person for person in before}, who_comes(row)) for row, before in rows]
    joined = ((row, [one for one in after if one.pk not in before]) for row, before, after in known)
    left = ((row, [one for one in before.values() if one not in after]) for row, before, after in known)
    told: list[tuple[What, Iterable[tuple[Appointment, list[Person]]]]] = [("left", left), ("booked", joined)]
    for what, whom in told:
        for person, day, changed in _by_day(whom):
            _tell(_next(changed[0].conference, person, day), person, what, changed, now)


def _visits(rows: Iterable[Appointment]) -> Iterator[tuple[Person, date, list[Appointment]]]:
    """For every guardian, conference and day the meetings of these to which the guardian comes."""
    return _by_day((row, who_comes(row)) for row in rows)


def _by_day(
    rows: Iterable[tuple[Appointment, Iterable[Person]]],
) -> Iterator[tuple[Person, date, list[Appointment]]]:
    """The same for these people."""
    found: dict[tuple[UUID, UUID, date], tuple[Person, list[Appointment]]] = {}
    for row, people in rows:
        for person in people:
            key = (row.conference_id, person.pk, _day(row.conference, row.starts_at))
            found.setdefault(key, (person, []))[1].append(row)
    for (_conference, _person, day), (person, meetings) in found.items():
        yield person, day, meetings


def tell_moved(row: Appointment, *, was: datetime, now: datetime) -> None:
    """``row`` had begun at ``was``. On another day, the entry goes along, or two entries change."""
    old, new = _day(row.conference, was), _day(row.conference, row.starts_at)
    for person in who_comes(row):
        if old != new:
            _leave(row, person, old, new, now)
        _tell(_next(row.conference, person, new), person, "moved", [row], now)


def tell_postponed(rows: Sequence[tuple[Appointment, datetime]], *, now: datetime) -> None:
    """A whole day has moved: of each meeting when it was. One letter for each visit."""
    was = {row.pk: moment for row, moment in rows}
    moved = [row for row, _moment in rows]
    for person, day, changed in _visits(moved):
        conference = changed[0].conference
        old = _day(conference, was[changed[0].pk])
        _leave(changed[0], person, old, day, now)
        with translation.override(person.language):
            old_day = days_in_words([old])
        _tell(_next(conference, person, day), person, "postponed", changed, now, old_day=old_day)


def tell_of_rooms(rows: Iterable[Appointment], *, now: datetime) -> None:
    """The meetings are in other rooms: one letter for each visit, and the place in its entry follows."""
    for person, day, changed in _visits(rows):
        _tell(_next(changed[0].conference, person, day), person, "room", changed, now)


def tell_cancelled(row: Appointment, *, now: datetime) -> None:
    """What is left of the visit stands in the letter; when nothing is, the entry goes."""
    for person in who_comes(row):
        visit = _next(row.conference, person, _day(row.conference, row.starts_at))
        _tell(visit, person, "cancelled", [row], now)


def tell_of_interpreter(row: Appointment) -> None:
    """An interpreter was found. The calendar entry says nothing of it, so it does not change."""
    for person in who_comes(row):
        queue(
            to=person,
            template="conferences/mail/interpreter",
            context={"appointment": row, "page": page_of([row])},
            key=f"interpreter:{row.pk}:{row.history.count()}:{person.pk}",
            about=row.student,
        )


def reminder_key(visit: Visit) -> str:
    """How the keys of a visit's reminders begin."""
    return f"reminder:{visit.pk}:"


def _leave(row: Appointment, person: Person, old: date, new: date, now: datetime) -> None:
    """The day on which a meeting was: its entry moves with the only meeting, else it says what is left."""
    left = meetings_of(person, row.conference, old)
    stays = _locked(row.conference, person, new)
    if left or (stays and not stays.is_over):
        _tell(_next(row.conference, person, old), person, "changed", [row], now)
        return
    if stays:
        stays.delete()
    Visit.objects.filter(conference=row.conference, person=person, day=old).update(day=new)


def _day(conference: Conference, moment: datetime) -> date:
    return moment.astimezone(conference.district.zone).date()


def _locked(conference: Conference, person: Person, day: date) -> Visit | None:
    return Visit.objects.select_for_update().filter(conference=conference, person=person, day=day).first()


def _next(conference: Conference, person: Person, day: date) -> Visit:
    """The visit with its next number; the number of a new one is 0."""
    visit, is_new = Visit.objects.get_or_create(
        conference=conference, person=person, day=day, defaults={"district_id": conference.district_id}
    )
    visit = _locked(conference, person, day) or visit
    if visit.is_over:
        # Programs have thrown the old entry away, and some would not take it back.
        visit.calendar_uid, visit.sequence, visit.is_over = uuid4(), 0, False
    elif not is_new:
        visit.sequence += 1
    visit.save()
    return visit


def _tell(visit: Visit, person: Person, what: What, changed: Sequence[Appointment], now: datetime, **more: str) -> None:
    meetings = meetings_of(person, visit.conference, visit.day)
    method = REQUEST if meetings else CANCEL
    visit.is_over = not meetings
    visit.starts_at = meetings[0].starts_at if meetings else None
    visit.told_at = now
    visit.save()
    # A reminder of what was before, should it still wait for a mail server.
    withdraw(district_id=visit.district_id, key_begins=reminder_key(visit))
    with translation.override(person.language):
        entry = invitation(visit, meetings or changed, to=person.email, now=now, method=method) if person.email else ""
        day = days_in_words([visit.day])
    queue(
        to=person,
        template=f"conferences/mail/{what}",
        context={
            "appointment": changed[0],
            "changed": changed,
            "meetings": meetings,
            "day": day,
            "note": visit.conference.note_in(person.language),
            "page": page_of(meetings),
        }
        | more,
        key=f"visit:{visit.calendar_uid}:{visit.sequence}",
        calendar=entry,
        calendar_method=method,
        about=list({row.student_id: row.student for row in changed}.values()),
    )
