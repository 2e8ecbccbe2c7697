"""Which classes ask for more than the plain one, and which have the same content."""

from __future__ import annotations

import pytest

from doorway.pathways.core.level import is_harder, plain_of, same_content
from doorway.pathways.core.planning import Ground, Offer, Step, objection, objection_to_leaving
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.ways import latest, way_to

MATH = frozenset({"math.one"})


def kind(code: str, title: str, *tags: str, areas: frozenset[str] = MATH) -> CourseKind:
    return CourseKind(code, title, areas, frozenset(tags), 1000)


@pytest.mark.parametrize(
    ("title", "tags", "harder"),
    [
        ("English 11", (), False),
        ("English 11", ("honors",), True),
        ("English 11 Honors", (), True),
        ("AP English", (), True),
        ("College Writing", ("ce", "ge-writing"), True),
        ("Chemistry with Lab", ("lab",), False),
    ],
)
def test_what_asks_for_more_says_so_in_a_tag_or_in_its_title(title: str, tags: tuple[str, ...], harder: bool) -> None:
    assert is_harder(title, frozenset(tags)) is harder


def test_the_honors_class_is_the_same_as_the_plain_one_by_title_or_by_its_national_code() -> None:
    kinds = (
        kind("I", "Math I"), kind("I-H", "Math I Honors"), kind("II", "Math II"),
        kind("A", "Algebra One"), kind("A-H", "Algebra 1", "honors"),
    )  # fmt: skip
    by_title = same_content(kinds, {})
    by_code = same_content(kinds, {"A": "02052", "A-H": "02052H10011"})

    assert by_title == {"I": frozenset({"I-H"}), "I-H": frozenset({"I"})}
    assert by_code == by_title | {"A": frozenset({"A-H"}), "A-H": frozenset({"A"})}


def test_what_differs_in_what_it_counts_for_or_cannot_be_told_apart_is_not_the_same() -> None:
    other = kind("I-H", "Math I Honors", areas=frozenset({"math.two"}))
    advanced = kind("I-AP", "AP Math I", "ap")
    two_plain = (kind("W1", "Welding 1"), kind("W2", "Welding 2"), kind("W-H", "Welding Honors"))

    assert same_content((kind("I", "Math I"), other, advanced), {}) == {}
    assert same_content(two_plain, dict.fromkeys(("W1", "W2", "W-H"), "13207")) == {}


def test_the_letter_of_a_national_code_says_that_a_class_is_at_a_higher_level() -> None:
    kinds = (kind("A", "Algebra One"), kind("A-X", "Algebra 1 Accelerated"), kind("A-G", "Algebra"))

    assert same_content(kinds[:2], {"A": "02052G10011", "A-X": "02052E10011"}) == {
        "A": frozenset({"A-X"}),
        "A-X": frozenset({"A"}),
    }
    assert same_content(kinds[:2], {"A": "02052G10011", "A-X": "02052X10011"}) == {}
    # Two plain classes: nobody knows which one it is.
    assert same_content(kinds, {"A": "02052G10011", "A-G": "02052B10011", "A-X": "02052H10011"}) == {}


def test_an_honors_class_stands_for_one_plain_class_or_for_none() -> None:
    one = (kind("I", "Math I"), kind("I-H", "Math I Honors"))
    assert plain_of(one, {}) == {"I-H": "I"}
    # Its title says one class and its national code another.
    assert plain_of((*one, kind("A", "Algebra")), {"I-H": "02052", "A": "02052"}) == {}


def offer(code: str, *before: str) -> Offer:
    return Offer(code, code, 1000, 9, 12, before)


def test_the_honors_class_is_enough_for_what_comes_after_the_plain_one() -> None:
    same = {"I": frozenset({"I-H"}), "I-H": frozenset({"I"})}
    offers = {one.code: one for one in (offer("I"), offer("I-H"), offer("II", "I"))}
    passed = Ground(10, frozenset({"I-H"}), same=same)
    planned = Ground(9, steps=(Step("I-H", 10, 1000), Step("II", 11, 1000)), same=same)

    assert objection(offers["II"], 11, "", passed) is None
    assert [step.code for step in way_to("II", offers, passed).steps] == ["II"]
    assert latest("II", offers, passed) == [("II", 12)]
    assert objection(offers["II"], 11, "", Ground(10)) is not None
    no = objection_to_leaving(planned.steps[0], offers, planned)
    assert no is not None
    assert (no.why, no.values["later"]) == ("needed", "II")
