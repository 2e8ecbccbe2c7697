"""The typefaces of paper: where their files are, and which letters each of them has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from doorway.messages.errors import NoTypefaces

TEXT = "Atkinson Hyperlegible Next"
HEADINGS = "Literata"
# Any file of the folder tells where it is.
_KNOWN = "build/fonts/atkinson-400.ttf"


@cache
def folder() -> Path:
    """The folder with the TrueType files that ``python -m doorway.dev.frontend`` writes."""
    found = finders.find(_KNOWN)
    if not isinstance(found, str):
        raise NoTypefaces
    return Path(found).parent


@cache
def letters() -> tuple[frozenset[int], ...]:
    """The code points of each file."""
    return tuple(_letters_of(path) for path in sorted(folder().glob("*.ttf")))


@cache
def plain_letters() -> tuple[frozenset[int], ...]:
    """The code points that every weight of the text face has: the safest letters there are."""
    faces = [_letters_of(path) for path in sorted(folder().glob("atkinson-*.ttf"))]
    return (frozenset.intersection(*faces),)


@cache
def _letters_of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
