"""What a term gives of its class: exactly the whole together, and never two figures for the same share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from doorway.pathways.core.terms import Place


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
