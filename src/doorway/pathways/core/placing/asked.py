"""What each line asks of one student, and what pins have taken of it before anything else is placed."""

from __future__ import annotations

from collections.abc import Sequence

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.flow import ASK, Use
from doorway.pathways.core.options import open_options
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.rows import Row, Rows


class Asked:
    """The lines as one student meets them.

    ``needs``: what each asks for, waivers off. ``most``: what courses are put into it up to; with ``lenient`` what may
    be enough, where that is the reading. ``open``: the options of each choice that the student may take; ``forced``:
    those that pins ask for; ``pinned``: what pins have put into each line.
    """

    def __init__(self, rows: Rows, decided: Decided, *, lenient: bool) -> None:
        self.rows = rows
        self.decided = decided
        self.compiled: Compiled = rows.compiled
        self.needs: Sequence[int] = self.compiled.needs
        if decided.waived:
            asked = zip(self.needs, self.compiled.lines, strict=True)
            self.needs = [max(0, need - decided.waived.get(line.key, 0)) for need, line in asked]
        self.most: Sequence[int] = self.needs
        if lenient:
            lines = enumerate(self.compiled.lines)
            self.most = [self.needs[index] if line.open else self.need(index, ASK) for index, line in lines]
        self.open = open_options(rows, decided)
        self.forced: dict[str, set[str]] = {}
        self.pinned: dict[int, list[Use]] = {}

    def need(self, index: int, level: int) -> int:
        """What a line asks for at a level: at ASK what may be enough."""
        line = self.compiled.lines[index]
        if level == ASK and line.enough is not None:
            return max(0, min(self.needs[index], line.enough - self.decided.waived.get(line.key, 0)))
        return self.needs[index]

    def room(self, index: int) -> int:
        """What of a line pins have not taken."""
        if not self.pinned:
            return self.most[index]
        return self.most[index] - sum(use.units for use in self.pinned.get(index, ()))

    def reserved(self, index: int, level: int) -> int:
        """What pins have put into a line by a level."""
        return sum(use.units for use in self.pinned.get(index, ()) if use.level <= level)

    def missed(self, index: int, filled: Sequence[int]) -> list[int]:
        """By level, what a line misses when courses fill it so far; pins come on top."""
        line = self.compiled.lines[index]
        if self.pinned:
            filled = [units + self.reserved(index, level) for level, units in enumerate(filled)]
        need = self.needs[index]
        missed = [need - units if units < need else 0 for units in filled]
        if line.enough is not None:
            missed[ASK] = max(0, self.need(index, ASK) - filled[ASK])
        return missed

    def reserve(self) -> None:
        """Give pinned rows their lines before anything else; they keep what gates and lines allow."""
        for row in self.rows.rows:
            if not row.pin or not self._can_stay(row) or row.pin == self.compiled.open_bit:
                continue
            index = row.pin.bit_length() - 1
            gates = [self.rows.gates[gate] for gate in self.rows.gates_of(row)]
            units = min(row.units, self.room(index), *(gate.cap for gate in gates))
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
