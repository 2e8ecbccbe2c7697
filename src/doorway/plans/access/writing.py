"""Who holds the pen: who may read and write what of a student's working plan."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.expressions import BaseExpression
from django.http import Http404
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference, FamilyQuestion
from doorway.plans.access.table import AtTheTable
from doorway.plans.actions.entries import Author
from doorway.plans.actions.opening import open_plan
from doorway.plans.models import Goal, Plan
from doorway.plans.queries.students import names
from doorway.roster.access import (
    STAFF_REASONS,
    Reason,
    Viewer,
    log_look,
    student_for,
    visible_students,
    weighed,
)
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Guardianship, Person, Role, SchoolClass

# Who works on a plan at the table. Office and district read it.
WRITING_REASONS = (Reason.TEACHER, Reason.COUNSELOR, Reason.PRINCIPAL)
OWN_REASONS = (Reason.SELF, Reason.GUARDIAN)
CONVERSATION_ROLES = ("teacher", "counselor", "principal", "office", "district")

_VOICES = {
    Reason.TEACHER: "teacher",
    Reason.COUNSELOR: "counselor",
    Reason.SELF: "student",
    Reason.GUARDIAN: "guardian",
}


@dataclass(frozen=True)
class Writer:
    """The student whose plan is written, and who writes."""

    student: Person
    author: Author


def open_conversation(viewer: Viewer, student_id: uuid.UUID) -> AtTheTable:
    """The student for the staff's page, the viewer's voices, whether they may write, and what is kept from them.

    404 for strangers. The look is logged with its reason. The student carries ``school_name`` and ``class_title``.
    Two queries.
    """
    student, reasons = student_with(viewer, student_id, STAFF_REASONS, **names(viewer))
    log_look(viewer, student, reason=next(iter(reasons)).value, page="conversation")
    closed = viewer.closed_kinds(student.district, [reason.value for reason in reasons])
    return AtTheTable(student, voices_of(reasons), not set(reasons).isdisjoint(WRITING_REASONS), closed)


def open_own_words(viewer: Viewer, student_id: uuid.UUID, *, page: str) -> tuple[Person, frozenset[str]]:
    """The student for the page on which the student, or a guardian, writes; the look is logged; 404 for strangers."""
    student, reasons = student_with(viewer, student_id, OWN_REASONS, **names(viewer))
    log_look(viewer, student, reason=next(iter(reasons)).value, page=page)
    return student, voices_of(reasons[:1])


def own_student_id(viewer: Viewer) -> uuid.UUID:
    """Which of the viewer's persons is the student; 404 when none is."""
    found = next((row.person.pk for row in viewer.memberships if row.role == Role.STUDENT), None)
    if found is None:
        raise Http404
    return found


def plan_for(viewer: Viewer, student: Person) -> Plan:
    """The plan of this school year of a student whom the viewer may see, made when there is none; 404 otherwise."""
    student_for(viewer, student.pk)
    return open_plan(student=student, on=viewer.today, now=timezone.now())


def staff_writer(viewer: Viewer, student_id: uuid.UUID) -> Writer:
    """Teacher, counselor or principal of the student, with the voices they have; 404 for everybody else."""
    student, reasons = student_with(viewer, student_id, WRITING_REASONS)
    person = staff_person(viewer, student)
    voices = voices_of(reasons)
    subject = subject_of(viewer, student.pk) if Reason.TEACHER in reasons else ""
    return Writer(student, Author(person, voices, subject))


def own_writer(viewer: Viewer, student_id: uuid.UUID) -> Writer:
    """The student, or a guardian of the student; 404 for everybody else."""
    student, reasons = student_with(viewer, student_id, OWN_REASONS)
    if Reason.SELF in reasons:
        me = next(person for person in viewer.persons if person.pk == student.pk)
        return Writer(student, Author(me, frozenset({"student"})))
    ward = Guardianship.objects.filter(student=student, guardian__in=viewer.person_ids, is_active=True)
    guardian = ward.select_related("guardian").order_by("guardian__given_name").first()
    if guardian is None:
        raise Http404
    return Writer(student, Author(guardian.guardian, frozenset({"guardian"})))


def goal_for(viewer: Viewer, goal_id: uuid.UUID) -> tuple[Goal, Writer]:
    """A goal that this member of staff may change; 404 otherwise."""
    goal = Goal.objects.filter(pk=goal_id).select_related("plan").first()
    if goal is None:
        raise Http404
    return goal, staff_writer(viewer, goal.plan.student_id)


