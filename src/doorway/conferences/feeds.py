"""Calendar feeds of conference dates that Google, Apple and Outlook subscribe to (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import pgettext
from icalendar import Calendar, Event, Timezone

from doorway.accounts.models import District
from doorway.conferences.models import Conference, ConferenceWindow
from doorway.conferences.wording import conference_name, school_names, spans_of, whole_day

# How often a calendar program should ask again.
REFRESH = timedelta(hours=6)


def feed(conferences: Iterable[Conference], *, district: District, title: str, page: str, changed: datetime) -> bytes:
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
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("url", page)
    for conference in conferences:
        for window in conference.windows.all():
            calendar.add_component(_event(conference, window, page, changed))
    if not calendar.subcomponents:
        # A calendar without any component is not valid; a time zone is one.
        calendar.add_component(Timezone.from_tzid(district.time_zone))
    return bytes(calendar.to_ical())


def _event(conference: Conference, window: ConferenceWindow, page: str, changed: datetime) -> Event:
    zone = conference.district.zone
    event = Event()
    event.add("uid", f"window-{window.pk}@{urlsplit(settings.ADDRESS).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add(
        "summary",
        pgettext("title of a calendar entry", "%(school)s: %(name)s")
        % {"school": school_names(conference), "name": conference_name(conference)},
    )
    if whole_day(spans_of([window])[0], zone):
        event.add("dtstart", window.starts_at.astimezone(zone).date())
        event.add("dtend", window.ends_at.astimezone(zone).date())
    else:
        # UTC needs no description of the time zone, and no program reads it wrongly.
        event.add("dtstart", window.starts_at)
        event.add("dtend", window.ends_at)
    place = ", ".join(filter(None, [conference.school.name, conference.school.address]))
    event.add("location", place)
    event.add("url", page)
    # The day is good to know and does not make anybody busy.
    event.add("transp", "TRANSPARENT")
    return event
