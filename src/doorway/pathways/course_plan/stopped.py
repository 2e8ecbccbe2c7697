"""Whose plans hold classes that are no longer possible: of all students of a counselor at once."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Lower

from doorway.accounts.models import District
from doorway.pathways.core.planning import Ground, No, Offer, objection
from doorway.pathways.core.registering import may_begin
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.course_plan.access import PAGE, has_course_plan
from doorway.pathways.course_plan.ground import (
    ACTIVE,
    REASONS,
    Status,
    ahead_of,
    besides,
    is_listed,
    step_in,
    taken_of,
    titles_of,
    upper_schools,
    waiting,
    with_main_school,
    year_that_runs,
)
from doorway.pathways.course_plan.low import low_for_any, low_for_scholarships
from doorway.pathways.course_plan.no_longer import (
    COUNTS_ONCE,
    Stands,
    is_requested,
    known_offers,
    no_longer,
    taught_here,
)
from doorway.pathways.course_plan.on_lists import CODE, on_lists, seats_in, seats_of
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.own import factors_of, may_be_converted, own_rows
from doorway.pathways.graduation.records import (
    Catalog,
    catalog_of,
    class_list_columns,
    class_of,
    is_ahead,
    on_class_list,
    spelled,
)
from doorway.pathways.graduation.rulebooks import failing_marks, held_against
from doorway.pathways.models import CatalogCourse, LocalScholarship, PlannedCourse, TranscriptCourse
from doorway.pathways.scholarships.marks import asking_for_marks
from doorway.policy.packs import grade_number
from doorway.roster.access import Reason, Viewer, log_looks, visible_students
from doorway.roster.models import Person, School
from doorway.roster.years import year_in_rows, year_of_grade_of, year_of_grades

State = TranscriptCourse.State
# What is asked of a record: whether a class gave credit, and how much of it.
_FIELDS = ("student_id", "code", "units", "school_year", "term", "state", "mark", "part", "scale", "areas",
           "taken_grade", "school", "title")  # fmt: skip


# An id as the database has it: to make a value of each takes longer than to look at what belongs to it.
_TEXT = CharField()


class _Plain(NamedTuple):
    """A class of a plan as plain values."""

    code: str
    year: int
    term: str
    makes_up: bool
    status: str
    is_explained: bool
    is_listed: bool


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

    The looks are logged, but where ``logs`` says that another log has them. As many queries for many students as for
    few: eight for a district whose plans all hold, seven more where one does not.
    """
    if not viewer.has_role("counselor"):
        return []
    year = year_in_rows(viewer.today)
    planned = PlannedCourse.objects.filter(student=OuterRef("pk"), status__in=ACTIVE, school_year__gte=year)
    seen = visible_students(viewer, reasons=[Reason.COUNSELOR]).filter(Exists(planned))
    grounds: dict[uuid.UUID, _Ground] = {}
    for district in District.objects.filter(pk__in=seen.values("district").distinct()):
        grounds[district.pk] = _Ground(district, viewer.today)
    doubtful = {pk for ground in grounds.values() for pk in _doubtful(ground, seen)}
    if not doubtful:
        return []
    looked_at = visible_students(viewer, reasons=[Reason.COUNSELOR]).filter(pk__in=doubtful)
    named = with_main_school(looked_at.select_related("district"), viewer.today)
    students = [one for one in named.order_by("family_name", "given_name", "pk") if has_course_plan(one)]
    found = [one for one in _looked_through(students, doubtful, grounds, viewer.today) if one.rows]
    if found and logs:
        log_looks(viewer, [one.student for one in found], reason=Reason.COUNSELOR.value, page=PAGE)
    return found


def not_possible(
    student: Person, school: School | None, record: Sequence[TranscriptCourse], catalog: Catalog, today: date
) -> frozenset[uuid.UUID]:
    """Ids of the classes in one student's plan that are no longer possible, and so fill nothing. Four queries at
    most, one more for whoever has credit of another school.

    ``school``: the main school of the student, with its grades. What stands there twice or is passed already counts
    once, and is not among them.
    """
    columns = _of_this_year(today, is_explained=Exists(REASONS), **class_list_columns())
    planned = PlannedCourse.objects.filter(student=student, status__in=ACTIVE).select_related("course")
    ground = _Ground(student.district, today, catalog)
    known = {row.school_year for row in record}
    seats = seats_of([student.pk], year_of_grades(ground.district, today), catalog.taught).get(student.pk, {})
    decisions = decisions_of([student.pk])[student.pk] if may_be_converted(record) else ()
    factors = factors_of(record, decisions, today)
    plan = ground.stands_at(school, student, list(planned.annotate(**columns)), record, factors, known, seats)
    return frozenset(row.pk for row, no in no_longer(plan) if no.why not in COUNTS_ONCE)


