"""Which students a viewer may see, and why.

:func:`visible_students` (a queryset) and :func:`why_visible` (a reason for one student) say the same thing twice, once
for lists and once for a page; a property test holds them together.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import Enum, IntEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.roster.access.log import log_look
from doorway.roster.access.viewer import Viewer, current
from doorway.roster.models import AccessMark, Enrollment, Guardianship, Membership, Person, Role


class Scope(IntEnum):
    """How much of a student is asked for."""

    NAMES = 1
    RECORD = 2


class Reason(Enum):
    """Why a student may be seen. The first that holds, in this order, is the one that is logged."""

    SELF = "self"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    COUNSELOR = "counselor"
    PRINCIPAL = "principal"
    OFFICE = "office"
    DISTRICT = "district"
    DATA = "data"

    @property
    def sentence(self) -> str | Promise:
        """The reason as a person reads it."""
        return _SENTENCES[self]


_SENTENCES: dict[Reason, str | Promise] = {
    Reason.SELF: _("This is your own record."),
    Reason.GUARDIAN: _("You are this student’s guardian."),
    Reason.TEACHER: _("You teach this student now."),
    Reason.COUNSELOR: _("You are a counselor at this student’s school."),
    Reason.PRINCIPAL: _("You are the principal of this student’s school."),
    Reason.OFFICE: _("You work in the office of this student’s school."),
    Reason.DISTRICT: _("You work in the district office."),
    Reason.DATA: _("You keep the district’s roster."),
}

# What a role at the student's school (or in the district) opens. Teachers are not here: they see whom they teach.
ROLE_SCOPE: dict[Role, Scope] = {
    Role.COUNSELOR: Scope.RECORD,
    Role.PRINCIPAL: Scope.RECORD,
    Role.OFFICE: Scope.RECORD,
    Role.DISTRICT: Scope.RECORD,
    Role.DATA: Scope.NAMES,
}


def _taught_by(viewer: Viewer) -> QuerySet[Enrollment]:
    classes = Enrollment.objects.filter(
        current(viewer.today),
        person__in=viewer.person_ids,
        role=Enrollment.Role.TEACHER,
        is_active=True,
        school_class__is_active=True,
        school_class__school_year__ends_on__gte=viewer.today,
    )
    return Enrollment.objects.filter(
        current(viewer.today),
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__in=Subquery(classes.values("school_class")),
    )


def _student_memberships(viewer: Viewer) -> QuerySet[Membership]:
    return Membership.objects.filter(current(viewer.today, until=viewer.until), role=Role.STUDENT)


# What is looked at first when a reason is given; staff reasons are those that come with work at a school.
_ORDER = (
    Reason.GUARDIAN,
    Reason.TEACHER,
    Reason.SELF,
    Reason.COUNSELOR,
    Reason.PRINCIPAL,
    Reason.OFFICE,
    Reason.DISTRICT,
    Reason.DATA,
)
STAFF_REASONS = tuple(reason for reason in _ORDER if reason not in {Reason.GUARDIAN, Reason.SELF})


def _rows(viewer: Viewer, scope: Scope, reasons: Iterable[Reason]) -> dict[Reason, tuple[str, QuerySet[Any]]]:
    """For each of these reasons the rows that give it, and which of their columns names the student."""
    wanted = set(reasons)
    found = ((reason, _rows_of(reason, viewer, scope)) for reason in _ORDER if reason in wanted)
    return {reason: rows for reason, rows in found if rows is not None}


def _rows_of(reason: Reason, viewer: Viewer, scope: Scope) -> tuple[str, QuerySet[Any]] | None:
    if reason is Reason.GUARDIAN:
        return "student", Guardianship.objects.filter(guardian__in=viewer.person_ids, is_active=True)
    if reason is Reason.TEACHER:
        return "person", _taught_by(viewer)
    if reason is Reason.SELF:
        return "person", _student_memberships(viewer).filter(person__in=viewer.person_ids)
    if ROLE_SCOPE[Role(reason.value)] < scope:
        return None
    schools, districts = viewer.school_ids([reason.value]), viewer.district_ids([reason.value])
    if not schools and not districts:
        return None
    return "person", _student_memberships(viewer).filter(Q(school__in=schools) | Q(district__in=districts))


def visible_students(
    viewer: Viewer,
    scope: Scope = Scope.RECORD,
    *,
    reasons: Iterable[Reason] = _ORDER,
    one: uuid.UUID | str | OuterRef | None = None,
) -> QuerySet[Person]:
    """The students whom the viewer may see today, as a queryset of persons. Nobody for a stranger.

    ``reasons`` narrows it to those who may be seen for one of them: ``STAFF_REASONS`` leaves a teacher's own child out.
    ``one`` asks about one student only. The rule is the same; the question to the database is not: a list collects the
    viewer's students first, while one student is looked up without touching anybody else's rows.
    """
    students = Person.objects.filter(is_active=True)
    rows = list(_rows(viewer, scope, reasons).values())
    if not viewer.persons or not rows:
        return students.none()
    marked = AccessMark.objects.filter(person__in=viewer.mailbox_ids, lifted_at=None)
    if one is None:
        first, *others = (found.values(column) for column, found in rows)
        # Who is named twice is still in it: leaving them in spares the database the sorting of a whole district.
        named = first.union(*others, all=True) if others else first
        return students.filter(~Q(pk__in=marked.values("student")), pk__in=named)
    grounds = (Q(Exists(found.filter(**{column: OuterRef("pk")}))) for column, found in rows)
    return students.filter(reduce(or_, grounds), ~Exists(marked.filter(student=OuterRef("pk"))), pk=one)


def with_reasons(
    students: QuerySet[Person], viewer: Viewer, scope: Scope = Scope.RECORD, *, reasons: Iterable[Reason] = _ORDER
) -> QuerySet[Person]:
    """The same students, each carrying why it may be seen, for :func:`reason_of`: page and reason in one query."""
    return students.annotate(
        **{
            f"seen_as_{reason.value}": Exists(found.filter(**{column: OuterRef("pk")}))
            for reason, (column, found) in _rows(viewer, scope, reasons).items()
        }
    )


def weighed(
    viewer: Viewer, student_id: uuid.UUID | str, scope: Scope = Scope.RECORD, *, reasons: Iterable[Reason] = _ORDER
) -> QuerySet[Person]:
    """This student with the reasons that hold, when no mark is in the way: **nobody's to see without one of them**.

    For a page about one student, which has to know the reason: asking for it and for whether there is one said
    everything to the database twice. Whoever calls this refuses a student without a reason.
    """
    if not viewer.persons:
        return Person.objects.none()
    marked = AccessMark.objects.filter(person__in=viewer.mailbox_ids, lifted_at=None, student=OuterRef("pk"))
    students = Person.objects.filter(~Exists(marked), pk=student_id, is_active=True)
    return with_reasons(students, viewer, scope, reasons=reasons)


def reason_of(student: Person) -> Reason | None:
    """The first reason that a student of :func:`with_reasons` carries."""
    return next((reason for reason in _ORDER if getattr(student, f"seen_as_{reason.value}", False)), None)


def why_visible(viewer: Viewer, student: Person, scope: Scope = Scope.RECORD) -> Reason | None:
    """The reason for which the viewer may see this student today, or None. "No access" marks win over everything."""
    if not viewer.persons or not student.is_active:
        return None
    if AccessMark.objects.filter(student=student, person__in=viewer.mailbox_ids, lifted_at=None).exists():
        return None
    if Guardianship.objects.filter(student=student, guardian__in=viewer.person_ids, is_active=True).exists():
        return Reason.GUARDIAN
    if _taught_by(viewer).filter(person=student).exists():
        return Reason.TEACHER
    memberships = list(_student_memberships(viewer).filter(person=student).values_list("school_id", "district_id"))
    if memberships and student.pk in viewer.person_ids:
        return Reason.SELF
    schools = {school for school, _district in memberships}
    districts = {district for _school, district in memberships}
    for reason in (Reason.COUNSELOR, Reason.PRINCIPAL, Reason.OFFICE, Reason.DISTRICT, Reason.DATA):
        if ROLE_SCOPE[Role(reason.value)] < scope:
            continue
        if viewer.school_ids([reason.value]) & schools or viewer.district_ids([reason.value]) & districts:
            return reason
    return None


def student_for(viewer: Viewer, student_id: uuid.UUID | str, scope: Scope = Scope.RECORD) -> Person:
    """The student with this id when the viewer may see them; otherwise 404, as if there were nobody."""
    student = visible_students(viewer, scope, one=student_id).select_related("district").first()
    if student is None:
        raise Http404
    return student


def open_record(
    viewer: Viewer,
    student_id: uuid.UUID | str,
    *,
    page: str,
    scope: Scope = Scope.RECORD,
    reasons: Iterable[Reason] = _ORDER,
) -> tuple[Person, Reason]:
    """The student and the reason, with the look written to the log; 404 for strangers. Two queries."""
    student = weighed(viewer, student_id, scope, reasons=reasons).select_related("district").first()
    reason = reason_of(student) if student is not None else None
    if student is None or reason is None:
        raise Http404
    log_look(viewer, student, reason=reason.value, page=page)
    return student, reason
