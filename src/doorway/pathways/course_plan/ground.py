"""What one student's plan stands on: the catalog of the school, the record, and the plan so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from doorway.pathways.classes.places import grades_of, schools_of_grade, schools_until_the_end
from doorway.pathways.core.loads import Limit
from doorway.pathways.core.planning import LAST_GRADE, Ground, Now, Offer, Step, first_open_grade
from doorway.pathways.core.registering import may_begin
from doorway.pathways.core.rest import once
from doorway.pathways.core.rules import CourseKind, RuleSet
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.terms import (
    YEAR,
    Part,
    first_places,
    is_summer,
    part_of,
    place_in,
    single_terms,
    slot,
    ways_by_terms,
)
from doorway.pathways.core.too_low import TooLow
from doorway.pathways.core.transcript import Course
from doorway.pathways.core.units import CREDIT
from doorway.pathways.course_plan.low import low_marks
from doorway.pathways.course_plan.on_lists import Place, on_lists, places_of, seats_among
from doorway.pathways.course_plan.this_year import open_terms
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.own import factors_of, given_by, may_be_converted, own_rows
from doorway.pathways.graduation.records import (
    Catalog,
    as_record,
    catalog_of,
    class_list_columns,
    class_of,
    is_ahead,
    not_on_record,
    own_year,
    rows_of,
    spelled,
)
from doorway.pathways.graduation.rulebooks import failing_marks, held_against
from doorway.pathways.graduation.unmarked import is_unsettled
from doorway.pathways.limits.queries import carried_limit, limit_fields, limits_of
from doorway.pathways.models import PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.policy.packs import grade_number
from doorway.roster.access.viewer import current
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Membership, Person, Role, School

Status = PlannedCourse.Status
ACTIVE = (Status.PROPOSED, Status.APPROVED)
# Why a planned class is not among a student's classes.
REASONS = RegistrationReason.objects.filter(planned=OuterRef("pk"), withdrawn_at=None)


@dataclass(frozen=True)
class Ahead:
    """A class of the record in a grade to come: its terms together, and its rows."""

    step: Step
    rows: tuple[TranscriptCourse, ...]

    @property
    def is_registered(self) -> bool:
        """Whether the school has the student in it, and does not only plan it."""
        return any(row.state != TranscriptCourse.State.PLANNED for row in self.rows)

    def called(self, titles: Mapping[str, str]) -> str:
        """What it is called: as the catalog has it (``titles``), as the record does, by its code."""
        return titles.get(self.step.code) or next((row.title for row in self.rows if row.title), self.step.code)


def ahead_of(
    record: Iterable[TranscriptCourse], grade: int, year: int, kinds: Mapping[str, CourseKind]
) -> tuple[Ahead, ...]:
    """What a record has of the years after ``year``, that of the ``grade``: each class of a year once, also where the
    whole year stands beside its terms. ``kinds``: the catalog by code; a code in other capitals is the one there.
    """
    together: dict[tuple[str, int], list[TranscriptCourse]] = {}
    rows_ahead = [row for row in record if is_ahead(row, year)]
    spelling = Spelling(kinds if rows_ahead else ())
    for row in rows_ahead:
        together.setdefault((spelling.keep(row.code), row.school_year), []).append(row)
    found = []
    for (code, taken_in), rows in together.items():
        kind = kinds.get(code)
        step = Step(code, grade + taken_in - year, once([_course(row) for row in rows], kind), _terms_of(rows, kind))
        found.append(Ahead(step, tuple(rows)))
    return tuple(found)


def _terms_of(rows: Iterable[TranscriptCourse], kind: CourseKind | None) -> str:
    """The terms of the rows of one class in one year, in their order; of the whole year as they say most of it."""
    ways = () if kind is None else kind.terms
    terms = sorted({row.term for row in rows}, key=_place_in_year)
    years = [term for term in terms if slot(term, ways) == YEAR]
    if not years:
        return " ".join(terms)
    named = " ".join(term for term in terms if term not in years and not is_summer(term))
    by_name = [term for term in (*years, named) if len(single_terms(term)) > 1 and slot(term, ways) == YEAR]
    # A row that says no term is of all of them.
    return by_name[0] if by_name else min(years)


def _place_in_year(term: str) -> tuple[bool, Fraction, str]:
    places = first_places(term)
    return is_summer(term), Fraction(places[0].number, places[0].of) if places else Fraction(2), term


def besides(
    ahead: Iterable[Ahead], steps: Iterable[Step], same: Mapping[str, frozenset[str]] | None = None
) -> list[Ahead]:
    """Of what the record has of grades to come that which is in none of these steps already.

    ``same``: for a code those of the same content; with them, neither what is one of the steps at another level.
    """
    there = {(step.code, step.grade) for step in steps}
    there |= {(code, grade) for own, grade in there for code in (same or {}).get(own, ())}
    return [one for one in ahead if (one.step.code, one.step.grade) not in there]


@dataclass(frozen=True)
class Planning:
    """Everything that is needed to show a plan or to change it. ``year``: the school year of the grade, by its end."""

    student: Person
    year: int
    grade: int
    school: School | None
    offers: Mapping[str, Offer]
    rows: tuple[PlannedCourse, ...]
    ground: Ground
    catalog: Catalog
    record: tuple[TranscriptCourse, ...]
    rules: RuleSet | None
    # Where the grades to come are taken: the own school, or those that go on where it ends.
    schools: tuple[School, ...] = ()
    # What the school of a grade has said about how much a student may take; grades of which nobody said it are missing.
    limits: Mapping[int, tuple[School, Limit]] = field(default_factory=dict)
    # For a class of the catalog that gave no credit, or not all of it, the units that are missing; for one whose mark
    # is too low for what is still needed, those that have it.
    lacking: Mapping[str, int] = field(default_factory=dict)
    # For such a class what asks for a better mark.
    low: Mapping[str, Sequence[TooLow]] = field(default_factory=dict)
    # Approved classes of this year that the record does not have yet: they count as planned until it has them.
    waits: tuple[PlannedCourse, ...] = ()
    # The day on which it is looked at.
    today: date | None = None
    # What the record has of grades to come: the school has registered it, or plans it.
    ahead: tuple[Ahead, ...] = ()
    # What the student takes this year by the class list alone, and nobody has planned.
    on_lists: tuple[TranscriptCourse, ...] = ()
    # The places in classes, of whatever year.
    places: tuple[Place, ...] = ()
    # The record with the credit that it has here: of a school that counts otherwise it says another number.
    own: tuple[TranscriptCourse, ...] = ()

    @property
    def to_register(self) -> tuple[PlannedCourse, ...]:
        """Of what waits that which is on no class list either; the rest is under way."""
        return tuple(row for row in self.waits if not is_listed(row))

    @property
    def active(self) -> list[PlannedCourse]:
        """What is in the plan now."""
        return [row for row in self.rows if row.status in ACTIVE and self.is_open(row)]

    def is_open(self, row: PlannedCourse) -> bool:
        """Whether a class of the plan is of a year to come, or makes up credit in this one."""
        return row.school_year > self.year or (row.makes_up and row.school_year == self.year)

    @property
    def runs(self) -> int:
        """The school year that runs, by its end."""
        return self.year if self.today is None else year_that_runs(self.year, self.today)

    @property
    def grades(self) -> range:
        """The grades to come."""
        return range(first_open_grade(self.grade), LAST_GRADE + 1)

    @property
    def open_grades(self) -> tuple[int, ...]:
        """The grades that can be planned: those to come, and this one as long as it takes anything."""
        now = () if self.ground.now is None or not self.ground.now.terms else (self.grade,)
        return (*now, *self.grades)

    def grade_of(self, row: PlannedCourse) -> int:
        """The grade in which a class of the plan is taken."""
        return self.grade + row.school_year - self.year

    def year_of(self, grade: int) -> int:
        """The school year of a grade, by its end."""
        return self.year + grade - self.grade

    def without(self, row: PlannedCourse) -> Ground:
        """The ground as if this class did not are in the plan."""
        own = self.step_of(row)
        steps = list(self.ground.steps)
        if own in steps:
            steps.remove(own)
        return replace(self.ground, steps=steps)

    def step_of(self, row: PlannedCourse) -> Step:
        """A class of the plan as the rules see it: it weighs what it gives beside what the record has of it."""
        return weighed(step_in(row, self.grade_of(row)), self.ground, self.offers)

    def steps_of(self, rows: Iterable[PlannedCourse]) -> tuple[Step, ...]:
        """Classes of the plan as the rules see them, and behind them what the record has of grades to come besides."""
        steps = tuple(map(self.step_of, rows))
        return (*steps, *(one.step for one in besides(self.ahead, steps)))

    def ahead_in(self, grade: int, more: Iterable[Step] = ()) -> list[Ahead]:
        """What the record has of a grade to come, and the plan has not, with ``more`` steps: also at no other level."""
        steps = [*(self.step_of(row) for row in self.active), *more]
        return [one for one in besides(self.ahead, steps, self.catalog.same) if one.step.grade == grade]

    def stand_for(self, row: PlannedCourse) -> list[Ahead]:
        """What the record has in the year of a planned class under another code and is that class at another level."""
        same, grade = self.catalog.same.get(row.course.code, frozenset()) - {row.course.code}, self.grade_of(row)
        return [one for one in self.ahead if one.step.grade == grade and one.step.code in same]

    def units_in(self, grade: int, more: Iterable[Step] = ()) -> int:
        """What a grade to come holds, in units: the plan with ``more`` steps, and the record; each class once."""
        held = (*self.steps_of(self.active), *(weighed(step, self.ground, self.offers) for step in more))
        return sum(step.units for step in held if step.grade == grade)


def with_main_school(students: QuerySet[Person], day: date) -> QuerySet[Person]:
    """The same students, each with what a plan needs to know of the main school: id, name, grades and limit."""
    held = Membership.objects.filter(current(day), person=OuterRef("pk"), role=Role.STUDENT, school__isnull=False)
    first = held.order_by("-is_primary", "school__name")
    return students.annotate(
        # SQLite would give the id of another table back as text, and no class is taught at a text.
        main_school=Subquery(first.values("school")[:1], output_field=UUIDField()),
        main_school_name=Subquery(first.values("school__name")[:1]),
        main_school_grades=Subquery(first.values("school__grades")[:1]),
    ).annotate(**limit_fields("main_school"))


def _main_school(student: Person, today: date) -> tuple[School | None, Limit | None]:
    """The main school and its limit: as the student carries it (``with_main_school``), else in one query."""
    names = ("main_school", "main_school_name", "main_school_grades")
    if hasattr(student, names[0]):
        pk, name, grades = (getattr(student, one) for one in names)
        school = None if pk is None else School(pk=pk, name=name, grades=grades, district_id=student.district_id)
        return school, carried_limit(student)
    held = Membership.objects.filter(current(today), person=student, role=Role.STUDENT, school__isnull=False)
    rows = held.select_related("school").annotate(**limit_fields("school"))
    first = rows.order_by("-is_primary", "school__name").first()
    return (None, None) if first is None else (first.school, carried_limit(first))


def planning_of(student: Person, *, today: date) -> Planning:
    """The ground of a student's plan. Eight queries at most; one more where a mark is too low for something, one where
    the district has a scholarship that asks for classes, and one for whom something was decided and who has credit of
    another school.
    """
    year, grade = own_year(student, today), grade_number(student.grade)
    catalog = catalog_of(student.district)
    school, own_limit = _main_school(student, today)
    others = School.objects.filter(district=student.district_id, is_active=True).annotate(**limit_fields("pk"))
    upper = upper_schools(school, grade, others)
    offers = offers_at(school, upper, catalog, grade)
    planned = PlannedCourse.objects.filter(student=student).select_related("course", "proposed_by", "decided_by")
    rows = tuple(planned.annotate(is_explained=Exists(REASONS), **class_list_columns()))
    record = spelled(rows_of([student.pk])[student.pk], catalog.taught)
    rules = held_against(student.district, class_of(grade, year))
    room = None if rules is None else rules.total // (LAST_GRADE + 1 - rules.first_grade) + CREDIT
    failing = failing_marks(student.district)
    waits = tuple(waiting([row for row in rows if row.school_year == year], record, catalog, today, failing))
    planned_steps = tuple(
        step_in(row, grade + row.school_year - year)
        for row in rows
        if (row in waits and not is_listed(row))
        or (row.status in ACTIVE and (row.school_year > year or (row.makes_up and row.school_year == year)))
    )
    kinds = {kind.code: kind for kind in catalog.kinds}
    own = _own(student, record, rules, today)
    ahead = ahead_of(own, grade, year, kinds)
    recorded: dict[int, list[Course]] = {}
    for one in ahead:
        rows_of_it = (_course(row)._replace(code=one.step.code) for row in one.rows)
        recorded.setdefault(one.step.grade, []).extend(rows_of_it)
    # What the record has of grades to come is a step of the plan, and not taken yet.
    places = places_of(student)
    lists = on_lists(waits, seats_among(places, year, offers), own, catalog, year=year, failing=failing)
    by_now = [*(row for row in own if not is_ahead(row, year)), *lists.rows]
    runs = year_that_runs(year, today)
    taken, halves = taken_of(by_now, rules, kinds, runs)
    failed = {row.code for row in by_now if _is_failed(row, rules)}
    short = {
        code: offers[code].units - _given(kinds[code], by_now, rules, runs)
        for code in sorted((failed | halves) & offers.keys())
    }
    lacking = {code: units for code, units in short.items() if units > 0}
    # Who has a D where a C is asked for may take the class again, as if that part of it had not been passed.
    low = low_marks(student, record, rules, catalog, year, today)
    halves |= low.keys() & taken
    lacking |= {code: max(own[0].units, lacking.get(code, 0)) for code, own in low.items() if code in offers}
    now = None
    if school is not None and offers and grade <= LAST_GRADE:
        now = Now(
            terms=open_terms(student.district, [way for offer in offers.values() for way in offer.terms], year, today),
            taught=frozenset(code for code, one in catalog.taught.items() if one.is_offered and one.at(school.pk)),
            lacking=lacking,
            load=tuple(
                _load_of(
                    [
                        row
                        for row in (*own, *lists.planned)
                        if row.school_year == year and not is_summer(row.term) and not _is_failed(row, rules)
                    ],
                    kinds,
                )
            ),
        )
    limits = {}
    if school is not None:
        said = {one.pk: limit for one in upper if one.pk != school.pk and (limit := carried_limit(one)) is not None}
        said |= {} if own_limit is None else {school.pk: own_limit}
        limits = limits_of(school, upper, said, range(grade, LAST_GRADE + 1))
    allowed = {at: limit for at, (_school, limit) in limits.items()}
    ground = Ground(grade, taken, (), room, allowed, titles_of(catalog), catalog.same, halves, now, recorded)
    steps = [weighed(step, ground, offers) for step in planned_steps]
    steps += [one.step for one in besides(ahead, steps)]
    ground = replace(ground, steps=tuple(steps))
    return Planning(
        student, year, grade, school, offers, rows, ground, catalog, tuple(record), rules, tuple(upper), limits,
        lacking, low, waits, today, ahead, lists.others, places, tuple(own),
    )  # fmt: skip


def _own(
    student: Person, record: Sequence[TranscriptCourse], rules: RuleSet | None, today: date
) -> Sequence[TranscriptCourse]:
    decides = may_be_converted(record) and getattr(student, "has_decisions", True)
    factors = factors_of(record, decisions_of([student.pk])[student.pk], today) if decides else {}
    return own_rows(record, factors, 0 if rules is None else rules.total)


def _load_of(rows: Iterable[TranscriptCourse], kinds: Mapping[str, CourseKind]) -> Iterator[tuple[int, str]]:
    """What rows of one year weigh in it, each with its term; a class that has the whole year beside its terms once."""
    together: dict[str, list[TranscriptCourse]] = {}
    for row in rows:
        together.setdefault(row.code, []).append(row)
    for code, own in together.items():
        kind = kinds.get(code)
        if len(own) > 1 and any(slot(row.term, () if kind is None else kind.terms) == YEAR for row in own):
            yield once([_course(row) for row in own], kind), _terms_of(own, kind)
        else:
            yield from ((row.units, row.term) for row in own)


def is_listed(row: PlannedCourse) -> bool:
    """Whether a class of the plan carries that the student is on its class list."""
    return bool(getattr(row, "is_listed", False))


def step_in(row: PlannedCourse, grade: int) -> Step:
    """A class of the plan in its grade as the rules see it: of this year what the record does not have of it."""
    units, term = row.rest or (row.credit, row.term)
    return Step(row.course.code, grade, units, term)


def weighed(step: Step, ground: Ground, offers: Mapping[str, Offer]) -> Step:
    """A step of a grade to come with what it weighs beside the record of that grade."""
    if step.grade not in ground.recorded or step.code not in offers:
        return step
    return replace(step, units=ground.weighs(offers[step.code], step.grade, step.term))


def waiting(
    rows: Sequence[PlannedCourse],
    record: Sequence[TranscriptCourse],
    catalog: Catalog,
    today: date,
    failing: Collection[str],
) -> Iterator[PlannedCourse]:
    """Of the planned classes of one year those that may still be registered, or a part of them (``rest``): not on the
    record, not given up; and what is on a class list until its marks are there. ``failing``: marks that give no credit.
    """
    for row in rows:
        if row.status != Status.APPROVED or row.makes_up or getattr(row, "is_explained", False):
            continue
        if not any(one.school_year == row.school_year for one in record):
            if is_listed(row) or may_begin(row.term, row.school_year, today):
                yield row
            continue
        same = catalog.same.get(row.course.code, frozenset())
        planned = as_record(row, this_year=row.school_year, on=today)
        left = list(not_on_record(planned, record, same, failing))
        if left:
            is_whole = left[0] is planned
            row.rest = None if is_whole else (sum(one.units for one in left), " ".join(one.term for one in left))
            yield row


def upper_schools(school: School | None, grade: int, others: Iterable[School]) -> list[School]:
    """The own school, and where it ends before the last grade the schools of the district (``others``) that go on.

    No query where none goes on, else that of ``others``.
    """
    if school is None:
        return []
    last = max(grades_of(school), default=LAST_GRADE)
    if last >= LAST_GRADE or grade >= LAST_GRADE:
        return [school]
    own = [school] if last > grade else []
    return own + schools_until_the_end(school, list(others), grade=grade)


def offers_at(school: School | None, upper: Sequence[School], catalog: Catalog, grade: int) -> dict[str, Offer]:
    """The classes as somebody of a grade at this school can take them. ``upper``: the own school, and those that go on.

    Each is taught in the grades in which a school that teaches the grade has it. Where no school is known to teach a
    grade, any of them may.
    """
    if school is None or upper == [school]:
        return {
            code: course.offer(taught=course.is_offered and any(course.at(one.pk) for one in upper))
            for code, course in catalog.taught.items()
        }
    at = {one: schools_of_grade(one, school, upper) or upper for one in range(first_open_grade(grade), LAST_GRADE + 1)}
    found = {}
    for code, course in catalog.taught.items():
        grades = frozenset(one for one, schools in at.items() if any(course.at(its.pk) for its in schools))
        offer = course.offer(taught=course.is_offered and any(course.at(one.pk) for one in upper))
        found[code] = offer if len(grades) == len(at) else replace(offer, grades=grades)
    return found


def year_that_runs(year: int, today: date) -> int:
    """The school year that runs, by its end: what is of an earlier one is over. ``year``: that of the grade."""
    return min(year, school_year_of(today))


def taken_of(
    record: list[TranscriptCourse], rules: RuleSet | None, kinds: Mapping[str, CourseKind], runs: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Codes that gave credit, or may: a class under way counts until it turns out otherwise; and of these the halves
    (``Ground.halves``). ``record`` may be a part of it that has all rows of each of its codes. ``runs``: the school
    year that runs.

    A class that is over and has no mark, or none that is final, may turn out to be passed: what builds on it need not
    wait, and as it gives nothing yet, it may be planned again.
    """
    taken = frozenset(row.code for row in record if _gives(row, rules, runs) or _is_unsettled(row, rules, runs))
    return taken, frozenset(code for code in taken & kinds.keys() if _is_half(kinds[code], record, rules, runs))


