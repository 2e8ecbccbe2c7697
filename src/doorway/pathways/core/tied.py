"""Credit tied by limits that cross: a class of which some rows are under a limit and some are not.

What a class gives at most and what a limit lets through then hold sets of rows of which none contains the other, and
no flow knows both. Such rows, and the lines that they fill, are a program in whole numbers (``core.exact``): how much
of every row counts, and for which line, at every level. The class is thereby split over the limit as it is best, to
the thousandth of a credit, and at each level anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.exact import Found, Limit, Number, Program, Sum
from doorway.pathways.core.flow import ASK, Fills, Share, Solved, Supply, Use
from doorway.pathways.core.rows import LEVELS, Gate, Row, Rows


class Tied:
    """The rows of one student that limits tie together. ``caps``: what each gate lets through, pins not deducted."""

    def __init__(self, rows: Rows) -> None:
        self.caps = [gate.cap for gate in rows.gates]
        self.all = rows
        ties: list[set[int]] = []
        for row in rows.rows:
            gates = {*rows.gates_of(row)}
            for tie in [tie for tie in ties if tie & gates]:
                ties.remove(tie)
                gates |= tie
            if gates:
                ties.append(gates)
        crossed = {gate for row in rows.rows for gate in row.also}
        self.gates: set[int] = set().union(*[tie for tie in ties if tie & crossed])
        self.rows = [row for row in rows.rows if self.holds(row)]

    def holds(self, row: Row) -> bool:
        """Whether the row is one of them."""
        return row.gate in self.gates

    def most(self) -> list[int]:
        """By level the most credit that they can give."""
        found = [0] * LEVELS
        reached: Found | None = None
        for level in range(LEVELS):
            if reached is None or any(row.level == level for row in self.rows):
                program = Program()
                counts = {row: program.variable() for row in self.rows if row.level <= level}
                for row, number in counts.items():
                    program.at_most({number: 1}, row.units)
                for gate in self.gates:
                    through = {n: 1 for row, n in counts.items() if gate in self.all.gates_of(row)}
                    program.at_most(through, self.caps[gate])
                reached = program.best([dict.fromkeys(counts.values(), 1)])
            found[level] = reached.reached[0]
        return found


@dataclass(frozen=True, slots=True)
class Around:
    """What a program has to know of everything else, by level where it is a list.

    ``credit`` that counts beside the tied rows; ``used``: credit in lines that are filled already, and in these lines
    by pins; ``pinned``: what pins have put into these lines; ``lacking``: what all other lines lack; ``need``: what
    these lines ask for; ``rest``: what the open line asks for; ``total``: credits in all.
    """

    credit: Sequence[int]
    used: Sequence[int]
    pinned: Sequence[int]
    lacking: Sequence[int]
    need: int
    rest: int
    total: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Lines that are filled, the credit in all by level, and what tied rows give in the end and today.

    What they give is told by rows that are alike, which a supply holds together: with the rows, what all of them give.
    """

    solved: Solved
    credit: list[int]
    counts: Sequence[tuple[Sequence[Row], int]]
    today: Sequence[tuple[Sequence[Row], int]]
    proven: bool

    def given(self) -> dict[Row, int]:
        """What each row gives in the end: the first of those that are alike give first."""
        found: dict[Row, int] = {}
        for rows, units in self.counts:
            for row in rows:
                found[row] = min(units, row.units)
                units -= found[row]
        return found

    def left(self, *, today: bool) -> dict[Row, int]:
        """What of each row counts beyond what lines have used of it (``Row.used``)."""
        found: dict[Row, int] = {}
        for rows, units in self.today if today else self.counts:
            left = units - sum(row.used for row in rows)
            for row in rows:
                found[row] = min(left, row.units - row.used)
                left -= found[row]
        return found


# Supply, line, whether under an allowance (or -1).
Way = tuple[int, int, int]


