"""Whether a text that people write names somebody of whom the first and the family name are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# They stand in family names and between any two words.
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "van", "von", "der", "den", "da", "dos", "di", "du", "le"}
)


def plain(text: str) -> str:
    """Lower case, without accents: “Lucía” and “lucia” are one name."""
    decomposed = unicodedata.normalize("NFKD", text)
    # Folded after taking letters apart: 𝐀 becomes A first.
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, plain, in order; every apostrophe is the same one."""
    return [plain(word).replace("’", "'") for word in _WORD.findall(text)]


def names_somebody(text: str, names: Iterable[tuple[str, str]]) -> bool:
    """First and family name of somebody stand beside each other (two middle names or initials may be between).

    “Ellie Whitaker’s mother” names Ellie, too, and of a family with two names either of them will do. A first name
    alone is no mark: half the parents of a school are called like somebody's child.
    """
    # Marks that nobody sees, like a soft hyphen, part no name.
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    words = [_forms(word) for word in words_of(text) if word not in _SMALL]
    near = {
        pair
        for i in range(len(words))
        for j in range(i + 1, min(i + 4, len(words)))
        for pair in product(words[i], words[j])
    }
    known = {form for forms in words for form in forms}
    for first, family in names:
        # A middle name that stands in the same field is not needed.
        given = words_of(first)[:1]
        given += [part for name in given for part in name.split("-")[:1] if part != name]
        surnames = {form for word in words_of(family) if word not in _SMALL for form in (word, *word.split("-"))}
        spoken = surnames & known
        if any((own, name) in near or (name, own) in near for own in given for name in spoken):
            return True
        # “#elliewhitaker” is a name, too.
        joined = {one for own in given for name in surnames for one in (own + name, name + own)}
        if any(one in known for one in joined if len(one) >= _LONG_ENOUGH):
            return True
    return False


# Shorter ones written together are words of their own now and then.
_LONG_ENOUGH = 9


def _forms(word: str) -> set[str]:
    """How a word may stand for a name: as it is, without the s of “Whitaker’s”, and each part of a double name."""
    bare = word.removesuffix("'s")
    return {word, bare, bare.removesuffix("s"), *bare.split("-")}
