"""A student's occupations: keep one, let one go, say which comes first and second."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from doorway.pathways.models import KeptOccupation, OccupationChange
from doorway.pathways.occupations.access import Chooser
from doorway.pathways.occupations.catalog import Work
from doorway.pathways.occupations.errors import NotKept, NotYet, TooMany
from doorway.roster.models import Person

MOST = 12
What = OccupationChange.What
_PLACED = {1: What.FIRST, 2: What.SECOND, None: What.NEITHER}


@transaction.atomic
def keep(chooser: Chooser, work: Work, *, now: datetime) -> KeptOccupation:
    """Keep an occupation; the first one is the first choice. Keeping it again changes nothing."""
    if not chooser.may_keep:
        raise NotYet
    kept = _kept(chooser)
    same = next((row for row in kept if row.code == work.code), None)
    if same is not None:
        return same
    if len(kept) >= MOST:
        raise TooMany(most=MOST)
    row = KeptOccupation.objects.create(
        district_id=chooser.student.district_id,
        student=chooser.student,
        code=work.code,
        title=work.title,
        place=None if kept else 1,
        kept_at=now,
    )
    _tell(chooser, row, What.KEPT, now)
    if row.place:
        _tell(chooser, row, What.FIRST, now)
    return row


@transaction.atomic
def let_go(chooser: Chooser, kept_id: uuid.UUID, *, now: datetime) -> KeptOccupation:
    """Let one go. What was second moves up when the first goes."""
    kept = _kept(chooser)
    row = _one(kept, kept_id)
    first_went = row.place == 1
    row.place, row.let_go_at = None, now
    row.save(update_fields=["place", "let_go_at"])
    _tell(chooser, row, What.LET_GO, now)
    second = next((other for other in kept if other.place == 2), None)
    if first_went and second is not None:
        _put(chooser, {second: 1}, now)
    return row


@transaction.atomic
def put_in_place(chooser: Chooser, kept_id: uuid.UUID, place: int, *, now: datetime) -> KeptOccupation:
    """Make one the first or the second choice. A new first one moves the old one to second; two that trade trade."""
    kept = _kept(chooser)
    row = _one(kept, kept_id)
    if row.place == place:
        return row
    holders = {other.place: other for other in kept if other.place}
    moves: dict[KeptOccupation, int | None] = {row: place}
    displaced = holders.get(place)
    if row.place is not None:
        if displaced is not None:
            moves[displaced] = row.place
    elif displaced is not None:
        moves[displaced] = 2 if place == 1 else None
        if place == 1 and 2 in holders:
            moves[holders[2]] = None
    _put(chooser, moves, now)
    return row


def _put(chooser: Chooser, moves: dict[KeptOccupation, int | None], now: datetime) -> None:
    """Give each its place. All of them leave their old one first: a place is never held twice, not for a moment."""
    KeptOccupation.objects.filter(pk__in=[row.pk for row in moves]).update(place=None)
    for row, place in moves.items():
        row.place = place
        row.save(update_fields=["place"])
        _tell(chooser, row, _PLACED[place], now)


def _kept(chooser: Chooser) -> list[KeptOccupation]:
    """What is kept now; nobody else changes it until this is done."""
    Person.objects.select_for_update().get(pk=chooser.student.pk)
    return list(KeptOccupation.objects.filter(student=chooser.student, let_go_at=None))


def _one(kept: list[KeptOccupation], kept_id: uuid.UUID) -> KeptOccupation:
    row = next((row for row in kept if row.pk == kept_id), None)
    if row is None:
        raise NotKept
    return row


def _tell(chooser: Chooser, row: KeptOccupation, what: OccupationChange.What, now: datetime) -> None:
    made = OccupationChange.objects.filter(student=row.student_id).aggregate(last=Max("number"))["last"] or 0
    OccupationChange.objects.create(
        district_id=row.district_id,
        student_id=row.student_id,
        code=row.code,
        title=row.title,
        what=what,
        by=chooser.person,
        role=chooser.role,
        at=now,
        number=made + 1,
    )
