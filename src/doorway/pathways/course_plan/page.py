"""The page of a course plan: grade by grade, with what waits and what was declined."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from doorway.pathways.core.loads import Limit
from doorway.pathways.core.planning import LAST_GRADE, No, objection_to_moving
from doorway.pathways.core.terms import is_summer, told
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.core.units import CREDIT
from doorway.pathways.core.ways import way_to
from doorway.pathways.course_plan.behind import TakenGrade, grades_behind
from doorway.pathways.course_plan.choosing import Choosable, Chooser
from doorway.pathways.course_plan.errors import Gone, refuse
from doorway.pathways.course_plan.ground import Ahead, Planning
from doorway.pathways.course_plan.held import hold, with_class_lists
from doorway.pathways.course_plan.left import (
    Again,
    Crowded,
    Ends,
    Left,
    crowded,
    left_to_plan,
    to_take_again,
    ways_that_lead,
)
from doorway.pathways.course_plan.no_longer import (
    TO_CHANGE,
    as_possible,
    no_longer,
    stands,
    to_do,
    why,
    without_basis,
)
from doorway.pathways.course_plan.seats import Demand
from doorway.pathways.graduation.wording import credit_words, number, term_words
from doorway.pathways.models import PlannedCourse
from doorway.pathways.registration.queries import YearCompared
from doorway.policy.packs import year_text

Status = PlannedCourse.Status
# Places on the page: before all grades, and this year.
PLAN, NOW, LEFT = "plan", "this-year", "left"
# So many requirements stand open; the rest is folded.
MOST_LEFT = 6


def anchor_of(row: PlannedCourse) -> str:
    """Where a class of the plan stands on the page."""
    return f"planned-{row.pk}"


@dataclass(frozen=True)
class PlannedRow:
    """A class of the plan, and the other grades in which it could stand instead. ``demand``: with known seats.

    ``same_as``: what has the same content and is passed, under way or planned, too (decision 034); mostly nothing.
    ``no``: why it is no longer possible where it stands, and ``to_do`` what can be done; empty where it is.
    ``recorded_as``: what the record of its year has in its place, at another level. ``lacks``: of one that the record
    of its year has, what comes before it and is neither passed nor planned.
    """

    planned: PlannedCourse
    moves: tuple[int, ...]
    demand: Demand | None = None
    same_as: str = ""
    no: str = ""
    to_do: str = ""
    recorded_as: str = ""
    lacks: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor_of(self.planned)

    @property
    def credits(self) -> str:
        """What it gives, in words."""
        return credit_words(self.planned.credit)


@dataclass(frozen=True)
class AheadRow:
    """A class that the record has for a grade to come and the plan has not. ``is_registered``: the school has the
    student in it, and does not only plan it. ``lacks``: what comes before it and is neither passed nor planned.
    """

    title: str
    credits: str
    term: str
    is_registered: bool
    lacks: str = ""


@dataclass(frozen=True)
class PlannedGrade:
    """One grade of the plan. ``room``: credits for which there is room, empty where no requirements say it.

    ``ahead``: what the record has of it besides; ``credits`` are those of all of it.
    """

    grade: int
    year: str
    rows: tuple[PlannedRow, ...]
    credits: str
    room: str
    ahead: tuple[AheadRow, ...] = ()

    @property
    def anchor(self) -> str:
        """Where its heading stands on the page."""
        return f"grade-{self.grade}"


@dataclass(frozen=True)
class Room:
    """Where the room of a grade comes from: so many credits in all, in so many grades, and one credit more."""

    total: str
    grades: int
    even: str
    room: str


@dataclass(frozen=True)
class CoursePlanPage:
    """Everything the page says."""

    school: str
    grades: tuple[PlannedGrade, ...]
    # What is approved for this year and not among the student's classes yet.
    waits: PlannedGrade | None
    # This year, as long as it takes anything; what stands there makes up credit.
    now: PlannedGrade | None
    # The ids of what waits for the counselor.
    proposed: tuple[uuid.UUID, ...]
    declined: tuple[tuple[PlannedCourse, int], ...]
    courses: tuple[Choosable, ...]
    terms: tuple[str, ...]
    has_catalog: bool
    # Of grades for which the school has not said how much a student may take; and what schools have said, by name.
    room: Room | None = None
    limits: tuple[tuple[str, Limit], ...] = ()
    left: tuple[Left, ...] = ()
    crowded: Crowded | None = None
    again: tuple[Again, ...] = ()
    ways: tuple[Ends, ...] = ()
    behind: tuple[TakenGrade, ...] = ()
    # What stands in the plan and is no longer possible there, each with its grade; ``beyond``: of these what stands
    # after the last grade, and so under none.
    no_longer: tuple[tuple[PlannedRow, int], ...] = ()
    beyond: tuple[PlannedRow, ...] = ()
    # Credits that are earned and needed in all, as the graduation page says them; empty without a record.
    earned: str = ""
    need: str = ""

    @property
    def waiting(self) -> int:
        """How many classes wait for the counselor."""
        return len(self.proposed)

    @property
    def shows_now(self) -> bool:
        """Whether there is anything to show of this year."""
        return self.now is not None and bool(self.now.rows or self.again or not self.grades)

    @property
    def anchors(self) -> set[str]:
        """Where something can be said that was done: at the plan, a grade, a class."""
        shown = [*self.grades, *([self.now] if self.now is not None and self.shows_now else [])]
        rows = {row.anchor for one in (*shown, *([self.waits] if self.waits else [])) for row in one.rows}
        return {
            PLAN,
            *([LEFT] if self.left else []),
            *([NOW] if self.shows_now else []),
            *(one.anchor for one in self.grades),
            *(row.anchor for row in self.beyond),
            *rows,
        }

    @property
    def has_places(self) -> bool:
        """Whether a class that is named for what is left can be put into the plan from there."""
        return any(one.places for one in self.left)

    @property
    def _left_named(self) -> tuple[Left, ...]:
        """Requirements that certain classes fill."""
        return tuple(one for one in self.left if not one.is_any)

    @property
    def left_first(self) -> tuple[Left, ...]:
        """Of these what has to begin first; all of it where it is not much."""
        named = self._left_named
        return named if len(named) <= MOST_LEFT + 2 else named[:MOST_LEFT]

    @property
    def left_more(self) -> tuple[Left, ...]:
        """The rest, folded away."""
        return self._left_named[len(self.left_first) :]

    @property
    def left_any(self) -> tuple[Left, ...]:
        """What any class fills."""
        return tuple(one for one in self.left if one.is_any)


def course_plan_page(
    planning: Planning,
    years: Sequence[YearCompared] = (),
    demands: Mapping[uuid.UUID, Demand] | None = None,
    *,
    today: date,
) -> CoursePlanPage:
    """The page of a plan. One query of its own."""
    active = planning.active
    plan = stands(planning)
    stops = {row.pk: no for row, no in no_longer(plan)}
    lacking = {at: f"{why(no)} {TO_CHANGE}" for at, no in without_basis(plan, planning.ahead).items()}
    # Who reads that nothing is left to plan has to be able to take what stands there.
    possible = as_possible(planning, stops)
    held = hold(possible, today=today)
    with_lists = with_class_lists(possible, held)
    total = held.result.total if held is not None and planning.record else None
    grades = []
    for grade in planning.grades:
        own = [row for row in active if planning.grade_of(row) == grade]
        plain = (
            PlannedRow(
                row,
                _moves(row, planning),
                (demands or {}).get(row.pk),
                _same_as(row, planning),
                recorded_as=", ".join(one.called(planning.ground.titles) for one in planning.stand_for(row)),
                lacks=lacking.get((row.course.code, grade), ""),
            )
            for row in own
        )
        rows = tuple(_stopped(row, stops, is_next=grade == planning.grades.start) for row in plain)
        ahead = planning.ahead_in(grade)
        units = planning.units_in(grade)
        year = year_text(planning.year_of(grade))
        room = planning.ground.room_of(grade)
        beside = tuple(sorted((_ahead(one, planning, lacking) for one in ahead), key=lambda one: one.title))
        grades.append(PlannedGrade(grade, year, rows, number(units), "" if room is None else number(room), beside))
    # Who proposes it again has heard the reason; the earlier answer stays on record and is no news any more.
    again = {(row.course_id, row.school_year) for row in active}
    declined = [
        row
        for row in planning.rows
        if row.status == Status.DECLINED and planning.is_open(row) and (row.course_id, row.school_year) not in again
    ]
    courses = tuple(Chooser(planning, held).offered())
    waits, now = _waiting(planning, years, stops), _this_year(planning, stops)
    beyond = tuple(_stopped(PlannedRow(row, ()), stops) for row in active if planning.grade_of(row) > LAST_GRADE)
    shown = [row for one in (waits, now, *grades) if one is not None for row in one.rows]
    return CoursePlanPage(
        school=planning.school.name if planning.school else "",
        grades=tuple(grades),
        waits=waits,
        now=now,
        proposed=tuple(row.pk for row in active if row.status == Status.PROPOSED),
        declined=tuple((row, planning.grade_of(row)) for row in declined),
        courses=courses,
        terms=_terms(planning),
        has_catalog=bool(planning.offers),
        room=_room(planning),
        limits=_limits(planning),
        left=_with_places(left_to_plan(possible, with_lists), courses, planning) if grades else (),
        crowded=crowded(possible, with_lists),
        again=tuple(to_take_again(planning)),
        ways=tuple(ways_that_lead(planning)) if grades else (),
        behind=tuple(grades_behind(planning, held, years)),
        no_longer=tuple((row, planning.grade_of(row.planned)) for row in (*shown, *beyond) if row.no),
        beyond=beyond,
        earned=number(total.filled[Certainty.EARNED]) if total else "",
        need=number(total.need) if total else "",
    )


def _ahead(one: Ahead, planning: Planning, lacking: Mapping[tuple[str, int], str]) -> AheadRow:
    title = one.called(planning.ground.titles)
    lacks = lacking.get((one.step.code, one.step.grade), "")
    return AheadRow(title, credit_words(one.step.units), term_words(one.step.term), one.is_registered, lacks)


def _with_places(left: Sequence[Left], courses: Sequence[Choosable], planning: Planning) -> tuple[Left, ...]:
    """With the places of the classes that are named. A class is offered once, where it is named first; what stands in
    the plan where it is not possible has to be moved or taken out there.
    """
    open_ones = {one.code: one for one in courses if one.places}
    standing = frozenset(row.course.code for row in (*planning.waits, *planning.active))
    return tuple(
        replace(
            one,
            places=tuple(open_ones.pop(code) for code in one.named if code in open_ones),
            standing=standing.intersection(one.named),
        )
        for one in left
    )


@dataclass(frozen=True)
class SoFar:
    """What stands in a grade to come, in short."""

    grade: int
    year: str
    titles: tuple[str, ...]


def so_far(planning: Planning) -> list[SoFar]:
    """The grades to come with the classes that are planned for them. No query."""
    return [
        SoFar(
            grade,
            year_text(planning.year_of(grade)),
            (
                *(row.course.called for row in planning.active if planning.grade_of(row) == grade),
                *(one.called(planning.ground.titles) for one in planning.ahead_in(grade)),
            ),
        )
        for grade in planning.grades
    ]


def _same_as(row: PlannedCourse, planning: Planning) -> str:
    """The titles of what teaches the same and counts beside it: nothing forbids both, and few mean it."""
    ground, code, grade = planning.ground, row.course.code, planning.grade_of(row)
    on_record = {one.code for one in ground.recorded.get(grade, ())}
    steps = [
        step.code for step in ground.steps
        # One of them on the record of that year is both of them there.
        if not (step.grade == grade and on_record & {step.code, code})
    ]  # fmt: skip
    there = (ground.taken - ground.halves).union(steps)
    return ground.named(sorted((ground.same.get(code, frozenset()) - {code}) & there))


def _stopped(
    row: PlannedRow, stops: Mapping[uuid.UUID, No], *, is_now: bool = False, is_next: bool = False
) -> PlannedRow:
    """A class of the plan with why it is no longer possible, where it is not; of this year, or of the next grade."""
    no = stops.get(row.planned.pk)
    if no is None:
        return row
    return replace(row, no=why(no), to_do=to_do(no, is_now=is_now, is_next=is_next, may_move=bool(row.moves)))


def _this_year(planning: Planning, stops: Mapping[uuid.UUID, No]) -> PlannedGrade | None:
    """What makes up credit this year; None where this year takes nothing."""
    if planning.grade not in planning.open_grades:
        return None
    own = [row for row in planning.active if row.makes_up]
    units, year = sum(row.credit for row in own), year_text(planning.year)
    rows = tuple(_stopped(PlannedRow(row, ()), stops, is_now=True) for row in own)
    return PlannedGrade(planning.grade, year, rows, number(units), "")


def _waiting(planning: Planning, years: Sequence[YearCompared], stops: Mapping[uuid.UUID, No]) -> PlannedGrade | None:
    """What is approved for this year and is neither on the record nor on a class list; None where nothing is."""
    listed = next((year.compared.taken for year in years if year.year == planning.year), {})
    # Of what the record has a part of, the school registers a term at a time.
    rows = [row for row in planning.waits if row.course.code not in listed and row.rest is None]
    if not rows:
        return None
    units, year = sum(row.credit for row in rows), year_text(planning.year)
    listed_rows = tuple(_stopped(PlannedRow(row, ()), stops, is_now=True) for row in rows)
    return PlannedGrade(planning.grade, year, listed_rows, number(units), "")


def _terms(planning: Planning) -> tuple[str, ...]:
    """The terms to choose from: those of the classes, and what is open of this year."""
    now = () if planning.ground.now is None else planning.ground.now.terms
    terms = {told(term) for offer in planning.offers.values() if offer.taught for term in offer.terms}.union(now)
    return tuple(sorted(terms, key=lambda term: (is_summer(term), term)))


def terms_left(planning: Planning, code: str) -> tuple[str, ...]:
    """The terms of this year that have not begun; of a class those in which it can be taken then."""
    now = planning.ground.now
    if now is None:
        return ()
    return now.terms_of(planning.offers[code]) if code in planning.offers else now.terms


def _room(planning: Planning) -> Room | None:
    """How the room of a grade is guessed; None where no requirements say it, or the school says it for all grades."""
    rules, room = planning.rules, planning.ground.room
    if rules is None or room is None or planning.limits.keys() >= set(planning.open_grades):
        return None
    return Room(number(rules.total), LAST_GRADE + 1 - rules.first_grade, number(room - CREDIT), number(room))


def _limits(planning: Planning) -> tuple[tuple[str, Limit], ...]:
    """What schools have said about the grades of the page, once each; without a name where one has said it for all."""
    said = {
        school.pk: (school.name, limit) for at, (school, limit) in planning.limits.items() if at in planning.open_grades
    }
    is_one = len(said) == 1 and planning.limits.keys() >= set(planning.open_grades)
    return tuple(("" if is_one else name, limit) for name, limit in said.values())


def _moves(row: PlannedCourse, planning: Planning) -> tuple[int, ...]:
    """The other grades that the rules would take the class in."""
    step = planning.step_of(row)
    others = (grade for grade in planning.grades if grade != step.grade)
    return tuple(
        grade for grade in others if objection_to_moving(step, grade, planning.offers, planning.ground) is None
    )


@dataclass(frozen=True)
class WayStep:
    """A class of a way: in which grade and year, and the term where it matters."""

    title: str
    grade: int
    year: str
    term: str


def way_page(planning: Planning, code: str) -> list[WayStep]:
    """A class with what comes before it, as it would be proposed; NotAllowed or Gone when it cannot be. No query."""
    if code not in planning.offers:
        raise Gone
    way = way_to(code, planning.offers, planning.ground)
    refuse(way.no)
    return [
        WayStep(
            planning.offers[step.code].title, step.grade, year_text(planning.year_of(step.grade)), term_words(step.term)
        )
        for step in way.steps
    ]
