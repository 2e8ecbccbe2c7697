"""The day of each host, slot by slot."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, tzinfo

from django.db.models import Exists, OuterRef

from doorway.conferences.core.slots import Span
from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.availability import hosts_with_times
from doorway.conferences.queries.reach import CALLED_BY
from doorway.conferences.queries.slots import slots_of
from doorway.conferences.wording import days_in_words, hours_in_words, spans_in_words, spans_of
from doorway.roster.access import Scope, Viewer, visible_students

_SHOWN = ("conference", "host", "starts_at", "ends_at", "student_comes", "wants_interpreter")


@dataclass(frozen=True)
class ScheduleLine:
    """One slot; ``appointment`` is empty while it is free, and where ``is_closed`` says that nobody may know more."""

    hours: str
    appointment: Appointment | None
    is_closed: bool = False


@dataclass(frozen=True)
class ScheduleDay:
    """One day of a host."""

    words: str
    lines: list[ScheduleLine]


@dataclass(frozen=True)
class HostSchedule:
    """A host with their days."""

    host: Host
    hours: list[str]
    days: list[ScheduleDay] = field(default_factory=list)

    @property
    def booked(self) -> int:
        """Meetings that stand."""
        return sum(1 for day in self.days for line in day.lines if line.appointment)


def schedules(conference: Conference, viewer: Viewer) -> list[HostSchedule]:
    """Every host's slots with what is booked in them. Four queries.

    Of a meeting whose student is closed to the viewer it says only that the time is taken.
    """
    # Asked meeting by meeting: there are fewer of them than students in a district.
    seen = Exists(visible_students(viewer, Scope.NAMES, one=OuterRef("student_id")))
    booked: dict[uuid.UUID, list[Appointment]] = {}
    rows = conference.appointments.filter(status=Appointment.Status.BOOKED).annotate(is_seen=seen)
    people = ("student", "guardian", "interpreter")
    names = (f"{person}__{name}" for person in people for name in CALLED_BY)
    rows = rows.select_related(*people).only(*_SHOWN, *names)
    for meeting in rows.order_by("starts_at"):
        booked.setdefault(meeting.host_id, []).append(meeting)
    clock = _Clock(conference.district.zone)
    return [_schedule(host, conference, booked.get(host.pk, []), clock) for host in hosts_with_times(conference)]


def door_signs(conference: Conference) -> list[HostSchedule]:
    """Every host with their hours, and nothing of whom they meet. Two queries."""
    return [HostSchedule(host=host, hours=_hours(host, conference)) for host in hosts_with_times(conference)]


def _hours(host: Host, conference: Conference) -> list[str]:
    own = [Span(t.starts_at, t.ends_at) for t in host.times.all() if t.kind == t.Kind.WINDOW]
    return spans_in_words(own or spans_of(conference.windows.all()), conference.district.zone)


class _Clock(dict[Span, tuple[date, str]]):
    """The day and the hours of a span, said once: most hosts of a school have the same ones."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def __missing__(self, span: Span) -> tuple[date, str]:
        begin, end = span.starts_at.astimezone(self.zone), span.ends_at.astimezone(self.zone)
        self[span] = begin.date(), hours_in_words(begin, end)
        return self[span]


def _schedule(host: Host, conference: Conference, meetings: list[Appointment], clock: _Clock) -> HostSchedule:
    spans = {span.starts_at: span for span in slots_of(host)}
    held = {meeting.starts_at: meeting for meeting in meetings}
    # A meeting that was booked before the slots changed keeps its own time.
    spans |= {meeting.starts_at: Span(meeting.starts_at, meeting.ends_at) for meeting in meetings}
    days: dict[date, list[ScheduleLine]] = {}
    for begin in sorted(spans):
        day, hours = clock[spans[begin]]
        meeting = held.get(begin)
        is_closed = meeting is not None and not getattr(meeting, "is_seen", False)
        days.setdefault(day, []).append(ScheduleLine(hours, None if is_closed else meeting, is_closed))
    return HostSchedule(
        host=host,
        hours=_hours(host, conference),
        days=[ScheduleDay(days_in_words([day]), lines) for day, lines in days.items()],
    )
