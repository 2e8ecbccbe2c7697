"""Calendar entries of a family's visit, made so that Google, Outlook and Apple take them and follow every change.

One VEVENT in one object for one recipient. The UID never changes; SEQUENCE grows with every change and with the
cancellation, or programs ignore it. Times are in UTC: an entry that stands alone needs no time zone rules. The title
holds first names and nothing more, because calendars are shown on locked screens and shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event, vCalAddress, vText

from doorway.conferences.models import Appointment, Visit
from doorway.conferences.wording import clock, listed
from doorway.messages.letters import link

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def organizer_address() -> str:
    """The bare address that sends the mail: calendar programs refuse an organizer who is not the sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def invitation(visit: Visit, meetings: Sequence[Appointment], *, to: str, now: datetime, method: str = REQUEST) -> str:
    """The entry as an invitation of one mailbox; with ``CANCEL`` its end, ``meetings`` being what it held before."""
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event = _event(visit, meetings, now=now, is_cancelled=method == CANCEL)
    event.add("organizer", vCalAddress(f"mailto:{organizer_address()}"))
    event.add("attendee", attendee)
    return _calendar(event, method)


def download(visit: Visit, meetings: Sequence[Appointment], *, now: datetime) -> str:
    """The entry as a file to open by hand: nobody is asked for an answer."""
    return _calendar(_event(visit, meetings, now=now), PUBLISH)


def place(appointment: Appointment) -> str:
    """School and room."""
    room = appointment.host.room
    school = appointment.conference.school.name
    return f"{school}, {room.name}" if room else school


def page_of(meetings: Sequence[Appointment]) -> str:
    """Where the family changes these meetings: the page of the only one, else the family's page."""
    if len(meetings) == 1:
        return link("family_appointment", appointment_id=meetings[0].pk)
    return link("family_home")


def _event(visit: Visit, meetings: Sequence[Appointment], *, now: datetime, is_cancelled: bool = False) -> Event:
    page = page_of(meetings)
    names = list(dict.fromkeys(meeting.student.first_name for meeting in meetings))
    event = Event()
    event.add("uid", str(visit.calendar_uid))
    event.add("sequence", visit.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", min(meeting.starts_at for meeting in meetings).astimezone(UTC))
    event.add("dtend", max(meeting.ends_at for meeting in meetings).astimezone(UTC))
    event.add(
        "summary",
        ngettext("School conference about %(name)s", "School conferences about %(name)s", len(meetings))
        % {"name": listed(names)},
    )
    places = set(map(place, meetings))
    event.add("location", places.pop() if len(places) == 1 else meetings[0].conference.school.name)
    event.add("description", "\n".join([*_lines(visit, meetings), _("To move or cancel: %(page)s") % {"page": page}]))
    event.add("url", page)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _lines(visit: Visit, meetings: Sequence[Appointment]) -> list[str]:
    """What is when: “1:00 pm: Mateo with June Albrecht, Room 7”."""
    zone = visit.conference.district.zone
    lines = []
    for meeting in meetings:
        what = _("%(student)s with %(host)s") % {
            "student": meeting.student.first_name,
            "host": meeting.host.person.full_name,
        }
        room = f", {meeting.host.room.name}" if meeting.host.room else ""
        lines.append(f"{clock(meeting.starts_at.astimezone(zone))}: {what}{room}")
    return lines


def _calendar(event: Event, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Doorway//Conferences//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
