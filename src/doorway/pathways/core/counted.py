"""What each class of a record gives: the credit that the audit counts, told course by course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorway.pathways.core.audit import sides_of
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.rows import Rows
from doorway.pathways.core.transcript import Certainty, Transcript


@dataclass(frozen=True, slots=True)
class Counted:
    """What one course gives; ``course`` is its key.

    ``reason``: why it is nothing, less than appears there, or not sure; empty where there is nothing to say.
    ``converted``: a decision has turned its credit into credit of the own scale.
    """

    course: str
    units: int
    level: Certainty
    reason: str = ""
    converted: bool = False


def counted(compiled: Compiled, transcript: Transcript, *, today: date) -> tuple[Counted, ...]:
    """What each course gives, the surest and oldest first where not all of them can.

    What is at least as sure as a level adds up to the credit that the audit counts at it. (Where a class stands both
    under a ceiling and outside it, another way to take it may let more count at a surer level; here it is taken one
    way.)
    """
    rows = Rows(compiled, transcript)
    decided = Decided(rows, today)
    rows.settle_repeats(sides_of(compiled, transcript, today=today) if rows.crossing() else {})
    decided.unsettled()
    unsettled = {problem.course for problem in rows.problems if problem.code == "scale_unsettled"}
    return (*_given(rows, unsettled), *(Counted(key, 0, Certainty.EARNED, why) for key, why in rows.without))


def _given(rows: Rows, unsettled: set[str]) -> Iterator[Counted]:
    rooms = [gate.cap for gate in rows.gates]
    for row in rows.rows:
        units, closed, key = row.units, -1, row.course.key
        gates = [*rows.gates_of(row)]
        for gate in gates:
            if rooms[gate] < units:
                units, closed = rooms[gate], gate
        for gate in gates:
            rooms[gate] -= units
        if closed >= 0 or row.units < row.whole:
            reason = "ceiling" if closed in rows.tops else "repeated"
        elif row.level is not row.course.state:
            reason = "pending_mark"
        else:
            reason = "scale_unsettled" if key in unsettled else ""
        yield Counted(key, units, row.level, reason, row.factor != 1)
