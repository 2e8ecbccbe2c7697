"""Whose school is meant by “here”: the viewer's own, the children's, or the one where the viewer works."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, UUIDField
from django.db.models.expressions import BaseExpression
from django.http import Http404

from doorway.pathways.core.planning import LAST_GRADE
from doorway.policy.packs import grade_number
from doorway.roster.access import Viewer
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role, School

AT_WORK = ("counselor", "teacher", "principal")


@dataclass(frozen=True)
class Place:
    """A school, and the students of the viewer's family who go there. ``edits``: the viewer is a counselor there.

    ``around``: the schools of its district, itself among them.
    """

    school: School
    students: tuple[Person, ...] = ()
    edits: bool = False
    around: tuple[School, ...] = ()

    @property
    def grade(self) -> int | None:
        """The lowest grade of these students; none where no student is meant."""
        return min((grade_number(student.grade) for student in self.students), default=None)

    @property
    def grades(self) -> frozenset[int]:
        """The grades of the school; none where the roster does not say them."""
        return grades_of(self.school)


def grades_of(school: School) -> frozenset[int]:
    """The grades of a school as numbers; what is no grade is left out."""
    found = set()
    for code in school.grade_list:
        try:
            found.add(grade_number(code))
        except ValueError:
            continue
    return frozenset(found)


def schools_after(school: School, schools: Iterable[School], *, grade: int = 0) -> list[School]:
    """Where students go on when a school ends before the last grade: the schools with the grade after its last.

    ``grade``: that of somebody who is still there, though it is above the school's own.
    """
    grades = grades_of(school)
    following = max(*grades, grade) + 1 if grades else LAST_GRADE + 1
    return [other for other in schools if following <= LAST_GRADE and following in grades_of(other)]


def schools_until_the_end(school: School, schools: Sequence[School], *, grade: int = 0) -> list[School]:
    """The same, and where one of these ends before the last grade those that follow it: each once, nearest first."""
    found = schools_after(school, schools, grade=grade)
    for one in found:  # it grows
        found += [other for other in schools_after(one, schools) if other not in found and other != school]
    return found


def schools_of_grade(grade: int, own: School, later: Iterable[School]) -> list[School]:
    """Where somebody at the school ``own`` takes a grade: there, where it teaches the grade or the roster does not say
    what it teaches; else at one of ``later`` that does.
    """
    if not grades_of(own) or grade in grades_of(own):
        return [own]
    return [school for school in later if school.pk != own.pk and grade in grades_of(school)]


def school_column(viewer: Viewer) -> dict[str, BaseExpression]:
    """For ``choosing_for``: the main school of each student (``own_school``)."""
    held = Membership.objects.filter(
        current(viewer.today), person=OuterRef("pk"), role=Role.STUDENT, school__is_active=True
    )
    first = held.order_by("-is_primary", "school__name")
    # SQLite would give the id of another table back as text.
    return {"own_school": Subquery(first.values("school")[:1], output_field=UUIDField())}


def places_of(viewer: Viewer, students: Sequence[Person], *, asked: uuid.UUID | None = None) -> list[Place]:
    """The schools that the viewer may mean, the family's first; only that of a student whom somebody has in mind.

    ``students``: for whom the viewer chooses, each with the ``school_column``. One query at most.
    """
    meant = [student for student in students if student.pk == asked]
    at_work = () if meant else AT_WORK
    meant = meant or list(students)
    districts = {student.district_id for student in meant}
    districts |= {held.person.district_id for held in viewer.memberships if held.role in at_work}
    if not districts:
        return []
    schools = School.objects.filter(district__in=districts, is_active=True).select_related("district")
    listed = list(schools.order_by("name"))
    edited = viewer.school_ids(["counselor"])
    working, whole = viewer.school_ids(at_work), viewer.district_ids(at_work)
    family: list[Place] = []
    others: list[Place] = []
    around = {pk: tuple(school for school in listed if school.district_id == pk) for pk in districts}
    for school in listed:
        own = tuple(student for student in meant if getattr(student, "own_school", None) == school.pk)
        if own:
            family.append(Place(school, own, edits=school.pk in edited, around=around[school.district_id]))
        elif school.pk in working or school.district_id in whole:
            others.append(Place(school, edits=school.pk in edited, around=around[school.district_id]))
    return family + others


def place_to_edit(viewer: Viewer, school_id: uuid.UUID) -> tuple[Place, Person]:
    """A school whose list the viewer keeps, and who the viewer is there: the counselor; 404 for everybody else."""
    school = viewer.schools("counselor").filter(pk=school_id).first()
    person = None if school is None else viewer.person_with("counselor", district=school.district)
    if school is None or person is None:
        raise Http404
    around = School.objects.filter(district=school.district_id, is_active=True).order_by("name")
    return Place(school, edits=True, around=tuple(around)), person
