"""Classes found by words: of their titles, codes and subjects, and of what they fill. Pure.

    find("algbra", [Findable("MATH-1", ("Secondary Math I", "Algebra"), ("Mathematics",))])     # ["MATH-1"]

A word of the question is found as it is, with another ending, as a beginning (while somebody still types), and, where
no class has it, in words that differ in a letter or two. Every word that some class has must be there; talk is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from doorway.pathways.core.titles.words import fold, stem, telling, words_in

# What a word is worth by how it is found, and by where.
EXACT, SAME_ENDING, BEGINNING, NEAR = 1.0, 0.9, 0.8, 0.6
IN_TITLE, IN_CODE, IN_ABOUT = 1.0, 1.0, 0.5
# Letters that may differ, by the length of the word; shorter words must be right.
_LETTERS = ((8, 2), (4, 1))
# Registers write “Algebra II”, people “algebra 2”.
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
# Every result is a class, so these say nothing.
_TALK = frozenset({"class", "classes", "course", "courses", "clase", "clases", "curso", "cursos"})
MOST_LETTERS, MOST_WORDS = 80, 8


@dataclass(frozen=True)
class Findable:
    """A class as it is looked for. ``titles``: in every language; ``about``: its subjects and what it fills."""

    code: str
    titles: tuple[str, ...]
    about: tuple[str, ...] = ()


def find(question: str, classes: Iterable[Findable]) -> list[str]:
    """The codes of the classes that fit, best first; without a word all of them, as they come."""
    listed = list(classes)
    asked = _asked(question)
    if not asked:
        return [one.code for one in listed]
    bags = [_bag(one) for one in listed]
    known = {word for bag in bags for word in bag}
    found = [matches for word in asked if (matches := _matches(word, known))]
    if not found:
        return []
    rated = []
    for place, (one, bag) in enumerate(zip(listed, bags, strict=True)):
        worth = [max((value * bag[word] for word, value in one_word.items() if word in bag), default=0.0)
                 for one_word in found]  # fmt: skip
        if all(worth):
            # Of two that have the words, the one with the shorter title was asked for more wholly.
            rated.append((-sum(worth), min(len(title) for title in one.titles), place))
    return [listed[place].code for _worth, _length, place in sorted(rated)]


def _asked(question: str) -> list[str]:
    words = [_number(word) for word in words_in(question[:MOST_LETTERS])]
    said = [word for word in words if word not in _TALK] or words
    return list(dict.fromkeys(telling(said)))[:MOST_WORDS]


def _bag(one: Findable) -> dict[str, float]:
    """The words of a class with what they are worth; a code is found in its parts and as a whole."""
    bag: dict[str, float] = {}
    whole = re.sub(r"[^a-z0-9]", "", fold(one.code))
    for words, value in (
        ([word for text in one.about for word in words_in(text)], IN_ABOUT),
        ([*words_in(one.code), whole], IN_CODE),
        ([word for title in one.titles for word in words_in(title)], IN_TITLE),
    ):
        for word in words:
            bag[_number(word)] = max(bag.get(_number(word), 0.0), value)
    return bag


def _matches(word: str, known: set[str]) -> dict[str, float]:
    """Known words that this one may stand for."""
    found: dict[str, float] = {}
    stems = {stem(word, language) for language in ("en", "es")}
    for other in known:
        if other == word:
            found[other] = EXACT
        elif not word.isdigit() and any(stem(other, language) in stems for language in ("en", "es")):
            found[other] = SAME_ENDING
        elif other.startswith(word):
            found[other] = BEGINNING
    if not found:
        allowed = next((letters for length, letters in _LETTERS if len(word) >= length), 0)
        if allowed:
            near = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=12)
            found = {other: NEAR - 0.1 * (distance - 1) for other, distance, _key in near}
    return found


def _number(word: str) -> str:
    return _ROMAN.get(word, word)
