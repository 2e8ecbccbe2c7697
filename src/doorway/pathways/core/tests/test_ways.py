"""Sequences of classes, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doorway.pathways.core.planning import Ground, Offer, Step, comes_before, objection, objection_to_leaving
from doorway.pathways.core.ways import earliest, ends_of_ways, latest, way_to

OFFERS = {
    offer.code: offer
    for offer in (
        Offer("M1", "Math I", 1000, 9, 12),
        Offer("M2", "Math II", 1000, 9, 12, ("M1",)),
        Offer("M3", "Math III", 1000, 10, 12, ("M2",)),
        Offer("CALC", "Calculus", 1000, 11, 12, ("M3", "TRIG")),
        Offer("TRIG", "Trigonometry", 500, 10, 12, ("M2",), terms=("S1", "S2")),
        Offer("OLD", "Latin", 1000, 9, 12, ("GONE-1",)),
        Offer("GONE-1", "Greek", 1000, 9, 12, taught=False),
        Offer("X", "One", 1000, 9, 12, ("Y",)),
        Offer("Y", "Other", 1000, 9, 12, ("X",)),
    )
}
NINTH = Ground(grade=9, taken=frozenset({"M1"}), room=9000)


def steps(code: str, ground: Ground = NINTH) -> list[tuple[str, int, str]]:
    return [(step.code, step.grade, step.term) for step in way_to(code, OFFERS, ground).steps]


def why(code: str, ground: Ground = NINTH) -> str:
    no = way_to(code, OFFERS, ground).no
    return "" if no is None else no.why


def test_everything_that_comes_before_in_the_earliest_grade() -> None:
    assert steps("CALC") == [("M2", 10, ""), ("M3", 11, ""), ("TRIG", 11, ""), ("CALC", 12, "")]
    assert why("CALC", replace(NINTH, taken=frozenset())) == "no_grade"  # a year short
    assert steps("M3", replace(NINTH, taken=frozenset({"M1", "M2"}))) == [("M3", 10, "")]


def test_what_is_planned_already_stays_where_it_is() -> None:
    planned = replace(NINTH, steps=(Step("M2", 11, 1000),))
    assert steps("M3", planned) == [("M3", 12, "")]
    assert why("CALC", planned) == "no_grade"


def test_a_full_year_moves_the_class_to_the_next() -> None:
    full = replace(NINTH, steps=(Step("A", 10, 8500),))
    assert steps("M3", full) == [("M2", 11, ""), ("M3", 12, "")]
    everywhere = tuple(Step(f"A{grade}", grade, 8900) for grade in (10, 11, 12))
    assert why("M3", replace(NINTH, steps=everywhere)) == "load"


def test_a_class_is_taken_where_it_is_taught() -> None:
    """A class of the school that follows waits for it, and what builds on it too; by when goes by that, too."""
    eighth = replace(NINTH, grade=7)
    offers = OFFERS | {
        "M2": replace(OFFERS["M2"], first_grade=7, grades=frozenset({9, 10, 12})),
        "M3": replace(OFFERS["M3"], grades=frozenset({10, 11})),
    }

    assert [(one.code, one.grade) for one in way_to("M3", offers, eighth).steps] == [("M2", 9), ("M3", 10)]
    assert latest("M3", offers, eighth) == [("M2", 10), ("M3", 11)]
    assert latest("M2", offers, eighth) == [("M2", 12)]
    assert latest("M3", offers | {"M2": replace(OFFERS["M2"], grades=frozenset({12}))}, eighth) == []
    nowhere = way_to("M2", offers | {"M2": replace(OFFERS["M2"], grades=frozenset({7}))}, eighth).no
    assert nowhere is not None
    assert nowhere.why == "no_grade"


def test_there_is_no_way_through_a_circle_or_what_is_not_taught() -> None:
    assert why("X") == "circle"
    assert why("OLD") == "not_taught"
    assert latest("X", OFFERS, NINTH) == []
    assert latest("OLD", OFFERS, NINTH) == []


def test_every_step_of_a_way_is_one_that_the_rules_take() -> None:
    ground = NINTH
    for step in way_to("CALC", OFFERS, NINTH).steps:
        assert objection(OFFERS[step.code], step.grade, step.term, ground) is None
        ground = replace(ground, steps=[*ground.steps, step])


def test_by_when_each_has_to_be_taken() -> None:
    assert latest("CALC", OFFERS, NINTH) == [("M2", 10), ("M3", 11), ("TRIG", 11), ("CALC", 12)]
    assert latest("M3", OFFERS, NINTH) == [("M2", 11), ("M3", 12)]
    assert latest("M3", OFFERS, NINTH, by=11) == [("M2", 10), ("M3", 11)]
    assert latest("M3", OFFERS, NINTH, by=10) == []
    assert latest("CALC", OFFERS, replace(NINTH, grade=10)) == []


def test_by_when_heeds_the_grade_of_what_is_planned() -> None:
    planned = replace(NINTH, steps=(Step("M2", 11, 1000),))
    assert latest("M3", OFFERS, planned) == [("M3", 12)]
    assert latest("M3", OFFERS, planned, by=11) == []  # Math II stands in grade 11
    assert latest("CALC", OFFERS, planned) == []  # a grade short
    assert latest("M3", OFFERS, replace(NINTH, steps=(Step("M2", 12, 1000),))) == []


def test_the_first_grade_in_which_a_class_can_be_taken() -> None:
    def first(code: str, **there: tuple[int, str]) -> int | None:
        return earliest(code, OFFERS, there, first=10)

    assert (first("M2"), first("M2", M1=(9, "")), first("CALC", M1=(9, ""))) == (11, 10, 12)
    assert (first("CALC"), first("X"), first("NOBODY")) == (None, None, None)  # a year short; a circle; not there
    # A half of the second term follows one of the first; what is planned stays where it is.
    assert (first("TRIG", M2=(11, "S1")), first("TRIG", M2=(11, "S2")), first("TRIG", M2=(12, ""))) == (11, 12, None)


def test_only_the_ends_of_ways_that_can_still_be_gone() -> None:
    assert ends_of_ways(OFFERS, NINTH) == [("CALC", ["M2", "M3", "TRIG", "CALC"])]


@pytest.mark.parametrize(
    ("term", "other", "expected"),
    [
        ("S1", "S2", True), ("S2", "S1", False), ("S1", "S1", False), ("", "S2", False), ("S1", "", False),
        ("S1", "S1 S2", False), ("S1 S2", "S2", False), ("T1 T2", "T3", True), ("S1", "T2", False), ("Q9", "Q10", True),
    ],
)  # fmt: skip
def test_which_term_is_over_before_another(term: str, other: str, expected: bool) -> None:
    assert comes_before(term, other) is expected


def test_a_class_may_follow_another_of_the_same_year() -> None:
    first = Offer("A", "A", 500, 9, 12, terms=("S1", "S2"))
    second = Offer("B", "B", 500, 9, 12, ("A",), terms=("S1", "S2"))
    planned = Ground(9, steps=(Step("A", 10, 500, "S1"),), room=9000)

    assert objection(second, 10, "S2", planned) is None
    assert getattr(objection(second, 10, "S1", planned), "why", "") == "prerequisite"
    assert getattr(objection(second, 10, "", planned), "why", "") == "prerequisite"
    both = replace(planned, steps=(*planned.steps, Step("B", 10, 500, "S2")))
    no = objection_to_leaving(planned.steps[0], {"A": first, "B": second}, both)
    assert no is not None
    assert no.why == "needed"
    assert steps_of(second, first) == [("A", 10, "S1"), ("B", 10, "S2")]


def steps_of(last: Offer, first: Offer) -> list[tuple[str, int, str]]:
    """The way where only one grade is left: two terms of one year."""
    offers = {"A": replace(first, last_grade=10), "B": replace(last, last_grade=10)}
    ground = Ground(9, steps=(), room=9000)
    return [(step.code, step.grade, step.term) for step in way_to("B", offers, ground).steps]
