"""Readings that ask for different amounts: now it counts what they leave to the open line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, product
from operator import neg

from doorway.pathways.core.flow import ASK, Fills
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.values import NOTHING, Candidate, Measure


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside the parts that are weighed, by level where it is a list.

    ``used``: what other lines take; ``lacking``: what they lack; ``credit``: what can count in all; ``total``: asked
    for in all.
    """

    used: Sequence[int]
    lacking: Sequence[int]
    credit: Sequence[int]
    total: int


def weighed(asked: Asked, parts: Sequence[Sequence[Candidate]], around: Around) -> tuple[Candidate, ...]:
    """The best way to take one reading of each part; empty where a part has none."""
    best: tuple[Measure, tuple[Candidate, ...]] | None = None
    for way in product(*parts):
        measure = _weight(asked, way, around)
        if best is None or measure < best[0]:
            best = measure, way
    return best[1] if best is not None else ()


def _weight(asked: Asked, way: Sequence[Candidate], around: Around) -> Measure:
    bit = asked.compiled.open_bit
    every: Measure = []
    lines: Measure = []
    closed: Measure = []
    for level in range(ASK, -1, -1):
        short = sum(candidate.short[level] for candidate in way) + around.lacking[level]
        left = around.credit[level] - around.used[level] - sum(candidate.used[level] for candidate in way)
        rest = max(0, asked.need(bit.bit_length() - 1, level) - left) if bit else 0
        every.append(max(short + rest, around.total - around.credit[level]))
        lines.append(short + rest)
        closed.append(short)
    fills: Fills = {}
    for candidate in way:
        fills |= candidate.solved.fills
    filled = [fills.get(index, NOTHING) for index in range(len(asked.compiled.lines))]
    return [*every, *lines, *closed, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]
