"""One reading of some lines, solved: how far each line is filled at each level, and by which rows.

There are two ways to the same fills. :class:`Pouring` knows courses and lines only and is quick; :class:`Flow` is a
full network and knows gates and allowances as well. A test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.network import MUCH, SOURCE, Network
from doorway.pathways.core.rows import LEVELS, Gate, Row
from doorway.pathways.core.transcript import Certainty

ASK = int(Certainty.ASK)

# Units by level, for each line by its index.
Fills = dict[int, list[int]]
# Line, level, units: what a supply gives.
Share = tuple[int, int, int]


_NOTHING: Sequence[Share] = ()


class Use(NamedTuple):
    """A part of a row's credit in a line; ``level`` is ASK when the line takes the course only perhaps."""

    row: Row
    units: int
    level: int


class Supply:
    """Interchangeable rows of one certainty. ``units`` may be lowered to what lines can use, ``whole`` stays."""

    __slots__ = ("allowances", "gate", "level", "lines", "perhaps", "reach", "rows", "units", "whole")

    def __init__(self, compiled: Compiled, rows: list[Row]) -> None:
        first = rows[0]
        self.rows = rows
        self.units = self.whole = first.units if len(rows) == 1 else sum([row.units for row in rows])
        self.level = int(first.level)
        self.lines = first.lines
        self.perhaps = first.perhaps & ~first.lines
        self.allowances = first.allowances
        self.gate = first.gate
        # Every line that it may fill in some way.
        self.reach = self.lines | self.perhaps
        for index in self.allowances:
            self.reach |= compiled.allowance_bits[index]


@dataclass(frozen=True, slots=True)
class Solved:
    """How far lines are filled, and what each supply gives to them.

    ``today``: what earned credit alone would be used for, only where that differs. ``touched``: for each supply the
    lines that it filled at any level. Nothing here knows whose credit it is, so it can be used again.
    """

    fills: Fills
    shares: Sequence[Sequence[Share]]
    today: Sequence[Sequence[Share]] | None = None
    touched: Sequence[int] = ()


def fill_alone(index: int, supplies: Sequence[Supply], room: int) -> tuple[list[int], list[Use]]:
    """One line alone, without gates or allowances: its courses in their order, those that only perhaps count last.

    Supplies come surest first. By level what is filled, and by what.
    """
    uses: list[Use] = []
    by_level = [0] * LEVELS
    sure: list[Supply] = []
    perhaps: list[Supply] = []
    for supply in supplies:
        (sure if supply.lines >> index & 1 else perhaps).append(supply)
    for supply in (*sure, *perhaps):
        if not room:
            break
        level = supply.level if supply.lines >> index & 1 else ASK
        for row in supply.rows:
            units = row.units if row.units < room else room
            if units:
                uses.append(Use(row, units, level))
                by_level[level] += units
                room -= units
    filled = 0
    for level, units in enumerate(by_level):
        filled += units
        by_level[level] = filled
    return by_level, uses


