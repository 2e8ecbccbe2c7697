"""Lists of students for staff: whom one may see, when one meets them next, how far the plan is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from doorway.conferences.models import Appointment
from doorway.plans.models import Goal, Plan, PlanEntry, PlanVersion, Signature
from doorway.roster.access import STAFF_REASONS, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Membership, Person, School, SchoolClass, SchoolYear

GRADES = ("PK", "KG", *(f"{number:02d}" for number in range(1, 13)))


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields do not narrow."""

    text: str = ""
    school: uuid.UUID | None = None
    grade: str = ""
    school_class: uuid.UUID | None = None


def found_students(viewer: Viewer, search: Search, *, now: datetime) -> QuerySet[Person]:
    """The students whom the viewer sees at work and who fit, with ``school_name``, ``next_meeting``, ``plan_state``.

    ``plan_state`` is ``signed`` (by a guardian, under the last version), ``shared``, ``started`` or empty.
    """
    students = visible_students(viewer, reasons=STAFF_REASONS)
    for word in search.text.replace("\x00", "").split():
        students = students.filter(
            Q(given_name__icontains=word)
            | Q(preferred_given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(identifier=word)
        )
    if search.grade:
        students = students.filter(grade=search.grade)
    held = Membership.objects.filter(current(viewer.today), role="student", person=OuterRef("pk"))
    if search.school:
        students = students.filter(Exists(held.filter(school=search.school)))
    if search.school_class:
        students = students.filter(Exists(_in_class(viewer, search.school_class)))
    return _with_states(students, viewer, held, now)


def _in_class(viewer: Viewer, school_class: uuid.UUID) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(
        current(viewer.today), person=OuterRef("pk"), role="student", is_active=True, school_class=school_class
    )


def _with_states(
    students: QuerySet[Person], viewer: Viewer, held: QuerySet[Membership], now: datetime
) -> QuerySet[Person]:
    booked = Appointment.objects.filter(student=OuterRef("pk"), status=Appointment.Status.BOOKED, starts_at__gte=now)
    year = SchoolYear.objects.filter(district=OuterRef("district"), starts_on__lte=viewer.today).order_by("-starts_on")
    plan = Plan.objects.filter(student=OuterRef("pk"), school_year=Subquery(year.values("pk")[:1]))
    students = students.annotate(plan_id=Subquery(plan.values("pk")[:1])).annotate(
        school_name=Subquery(held.order_by("-is_primary", "school__name").values("school__name")[:1]),
        next_meeting=Subquery(booked.order_by("starts_at").values("starts_at")[:1]),
        version_id=Subquery(PlanVersion.objects.filter(plan=OuterRef("plan_id")).order_by("-number").values("pk")[:1]),
        has_words=Exists(PlanEntry.objects.filter(plan=OuterRef("plan_id")))
        | Exists(Goal.objects.filter(plan=OuterRef("plan_id"))),
    )
    signed = Signature.objects.filter(version=OuterRef("version_id"), signer=Signature.Signer.GUARDIAN)
    return students.annotate(is_signed=Exists(signed))


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed by."""

    schools: list[School]
    grades: list[str]
    classes: list[SchoolClass]


def choices(viewer: Viewer) -> Choices:
    """The schools, grades and classes of the students whom the viewer sees. Three queries."""
    students = visible_students(viewer, reasons=STAFF_REASONS)
    held = Membership.objects.filter(current(viewer.today), role="student", person__in=students)
    grades = set(students.order_by().values_list("grade", flat=True).distinct())
    taught = Enrollment.objects.filter(
        current(viewer.today), person__in=viewer.person_ids, role="teacher", is_active=True
    )
    classes = SchoolClass.objects.filter(
        Q(pk__in=taught.values("school_class")) | Q(school__in=viewer.schools("counselor", "principal", "office")),
        is_active=True,
        school_year__ends_on__gte=viewer.today,
    )
    return Choices(
        schools=list(School.objects.filter(pk__in=held.values("school"))),
        grades=[grade for grade in GRADES if grade in grades] + sorted(grades - set(GRADES) - {""}),
        classes=list(classes),
    )


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
