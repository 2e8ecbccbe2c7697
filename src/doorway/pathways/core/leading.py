"""Which classes lead to an occupation: pure, so that it can be measured and told.

A class is about a *subject*. A subject teaches the work of some occupations itself (the beginnings of their codes), and
it teaches knowledge and skills that an occupation asks for more than others do. Both count, and both are said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, Protocol, TypeVar

Claim = Literal["itself", "kind", "field", ""]

# How surely a subject teaches an occupation's work, by how much of the occupation's code it names: the field of work
# (“29”), the group (“29-1”), a smaller one, or the occupation itself (“29-1141”).
_NAMED = ((7, 1.0), (6, 0.9), (5, 0.75), (4, 0.65), (2, 0.35))
# What everybody takes anyway stands behind what one chooses for an occupation.
_GENERAL = 0.5
# The second class of a subject says less than the first.
_AGAIN = 0.85
# From how many standard deviations above the usual an ability is asked for in full.
_FULL = 2.5
# On O*NET's scale from 1 (not important) to 5: below the first it does not count, from the second on in full.
_SLIGHT, _VERY = 2.0, 4.5
# Weaker than this is no help.
LEAST = 0.2
# An ability is named as a reason from here on, and so many of them.
_TOLD, MOST_TOLD = 0.15, 3
# What is claimed of a class, by how surely it teaches the work: the work itself, its kind, its field.
_CLAIMS: tuple[tuple[float, Claim], ...] = ((0.75, "itself"), (0.65, "kind"), (0.35, "field"))


@dataclass(frozen=True)
class Subject:
    """What a class can be about. ``teaches``: parts of the class by the name of an ability; they need not sum up.

    ``basis``: work stands on it, and it does not teach the work itself.
    """

    key: str
    sced: tuple[str, ...]
    words: tuple[str, ...]
    teaches: Mapping[str, float]
    work: tuple[str, ...] = ()
    basis: bool = False
    general: bool = False


@dataclass(frozen=True)
class Usual:
    """How important an ability is in the middle of all occupations, and how far they lie apart."""

    mean: float
    spread: float


class Ranked(Protocol):
    """A class as far as ranking needs one."""

    @property
    def title(self) -> str:
        """Its name in the language of whoever reads the list."""

    @property
    def own_title(self) -> str:
        """Its name in the catalog, from whose words it is guessed what it is about."""

    @property
    def sced(self) -> str:
        """Its national code, or nothing."""

    @property
    def first_grade(self) -> int:
        """The first grade in which it is taken."""

    @property
    def is_plain(self) -> bool:
        """No honors, no college credit."""


C = TypeVar("C", bound=Ranked)


@dataclass(frozen=True)
class Leading(Generic[C]):
    """A class that helps, and why. ``strength`` orders the list and says nothing by itself.

    ``claim``: it teaches the work itself, prepares for its kind, belongs to its field, or nothing. ``abilities``: what
    it teaches that the work asks for, most first. ``by_title``: what it is about was guessed from its title, because it
    has no course code.
    """

    course: C
    strength: float
    claim: Claim
    abilities: tuple[str, ...]
    by_title: bool


class Subjects:
    """All subjects: ``of(sced, title)`` is what a class is about, and whether that was guessed from its title."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.all = tuple(subjects)
        self._by_code = {start: subject for subject in self.all for start in subject.sced}
        self._longest = max((len(start) for start in self._by_code), default=0)
        self._by_word = [(_pattern(subject.words), subject) for subject in self.all if subject.words]
        # A catalog is asked again for every occupation; its classes are about the same things each time.
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, sced: str, title: str) -> tuple[Subject | None, bool]:
        """What a class is about, and whether that was guessed from its title."""
        for length in range(min(len(sced), self._longest), 0, -1):
            if sced[:length] in self._by_code:
                return self._by_code[sced[:length]], False
        folded = title.casefold()
        return next((subject for pattern, subject in self._by_word if pattern.search(folded)), None), True


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One of the words at the beginning of a word of the title; as a whole word where a blank follows."""
    parts = (re.escape(word.strip()) + (r"\b" if word.endswith(" ") else "") for word in words)
    return re.compile(rf"\b(?:{'|'.join(parts)})")


def needs(abilities: Mapping[str, float], usual: Mapping[str, Usual]) -> dict[str, float]:
    """How much an occupation asks for an ability more than others do, from 0 to 1.

    ``abilities``: importance by name, on the scale from 1 to 5. What every work asks for (listening, say) is near 0.
    """
    found = {}
    for name, importance in abilities.items():
        if name in usual and usual[name].spread > 0:
            beyond = (importance - usual[name].mean) / usual[name].spread / _FULL
            need = _within(beyond) * _within((importance - _SLIGHT) / (_VERY - _SLIGHT))
            if need > 0:
                found[name] = need
    return found


def leading(code: str, needed: Mapping[str, float], courses: Iterable[C], subjects: Subjects) -> list[Leading[C]]:
    """The classes that help for an occupation, strongest first. ``needed`` as :func:`needs` gives it."""
    found = []
    for course in courses:
        subject, by_title = subjects.of(course.sced, course.own_title)
        if subject is None:
            continue
        itself = _itself(code, subject.work)
        whole = sum(subject.teaches.values()) or 1.0
        shares = {name: part * needed[name] for name, part in subject.teaches.items() if name in needed}
        strength = (itself + sum(shares.values()) / whole) * (_GENERAL if subject.general else 1.0)
        if strength >= LEAST:
            told = sorted((name for name in shares if needed[name] >= _TOLD), key=lambda name: (-shares[name], name))
            found.append(
                (subject, Leading(course, strength, _claim(itself, subject), tuple(told[:MOST_TOLD]), by_title))
            )
    found.sort(key=lambda pair: _order(pair[1]))
    seen: Counter[str] = Counter()
    ranked = []
    for subject, one in found:
        strength = one.strength * _AGAIN ** seen[subject.key]
        seen[subject.key] += 1
        ranked.append(Leading(one.course, strength, one.claim, one.abilities, one.by_title))
    return sorted(ranked, key=_order)


def _itself(code: str, work: Iterable[str]) -> float:
    """How surely the subject teaches this occupation's work."""
    longest = max((len(start) for start in work if code.startswith(start)), default=0)
    return next((sure for letters, sure in _NAMED if longest >= letters), 0.0)


def _claim(itself: float, subject: Subject) -> Claim:
    claim: Claim = next((claim for least, claim in _CLAIMS if itself >= least), "")
    return "kind" if claim == "itself" and subject.basis else claim


def _order(one: Leading[C]) -> tuple[float, int, bool, str]:
    """Strongest first; of equals the one for the lower grade, the plain one, by title."""
    return -one.strength, one.course.first_grade, not one.course.is_plain, one.course.title


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))