def _gives(row: TranscriptCourse, rules: RuleSet | None, runs: int) -> bool:
    """Whether a row gave credit, or is under way and may."""
    is_planned = row.state == TranscriptCourse.State.PLANNED
    return not (_is_failed(row, rules) or is_planned or _is_unsettled(row, rules, runs))


def _is_unsettled(row: TranscriptCourse, rules: RuleSet | None, runs: int) -> bool:
    return is_unsettled(row, {} if rules is None else rules.marks, runs)


def _is_failed(row: TranscriptCourse, rules: RuleSet | None) -> bool:
    """Whether a row is over and its mark gives no credit."""
    marks = {} if rules is None else rules.marks
    return row.state == TranscriptCourse.State.COMPLETED and row.mark in marks and marks[row.mark].credit == "no"


def passed_before(planning: Planning) -> frozenset[str]:
    """Codes of classes of which all was passed in the years before this one. A mark that gives no credit, or none yet,
    puts no class behind the student.
    """
    kinds = {kind.code: kind for kind in planning.catalog.kinds}
    over = [
        row for row in planning.own
        if row.state == TranscriptCourse.State.COMPLETED and row.school_year < planning.year and row.mark
        and _gives(row, planning.rules, planning.runs)
    ]  # fmt: skip
    return frozenset(
        code for code in {row.code for row in over}
        if code not in kinds or _given(kinds[code], over, planning.rules, planning.runs) >= kinds[code].credits
    )  # fmt: skip


