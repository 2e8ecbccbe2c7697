"""Which national course code a class may have: guessed from the words of its title, which are said. Pure.

guesser = Guesser([Entry("13207", "Welding", "Welding courses enable students …"), …])
guesser.guess("Welding Technology 1")     # [Guess("13207", "Welding", ("welding",), 0.61), …]

A guess is never taken by itself: somebody looks at it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from doorway.pathways.core.titles.words import stem, words_in

# Words that stand in titles and say nothing about what is taught.
_EMPTY = frozenset(
    {
        "a", "an", "and", "or", "of", "the", "for", "in", "to", "with", "at", "on", "by", "as", "its", "course",
        "courses", "class", "classes", "honors", "hon", "h", "semester", "sem", "trimester", "year", "yr", "term",
        "full", "half", "credit", "s1", "s2", "q1", "q2", "general", "other", "grade", "program", "overview",
        "comprehensive", "foundations", "introduction", "intro", "fundamentals", "basic",
    }
)  # fmt: skip
# What school registers write short. What begins like a word of the table needs no line here.
_SHORT = {
    "pe": ("physical", "education"), "phys": ("physical",), "ed": ("education",), "ag": ("agriculture",),
    "ela": ("english", "language", "arts"), "la": ("language", "arts"), "us": ("u", "s"), "gov": ("government",),
    "govt": ("government",), "cs": ("computer", "science"), "cna": ("nursing", "assistant"), "tech": ("technology",),
    "precalculus": ("pre", "calculus"), "precalc": ("pre", "calculus"),
    "emt": ("emergency", "medical", "technology"), "adv": ("advanced",),
    "soc": ("social",), "econ": ("economics",),
    "theater": ("theatre",), "dev": ("development",), "mgmt": ("management",),
}  # fmt: skip
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
# Programs whose name is part of the title on both sides, or on neither.
_PROGRAMS = frozenset({"ap", "ib", "myp", "dp", "jrotc"})
# What a word of the description is worth beside one of the title.
_ABOUT = 0.3
# How much of the score is how much of the national title the class has.
_WHOLE = 0.4
_OTHER_PROGRAM, _OTHER_LEVEL = 0.4, 0.75
# The table ends each subject with what is left over; such a course is meant where the title says it, and seldom else.
_LEFT_OVER = re.compile(r"—(?:Other|Independent Study|Workplace Experience|Aide|School-based Enterprise)\b")
_LESS_LIKELY = 0.8
# Courses of one grade: “Mathematics (grade 2)”, “English/Language Arts II (10th grade)”.
_GRADE = re.compile(r"\((?:grade (\d{1,2})|(\d{1,2})(?:st|nd|rd|th) grade)\)")
# Weaker than this is no guess.
LEAST = 0.25
# So many letters must be there before a word stands for a longer one that begins like it.
_BEGINNING = 3


@dataclass(frozen=True)
class Entry:
    """A course of the national table."""

    code: str
    title: str
    about: str = ""


@dataclass(frozen=True)
class Guess:
    """A code that may be right. ``words``: those of the class's title that say so. ``strength`` is from 0 to 1."""

    code: str
    title: str
    words: tuple[str, ...]
    strength: float


