"""Where a text that people write names somebody of whom the first and the family name are known."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from doorway.roster.core.ordinary import is_ordinary

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# Every mark that people type for an apostrophe or a hyphen is one mark.
_ONE_MARK = str.maketrans("’‘ʼʹ′`´＇‐‑", "''''''''--")
# Letters of other alphabets, and rare ones of ours, that look like ours. Small ones: they are asked for last.
_ALIKE = str.maketrans("аеорсухіѕјһԁмтнвкԛԝαβεζηικμνορτυχıɩɑɡłøđ", "aeopcyxisjhdmthbkqwabezhikmnoptyxiiaglod")
# They stand in family names and between any two words.
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "van", "von", "der", "den", "da", "dos", "di", "du", "le"}
)
# “O Brien”, “Mc Donald”: a name written in two.
_BEGINNINGS = frozenset({"o", "d", "mc", "mac"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta", "don", "dona", "prof", "coach"})
# So many words may stand between: two middle names or initials.
_BETWEEN = 2
# Shorter ones written together are words of their own now and then.
_LONG_ENOUGH = 9
# A longer word is nobody's first and family name written together, and has very many beginnings and ends.
_LONGEST_JOINED = 64
# So many letters have a first name and a family name in the roster, with what stands between. A longer word is no name.
_LONGEST_WORD = 240
_SENTENCE_ENDS = frozenset('.!?¿¡:\n“"(')


@dataclass(frozen=True)
class Named:
    """A name that a text holds: ``words`` as they stand there, and whether they surely are a name.

    They may be none when both are ordinary words and written as such: “Will young children come?”.
    """

    words: str
    is_sure: bool


def plain(text: str) -> str:
    """Lower case, without accents, in our letters: “Lucía” and “lucia” are one name, and so are “Еllie” and “Ellie”."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    # Folded after taking letters apart: 𝐀 becomes A first.
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.casefold().translate(_ALIKE)


def words_of(text: str) -> list[str]:
    """The words of a text, plain, in order; every apostrophe is the same one."""
    return [plain(word) for word in _WORD.findall(text.translate(_ONE_MARK))]


def names_in(text: str, names: Iterable[tuple[str, str]]) -> list[Named]:
    """Where first and family name of somebody stand beside each other; two middle names or initials may be between.

    “Ellie Whitaker’s mother” names Ellie, too, and of a family with two names either of them will do. A first name
    alone is no mark: half the parents of a school are called like somebody's child. In the order of the text, each
    once; what is sure once is sure.
    """
    text = _visible(text)
    spans: dict[tuple[int, int], bool] = {}
    for start, end, is_sure in _found(text, names):
        spans[start, end] = is_sure or spans.get((start, end), False)
    said: dict[str, bool] = {}
    for start, end in sorted(_telling(spans)):
        words = " ".join(text[start:end].split())
        said[words] = spans[start, end] or said.get(words, False)
    return [Named(words, is_sure) for words, is_sure in said.items()]


def _telling(spans: Mapping[tuple[int, int], bool]) -> list[tuple[int, int]]:
    """Without those that say nothing more than others: “Marie O'Neil” of “Anne-Marie O'Neil”, and between two names
    the family name of one with the first name of the next.
    """
    # Whatever holds another one stands before it in this order: how far they reach is all that has to be known of them.
    whole, sure_until, until = [], 0, 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        is_sure = spans[start, end]
        if end > (sure_until if is_sure else until):
            whole.append((start, end))
        until, sure_until = max(until, end), max(sure_until, end) if is_sure else sure_until
    kept: list[tuple[int, int]] = []
    covered = bytearray(until)
    for start, end in sorted(whole, key=lambda span: (not spans[span], span[1] - span[0])):
        if not (covered[start] and covered[end - 1]):
            kept.append((start, end))
            covered[start:end] = b"\1" * (end - start)
    return kept


def same_name(text: str, first: str, family: str) -> bool:
    """The text is this name and nothing more than a title or an initial, in either order."""
    wanted = sorted(word for name in (first, family) for word in _bare(name))
    return bool(wanted) and sorted(word for word in _bare(text) if len(word) > 1 and word not in _TITLES) == wanted


def _bare(text: str) -> list[str]:
    words = (word.removesuffix("'s").replace("'", "") for word in words_of(text))
    return [part for word in words for part in word.split("-")]