def part_lacking(code: str, planning: Planning) -> str:
    """Which part of a class is missing, “1” for the first; empty where it is all of it, or nobody knows which.

    What is registered for a year to come is another time of the class, and makes up nothing of this one.
    """
    low = {key for one in planning.low.get(code, ()) for key in one.rows}
    given = [
        row for row in planning.record
        if row.code == code and _gives(row, planning.rules, planning.runs) and row.pk.hex not in low
        and not is_ahead(row, planning.year)
    ]  # fmt: skip
    terms = ways_by_terms(planning.offers[code].terms)
    ways = [single_terms(way) for way in terms if len(single_terms(way)) > 1] if terms else [("S1", "S2")]
    if not given or len(ways) != 1:
        return ""
    numbers = [_number_in(row, ways[0]) for row in given]
    lacking = [str(number) for number in range(1, len(ways[0]) + 1) if number not in numbers]
    return lacking[0] if len(lacking) == 1 and None not in numbers else ""


def _number_in(row: TranscriptCourse, way: tuple[str, ...]) -> int | None:
    """Which term of a way a row is of: as the row says it, else by the name of its term. None where nobody knows."""
    if row.part in {"1", "2"} and len(way) == 2:
        return int(row.part)
    place = place_in(row.term, [" ".join(way)])
    return None if place is None else place.number


