"""What a reply looks like before a person reads it: too many links, a name of a student, shouting, the same again.

Nothing here decides that a reply is shown. It refuses what no office should have to read, and marks the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 2000
# So many links at most; and so many places that may be links, or the end of one sentence and the start of the next.
MOST_LINKS, MOST_PERHAPS = 2, 5

# Endings of addresses that are no words: what ends so is a link.
_SURE_WORDS = """
com net org info biz edu gov mil io xyz top shop online site website link club store live vip icu app blog click
casino poker bet xxx porn buzz cyou cfd sbs ru cn ua tk ml gq pw cc ws ly
pharmacy loan loans bingo forex sexy webcam cam racing creditcard
"""
_SURE = frozenset(_SURE_WORDS.split())
# Those of countries, and others that are words, too: “casino.me” is one, and “gracias.me alegro” is none.
_PERHAPS_WORDS = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd
cf cg ch ci ck cl cm co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge
gf gg gh gi gl gm gn gp gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki
km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ma mc md me mg mh mk mm mn mo mp mq mr ms mt mu mv mw mx my
mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt py qa re ro rs rw sa sb sc sd se
sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tl tm tn to tr tt tv tw tz ug uk us uy uz va
vc ve vg vi vn vu wf ye yt za zm zw cat center date dev email fun group life media mobi mom name network news
pro school space support tech tel today win work world
academy bid care cash credit dating deals download education faith finance games gift guru health insurance lat
market markets men money party promo review reviews rocks sale science sex solutions stream tips trade trading
"""
# Those that are no word of either language, not even at the beginning of a sentence: “Evil.Com” is what a phone makes.
_NO_WORD = "com|net|org|biz|io|xyz|ru|cn|ua|tk|ml|gq|pw|icu|cyou|cfd|sbs"
_NEVER_BEGINS = frozenset(_NO_WORD.split("|"))
_PERHAPS = frozenset(_PERHAPS_WORDS.split())
# What stands before a dot and a name: no address is called so.
_TITLES_WORDS = """
sr sra srta srs dr dra mr mrs ms prof profa lic ing st no nº núm num etc vs tel ext pág pag p
"""
_TITLES = frozenset(_TITLES_WORDS.split())
_WRITTEN = re.compile(r"(?:\b[a-z]{2,8}://(?:www\.)?|\bwww\.)(?:(?![a-z]{2,8}://|www\.)[^\s,;])*", re.I)
# Begun only where a word begins: a word of thousands of letters is read once, and not once from each of its letters.
_BEGIN = r"(?<![\w-])(?<![\w-]\.)"
_DOTTED = re.compile(_BEGIN + r"[\w-]+(?:\.[\w-]+)+(?:(?=(?P<path>/\w)))?")
# “evil[.]com”, “evil (dot) com”, “evil dot com”, “evil .com”, “evil punto com”: who writes so wants it to be missed.
# “Punto de vista” is nothing of that.
_HIDDEN_DOT = re.compile(
    r"\s*[\[({<]\s*(?:\.|dot|punto)\s*[\])}>]\s*"
    r"|(?<=\w)\s*[-–—_*]+\s*(?:dot|punto)\s*[-–—_*]+\s*(?=(?:com|net|org|info|biz|io|ru|xyz|top|shop|online|site)\b)"
    r"|(?<=\w)\s+(?:dot\s+|punto\s+|\.)(?=(?:com|net|org|info|biz|io|ru|xyz|top|shop|online|site)\b)",
    re.I,
)
# “evil . com”, “evil. com”: after a dot and a space begins a sentence, and none begins so.
_SPACED_DOT = re.compile(
    r"(?<=\w)\s*\.\s+(?=(?:com|net|org|biz|io|xyz|ru|cn|tk|icu|cyou|COM|NET|ORG|BIZ|IO|XYZ|RU|CN|TK|ICU|CYOU)\b)"
)
# “evil . info”: one may be somebody who puts a space before every dot. More of them than anybody needs are addresses.
_SPACED_BEFORE_WORD = re.compile(
    r"(?<=\w)\s+\.\s+(?=(?:info|top|shop|online|site|website|store|live|club|click|link|app|vip|casino|bet)\b)"
)
# “evil,com”, “casino*com”: nothing else is written so.
_INSTEAD_OF_DOT = re.compile(rf"(?<=[^\W_])[,;*_~^|+·•'’]+(?=(?:{_NO_WORD})(?![\w-]))", re.I)
# “192.168.1.1/login”: four numbers with a path or a port. Without one it may be the number of a version or a section.
_NUMBERS = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d{2,5}\b|/\w)\S*"
)
# Endings in other alphabets, as they are written and as machines write them (“xn--p1ai” is “рф”).
_OTHER_LETTERS = re.compile(
    _BEGIN + r"[\w-]+(?:\.[\w-]+)*\."
    r"(?:xn--[a-z0-9-]{2,}|рф|рус|бел|мкд|срб|укр|бг|қаз|ею|дети|онлайн|сайт|москва|中国|中國|网址|公司)"
    r"(?![\w-])\S*",
    re.I,
)
# Letters of other alphabets that look like ours.
_ALIKE = str.maketrans(
    "аеорсухіѕјһԁмтнвкАЕОРСУХІЅЈМТНВКαορνικτΑΟΡΝΙΚΤ。․",
    "aeopcyxisjhdmthbkAEOPCYXISJMTHBKaopviktAOPNIKT..",
)


