"""Another room for a host whom families meet already: their meetings go along, and everybody is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from doorway.conferences.actions.conflicts import says_taken, stand_in_line
from doorway.conferences.errors import preparing as errors
from doorway.conferences.letters import tell_of_rooms
from doorway.conferences.models import Appointment, Host, Occupancy
from doorway.conferences.wording import moment_in_words
from doorway.roster.models import Room


def change_rooms(hosts: Sequence[Host], *, now: datetime) -> None:
    """Take each host's booked meetings to the room that the host has now, or (none) out of the old one.

    All rooms are left before one is taken, so that two hosts can change with each other. Raises
    :class:`~doorway.conferences.errors.preparing.RoomIsTaken` when a meeting of somebody else is in the room then; call
    it within the transaction that changes the hosts.
    """
    rows = Appointment.objects.filter(host__in=hosts, status=Appointment.Status.BOOKED).order_by("starts_at")
    meetings = list(
        rows.select_related("student", "guardian__district", "host__person", "host__room", "conference__district")
    )
    ahead = [meeting for meeting in meetings if meeting.ends_at > now]
    stand_in_line({host.room_id for host in hosts if host.room_id})
    Occupancy.objects.filter(appointment__in=ahead, room__isnull=False).delete()
    for meeting in ahead:
        if meeting.host.room_id is not None:
            _take(meeting)
    tell_of_rooms(ahead, now=now)


def tell_of_new_name(room: Room, *, now: datetime) -> None:
    """Letter and calendar entry say where to go: whoever comes to the room is told its new name."""
    rows = Appointment.objects.filter(host__room=room, status=Appointment.Status.BOOKED, ends_at__gt=now)
    related = ("student", "guardian__district", "host__person", "host__room", "conference__district")
    tell_of_rooms(rows.select_related(*related).order_by("starts_at"), now=now)


def _take(meeting: Appointment) -> None:
    try:
        with transaction.atomic():
            Occupancy.objects.create(
                district_id=meeting.district_id,
                appointment=meeting,
                room_id=meeting.host.room_id,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
            )
    except IntegrityError as error:
        if not says_taken(error):
            raise
        raise errors.RoomIsTaken(
            name=meeting.host.room.name if meeting.host.room else "",
            host=meeting.host.person.full_name,
            time=moment_in_words(meeting.starts_at, meeting.conference.district.zone),
        ) from error
