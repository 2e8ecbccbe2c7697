"""Calendar entries of appointments, made so that Google, Outlook and Apple take them and follow every change.

One VEVENT in one object for one recipient. The UID never changes; SEQUENCE grows with every change of the time and
with the cancellation, or programs ignore it. Times are in UTC: an entry that stands alone needs no time zone rules.
The title holds a first name and nothing more, because calendars are shown on locked screens and shared.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from doorway.conferences.models import Appointment

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def organizer_address() -> str:
    """The bare address that sends the mail: calendar programs refuse an organizer who is not the sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def invitation(appointment: Appointment, *, to: str, link: str, now: datetime) -> str:
    """The entry as an invitation of one mailbox, or its end once the appointment is cancelled."""
    method = CANCEL if appointment.status == Appointment.Status.CANCELLED else REQUEST
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event = _event(appointment, link=link, now=now)
    event.add("organizer", vCalAddress(f"mailto:{organizer_address()}"))
    event.add("attendee", attendee)
    return _calendar(event, method)


def download(appointment: Appointment, *, link: str, now: datetime) -> str:
    """The entry as a file to open by hand: nobody is asked for an answer."""
    return _calendar(_event(appointment, link=link, now=now), PUBLISH)


def place(appointment: Appointment) -> str:
    """School and room."""
    room = appointment.host.room
    school = appointment.conference.school.name
    return f"{school}, {room.name}" if room else school


def _event(appointment: Appointment, *, link: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(appointment.calendar_uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", _("School conference: %(name)s") % {"name": appointment.student.first_name})
    event.add("location", place(appointment))
    event.add("description", f"{_('To move or cancel this time, open your family’s page:')} {link}")
    event.add("url", link)
    cancelled = appointment.status == Appointment.Status.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _calendar(event: Event, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Doorway//Conferences//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
