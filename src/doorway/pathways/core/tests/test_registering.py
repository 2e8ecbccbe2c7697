"""What a student is registered for, next to the plan. Pure, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.pathways.core.registering import Fit, Taken, Why, Wish, compare, may_begin

ENGLISH, WELDING = Wish("1", "ENG-9", "English 9", "", "approved"), Wish("2", "WELD", "Welding", "S2", "approved")
OFFERED = {"ENG-9": True, "WELD": True, "BAND": True}


def fits(
    *taken: Taken, wishes: tuple[Wish, ...] = (ENGLISH, WELDING), **more: object
) -> dict[str, tuple[Fit, Why | None]]:
    found = compare(wishes, taken, **{"offered": OFFERED} | more)  # type: ignore[arg-type]  # a table of changes
    return {line.code: (line.fit, line.why) for line in found.lines}


def test_same_missing_and_more() -> None:
    assert fits(Taken("ENG-9", "English 9"), Taken("BAND", "Band")) == {
        "ENG-9": (Fit.SAME, None),
        "WELD": (Fit.MISSING, Why.NOT_REGISTERED),
        "BAND": (Fit.MORE, Why.NOT_PLANNED),
    }


@pytest.mark.parametrize(
    ("terms", "fit"),
    [
        (frozenset({"S1", "S2"}), Fit.SAME),
        (frozenset({"S1 S2"}), Fit.SAME),
        (frozenset({"S2"}), Fit.SAME),
        (frozenset({"Y"}), Fit.SAME),
        (frozenset({"Fall"}), Fit.SAME),
        (frozenset({"Fall Semester", "Semester 2 2026"}), Fit.SAME),
        (frozenset({"T1", "T2"}), Fit.OTHER_TERM),
        (frozenset({"Summer"}), Fit.OTHER_TERM),
    ],
)
def test_a_class_of_two_terms_is_taken_as_planned_in_both_or_one_of_them(terms: frozenset[str], fit: Fit) -> None:
    history = Wish("3", "HIST", "U.S. History", "S1 S2", "approved")
    found = compare([history], [Taken("HIST", "U.S. History", terms)], offered={"HIST": True})

    assert [line.fit for line in found.lines] == [fit]
    assert found.fits is True


@pytest.mark.parametrize(
    ("terms", "fit"),
    [
        (frozenset(), Fit.SAME),
        (frozenset({"S2"}), Fit.SAME),
        (frozenset({"S1", "S2"}), Fit.SAME),
        (frozenset({"S1"}), Fit.OTHER_TERM),
    ],
)
def test_another_term_is_said_and_does_not_count_against_the_student(terms: frozenset[str], fit: Fit) -> None:
    found = compare([WELDING], [Taken("WELD", "Welding", terms)], offered=OFFERED)

    assert [line.fit for line in found.lines] == [fit]
    assert found.fits is True


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"passed": frozenset({"WELD"})}, Why.PASSED),
        ({"offered": {"WELD": False}}, Why.NOT_HERE),
        ({"offered": {"ENG-9": True}}, Why.NOT_OFFERED),
        ({}, Why.NOT_REGISTERED),
    ],
)
def test_why_a_class_is_missing(more: dict[str, object], why: Why) -> None:
    assert fits(Taken("ENG-9", "English 9"), **more)["WELD"] == (Fit.MISSING, why)


def test_a_class_taken_as_honors_is_named_in_place_of_the_planned_one() -> None:
    honors, other = Taken("ENG-9-H", "English 9 Honors"), Taken("ENG-9-X", "English 9 X")
    same = {"ENG-9": frozenset({"ENG-9-H", "ENG-9-X"})}
    found = compare([ENGLISH], [honors, other], offered=OFFERED, same=same)

    assert [(line.code, line.fit, line.why, line.other) for line in found.lines] == [
        ("ENG-9", Fit.MISSING, Why.SAME_CONTENT, "English 9 Honors"),
        ("ENG-9-H", Fit.MORE, Why.STANDS_FOR, "English 9"),
        ("ENG-9-X", Fit.MORE, Why.NOT_PLANNED, ""),
    ]
    # It is for the counselor to write down; nothing stands for two, and what is planned itself stands for nothing else.
    assert found.fits is False
    assert compare([ENGLISH], [honors], offered=OFFERED, same=same, explained=frozenset({"1"})).fits is True
    both = compare(
        [ENGLISH, Wish("3", "ENG-9-H", "English 9 Honors", "", "approved")], [honors], offered=OFFERED, same=same
    )
    assert [(line.code, line.why) for line in both.lines] == [("ENG-9", Why.NOT_REGISTERED), ("ENG-9-H", None)]


def test_the_same_at_a_higher_level_is_what_was_planned() -> None:
    honors, same = (
        Taken("ENG-9-H", "English 9 Honors"),
        {"ENG-9": frozenset({"ENG-9-H"}), "ENG-9-H": frozenset({"ENG-9"})},
    )
    higher = {"ENG-9-H": "ENG-9"}
    found = compare([ENGLISH], [honors], offered=OFFERED, same=same, higher=higher)

    assert [(line.code, line.fit, line.why, line.other) for line in found.lines] == [
        ("ENG-9", Fit.HIGHER, None, "English 9 Honors"),
        ("ENG-9-H", Fit.STANDS_FOR, Why.STANDS_FOR, "English 9"),
    ]
    assert (found.fits, found.taken) == (True, {"ENG-9-H": "English 9 Honors"})
    # The other way round is less than was planned, and for the counselor to write down.
    wish = Wish("3", "ENG-9-H", "English 9 Honors", "", "approved")
    less = compare([wish], [Taken("ENG-9", "English 9")], offered=OFFERED, same=same, higher=higher)
    assert ([line.fit for line in less.lines], less.fits) == ([Fit.MISSING, Fit.MORE], False)
    # What is planned itself stands for nothing else, and a reason that was written stays to be read.
    assert compare([ENGLISH, wish], [honors], offered=OFFERED, same=same, higher=higher).fits is False
    said = compare([ENGLISH], [honors], offered=OFFERED, same=same, higher=higher, explained=frozenset({"1"}))
    assert ([line.fit for line in said.lines], said.fits) == ([Fit.EXPLAINED, Fit.MORE], True)


@pytest.mark.parametrize(
    ("status", "why"),
    [("proposed", Why.WAITS), ("declined", Why.DECLINED), ("taken_back", Why.TAKEN_OUT)],
)
def test_why_a_class_is_not_in_the_plan(status: str, why: Why) -> None:
    outside = Wish("3", "BAND", "Band", "", status)

    assert fits(Taken("BAND", "Band"), wishes=(outside,)) == {"BAND": (Fit.MORE, why)}


def test_a_reason_makes_up_for_a_missing_class() -> None:
    found = compare([WELDING], [Taken("BAND", "Band")], explained=frozenset({"2"}), offered=OFFERED)

    assert [line.fit for line in found.lines] == [Fit.EXPLAINED, Fit.MORE]
    assert found.fits is True


def test_nothing_is_said_where_there_is_nothing_to_compare() -> None:
    assert compare([], [Taken("BAND", "Band")]).fits is None
    assert compare([WELDING], []).fits is None
    assert compare([Wish("3", "BAND", "Band", "", "proposed")], [Taken("BAND", "Band")]).fits is None


CODES = st.sets(st.sampled_from("ABCDEF"))


@given(CODES, CODES, st.sampled_from("ABCDEF"), st.dictionaries(st.sampled_from("ABC"), st.sampled_from("DEF")))
def test_with_higher_levels_too_a_class_more_never_makes_a_registration_fit_less(
    planned: set[str], taken: set[str], more: str, higher: dict[str, str]
) -> None:
    wishes = [Wish(code, code, code, "", "approved") for code in sorted(planned)]

    def missing(codes: set[str]) -> set[str]:
        found = compare(wishes, [Taken(code, code) for code in sorted(codes)], higher=higher)
        assert {line.code for line in found.lines} == planned | codes
        return {line.code for line in found.missing}

    after = missing({*taken, more})
    assert after <= missing(taken)
    stands = {plain for code, plain in higher.items() if code in {*taken, more} - planned}
    assert after == planned - taken - {more} - stands


@given(CODES, CODES, st.sampled_from("ABCDEF"))
def test_a_class_more_never_makes_a_registration_fit_less(planned: set[str], taken: set[str], more: str) -> None:
    wishes = [Wish(code, code, code, "", "approved") for code in sorted(planned)]
    before = compare(wishes, [Taken(code, code) for code in sorted(taken)])
    after = compare(wishes, [Taken(code, code) for code in sorted({*taken, more})])

    assert len(after.missing) <= len(before.missing)
    assert {line.code for line in after.lines} == planned | taken | {more}
    assert (after.fits is True) == (bool(planned) and planned <= taken | {more})


@pytest.mark.parametrize(
    ("term", "may"),
    [
        ("S2", True), ("Spring", True), ("Semester 2", True), ("Term 3", True), ("Summer", True),
        # “Term 2” of four begins in the first half.
        ("Semester 1", False), ("Term 2", False), ("Winter", False), ("A", False), ("", False),
    ],
)  # fmt: skip
def test_what_begins_in_the_second_half_may_still_be_registered(term: str, *, may: bool) -> None:
    assert may_begin(term, 2027, date(2027, 2, 1)) is may