def question_for(viewer: Viewer, question_id: uuid.UUID) -> tuple[FamilyQuestion, Writer]:
    """A family's question that this member of staff may answer; 404 otherwise."""
    question = FamilyQuestion.objects.filter(pk=question_id).first()
    if question is None:
        raise Http404
    return question, staff_writer(viewer, question.student_id)


def appointment_for(viewer: Viewer, appointment_id: uuid.UUID) -> Appointment:
    """An appointment whose attendance the viewer keeps: its host, or office and principal of the school; 404 otherwise.

    A "no access" mark on the viewer closes this too.
    """
    appointment = Appointment.objects.select_related("host", "conference", "student").filter(pk=appointment_id).first()
    # What was written down without a booking took place; it can only be taken back.
    if appointment is None or appointment.conference.status == Conference.Status.HELD:
        raise Http404
    marks = appointment.student.access_marks.filter(person__in=viewer.mailbox_ids, lifted_at=None)
    keeps = appointment.host.person_id in viewer.person_ids or appointment.conference.school_id in viewer.school_ids(
        [Role.OFFICE, Role.PRINCIPAL]
    )
    if not keeps or marks.exists():
        raise Http404
    return appointment


def classes_of(viewer: Viewer) -> list[SchoolClass]:
    """The classes that the viewer teaches now, by title."""
    taught = Enrollment.objects.filter(
        current(viewer.today), person__in=viewer.person_ids, role="teacher", is_active=True
    )
    classes = SchoolClass.objects.filter(
        pk__in=taught.values("school_class"), is_active=True, school_year__ends_on__gte=viewer.today
    )
    return list(classes.select_related("school", "school_year", "district"))


def class_for(viewer: Viewer, class_id: uuid.UUID) -> tuple[SchoolClass, list[Person]]:
    """A class that the viewer teaches now, and its students whom they may see, by name; 404 otherwise. Two queries."""
    school_class = next((found for found in classes_of(viewer) if found.pk == class_id), None)
    if school_class is None:
        raise Http404
    enrolled = Enrollment.objects.filter(
        current(viewer.today), school_class=school_class, role=Enrollment.Role.STUDENT, is_active=True
    )
    students = visible_students(viewer, reasons=[Reason.TEACHER]).filter(pk__in=enrolled.values("person"))
    return school_class, list(students.select_related("district"))


def class_author(viewer: Viewer, school_class: SchoolClass) -> Author:
    """Who writes in a class grid: the teacher, speaking for the class unless it is a homeroom; 404 for others."""
    person = viewer.person_with("teacher", district=school_class.district)
    if person is None:
        raise Http404
    subject = "" if school_class.kind == SchoolClass.Kind.HOMEROOM else school_class.title
    return Author(person, frozenset({"teacher"}), subject)


def staff_person(viewer: Viewer, student: Person) -> Person:
    """The person of the viewer who works in the student's district; 404 without one."""
    person = viewer.person_with("teacher", "counselor", "principal", district=student.district)
    if person is None:
        raise Http404
    return person


def subject_of(viewer: Viewer, student_id: uuid.UUID) -> str:
    """The classes in which the viewer teaches the student, for an entry's heading; empty for a homeroom teacher."""
    shared = SchoolClass.objects.filter(
        is_active=True,
        school_year__ends_on__gte=viewer.today,
        enrollments__in=Enrollment.objects.filter(
            current(viewer.today), person=student_id, role="student", is_active=True
        ),
    ).filter(
        enrollments__in=Enrollment.objects.filter(
            current(viewer.today), person__in=viewer.person_ids, role="teacher", is_active=True
        )
    )
    rows = list(shared.distinct().order_by("title").values_list("kind", "title"))
    if any(kind == SchoolClass.Kind.HOMEROOM for kind, _title in rows):
        return ""
    return ", ".join(title for _kind, title in rows)[:200]


def voices_of(reasons: Iterable[Reason]) -> frozenset[str]:
    """The voices that come with the reasons for which a student may be seen."""
    return frozenset(_VOICES[reason] for reason in reasons if reason in _VOICES)


def student_with(
    viewer: Viewer, student_id: uuid.UUID, reasons: tuple[Reason, ...], **more: BaseExpression
) -> tuple[Person, tuple[Reason, ...]]:
    """The student and every one of the reasons that holds, in order; 404 when none does. One query."""
    students = weighed(viewer, student_id, reasons=reasons).annotate(**more)
    student = students.select_related("district").first()
    held = [reason for reason in reasons if getattr(student, f"seen_as_{reason.value}", False)]
    if student is None or not held:
        raise Http404
    return student, tuple(held)
