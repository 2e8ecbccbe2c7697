"""The average weighs credit as it counts here, and is a question where nobody has said how it counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from doorway.pathways.core.average import average_of
from doorway.pathways.core.own_units import own_units
from doorway.pathways.core.rules import ByAverage, Criterion
from doorway.pathways.core.transcript import Course, Transcript
from doorway.pathways.tests.students import CLASS_OF, audited, course, decision, utah

OURS = tuple(course(f"OURS-{number}", "0.5", "A", term="S1") for number in range(12))


def theirs(mark: str, units: str = "5.0", *, count: int = 12) -> tuple[Course, ...]:
    """Semesters of a school that asks for 220 credits in all."""
    return tuple(course(f"CA-{mark}{number}", units, mark, term="S1", scale="220.0") for number in range(count))


def status(*courses: Course, points: int, factor: Fraction | None = None) -> str:
    """How an average of so many points stands; with the factor as the recorded conversion of what is theirs."""
    asked = replace(utah(), criteria=(Criterion("average", "s", (ByAverage(points),)),))
    keys = [one.key for one in courses if one.scale is not None]
    made = () if factor is None else (decision("conversion", "", *keys, factor=factor),)
    (found,) = audited(asked, *courses, decisions=made).criteria
    return str(found.status)


@pytest.mark.parametrize(
    ("courses", "points", "factor", "expected"),
    [
        # Twelve halves with an A and twelve with a B are 3.5, whoever counts.
        ((*OURS, *theirs("B")), 3500, Fraction(1, 10), "met"),
        ((*OURS, *theirs("B")), 3501, Fraction(1, 10), "missing"),
        # Before anybody has recorded that, they may weigh more or less.
        ((*OURS, *theirs("B")), 3500, None, "ask"),
        ((*OURS, *theirs("B")), 3000, None, "met"),
        ((*OURS, *theirs("B")), 4001, None, "missing"),
        (theirs("B"), 3000, None, "met"),
        # What was failed weighs as what was passed does.
        ((*OURS, *theirs("F")), 2000, Fraction(1, 10), "met"),
        ((*OURS, *theirs("F")), 2000, Fraction(1, 9), "missing"),
        (theirs("F"), 1, Fraction(1, 10), "missing"),
        ((), 1, None, "missing"),
    ],
)
def test_the_average_weighs_credit_as_it_counts_here(
    courses: tuple[Course, ...], points: int, factor: Fraction | None, expected: str
) -> None:
    assert status(*courses, points=points, factor=factor) == expected


def test_without_a_conversion_the_average_goes_by_the_share() -> None:
    courses = (*OURS[:1], *theirs("B", count=1))
    found = average_of(utah(), Transcript("s", CLASS_OF, 11, courses), {})

    # 5 of 220 are 0.545 of the state's 24.
    assert found.value == (500 * 4000 + 545 * 3000) // 1045
    assert (found.least, found.most, found.is_settled) == (3000, 4000, False)


def test_what_a_row_weighs() -> None:
    other, same = course("X", "5.0", scale="220.0", key="x"), course("Y", "0.5", scale="24.0", key="y")

    assert [own_units(one, {}, 24_000) for one in (other, same, course("Z", "0.5"))] == [545, 500, 500]
    assert own_units(other, {"x": Fraction(1, 10)}, 24_000) == 500
    # A conversion counts where no scale is on file, too; without anything to share, the figure stands.
    assert own_units(course("Z", "1.0", key="z"), {"z": Fraction(3, 2)}, 24_000) == 1500
    assert [own_units(other, {}, 0), own_units(other._replace(scale=0), {}, 24_000)] == [5000, 5000]