class TiedFlow:
    """Some lines, and the rows for them of which some are tied, as one program over all levels."""

    def __init__(
        self,
        compiled: Compiled,
        tied: Tied,
        rooms: Mapping[int, int],
        supplies: Sequence[Supply],
        pinned: Mapping[Row, Use],
        *,
        gates: Sequence[Gate],
        levels: Sequence[int] = (),
    ) -> None:
        self.compiled, self.tied, self.rooms, self.supplies, self.pinned = compiled, tied, rooms, supplies, pinned
        self.gates = gates
        self.active = sum(1 << index for index in rooms)
        self.program = Program()
        held = {row for supply in supplies for row in supply.rows}
        # Tied rows that fit none of these lines count, too, and so do those that are pinned.
        self.others = [row for row in tied.rows if row not in held]
        asked = {ASK} if any(supply.perhaps & self.active for supply in supplies) else set()
        self.levels = levels or sorted({0, *asked, *(int(row.level) for row in tied.all.rows)})
        self.flows: dict[int, dict[Way, int]] = {}
        self.counts: dict[int, dict[Row | int, int]] = {}
        for level in self.levels:
            self._level(level)
        for before, level in zip(self.levels, self.levels[1:], strict=False):
            for index in rooms:
                self.program.at_most(_less(self._into(index, before), self._into(index, level)), 0)

    def _level(self, level: int) -> None:
        program = self.program
        flows = self.flows[level] = {}
        counts: dict[Row | int, int] = {}
        self.counts[level] = counts
        under: dict[int, list[int]] = {}
        for number, supply in enumerate(self.supplies):
            if supply.level > level:
                continue
            own = []
            for way in self._ways(number, supply, level):
                flows[way] = program.variable()
                own.append(flows[way])
                if way[2] >= 0:
                    under.setdefault(way[2], []).append(flows[way])
            if self.tied.holds(supply.rows[0]):
                counts[number] = program.variable()
                program.at_most({counts[number]: 1}, supply.units)
                program.at_most(dict.fromkeys(own, 1) | {counts[number]: -1}, 0)
            elif own:
                program.at_most(dict.fromkeys(own, 1), supply.units)
        for row in self.others:
            if row.level <= level:
                counts[row] = program.variable()
                program.at_most({counts[row]: 1}, row.units - self._reserved(row))
        for index, room in self.rooms.items():
            program.at_most(dict.fromkeys(self._into(index, level), 1), room)
        for allowance, own in under.items():
            program.at_most(dict.fromkeys(own, 1), self.compiled.rules.allowances[allowance].credits)
        self._gates(level)

    def _ways(self, number: int, supply: Supply, level: int) -> list[Way]:
        mask = supply.lines | (supply.perhaps if level == ASK else 0)
        ways = [(number, index, -1) for index in self.compiled.bits(mask & self.active)]
        for allowance in supply.allowances:
            lines = self.compiled.bits(self.compiled.allowance_bits[allowance] & self.active)
            ways += [(number, index, allowance) for index in lines]
        return ways

    def _reserved(self, row: Row) -> int:
        return self.pinned[row].units if row in self.pinned else 0

    def _gates(self, level: int) -> None:
        """Of lines what pins leave of every gate, and of what counts the whole of it."""
        gates_of = self.tied.all.gates_of
        through: dict[int, list[int]] = {}
        for (number, _, _), flow in self.flows[level].items():
            for gate in gates_of(self.supplies[number].rows[0]):
                through.setdefault(gate, []).append(flow)
        for gate, own in through.items():
            self.program.at_most(dict.fromkeys(own, 1), self.gates[gate].cap)
        counted: dict[int, list[int]] = {}
        for held, number in self.counts[level].items():
            for gate in gates_of(held if isinstance(held, Row) else self.supplies[held].rows[0]):
                counted.setdefault(gate, []).append(number)
        for gate, own in counted.items():
            now = sum(use.units for row, use in self.pinned.items() if row.level <= level and gate in gates_of(row))
            self.program.at_most(dict.fromkeys(own, 1), self.tied.caps[gate] - now)

    def _into(self, index: int, level: int) -> list[int]:
        return [flow for (_, line, _), flow in self.flows[level].items() if line == index]

    def _tied_pins(self, level: int) -> int:
        return sum(use.units for row, use in self.pinned.items() if row.level <= level and self.tied.holds(row))

    def counted_when_full(self, level: int, apart: Sequence[int]) -> int | None:
        """The most credit that counts at a level when all lines are full; None where they cannot be."""
        goals = [dict.fromkeys(self.flows[level].values(), 1), dict.fromkeys(self.counts[level].values(), 1)]
        found = self.program.best(goals, divided=self._divided)
        if found.reached[0] < sum(self.rooms.values()):
            return None
        return apart[level] + self._tied_pins(level) + found.reached[1]

    def solve(self, around: Around) -> Settled:
        """The best use."""
        by_level = [self._goals(level, around) for level in reversed(self.levels)]
        goals: list[Sum] = [goal for kind in zip(*by_level, strict=True) for goal in kind]
        for level in self.levels:
            goals += [dict.fromkeys(self._into(index, level), 1) for index in self.rooms]
        return self._settled(self.program.best(goals, divided=self._divided), around)

    def _goals(self, level: int, around: Around) -> list[Sum]:
        """As little as can be is missing: of all, then of all lines, then of all but the open one; then most counts."""
        program = self.program
        filled: dict[int, int] = dict.fromkeys(self.flows[level].values(), 1)
        counted: dict[int, int] = dict.fromkeys(self.counts[level].values(), 1)
        credit = around.credit[level] + self._tied_pins(level)
        rest = program.variable()
        program.at_most({rest: 1}, around.rest)
        program.at_most(_less([rest, *filled], counted), credit - around.used[level])
        there = program.variable()
        lines = around.need - around.pinned[level] + around.rest + around.lacking[level]
        most = max(lines, around.total)
        program.at_most(_less([there], [rest, *filled]), most - lines)
        program.at_most(_less([there], counted), most - around.total + credit)
        return [{there: 1}, filled | {rest: 1}, filled, counted]

    def _divided(self, values: Sequence[Number]) -> list[list[Limit]]:
        """Where a course may count for one line only: the lines of one that fills several."""
        if self.compiled.rules.split != "one":
            return []
        touched: dict[int, dict[int, list[int]]] = {}
        for flows in self.flows.values():
            for (number, index, _), flow in flows.items():
                touched.setdefault(number, {}).setdefault(index, []).append(flow)
        for lines in touched.values():
            if sum(any(values[flow] for flow in flows) for flows in lines.values()) > 1:
                return [
                    [({flow: 1}, 0) for other, flows in lines.items() if other != index for flow in flows]
                    for index in sorted(lines)
                ]
        return []

    def _settled(self, found: Found, around: Around) -> Settled:
        fills: Fills = {index: [] for index in self.rooms}
        credit = []
        at = 0
        for level in range(LEVELS):
            at = level if level in self.levels else at
            for index, by_level in fills.items():
                by_level.append(sum(found.values[flow] for flow in self._into(index, at)))
            counted = sum(found.values[number] for number in self.counts[at].values())
            credit.append(around.credit[level] + self._tied_pins(level) + counted)
        last = self.levels[-1]
        shares, first = self._shares(found, last), self._shares(found, 0)
        solved = Solved(fills, shares, None if self._same_today(shares, first) else first)
        return Settled(solved, credit, self._given(found, last), self._given(found, 0), found.proven)

    def _shares(self, found: Found, level: int) -> list[list[Share]]:
        shares: list[list[Share]] = [[] for _ in self.supplies]
        for (number, index, allowance), flow in self.flows[level].items():
            if units := found.values[flow]:
                sure = allowance >= 0 or self.supplies[number].lines >> index & 1
                shares[number].append((index, self.supplies[number].level if sure else ASK, units))
        return [sorted(own) for own in shares]

    def _same_today(self, last: Sequence[Sequence[Share]], first: Sequence[Sequence[Share]]) -> bool:
        """Whether earned credit fills in the end what it fills today."""
        return all(
            [*then] == [*now] for supply, now, then in zip(self.supplies, last, first, strict=True) if supply.level == 0
        )

    def _given(self, found: Found, level: int) -> list[tuple[Sequence[Row], int]]:
        return [
            ((held,), found.values[number] + self._reserved(held))
            if isinstance(held, Row)
            else (self.supplies[held].rows, found.values[number])
            for held, number in self.counts[level].items()
        ]


def _less(some: Iterable[int], others: Iterable[int]) -> dict[int, int]:
    return dict.fromkeys(some, 1) | dict.fromkeys(others, -1)
