"""Which reading of a part is the best, or all of them where they have to be weighed with others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from doorway.pathways.core.flow import ASK, Fills, Solved
from doorway.pathways.core.options import Reading
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.lines import always_filled, done_in, mask_of, opened_later, released_in, ways_of
from doorway.pathways.core.placing.scale import Scale
from doorway.pathways.core.placing.solving import Solving
from doorway.pathways.core.placing.values import NOTHING, Candidate, Part
from doorway.pathways.core.rows import LEVELS

# How many kinds of parts are kept with their solution, some kilobytes each, and once more as many of those that were
# kept before: what is asked for again is taken over, so what many students have stays. Fifty times as many saved no
# time in 20,000 students, and took hundreds of megabytes.
MOST_REMEMBERED = 2_000


_at_best = itemgetter(0, 1)


def active_lines(part: Part, picked: Sequence[Reading]) -> int:
    """The lines of a part that a reading fills; what it completes comes last and is not among them."""
    return (always_filled(part) | mask_of(picked)) & ~done_in(picked)


class Choosing:
    """The readings of one student's parts, solved and ordered."""

    def __init__(self, asked: Asked, solving: Solving, *, lenient: bool) -> None:
        self.asked = asked
        self.solving = solving
        self.compiled = asked.compiled
        self.lenient = lenient

    def candidates(self, part: Part) -> list[Candidate]:
        """The candidates of a part; what was worked out for another student with the same credit is used again."""
        if self.asked.pinned or self.asked.decided.waived or any(supply.gate >= 0 for supply in part.supplies):
            return self._worked_out(part)
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
            proven, self.solving.proven = self.solving.proven, True
            known = self._worked_out(part)
            if self.solving.proven:
                self._remember(key, known)
            self.solving.proven = self.solving.proven and proven
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

    def _worked_out(self, part: Part) -> list[Candidate]:
        """The readings among which to choose: all where they have to be weighed, else those of which none is beaten."""
        if part.weighed or self.compiled.rules.split == "one":
            return [candidate for picked in ways_of(part) for candidate in self._candidates(part, picked)]
        if not part.loose:
            return [Candidate((), self.solving.of_lines(part.mask, part.supplies), [], [], [])]
        unbeaten = self._unbeaten(part)
        if len(unbeaten) == 1:
            # What it lacks and what it takes is not asked where nothing is left to choose.
            picked, solved = unbeaten[0]
            return [Candidate(picked, solved, [], [], [])]
        return [self._counted(part, picked, solved) for picked, solved in unbeaten]

    def _candidates(self, part: Part, picked: tuple[Reading, ...]) -> list[Candidate]:
        solutions = self.solving.unbeaten(active_lines(part, picked), part.supplies)
        return [self._counted(part, picked, solved) for solved in solutions]

    def _counted(self, part: Part, picked: tuple[Reading, ...], solved: Solved) -> Candidate:
        active = active_lines(part, picked)
        short, used = self.counts(active, solved.fills, picked)
        return Candidate(picked, solved, short, used, self.bare(active, solved.fills))

    def bare(self, active: int, fills: Fills) -> list[int]:
        """By level what these lines lack when nothing is forgiven, and none may be enough with less."""
        indexes = self.compiled.bits(active)
        if not indexes:
            return [0] * LEVELS
        need = sum([self.asked.needs[index] for index in indexes])
        lacking = [need - sum(levels) for levels in zip(*[fills[index] for index in indexes], strict=True)]
        for index in filter(self.asked.pinned.__contains__, indexes):
            lacking = [units - self.asked.reserved(index, level) for level, units in enumerate(lacking)]
        return lacking

    def counts(self, active: int, fills: Fills, picked: Iterable[Reading]) -> tuple[list[int], list[int]]:
        """By level, over the active lines: what is missed, and what is used."""
        forgiven = {
            index: option.forgives_from
            for reading in picked
            for option in reading
            if option.bits.option.forgives
            for index in self.compiled.bits(option.bits.bits)
        }
        since = opened_later(self.compiled, picked)
        short, used = [0] * LEVELS, [0] * LEVELS
        for index in self.compiled.bits(active):
            filled = fills.get(index, NOTHING)
            missed = self.asked.missed(index, filled)
            until, opened = forgiven.get(index, LEVELS), since.get(index, 0)
            for level in range(LEVELS):
                used[level] += filled[level] + (self.asked.reserved(index, level) if self.asked.pinned else 0)
                if level < opened:
                    short[level] += self.asked.need(index, level)
                elif level < until:
                    short[level] += missed[level]
        if since:
            for index in self.compiled.bits(released_in(picked)):
                for level in range(since[index]):
                    short[level] += self.asked.needs[index]
        return short, used

    def _unbeaten(self, part: Part) -> list[tuple[tuple[Reading, ...], Solved]]:
        """The readings that no other beats, where all options ask for the same; nearly always that is one.

        One beats another that misses no less at any level, and where both miss the same is no fuller. Which of the
        others is the best depends on what is missing elsewhere, and of the total. Readings are tried in the order of
        what they could reach at best, and only those that could not be beaten then.
        """
        indexes = self.compiled.bits(part.mask)
        scale = Scale.of(len(indexes), self.compiled.most(part.mask))
        bound = self._bounds(part, indexes)
        places = {index: place for place, index in enumerate(indexes)}
        weights = {index: self._weight(scale, place, index, bound[index]) for index, place in places.items()}
        ways, always = [], always_filled(part)
        for number, picked in enumerate(ways_of(part)):
            active = (always | mask_of(picked)) & ~done_in(picked)
            ways.append((sum([weights[index] for index in self.compiled.bits(active)]), number, active, picked))
        ways.sort(key=_at_best)
        kept: list[tuple[int, int, tuple[Reading, ...], Solved]] = []
        for at_best, number, active, picked in ways:
            if any(scale.beats(other[0], at_best) for other in kept):
                continue
            solved = self.solving.of_lines(active, part.supplies)
            weight = 0
            for index, filled in solved.fills.items():
                as_bound = filled == bound[index]
                weight += weights[index] if as_bound else self._weight(scale, places[index], index, filled)
            if not any(scale.beats(other[0], weight) and other[:2] < (weight, number) for other in kept):
                kept = [other for other in kept if not scale.beats(weight, other[0])]
                kept.append((weight, number, picked, solved))
        if not kept:
            raise ValueError("A choice without a way through it.")
        return [(picked, solved) for _weight, _number, picked, solved in kept]

    def _weight(self, scale: Scale, place: int, index: int, filled: Sequence[int]) -> int:
        return scale.weight(place, self.asked.missed(index, filled), filled)

    def _bounds(self, part: Part, indexes: Sequence[int]) -> Fills:
        """What each line could get if it alone got all courses that fit it."""
        bound: Fills = {}
        for index in indexes:
            room, reached = self.asked.room(index), 0
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
