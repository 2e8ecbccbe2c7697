"""How demanding a class is, and which classes have the same content under another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from doorway.pathways.core.rules import CourseKind

HONORS = "honors"
# Tags of classes that ask for more than the plain one of the subject, and the words by which a title says so.
HARDER = frozenset({HONORS, "ap", "ib", "ce"})
_SAID = frozenset({HONORS, "ap", "ib"})
_WORDS = re.compile(r"\w+")
# The first digits of a national code say what a class is about; the letter behind them at which level it is taught,
# where somebody has written it: B basic, G general, E enriched, H honors (SCED, version 12).
_CONTENT = 5
_HONORS_LETTERS = frozenset("EH")


def is_harder(title: str, tags: frozenset[str]) -> bool:
    """Whether a class asks for more than the plain one: honors, AP, IB or for college credit."""
    return bool(tags & HARDER or _SAID & {*_words(title)})


def same_content(kinds: Iterable[CourseKind], codes: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each class that is taught both plain and as honors the codes of the other; all else is left out.

    They are the same where areas and marks agree, and so does the title but for the word, or the national code
    (``codes``) where it names one plain class only.
    """
    found: dict[str, set[str]] = {}
    for honors, plain in _pairs(kinds, codes):
        found.setdefault(honors, set()).add(plain)
        found.setdefault(plain, set()).add(honors)
    return {code: frozenset(others) for code, others in found.items()}


def plain_of(kinds: Iterable[CourseKind], codes: Mapping[str, str]) -> dict[str, str]:
    """For each honors class the plain one of the same content, by code; where it could be two of them, it is none."""
    found: dict[str, set[str]] = {}
    for honors, plain in _pairs(kinds, codes):
        found.setdefault(honors, set()).add(plain)
    return {honors: next(iter(plain)) for honors, plain in found.items() if len(plain) == 1}


def _pairs(kinds: Iterable[CourseKind], codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """An honors class and the plain one, as often as something says so."""
    groups: dict[tuple[object, ...], tuple[list[str], list[str]]] = {}
    for kind in kinds:
        words = _words(kind.title)
        code = codes.get(kind.code, "")
        is_honors = HONORS in kind.tags or HONORS in words or code[_CONTENT : _CONTENT + 1].upper() in _HONORS_LETTERS
        names = [" ".join(word for word in words if word != HONORS), code[:_CONTENT]]
        for place, name in enumerate(names):
            if name:
                group = groups.setdefault((place, name, kind.areas, kind.tags - {HONORS}), ([], []))
                group[is_honors].append(kind.code)
    for plain, honors in groups.values():
        if len(plain) == 1:
            yield from ((code, plain[0]) for code in honors)


def _words(title: str) -> list[str]:
    return _WORDS.findall(title.lower())
