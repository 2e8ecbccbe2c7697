"""The engine against the oracle, on sixty seeded cases; ``make soak`` asks both about ten thousand."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from doorway.pathways.core.audit import audit, placed
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.tests.cases import TODAY, Case, case, limited, often, respelled
from doorway.pathways.core.tests.compare import differences, engine_answer
from doorway.pathways.core.tests.oracle import NAMES, Beside, standing
from doorway.pathways.core.transcript import Decision, school_year

BATCH = 20
CASES = int(os.environ.get("DOORWAY_ORACLE_CASES", "60"))
# The oracle alone needs as long for this one as for all others together.
LONG = {74}


def test_a_line_that_is_filled_loses_its_credit_and_gets_it_back() -> None:
    """The open line is met today, not when one repeat is passed, and again when another class is."""
    assert not differences(case(5058))


def test_a_pin_leaves_one_line_of_a_choice_that_a_planned_class_will_complete() -> None:
    assert not differences(case(7687))


def test_what_a_pinned_class_has_over_is_left_to_the_open_line_by_now_too() -> None:
    assert not differences(case(3885))


def test_an_option_that_opens_later_is_weighed_with_what_it_takes_from_the_open_line() -> None:
    """Both ways come to the same in the end; by one of them the open line is met today."""
    assert not differences(case(5472))


def test_what_is_asked_for_beside_the_credits_agrees_too() -> None:
    """Many more cases, as this needs no solver."""
    held = set()
    for given in map(case, range(1000)):
        result = audit(Compiled(given.rules), given.transcript, today=TODAY)
        other = Beside(given.rules, given.transcript, TODAY).statuses(result.total.filled)
        mine = {one.criterion.key: str(one.status) for one in result.criteria}
        assert mine == other, given.seed
        held |= {status for key, status in mine.items() if key != "average"}

    assert held == set(NAMES)


def test_what_a_decision_rests_on_agrees() -> None:
    """Of every class of many records: whether a waiver can rest on it. This needs no solver either."""
    stood = []
    for given in map(case, range(400)):
        line = given.rules.lines[0].key
        waivers = tuple(
            Decision("waiver", "June Carter", f"rests on {one.key}", TODAY, line=line, units=250, rests_on=(one.key,))
            for one in given.transcript.courses
        )
        record = replace(given.transcript, decisions=waivers)
        applied = [one for _line, one in audit(Compiled(given.rules), record, today=TODAY).decisions]
        assert set(applied) == set(standing(given.rules, record, TODAY)), given.seed
        stood.append((len(applied), len(waivers)))

    assert all(any(part(number, all_of) for number, all_of in stood) for part in (int.__eq__, int.__lt__))


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_engine_and_oracle_agree(first: int) -> None:
    found = {seed: problems for seed in {*range(first, first + BATCH)} - LONG if (problems := differences(case(seed)))}

    assert not found


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_they_agree_whatever_terms_are_called(first: int) -> None:
    seeds = {*range(first, first + BATCH)} - LONG

    assert not {seed: problems for seed in seeds if (problems := differences(respelled(seed)))}


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_they_agree_where_classes_may_be_taken_often(first: int) -> None:
    seeds = {*range(first, first + BATCH)} - LONG

    assert not {seed: problems for seed in seeds if (problems := differences(often(seed)))}


def all_year(seed: int) -> Case:
    """The case of that number with a catalog that calls the whole year by its name where it said nothing of terms."""
    given, dice = case(seed), random.Random(f"{seed} all year")
    catalog = {
        code: replace(kind, terms=kind.terms or (dice.choice(("Y", "year")),))
        for code, kind in given.rules.catalog.items()
    }
    return replace(given, rules=replace(given.rules, catalog=catalog))


def test_a_catalog_that_says_all_year_asks_for_no_half_that_another_one_does_not() -> None:
    seen = 0
    for given, other in ((case(seed), all_year(seed)) for seed in range(300)):
        one, same = (audit(Compiled(each.rules), each.transcript, today=TODAY) for each in (given, other))
        assert engine_answer(one) == engine_answer(same), given.seed
        assert [problem.code for problem in one.problems] == [problem.code for problem in same.problems], given.seed
        seen += given.rules.catalog != other.rules.catalog
    assert seen > 100
    assert not {seed: found for seed in range(10) if (found := differences(all_year(seed)))}


def early(seed: int) -> Case:
    """The case of that number after a roster that has moved everybody up before the school year is over."""
    given = case(seed)
    return replace(given, transcript=replace(given.transcript, year=school_year(TODAY) + 1, grade=12))


def test_a_roster_that_comes_in_may_ends_no_class() -> None:
    """The rest of a class whose first half was passed this year is still to come; the oracle goes by the day, too."""
    for given in map(early, range(500)):
        result = audit(Compiled(given.rules), given.transcript, today=TODAY)
        other = Beside(given.rules, given.transcript, TODAY).statuses(result.total.filled)
        assert {one.criterion.key: str(one.status) for one in result.criteria} == other, given.seed
    # In these a class opens an option, and whether its rest is still to come matters.
    assert not {seed: problems for seed in (803, 1125, 1217, 1873) if (problems := differences(early(seed)))}


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_they_agree_where_limits_cut_through_classes(first: int) -> None:
    """A limit is a plain limit to the oracle: whichever thousandths of whichever rows count, no more than that do."""
    crossed = [seed for seed in range(first, first + BATCH) if is_crossed(seed)]

    assert crossed
    assert not {seed: problems for seed in crossed if (problems := differences(limited(seed)))}


def is_crossed(seed: int) -> bool:
    given = limited(seed)
    return placed(Compiled(given.rules), given.transcript, today=TODAY).tied is not None
