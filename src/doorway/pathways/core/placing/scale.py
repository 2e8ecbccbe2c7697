"""Readings of one part on a scale: what orders them as one number, so that many of them are compared quickly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import lshift

from doorway.pathways.core.rows import LEVELS


class Scale:
    """What :func:`~doorway.pathways.core.placing.solving.order` tells of lines, as a number of which less is better.

    The number of a reading is the sum of those of its lines. Its upper digits are what is missed, the last level first;
    from them is taken what fills the lines, the first level and the first line first. A digit holds all that the lines
    ask for together, and one bit more, which stays empty: so no digit runs over into the next.
    """

    def __init__(self, lines: int, units: int) -> None:
        self.width = units.bit_length() + 1
        self._shift = self.width * LEVELS * lines
        # How far each level of what is missed stands up, and each level of the first line.
        self._missed = [self._shift + self.width * level for level in range(LEVELS)]
        self._filled = [self.width * ((LEVELS - level) * lines - 1) for level in range(LEVELS)]
        self._guards = sum(1 << (self.width * (level + 1) - 1) for level in range(LEVELS))

    @staticmethod
    @lru_cache(maxsize=256)
    def of(lines: int, units: int) -> Scale:
        """The scale for so many lines, which ask for so many units together."""
        return Scale(lines, units)

    def weight(self, place: int, missed: Sequence[int], filled: Sequence[int]) -> int:
        """The number of one line: its place among the lines, and by level what it misses and what fills it."""
        lacks: int = sum(map(lshift, missed, self._missed))
        fills: int = sum(map(lshift, filled, self._filled))
        return lacks - (fills >> place * self.width)

    def beats(self, one: int, other: int) -> bool:
        """Whether one is at least as good as the other, whatever else is missing: no level misses more."""
        if one > other:
            return False
        # What is missed is the number rounded up: less than one of it was taken away.
        guards = self._guards
        left = (-(-other >> self._shift) | guards) - -(-one >> self._shift)
        return left & guards == guards
