"""Where a text that people write names somebody of whom the first and the family name are known."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product
from typing import Any

from doorway.roster.core.ordinary import is_ordinary

# Where marks stand on a letter that is not written with them as one (in Hindi and Thai they always do), they stand as
# this sign of nobody while words are looked for.
_MARK = "\ue000"
_LETTERS = rf"[^\W\d_][^\W\d_]*(?:{_MARK}+[^\W\d_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:['-]{_LETTERS})*")
# Every mark that people type for an apostrophe or a hyphen is one mark.
_ONE_MARK = str.maketrans("’‘ʼʻʹ′`´＇‛‐‑", "'" * 10 + "--")
# Letters of other alphabets, and rare ones of ours, that look like ours. Small ones: they are asked for last.
_ALIKE: dict[int, str | int] = dict(
    str.maketrans("аеорсухіѕјһԁмтнвкԛԝαβεζηικμνορτυχıɩɑɡłøđ", "aeopcyxisjhdmthbkqwabezhikmnoptyxiiaglod")
)
_ALIKE |= {ord("æ"): "ae", ord("œ"): "oe", ord("ð"): "d", ord("þ"): "th"}
# “Müller” is Muller to some and Mueller to others.
_IN_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
# They stand in family names and between any two words; so do the beginnings of “O Brien” and “Mc Donald”. Whoever has
# such a word for a whole first or family name (Tony Le, Van Nguyen) is named where it stands beside the other one.
_SMALL = frozenset(
    {"de", "del", "dela", "delas", "delos", "la", "las", "los", "lo", "le", "y", "e"}
    | {"van", "von", "der", "den", "da", "dos", "di", "du"}
    | {"o", "d", "mc", "mac", "st"}
)
# What follows a family name and is none.
_AFTER = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta", "don", "dona", "prof", "coach"})
# So many words may stand between: two middle names or initials. Small ones do not count, until there are too many.
_BETWEEN = 2
_NEAR = 9
# A name may be written in so many words that are one in the roster, or the other way round: “De León”, “de la Cruz”.
_MOST_PARTS = 4
# Shorter ones written together are words of their own now and then, unless a capital stands within: “TonyLe”.
_LONG_ENOUGH = 9
# A longer word is nobody's first and family name written together, and has very many beginnings and ends.
_LONGEST_JOINED = 64
# So many letters have a first name and a family name in the roster, with what stands between. A longer word is no name.
_LONGEST_WORD = 240
# In a list of first names before one family name, and between a first name and its family name, stand at most so many.
_MOST_LISTED = 14
_MOST_GIVEN = 4
_AND = frozenset({"and", "y", "e", "und", "et"})
_LIST_MARKS = frozenset(",&+/")
_HUMP = re.compile("[^\\W\\d_A-Z][A-Z]")
_SENTENCE_ENDS = frozenset('.!?¿¡:\n“"(')


@dataclass(frozen=True)
class Named:
    """A name that a text holds: ``words`` as they stand there, and whether they surely are a name.

    They may be none when both are ordinary words and written as such: “Will young children come?”; and when a name that
    is a small word is written small: “Tony le dijo”. ``is_middle``: it is the middle name that stands there, and not
    the first name.
    """

    words: str
    is_sure: bool
    is_middle: bool = False


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
    return [plain(word) for word, _start in _words(_composed(text))]


def names_in(text: str, names: Iterable[tuple[str, str]], middle_names: Iterable[tuple[str, str]] = ()) -> list[Named]:
    """Where first and family name of somebody stand beside each other; two words may be between, and more where they
    are first names, too: “Ellie Jane Anne Marie Whitaker”, “Ellie, Mateo and Sadie Whitaker”.

    “Ellie Whitaker’s mother” names Ellie, too, and of a family with two names either of them will do. A first name
    alone is no mark: half the parents of a school are called like somebody's child. ``middle_names``: each with the
    family name; many a child is called by it. In the order of the text, each once; what is sure once is sure.
    """
    text = _visible(text)
    names = list(names)
    read = _Text(_read(text), text, names)
    spans: dict[tuple[int, int], bool] = {}
    for start, end, is_sure in _found(read, names):
        spans[start, end] = is_sure or spans.get((start, end), False)
    of_first = frozenset(spans)
    for start, end, is_sure in _found(read, middle_names, are_middle=True):
        if (start, end) not in of_first:
            spans[start, end] = is_sure or spans.get((start, end), False)
    said: dict[str, Named] = {}
    for start, end in sorted(_telling(spans)):
        words = " ".join(text[start:end].split())
        is_sure, is_middle = spans[start, end], (start, end) not in of_first
        if words in said:
            is_sure, is_middle = is_sure or said[words].is_sure, is_middle and said[words].is_middle
        said[words] = Named(words, is_sure, is_middle)
    return list(said.values())


def middle_names_of(middle: str) -> list[str]:
    """The names in a field of middle names: all of it, and each one after the first. An initial is none, and nothing
    that follows a family name: “Ben Whitaker Jr.” is not called Jr.
    """
    words = [word for word in middle.split() if len("".join(filter(str.isalpha, word))) > 1]
    words = [word for word in words if plain(word).strip(".") not in _AFTER]
    names = [word for word in words if not _is_small(plain(word))]
    return list(dict.fromkeys([" ".join(words), *names[1:]])) if words else []


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


class Called:
    """Whether a text is the name of one of some people and nothing more than a title or an initial, in either order."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._keys: set[str | tuple[str, ...]] = set()
        for first, family in names:
            own, of_family = _bare(first), _bare(family)
            if own or of_family:
                # However the words are joined: “De León” and “Deleon”.
                self._keys |= {tuple(sorted(own + of_family)), "".join(own + of_family), "".join(of_family + own)}

    def __contains__(self, text: str) -> bool:
        words = [word for word in _bare(text) if word not in _TITLES]
        without_initials = [word for word in words if len(word) > 1]
        return any(
            key in self._keys
            for said in (words, without_initials)
            for key in (tuple(sorted(said)), "".join(said))
            if said
        )


