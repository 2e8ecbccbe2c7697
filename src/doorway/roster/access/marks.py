"""Who may decide to whom a student's record is closed: the school's principal and office, and the district office.

Nobody decides about their own child or themselves, and a school does not decide about people who work for the schools.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from doorway.roster.access.log import log_look
from doorway.roster.access.viewer import Viewer, current
from doorway.roster.access.visibility import Reason, reason_of, visible_students, with_reasons
from doorway.roster.errors import NotForYourself, StaffByDistrict
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

DECIDERS = ("principal", "office", "district")
_REASONS = tuple(Reason(role) for role in DECIDERS)
_NO_STAFF = (Role.STUDENT, Role.GUARDIAN)


def marks_against(person: Person) -> QuerySet[AccessMark]:
    """The marks that stand against the person, or against anybody else who reads the same mailbox."""
    reads = Q(person=person) if person.user_id is None else Q(person=person) | Q(person__user=person.user_id)
    return AccessMark.objects.filter(reads, lifted_at=None)


def marked_as(column: str) -> QuerySet[AccessMark]:
    """The same as a subquery about the person whom this ``column`` of the row outside names: ``guardian``.

    Whoever has no mailbox shares none: nothing equals nothing in SQL.
    """
    reads = Q(person=OuterRef(column)) | Q(person__user=OuterRef(f"{column}__user"))
    return AccessMark.objects.filter(reads, student=OuterRef("student"), lifted_at=None)


def students_to_decide(viewer: Viewer, *, one: uuid.UUID | OuterRef | None = None) -> QuerySet[Person]:
    """The students (or this ``one``) whose record the viewer may close and open; never the viewer's own family."""
    own = Guardianship.objects.filter(guardian__in=viewer.mailbox_ids, student=OuterRef("pk"))
    return visible_students(viewer, reasons=_REASONS, one=one).filter(~Exists(own)).exclude(pk__in=viewer.mailbox_ids)


def record_to_decide(viewer: Viewer, student_id: uuid.UUID, *, page: str) -> Person:
    """The student, with the look in the log, or 404."""
    found = with_reasons(students_to_decide(viewer, one=student_id), viewer, reasons=_REASONS)
    student = found.select_related("district").first()
    reason = reason_of(student) if student is not None else None
    if student is None or reason is None:
        raise Http404
    log_look(viewer, student, reason=reason.value, page=page)
    return student


def open_marks(viewer: Viewer) -> QuerySet[AccessMark]:
    """The marks that stand, of all students about whom the viewer decides."""
    students = students_to_decide(viewer).values("pk")
    return AccessMark.objects.filter(lifted_at=None, student__in=students).select_related("student", "person")


def mark_to_lift(viewer: Viewer, student: Person, mark_id: uuid.UUID) -> AccessMark:
    """A mark of this student (which :func:`record_to_decide` gave), or 404. The viewer's own is no viewer's to lift."""
    marks = AccessMark.objects.filter(pk=mark_id, student=student).exclude(person__in=viewer.mailbox_ids)
    mark = marks.select_related("person").first()
    if mark is None:
        raise Http404
    return mark


def person_to_close(viewer: Viewer, student: Person, person_id: uuid.UUID) -> Person:
    """Somebody of the roster of the student's district, or 404."""
    person = Person.objects.filter(pk=person_id, district=student.district_id).first()
    if person is None:
        raise Http404
    return person


def check_decision(viewer: Viewer, student: Person, person: Person, mailbox: Iterable[Person]) -> None:
    """Refuse what the viewer must not decide: about themselves, or, at a school, about somebody of the staff.

    ``mailbox``: everybody to whom the record is closed together with the person.
    """
    if person.pk in viewer.mailbox_ids:
        raise NotForYourself
    if student.district_id in viewer.district_ids(["district"]):
        return
    if staff_among(viewer, [one.pk for one in mailbox]):
        raise StaffByDistrict(name=person.full_name)


def staff_among(viewer: Viewer, person_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who hold a role of the staff today."""
    held = Membership.objects.filter(current(viewer.today), person__in=list(person_ids)).exclude(role__in=_NO_STAFF)
    return set(held.values_list("person_id", flat=True))
