"""One reading solved: each line filled up to its room, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import le, neg

from doorway.pathways.core.flow import Fills, Flow, Pouring, Solved, Supply
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.values import NOTHING, Measure
from doorway.pathways.core.rows import LEVELS, Gate

# A school whose courses may count for one line only could ask for endless trying; this many tries are allowed.
MOST_TRIES = 20_000


def order(active: int, indexes: Sequence[int], fills: Fills, short: Sequence[int]) -> Measure:
    """What orders readings that ask for the same, smaller is better."""
    filled = [fills.get(index, NOTHING) if active >> index & 1 else NOTHING for index in indexes]
    return [*reversed(short), *map(neg, chain.from_iterable(zip(*filled, strict=True)))]


def beats(one: Measure, other: Measure) -> bool:
    """Whether what one :func:`order` tells is at least as good, whatever else is missing: no level misses more."""
    return one <= other and all(map(le, one[:LEVELS], other[:LEVELS]))


class Solving:
    """Readings of one student, solved one by one. ``proven`` is false when :data:`MOST_TRIES` did not suffice."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.compiled = asked.compiled
        self.proven = True

    def of_lines(self, active: int, supplies: list[Supply]) -> Solved:
        """Fill these lines, each up to what pins have left of it."""
        return self.solve(self._rooms(active), supplies, self.asked.rows.gates)

    def unbeaten(self, active: int, supplies: list[Supply]) -> list[Solved]:
        """The ways to fill these lines that no other beats, the best of these lines alone first.

        There is more than one only where a course may count for one line only.
        """
        if self.compiled.rules.split == "one":
            return self._solve_whole(self._rooms(active), supplies, self.asked.rows.gates)
        return [self.of_lines(active, supplies)]

    def _rooms(self, active: int) -> dict[int, int]:
        room = self.asked.room
        return {index: room(index) for index in self.compiled.bits(active)}

    def solve(self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate]) -> Solved:
        """Fill lines, each up to its room and in this order, with nothing else in the way."""
        if self.compiled.rules.split == "one":
            return self._solve_whole(rooms, supplies, gates)[0]
        return self._flow(rooms, supplies, gates, None)

    def _flow(
        self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate], only: Sequence[int] | None
    ) -> Solved:
        for supply in supplies:
            if supply.gate >= 0 or supply.allowances:
                return Flow(self.compiled, gates, rooms, supplies, only).solve()
        return Pouring(rooms, supplies, only).solve()

    def _solve_whole(self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate]) -> list[Solved]:
        """Where a course may count for one line only: try each line for the courses that would be divided.

        What the lines can be filled to while courses may still be divided is a bound: where something that has been
        found beats that, it beats all behind it.
        """
        indexes = list(rooms)
        active = sum(1 << index for index in indexes)
        full = sum(self.asked.needs[index] for index in indexes)
        kept: list[tuple[Measure, Solved]] = []
        stack: list[list[int]] = [[active] * len(supplies)]
        for _ in range(MOST_TRIES):
            if not stack:
                break
            only = stack.pop()
            solved = self._flow(rooms, supplies, gates, only)
            short = [full - sum(solved.fills[index][level] for index in indexes) for level in range(LEVELS)]
            measure = order(active, indexes, solved.fills, short)
            if any(beats(other, measure) for other, _ in kept):
                continue
            divided = next((i for i, mask in enumerate(solved.touched) if mask & (mask - 1)), None)
            if divided is None:
                kept = [one for one in kept if not beats(measure, one[0])]
                kept.append((measure, solved))
                continue
            lines = reversed([*self.compiled.bits(only[divided] & supplies[divided].reach)])
            stack += ([*only[:divided], 1 << index, *only[divided + 1 :]] for index in lines)
        self.proven = self.proven and not stack
        if not kept:
            first_lines = [(supply.reach & active) & -(supply.reach & active) for supply in supplies]
            return [self._flow(rooms, supplies, gates, first_lines)]
        return [solved for _, solved in sorted(kept, key=lambda one: one[0])]
