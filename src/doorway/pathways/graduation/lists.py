"""The counselor's list: students with their standing, narrowed by school, grade and standing."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from doorway.pathways.graduation import wording
from doorway.pathways.graduation.access import AT_WORK, graduating_codes, graduating_students
from doorway.pathways.graduation.listing import summaries
from doorway.pathways.graduation.standing import Standing, Summary
from doorway.roster.access import Viewer, log_looks, with_reasons
from doorway.roster.access.viewer import current
from doorway.roster.access.visibility import reason_of
from doorway.roster.models import Membership, Person, Role, School

PER_PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields do not narrow."""

    text: str = ""
    school: uuid.UUID | None = None
    grade: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Entry:
    """A student with how things stand."""

    student: Person
    summary: Summary

    @property
    def grade(self) -> int:
        """The grade as people write it."""
        return int(self.student.grade)

    @property
    def earned(self) -> str:
        """“8.5 of 36”, as two figures."""
        return wording.number(self.summary.earned)

    @property
    def need(self) -> str:
        """What is needed in all."""
        return wording.number(self.summary.need)

    @property
    def left(self) -> str:
        """What is left after this year's classes."""
        return wording.number(self.summary.left)

    @property
    def behind_by(self) -> str:
        """What is lacking to be on track; empty for nothing."""
        return wording.credit_words(self.summary.behind_by) if self.summary.behind_by else ""

    @property
    def behind_in(self) -> list[str]:
        """What is usually done by now."""
        return [wording.said(title) for title in self.summary.behind]


@dataclass(frozen=True)
class GraduationList:
    """A page of the list. ``counts``: how many of those who fit stand how, whatever standing is asked for."""

    page: Page[Person]
    entries: list[Entry]
    counts: list[tuple[Standing, int]]
    schools: list[School]
    grades: list[str]


def graduation_list(viewer: Viewer, search: Search, number: str | None) -> GraduationList:
    """The students of the viewer who fit. A fixed number of queries, and one for every 500 whose record changed."""
    everybody = list(_narrowed(graduating_students(viewer), viewer, search).select_related("district"))
    standings = _summaries(everybody)
    counts = Counter(standings[student.pk].standing for student in everybody)
    fitting = [s for s in everybody if not search.standing or standings[s.pk].standing == search.standing]
    page = Paginator(fitting, PER_PAGE).get_page(number)
    shown = list(page.object_list)
    _log(viewer, shown)
    schools = list(viewer.schools(*(reason.value for reason in AT_WORK)))
    return GraduationList(
        page=page,
        entries=[Entry(student, standings[student.pk]) for student in shown],
        counts=[(standing, counts[standing]) for standing in Standing if counts[standing]],
        schools=schools,
        grades=sorted({code for school in schools for code in school.grade_list} & graduating_codes(viewer)),
    )


def _narrowed(students: QuerySet[Person], viewer: Viewer, search: Search) -> QuerySet[Person]:
    for word in search.text.split():
        students = students.filter(
            Q(given_name__icontains=word)
            | Q(preferred_given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(identifier=word)
        )
    if search.grade:
        students = students.filter(grade=search.grade)
    if search.school:
        held = Membership.objects.filter(
            current(viewer.today), role=Role.STUDENT, person=OuterRef("pk"), school=search.school
        )
        students = students.filter(Exists(held))
    return students


def _summaries(students: list[Person]) -> dict[uuid.UUID, Summary]:
    """By district: nearly always there is one."""
    found: dict[uuid.UUID, Summary] = {}
    for district in {student.district for student in students}:
        own = [student for student in students if student.district_id == district.pk]
        found |= summaries(own, district, timezone.localdate(timezone=district.zone))
    return found


def _log(viewer: Viewer, shown: list[Person]) -> None:
    """Every look at a record, with why: the list says how somebody stands."""
    rows = with_reasons(Person.objects.filter(pk__in=[student.pk for student in shown]), viewer, reasons=AT_WORK)
    by_reason: dict[str, list[Person]] = {}
    for student in rows:
        reason = reason_of(student)
        if reason is not None:
            by_reason.setdefault(reason.value, []).append(student)
    for reason_word, students in by_reason.items():
        log_looks(viewer, students, reason=reason_word, page="graduation-list")
