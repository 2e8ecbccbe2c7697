"""From copies to one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from doorway.messages.paper import printable
from doorway.messages.paper.typefaces import HEADINGS, TEXT, folder, letters, plain_letters
from doorway.plans.core.paper import LettersMissing, Printed, typeset
from doorway.plans.packet.copies import Copy
from doorway.plans.packet.sheets import Faces, sheet

# The door of the page's head (web/parts/logo.html), in inks that a copier keeps.
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#e9c46a" d="M13 41h12l16 5H7z"/>'
    '<path fill="#143f3b" d="M10 41V15C10 8.4 15.4 3 22 3h4c6.6 0 12 5.4 12 12v26h-4.5V15c0-4.1-3.4-7.5-7.5-7.5h-4'
    'c-4.1 0-7.5 3.4-7.5 7.5v26z"/>'
    '<path fill="#f6cf7a" d="M14.5 41V15c0-4.1 3.4-7.5 7.5-7.5h4c4.1 0 7.5 3.4 7.5 7.5v26z"/>'
    '<path fill="#1f5c57" d="M33.5 41V15c0-4.1-3.4-7.5-7.5-7.5L24.5 11v32.5z"/>'
    '<circle fill="#f6cf7a" cx="27.3" cy="27" r="1.3"/></svg>'
)
Tell = Callable[[int], None]


def press(
    copies: Sequence[Copy], *, title: str, author: str, language: str, now: datetime, tell: Tell = lambda _done: None
) -> Printed:
    """One PDF with every copy in order, each on two pages (more for very long words, always whole sheets of paper).

    ``title`` and ``language`` are the file's own; each copy keeps its language. ``tell`` hears how many copies are
    ready.
    """

    def made(faces: Faces) -> Printed:
        packet = _packet(copies, title, author, language, faces)
        return typeset(packet, fonts=folder(), timestamp=int(now.timestamp()), tell=tell)

    try:
        return made(letters())
    except LettersMissing:
        # Our list of letters and the typesetter disagree about some rare sign. Nobody's paper waits for it.
        return made(plain_letters())


def _packet(copies: Sequence[Copy], title: str, author: str, language: str, faces: Faces) -> dict[str, Any]:
    """Everything that the layout needs, as plain data."""
    sheets: list[dict[str, Any]] = []
    has_groups = len({copy.document.student.id for copy in copies}) > 1
    for _group, members in groupby(copies, key=lambda copy: copy.class_title or copy.document.grade):
        for place, copy in enumerate(members):
            opens = has_groups and place == 0
            sheets.append(sheet(copy, opens_group=opens, has_groups=has_groups, faces=faces))
    return {
        "title": printable(title, faces).text,
        "author": printable(author, faces).text,
        "lang": language,
        "text_font": TEXT,
        "heading_font": HEADINGS,
        "logo": LOGO,
        "sheets": sheets,
    }
