"""What a term gives of its class: exactly the whole together, and never two figures for the same share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from doorway.pathways.core.planning import comes_before
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import (
    Place,
    contradicts,
    may_be_one,
    place_in,
    place_of,
    short,
    single_terms,
    slot,
    usual_place,
)
from doorway.pathways.core.transcript import Course


@pytest.mark.parametrize("units", [1000, 500, 250, 125, 333, 2000, 1, 0])
@pytest.mark.parametrize("of", [2, 3, 4, 6])
def test_terms_give_the_whole_and_are_never_a_thousandth_off(units: int, of: int) -> None:
    shares = [Place(number, of).share(units) for number in range(1, of + 1)]

    assert sum(shares) == units
    assert max(abs(share - Fraction(units, of)) for share in shares) < 1
    # However many of them follow each other from the beginning, they are what the fraction is when it is rounded.
    assert all(abs(sum(shares[:at]) - Fraction(units * at, of)) <= Fraction(1, 2) for at in range(of + 1))


def test_what_is_over_lies_in_the_middle() -> None:
    assert [Place(number, 3).share(1000) for number in (1, 2, 3)] == [333, 334, 333]


@pytest.mark.parametrize(
    ("term", "ways", "place"),
    [
        ("Fall", ("S1 S2",), Place(1, 2)),
        ("Spring Semester 2026", ("S1 S2",), Place(2, 2)),
        ("Otoño", ("Fall Spring",), Place(1, 2)),
        ("S2", ("Fall Spring",), Place(2, 2)),
        ("Winter", ("T1 T2 T3",), Place(2, 3)),
        ("Fall", ("T1 T2 T3",), Place(1, 3)),
        # The name of the catalog comes first, and what it does not number is nothing to guess by.
        ("Spring", ("Spring Fall",), Place(1, 2)),
        ("Fall", ("A B",), None),
        ("Fall", ("S1 S2", "T1 T2 T3"), None),
        ("Winter", ("S1 S2",), None),
        ("Fall Spring", ("S1 S2",), None),
        # Parts of a season, and what lies between two of them.
        ("Fall Q1", ("S1 S2",), None),
        ("Fall A", ("S1 S2",), None),
        ("Fall Intersession", ("S1 S2",), None),
        ("2026-27 Fall", ("S1 S2",), Place(1, 2)),
        ("Semestre de otoño 2026", ("S1 S2",), Place(1, 2)),
        # Numbered ones, whichever way a system writes them, in the record as in the catalog.
        ("Semester 1", ("S1 S2",), Place(1, 2)),
        ("S2", ("Semester 1 Semester 2",), Place(2, 2)),
        ("Semester 2", ("Semester 1 Semester 2",), Place(2, 2)),
        ("Q1 2026", ("Q1 Q2 Q3 Q4",), Place(1, 4)),
        ("Term 2", ("T1 T2 T3",), Place(2, 3)),
        ("Term 2", ("S1 S2",), Place(2, 2)),
        ("Term 1", ("S1 S2", "T1 T2 T3"), None),
        ("Semester 1", ("T1 T2 T3",), None),
        ("Fall Trimester", ("S1 S2",), None),
    ],
)
def test_a_season_is_the_term_that_the_catalog_numbers(term: str, ways: tuple[str, ...], place: Place | None) -> None:
    assert place_in(term, ways) == place


def test_a_season_is_a_term_by_what_it_gives() -> None:
    kind = CourseKind("ENG-9", credits=1000)
    found = {units: place_of(Course("k", "ENG-9", units, 2026, "Fall"), kind) for units in (500, 333, 330, 250, 1000)}

    assert found == {500: Place(1, 2), 333: Place(1, 3), 330: Place(1, 3), 250: None, 1000: None}
    assert (usual_place("Primavera"), usual_place("fallback"), usual_place("S3")) == (Place(2, 2), None, None)


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("S1", "s1", "S-1", "S1 2026", "2026-27 S1", "Sem 1", "Sem. 1", "SEM1"), Place(1, 2)),
        (("Semester 1", "Semester One", "1st Semester", "First Semester", "Semester I"), Place(1, 2)),
        (("Primer semestre", "1er semestre", "1.º semestre", "Semestre 1"), Place(1, 2)),
        (("Semester 2", "2nd Semester", "25-26 Semester 2", "2025/2026 Sem 2", "S2 26"), Place(2, 2)),
        (("2025-2026 Trimester 3", "Tri 3", "Third Trimester", "Trimestre 3", "T3", "tercer trimestre"), Place(3, 3)),
        (("Q4", "Q4 2026", "Qtr 4", "Quarter 4", "4th Quarter", "Fourth Quarter"), Place(4, 4)),
        (("Fall Semester", "Fall 2026", "Fall '26", "Semester: Fall", "Fall Term"), Place(1, 2)),
        # What is only a part of a term, several of them, how long something takes, or nothing that says which.
        (("Fall 1", "Fall Q1", "S1 S2", "S1/S2", "1 Semester", "Semester", "2026", "S3", "H1", "Y"), None),
        (("Term 1", "Term 2 2026", "Winter Semester", "Fall Quarter", "Semester 1 A", "", "Period 1"), None),
        (("Semester 10", "x" * 300), None),
    ],
)  # fmt: skip
def test_the_usual_names_of_a_term_are_known(names: tuple[str, ...], place: Place | None) -> None:
    assert {name: usual_place(name) for name in names} == dict.fromkeys(names, place)


def test_term_one_is_whatever_the_credit_says() -> None:
    kind = CourseKind("ENG-9", credits=1000)
    found = {units: place_of(Course("k", "ENG-9", units, 2026, "Term 2"), kind) for units in (500, 334, 250, 400)}

    assert found == {500: Place(2, 2), 334: Place(2, 3), 250: Place(2, 4), 400: None}


def test_where_the_catalog_has_two_readings_of_a_term_the_credit_says_which() -> None:
    def places(term: str, credits: int = 1000, **more: int) -> dict[int, Place | None]:  # noqa: A002 # of the field
        kind = CourseKind("ENG-9", credits=credits, terms=("S1 S2", "T1 T2 T3"))
        rows = {units: Course("k", "ENG-9", units, 2026, term, **more) for units in (500, 333, 330, 250, 1000)}  # type: ignore[arg-type]
        return {units: place_of(one, kind) for units, one in rows.items()}

    nothing = {250: None, 1000: None}
    assert places("Fall") == {500: Place(1, 2), 333: Place(1, 3), 330: Place(1, 3), **nothing}
    assert places("Spring") == {500: Place(2, 2), 333: Place(3, 3), 330: Place(3, 3), **nothing}
    assert places("Term 2") == {500: Place(2, 2), 333: Place(2, 3), 330: Place(2, 3), **nothing}
    # Where no figure of it is known, where two readings give as much, and at a school that counts otherwise.
    assert set(places("Fall", 0).values()) == {None}
    tiny = CourseKind("ENG-9", credits=24, terms=("S1 S2", "T1 T2 T3"))
    assert place_of(Course("k", "ENG-9", 10, 2026, "Fall"), tiny) is None
    assert set(places("Fall", scale=36_000).values()) == {None}


@pytest.mark.parametrize("way", ["Y", "Full Year", "Todo el año", "2026-2027"])
def test_that_a_class_runs_all_year_says_nothing_of_its_terms(way: str) -> None:
    def place(term: str, units: int, *ways: str) -> Place | None:
        return place_of(Course("k", "ENG-9", units, 2026, term), CourseKind("ENG-9", credits=1000, terms=ways))

    asked = [(term, units) for term in ("S1", "Spring", "T2", "Q3", "Y", "", "A") for units in (500, 334, 250)]
    for one in asked:
        assert place(*one, way) == place(*one)
        # What names terms is what the list says; one term alone says nothing of the others.
        assert place(*one, way, "T1 T2 T3") == place(*one, "T1 T2 T3")
        assert place(*one, way, "S1") == place(*one)
    assert place("S1", 500, way) == Place(1, 2)
    assert place("S1", 500, "S1", "S2") is None


@pytest.mark.parametrize(
    ("names", "ways"),
    [
        (("S1", "Fall", "fall semester", "Semester 1", "2026-27 S1"), ()),
        (("S1", "Fall", "Semester 1"), ("S1", "S2")),
        (("T1", "Fall", "Term 1", "Trimester 1"), ("T1 T2 T3",)),
        (("T1", "Fall"), ("Fall", "Winter", "Spring")),
        (("S1", "Fall", "Term 1"), ("Fall, Spring",)),
        (("SU", "Summer", "Summer School 2026", "Verano", "Escuela de verano"), ()),
        (("SU1", "Summer 1", "Summer Session 1 2026"), ()),
        (("S1", "Semester 1 (Fall)", "Fall (S1)", "Fall Semester S1", "S1 Semester 1", "S1 S1"), ()),
        (("S2", "Spring Semester (S2)", "S2 - Spring", "2026-27 Spring S2"), ("S1 S2",)),
        (("T1", "Trimester 1 (Fall)", "Fall T1"), ("T1 T2 T3",)),
        (
            (
                "",
                "Y",
                "Year",
                "YR",
                "Y1",
                "FY",
                "Full Year",
                "Full-Year",
                "Year Round",
                "Yearlong",
                "All year",
                "FY 2026",
            ),
            (),
        ),
        (("", "Año", "Todo el año", "Año completo", "2025-26", "2025-2026 School Year"), ()),
        (("Y", "S1 S2", "Fall Spring", "Semester 1 Semester 2", "T1 T2 T3", "Q1 Q2 Q3 Q4"), ()),
        (("Y", "Term 1 Term 2", "S1 S2"), ("S1 S2",)),
        (("Y", "A B", "a b"), ("A B",)),
        (("Period  A", "period a"), ()),
        (("Term 3", "TERM 3 2026"), ()),
        (("",), ()),
    ],
)
def test_one_term_has_one_slot_whatever_it_is_called(names: tuple[str, ...], ways: tuple[str, ...]) -> None:
    assert len({slot(name, ways) for name in names}) == 1


def test_other_terms_have_other_slots() -> None:
    names = (
        "S1",
        "S2",
        "T1",
        "T2",
        "Q1",
        "Y",
        "SU",
        "SU1",
        "SU2",
        "Summer A",
        "S1 SU",
        "S1 S2 SU",
        "T1 T3",
        "S2 S1",
        "Year 2",
        "2026",
        "Fall 1",
        "Fall Q1",
        "A",
        "Term 1",
    )

    assert len({slot(name) for name in names}) == len(names)
    assert slot("T1", ("S1 S2",)) != slot("S1", ("S1 S2",))
    # Of three terms the first and the last are not the year.
    assert slot("Fall Spring", ("T1 T2 T3",)) == "T1 T3"


@pytest.mark.parametrize(
    ("term", "year", "said"),
    [
        ("S2 2026-27", 2026, "2026-27"), ("2024-2025 Semester 1", 2026, "2024-2025"), ("25-26 S1", 2027, "25-26"),
        ("S1 2024", 2026, "2024"), ("Fall '24", 2026, "24"), ("Summer 2027", 2026, "2027"),
        # The year of the row, or one in which it lies.
        ("S2 2025-26", 2026, ""), ("Fall 2025", 2026, ""), ("Spring 2026", 2026, ""), ("Summer 2026", 2027, ""),
        # No years.
        ("S1", 2026, ""), ("Period 12", 2026, ""), ("S1 24", 2026, ""), ("", 2026, ""),
    ],
)  # fmt: skip
def test_a_term_that_names_another_year_is_found(term: str, year: int, said: str) -> None:
    assert contradicts(term, year) == said


def test_what_may_be_one_term_and_what_is_short() -> None:
    assert may_be_one("Fall", "S1")
    assert may_be_one("T1", "Fall")
    assert may_be_one("Summer School", "SU")
    assert may_be_one("Summer", "SU1")
    assert may_be_one("Summer Session 2", "Summer")
    assert not may_be_one("SU1", "SU2")
    assert not may_be_one("Summer", "S1 SU")
    assert not may_be_one("S1", "T1")
    assert not may_be_one("Fall", "Spring")
    assert not may_be_one("Period A", "Period B")
    assert [short(name) for name in ("2025-2026 Trimester 1", "First Semester", "Fall Semester")] == ["T1", "S1", "S1"]
    assert [short(name) for name in ("Fall", "Term 1", "A")] == ["Fall", "Term 1", "A"]
    assert single_terms("Fall Semester Spring Semester") == ("Fall Semester", "Spring Semester")
    assert single_terms(" S1  S2 ") == ("S1", "S2")


@pytest.mark.parametrize(
    ("term", "other", "before"),
    [
        ("Fall", "Spring", True), ("S1", "Spring", True), ("Fall Semester", "S2", True), ("Winter", "Spring", True),
        ("Spring", "Fall", False), ("Fall", "Fall", False), ("S1 S2", "S2", False), ("S1", "S2", True),
        ("Semester 1", "Semester 2", True), ("Term 2", "Term 1", False), ("S1 2026", "S2 2027", True),
        ("T1", "T3", True), ("H1", "H2", True), ("Spring", "Summer", True), ("Fall", "T2", True),
    ],
)  # fmt: skip
def test_which_term_comes_first(term: str, other: str, *, before: bool) -> None:
    assert comes_before(term, other) is before
