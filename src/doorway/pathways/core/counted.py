"""What each class of a record gives: the credit that the audit counts, told course by course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorway.pathways.core.audit import placed
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.placing import Placing
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
    under a ceiling and outside it, another use of the classes may let more count at a surer level; here it is told how
    they are used.)
    """
    placing = placed(compiled, transcript, today=today)
    rows = placing.rows
    unsettled = {problem.course for problem in rows.problems if problem.code == "scale_unsettled"}
    return (*_given(placing, unsettled), *(Counted(key, 0, Certainty.EARNED, why) for key, why in rows.without))


def _given(placing: Placing, unsettled: set[str]) -> Iterator[Counted]:
    rows, tied = placing.rows, placing.given
    rooms = [*placing.caps]
    for row in rows.rows:
        units, closed, key = row.units, -1, row.course.key
        gates = [*rows.gates_of(row)]
        for gate in gates:
            if rooms[gate] < units:
                units, closed = rooms[gate], gate
        if row in tied:
            closed, units = (gates[-1] if tied[row] < row.units else -1), tied[row]
        for gate in gates:
            rooms[gate] -= units
        if closed >= 0 or row.units < row.whole:
            reason = "ceiling" if closed in rows.tops else "repeated"
        elif row.level is not row.course.state:
            reason = "pending_long" if row.level is Certainty.ASK else "pending_mark"
        else:
            reason = "scale_unsettled" if key in unsettled else ""
        yield Counted(key, units, row.level, reason, row.factor != 1)
