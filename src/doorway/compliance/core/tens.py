"""Numbers for everybody: full tens, of groups that share nobody, so that no subtraction finds a small number.

Each line is about students of its own and is made of that day alone, so lines and days can be held against each other
as anybody likes: what they tell together is what they tell one by one. And a line tells of two numbers only between
which tens they lie, also whoever knows exactly how many students there are: whether a number is shown depends on
nothing else. Who works at one of the small schools knows its numbers exactly, and learns no number of the others from
the line that they have together. The proof, and against whom it does not hold, is in docs/decisions/020.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

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


School = TypeVar("School", bound=Hashable)
"""What a school is told apart by. Not a name: two schools may have the same."""


@dataclass(frozen=True)
class Public(Generic[School]):
    """What is told of schools; of all small ones ``together``; and how many are in no line."""

    schools: Mapping[School, Told]
    together: Told | None
    hidden: int


def public(
    schools: Mapping[School, Stand], known: Iterable[Collection[School]] = (), least: int = LEAST
) -> Public[School]:
    """What may be told. Schools without students are no schools here.

    ``known``: schools whose numbers one and the same person reads; of each school by itself somebody does.
    """
    filled = {school: stand for school, stand in schools.items() if stand.students}
    small = {school for school, stand in filled.items() if stand.students < smallest(least)}
    told = {school: told_of(stand, least) for school, stand in filled.items() if school not in small}
    # One alone can be told of by no outcome at all, so that it is in this line says nothing of how it stands.
    together = told_of(
        sum((filled[school] for school in small), NOBODY),
        least,
        beside=max([0, *(sum(filled[school].students for school in own) for own in _insiders(small, known))]),
    )
    shown = {school: found for school, found in told.items() if found is not None}
    return Public(shown, together, len(filled) - len(shown) - (len(small) if together else 0))


def _insiders(small: set[School], known: Iterable[Collection[School]]) -> Iterator[set[School]]:
    """Of which of the small schools somebody knows everything; who knows it of all of them learns nothing."""
    for own in (*({school} for school in small), *known):
        inside = small & {*own}
        if inside and inside != small:
            yield inside


def smallest(least: int = LEAST) -> int:
    """How many students a group must have so that anything can ever be told of it."""
    return 3 * least - 1


def told_of(stand: Stand, least: int = LEAST, *, beside: int = 0) -> Told | None:
    """What may be told of one group; none where that is nothing.

    Of each step of which a line speaks, ``least`` or more students stand at it and ``least`` or more do not, wherever
    between its tens a number lies; or ``beside`` or more, where somebody knows exactly how so many of them stand.
    """
    enough = max(least, beside)
    involved, everything = _tens(stand.involved, least), _tens(stand.everything, least)
    students = _tens(stand.students, least)
    unless_all = stand.students - enough - (least - 1)
    if everything >= enough and involved - everything - (least - 1) >= enough and involved <= unless_all:
        return Told(students, involved, everything)
    if enough <= involved <= unless_all:
        return Told(students, involved, None)
    if enough <= everything <= unless_all and not beside:
        return Told(students, None, everything)
    return None


def _tens(number: int, least: int) -> int:
    return number - number % least