def _doubtful(ground: _Ground, seen: QuerySet[Person]) -> Iterator[uuid.UUID]:
    """Of a district's students those of whose plans something may be no longer possible. Four queries.

    Most plans hold, and a school has thousands of planned classes: they are looked through as plain values, and only
    what may not hold is looked at as a page would.
    """
    students = seen.filter(district=ground.district)
    where = {
        key: (school and uuid.UUID(school), grades or "", grade)
        for key, grade, school, grades in with_main_school(students, ground.today)
        .annotate(key=Cast("pk", _TEXT), at=Cast("main_school", _TEXT))
        .values_list("key", "grade", "at", "main_school_grades")
    }
    ids = students.values("pk")
    plans: dict[str, list[_Plain]] = defaultdict(list)
    planned = PlannedCourse.objects.filter(student__in=ids, status__in=ACTIVE).order_by()
    columns = ("course__code", "school_year", "term", "makes_up", "status", "is_explained", "is_listed")
    explained = _of_this_year(ground.today, is_explained=Exists(REASONS), is_listed=on_class_list())
    for key, *values in planned.annotate(key=Cast("student", _TEXT), **explained).values_list("key", *columns):
        plans[key].append(_Plain(*values))
    codes = ground.asked(row.code for rows in plans.values() for row in rows)
    seats: dict[str, set[str]] = defaultdict(set)
    spelling = Spelling(codes)
    places = seats_in(ids, year_of_grades(ground.district, ground.today))
    for key, written in places.annotate(key=Cast("person", _TEXT)).values_list("key", CODE):
        code = spelling.of(written)
        if code is not None:
            seats[key].add(code)
    record: dict[str, list[tuple[str, int, str, str]]] = defaultdict(list)
    taken = _rows_of(ids, codes).order_by()
    entries = taken.annotate(key=Cast("student", _TEXT)).values_list("key", "code", "school_year", "state", "mark")
    for key, code, year, state, mark in entries:
        record[key].append((ground.spelling.of(code) or code, year, state, mark))
    for key, (school, grades, grade) in where.items():
        if ground.may_stop(school, grades, grade_number(grade), plans[key], record[key], seats[key]):
            yield uuid.UUID(key)


def _looked_through(
    students: list[Person], ids: Collection[uuid.UUID], grounds: Mapping[uuid.UUID, _Ground], today: date
) -> Iterator[Stopped]:
    """The plan of each of these students, who are few. Five queries for one district, one more for each other one, and
    one where somebody has credit of another school.
    """
    rows = _rows(ids, today)
    codes = set[str]().union(
        *(ground.asked(row.course.code for own in rows.values() for row in own) for ground in grounds.values())
    )
    record: dict[uuid.UUID, list[TranscriptCourse]] = defaultdict(list)
    for row in _rows_of(ids, codes).only(*_FIELDS).order_by():
        record[row.student_id].append(row)
    known: dict[uuid.UUID, set[int]] = defaultdict(set)
    years = TranscriptCourse.objects.filter(student__in=ids).order_by()
    for student_id, year in years.values_list("student_id", "school_year").distinct():
        known[student_id].add(year)
    seats: dict[uuid.UUID, dict[str, bool]] = {}
    for pk, ground in grounds.items():
        own = [student.pk for student in students if student.district_id == pk]
        if own:
            seats |= seats_of(own, year_of_grades(ground.district, today), ground.catalog.taught)
    moved = [pk for pk, own in record.items() if may_be_converted(own)]
    decisions = decisions_of(moved) if moved else {}
    for student in students:
        ground, at = grounds[student.district_id], seats.get(student.pk, {})
        taken = spelled(record[student.pk], ground.catalog.taught)
        factors = factors_of(taken, decisions.get(student.pk, ()), today)
        plan = ground.stands(student, rows.get(student.pk, []), taken, factors, known[student.pk], at)
        yield Stopped(student, plan.year, tuple(no_longer(plan)))


def _rows_of(
    students: Collection[uuid.UUID] | QuerySet[Person, Any], codes: Collection[str]
) -> QuerySet[TranscriptCourse]:
    """The rows of these classes on the records of students, in whatever capitals their codes are written."""
    # SQLite makes small letters of A to Z only, so a code as it stands is asked for as well.
    written = Q(code__in=codes) | Q(written__in={code.lower() for code in codes})
    return TranscriptCourse.objects.alias(written=Lower("code")).filter(written, student__in=students)


