"""Which lines the parts and the readings of choices concern, as bits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.options import Reading
from doorway.pathways.core.placing.values import Part


def ways_of(part: Part) -> Iterator[tuple[Reading, ...]]:
    """All ways to combine the readings of the choices of a part."""
    return product(*(ways for _, ways in part.loose))


def joined(one: Part, other: Part) -> Part:
    """Two parts as one."""
    supplies = [*one.supplies, *other.supplies]
    return Part(one.mask | other.mask, supplies, [*one.loose, *other.loose], weighed=True)


def always_filled(part: Part) -> int:
    """The lines of a part that every reading fills."""
    mask = part.mask
    for _, ways in part.loose:
        mask &= ~mask_of(ways)
    return mask


def mask_of(ways: Sequence[Reading]) -> int:
    """All lines of all options in some readings."""
    mask = 0
    for reading in ways:
        for option in reading:
            mask |= option.bits.bits
    return mask


def opened_later(compiled: Compiled, ways: Iterable[Reading]) -> dict[int, int]:
    """For lines of options that are not open today the level from which on they are."""
    return {
        index: option.since
        for reading in ways
        for option in reading
        if option.since
        for index in compiled.bits(option.bits.bits)
    }


def done_in(ways: Sequence[Reading]) -> int:
    """The lines that are completed in some readings."""
    mask = 0
    for reading in ways:
        for option in reading:
            mask |= option.done_bits
    return mask


def released_in(ways: Iterable[Reading]) -> int:
    """The lines that take nothing because a class that is still to be passed will complete them."""
    mask = 0
    for reading in ways:
        for option in reading:
            if option.released:
                mask |= option.bits.bits
    return mask


def join(groups: list[int], mask: int) -> None:
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
