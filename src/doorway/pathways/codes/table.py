"""The national table as it was taken in last: its titles, its areas, and what a class may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from doorway.pathways.core.guessing import Entry, Guess, Guesser
from doorway.pathways.models import NationalCourse, Release

DIGITS = 5
# The last course of each area is named after it: "Mathematics—Other".
_OTHER = "999"


@dataclass(frozen=True)
class NationalTable:
    """All courses by their five digits. Empty where no release was taken in."""

    courses: dict[str, Entry] = field(default_factory=dict)
    name: str = ""

    @property
    def is_there(self) -> bool:
        """Whether a release was taken in."""
        return bool(self.courses)

    def of(self, code: str) -> Entry | None:
        """The course of a code; what stands behind its five digits says level and credits, and no other course."""
        return self.courses.get(code[:DIGITS])

    def knows(self, code: str) -> bool:
        """Whether a code can be right: it is in the table, or there is no table."""
        return not self.is_there or self.of(code) is not None

    def area_of(self, code: str) -> str:
        """The subject area of a code, as the table names it."""
        other = self.courses.get(code[:2] + _OTHER)
        return "" if other is None else other.title.split("—")[0].strip()

    def guess(self, title: str, grades: range | None) -> list[Guess]:
        """What a class of this title, and of these grades where they are known, may be."""
        return self._guesser.guess(title, grades)

    @cached_property
    def _guesser(self) -> Guesser:
        return Guesser(self.courses.values())


_made: dict[object, NationalTable] = {}
_lock = Lock()


def national_table() -> NationalTable:
    """The table of now. One query, one more after a release was taken in."""
    newest = Release.objects.filter(kind=Release.Kind.SCED).values_list("pk", "name", "taken_in_at").first()
    if newest is None:
        return NationalTable()
    with _lock:
        if newest not in _made:
            _made.clear()
            _made[newest] = NationalTable(_entries(NationalCourse.objects.all()), newest[1])
        return _made[newest]


def _entries(rows: Iterable[NationalCourse]) -> dict[str, Entry]:
    return {row.code: Entry(row.code, row.title, row.about) for row in rows}
