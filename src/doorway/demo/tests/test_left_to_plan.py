"""What is named for what is missing, for invented students of the demo's catalog: distinct, and enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from doorway.demo.generate.catalog import BEFORE, NOT_TAUGHT
from doorway.pathways.core.audit import audit
from doorway.pathways.core.level import is_harder
from doorway.pathways.core.planning import Ground
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.transcript import Certainty, Course
from doorway.pathways.core.units import CREDIT
from doorway.pathways.core.ways import way_to
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import Held
from doorway.pathways.course_plan.left import left_to_plan
from doorway.pathways.graduation.records import Catalog, Taught, transcript_of
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.tests.students import garfield
from doorway.roster.models import Person

YEAR = 2027
TODAY = date(2026, 11, 24)


def taught(kind: CourseKind, *, is_offered: bool) -> Taught:
    """A class as the demo's catalog has it."""
    return Taught(
        kind.code, kind.title, kind.credits, kind.first_grade or 9, kind.last_grade or 12,
        tuple(BEFORE.get(kind.code, "").split()), not is_harder(kind.title, kind.tags), "ce" in kind.tags,
        "cte" in kind.areas, is_offered, "", frozenset(), terms="S1 S2" if kind.credits >= CREDIT else "S1, S2",
        is_repeatable=kind.repeatable, own_title=kind.title, titles=(kind.title,),
    )  # fmt: skip


def invented(seed: int, grade: int) -> tuple[Planning, Held]:
    """A student of a grade with classes that were passed and failed as it came, at a school that lacks some."""
    random = Random(f"{seed}:{grade}")
    rules = garfield(YEAR + 12 - grade)
    kinds = tuple(replace(kind, terms=()) for kind in rules.catalog.values() if kind.code not in NOT_TAUGHT)
    share = random.choice((0.0, 0.0, 0.15, 0.4))
    known = {kind.code: taught(kind, is_offered=random.random() >= share) for kind in kinds}
    catalog = Catalog(kinds, known)
    student = Person(grade=f"{grade:02}")
    record, passed, failed = [], set[str](), set[str]()
    for at in range(9, grade + 1):
        fitting = [kind for kind in kinds if (kind.first_grade or 9) <= at <= (kind.last_grade or 12)]
        for kind in random.sample(fitting, random.randint(5, 9)):
            before = set(BEFORE.get(kind.code, "").split())
            if kind.code in passed or not before <= passed:
                continue
            is_failed = at < grade and random.random() < 0.15
            state = TranscriptCourse.State.COMPLETED if at < grade else TranscriptCourse.State.IN_PROGRESS
            record.append(
                TranscriptCourse(
                    student=student, code=kind.code, title=kind.title, units=kind.credits, taken_grade=at,
                    school_year=YEAR - grade + at, term="Y", state=state,
                    mark="" if at == grade else "F" if is_failed else "B",
                )
            )  # fmt: skip
            (failed if is_failed else passed).add(kind.code)
    offers = {code: one.offer(taught=one.is_offered) for code, one in known.items()}
    lacking = {code: known[code].units for code in failed - passed}
    ground = Ground(grade, frozenset(passed), (), 10 * CREDIT, titles={}, same=catalog.same)
    planning = Planning(
        student, YEAR, grade, None, offers, (), ground, catalog, tuple(record), rules, lacking=lacking
    )  # fmt: skip
    return planning, Held(ready(rules, kinds), transcript_of(student, record, (), this_year=YEAR), TODAY)


def short_with(planning: Planning, held: Held, classes: dict[str, int]) -> dict[str, int]:
    """What requirements of certain classes lack when these are passed as well."""
    more = tuple(
        Course(f"new-{code}", code, planning.offers[code].units, planning.year_of(grade), state=Certainty.PROJECTED)
        for code, grade in classes.items()
    )
    record = replace(held.record, courses=(*held.record.courses, *more))
    result = audit(held.compiled, record, today=TODAY)
    return {line.line.key: line.short for line in result.lines if line.short and not line.line.open}


@pytest.mark.parametrize("grade", range(7, 12))
@pytest.mark.parametrize("seed", range(8))
def test_named_classes_are_distinct_and_leave_nothing_open_that_a_class_could_fill(seed: int, grade: int) -> None:
    planning, held = invented(seed, grade)
    found = left_to_plan(planning, held)
    turns = [turn for one in found for turn in one.turns]
    named = {turn.code: turn.grade for turn in turns}

    counted = Counter(turn.code for one in found for turn in (*one.turns, *one.others))
    assert {code: times for code, times in counted.items() if times > 1} == {}
    # Each after what comes before it, in a grade in which it is taught.
    for code, at in named.items():
        offer = planning.offers[code]
        assert offer.first_grade <= at <= offer.last_grade
        assert all(named[before] < at for before in offer.prerequisites if before in named)
        assert all(before in named or before in planning.ground.there for before in offer.prerequisites)

    rest = short_with(planning, held, named)
    said = {one.key for one in found if one.rest or not one.ways}
    assert rest.keys() <= said, rest
    # And where that is said, it is so: no class that is left fills any of it.
    gone = planning.ground.with_same(named) | planning.ground.closed
    for code, offer in planning.offers.items():
        steps = way_to(code, planning.offers, planning.ground).steps
        if rest and offer.taught and code not in gone and steps:
            more = {step.code: step.grade for step in steps if step.code not in named}
            after = short_with(planning, held, named | more)
            assert sum(after.values()) >= sum(rest.values()), (code, rest, after)
