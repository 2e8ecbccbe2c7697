"""The day of each host, slot by slot."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from doorway.conferences.core.slots import Span
from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.availability import hosts_with_times
from doorway.conferences.queries.slots import slots_of
from doorway.conferences.wording import days_in_words, hours_in_words, spans_in_words, spans_of
from doorway.roster.access import Scope, Viewer, visible_students


@dataclass(frozen=True)
class ScheduleLine:
    """One slot; ``appointment`` is empty while it is free."""

    hours: str
    appointment: Appointment | None


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

    A meeting whose student is closed to the viewer is left out like a stranger's.
    """
    seen = visible_students(viewer, Scope.NAMES).values("pk")
    booked: dict[uuid.UUID, list[Appointment]] = {}
    rows = conference.appointments.filter(status=Appointment.Status.BOOKED, student__in=seen)
    for meeting in rows.select_related("student", "guardian", "interpreter").order_by("starts_at"):
        booked.setdefault(meeting.host_id, []).append(meeting)
    return [_schedule(host, conference, booked.get(host.pk, [])) for host in hosts_with_times(conference)]


def door_signs(conference: Conference) -> list[HostSchedule]:
    """Every host with their hours, and nothing of whom they meet. Two queries."""
    return [HostSchedule(host=host, hours=_hours(host, conference)) for host in hosts_with_times(conference)]


def _hours(host: Host, conference: Conference) -> list[str]:
    own = [Span(t.starts_at, t.ends_at) for t in host.times.all() if t.kind == t.Kind.WINDOW]
    return spans_in_words(own or spans_of(conference.windows.all()), conference.district.zone)


def _schedule(host: Host, conference: Conference, meetings: list[Appointment]) -> HostSchedule:
    zone = conference.district.zone
    spans = {span.starts_at: span for span in slots_of(host)}
    held = {meeting.starts_at: meeting for meeting in meetings}
    # A meeting that was booked before the slots changed keeps its own time.
    spans |= {meeting.starts_at: Span(meeting.starts_at, meeting.ends_at) for meeting in meetings}
    days: dict[date, list[ScheduleLine]] = {}
    for begin in sorted(spans):
        span = spans[begin]
        local = span.starts_at.astimezone(zone)
        line = ScheduleLine(hours_in_words(local, span.ends_at.astimezone(zone)), held.get(begin))
        days.setdefault(local.date(), []).append(line)
    return HostSchedule(
        host=host,
        hours=_hours(host, conference),
        days=[ScheduleDay(days_in_words([day]), lines) for day, lines in days.items()],
    )
