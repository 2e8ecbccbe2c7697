"""What earlier rows of a file came to: a large file says the same few things of tens of thousands of students."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Sequence
from operator import itemgetter

from doorway.assessments.imports.rows import Said, Target

# So many ways in which rows differ are kept; scores of a whole state come to fewer.
MOST = 300_000

Whose = tuple[uuid.UUID | None, tuple[str, ...]]
Understood = Sequence[tuple[Target, Said]]


class Memory:
    """Rows that were taken without a word, in two halves: whose they are, and everything else that was read.

    A row of which both halves are known needs no second look: nothing is refused in it but what other rows contradict.
    """

    def __init__(self, student: Sequence[int], others: Sequence[int], width: int) -> None:
        self._student, self._others, self._width = _picker(student), _picker(others), width
        self._whose: dict[Hashable, Whose] = {}
        self._understood: dict[Hashable, Understood] = {}

    def recall(self, row: list[str]) -> tuple[Whose | None, Understood | None]:
        """Whose the row is and what it says, as far as earlier rows tell."""
        if len(row) != self._width:
            return None, None
        return self._whose.get(self._student(row)), self._understood.get(self._others(row))

    def remember(self, row: list[str], whose: Whose, understood: Understood) -> None:
        """Keep what a row came to, of which nothing was refused."""
        if len(row) == self._width:
            self._whose[self._student(row)] = whose
            if len(self._understood) < MOST:
                self._understood[self._others(row)] = understood


def _picker(places: Sequence[int]) -> Callable[[list[str]], Hashable]:
    """The cells at these places, as a key."""
    return itemgetter(*places) if places else lambda _row: None
