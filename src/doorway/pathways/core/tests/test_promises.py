"""What holds for every student: any order gives the same answer, and one more passed course worsens nothing."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from doorway.pathways.core import options, rows
from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.placing import choosing
from doorway.pathways.core.result import STATUSES, Audit, LineResult, Status
from doorway.pathways.core.rules import Choice, CourseKind, Line, Option, RuleSet, Selector
from doorway.pathways.core.tests.cases import CLASS_OF, MARKS, TODAY, Case, case, limited, often
from doorway.pathways.core.tests.compare import differences
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.graduation.standing import Standing, summary_of
from doorway.pathways.rules import load_rules

# ``make soak`` asks about ten thousand.
SOAK = int(os.environ.get("DOORWAY_ORACLE_CASES", "0"))
BATCHES = [range(first, first + 50) for first in range(0, 400, 50)]
NEW = "a new class"


def run(rules: Compiled, transcript: Transcript) -> Audit:
    return audit(rules, transcript, today=TODAY)


def told(result: Audit) -> object:
    """Everything that a result says."""
    uses = [
        [(use.row.course.key, use.units, use.level) for use in (*line.uses, *(line.today or ()))]
        for line in result.lines
    ]
    lines = [line._replace(uses=(), today=None) for line in result.lines]
    return lines, uses, result.status, result.choices, result.total, result.short, result.unused, result.pace


def shuffled(transcript: Transcript, seed: int) -> Transcript:
    dice = random.Random(seed)
    return replace(
        transcript,
        courses=tuple(dice.sample(transcript.courses, len(transcript.courses))),
        decisions=tuple(dice.sample(transcript.decisions, len(transcript.decisions))),
    )


def those(make: Callable[[int], Case], seeds: range) -> range:
    """The seeds whose cases are asked: of those with limits every fifth, because one takes as long as ten others.

    ``make soak`` asks all of them.
    """
    return seeds if make is case or SOAK else seeds[::5]


def more(transcript: Transcript, course: Course) -> Transcript:
    return replace(transcript, courses=(*transcript.courses, course))


def rank(status: Status) -> int:
    return STATUSES.index(status)


@pytest.mark.parametrize("make", [case, limited])
@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_any_order_gives_the_same_answer(seeds: range, make: Callable[[int], Case]) -> None:
    for given in map(make, those(make, seeds)):
        first = told(run(Compiled(given.rules), given.transcript))
        for other in range(3):
            assert told(run(Compiled(given.rules), shuffled(given.transcript, other))) == first, given.seed


@pytest.mark.parametrize("make", [case, limited])
@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_the_courses_of_a_line_add_up_to_what_it_says(seeds: range, make: Callable[[int], Case]) -> None:
    for given in map(make, those(make, seeds)):
        used: dict[int, int] = {}
        for line in run(Compiled(given.rules), given.transcript).lines:
            assert sum(use.units for use in line.uses) == line.filled[-1], (given.seed, line.line.key)
            for use in line.uses:
                used[id(use.row)] = used.get(id(use.row), 0) + use.units
                assert used[id(use.row)] <= use.row.units, (given.seed, use.row.course.key)


@pytest.mark.parametrize("kept", [0, 2, choosing.MOST_REMEMBERED])
def test_what_is_remembered_of_others_changes_no_answer_and_stays_small(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((choosing, "MOST_REMEMBERED"), (rows, "MOST_KNOWN"), (options, "MOST_WAYS")):
        monkeypatch.setattr(module, name, kept)
    held = [0, 0, 0, 0]
    for given in map(case, range(60)):
        shared = Compiled(given.rules, shares_rows=True)
        assert shared.known is not None
        # With their grade, or a row is read for each student anew.
        years = 12 - given.transcript.class_of
        courses = tuple(
            [one._replace(grade=years + one.year) if one.grade is None else one for one in given.transcript.courses]
        )
        for left_out in range(len(courses)):
            other = replace(given.transcript, courses=courses[:left_out] + courses[left_out + 1 :])
            assert told(run(shared, other)) == told(run(Compiled(given.rules), other)), given.seed
            sizes = [len(shared.before), len(shared.memory), len(shared.known), len(shared.picked)]
            assert max(sizes) <= max(kept, 1), given.seed
        held = [max(pair) for pair in zip(held, sizes, strict=True)]
    assert all(held[1:]), "every memory is asked"


def one_more(given: Case) -> Course:
    """A passed course of a code that the student has not taken."""
    dice = random.Random(given.seed)
    taken = {course.code for course in given.transcript.courses}
    fresh = sorted(set(given.rules.catalog) - taken) or [NEW]
    areas = (dice.choice(("a", "a.one", "b", "c", "d")),) if fresh == [NEW] else None
    return Course("more", dice.choice(fresh), 500, 2026, "S1", mark="A", areas=areas)


def repeats(given: Case) -> list[Course]:
    """Every class of the record passed again, with a better and with a worse mark, also in the same term."""
    dice = random.Random(given.seed)
    return [
        course._replace(key="again", mark=mark, state=Certainty.EARNED, year=2027, term=dice.choice(("S1", "S2", "S3")))
        for course in given.transcript.courses
        for mark in "AD"
    ]


def from_elsewhere(given: Case) -> list[Course]:
    """Passed classes under the code that no list knows: with a new title, with one that is there, and with none."""
    dice = random.Random(given.seed)
    areas = dice.choice((None, ("a",), ("a.one",), ("b",), ("c",), ("d",)))
    return [
        Course("more", "unknown", dice.choice((500, 1000)), 2026, "S1", mark="A", areas=areas, title=title)
        for title in ("", "Choir", "Glass Blowing")
    ]


@pytest.mark.parametrize("make", [case, limited])
@pytest.mark.parametrize("first", range(0, max(400, SOAK), 50))
def test_one_more_passed_course_makes_nothing_worse(first: int, make: Callable[[int], Case]) -> None:
    """Whatever the course and the rules, repeats and limits too: no figure of the whole, and no status of the whole.

    What is missing is compared as the measure compares it: in the end first, then at each surer level.
    """
    for given in map(make, those(make, range(first, first + 50))):
        nothing_gets_worse(given)


def test_nor_where_classes_may_be_taken_often_and_in_a_year_and_its_terms() -> None:
    for given in map(often, range(60)):
        nothing_gets_worse(given)


def nothing_gets_worse(given: Case) -> None:
    compiled = Compiled(given.rules)
    before = run(compiled, given.transcript)
    for course in (one_more(given), *from_elsewhere(given), *repeats(given)):
        after = run(compiled, more(given.transcript, course))
        assert after.short[::-1] <= before.short[::-1], (given.seed, course)
        assert all(one >= other for one, other in zip(after.total.filled, before.total.filled, strict=True))
        assert rank(after.status) <= rank(before.status), (given.seed, course)
        assert rank(after.total.status) <= rank(before.total.status), (given.seed, course)
        for one, other in zip(after.criteria, before.criteria, strict=True):
            is_average = one.criterion.key == "average"
            assert is_average or rank(one.status) <= rank(other.status), (given.seed, course)
        assert after.pace.earned >= before.pace.earned, (given.seed, course)
        assert after.pace.due == before.pace.due, (given.seed, course)
        assert after.pace.on_track >= before.pace.on_track, (given.seed, course)


def a_set(*lines: Line, **parts: object) -> RuleSet:
    total = sum(line.credits for line in lines if not line.choice)
    return RuleSet("small", lines, MARKS, total=total, **parts)  # type: ignore[arg-type]


def of(area: str, **more: object) -> tuple[Selector, ...]:
    return (Selector(areas=frozenset({area}), **more),)  # type: ignore[arg-type]


def passed(key: str, code: str, units: int, year: int, *areas: str, mark: str = "A", state: int = 0) -> Course:
    mark = "" if state else mark
    return Course(key, code, units, year, "S1", mark=mark, areas=areas, state=Certainty(state))


def test_lines_that_a_planned_class_will_complete_take_nothing_that_is_needed_elsewhere() -> None:
    """Once calculus is passed no mathematics is missing, so the class that fits both goes where it is missed."""
    rules = a_set(
        Line("math", "m", 1000, of("a"), choice="c", option="calculus"),
        Line("other", "m", 1000, of("d"), choice="c", option="plain"),
        Line("arts", "m", 1000, of("b")),
        Line("rest", "m", 1000, open=True),
        choices=(
            Choice("c", "m", 1, (Option("plain"), Option("calculus", opened_when=of("c")[0], forgives=True))),
        ),
        catalog={"CALC": CourseKind("CALC", credits=500)},
    )  # fmt: skip
    courses = (
        passed("1", "MATH", 1000, 2026, "a"), passed("2", "ART", 1000, 2026, "b"),
        passed("3", "CALC", 500, 2028, "c", state=3),
    )  # fmt: skip
    planned = run(Compiled(rules), Transcript("s", CLASS_OF, 11, courses))

    assert (planned.status, planned.short) == (Status.PLANNED, (1000, 1000, 1000, 0, 0, 0))
    done = run(Compiled(rules), Transcript("s", CLASS_OF, 12, (*courses[:2], passed("3", "CALC", 500, 2027, "c"))))
    assert (done.status, done.short[0]) == (Status.MET, 0)


def test_what_is_surely_there_comes_before_what_no_total_can_feel() -> None:
    """Where the total asks for more than the lines, a question that would fill a line brings nobody closer."""
    for split in ("free", "one"):
        rules = RuleSet(
            "small",
            (
                Line("doubtful", "s", 1000, of("a"), of("d"), choice="c", option="doubtful"),
                Line("sure", "s", 1000, of("b"), choice="c", option="sure"),
            ),
            MARKS,
            total=2000,
            choices=(Choice("c", "s", 1, (Option("doubtful"), Option("sure"))),),
            catalog={"K": CourseKind("K", credits=1000)},
            split=split,  # type: ignore[arg-type]
        )
        courses = passed("1", "M", 500, 2026, "b"), passed("2", "K", 1000, 2026, "d")
        result = run(Compiled(rules), Transcript("s", CLASS_OF, 11, courses))

        assert (result.choices[0].chosen, result.short) == (("sure",), (500,) * 6)


def test_what_is_missing_today_does_not_grow_when_the_end_stays_the_same() -> None:
    """Two ways to the same end: an option that opens only as a question lacks everything until somebody says so."""
    nothing_gets_worse(limited(499))


def test_where_a_course_has_one_line_its_use_is_chosen_before_what_may_be_enough() -> None:
    """Two uses of the same courses of which one only looks better because a line may be enough with less."""
    nothing_gets_worse(case(6529))
    assert not differences(case(6529))


def test_which_line_is_open_can_depend_on_which_class_came_first_in_no_order() -> None:
    """Why the promise is not made line by line: a class gives credit once, and one of two lines must go without."""
    rules = a_set(
        Line("first", "s", 1000, of("a")),
        Line("second", "s", 1000, of("b")),
        catalog={"K": CourseKind("K", credits=1000)},
    )
    compiled = Compiled(rules)
    one, other = passed("1", "K", 1000, 2025, "a"), passed("2", "K", 1000, 2026, "b")

    def met(*courses: Course) -> list[str]:
        lines = run(compiled, Transcript("s", CLASS_OF, 11, courses)).lines
        return [line.line.key for line in lines if line.status is Status.MET]

    assert (met(one), met(other), len(met(one, other))) == (["first"], ["second"], 1)


@pytest.mark.parametrize("make", [case, limited])
@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_words_and_figures_agree(seeds: range, make: Callable[[int], Case]) -> None:
    """What is met lacks nothing, what lines lack is what is missing in all, and who has everything is not behind."""
    for given in map(make, those(make, seeds)):
        result = run(Compiled(given.rules), given.transcript)
        missing = sum(line.short for line in result.lines)
        assert result.short[Certainty.PROJECTED] == max(missing, result.total.short), given.seed
        assert all(_agrees(line) for line in result.lines), given.seed
        summary = summary_of(result)
        if result.status is Status.MET:
            assert (result.short[0], summary.standing) == (0, Standing.DONE), given.seed
        if summary.standing is Standing.DONE:
            assert (summary.left, summary.unsure) == (0, 0), given.seed
        if summary.standing is not Standing.BEHIND:
            assert (summary.behind_by, summary.behind) == (0, ()), given.seed


def _agrees(line: LineResult) -> bool:
    if line.status in {Status.MISSING, Status.ASK}:
        # A line that is waived as a whole lacks nothing, also where it has to be asked whether its way is open.
        return bool(line.short) or line.forgiven or (line.status is Status.ASK and not line.need)
    return not line.short


@pytest.mark.parametrize("seeds", BATCHES, ids=str)
def test_new_credit_never_worsens_a_line_that_depends_on_no_choice(seeds: range) -> None:
    """The promise is for courses that may be divided, for credit under no ceiling, and where no line may be enough."""
    tried = 0
    for given in map(case, seeds):
        course = one_more(given)
        if given.rules.split == "one" or given.rules.ceilings or Compiled(given.rules).vague:
            continue
        tried += 1
        chosen = {line.section for line in given.rules.lines if line.choice}
        before = run(Compiled(given.rules), given.transcript)
        after = {line.line.key: line for line in run(Compiled(given.rules), more(given.transcript, course)).lines}
        for line in before.lines:
            if line.line.section not in chosen and not line.line.open:
                now = after[line.line.key]
                assert rank(now.status) <= rank(line.status), given.seed
                assert all(one >= other for one, other in zip(now.filled, line.filled, strict=True)), given.seed
    assert tried > len(seeds) // 3


@pytest.mark.parametrize("name", ["utah/state", "utah/garfield"])
@pytest.mark.parametrize("seed", range(30))
def test_the_shipped_rules_never_get_worse_in_any_line(name: str, seed: int) -> None:
    """A student takes class after class of the course list, each once and passed; every status only gets better."""
    dice = random.Random(seed)
    rules = load_rules(name).for_class(dice.choice((2027, 2028, 2029)))
    compiled = Compiled(rules)
    kinds = dice.sample(sorted(rules.catalog.values(), key=lambda kind: kind.code), 45)
    courses = [
        Course(kind.code, kind.code, kind.credits, dice.choice((2025, 2026, 2027)), "Y", mark="B", grade=11)
        for kind in kinds
    ]
    results = [
        run(compiled, Transcript("s", rules.first_class or 2029, 11, tuple(courses[:count])))
        for count in range(len(courses) + 1)
    ]
    for before, after in pairwise(results):
        for old, new in zip(_sections(before), _sections(after), strict=True):
            worse = [one > other for one, other in zip(new[1], old[1], strict=True)]
            assert not any(worse), f"{old} became {new}"


def _sections(result: Audit) -> list[tuple[str, tuple[int, ...]]]:
    """Of every line that is always asked for its status and what it lacks; of choices the status of the whole.

    The open line may hold less once credit that is in doubt is counted elsewhere, so of it that level is left out.
    """
    found = []
    for line in result.lines:
        if not line.line.choice:
            filled = line.filled[: Certainty.ASK] if line.line.open else line.filled
            found.append((line.line.key, (rank(line.status), *(line.need - units for units in filled))))
    found += [(choice.choice.key, (rank(choice.status),)) for choice in result.choices]
    return sorted(found)
