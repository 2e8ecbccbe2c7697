"""Numbers for everybody: full tens, of groups that share nobody, so that no subtraction finds a small number.

Each line is about students of its own and is made of that day alone, so lines and days can be held against each other
as anybody likes: what they tell together is what they tell one by one. And a line tells of two numbers only between
which tens they lie, also whoever knows exactly how many students there are: whether a number is shown depends on
nothing else. The proof is in docs/decisions/020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 10
"""A group of fewer students is shown to nobody outside their school; numbers are full multiples of this."""


@dataclass(frozen=True)
class Stand:
    """How many students of a group there are, of how many the parents took part, and how many of these have
    everything: ``everything <= involved <= students``."""

    students: int
    involved: int
    everything: int

    def __add__(self, other: Stand) -> Stand:
        return Stand(self.students + other.students, self.involved + other.involved, self.everything + other.everything)


NOBODY = Stand(0, 0, 0)


@dataclass(frozen=True)
class Told:
    """The same as everybody reads it: each number rounded down to a full ten, or none where it is not shown."""

    students: int
    involved: int | None
    everything: int | None


@dataclass(frozen=True)
class Public:
    """What is told of schools, by their names; of all small ones ``together``; and how many are in no line."""

    schools: Mapping[str, Told]
    together: Told | None
    hidden: int


def public(schools: Mapping[str, Stand], least: int = LEAST) -> Public:
    """What may be told. Schools without students are no schools here."""
    filled = {name: stand for name, stand in schools.items() if stand.students}
    small = {name for name, stand in filled.items() if stand.students < smallest(least)}
    told = {name: told_of(stand, least) for name, stand in filled.items() if name not in small}
    # One alone can be told of by no outcome at all, so that it is in this line says nothing of how it stands.
    together = told_of(sum((filled[name] for name in small), NOBODY), least)
    shown = {name: found for name, found in told.items() if found is not None}
    return Public(shown, together, len(filled) - len(shown) - (len(small) if together else 0))


def smallest(least: int = LEAST) -> int:
    """How many students a group must have so that anything can ever be told of it."""
    return 3 * least - 1


def told_of(stand: Stand, least: int = LEAST) -> Told | None:
    """What may be told of one group; none where that is nothing.

    Of each step of which a line speaks, ``least`` or more students stand at it and ``least`` or more do not, wherever
    between its tens a number lies.
    """
    involved, everything = _tens(stand.involved, least), _tens(stand.everything, least)
    students = _tens(stand.students, least)
    if everything >= least and involved - everything >= 2 * least and _leaves(stand, involved, least):
        return Told(students, involved, everything)
    if involved >= least and _leaves(stand, involved, least):
        return Told(students, involved, None)
    if everything >= least and _leaves(stand, everything, least):
        return Told(students, None, everything)
    return None


def _tens(number: int, least: int) -> int:
    return number - number % least


def _leaves(stand: Stand, tens: int, least: int) -> bool:
    """Whether enough students are beside those of a number that is only known to be in this ten."""
    return stand.students - (tens + least - 1) >= least
