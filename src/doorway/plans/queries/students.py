"""Lists of students for staff: whom one may see, when one meets them next, how far the plan is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from doorway.conferences.models import Appointment, FamilyQuestion
from doorway.plans.models import Goal, Plan, PlanEntry, PlanVersion, Signature
from doorway.roster.access import STAFF_REASONS, Reason, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import (
    AccessMark,
    Enrollment,
    Guardianship,
    Membership,
    Person,
    School,
    SchoolClass,
    SchoolYear,
)
from doorway.roster.queries import named

GRADES = ("PK", "KG", *(f"{number:02d}" for number in range(1, 13)))


class PlanState(TextChoices):
    """How far a student's plan of this year is."""

    NOTHING = "nothing", _("Nothing yet")
    STARTED = "started", _("Started")
    TALKED = "talked", _("Talked about, not shared yet")
    SHARED = "shared", _("Shared, signatures missing")
    SIGNED = "signed", _("Signed by family and student")


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields do not narrow."""

    text: str = ""
    school: uuid.UUID | None = None
    grade: str = ""
    school_class: uuid.UUID | None = None
    state: str = ""


def found_students(viewer: Viewer, search: Search, *, now: datetime) -> QuerySet[Person]:
    """The students whom the viewer sees at work and who fit, in order. :func:`described` says more of some of them."""
    students = visible_students(viewer, reasons=STAFF_REASONS).filter(named(search.text))
    if search.grade:
        students = students.filter(grade=search.grade)
    if search.school:
        students = students.filter(Exists(_held(viewer).filter(school=search.school)))
    if search.school_class:
        students = students.filter(Exists(_in_class(viewer, search.school_class)))
    if search.state:
        students = with_plan_states(students, viewer, now=now).filter(Q(("state", search.state)))
    return students


def described(found: Sequence[uuid.UUID], viewer: Viewer, *, now: datetime) -> list[Person]:
    """These students in this order, with ``school_name``, ``next_meeting`` and plan states. One query.

    Not for all who were found: to sort a district, the database would work all of it out for every student.
    """
    booked = Appointment.objects.filter(student=OuterRef("pk"), status=Appointment.Status.BOOKED, starts_at__gte=now)
    students = with_plan_states(Person.objects.filter(pk__in=found), viewer, now=now).annotate(
        school_name=Subquery(_held(viewer).order_by("-is_primary", "school__name").values("school__name")[:1]),
        next_meeting=Subquery(booked.order_by("starts_at").values("starts_at")[:1]),
    )
    rows = {student.pk: student for student in students}
    return [rows[key] for key in found]


def _held(viewer: Viewer) -> QuerySet[Membership]:
    return Membership.objects.filter(current(viewer.today), role="student", person=OuterRef("pk"))


def _in_class(viewer: Viewer, school_class: uuid.UUID) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(
        current(viewer.today), person=OuterRef("pk"), role="student", is_active=True, school_class=school_class
    )


def with_plan_states(students: QuerySet[Person], viewer: Viewer, *, now: datetime) -> QuerySet[Person]:
    """Students with the state of this year's plan.

    ``state`` is one of :class:`PlanState`. ``family_signed``: in every home a guardian with access has signed the
    newest version; ``student_signed``: the student has. ``version_id`` can be referred to, and is not read.
    """
    year = SchoolYear.objects.filter(district=OuterRef("district"), starts_on__lte=viewer.today).order_by("-starts_on")
    plan = Plan.objects.filter(student=OuterRef("pk"), school_year=Subquery(year.values("pk")[:1]))
    newest = PlanVersion.objects.filter(plan=OuterRef("plan_id")).order_by("-number")
    students = students.alias(plan_id=Subquery(plan.values("pk")[:1]))
    students = students.alias(version_id=Subquery(newest.values("pk")[:1]))
    signed = Signature.objects.filter(version=OuterRef("version_id"))
    students = students.annotate(
        student_signed=Exists(signed.filter(signer=Signature.Signer.STUDENT)),
        family_signed=~Exists(_homes_without_signature()),
    )
    return students.alias(
        has_words=Exists(PlanEntry.objects.filter(plan=OuterRef("plan_id")))
        | Exists(Goal.objects.filter(plan=OuterRef("plan_id"))),
        has_talked=Exists(_talks(viewer, now)),
    ).annotate(
        # Signatures are looked for only where there is something to sign: for most students of a list there is not.
        state=Case(
            When(version_id__isnull=True, then=_before_sharing()),
            When(student_signed=True, family_signed=True, then=Value(PlanState.SIGNED)),
            default=Value(PlanState.SHARED),
        )
    )


def _before_sharing() -> Case:
    return Case(
        When(has_talked=True, then=Value(PlanState.TALKED)),
        When(has_words=True, then=Value(PlanState.STARTED)),
        default=Value(PlanState.NOTHING),
    )


def _homes_without_signature() -> QuerySet[Guardianship]:
    """Guardians with access of a student, in whose home nobody has signed the student's ``version_id``."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    signed = Signature.objects.filter(
        version=OuterRef(OuterRef("version_id")),
        signer=Signature.Signer.GUARDIAN,
        person__wards__student=OuterRef("student"),
        person__wards__household=OuterRef("household"),
        person__wards__is_active=True,
    )
    return Guardianship.objects.filter(
        ~Exists(marked), ~Exists(signed), student=OuterRef("pk"), is_active=True, guardian__is_active=True
    )


