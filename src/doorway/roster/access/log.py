"""The log of looks at students' records."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from doorway.roster.access.viewer import Viewer
from doorway.roster.models import Person, RecordLook


def log_look(viewer: Viewer, student: Person, *, reason: str, page: str) -> None:
    """Write down that the viewer opened this student's record, on which page and why they may."""
    log_looks(viewer, [student], reason=reason, page=page)


def log_looks(viewer: Viewer, students: Iterable[Person], *, reason: str, page: str) -> None:
    """The same for a page (a class grid, a packet) that shows several students' records, in one query."""
    now = timezone.now()
    RecordLook.objects.bulk_create(
        RecordLook(district_id=student.district_id, student=student, user=viewer.user, reason=reason, page=page, at=now)
        for student in students
    )