@dataclass(frozen=True)
class Marks:
    """What the office should look at first."""

    links: bool = False
    student_name: bool = False
    perhaps_name: bool = False
    markup: bool = False

    def keys(self) -> str:
        """The marks as they are kept: names separated by spaces."""
        return " ".join(name for name in ("links", "student_name", "perhaps_name", "markup") if getattr(self, name))


@dataclass(frozen=True)
class Links:
    """Addresses of web pages in a text: those that are some, and those that may be."""

    sure: int = 0
    perhaps: int = 0

    @property
    def is_farm(self) -> bool:
        """More than any letter to a school needs."""
        return self.sure > MOST_LINKS or self.sure + self.perhaps > MOST_PERHAPS

    def __bool__(self) -> bool:
        return self.sure + self.perhaps > 0


def links_in(text: str) -> Links:
    """The addresses of web pages that a text holds, written out or not, also where somebody tries to hide them."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    written = 0
    # What is found is taken out, so that nothing counts twice. Other alphabets are read before they become ours.
    for pattern in (_WRITTEN, _OTHER_LETTERS, _NUMBERS):
        plain, number = pattern.subn(" ", plain)
        written += number
    seen, number = _WRITTEN.subn(" ", plain.translate(_ALIKE))
    written += number
    found = list(_hosts(_closed_up(_INSTEAD_OF_DOT.sub(".", _HIDDEN_DOT.sub(".", seen)))))
    return Links(written + found.count(True), found.count(False))


def _closed_up(text: str) -> str:
    """The text without the spaces around the dots of its addresses."""
    closed, number = _SPACED_DOT.subn(".", text)
    if number + len(_SPACED_BEFORE_WORD.findall(closed)) > MOST_LINKS:
        closed = _SPACED_BEFORE_WORD.sub(".", closed)
    return closed


def _hosts(text: str) -> Iterator[bool]:
    """For each word with dots that is an address, whether it surely is one."""
    for dotted in _DOTTED.finditer(text):
        parts = dotted[0].split("/")[0].split(".")
        # “evil.com.Thanks” ends before the next sentence begins.
        for last in range(len(parts) - 1, 0, -1):
            is_last = last == len(parts) - 1
            said = _is_host(parts[last - 1], parts[last], has_path=is_last and dotted["path"] is not None)
            if said is not None:
                yield said
                break


def _is_host(name: str, ending: str, *, has_path: bool) -> bool | None:
    """Whether a name with an ending surely is an address; none where it is none.

    A capital begins the next sentence (“Gracias.Nos vemos”), unless all is written in capitals or none begins so.
    """
    known = ending.casefold()
    is_written_so = ending.islower() or (ending.isupper() and name.isupper()) or known in _NEVER_BEGINS
    if not is_written_so or name.casefold() in _TITLES:
        return None
    if has_path and known.isalpha() and 2 <= len(known) <= 10:
        return True
    if known in _SURE:
        return any(map(str.isalnum, name)) or None
    # “p.m.”, “3.de”: a name has two characters, and a letter.
    return False if known in _PERHAPS and len(name) > 1 and any(map(str.isalpha, name)) else None


def judge(text: str, *, names_student: bool, perhaps_names: bool = False) -> Marks:
    """The marks of a reply. ``names_student``: first and family name of a student stand in it; or perhaps they do."""
    return Marks(
        links=bool(links_in(text)),
        student_name=names_student,
        perhaps_name=perhaps_names,
        markup="<" in text and ">" in text,
    )
