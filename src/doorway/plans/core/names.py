"""Whether a name that somebody typed under a plan is the name of the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = re.compile(r"['’‘`´ʼ.]")


def resembles(typed: str, *, given: Iterable[str], family: str) -> bool:
    """One of the given names and one word of the family name were typed, in any order, accents and case aside.

    Forgiving on purpose (a second family name left out, a middle name put in, words written together): it asks who
    signs, it is no password. A first name alone does not sign, except for people who have only one name.
    """
    words = _words(typed)
    firsts = _forms(given)
    lasts = _forms([family])
    if not firsts or not lasts:
        return bool(words) and bool(_runs(words) & (firsts | lasts))
    return any(
        _runs(words[:cut]) & one and _runs(words[cut:]) & other
        for cut in range(1, len(words))
        for one, other in ((firsts, lasts), (lasts, firsts))
    )


def _words(name: str) -> list[str]:
    """The words of a name without accents, case and marks: ``O’Brien-Ruíz`` is ``obrien``, ``ruiz``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"\w+", _MARKS.sub("", letters))


def _runs(words: list[str]) -> set[str]:
    """Every word, and every stretch of words written together."""
    return {"".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}


def _forms(names: Iterable[str]) -> set[str]:
    """What stands for a name: each of its words, or all of them together."""
    found: set[str] = set()
    for name in names:
        words = _words(name)
        found |= set(words) | ({"".join(words)} if words else set())
    return found
