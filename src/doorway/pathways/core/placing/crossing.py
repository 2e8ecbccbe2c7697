"""Limits that cross: what counts in all depends on the reading, so all that is tied is read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import neg

from doorway.pathways.core.options import Reading
from doorway.pathways.core.placing.choosing import Choosing, active_lines
from doorway.pathways.core.placing.lines import done_in, mask_of, ways_of
from doorway.pathways.core.placing.values import NOTHING, Candidate, Measure, Part, missing
from doorway.pathways.core.rows import LEVELS
from doorway.pathways.core.tied import Around, Settled, Tied, TiedFlow


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the tied part. ``fills``: of every line; ``chosen``: readings of choices that are settled;
    ``used``: by level, what other lines take; ``apart``: what counts of rows that are not tied; ``total``: asked for.
    """

    fills: Sequence[list[int]]
    chosen: Mapping[str, Reading]
    used: Sequence[int]
    apart: Sequence[int]
    total: int


class Crossing:
    """The best reading of all that is tied, and of choices that are weighed."""

    def __init__(self, choosing: Choosing, tied: Tied, part: Part, beside: Beside) -> None:
        self.choosing = choosing
        self.asked = choosing.asked
        self.compiled = choosing.compiled
        self.tied = tied
        self.part = part
        self.beside = beside

    def best(self) -> tuple[Candidate, Settled]:
        """The reading, and the use of the classes in it."""
        others, lacking = self._lacking_beside()
        best: tuple[Measure, Candidate, Settled] | None = None
        solving = self.choosing.solving
        for picked in ways_of(self.part):
            active = active_lines(self.part, picked)
            settled = self._untie(active, others)
            short, own = self.choosing.counts(active, settled.solved.fills, picked)
            candidate = Candidate(picked, settled.solved, short, own, [])
            measure = self._measure(candidate, settled.credit, lacking)
            solving.proven = solving.proven and settled.proven
            if best is None or measure < best[0]:
                best = measure, candidate, settled
        if best is None:
            raise ValueError("A choice without a way through it.")
        return best[1:]

    def _untie(self, active: int, others: Sequence[int]) -> Settled:
        asked, beside = self.asked, self.beside
        indexes = list(self.compiled.bits(active))
        rooms = {index: asked.room(index) for index in indexes}
        pins = {use.row: use for uses in asked.pinned.values() for use in uses}
        pinned = [sum(asked.reserved(index, level) for index in indexes) for level in range(LEVELS)]
        bit = self.compiled.open_bit
        around = Around(
            credit=beside.apart,
            used=[one + other for one, other in zip(beside.used, pinned, strict=True)],
            pinned=pinned,
            lacking=others,
            need=sum(asked.needs[index] for index in indexes),
            rest=asked.needs[bit.bit_length() - 1] if bit else 0,
            total=beside.total,
        )
        flow = TiedFlow(self.compiled, self.tied, rooms, self.part.supplies, pins, gates=asked.rows.gates)
        return flow.solve(around)

    def _lacking_beside(self) -> tuple[list[int], list[int]]:
        """By level what the lines lack that are filled already; and the same without what is forgiven."""
        chosen = tuple(self.beside.chosen.values())
        always = self.compiled.closed_bits & ~self.compiled.choice_bits
        mask = (always | mask_of(chosen)) & ~self.part.mask & ~done_in(chosen)
        fills = {index: self.beside.fills[index] for index in self.compiled.bits(mask)}
        return self.choosing.bare(mask, fills), self.choosing.counts(mask, fills, chosen)[0]

    def _measure(self, candidate: Candidate, credit: Sequence[int], lacking: Sequence[int]) -> Measure:
        bit, total = self.compiled.open_bit, self.beside.total
        short, rest = [], []
        for level in range(LEVELS):
            left = credit[level] - self.beside.used[level] - candidate.used[level]
            rest.append(max(0, self.asked.need(bit.bit_length() - 1, level) - left) if bit else 0)
            short.append(candidate.short[level] + lacking[level])
        first = missing(short, rest, [total - units for units in credit])
        filled = [candidate.solved.fills.get(index, NOTHING) for index in range(len(self.compiled.lines))]
        counted = [-units for units in reversed(credit)]
        return [*first, *counted, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]
