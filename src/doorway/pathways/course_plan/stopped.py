"""Whose plans hold classes that are no longer possible: of all students of a counselor at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Value, When

from doorway.accounts.models import District
from doorway.pathways.core.planning import Ground, No, Offer, Step
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.course_plan.access import PAGE, has_course_plan
from doorway.pathways.course_plan.ground import (
    ACTIVE,
    REASONS,
    taken_of,
    titles_of,
    upper_schools,
    waiting,
    with_main_school,
)
from doorway.pathways.course_plan.no_longer import Stands, is_requested, known_offers, no_longer, taught_here
from doorway.pathways.graduation.records import catalog_of, class_of, on_class_list
from doorway.pathways.graduation.rulebooks import held_against
from doorway.pathways.models import CatalogCourse, PlannedCourse, TranscriptCourse
from doorway.policy.packs import grade_number
from doorway.roster.access import Reason, Viewer, log_looks, visible_students
from doorway.roster.models import Person, School
from doorway.roster.years import year_in_rows, year_of_grade_of, year_of_grades

# What is asked of a record: whether a class gave credit, and how much of it.
_FIELDS = ("student_id", "code", "units", "school_year", "term", "state", "mark", "part", "scale")


@dataclass(frozen=True)
class Stopped:
    """A student with classes in the plan that are no longer possible, each with why."""

    student: Person
    year: int
    rows: tuple[tuple[PlannedCourse, No], ...]

    @property
    def number(self) -> int:
        """How many classes."""
        return len(self.rows)

    @property
    def requested(self) -> int:
        """How many of them would be course requests."""
        return sum(is_requested(row, self.year) for row, _no in self.rows)


def stopped_of(viewer: Viewer, *, logs: bool = True) -> list[Stopped]:
    """Students whom the viewer sees as their counselor, by name, whose plans need a look; with what of them.

    The looks are logged, but where ``logs`` says that another log has them. Nine queries with the log, and three more
    for each further district; one where nobody plans anything.
    """
    if not viewer.has_role("counselor"):
        return []
    year = year_in_rows(viewer.today)
    planned = PlannedCourse.objects.filter(student=OuterRef("pk"), status__in=ACTIVE, school_year__gte=year)
    seen = visible_students(viewer, reasons=[Reason.COUNSELOR]).filter(Exists(planned))
    named = with_main_school(seen.select_related("district"), viewer.today)
    students = [one for one in named.order_by("family_name", "given_name", "pk") if has_course_plan(one)]
    if not students:
        return []
    found = [one for one in _looked_through(students, seen, viewer.today) if one.rows]
    if found and logs:
        log_looks(viewer, [one.student for one in found], reason=Reason.COUNSELOR.value, page=PAGE)
    return found


def _looked_through(students: list[Person], seen: QuerySet[Person], today: date) -> Iterator[Stopped]:
    """Each student's plan. ``seen``: the same students as a query."""
    grounds = {one.district_id: one.district for one in students}
    found = {pk: _Ground(district, today) for pk, district in grounds.items()}
    rows = _rows(seen, today)
    codes = set[str]().union(*(ground.asked(row.course.code for own in rows.values() for row in own)
                               for ground in found.values()))  # fmt: skip
    record: dict[uuid.UUID, list[TranscriptCourse]] = defaultdict(list)
    for row in TranscriptCourse.objects.filter(student__in=seen.values("pk"), code__in=codes).only(*_FIELDS).order_by():
        record[row.student_id].append(row)
    known: dict[uuid.UUID, set[int]] = defaultdict(set)
    years = TranscriptCourse.objects.filter(student__in=seen.values("pk")).order_by()
    for student_id, year in years.values_list("student_id", "school_year").distinct():
        known[student_id].add(year)
    for student in students:
        ground = found[student.district_id]
        plan = ground.stands(student, rows.get(student.pk, []), record[student.pk], known[student.pk])
        yield Stopped(student, plan.year, tuple(no_longer(plan)))


