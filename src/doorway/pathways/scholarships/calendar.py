"""Last days of scholarships as calendar entries (RFC 5545): a feed for everybody, and a student's own file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Alarm, Calendar, Event, Timezone, vDuration

from doorway.accounts.models import District

# How often a calendar program should ask again, and how long before a last day it rings.
REFRESH = timedelta(hours=12)
RINGS = timedelta(days=7)


@dataclass(frozen=True)
class Deadline:
    """A last day: what it is about, and the address where it is explained. ``key`` tells one from another.

    ``is_priority``: who applies by then is looked at first; the last day comes later.
    """

    key: str
    title: str
    day: date
    text: str
    page: str
    is_priority: bool = False


def deadlines_file(
    deadlines: Iterable[Deadline], *, district: District, title: str, page: str, now: datetime, rings: bool
) -> bytes:
    """The calendar: one entry for each last day, all day long. ``rings``: with an alarm a week before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Doorway//Scholarships//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("url", page)
    for deadline in deadlines:
        calendar.add_component(_entry(deadline, now=now, rings=rings))
    if not calendar.subcomponents:
        # A calendar without any component is not valid; a time zone is one.
        calendar.add_component(Timezone.from_tzid(district.time_zone))
    return bytes(calendar.to_ical())


def _entry(deadline: Deadline, *, now: datetime, rings: bool) -> Event:
    event = Event()
    # The same last day is the same entry, whoever asks and when; another day is another one.
    event.add("uid", str(uuid5(NAMESPACE_URL, f"doorway:scholarship:{deadline.key}:{deadline.day.isoformat()}")))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    last = pgettext("title of a calendar entry", "Deadline: %(title)s")
    best = pgettext("title of a calendar entry", "Best sent by today: %(title)s")
    event.add("summary", (best if deadline.is_priority else last) % {"title": deadline.title})
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("description", "\n".join(filter(None, [deadline.text, deadline.page])))
    event.add("url", deadline.page)
    # The day is good to know and does not make anybody busy.
    event.add("transp", "TRANSPARENT")
    if rings:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        last, best = _("One week left to apply: %(title)s"), _("One week left to be looked at first: %(title)s")
        alarm.add("description", (best if deadline.is_priority else last) % {"title": deadline.title})
        alarm.add("trigger", -RINGS)
        event.add_component(alarm)
    return event
