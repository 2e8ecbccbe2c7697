"""A scholarship as the pages speak of it, whether the state pack or a school has it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from doorway.pathways.core.rules import Selector, Way, Words


class Knows(StrEnum):
    """Who knows whether a criterion is fulfilled."""

    RECORD = "record"  # courses and marks say it
    FAMILY = "family"  # a form that the family hands in
    COUNSELOR = "counselor"  # a person who knows the student


@dataclass(frozen=True)
class Asking:
    """One thing that a scholarship asks for.

    ``ways``: for the record, any one is enough. ``fact``: what family or counselor say yes or no to. ``beside``: the
    section of the graduation requirements in which the same class ought to count, and ``clash`` what to say where it
    does not. ``at_graduation``: it has to be so at graduation, not yet when one applies. ``seen``: classes to name
    beside a question, under ``seen_words``.
    """

    key: str
    knows: Knows
    title: Words = field(hash=False)
    words: Words = field(default_factory=dict, hash=False)
    ways: tuple[Way, ...] = ()
    fact: str = ""
    beside: str = ""
    clash: Words = field(default_factory=dict, hash=False)
    at_graduation: bool = False
    seen: tuple[Selector, ...] = ()
    seen_words: Words = field(default_factory=dict, hash=False)
    cite: str = ""
    source: str = ""


@dataclass(frozen=True)
class Money:
    """What it pays, in words and, where it is one figure, dollars. ``class_of``: the class for which it is known."""

    words: Words = field(hash=False)
    amount: int | None = None
    class_of: int | None = None
    is_unsure: bool = False
    source: str = ""


@dataclass(frozen=True)
class Dates:
    """By when; ``priority``: who applies by then is looked at first. Empty where nobody has published it."""

    opens: date | None = None
    priority: date | None = None
    closes: date | None = None
    decides: date | None = None
    is_unsure: bool = False
    source: str = ""

    def opens_after(self, day: date) -> date | None:
        """The first day, where it is still to come; None where one can apply, or nobody has published one."""
        return self.opens if self.opens is not None and self.opens > day else None


@dataclass(frozen=True)
class Program:
    """One scholarship for one graduating class.

    ``key`` names it in what is kept of students. ``known_for``: the last class for which its criteria are published,
    where that is not this one. ``closed``: why nobody can apply any more. ``local``: the id of one that a school has
    entered, and ``school`` where it holds (empty: in the whole district), by name ``place``.
    """

    key: str
    title: Words = field(hash=False)
    about: Words = field(hash=False)
    how: Words = field(hash=False)
    first_grade: int
    last_grade: int
    asks: tuple[Asking, ...]
    money: Money | None = None
    dates: Dates = Dates()
    known_for: int | None = None
    closed: Words = field(default_factory=dict, hash=False)
    cite: str = ""
    source: str = ""
    is_unsure: bool = False
    local: uuid.UUID | None = None
    school: uuid.UUID | None = None
    place: str = ""

    def fits(self, school: uuid.UUID | None) -> bool:
        """Whether students of that school can have it."""
        return self.school is None or self.school == school