def _talks(viewer: Viewer, now: datetime) -> QuerySet[Appointment]:
    """This year's conferences that took place; for teachers and counselors, their own."""
    came = Q(attendance=Appointment.Attendance.CAME) | Q(attendance=Appointment.Attendance.UNKNOWN, ends_at__lte=now)
    rows = Appointment.objects.filter(
        came,
        student=OuterRef("pk"),
        status=Appointment.Status.BOOKED,
        conference__school_year__ends_on__gte=viewer.today,
    )
    return rows.filter(host__person__in=viewer.person_ids) if viewer.has_role("teacher", "counselor") else rows


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed by. ``total``: how many students there are before it is."""

    schools: list[School]
    grades: list[str]
    classes: list[SchoolClass]
    total: int


def choices(viewer: Viewer) -> Choices:
    """The schools, grades and classes of the students whom the viewer sees. Three queries."""
    students = visible_students(viewer, reasons=STAFF_REASONS)
    # Counted here, because a list that is not narrowed would ask the same rows once more how many they are.
    grades = dict(students.order_by().values_list("grade").annotate(number=Count("pk")))
    taught = Enrollment.objects.filter(
        current(viewer.today), person__in=viewer.person_ids, role="teacher", is_active=True
    )
    classes = SchoolClass.objects.filter(
        Q(pk__in=taught.values("school_class")) | Q(school__in=viewer.schools("counselor", "principal", "office")),
        is_active=True,
        school_year__ends_on__gte=viewer.today,
    )
    return Choices(
        schools=list(_schools(viewer)),
        grades=[grade for grade in GRADES if grade in grades] + sorted(grades.keys() - {*GRADES, ""}),
        classes=list(classes),
        total=sum(grades.values()),
    )


def _schools(viewer: Viewer) -> QuerySet[School]:
    """Where the viewer works, and where the students go whom the viewer teaches.

    Who sees a whole school is not asked for its students: for a district, that was the slowest question of the page.
    """
    taught = visible_students(viewer, reasons=[Reason.TEACHER])
    held = Membership.objects.filter(current(viewer.today), role="student", person__in=taught)
    works_at = viewer.schools("counselor", "principal", "office", "district")
    return School.objects.filter(Q(pk__in=works_at.values("pk")) | Q(pk__in=held.values("school")))


def names(viewer: Viewer) -> dict[str, Subquery]:
    """``school_name`` and ``class_title`` as annotations of a queryset of students."""
    held = Membership.objects.filter(current(viewer.today), role="student", person=OuterRef("pk"))
    there = Enrollment.objects.filter(
        current(viewer.today), person=OuterRef("pk"), role="student", is_active=True, school_class__is_active=True
    )
    mine = Enrollment.objects.filter(
        current(viewer.today),
        person__in=viewer.person_ids,
        role="teacher",
        is_active=True,
        school_class=OuterRef("school_class"),
    )
    # An older student has many classes: only the viewer's own one, or a homeroom, says where the student belongs.
    telling = there.annotate(is_mine=Exists(mine)).filter(Q(is_mine=True) | Q(school_class__kind="homeroom"))
    title = telling.order_by("-is_mine", "school_class__kind", "school_class__title")
    return {
        "school_name": Subquery(held.order_by("-is_primary", "school__name").values("school__name")[:1]),
        "class_title": Subquery(title.values("school_class__title")[:1]),
    }


def unanswered(viewer: Viewer) -> Coalesce:
    """How many of this year's questions the viewer could answer and nobody has, as an annotation of students."""
    rows = FamilyQuestion.objects.filter(
        Q(host=None) | Q(host__person__in=viewer.person_ids),
        student=OuterRef("pk"),
        answer="",
        conference__school_year__ends_on__gte=viewer.today,
    )
    counted = rows.order_by().values("student").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
