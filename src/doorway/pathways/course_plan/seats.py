"""How many students ask for a class in a school year, against the seats that it has there."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils import timezone

from doorway.accounts.models import District
from doorway.pathways.classes.places import grades_of
from doorway.pathways.course_plan.ground import ACTIVE, Planning
from doorway.pathways.graduation.records import LAST_GRADE, waiting_in
from doorway.pathways.models import CatalogCourse, PlannedCourse, TaughtAt
from doorway.policy.packs import grade_number
from doorway.roster.access import Viewer
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Role, School
from doorway.roster.years import year_of_grades

# From this share of its seats on a class may fill up.
NEARLY = 0.9
# A class with fewer seats always may: that it is said must not tell how many other children asked for it.
SMALL = 10
# What ``with_school`` adds.
MAIN_SCHOOL = ("main_school", "main_grades")


@dataclass(frozen=True)
class Demand:
    """A class at a school: its seats where the catalog says them, and how many ask for it."""

    seats: int | None
    asked: int

    @property
    def may_fill(self) -> bool:
        """Whether a family is told to think of another class, too."""
        return self.seats is not None and (self.seats < SMALL or self.asked >= self.seats * NEARLY)

    @property
    def over(self) -> int:
        """How many more ask than there are seats."""
        return 0 if self.seats is None else max(self.asked - self.seats, 0)


@dataclass(frozen=True)
class Requests:
    """Who asks for what. ``at``: students of a school, by class and school; ``below``: those who come up from one that
    ends before the next grade, by class and that grade. Nobody knows yet where they go on, so they count at every
    school that goes on.
    """

    at: Mapping[tuple[uuid.UUID, uuid.UUID], int] = field(default_factory=dict)
    below: Mapping[tuple[uuid.UUID, int], int] = field(default_factory=dict)

    def of(self, course: CatalogCourse, schools: Iterable[School]) -> Demand:
        """One class; where a student may go on at several schools, at the one where most ask."""
        return Demand(course.seats, max((self._at(course.pk, school) for school in schools), default=0))

    def _at(self, course: uuid.UUID, school: School) -> int:
        grades = grades_of(school)
        coming = (number for (one, grade), number in self.below.items() if one == course and grade in grades)
        return self.at.get((course, school.pk), 0) + sum(coming)

    @property
    def courses(self) -> set[uuid.UUID]:
        """Every class that somebody asks for."""
        return {course for course, _where in (*self.at, *self.below)}


def requests_for(district: District, year: int, courses: Iterable[uuid.UUID] | None = None) -> Requests:
    """The requests of a school year, proposed and approved, of students who are at a school today. One query.

    In the year that has begun nobody changes school for it any more, what is only proposed is asked for no longer, and
    whoever is registered has asked as well as who still waits; of whom the counselor has written why not, nobody does.
    """
    today = timezone.localdate(timezone=district.zone)
    has_begun = year <= year_of_grades(district, today)
    asked = waiting_in(year) if has_begun else Q(school_year=year, status__in=ACTIVE)
    rows = PlannedCourse.objects.filter(asked, district=district)
    if courses is not None:
        rows = rows.filter(course__in=list(courses))
    columns = ("course", "student__grade", *MAIN_SCHOOL)
    counted = with_school(rows, today).values_list(*columns)
    at: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
    below: Counter[tuple[uuid.UUID, int]] = Counter()
    for course, grade, school, grades, number in counted.annotate(Count("pk")).order_by():
        if school is None:
            continue
        following = None if has_begun else _grade_elsewhere(School(grades=grades), grade)
        if following is None:
            at[course, school] += number
        else:
            below[course, following] += number
    return Requests(at, below)


def with_school(rows: QuerySet[PlannedCourse], day: date) -> QuerySet[PlannedCourse]:
    """The same classes of plans, each with the main school of its student and its grades."""
    held = Membership.objects.filter(current(day), person=OuterRef("student"), role=Role.STUDENT, school__isnull=False)
    first = held.order_by("-is_primary", "school__name")
    return rows.annotate(
        # SQLite would give the id of another table back as text.
        main_school=Subquery(first.values("school")[:1], output_field=UUIDField()),
        main_grades=Subquery(first.values("school__grades")[:1]),
    )


def _grade_elsewhere(school: School, grade: str) -> int | None:
    """The next grade of a student whose school ends before it; none where the student stays."""
    grades = grades_of(school)
    try:
        now = grade_number(grade)
    except ValueError:
        return None
    return now + 1 if grades and max(grades) <= now < LAST_GRADE else None


def demands_of(planning: Planning) -> dict[uuid.UUID, Demand]:
    """Of the classes that a student has planned for the next year and whose seats are known, by the planned class.

    One query, none where no such class is planned.
    """
    year = planning.year + 1
    rows = [row for row in planning.active if row.school_year == year and row.course.seats is not None]
    if not rows:
        return {}
    requests = requests_for(planning.student.district, year, {row.course_id for row in rows})
    return {row.pk: requests.of(row.course, planning.schools) for row in rows}


def demand_for(rows: Iterable[PlannedCourse]) -> Callable[[PlannedCourse], Demand]:
    """Of each of these requests, which come ``with_school``. Two queries for each district."""
    districts = {row.student.district_id: row.student.district for row in rows}
    years = {row.school_year for row in rows}
    found = {(pk, year): requests_for(district, year) for pk, district in districts.items() for year in years}
    schools = list(School.objects.filter(district__in=districts, is_active=True)) if districts else []

    def demand(row: PlannedCourse) -> Demand:
        pk, grades = (getattr(row, name) for name in MAIN_SCHOOL)
        district = row.student.district
        has_begun = row.school_year <= year_of_grades(district, timezone.localdate(timezone=district.zone))
        following = None if has_begun else _grade_elsewhere(School(grades=grades or ""), row.student.grade)
        theirs = [one for one in schools if one.district_id == district.pk]
        going = [one for one in theirs if one.pk == pk or (following is not None and following in grades_of(one))]
        return found[district.pk, row.school_year].of(row.course, going)

    return demand


@dataclass(frozen=True)
class SchoolRequests:
    """The classes that are asked for at a school: those with too few seats first."""

    school: School
    year: int
    rows: tuple[tuple[CatalogCourse, Demand], ...]

    @property
    def full(self) -> tuple[tuple[CatalogCourse, Demand], ...]:
        """More ask than there are seats."""
        return tuple(row for row in self.rows if row[1].over)

    @property
    def others(self) -> tuple[tuple[CatalogCourse, Demand], ...]:
        """All others."""
        return tuple(row for row in self.rows if not row[1].over)


def school_requests(viewer: Viewer) -> list[SchoolRequests]:
    """What is asked for in the next year at each school of a counselor. Four queries."""
    schools = list(viewer.schools("counselor").select_related("district").order_by("name"))
    return [found for district in {one.district for one in schools} for found in _of_district(district, schools)]


def _of_district(district: District, schools: Iterable[School]) -> Iterator[SchoolRequests]:
    year = year_of_grades(district, timezone.localdate(timezone=district.zone)) + 1
    requests = requests_for(district, year)
    courses = list(CatalogCourse.objects.filter(pk__in=requests.courses).defer("areas", "tags", "prerequisites"))
    taught: dict[uuid.UUID, set[uuid.UUID]] = {}
    for course_id, school_id in TaughtAt.objects.filter(course__in=requests.courses).values_list("course", "school"):
        taught.setdefault(course_id, set()).add(school_id)
    for school in schools:
        if school.district_id != district.pk:
            continue
        here = [course for course in courses if not taught.get(course.pk) or school.pk in taught[course.pk]]
        rows = [(course, requests.of(course, [school])) for course in here]
        rows = [row for row in rows if row[1].asked]
        rows.sort(key=lambda row: (-row[1].over, row[0].called, row[0].code))
        if rows:
            yield SchoolRequests(school, year, tuple(rows))