def same_name(text: str, first: str, family: str) -> bool:
    """The text is this name and nothing more than a title or an initial, in either order."""
    return text in Called([(first, family)])


def _bare(text: str) -> list[str]:
    words = (word.removesuffix("'s").replace("'", "") for word in words_of(text))
    return [part for word in words for part in word.split("-")]


def _composed(text: str) -> str:
    """A letter and its accent as one, as most keyboards write them."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text as they stand there, with one kind of apostrophe and hyphen, and where they begin."""
    # Letter by letter, so that a place in the one is the same place in the other.
    text = text.translate(_ONE_MARK)
    marked = text
    if not text.isascii():
        marked = "".join(_MARK if unicodedata.category(letter)[0] == "M" else letter for letter in text)
    for match in _WORD.finditer(marked):
        yield text[match.start() : match.end()], match.start()


@dataclass(frozen=True)
class _Part:
    """A word of a text; of “Lee-Park” each part is one.

    ``spellings``: as it is within a name, and where it has an umlaut with two letters for it; ``ends`` the same at the
    end of a name, where it may have the s of an owner. ``before`` and ``until`` count the words that are not small, up
    to the word that it is of, without and with it.
    """

    spellings: tuple[str, ...]
    ends: tuple[frozenset[str], ...]
    before: int
    until: int
    start: int
    end: int
    is_ordinary: bool
    is_small: bool
    is_written_small: bool
    begins: bool
    may_be_joined: bool


# The first and the last of the parts that together are spelled in some way.
_Span = tuple[int, int]


@dataclass(frozen=True)
class _Spelled:
    """How a first or a family name may be spelled. ``whole``: those spellings that leave nothing of it out."""

    forms: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def __or__(self, other: _Spelled) -> _Spelled:
        return _Spelled(self.forms | other.forms, self.whole | other.whole)