class Pouring:
    """Some lines and the courses for them, without gates and allowances; filled level by level.

    ``rooms``: what each line may still take, by index, in the order of filling. ``only``: for each supply the lines
    that it may fill, where a course may count for one line only.
    """

    def __init__(self, rooms: Mapping[int, int], supplies: Sequence[Supply], only: Sequence[int] | None = None) -> None:
        self.rooms = dict(rooms)
        self.supplies = supplies
        self.only = only
        self.active = 0
        for index in rooms:
            self.active |= 1 << index
        # By line the supplies that may fill it, those with the fewest other lines first.
        self.by: dict[int, list[int]] = {index: [] for index in rooms}
        self.by_perhaps: dict[int, list[int]] = {}
        masks = [supply.reach & self.active for supply in supplies]
        for number in sorted(range(len(supplies)), key=lambda number: masks[number].bit_count()):
            supply, mask = supplies[number], masks[number] if only is None else masks[number] & only[number]
            while mask:
                bit = mask & -mask
                mask ^= bit
                index = bit.bit_length() - 1
                (self.by[index] if supply.lines & bit else self.by_perhaps.setdefault(index, [])).append(number)
        self.left = [0] * len(supplies)
        self.given: list[dict[int, int]] = [{} for _ in supplies]
        self.levels = {supply.level for supply in supplies}
        if self.by_perhaps:
            self.levels.add(ASK)

    def solve(self) -> Solved:
        """Open what each level adds, fill the lines in their order, and say what was used for what."""
        filled = dict.fromkeys(self.rooms, 0)
        # What the lines have, in their order, level after level.
        so_far, by_level = [0] * len(filled), []
        # What was filled at any level is asked only where a course may count for one line only.
        touched = [0] * len(self.supplies) if self.only is not None else []
        first: list[dict[int, int]] = self.given
        for level in range(LEVELS):
            if level in self.levels:
                self._open(level)
                for index, room in self.rooms.items():
                    if room:
                        units = self._fill(index, room)
                        self.rooms[index] -= units
                        filled[index] += units
                if touched:
                    self._touch(touched)
                so_far = list(filled.values())
                if level == 0 and len(self.levels) > 1:
                    first = [given.copy() for given in self.given]
            by_level.append(so_far)
        fills: Fills = {index: list(own) for index, own in zip(filled, zip(*by_level, strict=True), strict=True)}
        today = None
        if first is not self.given and self._earned_has_moved(first):
            today = self._shares(first)
        return Solved(fills, self._shares(self.given), today, touched)

    def _touch(self, touched: list[int]) -> None:
        for number, given in enumerate(self.given):
            for index, units in given.items():
                if units:
                    touched[number] |= 1 << index

    def _open(self, level: int) -> None:
        """Let in what a level adds."""
        for number, supply in enumerate(self.supplies):
            if supply.level == level:
                self.left[number] = supply.units
        if level == ASK:
            for index, numbers in self.by_perhaps.items():
                self.by[index] += numbers

    def _fill(self, line: int, want: int) -> int:
        """Bring up to ``want`` into a line, directly or by moving what other lines hold; what was brought."""
        brought = 0
        left = self.left
        for number in self.by[line]:
            if left[number]:
                units = min(want - brought, left[number])
                self._give(number, line, units)
                left[number] -= units
                brought += units
                if brought == want:
                    return brought
        while brought < want:
            units = self._move(line, want - brought)
            if not units:
                break
            brought += units
        return brought

    def _give(self, number: int, line: int, units: int) -> None:
        given = self.given[number]
        given[line] = given.get(line, 0) + units

    def _move(self, line: int, want: int) -> int:
        """Let another line give up a course for this one and take another instead, over as many lines as it needs.

        ``over``: for a line that gives up, the line that takes, and the supply.
        """
        over: dict[int, tuple[int, int]] = {line: (line, -1)}
        queue = [line]
        for taker in queue:
            for number in self.by[taker]:
                for giver, units in self.given[number].items():
                    if units and giver not in over:
                        over[giver] = taker, number
                        for other in self.by[giver]:
                            if self.left[other]:
                                return self._along(over, line, giver, other, want)
                        queue.append(giver)
        return 0

    def _along(self, over: Mapping[int, tuple[int, int]], line: int, giver: int, source: int, want: int) -> int:
        units = min(want, self.left[source])
        at = giver
        while at != line:
            taker, number = over[at]
            units = min(units, self.given[number][at])
            at = taker
        self.left[source] -= units
        self._give(source, giver, units)
        at = giver
        while at != line:
            taker, number = over[at]
            self._give(number, at, -units)
            self._give(number, taker, units)
            at = taker
        return units

    def _earned_has_moved(self, first: list[dict[int, int]]) -> bool:
        """Whether earned credit gave way to less sure credit, and fills another line than it does today."""
        for supply, now, then in zip(self.supplies, self.given, first, strict=True):
            if supply.level == 0 and any(now.get(index, 0) != units for index, units in then.items()):
                return True
        return False

    def _shares(self, given: Sequence[Mapping[int, int]]) -> list[Sequence[Share]]:
        return [
            sorted([(index, s.level if s.lines >> index & 1 else ASK, units) for index, units in own.items() if units])
            if own
            else _NOTHING
            for s, own in zip(self.supplies, given, strict=True)
        ]