def _is_half(kind: CourseKind, record: list[TranscriptCourse], rules: RuleSet | None, runs: int) -> bool:
    """Whether a class gave less than all of its credit, and what is under way of it does not bring the rest.

    A second half that still runs does not bring the first one, which was failed; the same half, or the whole class,
    that is repeated may.
    """
    if _given(kind, record, rules, runs) >= kind.credits:
        return False
    rows = [row for row in record if row.code == kind.code]
    given = [row for row in rows if _gives(row, rules, runs)]
    if all(row.state == TranscriptCourse.State.COMPLETED for row in given):
        return True
    brought = {_part(row, kind, rules) for row in given}
    lost = {_part(row, kind, rules) for row in rows if _is_failed(row, rules) or _is_unsettled(row, rules, runs)}
    return "" not in brought and None not in brought | lost and bool(lost - brought - {""})


def _given(kind: CourseKind, record: list[TranscriptCourse], rules: RuleSet | None, runs: int) -> int:
    """The credit that a class gave, or may: the same half twice is half."""
    rows = (row for row in record if row.code == kind.code and _gives(row, rules, runs))
    return given_by(rows, kind, 0 if rules is None else rules.total)


def _part(row: TranscriptCourse, kind: CourseKind, rules: RuleSet | None) -> Part:
    """Which part of its class a row of the record is."""
    return part_of(_course(row), kind, kind.credits, 0 if rules is None else rules.total)


def _course(row: TranscriptCourse) -> Course:
    return Course("", row.code, row.units, row.school_year, row.term, part=row.part, scale=row.scale)


def titles_of(catalog: Catalog) -> dict[str, str]:
    """What classes are called, also those that should come first and that the catalog does not have."""
    before = {code for course in catalog.taught.values() for code in course.prerequisites} - catalog.taught.keys()
    unknown = {code: _("%(code)s, which the catalog does not have") % {"code": code} for code in before}
    return unknown | {code: course.title for code, course in catalog.taught.items()}
