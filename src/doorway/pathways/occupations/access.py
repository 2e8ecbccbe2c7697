"""Who reads which occupations a student keeps, and who changes them: always through the one door to a student."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from doorway.pathways.models.roles import SaidAs
from doorway.pathways.reading import StudentReader
from doorway.policy.packs import StatePack, grade_number
from doorway.policy.queries import state_pack
from doorway.roster.access import (
    STAFF_REASONS,
    Reason,
    Viewer,
    log_look,
    reason_of,
    visible_students,
    with_reasons,
)
from doorway.roster.models import Person

# The section of a plan that says that its students keep occupations.
SECTION = "occupations"
PAGE = "occupations"
# Who changes the choice, in the order in which a role is taken when somebody has several.
CHOOSING = {
    Reason.SELF: SaidAs.STUDENT,
    Reason.GUARDIAN: SaidAs.GUARDIAN,
    Reason.COUNSELOR: SaidAs.COUNSELOR,
}
READING = (Reason.SELF, Reason.GUARDIAN, *STAFF_REASONS)


@dataclass(frozen=True)
class Reader(StudentReader):
    """Somebody who reads what a student keeps."""

    @property
    def may_choose(self) -> bool:
        """May also change it."""
        return not CHOOSING.keys().isdisjoint(self.reasons) and keeps_occupations(self.student)

    @property
    def plans_courses(self) -> bool:
        """May also open the course plan: the family, the counselor and the principal, from the same grades on."""
        may = {Reason.SELF, Reason.GUARDIAN, Reason.COUNSELOR, Reason.PRINCIPAL}
        return not may.isdisjoint(self.reasons) and keeps_occupations(self.student)


@dataclass(frozen=True)
class Chooser:
    """Somebody who changes what a student keeps, and as what."""

    student: Person
    person: Person
    role: SaidAs

    @property
    def may_keep(self) -> bool:
        """Occupations are part of this student's plan."""
        return keeps_occupations(self.student)


def keeps_occupations(student: Person) -> bool:
    """Whether occupations are part of the plan in the student's grade."""
    return grade_keeps_occupations(state_pack(student.district), student.grade)


def grade_keeps_occupations(pack: StatePack, grade: str) -> bool:
    """The same for a grade as a roster writes it."""
    try:
        number = grade_number(grade)
    except ValueError:
        return False
    kinds = (kind for kind in pack.plans.kinds if number in kind.grades)
    return any(part.key == SECTION for kind in kinds for part in pack.sections(kind.key, number))


def open_kept(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """The student for the page of what they keep; the look is logged; 404 for strangers. Two queries."""
    student, reasons = _student(viewer, student_id, READING)
    log_look(viewer, student, reason=reasons[0].value, page=PAGE)
    return Reader(student, reasons)


def chooser_of(viewer: Viewer, student_id: uuid.UUID, *, carrying: Mapping[str, Any] | None = None) -> Chooser:
    """Who changes a student's choice: the student, a guardian, the counselor; 404 for everybody else.

    ``carrying``: columns that the student carries besides.
    """
    student, reasons = _student(viewer, student_id, tuple(CHOOSING), carrying)
    reason = reasons[0]
    if reason == Reason.SELF:
        person = next((one for one in viewer.persons if one.pk == student.pk), None)
    elif reason == Reason.GUARDIAN:
        wards = student.guardianships.filter(guardian__in=viewer.person_ids, is_active=True)
        ward = wards.select_related("guardian").order_by("guardian__given_name").first()
        person = None if ward is None else ward.guardian
    else:
        person = viewer.person_with("counselor", district=student.district)
    if person is None:
        raise Http404
    return Chooser(student, person, CHOOSING[reason])


def choosing_for(
    viewer: Viewer, asked: uuid.UUID | None = None, *, carrying: Mapping[str, Any] | None = None
) -> list[Person]:
    """For whom the viewer may keep an occupation: themselves, the own children, or a student asked for at work.

    Names only: nothing of what they keep. Each student carries for which reasons (``reason_of``), and what the page
    wants to know of each besides: ``carrying``, columns of the same query. Two queries at most, nearly always one.
    """
    if not viewer.has_role("student", "guardian", "counselor"):
        return []
    family = (Reason.SELF, Reason.GUARDIAN)
    if asked is not None:
        at_work = _may_choose(visible_students(viewer, reasons=CHOOSING, one=asked), viewer, carrying)
        if any(reason_of(student) is Reason.COUNSELOR for student in at_work):
            return at_work
    own = visible_students(viewer, reasons=family).order_by("-grade", "given_name")
    return _may_choose(own, viewer, carrying)


def _may_choose(students: QuerySet[Person], viewer: Viewer, carrying: Mapping[str, Any] | None) -> list[Person]:
    rows = with_reasons(students, viewer, reasons=CHOOSING).annotate(**carrying or {}).select_related("district")
    return [person for person in rows if keeps_occupations(person)]


def _student(
    viewer: Viewer, student_id: uuid.UUID, reasons: tuple[Reason, ...], carrying: Mapping[str, Any] | None = None
) -> tuple[Person, tuple[Reason, ...]]:
    """The student and every reason that holds, in order; 404 when none does. One query."""
    students = visible_students(viewer, reasons=reasons, one=student_id).annotate(**(carrying or {}))
    student = with_reasons(students, viewer, reasons=reasons).select_related("district").first()
    held = tuple(reason for reason in reasons if getattr(student, f"seen_as_{reason.value}", False))
    if student is None or not held:
        raise Http404
    return student, held