@dataclass
class _Text:
    """What is looked at of a text: its words, and where each spelling stands, in order.

    ``names``: first and family names of those who are looked for.
    """

    parts: list[_Part]
    text: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    at: dict[str, list[_Span]] = field(default_factory=dict)
    # Where “elliewhitaker” begins and ends. A district has tens of thousands of names: most are left at once.
    edges: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for first in range(len(self.parts)):
            self._spell(first)
        for part in self.parts:
            for form in frozenset().union(*part.ends) if part.may_be_joined else ():
                self.edges.update(piece for n in range(1, len(form)) for piece in (form[:n], form[n:]))

    def _spell(self, first: int) -> None:
        """Every spelling that begins with this part."""
        heads = ("", "")
        for last in range(first, min(first + _MOST_PARTS, len(self.parts))):
            part = self.parts[last]
            ends = {head + end for head, ends in zip(heads, _twice(part.ends), strict=True) for end in ends}
            for form in ends:
                self.at.setdefault(form, []).append((first, last))
            one, two = _twice(part.spellings)
            heads = (heads[0] + one, heads[1] + two)
            if len(heads[1]) > _LONGEST_WORD:
                return

    def beside(self, one: list[_Span], other: list[_Span]) -> Iterator[tuple[_Span, _Span]]:
        """Those of one that stand before some of the other, and not too far from them."""
        for span in one:
            until = self.parts[span[1]].until
            for k in range(bisect_left(other, (span[1] + 1, 0)), len(other)):
                first = other[k][0]
                if first - span[1] > _NEAR or self.parts[first].before - until > _BETWEEN:
                    break
                yield span, other[k]

    def listed(self, one: list[_Span], other: list[_Span]) -> Iterator[tuple[_Span, _Span]]:
        """Those of one that stand farther before some of the other, with nothing but first names between them."""
        for span in one:
            until = self.parts[span[1]].until
            for k in range(bisect_left(other, (span[1] + 1, 0)), len(other)):
                first = other[k][0]
                if first - span[1] > _MOST_LISTED:
                    break
                is_near = first - span[1] <= _NEAR and self.parts[first].before - until <= _BETWEEN
                if not is_near and self._are_first_names(span[1], first):
                    yield span, other[k]

    def _are_first_names(self, last: int, first: int) -> bool:
        """Whether between these two parts stand only first names: of one person, or of several with commas between."""
        if self.parts[last].is_ordinary:
            # “Will Ben, Karen and Amy Doyle come?”
            return False
        groups: list[list[_Part]] = [[]]
        before, is_list = self.parts[last], False
        for part in self.parts[last + 1 : first + 1]:
            gap = "".join(self.text[before.end : part.start].split())
            if gap[:1] == "." and (before.end - before.start == 1 or before.spellings[0] in _AFTER):
                gap = gap[1:]
            if not _LIST_MARKS.issuperset(gap.replace("-", "").replace("'", "")):
                return False
            is_and = part.spellings[0] in _AND
            if (is_and or not _LIST_MARKS.isdisjoint(gap)) and (groups[-1] or not is_list):
                groups.append([])
                is_list = True
            if not is_and and part is not self.parts[first]:
                groups[-1].append(part)
            before = part
        if not groups[-1]:
            # The last of the list is the one before the family name.
            return False
        if not is_list:
            given = [part for part in groups[0] if not part.is_small]
            return len(given) <= _MOST_GIVEN and all(self._may_be_given(part) for part in groups[0])
        # Of “Karen Smith, Ben and Amy Doyle” the first has a family name of her own.
        return all(map(self._is_given, groups[0])) and all(
            self._may_be_given(group[0]) and all(map(self._is_given, group[1:])) for group in groups[1:]
        )

    def _may_be_given(self, part: _Part) -> bool:
        """It is written as a name, or somebody is called so."""
        word = part.spellings[0]
        is_written_so = not part.is_written_small and word not in _TITLES and not is_ordinary(word)
        return is_written_so or self._is_given(part)

    def _is_given(self, part: _Part) -> bool:
        return part.is_small or part.spellings[0] in self._all_given

    @cached_property
    def _all_given(self) -> frozenset[str]:
        """What somebody's first names are, each by itself."""
        return frozenset(plain(word) for first in {first for first, _family in self.names} for word in first.split())

    def is_small(self, span: _Span) -> bool:
        """There is no word in it that could be a name among others."""
        return all(part.is_small for part in self.parts_of(span))

    def may_be_none(self, span: _Span, *, is_turned: bool) -> bool:
        """Only small words, and written as such. ``is_turned``: the family name stands before the first name, and this
        is the first of them: “Van Lucía y Mateo” is a sentence, and “Van Nguyen” hardly is one.
        """
        parts = self.parts_of(span)
        return self.is_small(span) and (all(part.is_written_small for part in parts) or (is_turned and parts[0].begins))

    def are_ordinary(self, one: _Span, other: _Span) -> bool:
        """Both are ordinary words and written as such."""
        return all(part.is_ordinary for span in (one, other) for part in self.parts_of(span))

    def parts_of(self, span: _Span) -> list[_Part]:
        """The words of a spelling."""
        return self.parts[span[0] : span[1] + 1]


