"""What a term gives of its class: exactly the whole together, and never two figures for the same share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import Place, place_in, place_of, usual_place
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
    ],
)
def test_a_season_is_the_term_that_the_catalog_numbers(term: str, ways: tuple[str, ...], place: Place | None) -> None:
    assert place_in(term, ways) == place


def test_a_season_is_a_term_by_what_it_gives() -> None:
    kind = CourseKind("ENG-9", credits=1000)
    found = {units: place_of(Course("k", "ENG-9", units, 2026, "Fall"), kind) for units in (500, 333, 330, 250, 1000)}

    assert found == {500: Place(1, 2), 333: Place(1, 3), 330: Place(1, 3), 250: None, 1000: None}
    assert (usual_place("Primavera"), usual_place("fallback"), usual_place("S3")) == (Place(2, 2), None, None)
