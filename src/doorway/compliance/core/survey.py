"""What may be told of answers: never of fewer than ten, also not by taking one page from another, and of how many gave
one only between which numbers they lie.

Answers are counted in parcels that share nobody, and what is told of several is made of what is told of each. So it
does not matter which pages somebody holds against each other. The proof is in docs/decisions/049.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

LEAST = 10
Key = TypeVar("Key", bound=Hashable)


def parcels(answers: Iterable[tuple[Key, int]]) -> list[list[Key]]:
    """Of conferences in the order in which their asking ended, with how many answered, those that are counted.

    They are let through in parcels of ten answers or more, each whole or not at all. So whatever somebody read before
    and reads now, the difference is nothing or at least ten people.
    """
    found: list[list[Key]] = []
    parcel: list[Key] = []
    number = 0
    for key, answered in answers:
        parcel.append(key)
        number += answered
        if number >= LEAST:
            found.append(parcel)
            parcel, number = [], 0
    return found


def between(number: int, people: int, least: int = LEAST) -> tuple[int, int]:
    """Between which numbers it lies how many of these people gave an answer; from the first to the last of them.

    All numbers from none to everybody are cut into equal parts, of ``least`` numbers or more each, and into two where
    there are fewer. So where all said the same, this is told as "so many or more".
    """
    many = max(2, (people + 1) // least)
    first = [(people + 1) * part // many for part in range(many + 1)]
    part = max(part for part in range(many) if first[part] <= number)
    return first[part], first[part + 1] - 1


def told(marks: Sequence[int], steps: int, least: int = LEAST) -> tuple[tuple[int, int], ...]:
    """What is told of the answers of one parcel to a question: one line less than the scale has steps.

    How many chose the best step, how many the second or a better one, and so on; the last line says how many chose
    the worst. Numbers of single steps would have to add up to everybody, and what was told of some would tell others.
    """
    people = len(marks)
    lines = [between(sum(mark <= step for mark in marks), people, least) for step in range(steps - 2)]
    low, high = between(sum(mark != steps - 1 for mark in marks), people, least)
    return (*lines, (people - high, people - low))
