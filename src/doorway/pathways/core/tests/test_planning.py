"""What may stand in a course plan, without a database."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from doorway.pathways.core.planning import Ground, Offer, Step, objection, objection_to_leaving, terms_in

ONE = Offer("W1", "Welding 1", 1000, 9, 12)
TWO = Offer("W2", "Welding 2", 1000, 10, 12, prerequisites=("W1",), terms=("S1", "S2"))
BAND = Offer("B", "Band", 1000, 9, 12, repeatable=True)
NINTH = Ground(grade=9, room=3000, titles={"W1": "Welding 1", "W2": "Welding 2"})


def why(offer: Offer, grade: int, ground: Ground = NINTH, term: str = "") -> str:
    no = objection(offer, grade, term, ground)
    return "" if no is None else no.why


@pytest.mark.parametrize(
    ("offer", "grade", "ground", "term", "expected"),
    [
        (ONE, 10, NINTH, "", ""),
        (replace(ONE, taught=False), 10, NINTH, "", "not_taught"),
        (ONE, 9, NINTH, "", "over"),
        (ONE, 13, NINTH, "", "over"),
        (replace(ONE, last_grade=10), 11, NINTH, "", "grade"),
        (replace(TWO, first_grade=12), 11, NINTH, "", "grade"),
        (replace(ONE, grades=frozenset({8, 10})), 10, NINTH, "", ""),
        (replace(ONE, grades=frozenset({8, 10})), 11, NINTH, "", "elsewhere"),
        (ONE, 10, replace(NINTH, taken=frozenset({"W1"})), "", "taken"),
        (ONE, 11, replace(NINTH, steps=(Step("W1", 10, 1000),)), "", "twice"),
        (BAND, 11, replace(NINTH, taken=frozenset({"B"}), steps=(Step("B", 10, 1000),)), "", ""),
        (BAND, 10, replace(NINTH, steps=(Step("B", 10, 1000),)), "", "twice"),
        (TWO, 11, NINTH, "S1", "prerequisite"),
        (TWO, 11, replace(NINTH, steps=(Step("W1", 10, 1000),)), "S1", ""),
        (TWO, 10, replace(NINTH, steps=(Step("W1", 10, 1000),)), "S1", "prerequisite"),  # not in the same year
        (TWO, 10, replace(NINTH, taken=frozenset({"W1"})), "S1", ""),
        (TWO, 10, replace(NINTH, taken=frozenset({"W1"})), "S3", "term"),
        (ONE, 10, replace(NINTH, steps=(Step("A", 10, 2500),)), "", "load"),
        (ONE, 10, replace(NINTH, steps=(Step("A", 10, 2000), Step("C", 11, 3000))), "", ""),
        (ONE, 10, replace(NINTH, room=None, steps=(Step("A", 10, 90_000),)), "", ""),
    ],
)
def test_only_what_exists_and_is_allowed(offer: Offer, grade: int, ground: Ground, term: str, expected: str) -> None:
    assert why(offer, grade, ground, term) == expected


def test_what_is_said_names_the_classes() -> None:
    no = objection(TWO, 11, "S1", NINTH)

    assert no is not None
    assert no.values == {"course": "Welding 2", "before": "Welding 1"}


def test_a_class_that_a_later_one_needs_stays() -> None:
    steps = (Step("W1", 10, 1000), Step("W2", 11, 1000))
    offers = {"W1": ONE, "W2": TWO}

    no = objection_to_leaving(steps[0], offers, replace(NINTH, steps=steps))
    assert no is not None
    assert (no.why, no.values["later"]) == ("needed", "Welding 2")
    assert objection_to_leaving(steps[1], offers, replace(NINTH, steps=steps)) is None
    assert objection_to_leaving(steps[0], offers, replace(NINTH, steps=steps, taken=frozenset({"W1"}))) is None


def test_the_order_in_which_a_plan_was_made_changes_nothing() -> None:
    steps = (Step("W1", 10, 1000), Step("A", 10, 1000), Step("C", 11, 1000))

    assert {why(TWO, 11, replace(NINTH, steps=order), "S2") for order in permutations(steps)} == {""}


def test_terms_are_ways_to_take_a_class() -> None:
    assert terms_in("S1, S2") == ("S1", "S2")
    assert terms_in(" S1  S2 ") == ("S1 S2",)
    assert terms_in("") == ()
