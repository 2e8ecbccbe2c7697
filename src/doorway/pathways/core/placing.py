"""Which course fills which line: the use of a student's credit that is most favourable to the student.

What "most favourable" means, exactly. Levels run from "earned" over "in progress", "scheduled", "planned" and
"projected" to "ask" (credit of which somebody has to say whether it counts); a level counts everything at least as
sure. A *reading* picks the options of every choice, and, where a course may count for one line only, that line.

Within a reading the lines but the open one are filled level by level, at each level in the order of
:class:`~doorway.pathways.core.compiled.Compiled`, each as far as it goes without taking back anything filled before.
At every level nobody can then place more credit in these lines, and nobody can fill a line more without filling an
earlier one, or the same line at a surer level, less. The open line takes what is left. Lines that an option has
completed (it forgives, and is open today) come last: completing something never takes credit away from another line.
Where a class that is still to be passed will complete lines, they are read both ways: filled till then, or left last.

Among readings the best has the smallest shortfall when everything is counted, "ask" included: first over all lines,
then over all but the open one; then the same at each surer level, down to what is earned today; then the fuller lines,
in their order, in which what is usually done in an earlier grade comes first. Of equal readings the first in the order
of the rule file is taken. (Where a course may count for one line only, those lines are chosen first, by the same
measure; what options forgive, and what may be enough, matters only between options.)

From this follows, and tests hold it: the order of the transcript changes nothing; one more passed course, a repeat too,
never makes this measure worse, nor the status of the whole, nor the credit that counts; and a line in a section without
a choice never gets a worse status by a course that brings new credit. For each single line nobody can promise more:
where a class gives credit once and fits two lines in two of its rows, one of them goes without (decision 059).

Where limits cut through classes (``core.tied``) it is the same, and before the rest of each level comes what is missing
of all: of the lines together or of the total, whichever is more, in one use of the classes; after it, what counts.

It is exact because a reading is a flow in a network (``core.network``), and readings are few: choices that share no
course are decided apart from each other. Only where options differ in what they ask for does it matter what they leave
to the open line; such choices are weighed together. Readings that cannot be better than one already solved are left
out: no line gets more than the courses that fit it, and that is a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from operator import neg

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.flow import ASK, Fills, Flow, Pouring, Solved, Supply, Use, fill_alone, hand_out
from doorway.pathways.core.options import Reading, open_options, ways_to_pick
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.rows import LEVELS, Gate, Row, Rows, grouped
from doorway.pathways.core.tied import Around, Settled, Tied, TiedFlow

# A school whose courses may count for one line only could ask for endless trying; this many tries are allowed.
MOST_TRIES = 20_000

# How many kinds of parts are kept with their solution, some kilobytes each, and once more as many of those that were
# kept before: what is asked for again is taken over, so what many students have stays. Fifty times as many saved no
# time in 20,000 students, and took hundreds of megabytes.
MOST_REMEMBERED = 2_000

Measure = list[int]


@dataclass(slots=True)
class Part:
    """Lines that share no course with others: their bits, the credit for them, and the choices among them.

    ``loose``: a choice with its readings. ``weighed``: one of them asks for more in one option than in another.
    """

    mask: int
    supplies: list[Supply]
    loose: list[tuple[str, tuple[Reading, ...]]]
    weighed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a part, solved. ``short`` and ``used`` by level, over the lines of the part."""

    picked: tuple[Reading, ...]
    solved: Solved
    short: list[int]
    used: list[int]


