"""Limits over several classes: no more of what falls under one counts, and a class is split over it as it is best."""

from __future__ import annotations

import random
from itertools import product

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.counted import counted
from doorway.pathways.core.exact import Program
from doorway.pathways.core.result import Audit, Status
from doorway.pathways.core.rules import Ceiling, CourseKind, Line, RuleSet, Selector
from doorway.pathways.core.tests.cases import CLASS_OF, MARKS, TODAY
from doorway.pathways.core.transcript import Certainty, Course, Transcript

KINDS = {code: CourseKind(code, credits=1000) for code in ("K1", "K2", "K3")}


def of(*areas: str) -> tuple[Selector, ...]:
    return (Selector(areas=frozenset(areas)),)


def a_set(*lines: Line, ceilings: tuple[Ceiling, ...], catalog: dict[str, CourseKind] = KINDS) -> RuleSet:
    total = sum(line.credits for line in lines)
    return RuleSet("small", lines, MARKS, catalog=catalog, total=total, ceilings=ceilings)


EARLY = (Ceiling("early", of("early"), 1000),)


def passed(key: str, code: str, units: int, year: int, *areas: str, part: str = "", state: int = 0) -> Course:
    return Course(
        key, code, units, year, "S1", mark="" if state else "A", areas=areas, part=part, state=Certainty(state)
    )


def run(rules: RuleSet, *courses: Course) -> Audit:
    return audit(Compiled(rules), Transcript("s", CLASS_OF, 11, courses), today=TODAY)


def test_half_a_class_under_a_limit_and_half_outside_it_both_count() -> None:
    """The first half was taken early, where half a credit is left; the other half later, where no limit is."""
    rules = a_set(Line("any", "s", 3000, open=True), ceilings=EARLY)
    half = passed("0", "K3", 500, 2025, "early")
    first, second = passed("1", "K1", 500, 2025, "early", part="1"), passed("2", "K1", 500, 2026, part="2")

    assert run(rules, half, first, second).total.filled[0] == 1500
    again = passed("3", "K1", 1000, 2026)
    assert run(rules, half, passed("1", "K1", 1000, 2025, "early"), again).total.filled[0] == 1500
    full = passed("0", "K3", 1000, 2025, "early")
    assert run(rules, full, first, second).total.filled[0] == 1500


def test_a_line_that_only_the_early_half_fills_gets_it() -> None:
    """What the other early class would let count is less than what the line would miss."""
    lines = Line("early", "s", 500, of("early.one")), Line("any", "s", 1000, open=True)
    result = run(
        a_set(*lines, ceilings=EARLY),
        passed("0", "K3", 1000, 2025, "early"),
        passed("1", "K1", 1000, 2025, "early.one"),
        passed("2", "K1", 1000, 2026),
    )

    assert (result.status, result.short[0], result.total.filled[0], result.proven) == (Status.MET, 0, 2000, True)
    assert {line.line.key: line.filled[0] for line in result.lines} == {"early": 500, "any": 1000}


def test_where_not_all_can_be_had_as_little_as_can_be_is_missing() -> None:
    """Each credit for the line lets one less count: half of the half leaves least to be earned."""
    lines = Line("early", "s", 500, of("early.one")), Line("any", "s", 1500, open=True)
    result = run(
        a_set(*lines, ceilings=EARLY),
        passed("0", "K3", 1000, 2025, "early"),
        passed("1", "K1", 1000, 2025, "early.one"),
        passed("2", "K1", 1000, 2026),
    )

    assert (result.status, result.short[0], result.total.short) == (Status.MISSING, 250, 250)
    assert {line.line.key: line.filled[0] for line in result.lines} == {"early": 250, "any": 1500}


def test_a_class_gives_credit_once_whatever_side_it_is_on() -> None:
    rules = a_set(Line("any", "s", 3000, open=True), ceilings=EARLY)
    full, again = passed("1", "K1", 1000, 2025, "early"), passed("2", "K1", 1000, 2026)
    early = passed("3", "K2", 1000, 2025, "early")

    def counts(*courses: Course) -> int:
        return run(rules, *courses).total.filled[0]

    assert (counts(full), counts(full, early), counts(full, again), counts(early, again)) == (1000, 1000, 1000, 2000)
    assert counts(full, again, early) == 2000
    found = counted(Compiled(rules), Transcript("s", CLASS_OF, 11, (full, again, early)), today=TODAY)
    assert {one.course: (one.units, one.reason) for one in found} == {
        "1": (0, "ceiling"), "2": (1000, ""), "3": (1000, ""),
    }  # fmt: skip


def test_what_falls_under_two_limits_counts_against_both() -> None:
    ceilings = (Ceiling("early", of("early"), 1000), Ceiling("online", of("online"), 500))
    rules = a_set(Line("any", "s", 3000, open=True), ceilings=ceilings)
    both = passed("1", "K1", 1000, 2025, "early", "online")

    assert run(rules, both).total.filled[0] == 500
    assert run(rules, both, passed("2", "K2", 1000, 2025, "early")).total.filled[0] == 1000
    assert run(rules, both, passed("2", "K2", 1000, 2025, "online")).total.filled[0] == 500


def test_today_a_class_counts_under_the_limit_and_later_outside_it() -> None:
    """A retake that is planned makes room under the limit, and takes nothing from what is earned today."""
    rules = a_set(Line("any", "s", 2000, open=True), ceilings=EARLY)
    result = run(
        rules,
        passed("1", "K1", 1000, 2025, "early"),
        passed("2", "K1", 1000, 2028, state=3),
        passed("3", "K2", 1000, 2028, "early", state=3),
    )

    assert result.total.filled == (1000, 1000, 1000, 2000, 2000, 2000)
    assert result.lines[0].filled == (1000, 1000, 1000, 2000, 2000, 2000)
    assert (result.status, result.short) == (Status.PLANNED, (1000, 1000, 1000, 0, 0, 0))


def test_a_class_that_may_be_repeated_is_under_a_limit_row_by_row() -> None:
    catalog = {"BAND": CourseKind("BAND", credits=1000, repeatable=True)}
    rules = a_set(Line("any", "s", 4000, open=True), ceilings=EARLY, catalog=catalog)
    rows = [passed(str(year), "BAND", 1000, year, *(("early",) if year < 2026 else ())) for year in range(2024, 2028)]

    assert run(rules, *rows).total.filled[0] == 3000


def test_programs_find_what_trying_everything_finds() -> None:
    for seed in range(300):
        dice = random.Random(seed)
        program = Program()
        names = [program.variable() for _ in range(dice.randint(2, 4))]
        for name in names:
            program.at_most({name: 1}, dice.randint(1, 5))
        for _ in range(dice.randint(1, 5)):
            some = dice.sample(names, dice.randint(1, len(names)))
            program.at_most({name: dice.choice((1, 1, 2, 3, -1)) for name in some}, dice.randint(0, 9))
        goals = [
            {name: dice.choice((1, 2, -1, 3)) for name in dice.sample(names, dice.randint(1, len(names)))}
            for _ in range(3)
        ]
        found = program.best(goals)
        allowed = (
            values
            for values in product(range(6), repeat=len(names))
            if all(_sum(some, values) <= most for some, most in program.limits)
        )
        assert found.proven
        assert list(found.reached) == max([_sum(goal, values) for goal in goals] for values in allowed), seed
        assert list(found.reached) == [_sum(goal, found.values) for goal in goals], seed


def _sum(some: object, values: object) -> int:
    return sum(times * values[name] for name, times in some.items())  # type: ignore[attr-defined,index]
