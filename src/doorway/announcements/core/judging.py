"""What a reply looks like before a person reads it: too many links, a name of a student, shouting, the same again.

Nothing here decides that a reply is shown. It refuses what no office should have to read, and marks the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

LONGEST = 2000
MOST_LINKS = 2
# An address that begins like one, that ends like one, or that has a path behind it (“bit.ly/x”).
# An address that begins like one, that ends like one, or that has a path behind it (“bit.ly/x”); each counts once.
_LINK = re.compile(
    r"(?:https?://(?:www\.)?|www\.)(?:(?!https?://|www\.)[^\s,;])*"
    r"|\b[\w-]+\.(?:com|net|org|info|biz|ru|cn|xyz|top|shop|online|site|link|club|store|live|vip|icu|io)\b"
    r"|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}/\w",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# They stand in family names and between any two words.
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "van", "von", "der", "den", "da", "dos", "di", "du", "le"}
)


@dataclass(frozen=True)
class Marks:
    """What the office should look at first."""

    links: bool = False
    student_name: bool = False
    markup: bool = False

    def keys(self) -> str:
        """The marks as they are kept: names separated by spaces."""
        return " ".join(name for name in ("links", "student_name", "markup") if getattr(self, name))


def links_in(text: str) -> int:
    """How many addresses of web pages a text holds, written out or not."""
    return len(_LINK.findall(text))


def judge(text: str, names: Iterable[tuple[str, str]]) -> Marks:
    """The marks of a reply. ``names`` are first and family names of students."""
    return Marks(links=links_in(text) > 0, student_name=names_somebody(text, names), markup="<" in text and ">" in text)


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
        if any(own + name in known for own in given for name in surnames if len(own + name) >= _LONG_ENOUGH):
            return True
    return False


# Shorter ones written together are words of their own now and then.
_LONG_ENOUGH = 9


def _forms(word: str) -> set[str]:
    """How a word may stand for a name: as it is, without the s of “Whitaker’s”, and each part of a double name."""
    bare = word.removesuffix("'s")
    return {word, bare, bare.removesuffix("s"), *bare.split("-")}
