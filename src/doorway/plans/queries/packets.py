"""Whose plans a packet holds, in the order of its outline: by class, then by name."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from doorway.accounts.models import District
from doorway.plans.errors.printing import (
    ClassNotFound,
    NobodyInClass,
    NobodyToPrint,
    SchoolNameOfSeveral,
    SchoolNotFound,
)
from doorway.plans.models import PacketOrder
from doorway.plans.queries.students import GRADES
from doorway.roster.access import Viewer
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Membership, Person, Role, School, SchoolClass

NEAR = 5


@dataclass(frozen=True)
class Roll:
    """The students of a packet in order, and the homeroom of each who has one."""

    students: Sequence[Person]
    class_titles: Mapping[uuid.UUID, str] = field(default_factory=dict)


def school_named(district: District, name: str) -> School:
    """The school with this name, whatever its case, or the only one that the words fit. A refusal names near ones."""
    schools = list(School.objects.filter(district=district, is_active=True))
    wanted = name.casefold().strip()
    exact = [school for school in schools if wanted in {school.name.casefold(), school.slug}]
    fitting = exact or [school for school in schools if all(word in school.name.casefold() for word in wanted.split())]
    if wanted and len(fitting) == 1:
        return fitting[0]
    if wanted and fitting:
        raise SchoolNameOfSeveral(name=name, near=", ".join(school.name for school in fitting))
    near = difflib.get_close_matches(name, [school.name for school in schools], n=NEAR, cutoff=0.4)
    raise SchoolNotFound(name=name, near=", ".join(near or sorted(school.name for school in schools)))


def class_named(school: School, name: str, on: date) -> SchoolClass:
    """The class of the school with this title, or the only one that the words fit."""
    classes = list(SchoolClass.objects.filter(school=school, is_active=True, school_year__ends_on__gte=on))
    wanted = name.casefold().strip()
    exact = [one for one in classes if wanted in {one.title.casefold(), one.code.casefold()}]
    fitting = exact or [one for one in classes if wanted and wanted in one.title.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    near = difflib.get_close_matches(name, [one.title for one in classes], n=NEAR, cutoff=0.3)
    raise ClassNotFound(name=name, school=school.name, near=", ".join(near or [one.title for one in classes[:NEAR]]))


def students_of_school(school: School, on: date, *, visible: QuerySet[Person] | None = None) -> Roll:
    """The students of a school (as far as they are ``visible``), by grade, homeroom and name. Two queries."""
    held = Membership.objects.filter(current(on), role=Role.STUDENT, school=school, person=OuterRef("pk"))
    people = Person.objects.filter(is_active=True) if visible is None else visible
    students = list(people.filter(Exists(held)).select_related("district"))
    if not students:
        raise NobodyToPrint(school=school.name)
    return _in_order(students, on)


def students_of_class(school_class: SchoolClass, on: date, *, visible: QuerySet[Person] | None = None) -> Roll:
    """The students of a class (as far as they are ``visible``), by name. One query."""
    enrolled = Enrollment.objects.filter(
        current(on), school_class=school_class, role=Enrollment.Role.STUDENT, is_active=True, person=OuterRef("pk")
    )
    people = Person.objects.filter(is_active=True) if visible is None else visible
    students = list(people.filter(Exists(enrolled)).select_related("district"))
    if not students:
        raise NobodyInClass(title=school_class.title)
    students.sort(key=_by_name)
    return Roll(students, {student.pk: school_class.title for student in students})


def orders_of(viewer: Viewer) -> list[PacketOrder]:
    """The packets that the viewer ordered and that are not deleted yet, newest first."""
    orders = PacketOrder.objects.filter(ordered_by=viewer.user).exclude(status=PacketOrder.Status.GONE)
    return list(orders.select_related("school", "district")[:20])


def _in_order(students: list[Person], on: date) -> Roll:
    """By grade, homeroom and name; whoever has no homeroom stands after those who have."""
    rooms = Enrollment.objects.filter(
        current(on),
        person__in=students,
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__kind=SchoolClass.Kind.HOMEROOM,
        school_class__is_active=True,
        school_class__school_year__ends_on__gte=on,
    )
    titles = dict(rooms.order_by("-school_class__title").values_list("person", "school_class__title"))
    # A class of two grades stands where its lower grade does.
    first: dict[str, int] = {}
    for student in students:
        title = titles.get(student.pk, "")
        first[title] = min(first.get(title, len(GRADES)), _grade(student)) if title else 0
    students.sort(
        key=lambda one: (
            first[title] if (title := titles.get(one.pk, "")) else _grade(one),
            not title,
            title,
            *_by_name(one),
        )
    )
    return Roll(students, titles)


def _grade(student: Person) -> int:
    return GRADES.index(student.grade) if student.grade in GRADES else len(GRADES)


def _by_name(student: Person) -> tuple[str, str, str]:
    return (student.family_name.casefold(), student.first_name.casefold(), str(student.pk))
