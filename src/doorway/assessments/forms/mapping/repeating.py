"""Headings that repeat: "Exam Code 01" to "Exam Code 30", "August_SCORE" to "July_SCORE", "Fall RIT" and "Spring RIT".

They are one choice on the screen, "Exam Code *", and one result for each name comes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_TIMES = ("Beginning", "Middle", "End", "Fall", "Autumn", "Winter", "Spring", "Summer", "BOY", "MOY", "EOY")
_WORDS = (*_MONTHS, *_TIMES, *(month[:3] for month in _MONTHS))
# Who names two of these names all of them: the file of the fall has no column for the spring yet.
_WHOLE = (
    _MONTHS,
    tuple(month[:3] for month in _MONTHS),
    ("Fall", "Winter", "Spring"),
    ("Autumn", "Winter", "Spring"),
    ("Beginning", "Middle", "End"),
    ("BOY", "MOY", "EOY"),
)
# A word stands by itself ("May", not "Mayor"), but underscores and digits part words, too.
_NAME = re.compile(rf"\d+|(?<![^\W\d_])(?:{'|'.join(_WORDS)})(?![^\W\d_])", re.IGNORECASE)
STAR = "*"
# More would hide the columns among which one chooses.
MOST = 60


@dataclass(frozen=True)
class Family:
    """Headings that differ in one name only. ``heading`` has a * in its place; ``names`` in the order of the file."""

    heading: str
    names: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        """The names that such a file may have: of months and times of the year all, of anything else what is there."""
        own = {name.casefold() for name in self.names}
        whole = next((names for names in _WHOLE if own <= {name.casefold() for name in names}), None)
        if whole is None:
            return self.names
        written = {name.casefold(): name for name in self.names}
        like = next((case for case in (str.upper, str.lower) if all(case(name) == name for name in self.names)), str)
        return tuple(written.get(name.casefold(), like(name)) for name in whole)

    @property
    def title(self) -> str:
        """As one chooses it: "Exam Code * (01 … 30)"."""
        return f"{self.heading} ({self.names[0]} … {self.names[-1]})"


def families(headings: Iterable[str]) -> dict[str, Family]:
    """The headings that repeat, by what they are called with a *; in the order of the file."""
    found: dict[str, dict[str, None]] = {}
    for heading in headings:
        for name in _NAME.finditer(heading):
            starred = heading[: name.start()] + STAR + heading[name.end() :]
            # A heading that is nothing but a number says nothing.
            if starred.strip() != STAR:
                found.setdefault(starred, {})[name[0]] = None
    several = (Family(heading, tuple(names)) for heading, names in found.items() if len(names) > 1)
    return {family.heading: family for family in list(several)[:MOST]}


def names_of(used: Sequence[Family]) -> tuple[str, ...]:
    """The names that any of these may have, each once."""
    return tuple(dict.fromkeys(name for family in used for name in family.every))
