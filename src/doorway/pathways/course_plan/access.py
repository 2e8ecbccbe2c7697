"""Who reads a course plan, who proposes, and who approves: always through the one door to a student."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404

from doorway.pathways.course_plan.ground import with_main_school
from doorway.pathways.graduation.access import READING, Decider, decider_of, decides, looked_at
from doorway.pathways.models import GraduationDecision, LocalScholarship, RegistrationReason
from doorway.pathways.occupations.access import Chooser, chooser_of, keeps_occupations
from doorway.pathways.reading import StudentReader
from doorway.roster.access import Look, Reason, Viewer, reason_of, weighed
from doorway.roster.models import Person

PAGE = "course-plan"


@dataclass(frozen=True)
class Reader(StudentReader):
    """Somebody who reads one student's course plan."""

    @property
    def proposes(self) -> bool:
        """May put classes into the plan."""
        return self.is_family or Reason.COUNSELOR in self.reasons

    @property
    def approves(self) -> bool:
        """The counselor there, and not of the family."""
        return decides(self.student)


def has_course_plan(student: Person) -> bool:
    """From the grade on in which occupations are part of the plan."""
    return keeps_occupations(student)


def open_course_plan(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """The student for the page of the plan; the look is logged; 404 for strangers and for the young. Two queries."""
    students = weighed(viewer, student_id, reasons=READING).select_related("district")
    # Few students have decisions or reasons: whoever has none costs no query for them.
    decided = GraduationDecision.objects.filter(student=OuterRef("pk"), withdrawn_at=None)
    explained = RegistrationReason.objects.filter(planned__student=OuterRef("pk"), withdrawn_at=None)
    students = students.annotate(has_decisions=Exists(decided), has_reasons=Exists(explained), **_asked())
    students = with_main_school(students, viewer.today)
    return Reader(*looked_at(viewer, students, page=PAGE, may=has_course_plan))


def open_in_brief(students: Iterable[Person]) -> list[Look]:
    """Whose plan a page that is about something else may tell of: each as the look that is to be logged. No query.

    ``students`` carry for which reasons the viewer sees them. Who could not open the page of the plan is left out.
    """
    found = ((student, [reason for reason in READING if reason is reason_of(student)]) for student in students)
    return [Look(student, held[0].value, PAGE) for student, held in found if held and has_course_plan(student)]


def planner_of(viewer: Viewer, student_id: uuid.UUID) -> Chooser:
    """Who proposes: the student, a guardian, the counselor; 404 for everybody else, and for the young."""
    chooser = chooser_of(viewer, student_id, carrying=_asked())
    if not has_course_plan(chooser.student):
        raise Http404
    return chooser


def approver_of(viewer: Viewer, student_id: uuid.UUID) -> Decider:
    """Who approves: the counselor there, and never for the own child; else 404. The look is logged. Three queries."""
    return decider_of(viewer, student_id, page=PAGE, may=has_course_plan, carrying=_asked())


def _asked() -> dict[str, Exists]:
    """Whether a scholarship of the district may ask for a mark: where none does, none is read for a plan."""
    asking = LocalScholarship.objects.filter(district=OuterRef("district"), ended_at=None).exclude(courses=[])
    return {"has_mark_asked": Exists(asking)}
