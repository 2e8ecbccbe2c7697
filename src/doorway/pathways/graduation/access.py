"""Who reads how a student stands toward graduation: the student, the guardians, the counselor and principal there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.pathways.graduation.rulebooks import LAST_GRADE, first_grade, rule_book
from doorway.pathways.occupations.access import Chooser, chooser_of
from doorway.pathways.reading import StudentReader
from doorway.policy.packs import grade_code, grade_number
from doorway.roster.access import Reason, Viewer, log_look, visible_students, weighed
from doorway.roster.models import Person

AT_WORK = (Reason.COUNSELOR, Reason.PRINCIPAL)
READING = (Reason.SELF, Reason.GUARDIAN, *AT_WORK)


@dataclass(frozen=True)
class Reader(StudentReader):
    """Somebody who reads one student's graduation, and why."""

    @property
    def may_decide(self) -> bool:
        """The counselor there, and not of the family."""
        return decides(self.student)

    @property
    def may_say(self) -> bool:
        """Says what a requirement asks of a person: the student, the family and the counselor. The principal reads."""
        return self.is_family or Reason.COUNSELOR in self.reasons

    @property
    def proposes(self) -> bool:
        """May put classes into the course plan: the family and the counselor."""
        return self.is_family or Reason.COUNSELOR in self.reasons


def graduating_grades(district: District) -> range:
    """The grades whose credit counts toward graduation; none where the district has no requirements."""
    book = rule_book(district)
    return range(0) if book is None else range(first_grade(book), LAST_GRADE + 1)


def has_graduation(student: Person) -> bool:
    """Whether the student is in one of these grades. No query: requirements are files."""
    try:
        return grade_number(student.grade) in graduating_grades(student.district)
    except ValueError:
        return False


def reads_graduation(student: Person) -> bool:
    """Whether a student who carries reasons (``with_reasons``) is seen for one that opens the graduation page."""
    return has_graduation(student) and any(getattr(student, f"seen_as_{reason.value}", False) for reason in READING)


def open_graduation(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """The student for the graduation page; the look is logged; 404 for strangers and for the young. Two queries."""
    students = weighed(viewer, student_id, reasons=READING).select_related("district")
    return Reader(*looked_at(viewer, students, page="graduation", may=has_graduation))


def looked_at(
    viewer: Viewer, students: QuerySet[Person], *, page: str, may: Callable[[Person], bool]
) -> tuple[Person, tuple[Reason, ...]]:
    """The one student of a ``weighed`` query, and for which reasons the viewer reads; the look is logged. Two queries.

    404 without a reason, and for students who ``may`` not have such a page yet.
    """
    student = students.first()
    held = tuple(reason for reason in READING if getattr(student, f"seen_as_{reason.value}", False))
    if student is None or not held or not may(student):
        raise Http404
    log_look(viewer, student, reason=held[0].value, page=page)
    return student, held


@dataclass(frozen=True)
class Decider:
    """The counselor of a student's school, who decides."""

    student: Person
    person: Person


def decider_of(
    viewer: Viewer,
    student_id: uuid.UUID,
    *,
    page: str = "",
    may: Callable[[Person], bool] = has_graduation,
    carrying: Mapping[str, Any] | None = None,
) -> Decider:
    """Who decides about a student's way: the counselor there, and never about the own child; else 404.

    ``may``: which students can have what is decided about; ``carrying``: columns that the student carries besides. With
    a ``page`` the look is logged. Two queries, three with the log.
    """
    students = weighed(viewer, student_id, reasons=READING).annotate(**(carrying or {}))
    student = students.select_related("district").first()
    if student is None or not decides(student) or not may(student):
        raise Http404
    person = viewer.person_with("counselor", district=student.district)
    if person is None:
        raise Http404
    if page:
        log_look(viewer, student, reason=Reason.COUNSELOR.value, page=page)
    return Decider(student, person)


def decides(student: Person) -> bool:
    """Whether a student who carries reasons is seen as their counselor, and not as family."""
    held = {reason for reason in READING if getattr(student, f"seen_as_{reason.value}", False)}
    return Reason.COUNSELOR in held and held.isdisjoint({Reason.SELF, Reason.GUARDIAN})


FactTeller = Chooser


def fact_teller_of(viewer: Viewer, student_id: uuid.UUID) -> FactTeller:
    """Who says what a requirement asks of a person: the student, a guardian, the counselor; 404 for everybody else."""
    teller = chooser_of(viewer, student_id)
    if not has_graduation(teller.student):
        raise Http404
    return teller


def graduating_codes(viewer: Viewer) -> set[str]:
    """These grades in the districts where the viewer works, as rosters write them."""
    districts = {membership.district for membership in viewer.memberships}
    return {grade_code(number) for district in districts for number in graduating_grades(district)}


def works_with_graduation(viewer: Viewer) -> bool:
    """Whether one of the schools where the viewer is counselor or principal has such grades. No query of its own."""
    at_work = [held for held in viewer.memberships if held.role in {reason.value for reason in AT_WORK}]
    codes = graduating_codes(viewer) if at_work else set()
    return any(not held.grades or not codes.isdisjoint(held.grades) for held in at_work) and bool(codes)


def graduating_students(viewer: Viewer) -> QuerySet[Person]:
    """The students of these grades whom the viewer sees as their counselor or principal, in order."""
    return visible_students(viewer, reasons=AT_WORK).filter(grade__in=sorted(graduating_codes(viewer)))
