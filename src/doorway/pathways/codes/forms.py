"""What was said about the codes of a page of classes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from doorway.pathways.codes.actions import Choice, How, checked
from doorway.pathways.codes.errors import CodeRefused
from doorway.pathways.codes.queries import CodeRow
from doorway.pathways.codes.table import NationalTable

NONE, OTHER = "none", "other"


@dataclass
class Said:
    """One class of the page as it was sent: what was chosen, what was typed, and what is wrong with it."""

    row: CodeRow
    chosen: str = ""
    typed: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        """The class in the names of the fields."""
        return self.row.course.pk.hex


@dataclass
class CodePage:
    """All of them. ``choices``: what can be put on record."""

    said: list[Said]
    choices: list[Choice] = field(default_factory=list)

    @property
    def errors(self) -> list[Said]:
        """The classes with something wrong."""
        return [one for one in self.said if one.error]


def code_page(rows: tuple[CodeRow, ...], table: NationalTable, data: Mapping[str, str] | None = None) -> CodePage:
    """The page, with what was sent. A class about which nothing was chosen stays as it is."""
    page = CodePage([Said(row) for row in rows])
    if data is None:
        return page
    for one in page.said:
        one.chosen = data.get(f"code-{one.key}", "")[:20]
        one.typed = data.get(f"other-{one.key}", "").replace("\x00", "")[:40]
        before = data.get(f"was-{one.key}", "")[:20]
        # Whoever types a code means it, chosen or not.
        if one.typed and not one.chosen:
            one.chosen = OTHER
        try:
            choice = _choice(one, table, before)
        except CodeRefused as refusal:
            one.error = str(refusal)
        else:
            if choice is not None:
                page.choices.append(choice)
    return page


def _choice(one: Said, table: NationalTable, before: str) -> Choice | None:
    course: uuid.UUID = one.row.course.pk
    if not one.chosen:
        return None
    if one.chosen == NONE:
        return Choice(course, before, "", How.NONE)
    if one.chosen == OTHER:
        return Choice(course, before, checked(one.typed, table), How.ENTERED)
    guess = next((guess for guess, _area in one.row.guesses if guess.code == one.chosen), None)
    if guess is None:
        raise CodeRefused(CodeRefused.STALE)
    return Choice(course, before, guess.code, How.CONFIRMED, guess.words)
