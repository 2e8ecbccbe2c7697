"""What a student keeps, and how it came about. The caller has checked that the student may be seen."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from doorway.pathways.models import KeptOccupation, OccupationChange
from doorway.pathways.occupations.catalog import Words
from doorway.roster.access import Viewer, log_look, why_visible
from doorway.roster.models import Person


@dataclass(frozen=True)
class ChangeLine:
    """One change in words: by a role and not by a name, because two homes may read it."""

    title: Words
    what: str
    role: str
    at: datetime


def kept_by(student: Person) -> list[KeptOccupation]:
    """What the student keeps: the first and the second choice, then the others by date. One query."""
    rows = KeptOccupation.objects.filter(student=student.pk, let_go_at=None)
    return list(rows.order_by(F("place").asc(nulls_last=True), "kept_at"))


def changes_of(student: Person) -> list[ChangeLine]:
    """How the choice changed, newest first. One query."""
    rows = OccupationChange.objects.filter(student=student.pk).order_by("-number")
    return [ChangeLine(row.title, str(row.get_what_display()), str(row.get_role_display()), row.at) for row in rows]


def kept_among(viewer: Viewer, students: Sequence[Person], code: str) -> set[uuid.UUID]:
    """Which of these students, for whom the viewer may keep it, keep this occupation already.

    Where it says so of a student, that is logged as a look at what they keep. One query, three for each who keeps it.
    """
    if not students:
        return set()
    rows = KeptOccupation.objects.filter(student__in=students, code=code, let_go_at=None)
    kept = set(rows.values_list("student", flat=True))
    for student in students:
        reason = why_visible(viewer, student) if student.pk in kept else None
        if reason is not None:
            log_look(viewer, student, reason=reason.value, page="occupations")
    return kept
