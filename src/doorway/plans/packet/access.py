"""Who may print whose plans: the one way to the students of a packet, and to a packet that was ordered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from doorway.plans.access import OWN_REASONS, classes_of
from doorway.plans.models import PacketOrder
from doorway.plans.queries.packets import Roll, students_of_class, students_of_school
from doorway.roster.access import STAFF_REASONS, Reason, Viewer, visible_students, with_reasons
from doorway.roster.models import Person, School, SchoolClass

# Who prints a whole school. Teachers print their classes.
SCHOOL_ROLES = ("principal", "office", "counselor", "district")
SCHOOL_REASONS = (Reason.COUNSELOR, Reason.PRINCIPAL, Reason.OFFICE, Reason.DISTRICT)


def questions_for(viewer: Viewer) -> Q:
    """What families asked, as far as the one who prints may read it: a question to one host is that host's."""
    return Q(host=None) | Q(host__person__in=viewer.person_ids)


def schools_for(viewer: Viewer) -> list[School]:
    """The schools that the viewer may print, by name."""
    return list(viewer.schools(*SCHOOL_ROLES))


def school_for(viewer: Viewer, school_id: uuid.UUID) -> School:
    """One of them; 404 otherwise."""
    school = viewer.schools(*SCHOOL_ROLES).filter(pk=school_id).first()
    if school is None:
        raise Http404
    return school


def classes_for(viewer: Viewer, school: School) -> list[SchoolClass]:
    """The homerooms of a school that the viewer may print, or all its classes where it has none."""
    classes = SchoolClass.objects.filter(school=school, is_active=True, school_year__ends_on__gte=viewer.today)
    found = list(classes)
    return [one for one in found if one.kind == SchoolClass.Kind.HOMEROOM] or found


def roll_of_school(viewer: Viewer, school: School) -> Roll:
    """The students of the school whom the viewer may see, each with the reason."""
    return students_of_school(school, viewer.today, visible=_visible(viewer, SCHOOL_REASONS))


def roll_of_class(viewer: Viewer, class_id: uuid.UUID) -> tuple[SchoolClass, Roll]:
    """The students of a class that the viewer teaches now, or that is at a school the viewer prints; 404 otherwise."""
    school_class = next((one for one in classes_of(viewer) if one.pk == class_id), None)
    if school_class is not None:
        return school_class, students_of_class(school_class, viewer.today, visible=_visible(viewer, [Reason.TEACHER]))
    schools = viewer.schools(*SCHOOL_ROLES)
    found = SchoolClass.objects.filter(pk=class_id, school__in=schools, is_active=True).select_related("school").first()
    if found is None:
        raise Http404
    return found, students_of_class(found, viewer.today, visible=_visible(viewer, SCHOOL_REASONS))


def roll_of_student(viewer: Viewer, student_id: uuid.UUID) -> Roll:
    """One student whom the viewer sees at work; 404 otherwise."""
    return _only(_visible(viewer, STAFF_REASONS), student_id)


def roll_of_own(viewer: Viewer, student_id: uuid.UUID) -> Roll:
    """The student themselves, or a child of the viewer; 404 otherwise."""
    return _only(_visible(viewer, OWN_REASONS), student_id)


def order_for(viewer: Viewer, order_id: uuid.UUID) -> PacketOrder:
    """A packet that the viewer ordered, as long as they may print that school; 404 otherwise."""
    order = PacketOrder.objects.filter(pk=order_id, ordered_by=viewer.user, school__in=viewer.schools(*SCHOOL_ROLES))
    found = order.select_related("school__district").first()
    if found is None:
        raise Http404
    return found


def _visible(viewer: Viewer, reasons: Iterable[Reason]) -> QuerySet[Person]:
    wanted = tuple(reasons)
    return with_reasons(visible_students(viewer, reasons=wanted), viewer, reasons=wanted)


def _only(visible: QuerySet[Person], student_id: uuid.UUID) -> Roll:
    students = list(visible.filter(pk=student_id).select_related("district"))
    if not students:
        raise Http404
    return Roll(students)
