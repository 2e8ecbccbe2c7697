"""Who is on track stays so by one more passed class, whatever the class is then best used for."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date

import pytest

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Pace
from doorway.pathways.core.rules import Choice, Line, Option, RuleSet, Selector
from doorway.pathways.core.tests.cases import MARKS
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.rules import load_rules
from doorway.pathways.rules.loader import names

TODAY = date(2026, 9, 1)
STUDENTS = int(os.environ.get("DOORWAY_ORACLE_CASES", "0"))
CLASSES = (2027, 2028, 2029)


def pace_of(rules: RuleSet, *courses: Course, grade: int = 11) -> Pace:
    return audit(Compiled(rules), Transcript("s", 2028, grade, courses), today=TODAY).pace


def of(*areas: str) -> tuple[Selector, ...]:
    return (Selector(areas=frozenset(areas)),)


def passed(key: str, *areas: str, units: int = 1000, state: int = 0) -> Course:
    return Course(key, key, units, 2026, "S1", mark="" if state else "A", areas=areas, state=Certainty(state))


def two_ways(late: int | None) -> RuleSet:
    """Two lines of which one has to be chosen; the first is usually done in grade 9, the second in ``late``."""
    lines = (
        Line("early", "s", 1000, of("a"), choice="c", option="one", usual_grade=9),
        Line("later", "s", 1000, of("b"), choice="c", option="other", usual_grade=late),
    )
    return RuleSet("two", lines, MARKS, choices=(Choice("c", "s", 1, (Option("one"), Option("other"))),), pace={12: 1})


def test_a_way_that_is_not_the_best_in_the_end_keeps_a_student_on_track() -> None:
    """Half of what is due is passed, so that way lacks less in the end; the other is not due before grade 12."""
    half = passed("half", "a", units=500)

    assert pace_of(two_ways(11), half).behind == ()
    assert pace_of(two_ways(11), half).on_track
    assert pace_of(two_ways(10), half).behind == ("early",)
    assert not pace_of(two_ways(10), half).on_track
    assert pace_of(two_ways(10), passed("whole", "b")).on_track


def test_what_is_usually_done_first_is_filled_first() -> None:
    """One class fits both lines, and the one that stands later in the list is due."""
    lines = (Line("later", "s", 1000, of("a")), Line("due", "s", 1000, of("a"), usual_grade=9))
    rules = RuleSet("order", lines, MARKS, pace={12: 1})

    assert pace_of(rules, passed("1", "a")).on_track
    assert pace_of(rules, passed("1", "a", state=1)).on_track
    assert pace_of(rules, passed("1", "a", state=3)).behind == ("due",)


def test_an_open_line_that_is_due_is_filled_by_what_the_others_leave() -> None:
    lines = (Line("a", "s", 1000, of("a"), usual_grade=9), Line("rest", "s", 1000, open=True, usual_grade=10))
    rules = RuleSet("rest", lines, MARKS, pace={12: 1})

    assert pace_of(rules, passed("1", "a"), passed("2", "c")).on_track
    assert pace_of(rules, passed("1", "a"), passed("2", "c", units=500)).behind == ("rest",)


def test_a_class_counts_whole_for_one_line_where_the_rules_say_so() -> None:
    lines = (Line("a", "s", 500, of("a"), usual_grade=9), Line("b", "s", 500, of("a", "b"), usual_grade=9))
    rules = RuleSet("one", lines, MARKS, pace={12: 1}, split="one")

    assert pace_of(replace(rules, split="free"), passed("1", "a")).on_track
    assert len(pace_of(rules, passed("1", "a")).behind) == 1
    assert pace_of(rules, passed("1", "a", units=500), passed("2", "b", units=500)).on_track


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("first", range(0, max(200, STUDENTS // 10), 100))
def test_one_more_passed_class_puts_nobody_behind(name: str, first: int) -> None:
    """Students of every set that comes with Doorway, who do most things in time and some otherwise."""
    book = load_rules(name)
    sets = [Compiled(book.for_class(year)) for year in CLASSES]
    seen = set()
    for seed in range(first, first + 100):
        dice = random.Random(f"{name} {seed}")
        which = dice.randrange(3)
        student = _student(dice, sets[which].rules, CLASSES[which])
        before = audit(sets[which], student, today=TODAY).pace
        seen.add(before.on_track)
        for _ in range(4):
            more = _class(dice, "more", sets[which].rules, student, dice.randint(8, student.grade))
            after = audit(sets[which], replace(student, courses=(*student.courses, more)), today=TODAY).pace
            assert after.on_track >= before.on_track, (seed, more)
            assert (after.due, after.earned >= before.earned) == (before.due, True), (seed, more)
    assert seen == {False, True}


def _student(dice: random.Random, rules: RuleSet, class_of: int) -> Transcript:
    """A class for every line in its usual grade or near it, and others beside it."""
    grade = dice.randint(9, 12)
    student = Transcript("s", class_of, grade)
    compiled = Compiled(rules)
    courses: list[Course] = []
    careful = dice.choice((0.0, 0.0, 0.1))
    for line in rules.lines:
        usual = line.usual_grade or dice.randint(9, 12)
        fillers = compiled.fillers(class_of, usual)[line.key]
        if (line.choice and dice.random() < 0.5) or not fillers:
            continue
        for code in dice.sample(fillers, min(2, len(fillers))):
            taken = usual - (dice.random() < 0.1) + (dice.random() < careful)
            if taken <= grade:
                courses.append(_course(f"r{len(courses)}", code, rules, student, max(8, taken)))
    for _ in range(dice.randint(4, 16)):
        courses.append(_class(dice, f"r{len(courses)}", rules, student, dice.randint(8, max(8, grade - 1))))
    return replace(student, courses=tuple(courses))


def _class(dice: random.Random, key: str, rules: RuleSet, student: Transcript, grade: int) -> Course:
    code = dice.choice(sorted(rules.catalog))
    course = _course(key, code, rules, student, grade)
    return course._replace(units=500, part=dice.choice("12")) if dice.random() < 0.2 else course


def _course(key: str, code: str, rules: RuleSet, student: Transcript, grade: int) -> Course:
    year = student.class_of - 12 + grade
    state = Certainty.IN_PROGRESS if key != "more" and grade >= student.grade else Certainty.EARNED
    return Course(key, code, rules.catalog[code].credits, year, "S1", state, "" if state else "B", grade)