class Placing:
    """All of one student's credit, placed.

    ``fills`` and ``uses`` by line, ``today`` only where earned credit will move, ``chosen`` by choice, ``left`` what
    fills no line. ``proven`` is false when :data:`MOST_TRIES` did not suffice.
    """

    def __init__(self, rows: Rows, decided: Decided, *, lenient: bool = False) -> None:
        self.compiled: Compiled = rows.compiled
        self.total = max(0, self.compiled.rules.total - decided.lowered)
        self.rows = rows
        self.decided = decided
        count = len(self.compiled.lines)
        self.needs: Sequence[int] = self.compiled.needs
        if decided.waived:
            asked = zip(self.needs, self.compiled.lines, strict=True)
            self.needs = [max(0, need - decided.waived.get(line.key, 0)) for need, line in asked]
        # What courses are put into a line up to: what may be enough where that is the reading, else all that is asked.
        self.most: Sequence[int] = self.needs
        self.lenient = lenient
        if lenient:
            lines = enumerate(self.compiled.lines)
            self.most = [self.needs[index] if line.open else self.need(index, ASK) for index, line in lines]
        self.fills: list[list[int]] = [[0] * LEVELS for _ in range(count)]
        self.uses: list[list[Use]] = [[] for _ in range(count)]
        self.today: dict[int, list[Use]] = {}
        self.left: list[tuple[Row, int]] = []
        self.chosen: dict[str, Reading] = {}
        self.proven = True
        self.tied = Tied(rows) if rows.tied else None
        # What each gate lets through, pins not deducted.
        self.caps = [gate.cap for gate in rows.gates]
        # What counts beside tied rows, the most that can count in all, and what counts with this use of the classes.
        self.apart = rows.creditable([row for row in rows.rows if not self._is_tied(row)] if self.tied else rows.rows)
        self.creditable = self.apart
        if self.tied:
            self.creditable = [one + other for one, other in zip(self.apart, self.tied.most(), strict=True)]
        self.credit = self.creditable
        self._settled: Settled | None = None
        self.open = open_options(rows, decided)
        # The options that pins ask for, by choice, and what pins have put into each line.
        self.forced: dict[str, set[str]] = {}
        self.pinned: dict[int, list[Use]] = {}
        self._reserve()
        self._place()

    def need(self, index: int, level: int) -> int:
        """What a line asks for at a level: at ASK what may be enough."""
        line = self.compiled.lines[index]
        if level == ASK and line.enough is not None:
            return max(0, min(self.needs[index], line.enough - self.decided.waived.get(line.key, 0)))
        return self.needs[index]

    @property
    def given(self) -> dict[Row, int]:
        """What each tied row gives."""
        return {} if self._settled is None else self._settled.given()

    def _is_tied(self, row: Row) -> bool:
        return self.tied is not None and self.tied.holds(row)

    # Pins

    def _reserve(self) -> None:
        """Give pinned rows their lines before anything else; they keep what gates and lines allow."""
        for row in self.rows.rows:
            if not row.pin or not self._can_stay(row) or row.pin == self.compiled.open_bit:
                continue
            index = row.pin.bit_length() - 1
            gates = [self.rows.gates[gate] for gate in self.rows.gates_of(row)]
            units = min(row.units, self._room(index), *(gate.cap for gate in gates))
            if units > 0:
                for gate in gates:
                    gate.cap -= units
                self.pinned.setdefault(index, []).append(Use(row, units, int(row.level)))

    def _can_stay(self, row: Row) -> bool:
        """Whether the option of a pinned line can be part of the reading; the pin falls when it cannot."""
        line = self.compiled.lines[row.pin.bit_length() - 1]
        if not line.choice:
            return True
        choice = next(item.choice for item in self.compiled.choices if item.choice.key == line.choice)
        forced = self.forced.setdefault(line.choice, set())
        is_open = any(option.key == line.option for option in self.open[line.choice])
        if is_open and (line.option in forced or len(forced) < choice.pick):
            forced.add(line.option)
            return True
        person = next(d.person for key, d in self.decided.applied if key == line.key and row.course.key in d.courses)
        self.rows.problems.append(Problem("pin_closed", row.course.key, line.key, {"person": person}))
        self.decided.again.add(line.key)
        row.pin, row.lines, row.perhaps = 0, row.fit.lines, row.fit.perhaps
        return False

    def _room(self, index: int) -> int:
        """What of a line pins have not taken."""
        if not self.pinned:
            return self.most[index]
        return self.most[index] - sum(use.units for use in self.pinned.get(index, ()))

    def _reserved(self, index: int, level: int) -> int:
        return sum(use.units for use in self.pinned.get(index, ()) if use.level <= level)

    # Parts

    def _place(self) -> None:
        usable = [row for row in self.rows.rows if not row.pin and (row.lines or row.perhaps or row.allowances)]
        groups = [[row] for row in usable] if self.compiled.rules.split == "one" else grouped(usable)
        supplies = [Supply(self.compiled, rows) for rows in groups]
        weighed: list[tuple[Part, list[Candidate]]] = []
        knot: Part | None = None
        for part in self._parts(supplies):
            if self._place_alone(part):
                continue
            if self.tied and (part.weighed or any(map(self._is_tied, (s.rows[0] for s in part.supplies)))):
                knot = part if knot is None else _joined(knot, part)
                continue
            candidates = self._remembered(part)
            if len(candidates) == 1:
                self._keep(part, candidates[0])
            else:
                weighed.append((part, candidates))
        if weighed:
            self._weigh(weighed)
        if self.tied:
            self._place_tied(self.tied, knot or Part(0, [], [], weighed=False))
        if self.pinned:
            self._place_pinned()
        self._place_rest()

    def _place_alone(self, part: Part) -> bool:
        """Fill a line whose courses fit no other line and pass no gate, as most do; whether it is such a line."""
        # A choice can come down to one line, too: a pin takes its option, and a planned class will complete it.
        if part.mask & (part.mask - 1) or part.loose or self.compiled.rules.split == "one":
            return False
        for supply in part.supplies:
            if supply.gate >= 0 or supply.allowances:
                return False
        index = part.mask.bit_length() - 1
        self.fills[index], self.uses[index] = fill_alone(index, part.supplies, self._room(index))
        return True

    def _remembered(self, part: Part) -> list[Candidate]:
        """The candidates of a part; what was worked out for another student with the same credit is used again."""
        if self.pinned or self.decided.waived or any(supply.gate >= 0 for supply in part.supplies):
            return self._candidates(part)
        self._leave_out(part)
        loose = tuple([ways for _, ways in part.loose])
        mask = part.mask
        credit = tuple([(s.lines & mask, s.perhaps & mask, s.allowances, s.level, s.units) for s in part.supplies])
        key = mask, loose, credit, self.lenient
        known: list[Candidate] | None = self.compiled.memory.get(key)  # type: ignore[assignment]
        if known is None:
            known = self.compiled.before.get(key)  # type: ignore[assignment]
            if known is not None:
                self._remember(key, known)
                return known
            proven, self.proven = self.proven, True
            known = self._candidates(part)
            if self.proven:
                self._remember(key, known)
            self.proven = self.proven and proven
        return known

    def _remember(self, key: object, candidates: list[Candidate]) -> None:
        compiled = self.compiled
        if len(compiled.memory) >= MOST_REMEMBERED:
            compiled.memory, compiled.before = {}, compiled.memory
        compiled.memory[key] = candidates

    def _leave_out(self, part: Part) -> None:
        """Of courses that fit the same lines leave out what is more than these ask for, the least sure first."""
        if self.compiled.rules.split == "one":
            return
        taken: dict[object, int] = {}
        kept = []
        for supply in part.supplies:
            kind = supply.lines, supply.perhaps, supply.allowances
            before = taken.get(kind, 0)
            supply.units = min(supply.units, self.compiled.most(supply.reach & part.mask) - before)
            if supply.units > 0:
                taken[kind] = before + supply.units
                kept.append(supply)
        part.supplies = kept

    def _candidates(self, part: Part) -> list[Candidate]:
        """The readings among which to choose: all where they have to be weighed, else the best alone."""
        if not part.loose:
            return [Candidate((), self._solve(part.mask, part.supplies), [], [])]
        if part.weighed:
            return [self._candidate(part, picked) for picked in _ways(part)]
        return [self._best(part)]

    def _parts(self, supplies: list[Supply]) -> Iterator[Part]:
        """Settle choices with one reading, then tell apart what shares no course."""
        relevant = self.compiled.closed_bits & ~self.compiled.choice_bits
        loose: list[tuple[str, tuple[Reading, ...], int]] = []
        tricky = set()
        for key, ways, is_tricky in self._readings(supplies):
            mask = _mask(ways)
            if len(ways) == 1:
                self.chosen[key] = ways[0]
                relevant |= mask & ~_done(ways)
            else:
                relevant |= mask
                loose.append((key, ways, mask))
                tricky |= {key} if is_tricky else set()
        groups: list[int] = []
        gates: dict[int, int] = {}
        shared: set[int] = set()
        for supply in supplies:
            reach = supply.reach & relevant
            if reach & (reach - 1):
                shared.add(reach)
            if supply.gate >= 0:
                outer = -1 if self._is_tied(supply.rows[0]) else self._outermost(supply.gate)
                gates[outer] = gates.get(outer, 0) | reach
        for mask in (*shared, *gates.values(), *(mask for _, _, mask in loose)):
            _join(groups, mask)
        groups.sort()
        alone: dict[int, list[Supply]] = {}
        together: list[list[Supply]] = [[] for _ in groups]
        # Whatever reaches one line of a group reaches no line beyond it.
        of_line: dict[int, list[Supply]] = {}
        for group, own in zip(groups, together, strict=True):
            of_line.update(dict.fromkeys([1 << index for index in self.compiled.bits(group)], own))
        for supply in supplies:
            reach = supply.reach & relevant
            if reach:
                grouped_with = of_line.get(reach & -reach)
                if grouped_with is None:
                    alone.setdefault(reach, []).append(supply)
                else:
                    grouped_with.append(supply)
        for line, own in alone.items():
            yield Part(line, own, [], False)
        for group, own in zip(groups, together, strict=True):
            mine = [(key, ways) for key, ways, mask in loose if mask & group]
            yield Part(group, own, mine, any(key in tricky for key, _ in mine))

    def _readings(self, supplies: Sequence[Supply]) -> Iterator[tuple[str, tuple[Reading, ...], bool]]:
        """Each choice with its readings, and whether its options differ in what they ask of this student, or when."""
        if not self.compiled.choices:
            return
        reach = 0
        for supply in supplies:
            reach |= supply.reach
        for choice in self.compiled.choices:
            key = choice.choice.key
            options = self.open[key]
            # What fills an option before it opens is taken from the open line, so those are weighed too.
            tricky = not choice.even or any(option.bits.option.forgives or option.since for option in options)
            if self.decided.waived and not tricky:
                tricky = any(self.compiled.lines[i].key in self.decided.waived for i in self.compiled.bits(choice.bits))
            forced = self.forced.get(key, ())
            yield key, ways_to_pick(self.compiled, choice, options, forced, reach, everything=tricky), tricky

    def _outermost(self, gate: int) -> int:
        while self.rows.gates[gate].parent >= 0:
            gate = self.rows.gates[gate].parent
        return gate

    def _keep(self, part: Part, best: Candidate) -> None:
        for reading in best.picked:
            self.chosen[reading[0].choice] = reading
        for index, filled in best.solved.fills.items():
            self.fills[index] = filled
        for index, uses in hand_out(part.supplies, best.solved.shares).items():
            self.uses[index] = uses
        if best.solved.today is not None:
            today = hand_out(part.supplies, best.solved.today)
            for index in best.solved.fills:
                self.today[index] = today.get(index, [])

    # Readings of a part

    def _active(self, part: Part, picked: Sequence[Reading]) -> int:
        return (_always(part) | _mask(picked)) & ~_done(picked)

    def _candidate(self, part: Part, picked: tuple[Reading, ...]) -> Candidate:
        active = self._active(part, picked)
        solved = self._solve(active, part.supplies)
        short, used = self._counts(active, solved.fills, picked)
        return Candidate(picked, solved, short, used)

    def _counts(self, active: int, fills: Fills, picked: Iterable[Reading]) -> tuple[list[int], list[int]]:
        """By level, over the active lines: what is missed, and what is used."""
        forgiven = {
            index: option.forgives_from
            for reading in picked
            for option in reading
            if option.bits.option.forgives
            for index in self.compiled.bits(option.bits.bits)
        }
        since = _opened_later(self.compiled, picked)
        short, used = [0] * LEVELS, [0] * LEVELS
        for index in self.compiled.bits(active):
            filled = fills.get(index, _NOTHING)
            missed = self._missed(index, filled)
            until, opened = forgiven.get(index, LEVELS), since.get(index, 0)
            for level in range(LEVELS):
                used[level] += filled[level] + (self._reserved(index, level) if self.pinned else 0)
                if level < opened:
                    short[level] += self.need(index, level)
                elif level < until:
                    short[level] += missed[level]
        if since:
            for index in self.compiled.bits(_released(picked)):
                for level in range(since[index]):
                    short[level] += self.needs[index]
        return short, used

    def _best(self, part: Part) -> Candidate:
        """The best reading where all options ask for the same: then what is missed decides, and then the fuller lines.

        Readings are tried in the order of what they could reach at best, and only as long as that could be better.
        """
        indexes = list(self.compiled.bits(part.mask))
        bound = self._bounds(part, indexes)
        least = {index: self._missed(index, bound[index]) for index in indexes}
        ways, always = [], _always(part)
        for number, picked in enumerate(_ways(part)):
            active = (always | _mask(picked)) & ~_done(picked)
            short = [sum(levels) for levels in zip(*[least[i] for i in self.compiled.bits(active)], strict=True)]
            ways.append((self._order(active, indexes, bound, short), number, active, picked))
        ways.sort(key=lambda way: way[:2])
        best: tuple[Measure, int, Candidate] | None = None
        for at_best, number, active, picked in ways:
            if best is not None and at_best >= best[0]:
                break
            solved = self._solve(active, part.supplies)
            missed = [self._missed(index, solved.fills[index]) for index in self.compiled.bits(active)]
            short = [sum(levels) for levels in zip(*missed, strict=True)]
            measure = self._order(active, indexes, solved.fills, short)
            if best is None or (measure, number) < best[:2]:
                # What it leaves to others is not asked where all options ask for the same.
                best = measure, number, Candidate(picked, solved, short, [])
        if best is None:
            raise ValueError("A choice without a way through it.")
        return best[2]

    def _missed(self, index: int, filled: Sequence[int]) -> list[int]:
        """By level, what a line misses when courses fill it so far; pins come on top."""
        line = self.compiled.lines[index]
        if self.pinned:
            filled = [units + self._reserved(index, level) for level, units in enumerate(filled)]
        need = self.needs[index]
        missed = [need - units if units < need else 0 for units in filled]
        if line.enough is not None:
            missed[ASK] = max(0, self.need(index, ASK) - filled[ASK])
        return missed

    def _bounds(self, part: Part, indexes: Sequence[int]) -> Fills:
        """What each line could get if it alone got all courses that fit it."""
        bound: Fills = {}
        for index in indexes:
            room, reached = self._room(index), 0
            by_level = [0] * LEVELS
            for supply in part.supplies:
                if supply.reach >> index & 1:
                    by_level[ASK if supply.perhaps >> index & 1 and not supply.allowances else supply.level] += (
                        supply.units
                    )
            for level in range(LEVELS):
                reached += by_level[level]
                by_level[level] = reached if reached < room else room
            bound[index] = by_level
        return bound

    def _order(self, active: int, indexes: Sequence[int], fills: Fills, short: Sequence[int]) -> Measure:
        """What orders readings that ask for the same, smaller is better."""
        filled = [fills.get(index, _NOTHING) if active >> index & 1 else _NOTHING for index in indexes]
        return [*reversed(short), *map(neg, chain.from_iterable(zip(*filled, strict=True)))]

    def _weigh(self, parts: list[tuple[Part, list[Candidate]]]) -> None:
        """Choose among readings that ask for different amounts: now it counts what they leave to the open line."""
        used = [sum(levels) for levels in zip(*self.fills, strict=True)]
        weighed = {index for _, own in parts for candidate in own for index in candidate.solved.fills}
        for index in set(self.pinned) - weighed:  # the others are in the candidates already
            used = [units + self._reserved(index, level) for level, units in enumerate(used)]
        best: tuple[Measure, tuple[Candidate, ...]] | None = None
        for way in product(*(own for _, own in parts)):
            measure = self._weight(way, used)
            if best is None or measure < best[0]:
                best = measure, way
        if best is not None:
            for (part, _), candidate in zip(parts, best[1], strict=True):
                self._keep(part, candidate)

    def _weight(self, way: Sequence[Candidate], used: Sequence[int]) -> Measure:
        measure: Measure = []
        bit = self.compiled.open_bit
        for level in range(ASK, -1, -1):
            short = sum(candidate.short[level] for candidate in way)
            left = self.creditable[level] - used[level] - sum(candidate.used[level] for candidate in way)
            rest = max(0, self.need(bit.bit_length() - 1, level) - left) if bit else 0
            measure += [short + rest, short]
        fills: Fills = {}
        for candidate in way:
            fills |= candidate.solved.fills
        filled = [fills.get(index, _NOTHING) for index in range(len(self.compiled.lines))]
        return [*measure, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]

    # Limits that cross

    def _place_tied(self, tied: Tied, part: Part) -> None:
        """The best reading of all that is tied, and of choices that are weighed: what counts in all depends on it."""
        used = [sum(levels) for levels in zip(*self.fills, strict=True)]
        for index in set(self.pinned) - {*self.compiled.bits(part.mask)}:
            used = [units + self._reserved(index, level) for level, units in enumerate(used)]
        others, lacking = self._lacking_beside(part)
        best: tuple[Measure, Candidate, Settled] | None = None
        for picked in _ways(part):
            active = self._active(part, picked)
            settled = self._untie(tied, part, active, used, others)
            short, own = self._counts(active, settled.solved.fills, picked)
            candidate = Candidate(picked, settled.solved, short, own)
            measure = self._tied_measure(candidate, settled.credit, used, lacking)
            self.proven = self.proven and settled.proven
            if best is None or measure < best[0]:
                best = measure, candidate, settled
        if best is None:
            raise ValueError("A choice without a way through it.")
        _, candidate, self._settled = best
        self.credit = self._settled.credit
        self._keep(part, candidate)

    def _untie(self, tied: Tied, part: Part, active: int, used: Sequence[int], others: Sequence[int]) -> Settled:
        indexes = list(self.compiled.bits(active))
        rooms = {index: self._room(index) for index in indexes}
        pins = {use.row: use for uses in self.pinned.values() for use in uses}
        pinned = [sum(self._reserved(index, level) for index in indexes) for level in range(LEVELS)]
        bit = self.compiled.open_bit
        around = Around(
            credit=self.apart,
            used=[one + other for one, other in zip(used, pinned, strict=True)],
            pinned=pinned,
            lacking=others,
            need=sum(self.needs[index] for index in indexes),
            rest=self.needs[bit.bit_length() - 1] if bit else 0,
            total=self.total,
        )
        flow = TiedFlow(self.compiled, tied, rooms, part.supplies, pins, gates=self.rows.gates)
        return flow.solve(around)

    def _lacking_beside(self, part: Part) -> tuple[list[int], list[int]]:
        """By level what the lines lack that are filled already; and the same without what is forgiven."""
        chosen = tuple(self.chosen.values())
        mask = (self.compiled.closed_bits & ~self.compiled.choice_bits | _mask(chosen)) & ~part.mask & ~_done(chosen)
        fills = {index: self.fills[index] for index in self.compiled.bits(mask)}
        plain = [
            sum(self.needs[index] - own[level] - self._reserved(index, level) for index, own in fills.items())
            for level in range(LEVELS)
        ]
        return plain, self._counts(mask, fills, chosen)[0]

    def _tied_measure(
        self, candidate: Candidate, credit: Sequence[int], used: Sequence[int], lacking: Sequence[int]
    ) -> Measure:
        measure: Measure = []
        bit = self.compiled.open_bit
        for level in range(ASK, -1, -1):
            left = credit[level] - used[level] - candidate.used[level]
            rest = max(0, self.need(bit.bit_length() - 1, level) - left) if bit else 0
            short = candidate.short[level] + lacking[level]
            measure += [max(short + rest, self.total - credit[level]), short + rest, short, -credit[level]]
        filled = [candidate.solved.fills.get(index, _NOTHING) for index in range(len(self.compiled.lines))]
        return [*measure, *map(neg, chain.from_iterable(zip(*filled, strict=True)))]

    # One reading

    def _solve(self, active: int, supplies: list[Supply]) -> Solved:
        rooms = {index: self._room(index) for index in self.compiled.bits(active)}
        return self.solve(rooms, supplies, self.rows.gates)

    def solve(self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate]) -> Solved:
        """Fill lines, each up to its room and in this order, with nothing else in the way."""
        if self.compiled.rules.split == "one":
            return self._solve_whole(rooms, supplies, gates)
        return self._flow(rooms, supplies, gates, None)

    def _flow(
        self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate], only: Sequence[int] | None
    ) -> Solved:
        for supply in supplies:
            if supply.gate >= 0 or supply.allowances:
                return Flow(self.compiled, gates, rooms, supplies, only).solve()
        return Pouring(rooms, supplies, only).solve()

    def _solve_whole(self, rooms: Mapping[int, int], supplies: list[Supply], gates: Sequence[Gate]) -> Solved:
        """Where a course may count for one line only: try each line for the courses that would be divided.

        What the lines can be filled to while courses may still be divided is a bound: where it is no better than what
        has been found, nothing behind it is.
        """
        indexes = list(rooms)
        active = sum(1 << index for index in indexes)
        full = sum(self.needs[index] for index in indexes)
        best: tuple[Measure, Solved] | None = None
        stack: list[list[int]] = [[active] * len(supplies)]
        for _ in range(MOST_TRIES):
            if not stack:
                break
            only = stack.pop()
            solved = self._flow(rooms, supplies, gates, only)
            short = [full - sum(solved.fills[index][level] for index in indexes) for level in range(LEVELS)]
            measure = self._order(active, indexes, solved.fills, short)
            if best is not None and measure >= best[0]:
                continue
            divided = next((i for i, mask in enumerate(solved.touched) if mask & (mask - 1)), None)
            if divided is None:
                best = measure, solved
                continue
            lines = reversed([*self.compiled.bits(only[divided] & supplies[divided].reach)])
            stack += ([*only[:divided], 1 << index, *only[divided + 1 :]] for index in lines)
        self.proven = self.proven and not stack
        if best is None:
            first_lines = [(supply.reach & active) & -(supply.reach & active) for supply in supplies]
            return self._flow(rooms, supplies, gates, first_lines)
        return best[1]

    # What is left

    def _place_pinned(self) -> None:
        for index, uses in self.pinned.items():
            self.uses[index] = [*uses, *self.uses[index]]
            if index in self.today:
                self.today[index] = [*(use for use in uses if use.level == 0), *self.today[index]]
            self.fills[index] = [
                filled + self._reserved(index, level) for level, filled in enumerate(self.fills[index])
            ]

    def _place_rest(self) -> None:
        """The open line takes what is left, the surest first, then completed lines; the rest stays over."""
        self.left = self._leftover(self.uses)
        if self.compiled.open_bit:
            self._place_open()
        done = _done(tuple(self.chosen.values()))
        if done and self.compiled.rules.split == "free":
            for index in self.compiled.bits(done):
                self._place_done(index)

    def _place_done(self, index: int) -> None:
        """What a completed line shows: courses of its own that nothing else needs."""
        fitting = [item for item in self.left if item[0].lines >> index & 1]
        uses, over = _take(fitting, self._room(index))
        self.left = [item for item in self.left if not item[0].lines >> index & 1] + over
        self.uses[index] += uses
        for use in uses:
            for level in range(use.level, LEVELS):
                self.fills[index][level] += use.units

    def _place_open(self) -> None:
        index = self.compiled.open_bit.bit_length() - 1
        need = self.needs[index]
        used = [sum(levels) for levels in zip(*self.fills, strict=True)]
        self.fills[index] = [max(0, min(need, units - taken)) for units, taken in zip(self.credit, used, strict=True)]
        self.uses[index], self.left = _take(self.left, need)
        if self.today:
            now = [self.today.get(i, uses) for i, uses in enumerate(self.uses) if i != index]
            left = self._leftover([[use for use in own if use.level == 0] for own in now], today=True)
            self.today[index], _ = _take([item for item in left if item[0].level == 0], need)

    def _leftover(self, uses: Sequence[Sequence[Use]], *, today: bool = False) -> list[tuple[Row, int]]:
        """What of each row no line has used, as far as its gates let it through."""
        rows = self.rows.rows
        for row in rows:
            row.used = 0
        for own in uses:
            for row, units, _ in own:
                row.used += units
        if self.rows.gates:
            return self._through_gates(uses, today=today)
        return [(row, row.units - row.used) for row in rows if row.units > row.used]

    def _through_gates(self, uses: Sequence[Sequence[Use]], *, today: bool) -> list[tuple[Row, int]]:
        rooms = [gate.cap for gate in self.rows.gates]
        for row, units, _ in (use for own in uses for use in own):
            if not row.pin:  # pinned rows have passed their gates already
                for gate in self.rows.gates_of(row):
                    rooms[gate] -= units
        given = {} if self._settled is None else self._settled.left(today=today)
        found = []
        for row in self.rows.rows:
            if self._is_tied(row):
                units = given.get(row, 0)
            else:
                gates = [*self.rows.gates_of(row)]
                units = min([row.units - row.used, *(rooms[gate] for gate in gates)])
                for gate in gates:
                    rooms[gate] -= max(0, units)
            if units > 0:
                found.append((row, units))
        return found


