"""Rows of another school as they count here: converted, or by their share, and never more than they say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from doorway.pathways.graduation.own import own_rows
from doorway.pathways.models import TranscriptCourse

TOTAL = 36_000


@pytest.mark.parametrize(
    ("scale", "units", "factor", "here"),
    [
        (None, 500, None, 500),
        (220_000, 5_000, None, 818),
        (220_000, 5_000, Fraction(1, 10), 500),
        # A school that asks for 24 in all: its credit is worth more here, once somebody says so.
        (24_000, 1_000, None, 1_000),
        (24_000, 1_000, Fraction(3, 2), 1_500),
    ],
)
def test_a_row_counts_as_it_was_converted_or_as_its_share(
    scale: int | None, units: int, factor: Fraction | None, here: int
) -> None:
    row = TranscriptCourse(code="ENG-9", units=units, school_year=2026, scale=scale)
    factors = {} if factor is None else {row.pk.hex: factor}

    (own,) = own_rows([row], factors, TOTAL)

    assert (own.units, own.scale) == (here, None)
    assert row.units == units
