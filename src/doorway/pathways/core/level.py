"""How demanding a class is, and which classes have the same content under another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from doorway.pathways.core.rules import CourseKind

HONORS = "honors"
# Tags of classes that ask for more than the plain one of the subject, and the words by which a title says so.
HARDER = frozenset({HONORS, "ap", "ib", "ce"})
_SAID = frozenset({HONORS, "ap", "ib"})
_WORDS = re.compile(r"\w+")
# The first digits of a national code say what a class is about; behind them stands how it is taught.
_CONTENT = 5


def is_harder(title: str, tags: frozenset[str]) -> bool:
    """Whether a class asks for more than the plain one: honors, AP, IB or for college credit."""
    return bool(tags & HARDER or _SAID & {*_words(title)})


def same_content(kinds: Iterable[CourseKind], codes: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """For each class that is taught both plain and as honors the codes of the other; all else is left out.

    They are the same where areas and marks agree, and so does the title but for the word, or the national code
    (``codes``) where it names one plain class only.
    """
    groups: dict[tuple[object, ...], tuple[list[str], list[str]]] = {}
    for kind in kinds:
        words = _words(kind.title)
        is_honors = HONORS in kind.tags or HONORS in words
        names = [" ".join(word for word in words if word != HONORS), codes.get(kind.code, "")[:_CONTENT]]
        for place, name in enumerate(names):
            if name:
                group = groups.setdefault((place, name, kind.areas, kind.tags - {HONORS}), ([], []))
                group[is_honors].append(kind.code)
    found: dict[str, set[str]] = {}
    for plain, honors in groups.values():
        if len(plain) == 1:
            for code in honors:
                found.setdefault(code, set()).add(plain[0])
                found.setdefault(plain[0], set()).add(code)
    return {code: frozenset(others) for code, others in found.items()}


def _words(title: str) -> list[str]:
    return _WORDS.findall(title.lower())