def _twice(spellings: tuple[Any, ...]) -> tuple[Any, Any]:
    return spellings[0], spellings[-1]


def _visible(text: str) -> str:
    """Without the marks that nobody sees: a soft hyphen parts no name."""
    return _composed("".join(letter for letter in text if unicodedata.category(letter) != "Cf"))


def _found(
    read: _Text, names: Iterable[tuple[str, str]], *, are_middle: bool = False
) -> Iterator[tuple[int, int, bool]]:
    """Start and end in the text, and whether that surely is a name. ``are_middle``: the first of each is a middle name,
    which hardly anybody is called by. Written like an ordinary word it counts beside the family name only, and is asked
    about: “May Whitaker come, too?”; so are two words that are both ordinary, however they are written: “Rose Hill”.
    """
    parts, at, edges = read.parts, read.at, read.edges
    if not parts:
        return
    looked_for: set[tuple[str, str, bool, bool]] = set()
    for first, family in names:
        if family.isascii() and family.isalpha() and (simple := family.lower()) not in at and simple not in edges:
            continue
        if first.isascii() and first.isalpha() and (simple := first.lower()) not in at and simple not in edges:
            continue
        of_family = _surnames(family)
        if not any(form in at or form in edges for form in of_family.forms):
            continue
        given = _given(first)
        for own, name in product(given.forms & at.keys(), of_family.forms & at.keys()):
            # Hundreds of students are called alike, and where both stand is the same for all of them.
            pair = own, name, own in given.whole, name in of_family.whole
            if pair in looked_for:
                continue
            looked_for.add(pair)
            in_order = (
                (one, other, False)
                for one, other in chain(read.beside(at[own], at[name]), read.listed(at[own], at[name]))
            )
            turned = ((one, other, True) for one, other in read.beside(at[name], at[own]))
            for one, other, is_turned in chain(in_order, turned):
                of_given, of_name = (other, one) if is_turned else (one, other)
                if (own not in given.whole and read.is_small(of_given)) or (
                    name not in of_family.whole and read.is_small(of_name)
                ):
                    continue
                may_be_none = read.may_be_none(one, is_turned=is_turned) or read.may_be_none(other, is_turned=False)
                # A small word is asked about beside the other name, and not when it only stands near it.
                if may_be_none and other[0] != one[1] + 1:
                    continue
                may_be_none = may_be_none or read.are_ordinary(one, other)
                if are_middle:
                    is_word = any(part.is_ordinary for part in read.parts_of(of_given))
                    if is_word and other[0] != one[1] + 1:
                        continue
                    may_be_none = may_be_none or is_word or (is_ordinary(own) and is_ordinary(name))
                is_sure = not may_be_none
                yield parts[one[0]].start, parts[other[1]].end, is_sure
        # “#elliewhitaker” is a name, too.
        for joined in {
            both for own in given.forms for name in of_family.forms for both in (own + name, name + own)
        } & at.keys():
            for part in (parts[i] for i, last in at[joined] if i == last):
                if part.may_be_joined:
                    yield part.start, part.end, True


