"""Readings that ask for different amounts: now it counts what they leave to the open line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod
from operator import neg

from doorway.pathways.core.flow import Fills
from doorway.pathways.core.options import Reading
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.values import NOTHING, Candidate, Measure, missing
from doorway.pathways.core.rows import LEVELS


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside the parts that are weighed, by level where it is a list.

    ``used``: what other lines take; ``lacking``, ``bare``: what they lack, and when nothing is forgiven; ``credit``:
    what can count in all; ``total``: asked for in all.
    """

    used: Sequence[int]
    lacking: Sequence[int]
    bare: Sequence[int]
    credit: Sequence[int]
    total: int


Way = tuple[Candidate, ...]

# So many ways are weighed at most, some hundredths of a millisecond each: where many choices are left open together the
# readings of each that miss the least by themselves are taken.
MOST_WEIGHED = 4_000


def bounded(parts: Sequence[Sequence[Candidate]]) -> tuple[list[Sequence[Candidate]], bool]:
    """The same parts, together with at most :data:`MOST_WEIGHED` ways; and whether all were kept."""
    if prod(map(len, parts)) <= MOST_WEIGHED:
        return list(parts), True
    kept: list[Sequence[Candidate]] = [sorted(own, key=lambda one: one.short[::-1]) for own in parts]
    while prod(map(len, kept)) > MOST_WEIGHED:
        most = max(range(len(kept)), key=lambda place: len(kept[place]))
        kept[most] = kept[most][:-1]
    return kept, False


def weighed(asked: Asked, parts: Sequence[Sequence[Candidate]], around: Around) -> Way:
    """The best way to take one reading of each part; empty where a part has none."""
    ways: Iterable[Way] = product(*parts)
    if asked.compiled.rules.split == "one":
        ways = _each_used_best(asked, ways, around)
    return min(ways, key=lambda way: _weight(asked, way, around), default=())


def _each_used_best(asked: Asked, ways: Iterable[Way], around: Around) -> list[Way]:
    """Of the ways that pick the same options the one that uses the courses best, as a flow would: nothing forgiven."""
    best: dict[tuple[tuple[Reading, ...], ...], tuple[Measure, Way]] = {}
    for way in ways:
        picked = tuple([candidate.picked for candidate in way])
        measure = _weight(asked, way, around, bare=True)
        if picked not in best or measure < best[picked][0]:
            best[picked] = measure, way
    return [way for _, way in best.values()]


def _weight(asked: Asked, way: Way, around: Around, *, bare: bool = False) -> Measure:
    bit = asked.compiled.open_bit
    short, rest = [], []
    for level in range(LEVELS):
        if bare:
            short.append(sum(candidate.bare[level] for candidate in way) + around.bare[level])
        else:
            short.append(sum(candidate.short[level] for candidate in way) + around.lacking[level])
        left = around.credit[level] - around.used[level] - sum(candidate.used[level] for candidate in way)
        rest.append(max(0, asked.need(bit.bit_length() - 1, 0 if bare else level) - left) if bit else 0)
    first = missing(short, rest, [around.total - units for units in around.credit])
    fills: Fills = {}
    for candidate in way:
        fills |= candidate.solved.fills
    filled = [fills.get(index, NOTHING) for index in range(len(asked.compiled.lines))]
    return [*first, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]