def _rows(seen: QuerySet[Person], today: date) -> dict[uuid.UUID, list[PlannedCourse]]:
    """All classes of the plans, also of years that are over, each with what its year says. Two queries."""
    this_year = {"school_year": year_in_rows(today)}
    columns = {
        name: Case(When(then=column, **this_year), default=Value(False), output_field=BooleanField())
        for name, column in (("is_explained", Exists(REASONS)), ("is_listed", on_class_list()))
    }
    planned = PlannedCourse.objects.filter(student__in=seen.values("pk"), status__in=ACTIVE)
    found: dict[uuid.UUID, list[PlannedCourse]] = defaultdict(list)
    listed = list(planned.annotate(**columns).defer("reason", "proposed_at", "changed_at"))
    # A class is planned by many: it is read once.
    courses = CatalogCourse.objects.defer("areas", "tags", "prerequisites").in_bulk({row.course_id for row in listed})
    for row in listed:
        row.course = courses[row.course_id]
        found[row.student_id].append(row)
    return found


class _Ground:
    """What the plans of a district stand on, each part of it read or worked out once. Three queries."""

    def __init__(self, district: District, today: date) -> None:
        self.district, self.today = district, today
        self.catalog = catalog_of(district)
        self.kinds: Mapping[str, CourseKind] = {kind.code: kind for kind in self.catalog.kinds}
        self.titles = titles_of(self.catalog)
        self._offers: dict[tuple[uuid.UUID | None, int], Mapping[str, Offer]] = {}
        self._here: dict[uuid.UUID | None, frozenset[str]] = {}

    @cached_property
    def _schools(self) -> list[School]:
        return list(School.objects.filter(district=self.district, is_active=True))

    def asked(self, codes: Iterable[str]) -> set[str]:
        """Classes, what comes before them, and what has the same content: all that a record is asked about."""
        taught, same = self.catalog.taught, self.catalog.same
        found = set(codes) & taught.keys()
        found |= {before for code in found for before in taught[code].prerequisites}
        return found.union(*(same[code] for code in found & same.keys()))

    def stands(
        self, student: Person, rows: list[PlannedCourse], record: list[TranscriptCourse], known: Collection[int]
    ) -> Stands:
        """The plan of a student, who carries the main school (``with_main_school``). No query of its own."""
        grade, school = grade_number(student.grade), self._school_of(student)
        year = year_of_grades(self.district, self.today)
        if school is None:  # as ``own_year``
            year = year_of_grade_of(student, self.district, self.today)
        waits = tuple(waiting([row for row in rows if row.school_year == year], record, self.catalog, self.today))
        to_come = [row for row in rows if row.school_year > year or (row.makes_up and row.school_year == year)]
        now = (*waits, *to_come)
        rules = held_against(self.district, class_of(grade, year))
        taken, halves = taken_of(record, rules, self.kinds)
        steps = tuple(Step(row.course.code, grade + row.school_year - year, row.credit, row.term) for row in now)
        ground = Ground(grade, taken, steps, titles=self.titles, same=self.catalog.same, halves=halves)
        offers, here = self._taught(school, grade)
        return Stands(year, grade, offers, here, ground, now, rows, record, known)

    def _school_of(self, student: Person) -> School | None:
        pk, name, grades = (getattr(student, one) for one in ("main_school", "main_school_name", "main_school_grades"))
        return None if pk is None else School(pk=pk, name=name, grades=grades, district_id=student.district_id)

    def _taught(self, school: School | None, grade: int) -> tuple[Mapping[str, Offer], Collection[str]]:
        key = None if school is None else school.pk
        if (key, grade) not in self._offers:
            upper = upper_schools(school, grade, self._schools)
            self._offers[key, grade] = known_offers(school, upper, self.catalog, grade)
        if key not in self._here:
            self._here[key] = taught_here(school, self.catalog)
        return self._offers[key, grade], self._here[key]
