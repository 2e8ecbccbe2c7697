"""What people typed, made ready for paper: every letter is one that some typeface has, every word can be broken.

A browser finds a letter somewhere; a PDF holds its typefaces itself, and PDF/UA refuses a letter that none of them
has. Nothing is dropped in silence: what cannot be printed leaves :data:`STAND_IN`, and the caller is told how many.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

STAND_IN = "▯"
# A word longer than this gets places at which it may be broken, so that it stays in its column.
LONGEST_WORD = 24
_BREAK_EVERY = 12
_MAY_BREAK = "\u200b"

_LINE_ENDS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")
# Joiners and marks of direction that good text needs. Every other invisible sign goes: some turn words round.
_JOINERS = frozenset("\u200c\u200d")
_QUIET = _JOINERS | frozenset("\u200e\u200f\u00ad")
_SKIN = range(0x1F3FB, 0x1F400)
_VARIATIONS = frozenset(range(0xFE00, 0xFE10))


@dataclass(frozen=True)
class Printable:
    """``lines`` of text without blank ones, and how many letters no typeface has."""

    lines: tuple[str, ...]
    lost: int = 0

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(self.lines)


def printable(text: str, faces: Iterable[frozenset[int]]) -> Printable:
    """The text as it can be set in these typefaces, each given by the code points that it has."""
    known = tuple(faces)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_LINE_ENDS))
    lost = 0
    lines = []
    for line in plain.split("\n"):
        parts = []
        for cluster in _clusters(line):
            kept = _in_one_face(cluster, known)
            lost += kept is None
            parts.append(STAND_IN if kept is None else kept)
        words = "".join(parts).split()
        if words:
            lines.append(" ".join(map(_breakable, words)))
    return Printable(tuple(lines), lost)


def _clusters(line: str) -> Iterator[str]:
    """What is one sign to a reader: a letter with its marks, an emoji with what is joined to it."""
    cluster = ""
    for char in line:
        if _is_unseen(char):
            continue
        if cluster and (_continues(char) or cluster[-1] in _JOINERS):
            cluster += char
            continue
        if cluster:
            yield cluster
        cluster = char
    if cluster:
        yield cluster


def _is_unseen(char: str) -> bool:
    """Controls, halves of pairs, byte order marks, overrides of direction, choices between black and colored emoji."""
    if char in _QUIET or char.isspace():
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} or ord(char) in _VARIATIONS


def _continues(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Mc", "Me"} or char in _JOINERS or ord(char) in _SKIN


def _in_one_face(cluster: str, faces: tuple[frozenset[int], ...]) -> str | None:
    """The sign when its letter's face has all of it; else without its marks and joined signs; None when no face has it.

    The typesetter takes the first face that has the letter, and looks no further when that one lacks a mark of it.
    """
    if cluster.isspace():
        return " "

    def has(text: str) -> bool:
        wanted = {ord(char) for char in text if char not in _QUIET}
        first = next((face for face in faces if ord(text[0]) in face), frozenset[int]())
        return wanted <= first

    if has(cluster):
        return cluster
    return cluster[0] if _stands_alone(cluster[0], has) else None


def _stands_alone(char: str, has: Callable[[str], bool]) -> bool:
    return not _continues(char) and has(char)


def _breakable(word: str) -> str:
    """The word, with places to break it when it is longer than any word should be."""
    if len(word) <= LONGEST_WORD:
        return word
    clusters = list(_clusters(word))
    runs = ("".join(clusters[at : at + _BREAK_EVERY]) for at in range(0, len(clusters), _BREAK_EVERY))
    return _MAY_BREAK.join(runs)
