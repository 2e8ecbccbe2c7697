"""Whose school is meant by “here”: the viewer's own, the children's, or the one where the viewer works."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from doorway.pathways.core.planning import LAST_GRADE
from doorway.pathways.occupations.access import grade_keeps_occupations
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.access import Reason, Viewer, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role, School

AT_WORK = ("counselor", "teacher", "principal")


@dataclass(frozen=True)
class Place:
    """A school, and the students of the viewer's family who go there. ``edits``: the viewer is a counselor there."""

    school: School
    students: tuple[Person, ...] = ()
    edits: bool = False

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


def places_of(viewer: Viewer, asked: Sequence[Person] = ()) -> list[Place]:
    """The schools that the viewer may mean, the family's first. ``asked``: a student whom a counselor has in mind.

    Three queries at most.
    """
    found: dict[uuid.UUID, Place] = {}
    edited = viewer.school_ids(["counselor"])
    if asked or viewer.has_role("student", "guardian"):
        own = visible_students(viewer, reasons=[Reason.SELF, Reason.GUARDIAN])
        mine = Q(person__in=[person.pk for person in asked]) if asked else Q(person__in=own.values("pk"))
        held = Membership.objects.filter(current(viewer.today), mine, role=Role.STUDENT, school__is_active=True)
        rows = held.select_related("school__district", "person").order_by("-is_primary", "school__name", "person")
        seen: set[uuid.UUID] = set()
        for row in rows:
            school = row.school
            if school is None or row.person_id in seen or not _in_upper_grades(school, row.person):
                continue
            seen.add(row.person_id)
            before = found[school.pk].students if school.pk in found else ()
            found[school.pk] = Place(school, (*before, row.person), school.pk in edited)
    if not asked and viewer.has_role(*AT_WORK):
        for school in viewer.schools(*AT_WORK).order_by("name"):
            found.setdefault(school.pk, Place(school, edits=school.pk in edited))
    return list(found.values())


def _in_upper_grades(school: School, student: Person) -> bool:
    return grade_keeps_occupations(state_pack(school.district), student.grade)


def place_to_edit(viewer: Viewer, school_id: uuid.UUID) -> tuple[Place, Person]:
    """A school whose list the viewer keeps, and who the viewer is there: the counselor; 404 for everybody else."""
    school = viewer.schools("counselor").filter(pk=school_id).first()
    person = None if school is None else viewer.person_with("counselor", district=school.district)
    if school is None or person is None:
        raise Http404
    return Place(school, edits=True), person
