"""How one requirement stands, told by figures alone: what it asks for, and what fills it at each level.

Many students have the same figures in a line, so they are looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from doorway.pathways.core.flow import ASK
from doorway.pathways.core.result import OF_LEVEL, Status
from doorway.pathways.core.rows import LEVELS

_NOTHING: Sequence[int] = (0,) * LEVELS


class Standing(NamedTuple):
    """The status of a line; ``lacking``: units that it lacks at each level, nothing where it is met."""

    status: Status
    lacking: Sequence[int]


@lru_cache(maxsize=20_000)
def standing(filled: tuple[int, ...], need: int, enough: int, since: int, forgiven: int) -> Standing:
    """How a line stands that is filled so far at each level.

    ``enough``: what it asks for where every question is answered well. ``since``: the level from which on its option is
    open, and before it lacks everything. ``forgiven``: the level from which on nothing is missed; LEVELS for never.
    """
    status = _status(filled, need, enough, since, forgiven)
    return Standing(status, _NOTHING if status is Status.MET else _lacking(filled, need, enough, since, forgiven))


def _status(filled: tuple[int, ...], need: int, enough: int, since: int, forgiven: int) -> Status:
    """The surest level from which on the line stays filled.

    The open line can lose again what it had: a repeat that is to come takes the place of a class, for another line.
    """
    status = Status.MISSING
    for level in range(ASK, since - 1, -1):
        if level >= forgiven or filled[level] >= (enough if level == ASK else need):
            status = OF_LEVEL[level]
        elif level < ASK:
            break
    return status


def _lacking(filled: tuple[int, ...], need: int, enough: int, since: int, forgiven: int) -> Sequence[int]:
    lacking = [0] * LEVELS
    for level in range(min(ASK, forgiven)):
        lacking[level] = need if level < since else max(0, need - filled[level])
    if forgiven > ASK:
        lacking[ASK] = max(0, enough - filled[ASK])
    return lacking