class Flow:
    """The same as a network, with gates and allowances."""

    def __init__(
        self,
        compiled: Compiled,
        gates: Sequence[Gate],
        rooms: Mapping[int, int],
        supplies: Sequence[Supply],
        only: Sequence[int] | None = None,
    ) -> None:
        self.compiled = compiled
        self.gates = gates
        self.rooms = dict(rooms)
        self.active = sum(1 << index for index in rooms)
        self.supplies = supplies
        self.net = Network()
        self.nodes = {index: self.net.node() for index in rooms}
        self._gate_nodes: dict[int, int] = {}
        # By allowance: the node that takes courses in, (supply, edge) into it, (line, edge) out of it.
        self._allowances: dict[int, tuple[int, list[tuple[int, int]], list[tuple[int, int]]]] = {}
        self._taps: list[int] = []
        # Numbers of a supply, a line and the edge between them.
        self._sure: list[tuple[int, int, int]] = []
        self._perhaps: list[tuple[int, int, int]] = []
        for number, supply in enumerate(supplies):
            self._connect(number, supply, self.active if only is None else only[number])
        self._first: list[int] = []
        self._touched = [0] * len(supplies)

    def _connect(self, number: int, supply: Supply, allowed: int) -> None:
        node = self.net.node()
        self._taps.append(self.net.edge(self._gate(supply.gate), node, 0))
        for index in self.compiled.bits(supply.lines & allowed & self.active):
            self._sure.append((number, index, self.net.edge(node, self.nodes[index], MUCH)))
        for index in self.compiled.bits(supply.perhaps & allowed & self.active):
            self._perhaps.append((number, index, self.net.edge(node, self.nodes[index], 0)))
        for key in supply.allowances:
            if self.compiled.allowance_bits[key] & self.active:
                into, inflow, _ = self._allowance(key)
                inflow.append((number, self.net.edge(node, into, MUCH)))

    def _gate(self, gate: int) -> int:
        if gate < 0:
            return SOURCE
        if gate not in self._gate_nodes:
            outer = self._gate(self.gates[gate].parent)
            self._gate_nodes[gate] = node = self.net.node()
            self.net.edge(outer, node, self.gates[gate].cap)
        return self._gate_nodes[gate]

    def _allowance(self, key: int) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]]:
        """All courses of an allowance may fill the same lines, so behind its cap it does not matter which is which."""
        if key not in self._allowances:
            into, out = self.net.node(), self.net.node()
            self.net.edge(into, out, self.compiled.rules.allowances[key].credits)
            lines = self.compiled.bits(self.compiled.allowance_bits[key] & self.active)
            self._allowances[key] = into, [], [(index, self.net.edge(out, self.nodes[index], MUCH)) for index in lines]
        return self._allowances[key]

    def solve(self) -> Solved:
        """Open what each level adds, fill the lines in their order, and say what was used for what."""
        fills: Fills = {index: [] for index in self.rooms}
        filled = dict.fromkeys(self.rooms, 0)
        for level in range(LEVELS):
            if self._open(level):
                for index, node in self.nodes.items():
                    if self.rooms[index]:
                        units = self.net.fill(node, self.rooms[index])
                        self.rooms[index] -= units
                        filled[index] += units
                self._touch()
            for index, units in filled.items():
                fills[index].append(units)
            if level == 0:
                self._first = self.net.room[:]
        shares, today = self._shares(), None
        if self._earned_has_moved():
            last, self.net.room = self.net.room, self._first
            today = self._shares()
            self.net.room = last
        return Solved(fills, shares, today, self._touched)

    def _open(self, level: int) -> bool:
        """Let in what a level adds; whether it adds anything."""
        fresh = False
        for number, supply in enumerate(self.supplies):
            if supply.level == level:
                self.net.room[self._taps[number]] = supply.units
                fresh = True
        if level == ASK:
            for _, _, edge in self._perhaps:
                self.net.room[edge] = MUCH
                fresh = True
        return fresh

    def _touch(self) -> None:
        for number, index, edge in (*self._sure, *self._perhaps):
            if self.net.used(edge):
                self._touched[number] |= 1 << index

    def _earned_has_moved(self) -> bool:
        """Whether earned credit gave way to less sure credit, and fills another line than it does today."""
        ways = [(number, edge) for number, _, edge in self._sure]
        ways += [way for _, inflow, _ in self._allowances.values() for way in inflow]
        first, last = self._first, self.net.room
        return any(first[edge ^ 1] != last[edge ^ 1] for number, edge in ways if self.supplies[number].level == 0)

    def _shares(self) -> list[list[Share]]:
        shares: list[list[Share]] = [[] for _ in self.supplies]
        for number, index, edge in self._sure:
            if units := self.net.used(edge):
                shares[number].append((index, self.supplies[number].level, units))
        for number, index, edge in self._perhaps:
            if units := self.net.used(edge):
                shares[number].append((index, ASK, units))
        for _, inflow, outflow in self._allowances.values():
            self._tell_apart(inflow, outflow, shares)
        return [sorted(own) for own in shares]

    def _tell_apart(
        self, inflow: Sequence[tuple[int, int]], outflow: Sequence[tuple[int, int]], shares: list[list[Share]]
    ) -> None:
        """What came out of an allowance, by what went in."""
        out = {index: self.net.used(edge) for index, edge in outflow}
        for number, edge in inflow:
            units = self.net.used(edge)
            for index in out:
                share = min(units, out[index])
                if share:
                    shares[number].append((index, self.supplies[number].level, share))
                    out[index] -= share
                    units -= share