def _given(first: str) -> _Spelled:
    """How a first name may be written. A middle name that stands in the same field is not needed."""
    found = _Spelled()
    for spelling in _spellings(first):
        words = [word.replace("'", "") for word in words_of(spelling)]
        parts = [part for word in words for part in word.split("-")]
        if not parts:
            continue
        whole = "".join(parts[:_MOST_PARTS])
        forms = {whole}
        # “La Toya” is La Toya or Toya, and never La.
        k = next((k for k, part in enumerate(parts) if not _is_small(part)), None)
        if k is not None:
            forms |= {parts[k], "".join(parts[: k + 1]), "".join(parts[: k + 2])}
            forms |= {word.replace("-", "") for word in words[:1] if "-" in word}
        found |= _Spelled(frozenset(forms), frozenset({whole}))
    return found


def _surnames(family: str) -> _Spelled:
    """How a family name may be written: either of two, with what stands before it or without, in one word or more."""
    found = _Spelled()
    for spelling in _spellings(family):
        words = [word.replace("'", "") for word in words_of(spelling)]
        parts = [part for word in words for part in word.split("-")]
        if not parts:
            continue
        # Of more than are read together, those beside the first name, whichever comes first.
        whole = {"".join(parts[-_MOST_PARTS:]), "".join(parts[:_MOST_PARTS])}
        forms = whole | {word.replace("-", "") for word in words if "-" in word}
        before = ""
        for part in parts:
            if _is_small(part):
                before += part
            elif part not in _AFTER:
                forms |= {before + part, part}
                before = ""
        found |= _Spelled(frozenset(forms), frozenset(whole))
    return found


def _spellings(name: str) -> set[str]:
    name = _composed(name)
    return {name, name.translate(_IN_TWO)}


def _is_small(part: str) -> bool:
    return len(part) == 1 or part in _SMALL or (len(part) == 2 and is_ordinary(part))


def _read(text: str) -> list[_Part]:
    """The words of a text in which names are looked for."""
    # Where all is written in capitals, a capital says nothing.
    has_small = any(letter.islower() for letter in text)
    found: list[_Part] = []
    count = 0
    for word, start in _words(text):
        begins = _begins_sentence(text, start)
        pieces = word.split("-")
        before, count = count, count + (len(word) > _LONGEST_WORD or plain(word) not in _SMALL)
        # One letter may be eighteen when it is taken apart (“ﷺ”), and a word may be as long as the text.
        if len(word) > _LONGEST_WORD:
            continue
        for piece in pieces:
            spellings = tuple(dict.fromkeys(plain(one) for one in (piece, piece.translate(_IN_TWO))))
            is_written_small = piece[:1].islower() or not has_small
            starts = begins and piece is pieces[0]
            bare = spellings[0].replace("'", "")
            found.append(
                _Part(
                    spellings=tuple(one.replace("'", "") for one in spellings),
                    ends=tuple(_forms(one) for one in spellings),
                    before=before,
                    until=count,
                    start=start,
                    end=start + len(piece),
                    is_ordinary=(is_written_small or starts) and is_ordinary(spellings[0]),
                    is_small=_is_small(bare),
                    is_written_small=is_written_small,
                    begins=starts,
                    may_be_joined=len(bare) <= _LONGEST_JOINED
                    and (len(bare) >= _LONG_ENOUGH or _HUMP.search(piece) is not None),
                )
            )
            start += len(piece) + 1
    return found


def _begins_sentence(text: str, at: int) -> bool:
    """Nothing stands before it, or the end of another sentence."""
    while at and text[at - 1] in " \t":
        at -= 1
    return not at or text[at - 1] in _SENTENCE_ENDS


def _forms(word: str) -> frozenset[str]:
    """How a word may stand for a name: as it is, and without the s of “Whitaker’s”."""
    owned = word.removesuffix("'s")
    bare = owned.replace("'", "")
    return frozenset({word.replace("'", ""), bare, bare.removesuffix("s")} - {""})
