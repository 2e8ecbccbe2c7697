"""Everybody's time is taken, and what to say when it cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from doorway.conferences.actions.booking.checks import Checked
from doorway.conferences.actions.booking.wish import Wish
from doorway.conferences.actions.conflicts import stand_in_line
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment, Host, Occupancy
from doorway.conferences.queries.families import family_board
from doorway.conferences.queries.slots import slots_of
from doorway.roster.models import Person


def occupy(rows: Sequence[tuple[Appointment, Checked]]) -> None:
    """Take everybody's time, in one statement and in one order."""
    wanted = [taken for row, item in rows for taken in _occupancies(row, item)]
    wanted.sort(key=lambda taken: (str(taken.person_id or taken.room_id), taken.starts_at))
    stand_in_line(one for taken in wanted if (one := taken.person_id or taken.room_id))
    Occupancy.objects.bulk_create(wanted)


def _occupancies(row: Appointment, item: Checked) -> Iterator[Occupancy]:
    common = {
        "district_id": row.district_id,
        "appointment": row,
        "starts_at": item.span.starts_at,
        "ends_at": item.span.ends_at,
    }
    for person_id in item.people:
        yield Occupancy(person_id=person_id, **common)
    if item.wish.host.room_id is not None:
        yield Occupancy(room_id=item.wish.host.room_id, **common)


@dataclass
class _Overlaps:
    """Who and what is taken in the time of one wish."""

    people: set[uuid.UUID] = field(default_factory=set)
    rooms: set[uuid.UUID] = field(default_factory=set)


def what_went(
    wishes: Sequence[Wish], guardian: Person, now: datetime, *, office: bool, moving: Appointment | None = None
) -> errors.SlotTaken | None:
    """After everything was undone: which of the wanted times went, and what fits instead. None when all are free."""
    lost = []
    for wish in wishes:
        host = Host.objects.select_related("conference", "person").get(pk=wish.host.pk)
        span = next((slot for slot in slots_of(host) if slot.starts_at == wish.starts_at), None)
        if span is None:
            continue
        item = Checked(wish, wish.guardian or guardian, 0, span)
        overlaps = _overlaps(span, moving)
        family_is_busy = bool(item.family & overlaps.people)
        if family_is_busy or host.person_id in overlaps.people or host.room_id in overlaps.rooms:
            lost.append(errors.Lost(wish, family_is_busy))
    if not lost:
        return None
    persons = list(dict.fromkeys([guardian, *(wish.guardian for wish in wishes if wish.guardian)]))
    board = family_board(persons, now=now, office=office, moving=moving)
    wanted = {wish.key: wish.starts_at for wish in wishes}
    return errors.SlotTaken(lost, board.rescue(wanted, [one.key for one in lost]))


def _overlaps(span: Span, moving: Appointment | None) -> _Overlaps:
    rows = Occupancy.objects.filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    if moving is not None:
        rows = rows.exclude(appointment=moving)
    found = _Overlaps()
    for person, room in rows.values_list("person_id", "room_id"):
        found.people |= {person} - {None}
        found.rooms |= {room} - {None}
    return found
