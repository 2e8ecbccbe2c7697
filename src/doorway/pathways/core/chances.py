"""How a scholarship stands for a student: open, within reach, a question, or closed, criterion by criterion.

The audit says which criteria are fulfilled and how surely. What is not fulfilled may still come about, or not any
more; that is said here, from what is left of school.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Reach(StrEnum):
    """How one criterion stands."""

    THERE = "there"  # fulfilled, or it will be when this year's classes are passed
    PLANNED = "planned"  # fulfilled when the plan is kept
    POSSIBLE = "possible"  # not yet, and there is still a way
    STEP = "step"  # something that the family does, like handing in a form
    ASK = "ask"  # a person has to say
    GONE = "gone"  # not fulfilled, and there is no way any more


class Chance(StrEnum):
    """How the whole scholarship stands, best first."""

    OPEN = "open"
    NEARLY = "nearly"
    ASK = "ask"
    CLOSED = "closed"


def chance_of(criteria: Iterable[Reach], *, is_over: bool = False) -> Chance:
    """What the criteria say together. ``is_over``: nobody can apply any more.

    A form that the family still has to hand in closes nothing. What can still be earned weighs more than a question:
    it has to begin now.
    """
    found = set(criteria)
    if is_over or Reach.GONE in found:
        return Chance.CLOSED
    if found & {Reach.POSSIBLE, Reach.PLANNED}:
        return Chance.NEARLY
    return Chance.ASK if Reach.ASK in found else Chance.OPEN


def average_needed(target: int, points: int, units: int, rest: int) -> int | None:
    """The average that the ``rest`` (units still to be marked) needs so that all together reach the target.

    ``target`` and the answer are thousandths of a point, ``points`` the sum of points times units so far, over
    ``units``. Rounded up; None where nothing is left to be marked.
    """
    if rest <= 0:
        return None
    return max(0, -(-(target * (units + rest) - points) // rest))
