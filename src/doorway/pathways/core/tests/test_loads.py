"""How much a school allows: in the year, and in each term by its name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from doorway.pathways.core.loads import Limit, by_term, over, shares
from doorway.pathways.core.planning import Ground, No, Now, Offer, Step, comes_before, objection, objection_to_moving
from doorway.pathways.core.terms import is_summer, told
from doorway.pathways.core.ways import way_to

HALF = Offer("H", "Half", 500, 9, 12, terms=("S1", "S2"))
YEAR = Offer("Y", "Year", 1000, 9, 12, terms=("S1 S2",))
OPEN = Offer("O", "Open", 500, 9, 12)
FALL = Offer("F", "Fall", 500, 9, 12, terms=("S1",))
# The guess takes 20 credits, the school 8 and 4 in one term; it says nothing about grade 12.
GROUND = Ground(grade=9, room=20_000, limits={9: Limit(8000, 4000), 10: Limit(8000, 4000), 11: Limit(8000)})


def halves(number: int, term: str, grade: int = 10) -> tuple[Step, ...]:
    return tuple(Step(f"{term}{place}", grade, 500, term) for place in range(number))


def asked(offer: Offer, term: str, steps: tuple[Step, ...], grade: int = 10) -> No | None:
    return objection(offer, grade, term, replace(GROUND, steps=steps))


def why(offer: Offer, term: str, steps: tuple[Step, ...], grade: int = 10) -> str:
    no = asked(offer, term, steps, grade)
    return "" if no is None else no.why


def test_a_full_term_takes_no_more_and_the_other_one_does() -> None:
    assert why(HALF, "S1", halves(7, "S1")) == ""
    no = asked(HALF, "S1", halves(8, "S1"))
    assert no is not None
    assert (no.why, no.values) == ("load_term", {"grade": 10, "term": "S1", "load": 4500, "room": 4000})
    assert why(HALF, "S2", halves(8, "S1")) == ""
    # Of another grade, or of a grade for which the school says nothing about terms.
    assert why(HALF, "S1", halves(8, "S1", 11)) == ""
    assert why(HALF, "S1", halves(8, "S1", 11), 11) == ""


def test_a_full_year_takes_no_more_and_says_whose_limit_it_is() -> None:
    no = asked(OPEN, "", (*halves(8, "S1"), *halves(8, "S2")))
    assert no is not None
    assert (no.why, no.values["room"], no.values["is_said"]) == ("load", 8000, True)
    assert why(OPEN, "", halves(16, "", 11), 11) == "load"
    # Of grade 12 nobody has said anything: the guess holds.
    assert why(OPEN, "", halves(39, "", 12), 12) == ""
    guessed = asked(OPEN, "", halves(40, "", 12), 12)
    assert guessed is not None
    assert (guessed.values["room"], guessed.values["is_said"]) == (20_000, False)


def test_a_class_over_two_terms_counts_evenly_in_both() -> None:
    assert why(YEAR, "S1 S2", halves(7, "S1")) == ""
    assert why(YEAR, "S1 S2", (*halves(7, "S1"), Step("A", 10, 250, "S2 S1"))) == "load_term"
    # Each whole class is half in S1: seven of them leave room for one half.
    whole = tuple(Step(f"Y{place}", 10, 1000, "S1 S2") for place in range(7))
    assert why(HALF, "S1", whole) == ""
    assert why(HALF, "S1", (*whole, Step("H1", 10, 500, "S1"))) == "load_term"


def test_a_class_of_which_the_term_does_not_matter_counts_in_the_year_only() -> None:
    assert why(HALF, "S1", halves(15, "")) == ""
    assert why(HALF, "", halves(8, "S1")) == ""
    assert why(HALF, "", halves(16, "")) == "load"


def test_a_class_that_is_taught_in_one_way_only_is_taken_in_that_way() -> None:
    assert why(FALL, "", halves(8, "S1")) == "load_term"
    assert why(FALL, "", halves(8, "S2")) == ""


@pytest.mark.parametrize("names", [("S1", "S2"), ("T1", "T2", "T3"), ("Q1", "Q2", "Q3", "Q4")])
def test_terms_are_told_apart_by_their_names(names: tuple[str, ...]) -> None:
    offer = Offer("X", "X", 500, 9, 12, terms=names)
    for full in names:
        assert [name for name in names if why(offer, name, halves(8, full))] == [full]


def test_thirds_of_a_class_are_exact() -> None:
    assert shares(1000, "T1 T2 T3") == dict.fromkeys(("T1", "T2", "T3"), Fraction(1000, 3))
    assert by_term([(1000, "T1 T2 T3")] * 3)["T2"] == 1000
    assert over(1000, by_term([(1000, "T1 T2 T3")] * 2), shares(1000, "T1 T2 T3")) is None
    full = over(999, by_term([(1000, "T1 T2 T3")] * 2), shares(1000, "T1 T2 T3"))
    assert full == ("T1", 1000)
    # What is said is written upwards: 4.001 is more than 4.
    no = asked(Offer("X", "X", 1, 9, 12, terms=("T1 T2 T3",)), "T1 T2 T3", halves(8, "T1"))
    assert no is not None
    assert no.values["load"] == 4001


def test_summer_is_beside_the_year_and_its_terms() -> None:
    summer = Offer("U", "Summer gym", 500, 9, 12, terms=("S1", "Summer"))
    full = (*halves(8, "S1"), *halves(8, "S2"))
    assert why(summer, "S1", full) == "load"
    assert why(summer, "Summer", full) == ""
    assert why(HALF, "S1", (*halves(7, "S1"), *halves(9, "Summer"))) == ""


def test_this_year_holds_what_is_on_the_record() -> None:
    now = Now(terms=("S2", "Summer"), taught=frozenset({"H"}), load=((4000, ""), (3500, "S2")))
    ground = replace(GROUND, now=now)
    assert objection(HALF, 9, "S2", ground) is None
    no = objection(HALF, 9, "S2", replace(ground, steps=halves(1, "S2", 9)))
    assert no is not None
    assert no.why == "load"
    less = replace(now, load=((1000, ""), (8000, "S1 S2")))
    no = objection(HALF, 9, "S2", replace(ground, now=replace(less, load=((4000, "S2"),))))
    assert no is not None
    assert (no.why, no.values["term"]) == ("load_term", "S2")
    assert objection(HALF, 9, "Summer", replace(ground, now=less)) is None


def test_a_class_is_not_moved_into_a_full_term() -> None:
    step = Step("H", 11, 500, "S1")
    full = replace(GROUND, steps=(step, *halves(8, "S1")))
    no = objection_to_moving(step, 10, {"H": HALF}, full)
    assert no is not None
    assert (no.why, no.values["term"]) == ("load_term", "S1")
    assert objection_to_moving(step, 10, {"H": HALF}, replace(GROUND, steps=(step, *halves(7, "S1")))) is None


def test_a_way_goes_around_a_full_term() -> None:
    # First goes into S1 of grade 10, so that Second can follow; with S1 full it goes a year later.
    first = Offer("A", "First", 500, 10, 12, terms=("S1",))
    second = Offer("B", "Second", 500, 10, 12, prerequisites=("A",), terms=("S2",))
    offers = {"A": first, "B": second}
    free = way_to("B", offers, GROUND)
    assert [(step.code, step.grade) for step in free.steps] == [("A", 10), ("B", 10)]
    around = way_to("B", offers, replace(GROUND, steps=halves(8, "S1")))
    assert [(step.code, step.grade) for step in around.steps] == [("A", 11), ("B", 11)]


@pytest.mark.parametrize(
    "term", ["Summer", "SU", "su", "SU1", "Sum", "Summer School", "SUMMER 2027", "Verano", "Escuela de verano"]
)
def test_summer_is_beside_the_year_however_it_is_written(term: str) -> None:
    assert is_summer(term)
    assert told(term) == "Summer"
    assert shares(1000, term) == {}
    assert comes_before("S2", term)
    assert not comes_before(term, "S1")
    assert why(OPEN, term, (*halves(8, "S1"), *halves(8, "S2"))) == ""
    # What stands there takes no room of the year.
    assert why(OPEN, "", (*halves(8, "S1"), *halves(7, "S2"), *halves(3, term))) == ""
    # The class is taught then: in whichever way either is written, it is the same term.
    assert why(replace(OPEN, terms=(term,)), "Summer", ()) == ""
    assert why(replace(OPEN, terms=("S1",)), term, ()) == "term"


@pytest.mark.parametrize("term", ["", "S1", "S2", "S1 S2", "T3", "Q4", "FALL", "Sunset", "Y", "S1 SU"])
def test_other_terms_are_not_the_summer(term: str) -> None:
    assert not is_summer(term)
    assert told(term) == term


def test_of_a_class_that_ends_in_summer_only_the_rest_weighs() -> None:
    assert shares(1000, "S1 SU") == {"S1": Fraction(1000)}


def test_a_term_holds_what_is_taken_in_it_whatever_it_is_called() -> None:
    there = by_term([(1000, "Fall"), (1000, "Semester 1"), (2000, "S1 S2")])

    assert shares(1000, "Semester 1 Semester 2") == {"Semester 1": Fraction(500), "Semester 2": Fraction(500)}
    assert over(3500, there, shares(1000, "First Semester")) == ("First Semester", Fraction(4000))
    assert over(3500, there, shares(1000, "Spring")) is None


@pytest.mark.parametrize("called", ["Y", "Full Year", "FY", "2026-27", "Todo el año"])
def test_a_class_of_the_whole_year_weighs_in_each_of_its_terms_by_whichever_name(called: str) -> None:
    """Seven of them are half in S1, as under “S1 S2”: with two halves there S1 is full."""
    whole = tuple(Step(f"Y{place}", 10, 1000, called) for place in range(7))
    assert why(HALF, "S1", whole) == ""
    no = asked(HALF, "S1", (*whole, *halves(1, "S1")))
    assert no is not None
    assert (no.why, no.values) == ("load_term", {"grade": 10, "term": "S1", "load": 4500, "room": 4000})
    assert why(HALF, "S2", (*whole, *halves(1, "S1"))) == ""
    # And beside a full term there is no room for it, whichever term that is.
    year = Offer("Y", "Year", 1000, 9, 12, terms=(called,))
    for term in ("S1", "S2"):
        no = asked(year, called, halves(8, term))
        assert no is not None
        assert (no.why, no.values["term"], no.values["load"]) == ("load_term", term, 4500)
        assert why(year, called, halves(7, term)) == ""


def test_a_class_of_the_whole_year_is_a_third_in_each_of_three_terms() -> None:
    there = by_term([(3000, "Y"), (500, "T2"), (500, "Winter")])

    assert over(2000, there, shares(500, "T2")) == ("T2", Fraction(2500))
    assert over(2000, there, shares(500, "T3")) is None
    assert over(2000, there, shares(300, "Year")) == ("T2", Fraction(2100))
    assert over(1000, by_term([(3000, "Y")]), shares(500, "Q4")) == ("Q4", Fraction(1250))
    # “Term 1” is a quarter of the year at least.
    assert over(1000, by_term([(3000, "Y")]), shares(250, "Term 1")) is None
    assert over(1000, by_term([(3000, "Y")]), shares(251, "Term 1")) == ("Term 1", Fraction(1001))
    # Nobody knows how many terms there are, or which one a school means by a word of its own.
    assert over(1000, by_term([(3000, "Y")]), shares(3000, "Y")) is None
    assert over(1000, by_term([(9000, "Y")]), shares(1000, "Block A")) is None


def test_what_the_record_has_of_this_year_for_the_whole_year_fills_its_terms() -> None:
    now = Now(terms=("S2",), taught=frozenset({"H"}), load=((7000, "Y"), (500, "S2")))
    no = objection(HALF, 9, "S2", replace(GROUND, now=now))
    assert no is not None
    assert (no.why, no.values["term"], no.values["load"]) == ("load_term", "S2", 4500)
    assert objection(HALF, 9, "S2", replace(GROUND, now=replace(now, load=((7000, "Y"),)))) is None