def hand_out(supplies: Sequence[Supply], shares: Sequence[Sequence[Share]]) -> dict[int, list[Use]]:
    """What supplies give, as uses of their rows, by line; whole rows where that is possible."""
    uses: dict[int, list[Use]] = {}
    # A supply that goes into one line as a whole is in order.
    mixed: set[int] = set()
    for supply, wanted in zip(supplies, shares, strict=True):
        if not wanted:
            continue
        if len(wanted) == 1 and wanted[0][2] == supply.whole:
            index, level, _ = wanted[0]
            whole = [Use(row, row.units, level) for row in supply.rows]
            if index in uses:
                uses[index] += whole
                mixed.add(index)
            else:
                uses[index] = whole
        else:
            _hand_out(supply.rows, wanted, uses)
            mixed.update([index for index, _level, _units in wanted])
    for index in mixed:
        uses[index].sort(key=_surest_first)
    return uses


def _surest_first(use: Use) -> tuple[object, ...]:
    return use.level, use.row.order


def _hand_out(rows: Sequence[Row], wanted: Sequence[Share], uses: dict[int, list[Use]]) -> None:
    left = [row.units for row in rows]
    for index, level, units in wanted:
        while units:
            number = _best_row(left, units)
            share = min(units, left[number])
            left[number] -= share
            units -= share
            uses.setdefault(index, []).append(Use(rows[number], share, level))


def _best_row(left: Sequence[int], units: int) -> int:
    """The first row with just so much, else the first that goes in whole, else the first with anything."""
    if units in left:
        return left.index(units)
    return min(range(len(left)), key=lambda number: (not left[number], left[number] > units, number))