class Guesser:
    """The national table, ready to be asked."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._titles: list[frozenset[str]] = []
        self._subjects: list[frozenset[str]] = []
        self._grades: list[int | None] = []
        self._in_title: dict[str, set[int]] = defaultdict(set)
        self._in_about: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            title = frozenset(part for _word, parts in _parts(entry.title) for part in parts)
            self._titles.append(title)
            # “Mathematics—Aide” is found by mathematics, not by the aide alone.
            left_over = _LEFT_OVER.search(entry.title)
            subject = entry.title[: left_over.start()] if left_over else entry.title
            self._subjects.append(frozenset(part for _word, parts in _parts(subject) for part in parts))
            found = _GRADE.search(entry.title)
            self._grades.append(int(found[1] or found[2]) if found else None)
            for part in title:
                self._in_title[part].add(number)
            for _word, parts in _parts(entry.about):
                for part in parts:
                    self._in_about[part].add(number)
        known = {*self._in_title, *self._in_about}
        # What each word is worth: the rarer in titles, the more.
        self._worth = {part: math.log(1 + len(self._entries) / max(1, len(self._in_title[part]))) for part in known}
        self._most = max(self._worth.values(), default=1.0)
        self._totals = [sum(self._worth[part] for part in title) or 1.0 for title in self._titles]
        self._known = sorted(known)

    def guess(self, title: str, grades: range | None = None, most: int = 3) -> list[Guess]:
        """The codes that fit a title best, best first; none where no word says anything.

        ``grades``: those in which the class is taken, where they are known.
        """
        asked = _parts(title)
        parts = {part: self._like(part) for _word, found in asked for part in found}
        if not parts:
            return []
        worth = {part: max((self._worth[one] for one in like), default=self._most / 2) for part, like in parts.items()}
        has: dict[int, dict[str, float]] = defaultdict(dict)
        given: dict[int, set[str]] = defaultdict(set)
        for part, like in parts.items():
            for one in like:
                for number in self._in_about.get(one, ()):
                    has[number].setdefault(part, _ABOUT)
                for number in self._in_title.get(one, ()):
                    has[number][part] = 1.0
                    given[number].add(one)
        whole = sum(worth.values())
        found = []
        # A word of the title that is no number has to be there: a description alone says too little.
        for number, names in given.items():
            told = names & self._subjects[number]
            if all(name.isdigit() for name in told) or not self._is_of(number, grades):
                continue
            share = sum(worth[part] * value for part, value in has[number].items()) / whole
            back = sum(self._worth[one] for one in names) / self._totals[number]
            strength = share * (1 - _WHOLE + _WHOLE * back) * self._doubt(set(parts), number)
            if strength >= LEAST:
                found.append((strength, number))
        found.sort(key=lambda pair: (-pair[0], self._entries[pair[1]].code))
        return [self._said(number, strength, asked, has[number]) for strength, number in found[:most]]

    def _said(
        self, number: int, strength: float, asked: list[tuple[str, tuple[str, ...]]], has: dict[str, float]
    ) -> Guess:
        words = tuple(dict.fromkeys(word for word, parts in asked if any(part in has for part in parts)))
        entry = self._entries[number]
        return Guess(entry.code, entry.title, words, strength)

    def _like(self, part: str) -> tuple[str, ...]:
        """Words of the table for which one of a title stands: itself, or those that begin like it."""
        if part in self._worth:
            return (part,)
        if len(part) < _BEGINNING or part.isdigit():
            return ()
        return tuple(known for known in self._known if known.startswith(part) and self._in_title.get(known))

    def _is_of(self, number: int, grades: range | None) -> bool:
        """Whether a course can be of these grades."""
        own = self._grades[number]
        return grades is None or own is None or own in grades

    def _doubt(self, asked: set[str], number: int) -> float:
        """Less than 1 where program or level are others, and for what the table has left over."""
        title = self._titles[number]
        doubt = _LESS_LIKELY if _LEFT_OVER.search(self._entries[number].title) else 1.0
        doubt *= 1.0 if asked & _PROGRAMS == title & _PROGRAMS else _OTHER_PROGRAM
        ours, theirs = ({part for part in parts if part.isdigit()} for parts in (asked, title))
        return doubt * (_OTHER_LEVEL if ours and theirs and ours.isdisjoint(theirs) else 1.0)


def _parts(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each telling word of a text as it appears there, and as it is compared."""
    found = []
    for word in words_in(text):
        if word in _EMPTY:
            continue
        if word in _ROMAN:
            parts: tuple[str, ...] = (_ROMAN[word],)
        elif word in _SHORT:
            parts = tuple(stem(part, "en") for part in _SHORT[word])
        else:
            # “9th grade” is grade 9.
            plain = word[:-2] if word[:-2].isdigit() and word[-2:] in {"st", "nd", "rd", "th"} else word
            parts = (stem(plain, "en"),)
        found.append((word, parts))
    return found
