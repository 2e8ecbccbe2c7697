"""The search: every title is a bag of words, rare words weigh more, and a mistyped word is near a known one.

    index = Index(titles, sizes)
    index.find("i want to be a vetrinarian")     # [Hit("29-1131.00", 0.83, "Veterinarian"), …]

A title is found by its words in any order, by the same word with another ending, by its beginning (while somebody still
types), and by words that differ in a letter or two. Made once per process; a question is answered in milliseconds.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from doorway.pathways.core.titles.values import Hit, Lexicon, Title
from doorway.pathways.core.titles.words import fold, sound, stem, telling, words_in

# What a word of the question is worth when the title has it so.
SAME_ENDING, BEGINNING, NEAR = 0.93, 0.8, 0.86
# A letter that is wrong in a word that may be another ending as well.
ONE_LETTER = 0.94
# A word that so few titles have may be a mistyped one that several times as many have.
REAL, SELDOM, OFTENER = 0.8, 20, 5
# A word that sounds the same, less with each letter that differs; so many consonants it must have.
SOUND, FURTHER, LEAST_SOUND = 0.9, 0.04, 3
# The same of a longer word that begins with a known one of so many letters: a “mechanic engineer” is a mechanical one.
LONGER, LONG = 0.6, 6
# What a word for anybody tells beside another word: “bug guy” is about bugs.
ANYBODY = 0.15
# So many letters of a word that nobody uses must be left without its ending to be surely the same word.
SURE_STEM = 5
# Letters that may differ, by the length of the word; shorter words must be right.
_LETTERS = ((4, 1), (8, 2))
# How much of the score is how much of the title was asked for: “nurse” is the nurse before “nurse anesthetist”.
_WHOLE = 0.35
# Of two occupations alike the one in which more people work comes first.
_SIZE = 0.05
# … and the one more of whose titles have the words: many testers of quality test software, and one tests a product.
# A quarter of the titles is as much as all of them, and few titles prove little.
_EVIDENCE, _OFTEN, _FEW = 0.06, 4.0, 10.0
# Below this a title has too little to do with the question.
LEAST = 0.3
MOST_LETTERS, MOST_WORDS, MOST_HITS = 100, 8, 200
Scores: TypeAlias = NDArray[np.float64]


class Index:
    """All titles, ready to be asked."""

    def __init__(
        self, titles: Iterable[Title], sizes: Mapping[str, float] | None = None, lexicon: Lexicon | None = None
    ) -> None:
        """``sizes``: how many people work in an occupation, where that is known."""
        self._lexicon = lexicon or Lexicon()
        self.titles = list(titles)
        self._words: dict[str, int] = {}
        self._stems: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._sounds: dict[str, list[int]] = defaultdict(list)
        self._whole: dict[str, list[int]] = defaultdict(list)
        places: list[list[int]] = []
        bags: list[tuple[int, ...]] = []
        for number, title in enumerate(self.titles):
            words = telling(words_in(title.text))
            bags.append(tuple(self._number(word, places) for word in dict.fromkeys(words)))
            for known in bags[-1]:
                places[known].append(number)
            self._whole["".join(words)].append(number)
        self._places = [np.array(found, dtype=np.int32) for found in places]
        # What each word is worth: the rarer, the more.
        self._worth = [math.log(1 + len(self.titles) / len(found)) for found in places]
        self._totals = np.array([sum(self._worth[word] for word in bag) or 1.0 for bag in bags])
        shares = _shares(sizes or {})
        self._sizes = np.array([_SIZE * shares.get(title.code, 0.0) for title in self.titles])
        self._weights = np.array([title.weight for title in self.titles])
        numbers = {code: number for number, code in enumerate(dict.fromkeys(title.code for title in self.titles))}
        self._codes = np.array([numbers[title.code] for title in self.titles], dtype=np.int32)
        # How many titles each occupation has.
        self._counts = np.bincount(self._codes, minlength=len(numbers))
        self._vocabulary = list(self._words)
        self._sorted = sorted(self._words)
        self._remembered = lru_cache(maxsize=512)(self._found)

    def find(self, question: str) -> list[Hit]:
        """The occupations that fit, best first, each once with its best title. What was asked lately is remembered."""
        return self._remembered(fold(question[:MOST_LETTERS]))

    def ask(self, question: str) -> list[Hit]:
        """The same, worked out anew."""
        return self._found(fold(question[:MOST_LETTERS]))

    def _number(self, word: str, places: list[list[int]]) -> int:
        """The word's number; a new word gets the next one."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = len(self._words)
            places.append([])
            self._sounds[sound(word)].append(known)
            for language in ("en", "es"):
                self._stems[language, stem(word, language)].append(known)
        return known

    def _found(self, question: str) -> list[Hit]:
        words = list(dict.fromkeys(telling(words_in(question))))[:MOST_WORDS]
        if not words or not self.titles:
            return []
        near = [self._near(word) for word in words]
        worth = self._weigh(words, near)
        # Of each title: how much of the question it has, and how much of the title was asked for.
        asked, given, told = np.zeros(len(self.titles)), np.zeros(len(self.titles)), np.zeros(len(self._counts))
        for weight, found in zip(worth, near, strict=True):
            has, gives = np.zeros(len(self.titles)), np.zeros(len(self.titles))
            for known, value in sorted(found.items(), key=lambda item: item[1]):
                has[self._places[known]] = value
                gives[self._places[known]] = value * self._worth[known]
            asked += weight * has
            given += gives
            told += weight * self._share(found)
        scores = asked / sum(worth) * (1 - _WHOLE + _WHOLE * np.minimum(1.0, given / self._totals))
        scores[self._whole.get("".join(telling(words_in(question))), [])] = 1.0  # “fire fighter” is a firefighter
        return self._best(scores, _EVIDENCE * told / sum(worth))

    def _share(self, found: dict[int, float]) -> Scores:
        """How much of what each occupation is called has a word, from 0 to 1."""
        counted = np.zeros(len(self._counts))
        for known, value in found.items():
            if value >= NEAR:
                counted += value * np.bincount(self._codes[self._places[known]], minlength=len(counted))
        return np.minimum(1.0, _OFTEN * counted / (self._counts + _FEW))

    def _weigh(self, words: list[str], near: list[dict[int, float]]) -> list[float]:
        """What each word of the question tells."""
        told = [self._telling(word, found) for word, found in zip(words, near, strict=True)]
        if all(word in self._lexicon.people for word in words):
            return told
        return [
            worth * (ANYBODY if word in self._lexicon.people else 1.0) for word, worth in zip(words, told, strict=True)
        ]

    def _telling(self, word: str, found: dict[int, float]) -> float:
        """A word that titles use tells what it tells there, however rare its relatives are; another, what they do."""
        if word in self._words:
            return self._worth[self._words[word]]
        if not found:
            # Nobody uses it: the question is about it all the same, though perhaps it is only talk.
            return max(self._worth) / 2
        best = max(found.values())
        return best * min(self._worth[known] for known, value in found.items() if value == best)

    def _best(self, scores: Scores, evidence: Scores) -> list[Hit]:
        """Each occupation once, with its best title."""
        enough = np.flatnonzero(scores >= LEAST)
        rated = scores[enough] * self._weights[enough] + self._sizes[enough]
        rated += evidence[self._codes[enough]]
        order = np.argsort(-rated, kind="stable")
        _codes, first = np.unique(self._codes[enough[order]], return_index=True)
        best = order[np.sort(first)[:MOST_HITS]]
        found = ((self.titles[enough[place]], float(rated[place])) for place in best)
        return [Hit(title.code, score, title.text, title.language) for title, score in found]

    def _near(self, word: str) -> dict[int, float]:
        """Known words that this one may stand for, each with its worth from 0 to 1."""
        found = self._alike(word)
        for meant, value in self._lexicon.means.get(word, ()):
            for known in self._of(meant):
                found[known] = max(value, found.get(known, 0.0))
        return found

    def _of(self, word: str) -> Iterable[int]:
        """A word, and its other endings."""
        if word in self._words:
            yield self._words[word]
        for language in ("en", "es"):
            yield from self._stems.get((language, stem(word, language)), ())

    def _alike(self, word: str) -> dict[int, float]:
        """The word itself, its endings, what it begins, and what it may be mistyped for."""
        found: dict[int, float] = {}
        for language in ("en", "es"):
            kept = stem(word, language)
            # Of “lawer” only “law” is left, and “techer” has no ending at all: that says no more than a beginning.
            worth = SAME_ENDING if word in self._words or SURE_STEM <= len(kept) < len(word) else BEGINNING
            for known in self._stems.get((language, kept), ()):
                found[known] = max(worth, found.get(known, 0.0))
        if word in self._words:
            if len(word) >= LONG:
                for known in self._beginning(word):
                    found.setdefault(known, LONGER)
            found[self._words[word]] = 1.0
            if len(word) >= SURE_STEM and self._uses(self._words[word]) <= SELDOM:
                # “Wedding planer”: a planer smooths wood, and is far rarer than the planner that is a letter away.
                for known, value in self._mistyped(word, 1, REAL).items():
                    if self._uses(known) >= OFTENER * self._uses(self._words[word]):
                        found.setdefault(known, value)
            return found
        if len(word) >= 4:
            for known in self._beginning(word):
                found.setdefault(known, BEGINNING)
        if len(word) >= SURE_STEM and max(found.values(), default=0.0) > BEGINNING:
            # “Programer” may be another ending of “program”, and a letter is missing in it as well.
            for known, value in self._mistyped(word, 1, ONE_LETTER).items():
                found[known] = max(value, found.get(known, 0.0))
        elif max(found.values(), default=0.0) <= BEGINNING:
            # Nothing that is sure: it may be mistyped as well.
            found |= self._mistyped(word)
            if word.endswith("men"):
                # “linmen”: a letter is missing, and titles are of one man.
                found |= self._mistyped(f"{word[:-3]}man")
            if len(word) >= SURE_STEM:
                found = self._sounding(word) | found
        return found

    def _uses(self, known: int) -> int:
        """How many titles have a word."""
        return len(self._places[known])

    def _beginning(self, word: str) -> Iterable[int]:
        """Words that begin with it."""
        for known_word in islice(self._sorted, bisect_left(self._sorted, word), None):
            if not known_word.startswith(word):
                return
            yield self._words[known_word]

    def _mistyped(self, word: str, most: int = 2, worth: float = NEAR) -> dict[int, float]:
        """Words that differ in a letter or two (also in two that changed places)."""
        allowed = min(most, max((letters for length, letters in _LETTERS if len(word) >= length), default=0))
        if not allowed:
            return {}
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        found = {}
        for known_word, distance, place in near:
            if word[1:] == known_word:
                # Nobody writes a letter too much at the very beginning: a player is no layer.
                continue
            first = 0.04 if known_word[0] != word[0] else 0.0
            found[place] = worth - 0.08 * (distance - 1) - first
        return found

    def _sounding(self, word: str) -> dict[int, float]:
        """Words with the same consonants, the less worth the more letters differ: “desiel” is a diesel."""
        heard = sound(word)
        alike = self._sounds.get(heard, ()) if len(heard) >= LEAST_SOUND else ()
        return {known: max(SOUND - FURTHER * OSA.distance(word, self._vocabulary[known]), LEAST) for known in alike}


def _shares(sizes: Mapping[str, float]) -> dict[str, float]:
    """Sizes between 0 and 1, in proportion to their logarithms."""
    largest = math.log1p(max(sizes.values(), default=1.0)) or 1.0
    return {code: math.log1p(size) / largest for code, size in sizes.items()}
