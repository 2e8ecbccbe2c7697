"""What no line has used: for the open line, for completed lines, or left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doorway.pathways.core.flow import Use
from doorway.pathways.core.rows import Row, Rows
from doorway.pathways.core.tied import Settled, Tied


def leftover(
    rows: Rows, tied: Tied | None, settled: Settled | None, uses: Sequence[Sequence[Use]], *, today: bool = False
) -> list[tuple[Row, int]]:
    """What of each row no line has used, as far as its gates let it through."""
    for row in rows.rows:
        row.used = 0
    for own in uses:
        for row, units, _ in own:
            row.used += units
    if rows.gates:
        return _through_gates(rows, tied, {} if settled is None else settled.left(today=today), uses)
    return [(row, row.units - row.used) for row in rows.rows if row.units > row.used]


def _through_gates(
    rows: Rows, tied: Tied | None, given: Mapping[Row, int], uses: Sequence[Sequence[Use]]
) -> list[tuple[Row, int]]:
    rooms = [gate.cap for gate in rows.gates]
    for row, units, _ in (use for own in uses for use in own):
        if not row.pin:  # pinned rows have passed their gates already
            for gate in rows.gates_of(row):
                rooms[gate] -= units
    found = []
    for row in rows.rows:
        if tied is not None and tied.holds(row):
            units = given.get(row, 0)
        else:
            gates = [*rows.gates_of(row)]
            units = min([row.units - row.used, *(rooms[gate] for gate in gates)])
            for gate in gates:
                rooms[gate] -= max(0, units)
        if units > 0:
            found.append((row, units))
    return found


def take(left: list[tuple[Row, int]], need: int) -> tuple[list[Use], list[tuple[Row, int]]]:
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
