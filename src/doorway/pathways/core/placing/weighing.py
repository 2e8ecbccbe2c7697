"""Readings that ask for different amounts: now it counts what they leave to the open line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product
from operator import neg

from doorway.pathways.core.flow import ASK, Fills
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.values import NOTHING, Candidate, Measure


def weighed(
    asked: Asked, parts: Sequence[Sequence[Candidate]], used: Sequence[int], creditable: Sequence[int]
) -> tuple[Candidate, ...]:
    """The best way to take one reading of each part; empty where a part has none.

    ``used``, ``creditable``: by level, what lines beside these take, and what can count in all.
    """
    best: tuple[Measure, tuple[Candidate, ...]] | None = None
    for way in product(*parts):
        measure = _weight(asked, way, used, creditable)
        if best is None or measure < best[0]:
            best = measure, way
    return best[1] if best is not None else ()


def _weight(asked: Asked, way: Sequence[Candidate], used: Sequence[int], creditable: Sequence[int]) -> Measure:
    measure: Measure = []
    bit = asked.compiled.open_bit
    for level in range(ASK, -1, -1):
        short = sum(candidate.short[level] for candidate in way)
        left = creditable[level] - used[level] - sum(candidate.used[level] for candidate in way)
        rest = max(0, asked.need(bit.bit_length() - 1, level) - left) if bit else 0
        measure += [short + rest, short]
    fills: Fills = {}
    for candidate in way:
        fills |= candidate.solved.fills
    filled = [fills.get(index, NOTHING) for index in range(len(asked.compiled.lines))]
    return [*measure, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]
