"""The log of looks at students' records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from doorway.roster.access.viewer import Viewer
from doorway.roster.models import Person, RecordLook


@dataclass(frozen=True)
class Look:
    """What is written down when a page tells something of a student: why it may, and which page's story it is."""

    student: Person
    reason: str
    page: str


def log_look(viewer: Viewer, student: Person, *, reason: str, page: str) -> None:
    """Write down that the viewer opened this student's record, on which page and why they may."""
    log_looks(viewer, [student], reason=reason, page=page)


def log_looks(viewer: Viewer, students: Iterable[Person], *, reason: str, page: str) -> None:
    """The same for a page (a class grid, a packet) that shows several students' records, in one query."""
    log_each(viewer, [Look(student, reason, page) for student in students])


def log_each(viewer: Viewer, looks: Iterable[Look]) -> None:
    """The same where a page tells several things, each of students seen for reasons of their own. One query at most."""
    now = timezone.now()
    RecordLook.objects.bulk_create(
        RecordLook(
            district_id=look.student.district_id, student=look.student, user=viewer.user,
            reason=look.reason, page=look.page, at=now,
        )
        for look in looks
    )  # fmt: skip
