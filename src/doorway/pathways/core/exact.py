"""Small programs in whole numbers, solved exactly: goals one after the other, each as great as it can be.

    program = Program()
    a, b = program.variable(), program.variable()
    program.at_most({a: 1, b: 2}, 1500)
    program.best([{a: 1, b: 1}, {b: 1}])

Variables are whole and never below zero, limits are never below zero, and every variable stands in a limit. It is the
simplex method in fractions, without rounding: once a goal is reached, whatever would lessen it is fixed, and the next
goal is sought in what is left. Where a variable is no whole number the program is divided in two (branch and bound).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

# Whole numbers wherever no fraction is needed: they are much quicker.
Number = int | Fraction
Sum = Mapping[int, int]
Limit = tuple[Sum, int]
# So many programs may one be divided into.
MOST_PARTS = 400
# After so many steps without gain the slow rule is followed that never goes in circles.
_PATIENCE = 40


@dataclass(frozen=True, slots=True)
class Found:
    """The value of every variable and of every goal; ``proven``: nothing better was left untried."""

    values: Sequence[int]
    reached: Sequence[int]
    proven: bool = True


class Program:
    """What may be, and what is wanted."""

    def __init__(self) -> None:
        self.count = 0
        self.limits: list[Limit] = []

    def variable(self) -> int:
        """A new variable; its number."""
        self.count += 1
        return self.count - 1

    def at_most(self, some: Sum, most: int) -> None:
        """Hold a sum of variables, each times a number, to ``most``."""
        self.limits.append((some, most))

    def best(
        self,
        goals: Sequence[Sum],
        *,
        divided: Callable[[Sequence[Number]], Iterable[Sequence[Limit]]] = lambda values: (),
    ) -> Found:
        """The best there is, or the best that was found in :data:`MOST_PARTS` and then is not proven.

        ``divided``: for values that are not allowed although every limit is kept, the limits of which one must hold.
        """
        best: Found | None = None
        stack: list[tuple[Limit, ...]] = [()]
        tried = 0
        while stack and (best is None or tried < MOST_PARTS):
            tried += 1
            more = stack.pop()
            solved = _Tableau(self.count, [*self.limits, *more], goals).solve()
            if solved is None or (best is not None and solved[1] <= list(best.reached)):
                continue
            values, reached = solved
            parts = [*divided(values)] or _around_a_fraction(values)
            if parts:
                stack += [(*more, *limits) for limits in reversed(parts)]
            else:
                best = Found([int(value) for value in values], [int(value) for value in reached])
        if best is None:
            raise ValueError("Nothing keeps all limits.")
        return replace(best, proven=not stack)


def _around_a_fraction(values: Sequence[Number]) -> list[list[Limit]]:
    for number, value in enumerate(values):
        if value != int(value):
            below = int(value)
            return [[({number: 1}, below)], [({number: -1}, -below - 1)]]
    return []


class _Tableau:
    """Every basic variable as its value less a sum of the others, which are zero.

    Variables from ``count`` on are what limits have left; the last is how far limits that do not hold yet are missed.
    """

    def __init__(self, count: int, limits: Sequence[Limit], goals: Sequence[Sum]) -> None:
        self.count = count
        self.basic = [count + number for number in range(len(limits))]
        self.rows: list[dict[int, Number]] = [dict(some) for some, _ in limits]
        self.value: list[Number] = [most for _, most in limits]
        self.goals: list[dict[int, Number]] = [dict(goal) for goal in goals]
        self.reached: list[Number] = [0] * len(goals)
        self.missed = count + len(limits)

    def solve(self) -> tuple[list[Number], list[Number]] | None:
        """Values and goals; None where the limits cannot all be kept."""
        if not self._keep_all():
            return None
        for number in range(len(self.goals)):
            self._climb(number)
        values: list[Number] = [0] * self.count
        for number, value in zip(self.basic, self.value, strict=True):
            if number < self.count:
                values[number] = value
        return values, self.reached

    def _keep_all(self) -> bool:
        broken = min(range(len(self.rows)), key=lambda row: self.value[row], default=-1)
        if broken < 0 or self.value[broken] >= 0:
            return True
        for row, value in enumerate(self.value):
            if value < 0:
                self.rows[row][self.missed] = -1
        # All are as far off as the worst: then each of them has something left.
        self.goals.insert(0, {self.missed: -1})
        self.reached.insert(0, 0)
        self._turn(broken, self.missed)
        self._climb(0)
        self.goals.pop(0)
        return not self.reached.pop(0)

    def _climb(self, number: int) -> None:
        """Reach a goal, and fix what would lessen it again."""
        goal = self.goals[number]
        waited = 0
        while True:
            useful = [column for column, gain in goal.items() if gain > 0]
            if not useful:
                break
            column = min(useful) if waited > _PATIENCE else max(useful, key=lambda one: (goal[one], -one))
            row = self._tightest(column)
            waited = 0 if self.value[row] else waited + 1
            self._turn(row, column)
        for column in [*goal]:
            self._forget(column)

    def _tightest(self, column: int) -> int:
        """The row that lets a column grow least."""
        best: tuple[Number, int] | None = None
        found = -1
        for number, row in enumerate(self.rows):
            slope = row.get(column, 0)
            if slope > 0:
                room = self.value[number] if slope == 1 else Fraction(self.value[number]) / slope
                if best is None or (room, self.basic[number]) < best:
                    best, found = (room, self.basic[number]), number
        if found < 0:
            raise ValueError("A variable that no limit holds.")
        return found

    def _forget(self, column: int) -> None:
        for row in (*self.rows, *self.goals):
            row.pop(column, None)

    def _turn(self, number: int, column: int) -> None:
        """Let a column take the place of the basic variable of a row."""
        row = self.rows[number]
        slope = row.pop(column)
        row[self.basic[number]] = 1
        if slope != 1:
            for key, factor in row.items():
                row[key] = _whole(Fraction(factor) / slope)
            self.value[number] = _whole(Fraction(self.value[number]) / slope)
        self.basic[number] = column
        value = self.value[number]
        for other, own in enumerate(self.rows):
            if own is not row and column in own:
                self.value[other] -= self._put(own, row, column) * value
        for other, own in enumerate(self.goals):
            if column in own:
                self.reached[other] += self._put(own, row, column) * value

    def _put(self, own: dict[int, Number], row: Mapping[int, Number], column: int) -> Number:
        """Put into a sum what a column is now; what it was times."""
        factor = own.pop(column)
        for key, amount in row.items():
            found = own.get(key, 0) - factor * amount
            if found:
                own[key] = found
            else:
                own.pop(key, None)
        return factor


def _whole(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value
