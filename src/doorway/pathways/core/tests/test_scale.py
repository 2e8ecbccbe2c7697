"""Readings as one number are ordered as the lists of :func:`order` are, and beat each other when those do."""

from __future__ import annotations

import random

import pytest

from doorway.pathways.core.placing.scale import Scale
from doorway.pathways.core.placing.solving import beats, order
from doorway.pathways.core.placing.values import Measure
from doorway.pathways.core.rows import LEVELS

NEED = 3


def reading(dice: random.Random, lines: int) -> dict[int, list[int]]:
    """What fills some of the lines at each level, up to what they ask for."""
    filled = dice.sample(range(lines), dice.randint(0, lines))
    return {line: sorted(dice.choices(range(NEED + 1), k=LEVELS)) for line in filled}


def missed(filled: list[int]) -> list[int]:
    """What such a line lacks."""
    return [NEED - units for units in filled]


def measured(fills: dict[int, list[int]], lines: int) -> Measure:
    """The reading as a list."""
    short = [sum(missed(filled)[level] for filled in fills.values()) for level in range(LEVELS)]
    return order(sum(1 << line for line in fills), range(lines), fills, short)


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_a_number_tells_what_the_list_tells(lines: int) -> None:
    dice = random.Random(lines)  # invented readings need no secrets
    scale = Scale(lines, NEED * lines)
    seen = {"less": 0, "same": 0, "beaten": 0, "neither": 0}
    for _ in range(4_000):
        one, other = reading(dice, lines), reading(dice, lines)
        weights = [sum(scale.weight(at, missed(to), to) for at, to in fills.items()) for fills in (one, other)]
        lists = [measured(fills, lines) for fills in (one, other)]

        assert (weights[0] < weights[1]) == (lists[0] < lists[1])
        assert (weights[0] == weights[1]) == (lists[0] == lists[1])
        assert scale.beats(*weights) == beats(*lists)
        seen["less"] += lists[0] < lists[1]
        seen["same"] += lists[0] == lists[1]
        seen["beaten"] += beats(*lists)
        seen["neither"] += not beats(*lists) and not beats(*reversed(lists))
    assert all(seen.values()), seen
