"""What the search is made of and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class Lexicon:
    """What a search knows of words besides the titles. Every word is folded.

    ``people``: words for anybody (“guy”, “lady”, “someone”), which tell nothing while another word is there.
    ``means``: what else a word may stand for, each with what that is worth, from 0 to 1 (“tech” is a technician).
    """

    people: frozenset[str] = frozenset()
    means: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
