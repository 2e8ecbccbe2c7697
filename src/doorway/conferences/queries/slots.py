"""Slots of a host, from the windows and breaks that are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from doorway.conferences.core import slots as core
from doorway.conferences.core.slots import Span
from doorway.conferences.models import Conference, Host, HostTime


def slots_of(host: Host) -> list[Span]:
    """Every slot of this host, free or not, in order.

    A host's own windows count only within the conference's: nobody is booked outside the published hours. Uses
    ``conference.windows`` and ``times`` of the host, so prefetch them for lists.
    """
    conference = host.conference
    windows = [Span(w.starts_at, w.ends_at) for w in conference.windows.all()]
    times = list(host.times.all())
    own = [Span(t.starts_at, t.ends_at) for t in times if t.kind == HostTime.Kind.WINDOW]
    breaks = [Span(t.starts_at, t.ends_at) for t in times if t.kind == HostTime.Kind.BREAK]
    return core.slots(
        core.common(windows, own) if own else windows,
        breaks,
        slot_seconds=host.slot_seconds or conference.slot_seconds,
        passing_seconds=conference.passing_seconds,
    )


def is_open(conference: Conference, now: datetime) -> bool:
    """Families may book: it is published and the opening time has come."""
    published = conference.status == Conference.Status.PUBLISHED
    return published and conference.opens_at is not None and conference.opens_at <= now


def first_bookable(conference: Conference, now: datetime) -> datetime:
    """Families book slots that begin at this moment or later."""
    return now + timedelta(hours=conference.closes_hours_before)
