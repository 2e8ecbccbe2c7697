"""All of one student's credit, placed: the steps in their order."""

from __future__ import annotations

from collections.abc import Sequence

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.flow import Supply, Use, fill_alone, hand_out
from doorway.pathways.core.options import Reading
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.choosing import Choosing
from doorway.pathways.core.placing.crossing import Beside, Crossing
from doorway.pathways.core.placing.leftover import leftover, take
from doorway.pathways.core.placing.lines import done_in, joined, mask_of
from doorway.pathways.core.placing.parts import parts_of
from doorway.pathways.core.placing.solving import Solving
from doorway.pathways.core.placing.values import Candidate, Part
from doorway.pathways.core.placing.weighing import Around, bounded, weighed
from doorway.pathways.core.rows import LEVELS, Row, Rows, grouped
from doorway.pathways.core.tied import Settled, Tied


class Placing:
    """All of one student's credit, placed.

    ``fills`` and ``uses`` by line, ``today`` only where earned credit will move, ``chosen`` by choice, ``left`` what
    fills no line. ``asked``: what the lines ask of this student; ``solving``: whether all was tried (``proven``).
    """

    def __init__(self, rows: Rows, decided: Decided, *, lenient: bool = False) -> None:
        self.compiled: Compiled = rows.compiled
        self.total = max(0, self.compiled.rules.total - decided.lowered)
        self.rows = rows
        self.asked = Asked(rows, decided, lenient=lenient)
        self.solving = Solving(self.asked)
        self._choosing = Choosing(self.asked, self.solving, lenient=lenient)
        count = len(self.compiled.lines)
        self.fills: list[list[int]] = [[0] * LEVELS for _ in range(count)]
        self.uses: list[list[Use]] = [[] for _ in range(count)]
        self.today: dict[int, list[Use]] = {}
        self.left: list[tuple[Row, int]] = []
        self.chosen: dict[str, Reading] = {}
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
        self.asked.reserve()
        self._place()

    @property
    def given(self) -> dict[Row, int]:
        """What each tied row gives."""
        return {} if self._settled is None else self._settled.given()

    def _is_tied(self, row: Row) -> bool:
        return self.tied is not None and self.tied.holds(row)

    # Parts

    def _place(self) -> None:
        usable = [row for row in self.rows.rows if not row.pin and (row.lines or row.perhaps or row.allowances)]
        groups = [[row] for row in usable] if self.compiled.rules.split == "one" else grouped(usable)
        supplies = [Supply(self.compiled, rows) for rows in groups]
        undecided: list[tuple[Part, list[Candidate]]] = []
        knot: Part | None = None
        for part in parts_of(self.asked, self.tied, supplies, self.chosen):
            if self._place_alone(part):
                continue
            if self.tied and (part.weighed or any(map(self._is_tied, (s.rows[0] for s in part.supplies)))):
                knot = part if knot is None else joined(knot, part)
                continue
            candidates = self._choosing.candidates(part)
            if len(candidates) == 1:
                self._keep(part, candidates[0])
            elif self.tied:
                knot = part if knot is None else joined(knot, part)
            else:
                undecided.append((part, candidates))
        if undecided:
            self._weigh(undecided)
        if self.tied:
            self._place_tied(self.tied, knot or Part(0, [], [], weighed=False))
        if self.asked.pinned:
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
        self.fills[index], self.uses[index] = fill_alone(index, part.supplies, self.asked.room(index))
        return True

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

    def _used(self, but: set[int]) -> list[int]:
        """By level what is placed so far, and what pins have put into lines but these."""
        used = [sum(levels) for levels in zip(*self.fills, strict=True)]
        for index in set(self.asked.pinned) - but:
            used = [units + self.asked.reserved(index, level) for level, units in enumerate(used)]
        return used

    def _weigh(self, parts: list[tuple[Part, list[Candidate]]]) -> None:
        """Choose among readings that ask for different amounts."""
        candidates, is_all = bounded([own for _, own in parts])
        self.solving.proven = self.solving.proven and is_all
        # What pins have put into their lines is in the candidates already.
        used = self._used({index for own in candidates for candidate in own for index in candidate.solved.fills})
        chosen = tuple(self.chosen.values())
        mine = sum(part.mask for part, _ in parts)
        mask = ((self.compiled.closed_bits & ~self.compiled.choice_bits) | mask_of(chosen)) & ~mine & ~done_in(chosen)
        fills = {index: self.fills[index] for index in self.compiled.bits(mask)}
        lacking, bare = self._choosing.counts(mask, fills, chosen)[0], self._choosing.bare(mask, fills)
        best = weighed(self.asked, candidates, Around(used, lacking, bare, self.creditable, self.total))
        for (part, _), candidate in zip(parts, best, strict=False):  # none where a part has no reading
            self._keep(part, candidate)

    def _place_tied(self, tied: Tied, part: Part) -> None:
        """Place all that is tied, and choices that are weighed: what counts in all depends on it."""
        used = self._used({*self.compiled.bits(part.mask)})
        beside = Beside(self.fills, self.chosen, used, self.apart, self.total)
        candidate, self._settled = Crossing(self._choosing, tied, part, beside).best()
        self.credit = self._settled.credit
        self._keep(part, candidate)

    # What is left

    def _place_pinned(self) -> None:
        for index, uses in self.asked.pinned.items():
            self.uses[index] = [*uses, *self.uses[index]]
            if index in self.today:
                self.today[index] = [*(use for use in uses if use.level == 0), *self.today[index]]
            self.fills[index] = [
                filled + self.asked.reserved(index, level) for level, filled in enumerate(self.fills[index])
            ]

    def _place_rest(self) -> None:
        """The open line takes what is left, the surest first, then completed lines; the rest stays over."""
        self.left = self._leftover(self.uses)
        if self.compiled.open_bit:
            self._place_open()
        done = done_in(tuple(self.chosen.values()))
        if done and self.compiled.rules.split == "free":
            for index in self.compiled.bits(done):
                self._place_done(index)

    def _place_done(self, index: int) -> None:
        """What a completed line shows: courses of its own that nothing else needs."""
        fitting = [item for item in self.left if item[0].lines >> index & 1]
        uses, over = take(fitting, self.asked.room(index))
        self.left = [item for item in self.left if not item[0].lines >> index & 1] + over
        self.uses[index] += uses
        for use in uses:
            for level in range(use.level, LEVELS):
                self.fills[index][level] += use.units

    def _place_open(self) -> None:
        index = self.compiled.open_bit.bit_length() - 1
        need = self.asked.needs[index]
        used = [sum(levels) for levels in zip(*self.fills, strict=True)]
        self.fills[index] = [max(0, min(need, units - taken)) for units, taken in zip(self.credit, used, strict=True)]
        self.uses[index], self.left = take(self.left, need)
        if self.today:
            now = [self.today.get(i, uses) for i, uses in enumerate(self.uses) if i != index]
            left = self._leftover([[use for use in own if use.level == 0] for own in now], today=True)
            self.today[index], _ = take([item for item in left if item[0].level == 0], need)

    def _leftover(self, uses: Sequence[Sequence[Use]], *, today: bool = False) -> list[tuple[Row, int]]:
        return leftover(self.rows, self.tied, self._settled, uses, today=today)
