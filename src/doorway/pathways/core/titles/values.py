"""What the search is made of and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """One thing that people call an occupation. ``weight`` tells how much such titles are trusted, 1 at most."""

    code: str
    text: str
    language: str
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An occupation that was found, and the title by which."""

    code: str
    score: float
    title: str
    language: str
