"""Who reads a student's scholarships, who says what about them, and who keeps the list of the place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from doorway.pathways.graduation.access import READING, Decider, decider_of, decides, has_graduation, looked_at
from doorway.pathways.models import LocalScholarship, ScholarshipStep
from doorway.pathways.occupations.access import Chooser, chooser_of
from doorway.pathways.reading import StudentReader
from doorway.pathways.scholarships.ground import with_school
from doorway.roster.access import Reason, Viewer, weighed
from doorway.roster.models import Person, School

PAGE = "scholarships"
What = ScholarshipStep.What
# What only a counselor says of a student, and never of the own child.
COUNSELORS_WORD = frozenset({What.AWARDED, What.NOT_AWARDED})


@dataclass(frozen=True)
class Reader(StudentReader):
    """Somebody who reads one student's scholarships."""

    @property
    def may_say(self) -> bool:
        """Keeps and applies: the student, the family and the counselor. The principal reads."""
        return self.is_family or Reason.COUNSELOR in self.reasons

    @property
    def decides(self) -> bool:
        """The counselor there, and not of the family."""
        return decides(self.student)


def open_scholarships(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """The student for the page of scholarships; the look is logged; 404 for strangers and the young. Two queries."""
    students = weighed(viewer, student_id, reasons=READING).select_related("district")
    return Reader(*looked_at(viewer, with_school(students, viewer.today), page=PAGE, may=has_graduation))


def teller_of(viewer: Viewer, student_id: uuid.UUID) -> Chooser:
    """Who says something about a student's scholarships: the student, a guardian, the counselor; else 404."""
    teller = chooser_of(viewer, student_id)
    if not has_graduation(teller.student):
        raise Http404
    return teller


def awarder_of(viewer: Viewer, student_id: uuid.UUID) -> Decider:
    """Who says that something was awarded, or is so: the counselor there, never for the own child; else 404."""
    return decider_of(viewer, student_id)


@dataclass(frozen=True)
class Keeper:
    """A counselor who keeps the scholarships of the place. ``schools``: those for which the counselor can enter one."""

    person: Person
    schools: tuple[School, ...]


def keeper_of(viewer: Viewer) -> Keeper:
    """The counselor who looks; 404 for everybody else. One query."""
    schools = tuple(viewer.schools("counselor").order_by("name"))
    person = viewer.person_with("counselor", district=schools[0].district) if schools else None
    if person is None:
        raise Http404
    return Keeper(person, tuple(school for school in schools if school.district_id == person.district_id))


def ended_of(keeper: Keeper, scholarship_id: uuid.UUID) -> LocalScholarship | None:
    """One that such a counselor could have changed, and that has ended. One query."""
    return _rows(keeper, scholarship_id).exclude(ended_at=None).first()


def scholarship_of(keeper: Keeper, scholarship_id: uuid.UUID) -> LocalScholarship:
    """One of the district's or of the counselor's schools that has not ended; 404 otherwise. One query."""
    found = _rows(keeper, scholarship_id).filter(ended_at=None).first()
    if found is None:
        raise Http404
    return found


def _rows(keeper: Keeper, scholarship_id: uuid.UUID) -> QuerySet[LocalScholarship]:
    own = Q(school=None) | Q(school__in=[school.pk for school in keeper.schools])
    rows = LocalScholarship.objects.filter(own, district=keeper.person.district_id, pk=scholarship_id)
    return rows.select_related("school", "district", "changed_by")
