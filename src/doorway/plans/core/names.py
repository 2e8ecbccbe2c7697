"""Whether a name that somebody typed under a plan is the name of the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = re.compile(r"['’‘`´ʼ]")
_NOTHING, _INITIAL, _NAME = range(3)


def resembles(typed: str, *, given: Iterable[str], family: str) -> bool:
    """One of the given names and one word of the family name were typed, in any order, accents and case aside.

    Forgiving on purpose (a second family name left out, a middle name put in, words written together, one of the two
    as an initial, a slip of the finger): it asks who signs, it is no password. A first name alone does not sign,
    except for people who have only one name.
    """
    words = _words(typed)
    firsts = _forms(given)
    lasts = _forms([family])
    if not firsts or not lasts:
        return _found(words, firsts | lasts) == _NAME
    return any(
        _found(words[:cut], one) + _found(words[cut:], other) > _NAME
        for cut in range(1, len(words))
        for one, other in ((firsts, lasts), (lasts, firsts))
    )


def _words(name: str) -> list[str]:
    """The words of a name without accents, case and marks: ``O’Brien-Ruíz`` is ``obrien``, ``ruiz``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", _MARKS.sub("", letters))


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


def _found(words: list[str], forms: set[str]) -> int:
    """How well the words name one of the forms."""
    if any(_is_close(run, form) for run in _runs(words) for form in forms):
        return _NAME
    return _INITIAL if any(len(word) == 1 and form.startswith(word) for word in words for form in forms) else _NOTHING


def _is_close(typed: str, name: str) -> bool:
    """The same but for a slip: one letter in a name of four or more, two in a long one."""
    allowed = 0 if len(name) < 4 else 1 if len(name) < 8 else 2
    return abs(len(typed) - len(name)) <= allowed and _slips(typed, name) <= allowed


def _slips(typed: str, name: str) -> int:
    """How many letters are wrong, missing, too many, or changed places with their neighbor."""
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(name, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == name[j - 2] and typed[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]
