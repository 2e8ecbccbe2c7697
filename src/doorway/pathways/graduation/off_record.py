"""A counselor takes a class off the record of which no mark will ever come: its year is over, and no file will list it.

The history of the record keeps it, with who took it off, when and why. A file that lists it again brings it back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from doorway.pathways.graduation.access import Decider
from doorway.pathways.graduation.decisions import check_reason, named
from doorway.pathways.graduation.errors import NotOnRecord, NotSensible, NotWaiting
from doorway.pathways.graduation.records import own_year, rows_of
from doorway.pathways.graduation.unmarked import is_unmarked
from doorway.pathways.models import TranscriptCourse
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Person

# What there is room for in the history.
LONGEST_REASON = 100


@dataclass(frozen=True)
class TakenOff:
    """A class that was taken off. ``by``: who works with that mailbox here; empty where nobody does any more."""

    words: str
    by: str
    at: datetime
    reason: str


def waiting(student: Person, *, today: date) -> list[TranscriptCourse]:
    """Classes of years that are over of which the mark has not come, in order of time. Two queries at most."""
    runs = _runs(student, today)
    return [row for row in rows_of([student.pk])[student.pk] if is_unmarked(row, runs)]


@transaction.atomic
def take_off(decider: Decider, course_id: uuid.UUID, *, reason: str, today: date) -> str:
    """Take one of them off the record; what it was called. Refuses what has a mark, and what is not over."""
    check_reason(reason, NotSensible.WHY_OFF)
    row = TranscriptCourse.objects.select_for_update().filter(student=decider.student, pk=course_id).first()
    if row is None:
        raise NotOnRecord
    if not is_unmarked(row, _runs(decider.student, today)):
        raise NotWaiting
    record: Any = row
    record._history_user = decider.person.user  # how django-simple-history is told
    record._change_reason = reason.strip()[:LONGEST_REASON]
    row.delete()
    return named(row)


def taken_off(student: Person) -> list[TakenOff]:
    """What counselors have taken off the record, the latest first. Two queries, one where there is nothing."""
    rows = list(
        TranscriptCourse.history.filter(
            student_id=student.pk, district_id=student.district_id, history_type="-", history_change_reason__gt=""
        ).order_by("-history_date")
    )
    people = _people(student, {row.history_user_id for row in rows}) if rows else {}
    return [
        TakenOff(named(row), people.get(row.history_user_id, ""), row.history_date, row.history_change_reason)
        for row in rows
    ]


def _people(student: Person, users: Iterable[Any]) -> dict[Any, str]:
    found: dict[Any, list[str]] = {}
    for person in Person.objects.filter(district=student.district_id, user__in=[one for one in users if one]):
        found.setdefault(person.user_id, []).append(person.full_name)
    return {user: ", ".join(names) for user, names in found.items()}


def _runs(student: Person, today: date) -> int:
    """The school year that runs for the student: classes of earlier ones are over."""
    return min(own_year(student, today), school_year_of(today))
