"""What a student keeps, and how it came about. The caller has checked that the student may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import BaseExpression

from doorway.pathways.models import KeptOccupation, OccupationChange
from doorway.pathways.occupations.access import PAGE
from doorway.pathways.occupations.catalog import Words
from doorway.roster.access import Look, reason_of
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


def kept_column(code: str) -> dict[str, BaseExpression]:
    """For ``choosing_for``: whether each student keeps this occupation already (``keeps_it``)."""
    kept = KeptOccupation.objects.filter(student=OuterRef("pk"), code=code, let_go_at=None)
    return {"keeps_it": Exists(kept)}


def kept_among(students: Iterable[Person]) -> list[Look]:
    """Who of these students keeps it already, each as the look at what they keep that is to be logged. No query."""
    keeping = ((student, reason_of(student)) for student in students if getattr(student, "keeps_it", False))
    return [Look(student, reason.value, PAGE) for student, reason in keeping if reason is not None]