@dataclass(frozen=True)
class _Word:
    """A word of a text; of “Lee-Park” each part is one, and both have the same ``place``."""

    forms: frozenset[str]
    place: int
    start: int
    end: int
    is_ordinary: bool


def _visible(text: str) -> str:
    """Without the marks that nobody sees: a soft hyphen parts no name."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _found(text: str, names: Iterable[tuple[str, str]]) -> Iterator[tuple[int, int, bool]]:
    """Start and end in the text, and whether that surely is a name."""
    words = _read(text)
    at: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for form in word.forms:
            at.setdefault(form, []).append(place)
    # Where “elliewhitaker” begins and ends. A district has tens of thousands of names: most are left at once.
    edges = {
        part
        for form in at
        if _LONG_ENOUGH <= len(form) <= _LONGEST_JOINED
        for n in range(1, len(form))
        for part in (form[:n], form[n:])
    }
    for first, family in names:
        if family.isascii() and family.isalpha() and (simple := family.lower()) not in at and simple not in edges:
            continue
        surnames = _surnames(family)
        given = _given(first) if surnames & (edges | at.keys()) else frozenset()
        for name in surnames & at.keys():
            for own in given & at.keys():
                for i in at[own]:
                    # Only those near by: a text may hold each of them a thousand times.
                    nearest = bisect_left(at[name], words[i].place - _BETWEEN - 1, key=lambda at: words[at].place)
                    for j in islice(at[name], nearest, None):
                        if words[j].place > words[i].place + _BETWEEN + 1:
                            break
                        if i != j:
                            one, other = sorted((words[i], words[j]), key=lambda word: word.start)
                            yield one.start, other.end, not (one.is_ordinary and other.is_ordinary)
        # “#elliewhitaker” is a name, too.
        for joined in {one for own in given for name in surnames for one in (own + name, name + own)} & at.keys():
            if len(joined) >= _LONG_ENOUGH:
                for word in (words[i] for i in at[joined]):
                    yield word.start, word.end, True


def _given(first: str) -> frozenset[str]:
    """How a first name may be written. A middle name that stands in the same field is not needed."""
    for word in words_of(first)[:1]:
        bare = word.replace("'", "")
        return frozenset({bare.replace("-", ""), bare.split("-")[0]})
    return frozenset()


def _surnames(family: str) -> frozenset[str]:
    bare = [word.replace("'", "") for word in words_of(family)]
    parts = {form for word in bare for form in (word.replace("-", ""), *word.split("-")) if form not in _SMALL}
    joined = {one + two for one, two in pairwise(bare) if one in _BEGINNINGS}
    return frozenset(parts - _BEGINNINGS | joined)


def _read(text: str) -> list[_Word]:
    """The words of a text in which names are looked for."""
    # Where all is written in capitals, a capital says nothing.
    has_small = any(letter.islower() for letter in text)
    words: list[_Word] = []
    place = -1
    # Letter by letter, so that a place in the one is the same place in the other.
    for match in _WORD.finditer(text.translate(_ONE_MARK)):
        begins = _begins_sentence(text, match.start())
        # One letter may be eighteen when it is taken apart (“ﷺ”), and a word may be as long as the text.
        whole = plain(match[0]) if len(match[0]) <= _LONGEST_WORD else ""
        if whole in _SMALL:
            continue
        place += 1
        if not whole:
            continue
        start = match.start()
        parts = match[0].split("-")
        for part in parts:
            end = start + len(part)
            is_word = part[:1].islower() or not has_small or (begins and part is parts[0])
            forms = _forms(plain(part))
            if len(parts) > 1:
                forms |= {whole.replace("-", "").replace("'", "")}
            if words and text[words[-1].start : words[-1].end].casefold() in _BEGINNINGS:
                forms |= {plain(text[words[-1].start : words[-1].end]) + form for form in forms}
            words.append(_Word(frozenset(forms), place, start, end, is_word and is_ordinary(plain(part))))
            start = end + 1
    return words


def _begins_sentence(text: str, at: int) -> bool:
    """Nothing stands before it, or the end of another sentence."""
    while at and text[at - 1] in " \t":
        at -= 1
    return not at or text[at - 1] in _SENTENCE_ENDS


def _forms(word: str) -> set[str]:
    """How a word may stand for a name: as it is, and without the s of “Whitaker’s”."""
    owned = word.removesuffix("'s")
    bare = owned.replace("'", "")
    return {word.replace("'", ""), bare, bare.removesuffix("s")}
