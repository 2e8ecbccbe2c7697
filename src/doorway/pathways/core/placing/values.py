"""What the steps of the placing hand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from doorway.pathways.core.flow import Solved, Supply
from doorway.pathways.core.options import Reading
from doorway.pathways.core.rows import LEVELS

Measure = list[int]
"""What orders readings; the smaller one is better."""

NOTHING = [0] * LEVELS


def missing(short: Sequence[int], rest: Sequence[int], beyond: Sequence[int]) -> Measure:
    """What orders readings first, by what is missing: of all, then of the lines, then of all but the open one.

    Each from where everything is counted down to what is earned. All by level: what the closed lines lack, what the
    open one lacks, and what the total lacks.
    """
    lines = [one + other for one, other in zip(short, rest, strict=True)]
    every = map(max, lines, beyond)
    return [*reversed([*every]), *reversed(lines), *reversed(short)]


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
    """One reading of a part, solved. ``short`` and ``used`` by level, over the lines of the part.

    ``bare``: what is missing when nothing is forgiven, nothing opens later, and no line may be enough with less. All
    three are empty where nothing else can be chosen.
    """

    picked: tuple[Reading, ...]
    solved: Solved
    short: list[int]
    used: list[int]
    bare: list[int]
