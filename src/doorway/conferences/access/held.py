"""Who may write down that a family was met or tried to be reached, and who may take it back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.http import Http404

from doorway.accounts.models import District
from doorway.conferences.models import HeldConference, Host
from doorway.conferences.queries.held import sharing_a_guardian
from doorway.roster.access import Reason, Viewer, log_looks, open_record, reason_of, visible_students, with_reasons
from doorway.roster.models import Person

# Who talks with families: those who follow up a whole school, and the student's own teachers.
ROLES = ("teacher", "counselor", "principal", "office", "district")
_REASONS = tuple(Reason(role) for role in ROLES)
_FOLLOWING = tuple(reason for reason in _REASONS if reason is not Reason.TEACHER)


def open_family(viewer: Viewer, student_id: uuid.UUID, *, page: str) -> tuple[Person, Reason]:
    """A student whose family the viewer may reach at work, with the look in the log; 404 for everybody else."""
    return open_record(viewer, student_id, page=page, reasons=_REASONS)


def writer(viewer: Viewer, district: District) -> Person:
    """Which of the viewer's persons writes it down; 404 without one."""
    person = viewer.person_with(*ROLES, district=district)
    if person is None:
        raise Http404
    return person


def siblings(viewer: Viewer, students: Sequence[Person], *, page: str) -> dict[uuid.UUID, list[Person]]:
    """For each student the other children of the same guardians whom the viewer may see at work, by name.

    That they stand on the page is a look at each of them. Three queries at most.
    """
    beside = sharing_a_guardian(students)
    wanted = set().union(*beside.values())
    if not wanted:
        return {student.pk: [] for student in students}
    seen = visible_students(viewer, reasons=_REASONS, one=OuterRef("pk"))
    rows = with_reasons(Person.objects.filter(Exists(seen), pk__in=wanted), viewer, reasons=_REASONS).select_related(
        "district"
    )
    found = {row.pk: row for row in rows.order_by("given_name", "family_name", "pk")}
    shown: dict[str, list[Person]] = {}
    for row in found.values():
        reason = reason_of(row)
        if reason is not None:
            shown.setdefault(reason.value, []).append(row)
    for named, people in shown.items():
        log_looks(viewer, people, reason=named, page=page)
    return {student.pk: [row for key, row in found.items() if key in beside[student.pk]] for student in students}


def follows(viewer: Viewer, student: Person) -> bool:
    """Whether the viewer follows up the student's whole school, and does not only teach the student. One query."""
    return visible_students(viewer, reasons=_FOLLOWING, one=student.pk).exists()


def to_take_back(viewer: Viewer, student: Person, lines: Sequence[HeldConference]) -> set[uuid.UUID]:
    """Which of these lines about a student the viewer may take back: those that they wrote down or held themselves,
    and all of them for whoever follows up the student's school. Two queries at most.
    """
    standing = [one for one in lines if one.taken_back_at is None]
    if not standing:
        return set()
    if follows(viewer, student):
        return {one.pk for one in standing}
    hosted = Host.objects.filter(
        conference__in=[one.conference_id for one in standing], person__in=viewer.person_ids
    ).values_list("conference_id", flat=True)
    own = set(hosted)
    return {one.pk for one in standing if one.written_by_id in viewer.person_ids or one.conference_id in own}


def held_to_take_back(viewer: Viewer, student_id: uuid.UUID, held_id: uuid.UUID) -> HeldConference:
    """What was written down about a student, for whoever may take it back, with the look in the log; 404 otherwise."""
    student, _reason = open_family(viewer, student_id, page="take_held_back")
    held = HeldConference.objects.filter(pk=held_id, student=student).select_related("student__district").first()
    if held is None or held.pk not in to_take_back(viewer, student, [held]):
        raise Http404
    return held
