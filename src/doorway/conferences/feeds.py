"""Calendar feeds of conference dates that Google, Apple and Outlook subscribe to (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils.translation import pgettext
from icalendar import Calendar, Event, Timezone, vDuration

from doorway.accounts.models import District
from doorway.conferences.core.slots import Span
from doorway.conferences.models import CalledOff, Conference, ConferenceWindow
from doorway.conferences.wording import conference_name, school_names, whole_day

# How often a calendar program should ask again.
REFRESH = timedelta(hours=6)


def feed(conferences: Iterable[Conference], *, district: District, title: str, page: str) -> bytes:
    """The calendar as a file: one event for each window. ``page`` is the address where people read the same."""
    calendar = Calendar()
    calendar.add("prodid", "-//Doorway//Conference dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, title)
    calendar.add("x-wr-timezone", district.time_zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    # A property that the library does not know is written as it is given.
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("url", page)
    for conference in conferences:
        for window in conference.windows.all():
            calendar.add_component(_held(conference, window, page))
        for gone in conference.called_off.all():
            calendar.add_component(_called_off(conference, gone, page))
    if not calendar.subcomponents:
        # A calendar without any component is not valid; a time zone is one.
        calendar.add_component(Timezone.from_tzid(district.time_zone))
    return bytes(calendar.to_ical())


def _held(conference: Conference, window: ConferenceWindow, page: str) -> Event:
    changed = window.changed_at or conference.published_at or conference.created_at
    event = _event(conference, Span(window.starts_at, window.ends_at), page, changed)
    event.add("uid", str(window.pk))
    event.add("sequence", window.sequence)
    event.add("status", "CONFIRMED")
    return event


def _called_off(conference: Conference, gone: CalledOff, page: str) -> Event:
    """Some programs only take away what they are told is cancelled."""
    event = _event(conference, Span(gone.starts_at, gone.ends_at), page, gone.called_off_at)
    event.add("uid", str(gone.window))
    event.add("sequence", gone.sequence)
    event.add("status", "CANCELLED")
    return event


def _event(conference: Conference, span: Span, page: str, changed: datetime) -> Event:
    zone = conference.district.zone
    event = Event()
    event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    event.add(
        "summary",
        pgettext("title of a calendar entry", "%(school)s: %(name)s")
        % {"school": school_names(conference), "name": conference_name(conference)},
    )
    if whole_day(span, zone):
        event.add("dtstart", span.starts_at.astimezone(zone).date())
        event.add("dtend", span.ends_at.astimezone(zone).date())
    else:
        # UTC needs no description of the time zone, and no program reads it wrongly.
        event.add("dtstart", span.starts_at.astimezone(UTC))
        event.add("dtend", span.ends_at.astimezone(UTC))
    event.add("location", ", ".join(filter(None, [conference.school.name, conference.school.address])))
    event.add("url", page)
    # The day is good to know and does not make anybody busy.
    event.add("transp", "TRANSPARENT")
    return event
