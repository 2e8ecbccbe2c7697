"""Which parts of a plan are asked of a student: somebody above this slice knows (the board's policy does)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from doorway.roster.models import Person

# A student and a day: keys of parts.
Source = Callable[[Person, date], frozenset[str]]
_SOURCES: list[Source] = []


def asked_by(source: Source) -> None:
    """Remember who knows."""
    _SOURCES.append(source)


def parts_asked(student: Person, on: date) -> frozenset[str]:
    """The parts that are asked of a student's plan on a day; none where nobody asks any."""
    return frozenset().union(*(source(student, on) for source in _SOURCES))
