"""Lines that share no course are decided apart: the parts of a student's credit."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence

from doorway.pathways.core.flow import Supply
from doorway.pathways.core.options import Reading, ways_to_pick
from doorway.pathways.core.placing.asked import Asked
from doorway.pathways.core.placing.lines import done_in, join, mask_of
from doorway.pathways.core.placing.values import Part
from doorway.pathways.core.rows import Gate
from doorway.pathways.core.tied import Tied


def parts_of(
    asked: Asked, tied: Tied | None, supplies: list[Supply], chosen: MutableMapping[str, Reading]
) -> Iterator[Part]:
    """Settle choices with one reading (into ``chosen``), then tell apart what shares no course."""
    compiled, every = asked.compiled, asked.rows.gates
    relevant = compiled.closed_bits & ~compiled.choice_bits
    loose: list[tuple[str, tuple[Reading, ...], int]] = []
    tricky = set()
    for key, ways, is_tricky in _readings(asked, supplies):
        mask = mask_of(ways)
        if len(ways) == 1:
            chosen[key] = ways[0]
            relevant |= mask & ~done_in(ways)
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
            outer = -1 if tied is not None and tied.holds(supply.rows[0]) else _outermost(every, supply.gate)
            gates[outer] = gates.get(outer, 0) | reach
    for mask in (*shared, *gates.values(), *(mask for _, _, mask in loose)):
        join(groups, mask)
    groups.sort()
    alone: dict[int, list[Supply]] = {}
    together: list[list[Supply]] = [[] for _ in groups]
    # Whatever reaches one line of a group reaches no line beyond it.
    of_line: dict[int, list[Supply]] = {}
    for group, own in zip(groups, together, strict=True):
        of_line.update(dict.fromkeys([1 << index for index in compiled.bits(group)], own))
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


def _readings(asked: Asked, supplies: Sequence[Supply]) -> Iterator[tuple[str, tuple[Reading, ...], bool]]:
    """Each choice with its readings, and whether its options differ in what they ask of this student, or when."""
    compiled = asked.compiled
    if not compiled.choices:
        return
    reach = 0
    for supply in supplies:
        reach |= supply.reach
    for choice in compiled.choices:
        key = choice.choice.key
        options = asked.open[key]
        # What fills an option before it opens is taken from the open line, so those are weighed too.
        tricky = not choice.even or any(option.bits.option.forgives or option.since for option in options)
        if asked.decided.waived and not tricky:
            tricky = any(compiled.lines[i].key in asked.decided.waived for i in compiled.bits(choice.bits))
        forced = asked.forced.get(key, ())
        yield key, ways_to_pick(compiled, choice, options, forced, reach, everything=tricky), tricky


def _outermost(gates: Sequence[Gate], gate: int) -> int:
    while gates[gate].parent >= 0:
        gate = gates[gate].parent
    return gate
