"""What follows from the grades of a student's years: somebody above this slice knows (the board's policy does)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from doorway.roster.models import Person

# A student and a day: sentences.
Source = Callable[[Person, date], Iterable[str]]
_SOURCES: list[Source] = []


def said_by(source: Source) -> None:
    """Remember who knows."""
    _SOURCES.append(source)


def what_follows(student: Person, on: date) -> list[str]:
    """Since when something counts for a student on a day who did not move on by one grade each year, in sentences;
    none where nothing is otherwise than for the others of the grade."""
    return [said for source in _SOURCES for said in source(student, on)]
