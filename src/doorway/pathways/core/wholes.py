"""From when on a class is there as a whole. What opens a way, or fulfils a criterion, is a class, not a semester of it.

Of calculus with a C in the first semester and an F in the second nobody has passed the class. Its credit still counts
where it counts: only ways through choices and criteria ask for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rows import LEVELS, Row
from doorway.pathways.core.terms import ROUNDED
from doorway.pathways.core.transcript import Certainty, Transcript

ASK = int(Certainty.ASK)
_UNDER_WAY = frozenset({Certainty.IN_PROGRESS, Certainty.SCHEDULED})


class Wholes:
    """Says it of the classes of one record. ``this_year``: the school year that runs, by its end."""

    def __init__(self, compiled: Compiled, transcript: Transcript, this_year: int) -> None:
        self.compiled, self.transcript, self.this_year = compiled, transcript, this_year

    def since(self, hits: Iterable[tuple[int, Row]]) -> dict[str, int]:
        """By code the level from which on all of the class is there; classes of which it never is are left out.

        ``hits``: rows that count, each with the level from which on it does. Somebody has to say it (the level to ask)
        where nobody knows how large a class is, and of a class of which a part is under way or is of this year, while
        the rest is not on the record yet: many schools register one term at a time.
        """
        by_code: dict[str, list[tuple[int, Row]]] = {}
        for hit in hits:
            by_code.setdefault(hit[1].course.code, []).append(hit)
        found = {code: self._since(code, own) for code, own in by_code.items()}
        return {code: level for code, level in found.items() if level < LEVELS}

    def _since(self, code: str, hits: list[tuple[int, Row]]) -> int:
        kind = self.compiled.rules.catalog.get(code)
        size = kind.credits if kind is not None else 0
        whole = size or self.compiled.rules.unknown_credits
        for level in sorted({at for at, _row in hits}):
            if self._given([row for at, row in hits if at <= level]) >= whole:
                return level
        if not size:
            return ASK
        is_open = any(
            row.level in _UNDER_WAY or (row.level is Certainty.EARNED and row.course.year >= self.this_year)
            for _at, row in hits
        )
        # Where a part was failed this year, that the rest is still to come is hoped no more.
        return ASK if is_open and self._failed.get(code, 0) < self.this_year else LEVELS

    def may_stand_for_all(self, row: Row) -> bool:
        """Whether a decision about a part can stand for the class: not where another part was failed since."""
        return row.course.year > self._failed.get(row.course.code, 0)

    def fell_short(self, row: Row, rows: Iterable[Row]) -> bool:
        """Whether a part of the class of a row was failed in its year or since, and what was passed is not all of it.

        ``rows``: all that give credit. A class that may be taken often is another one every year.
        """
        course, often = row.course, row.fit.cap is None
        own = [one for one in rows if one.course.code == course.code and one.level is Certainty.EARNED]
        if often:
            own = [one for one in own if one.course.year == course.year]
        failed = self._failed_in(course.code)
        if not any(year == course.year if often else year >= course.year for year in failed):
            return False
        kind = self.compiled.rules.catalog.get(course.code)
        whole = (kind.credits if kind is not None else 0) or self.compiled.rules.unknown_credits
        return self._given(own) < whole

    def _failed_in(self, code: str) -> list[int]:
        """The school years in which a part of a class gave no credit."""
        marks = self.compiled.rules.marks
        return [
            course.year
            for course in self.transcript.courses
            if course.code == code
            and course.state is Certainty.EARNED
            and course.mark in marks
            and marks[course.mark].credit == "no"
        ]

    @cached_property
    def _failed(self) -> dict[str, int]:
        """The last school year in which a part of a class gave no credit, by its code."""
        marks = self.compiled.rules.marks
        found: dict[str, int] = {}
        for course in self.transcript.courses:
            is_failed = course.state is Certainty.EARNED and course.mark in marks
            if is_failed and marks[course.mark].credit == "no":
                found[course.code] = max(course.year, found.get(course.code, 0))
        return found

    def _given(self, rows: Iterable[Row]) -> Fraction | int:
        """What rows of one class give of it, each part once.

        A school that counts otherwise writes a class with its own figure, or with a larger one where it asks for more
        in all: whichever says more. A decision to convert credit changes what it counts for, and not how much of the
        class was taken. A share that is written with two or three digits is the share.
        """
        parts: dict[object, Fraction | int] = {}
        total = self.compiled.rules.total
        for row in rows:
            course = row.course
            units: Fraction | int = course.units
            if course.scale is not None:
                units = max(units, Fraction(units * total, course.scale))
            parts[row.thing] = max(units, parts.get(row.thing, 0))
        return sum(parts.values()) + (ROUNDED * len(parts) if len(parts) > 1 else 0)
