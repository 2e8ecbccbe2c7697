"""When and where an interpreter is expected."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, QuerySet

from doorway.conferences.models import Appointment, Conference
from doorway.conferences.wording import days_in_words
from doorway.roster.access.marks import marked_as
from doorway.roster.models import Person


@dataclass(frozen=True)
class InterpretingDay:
    """A day with its meetings in order of time."""

    day: date
    meetings: list[Appointment]

    @property
    def words(self) -> str:
        """“Monday, November 2”."""
        return days_in_words([self.day])


def interpreted(persons: Collection[uuid.UUID], *, since: datetime) -> QuerySet[Appointment]:
    """Meetings that stand and end after this moment, at which one of these persons interprets. One query.

    Not about a student who is closed to the interpreter: a mark wins over everything.
    """
    rows = Appointment.objects.filter(
        ~Exists(marked_as("interpreter")),
        interpreter__in=persons,
        status=Appointment.Status.BOOKED,
        conference__status=Conference.Status.PUBLISHED,
        ends_at__gt=since,
    )
    named = ("student", "guardian", "host__person", "host__room", "conference__school", "conference__district")
    return rows.select_related(*named, "interpreter__district").order_by("starts_at", "pk")


def days_of(meetings: Iterable[Appointment]) -> list[InterpretingDay]:
    """The meetings day by day, each in its district's time."""
    found: dict[date, list[Appointment]] = defaultdict(list)
    for meeting in meetings:
        found[meeting.starts_at.astimezone(meeting.conference.district.zone).date()].append(meeting)
    return [InterpretingDay(day, found[day]) for day in sorted(found)]


def days_ahead(*, now: datetime, within: timedelta) -> list[tuple[Person, InterpretingDay]]:
    """For every interpreter the days on which a meeting begins soon, each with all its meetings. Two queries."""
    soon = Appointment.objects.filter(
        interpreter__isnull=False,
        status=Appointment.Status.BOOKED,
        starts_at__gt=now,
        starts_at__lte=now + within,
    )
    people = set(soon.values_list("interpreter", flat=True))
    by_person: dict[Person, list[Appointment]] = defaultdict(list)
    # From the evening before: of a day that has begun, the meetings that are over belong to the list as well.
    for meeting in interpreted(people, since=now - timedelta(days=1)):
        if meeting.interpreter is not None:
            by_person[meeting.interpreter].append(meeting)
    return [
        (person, day)
        for person, meetings in by_person.items()
        for day in days_of(meetings)
        if any(now < meeting.starts_at <= now + within for meeting in day.meetings)
    ]
