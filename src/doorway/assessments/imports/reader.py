"""The file as rows of text, and the layout it is read by; refused as a whole when it is no such file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import lazy
from django.utils.translation import get_language

from doorway.assessments.errors import HeaderUnknown, ScoreFileRefused, YearUnknown
from doorway.assessments.layouts import PLAIN, Layout, Translator, missing_columns, recognise
from doorway.roster.files import TextTable, open_text

SEPARATORS = ",;\t|"
MOST_NAMED = 8

# A score file is a table of text; what its columns mean is said by a layout.
ScoreFile = TextTable


@dataclass(frozen=True)
class ReadAs:
    """How a file is read: by which layout, and in which school year where the file does not say one."""

    layout: Layout
    translator: Translator
    school_year: str = ""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns of a plain file that are not known. A vendor's file has many that nobody needs."""
        return self.translator.unread if self.layout.key == PLAIN.key else ()


def open_scores(path: Path, name: str = "") -> ScoreFile:
    """The file with its first line; :class:`TableRefused` when it is no table of text."""
    return open_text(path, name, separators=SEPARATORS)


def read_as(file: ScoreFile, layouts: Sequence[Layout], *, layout: str = "", school_year: str = "") -> ReadAs:
    """The file by the layout of that key, else by the one it is recognised as; refuses what cannot be told."""
    chosen = _named(file, layouts, layout) if layout else _recognised(file, layouts)
    translator = Translator(chosen, file.header)
    twice = translator.twice
    if twice:
        raise ScoreFileRefused(ScoreFileRefused.COLUMN_TWICE, columns=", ".join(twice))
    if not chosen.tells_year and not school_year:
        raise YearUnknown(layout=title_of(chosen))
    # A day may stand for no day: then the year is what the person says.
    says_all = chosen.tells_year and not chosen.placeholder_days
    return ReadAs(chosen, translator, "" if says_all else school_year)


def title_of(layout: Layout) -> str:
    """The layout's title, in the language of whoever reads it."""
    return lazy(lambda: layout.title(get_language() or "en"), str)()


def _named(file: ScoreFile, layouts: Sequence[Layout], key: str) -> Layout:
    """The layout that was asked for, if the file has its columns."""
    found = next((layout for layout in layouts if layout.key == key), None)
    if found is None:
        raise ScoreFileRefused(ScoreFileRefused.NO_LAYOUT, name=key, known=", ".join(one.key for one in layouts))
    missing = missing_columns(found, file.header)
    if not missing:
        return found
    others = recognise(file.header, layouts)
    if others:
        raise ScoreFileRefused(ScoreFileRefused.OTHER_LAYOUT, asked=title_of(found), other=title_of(others[0]))
    raise ScoreFileRefused(ScoreFileRefused.COLUMNS, missing=", ".join(missing[:MOST_NAMED]))


def _recognised(file: ScoreFile, layouts: Sequence[Layout]) -> Layout:
    """The layout that the first line belongs to."""
    found = recognise(file.header, layouts)
    if len(found) > 1:
        raise ScoreFileRefused(ScoreFileRefused.SEVERAL, known=", ".join(layout.key for layout in found))
    if found:
        return found[0]
    missing = missing_columns(PLAIN, file.header)
    # Who wrote a plain file and forgot a column is told which; any other header is that of a layout nobody knows.
    if len(missing) < len(PLAIN.recognised_by) - 1:
        raise ScoreFileRefused(ScoreFileRefused.COLUMNS, missing=", ".join(missing))
    raise HeaderUnknown(missing=", ".join(missing))
