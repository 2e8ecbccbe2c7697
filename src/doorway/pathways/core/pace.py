"""Whether a student is on track: whether what is usually done by now can be there, in some use the rules allow.

The use that is best in the end is only one of many, and it may put a class where it is missed later rather than where
it is usual now. So it is not asked alone: a student is behind in the lines only when no use of the classes that are
earned or under way, by any options that are open, fills every line that is usually done in an earlier grade. One more
passed class takes none of these uses away, so it cannot put anybody behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from doorway.pathways.core.compiled import ChoiceBits
from doorway.pathways.core.flow import Supply
from doorway.pathways.core.options import OpenOption
from doorway.pathways.core.placing import Placing
from doorway.pathways.core.rows import Gate, Row, grouped
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.tied import Tied, TiedFlow
from doorway.pathways.core.transcript import Certainty

LAST_GRADE = 12
NOW = Certainty.IN_PROGRESS


def pace_at(rules: RuleSet, grade: int, *, need: int) -> int:
    """Units that should be earned at the end of a grade: by the rules, or ``need`` spread evenly; never more than that.

    ``need``: the total of this student.
    """
    if rules.pace:
        return min(need, max((units for at, units in rules.pace.items() if at <= grade), default=0))
    grades = LAST_GRADE - rules.first_grade + 1
    return need * min(grades, max(0, grade - rules.first_grade + 1)) // grades


def in_time(placing: Placing, grade: int) -> bool:
    """Whether every line that is usually done before ``grade`` can be filled by what is earned or under way."""
    return _InTime(placing, grade).possible()


class _InTime:
    """One student, as the placing has read the record: decisions, repeats and limits are applied."""

    def __init__(self, placing: Placing, grade: int) -> None:
        self.placing, self.asked, self.compiled = placing, placing.asked, placing.compiled
        self.due = 0
        for index, line in enumerate(self.compiled.lines):
            if line.usual_grade is not None and line.usual_grade < grade and self.asked.needs[index]:
                self.due |= 1 << index
        # What the open line has to be left, where it is due as well.
        self.rest = (
            self.asked.needs[self.compiled.open_bit.bit_length() - 1] if self.due & self.compiled.open_bit else 0
        )
        self.due &= ~self.compiled.open_bit
        self.rows = [row for row in placing.rows.rows if row.level <= NOW]
        # What pins have put into each line by now.
        self.pinned = {
            index: sum(use.units for use in uses if use.level <= NOW) for index, uses in self.asked.pinned.items()
        }
        self.there = self._there()

    def _there(self) -> dict[int, int]:
        """For each line that is due, what could go into it if it alone got all that fits: more it cannot be."""
        found = {index: self.pinned.get(index, 0) for index in self.compiled.bits(self.due)}
        for row in self.rows:
            for index in self.compiled.bits(self._reach(row) & self.due):
                found[index] += row.units
        return found

    def _reach(self, row: Row) -> int:
        if row.pin:
            return 0
        reach = row.lines
        for allowance in row.allowances:
            reach |= self.compiled.allowance_bits[allowance]
        return reach

    def possible(self) -> bool:
        """Whether some way through the choices can be filled."""
        always = self.due & ~self.compiled.choice_bits
        if not self._within_reach(always):
            return False
        choices = []
        for choice in self.compiled.choices:
            ways = {mask for mask in self._ways(choice) if self._within_reach(mask)}
            if not ways:
                return False
            choices.append([mask for mask in ways if not any(other & mask == other != mask for other in ways)])
        masks = {always | _union(way) for way in product(*choices)}
        return any(map(self._filled, sorted(masks, key=int.bit_count)))

    def _within_reach(self, mask: int) -> bool:
        return all(self.there[index] >= self.asked.needs[index] for index in self.compiled.bits(mask))

    def _ways(self, choice: ChoiceBits) -> Iterator[int]:
        """For every way to pick the options of a choice the lines that have to be filled by now."""
        forced = self.asked.forced.get(choice.choice.key, set())
        for picked in combinations(self.asked.open[choice.choice.key], choice.choice.pick):
            if forced <= {option.key for option in picked}:
                masks = [self._asked(option) for option in picked]
                if None not in masks:
                    yield _union(mask for mask in masks if mask)

    def _asked(self, option: OpenOption) -> int | None:
        """The lines of an option that have to be filled by now; None when it opens too late for what is due in it."""
        due = option.bits.bits & self.due
        if option.since > NOW:
            return None if due else 0
        return 0 if option.bits.option.forgives else due

    def _filled(self, mask: int) -> bool:
        """Whether all lines of the mask can be filled together."""
        if self.rest:
            elsewhere = sum(units for index, units in self.pinned.items() if not mask >> index & 1)
            taken = elsewhere + sum(self.asked.needs[index] for index in self.compiled.bits(mask))
            if self.placing.creditable[NOW] - taken < self.rest:
                return False
        rooms = {index: self.asked.needs[index] - self.pinned.get(index, 0) for index in self.compiled.bits(mask)}
        rooms = {index: room for index, room in rooms.items() if room > 0}
        usable = [row for row in self.rows if self._reach(row) & mask]
        groups = [[row] for row in usable] if self.compiled.rules.split == "one" else grouped(usable)
        supplies = [Supply(self.compiled, rows) for rows in groups]
        for supply in supplies:  # what counts only perhaps keeps nobody on track
            supply.perhaps, supply.reach = 0, self._reach(supply.rows[0])
        if self.placing.tied:
            return self._filled_by_tied(self.placing.tied, rooms, supplies)
        fills = self.placing.solving.solve(rooms, supplies, self._gates()).fills
        return all(fills[index][NOW] == room for index, room in rooms.items())

    def _filled_by_tied(self, tied: Tied, rooms: dict[int, int], supplies: list[Supply]) -> bool:
        """The same where limits cross."""
        pins = {use.row: use for uses in self.asked.pinned.values() for use in uses if use.level <= NOW}
        flow = TiedFlow(self.compiled, tied, rooms, supplies, pins, gates=self._gates(), levels=[int(NOW)])
        most = flow.counted_when_full(int(NOW), self.placing.apart)
        return most is not None and most - sum(rooms.values()) - sum(self.pinned.values()) >= self.rest

    def _gates(self) -> list[Gate]:
        """What classes give at most and limits, less what pins have taken by now."""
        gates = [Gate(gate.cap, gate.parent) for gate in self.placing.rows.gates]
        for uses in self.asked.pinned.values():
            for use in uses:
                if use.level > NOW:
                    for gate in self.placing.rows.gates_of(use.row):
                        gates[gate].cap += use.units
        return gates


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
