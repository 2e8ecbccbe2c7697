"""From when on a class is there as a whole. What opens a way, or fulfils a criterion, is a class, not a semester of it.

Of calculus with a C in the first semester and an F in the second nobody has passed the class. Its credit still counts
where it counts: only ways through choices and criteria ask for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rows import LEVELS, Row
from doorway.pathways.core.terms import ROUNDED, is_summer, together
from doorway.pathways.core.transcript import Certainty, Course, Transcript

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
        if not is_open:
            return LEVELS
        # Where a part was failed this year and not made up, that the rest is still to come is hoped no more.
        failed = [course for course in self._failed_in(code) if course.year >= self.this_year]
        passed = [row for _at, row in hits if row.level is Certainty.EARNED]
        return LEVELS if failed and self._is_open(failed, passed) else ASK

    def may_stand_for_all(self, row: Row, rows: Iterable[Row]) -> bool:
        """Whether a decision about a part can stand for the class: not where another part was failed since, unless that
        part was made up.

        ``rows``: all that give credit.
        """
        failed = [one for one in self._failed_in(row.course.code) if one.year >= row.course.year]
        return not failed or not self._is_open(failed, self._passed(row, rows))

    def fell_short(self, row: Row, rows: Iterable[Row]) -> bool:
        """Whether a part of the class of a row was failed in its year or since, and neither that part was made up nor
        all of the class passed.

        ``rows``: all that give credit. A class that may be taken often is another one every year.
        """
        course, often = row.course, row.fit.cap is None
        failed = [
            one for one in self._failed_in(course.code)
            if (one.year == course.year if often else one.year >= course.year)
        ]  # fmt: skip
        if not failed:
            return False
        own = self._passed(row, rows)
        return self._given(own) < self._whole(course.code) and self._is_open(failed, own)

    def _passed(self, row: Row, rows: Iterable[Row]) -> list[Row]:
        """The rows of the class of a row that are passed; of one that may be taken often, in its year."""
        code, year = row.course.code, row.course.year if row.fit.cap is None else None
        return [
            one for one in rows
            if one.course.code == code and one.level is Certainty.EARNED and year in {None, one.course.year}
        ]  # fmt: skip

    def _is_open(self, failed: Iterable[Course], passed: Iterable[Row]) -> bool:
        """Whether something that was failed has not been passed: that part of the class, in another term of the year or
        in a later one.

        A row of which nobody knows the part, as most of summer are, makes up one part that was failed before it.
        """
        parts = [(one.course, self.compiled.part(one.course)[0]) for one in passed]
        known = [(course, part) for course, part in parts if part]
        unknown = [course for course, part in parts if part is None]
        lacking: dict[object, Course] = {}
        for course in failed:
            part = self.compiled.part(course)[0]
            if part == "":  # all of it
                return True
            if not part or not any(part == other and self._is_another(one, course) for one, other in known):
                thing = part or (course.year, self.compiled.slot(course))
                lacking[thing] = max(lacking.get(thing, course), course, key=_when)
        # The latest is what the fewest come after.
        for course in sorted(lacking.values(), key=_when, reverse=True):
            after = next((one for one in unknown if _is_after(one, course)), None)
            if after is None:
                return True
            unknown.remove(after)
        return False

    def _is_another(self, course: Course, failed: Course) -> bool:
        """Whether a row is of the same year as a failed one and of another term, or of a later year."""
        if course.year == failed.year:
            return self.compiled.slot(course) != self.compiled.slot(failed)
        return course.year > failed.year

    def _whole(self, code: str) -> int:
        kind = self.compiled.rules.catalog.get(code)
        return (kind.credits if kind is not None else 0) or self.compiled.rules.unknown_credits

    def _failed_in(self, code: str) -> list[Course]:
        """The rows of a class that gave no credit."""
        marks = self.compiled.rules.marks
        return [
            course
            for course in self.transcript.courses
            if course.code == code
            and course.state is Certainty.EARNED
            and course.mark in marks
            and marks[course.mark].credit == "no"
        ]

    def _given(self, rows: Iterable[Row]) -> Fraction | int:
        """What rows of one class give of it, each part once.

        A school that counts otherwise writes a class with its own figure, or with a larger one where it asks for more
        in all: whichever says more. A decision to convert credit changes what it counts for, and not how much of the
        class was taken. A share that is written with two or three digits is the share.
        """
        parts: dict[object, Fraction] = {}
        total = self.compiled.rules.total
        for row in rows:
            course = row.course
            units = Fraction(course.units)
            if course.scale is not None:
                units = max(units, Fraction(units * total, course.scale))
            parts[row.thing] = max(units, parts.get(row.thing, Fraction()))
        return together(parts) + (ROUNDED * len(parts) if len(parts) > 1 else 0)


def _when(course: Course) -> tuple[int, bool]:
    """What a row of another part of the class can be told by to be later: the year, and its summer."""
    return course.year, is_summer(course.term)


def _is_after(course: Course, failed: Course) -> bool:
    return _when(course) > _when(failed)
