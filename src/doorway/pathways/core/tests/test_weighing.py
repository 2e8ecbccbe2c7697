"""How many ways are weighed together."""

from __future__ import annotations

from math import prod

from doorway.pathways.core.flow import Solved
from doorway.pathways.core.placing.values import Candidate
from doorway.pathways.core.placing.weighing import MOST_WEIGHED, bounded


def candidate(short: int) -> Candidate:
    return Candidate((), Solved({}, []), [short] * 6, [0] * 6, [short] * 6)


def test_a_few_choices_are_weighed_in_every_way_and_in_their_order() -> None:
    parts = [[candidate(1000), candidate(0)], [candidate(500)]]

    assert bounded(parts) == (parts, True)


def test_of_many_the_readings_are_left_out_that_miss_the_most_and_it_is_said() -> None:
    parts = [[candidate(units) for units in (1000, 0, 500, 250)] for _ in range(10)]

    kept, is_all = bounded(parts)

    assert not is_all
    assert prod(map(len, kept)) <= MOST_WEIGHED
    assert all(own[0].short[0] == 0 for own in kept)
    assert max(map(len, kept)) - min(map(len, kept)) <= 1
