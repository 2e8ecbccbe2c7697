"""From texts as people typed them to one PDF: every letter is one that some typeface has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from doorway.messages.paper.printable import printable
from doorway.messages.paper.typefaces import HEADINGS, TEXT, folder, letters, plain_letters
from doorway.messages.paper.typesetting import Layout, LettersMissing, typeset

# Words of the layout, not of the text; and drawings, whose words are in letters of the typefaces.
_KEYS = frozenset({"kind", "lang", "svg"})
_PART = {"text", "lang"}


def pressed(paper: dict[str, Any], *, layout: Layout, now: datetime) -> bytes:
    """One tagged PDF. ``paper`` has title, author, lang and what ``report.typ`` or ``letters.typ`` asks for."""
    for faces in (letters(), plain_letters()):
        ready = _printable(paper, faces) | {"text_font": TEXT, "heading_font": HEADINGS}
        try:
            return typeset(ready, layout=layout, fonts=folder(), timestamp=int(now.timestamp()))
        except LettersMissing:
            # Our list of letters and the typesetter disagree about some rare sign: once more with the safest.
            continue
    raise LettersMissing(paper["title"])


def _printable(value: Any, faces: Sequence[frozenset[int]]) -> Any:
    """Every text in letters that the typefaces have."""
    if isinstance(value, str):
        return printable(value, faces).text
    if isinstance(value, dict) and value.keys() == _PART:
        # One of several parts of a line: the spaces at its edges are those between it and the others.
        words = value["text"]
        before, after = (" " if edge.isspace() else "" for edge in (words[:1], words[-1:]))
        return value | {"text": f"{before}{printable(words, faces).text}{after}"}
    if isinstance(value, dict):
        return {key: one if key in _KEYS else _printable(one, faces) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one, faces) for one in value]
    return value
