"""Words as they are compared: without accents, capitals, endings, and without those that say nothing."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?")
# “I want to be a nurse”, “quiero ser enfermera”: what is left is the title. “work with animals” keeps its animals.
_EMPTY = {
    "en": "a an and as at be become for from i im in is job jobs like of on or that the things to want who wanna with "
    "work working would career careers",
    "es": "al como con de del el en es la las lo los me o para por que quiero ser soy trabajar trabajo un una y "
    "gustaria carrera",
}
EMPTY = frozenset(word for words in _EMPTY.values() for word in words.split())
# The longest first. What is left must still be a word of three letters.
_ENDINGS = {
    "en": ("ings", "ers", "ors", "ing", "er", "or", "es", "s", "e"),
    "es": ("oras", "ores", "ora", "es", "as", "os", "or", "s", "a", "o", "e"),
}


def fold(text: str) -> str:
    """Small letters without accents. “ñ” becomes “n”: phones often have no other."""
    small = text.casefold().replace("’", "").replace("'", "")
    if small.isascii():
        return small
    plain = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """Every word of a text, folded, in order."""
    return _WORD.findall(fold(text))


def telling(words: list[str]) -> list[str]:
    """The words that say something; all of them where none does."""
    return [word for word in words if word not in EMPTY] or words


def stem(word: str, language: str) -> str:
    """The word without its ending: welder, welding → weld; enfermera, enfermero → enfermer."""
    for ending in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


# How letters sound, in both languages at once, in this order; what people mistype most often sounds the same.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("sch|sh|[ct]i(?=[aou])|ss?i(?=on)|c(?=[eiy])|z|x", "s"), ("^[pk](?=[sn])", ""),
        ("g(?=[eiy])", "j"), ("qu?|ck?|ch", "k"), ("v", "b"), ("[aeiouhwy]", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def sound(word: str) -> str:
    """The consonants of a word as they sound: “desiel” and “diesel”, “sirujano” and “cirujano” are the same."""
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


def has_all(title: str, question: str, *, whole: bool = False) -> bool:
    """Whether a title has every telling word of a question: as it is, begun, or with another ending.

    “Enferm” and “nurses” are in “enfermera” and “nurse”; “nurce” is only near. Two words may be written as one.
    ``whole``: only as it is; a soldado is no soldador.
    """
    has, asked = words_in(title), telling(words_in(question))
    if "".join(asked) == "".join(telling(has)):
        return True
    return all(any(_is_in(word, known, whole=whole) for known in has) for word in asked)


def _is_in(word: str, known: str, *, whole: bool) -> bool:
    if known == word or whole:
        return known == word
    return (len(word) >= 4 and known.startswith(word)) or any(
        stem(known, language) == stem(word, language) for language in _ENDINGS
    )
