"""Who comes through the door in an hour, and where they go: for the desk at the entrance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.reach import CALLED_BY
from doorway.roster.access import Scope, Viewer, visible_students

_SHOWN = (
    *("conference", "starts_at", "student_comes", "wants_interpreter", "attendance", "student__grade"),
    *(f"{who}__{name}" for who in ("student", "guardian", "interpreter", "host__person") for name in CALLED_BY),
    "host__room__name",
)


@dataclass(frozen=True)
class Hour:
    """An hour of the day with so many meetings that begin in it."""

    begins: datetime
    number: int


@dataclass(frozen=True)
class Arrivals:
    """A day of the conference: its hours, and the meetings of one of them. ``days``: all days of the conference."""

    days: tuple[date, ...]
    day: date | None
    hours: tuple[Hour, ...]
    hour: int | None
    meetings: tuple[Appointment, ...]


def arrivals(conference: Conference, viewer: Viewer, *, now: datetime, day: date | None, hour: int | None) -> Arrivals:
    """The meetings that begin in this hour of this day, in order of time and host. Three queries.

    Without a day it is today, else the next day of the conference, else the last; without an hour the one that runs or
    comes next. Meetings about a student who is closed to the viewer are left out.
    """
    zone = conference.district.zone
    days = tuple(sorted({window.starts_at.astimezone(zone).date() for window in conference.windows.all()}))
    if not days:
        return Arrivals((), None, (), None, ())
    today = now.astimezone(zone).date()
    chosen = day if day in days else next((one for one in days if one >= today), days[-1])
    begin = datetime.combine(chosen, time(), tzinfo=zone)
    rows = _seen(conference, viewer).filter(
        starts_at__gte=begin, starts_at__lt=datetime.combine(chosen + timedelta(days=1), time(), tzinfo=zone)
    )
    counts = Counter(moment.astimezone(zone).hour for moment in rows.values_list("starts_at", flat=True))
    hours = tuple(Hour(begin.replace(hour=number), counts[number]) for number in sorted(counts))
    here = hour if hour in counts else _hour_of(counts, now.astimezone(zone) if chosen == today else begin)
    if here is None:
        return Arrivals(days, chosen, (), None, ())
    first = begin.replace(hour=here)
    found = (
        rows.filter(starts_at__gte=first, starts_at__lt=first + timedelta(hours=1))
        .select_related("student", "guardian", "interpreter", "host__person", "host__room")
        .only(*_SHOWN)
        .prefetch_related("guests__person")
        .order_by("starts_at", "host__person__family_name", "host__person__given_name", "pk")
    )
    return Arrivals(days, chosen, hours, here, tuple(found))


def _seen(conference: Conference, viewer: Viewer) -> QuerySet[Appointment]:
    seen = visible_students(viewer, Scope.NAMES, one=OuterRef("student_id"))
    return conference.appointments.filter(Exists(seen), status=Appointment.Status.BOOKED)


def _hour_of(counts: Counter[int], moment: datetime) -> int | None:
    """The hour that runs at this moment or is the next with a meeting; the last one afterwards."""
    return next((number for number in sorted(counts) if number >= moment.hour), max(counts, default=None))