_NOTHING = [0] * LEVELS


def _ways(part: Part) -> Iterator[tuple[Reading, ...]]:
    """All ways to combine the readings of the choices of a part."""
    return product(*(ways for _, ways in part.loose))


def _joined(one: Part, other: Part) -> Part:
    """Two parts as one."""
    supplies = [*one.supplies, *other.supplies]
    return Part(one.mask | other.mask, supplies, [*one.loose, *other.loose], weighed=True)


def _always(part: Part) -> int:
    """The lines of a part that every reading fills."""
    mask = part.mask
    for _, ways in part.loose:
        mask &= ~_mask(ways)
    return mask


def _mask(ways: Sequence[Reading]) -> int:
    """All lines of all options in some readings."""
    mask = 0
    for reading in ways:
        for option in reading:
            mask |= option.bits.bits
    return mask


def _opened_later(compiled: Compiled, ways: Iterable[Reading]) -> dict[int, int]:
    """For lines of options that are not open today the level from which on they are."""
    return {
        index: option.since
        for reading in ways
        for option in reading
        if option.since
        for index in compiled.bits(option.bits.bits)
    }


def _done(ways: Sequence[Reading]) -> int:
    """The lines that are completed in some readings."""
    mask = 0
    for reading in ways:
        for option in reading:
            mask |= option.done_bits
    return mask


def _released(ways: Iterable[Reading]) -> int:
    """The lines that take nothing because a class that is still to be passed will complete them."""
    mask = 0
    for reading in ways:
        for option in reading:
            if option.released:
                mask |= option.bits.bits
    return mask


def _take(left: list[tuple[Row, int]], need: int) -> tuple[list[Use], list[tuple[Row, int]]]:
    """The first ``need`` units of what is left, and the rest."""
    uses: list[Use] = []
    rest: list[tuple[Row, int]] = []
    for row, units in left:
        share = min(units, need)
        if share:
            uses.append(Use(row, share, int(row.level)))
            need -= share
        if units > share:
            rest.append((row, units - share))
    return uses, rest


def _join(groups: list[int], mask: int) -> None:
    """Add a mask to groups that have no line in common, joining those that it touches."""
    if not mask:
        return
    apart = []
    for group in groups:
        if group & mask:
            mask |= group
        else:
            apart.append(group)
    groups[:] = [*apart, mask]