def _rows(students: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, list[PlannedCourse]]:
    """All classes of the plans, also of years that are over, each with what its year says. Two queries."""
    columns = _of_this_year(today, is_explained=Exists(REASONS), **class_list_columns())
    planned = PlannedCourse.objects.filter(student__in=students, status__in=ACTIVE)
    found: dict[uuid.UUID, list[PlannedCourse]] = defaultdict(list)
    listed = list(planned.annotate(**columns).defer("reason", "proposed_at", "changed_at"))
    # A class is planned by many: it is read once.
    courses = CatalogCourse.objects.defer("areas", "tags", "prerequisites").in_bulk({row.course_id for row in listed})
    for row in listed:
        row.course = courses[row.course_id]
        found[row.student_id].append(row)
    return found


def _of_this_year(today: date, **columns: Exists) -> dict[str, Case]:
    """Columns that are asked of the classes of this year alone; of others they are false."""
    this_year = {"school_year": year_in_rows(today)}
    return {
        name: Case(When(then=column, **this_year), default=Value(False), output_field=BooleanField())
        for name, column in columns.items()
    }


class _Ground:
    """What the plans of a district stand on, each part of it read or worked out once. Three queries, or one where its
    catalog is at hand.
    """

    def __init__(self, district: District, today: date, catalog: Catalog | None = None) -> None:
        self.district, self.today = district, today
        self.catalog = catalog_of(district) if catalog is None else catalog
        self.kinds: Mapping[str, CourseKind] = {kind.code: kind for kind in self.catalog.kinds}
        self.titles = titles_of(self.catalog)
        self.spelling = Spelling(self.catalog.taught)
        self._offers: dict[tuple[uuid.UUID | None, int], Mapping[str, Offer]] = {}
        self._here: dict[uuid.UUID | None, Collection[str]] = {}
        self._stops: dict[tuple[object, ...], bool] = {}
        self._failing: dict[int, frozenset[str]] = {}

    @cached_property
    def failing(self) -> frozenset[str]:
        """The marks that give no credit, whatever the class."""
        return failing_marks(self.district)

    @cached_property
    def _scholarships(self) -> list[LocalScholarship]:
        """Those that ask for a mark: read where a plan has a class that was passed already."""
        return asking_for_marks(self.district, self.today)

    @cached_property
    def _schools(self) -> list[School]:
        return list(School.objects.filter(district=self.district, is_active=True))

    def asked(self, codes: Iterable[str]) -> set[str]:
        """Classes, what comes before them, and what has the same content: all that a record is asked about."""
        taught, same = self.catalog.taught, self.catalog.same
        found = set(codes) & taught.keys()
        found |= {before for code in found for before in taught[code].prerequisites}
        return found.union(*(same[code] for code in found & same.keys()))

    def may_stop(
        self,
        at: uuid.UUID | None,
        grades: str,
        grade: int,
        rows: list[_Plain],
        record: list[tuple[str, int, str, str]],
        seats: Collection[str],
    ) -> bool:
        """Whether something in a plan may be no longer possible: never False where ``no_longer`` would name it.

        ``at``, ``grades``: the main school and its grades; ``record``: code, school year, state and mark; ``seats``:
        codes of the classes of this year that the student takes by the class list.
        """
        year = year_of_grades(self.district, self.today)
        if at is None:  # whose year that may not be
            return True
        school = School(pk=at, grades=grades, district_id=self.district.pk)
        offers, here = self._taught(school, grade)
        failing, same = self._failing_for(class_of(grade, year)), self.catalog.same
        # What the record has of years to come stands in these, as if it were planned.
        ahead = {(code, taken_in) for code, taken_in, state, _mark in record
                 if taken_in > year and state != State.COMPLETED}  # fmt: skip
        gave = {code for code, taken_in, state, mark in record
                if (code, taken_in) not in ahead and state != State.PLANNED
                and not (state == State.COMPLETED and mark in failing)}  # fmt: skip
        there = {(code, taken_in) for code, taken_in, _state, _mark in record}
        # What the record has nothing of is under way there, whatever becomes of the rest.
        under_way = {code for code in seats
                     if not any((one, year) in there for one in same.get(code, frozenset()) | {code})}  # fmt: skip
        times = Counter(row.code for row in rows if row.year >= year)
        for row in rows:
            if row.makes_up and row.year == year:
                return True
            if row.year < year or (row.code, row.year) in there or (row.year == year and row.is_listed):
                continue
            offer = offers[row.code]
            if row.year == year:
                if row.code not in here:
                    return True
            elif self._is_refused(offer, grade + row.year - year, row.term, at, grade):
                return True
            is_twice = times[row.code] > 1 or any(code == row.code for code, _year in ahead)
            if not offer.repeatable and (row.code in gave or row.code in seats or is_twice):
                return True
            for before in offer.prerequisites:
                others = same.get(before, frozenset()) | {before}
                if (
                    gave.isdisjoint(others)
                    and under_way.isdisjoint(others)
                    and not any(
                        other.code in others
                        and year <= other.year < row.year
                        and (other.year > year or self._waits(other, there))
                        for other in rows
                    )
                    and not any(code in others and taken_in < row.year for code, taken_in in ahead)
                ):
                    return True
        return False

    def _waits(self, row: _Plain, there: Collection[tuple[str, int]]) -> bool:
        """Whether a class of this year may still be registered, as ``waiting`` has it: what is on the record, given up
        or never approved stands for nothing that comes after it.
        """
        same = self.catalog.same.get(row.code, frozenset()) | {row.code}
        return (
            row.status == Status.APPROVED
            and not row.is_explained
            and (row.is_listed or may_begin(row.term, row.year, self.today))
            and not any((code, row.year) in there for code in same)
        )

    def _is_refused(self, offer: Offer, grade: int, term: str, school: uuid.UUID, now: int) -> bool:
        """Whether the catalog and the school alone refuse it there, whatever is on the record or in the plan."""
        key = (school, now, offer.code, grade, term)
        if key not in self._stops:
            self._stops[key] = objection(replace(offer, prerequisites=()), grade, term, Ground(now)) is not None
        return self._stops[key]

    def _failing_for(self, leaves: int) -> frozenset[str]:
        """The marks that give a graduating class no credit."""
        if leaves not in self._failing:
            rules = held_against(self.district, leaves)
            marks = {} if rules is None else rules.marks
            self._failing[leaves] = frozenset(mark for mark, one in marks.items() if one.credit == "no")
        return self._failing[leaves]

    def stands(
        self,
        student: Person,
        rows: list[PlannedCourse],
        record: list[TranscriptCourse],
        factors: Mapping[str, Fraction],
        known: Collection[int],
        seats: Mapping[str, bool],
    ) -> Stands:
        """The plan of a student, who carries the main school (``with_main_school``). No query of its own.

        ``factors``: of recorded conversions, by the keys of the rows; ``seats``: of this year, by ``seats_of``.
        """
        return self.stands_at(self._school_of(student), student, rows, record, factors, known, seats)

    def stands_at(
        self,
        school: School | None,
        student: Person,
        rows: list[PlannedCourse],
        record: Sequence[TranscriptCourse],
        factors: Mapping[str, Fraction],
        known: Collection[int],
        seats: Mapping[str, bool],
    ) -> Stands:
        """The same of a student of a school, with its grades."""
        grade = grade_number(student.grade)
        year = year_of_grades(self.district, self.today)
        if school is None:  # as ``own_year``
            year = year_of_grade_of(student, self.district, self.today)
        waits = tuple(
            waiting([row for row in rows if row.school_year == year], record, self.catalog, self.today, self.failing)
        )
        to_come = [row for row in rows if row.school_year > year or (row.makes_up and row.school_year == year)]
        now = (*waits, *to_come)
        rules = held_against(self.district, class_of(grade, year))
        own = own_rows(record, factors, 0 if rules is None else rules.total)
        lists = on_lists(waits, seats, own, self.catalog, year=year, failing=self.failing)
        by_now = [*(row for row in own if not is_ahead(row, year)), *lists.rows]
        taken, halves = taken_of(by_now, rules, self.kinds, year_that_runs(year, self.today))
        low = low_for_any(student, record, rules, self.catalog, year, self.today)
        if {row.course.code for row in to_come} & (taken - halves - low):
            low |= low_for_scholarships(student, record, rules, self.catalog, year, self.today, self._scholarships)
        halves |= taken & low
        steps = [step_in(row, grade + row.school_year - year) for row in now if row not in waits or not is_listed(row)]
        steps += [one.step for one in besides(ahead_of(own, grade, year, self.kinds), steps)]
        ground = Ground(grade, taken, steps, titles=self.titles, same=self.catalog.same, halves=halves)
        offers, here = self._taught(school, grade)
        return Stands(year, grade, offers, here, ground, now, rows, record, known, self.catalog.higher)

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
