"""Classes that gave credit, but whose mark is too low for what still asks for a better one: they may be taken again.

A class counts once, so it is not offered again to whoever has passed it. A D where a C is asked for has given its
credit and fills nothing of the line that asks: there the class is to be had as if it were not taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from doorway.pathways.core.apart import spelled, told_apart
from doorway.pathways.core.compiled import YES, Compiled, Fit
from doorway.pathways.core.own_units import own_units
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rows import thing_in
from doorway.pathways.core.rules import Selector, Words, by_courses
from doorway.pathways.core.terms import together
from doorway.pathways.core.transcript import Certainty, Course, Transcript

_WELL = frozenset({Status.MET, Status.IN_PROGRESS, Status.SCHEDULED})


@dataclass(frozen=True)
class TooLow:
    """A class and what asks for a better mark. ``asked``: the least mark that would do; ``marks``: those it has.

    ``rows``: keys of the courses that have them, all of one class; its ``code`` may be a general one. ``units``: what
    is missing of the class with such a mark; ``title``: of what asks for it.
    """

    code: str
    rows: tuple[str, ...]
    marks: tuple[str, ...]
    asked: str
    units: int
    title: Words


@dataclass(frozen=True)
class _Taken:
    """A row that gives credit, with where it fits by its own mark, and where it would with any."""

    course: Course
    grade: int
    fit: Fit
    best: Fit
    thing: object


class LowMarks:
    """Finds them in one record. ``factors``: of recorded conversions, by the keys of the rows (``Audit.factors``)."""

    def __init__(
        self, compiled: Compiled, transcript: Transcript, factors: Mapping[str, Fraction] = MappingProxyType({})
    ) -> None:
        self.compiled, self.factors = compiled, factors
        self._by_code: dict[str, list[_Taken]] = {}
        # Most requirements ask for a mark nowhere, and then nothing is looked at.
        if compiled.asks_marks:
            transcript = spelled(compiled, transcript)
            # Classes under a general code are several to the audit; what is found has the code of the record.
            for course, one in zip(transcript.courses, told_apart(compiled, transcript).courses, strict=True):
                taken = self._taken(course, transcript.class_of)
                if taken is not None:
                    self._by_code.setdefault(one.code, []).append(taken)
        self._codes = [
            code for code, rows in self._by_code.items() if any(row.best is not row.fit for row in rows)
        ]  # fmt: skip

    def _taken(self, course: Course, class_of: int) -> _Taken | None:
        rules, mark = self.compiled.rules, ""
        if course.units <= 0:
            return None
        if course.state is Certainty.EARNED:
            known = rules.marks.get(course.mark)
            if known is None or known.credit == "no":
                return None
            mark = course.mark if known.credit == "yes" else ""
        grade = 12 - class_of + course.year if course.grade is None else course.grade
        part, units = self.compiled.part(course)
        exact = course if units == course.units else course._replace(units=units)
        best = self.compiled.fit_of_part(exact, part, grade, "")
        fit = best if not mark else self.compiled.fit_of_part(exact, part, grade, mark)
        return _Taken(exact, grade, fit, best, thing_in(self.compiled, exact, part, fit))

    def of_line(self, line: LineResult) -> tuple[TooLow, ...]:
        """For a requirement that is open, by code."""
        if not self._codes or line.line.open or line.status in _WELL:
            return ()
        index, used = self.compiled.index[line.line.key], {use.row.course.key for use in line.uses}
        return tuple(self._for_line(index, line.line.title, used))

    def codes_of(self, key: str) -> frozenset[str]:
        """Codes of classes whose mark is too low for a requirement, whether it is open or not."""
        index = self.compiled.index[key]
        return frozenset(one.code for one in self._for_line(index, self.compiled.lines[index].title, ()))

    def _for_line(self, index: int, title: Words, used: Collection[str]) -> Iterator[TooLow]:
        bit = 1 << index
        for code in self._codes:
            rows = self._by_code[code]
            low = [
                row for row in rows
                if row.best.lines & bit and not (row.fit.lines | row.fit.perhaps) & bit and row.course.key not in used
            ]  # fmt: skip
            there = [row for row in rows if row.fit.lines & bit or row.course.key in used]
            yield from self._found(low, there, self.compiled.lines[index].accepts, title)

    def _for_hits(self, name: str, number: int, selectors: Iterable[Selector], title: Words) -> Iterator[TooLow]:
        """The same of an option that a class opens, or a way beside the credits: both are numbered."""
        wanted, selectors = (number, YES), tuple(selectors)
        for code in self._codes:
            rows = self._by_code[code]
            low = [
                row for row in rows
                if wanted in getattr(row.best, name) and all(one != number for one, _sure in getattr(row.fit, name))
            ]  # fmt: skip
            there = [row for row in rows if wanted in getattr(row.fit, name)]
            yield from self._found(low, there, selectors, title)

    def _found(
        self, low: list[_Taken], there: list[_Taken], selectors: Iterable[Selector], title: Words
    ) -> Iterator[TooLow]:
        given: dict[object, int] = {}
        for row in there:
            units = own_units(row.course, self.factors, self.compiled.rules.total)
            given[row.thing] = max(units, given.get(row.thing, 0))
        low = [row for row in low if row.thing not in given]
        if not low:
            return
        code = low[0].course.code
        kind = self.compiled.rules.catalog.get(code)
        whole = (kind.credits if kind is not None else 0) or self.compiled.rules.unknown_credits
        units = whole - together(given)
        if units > 0:
            marks = tuple(dict.fromkeys(row.course.mark for row in low))
            asked = min((self._asked(row, selectors) for row in low), key=self._rank)
            yield TooLow(code, tuple(row.course.key for row in low), marks, asked, units, title)

    def _rank(self, mark: str) -> int:
        return (self.compiled.rules.marks[mark].rank or 0) if mark else 0

    def _asked(self, row: _Taken, selectors: Iterable[Selector]) -> str:
        """The least mark with which a row would fit."""
        marks = {one.min_mark for one in selectors if one.min_mark}
        for mark in sorted(marks, key=self._rank):
            if any(one.min_mark == mark and self.compiled.would_meet(one, row.course, row.grade) for one in selectors):
                return mark
        return ""

    def of_way(self, number: int) -> tuple[TooLow, ...]:
        """For a way beside the credits, by its number among those of the requirements."""
        if not self._codes:
            return ()
        return tuple(self._for_hits("ways", number, self.compiled.ways[number].courses, {}))

    def of_all(self, result: Audit) -> Iterator[TooLow]:
        """For all that is open in an audit: lines, options that a class completes, and ways beside the credits."""
        if not self._codes:
            return
        self.factors = result.factors
        for line in result.lines:
            yield from self.of_line(line)
        open_choices = {one.choice.key for one in result.choices if one.status not in _WELL}
        for number, (choice, option, selector) in enumerate(self.compiled.conditions):
            if choice in open_choices:
                yield from self._for_hits("opens", number, (selector,), self._option(choice, option))
        open_ways = {
            id(part): one.criterion.title
            for one in result.criteria
            if one.applies and one.status not in _WELL
            for way in one.criterion.ways
            for part in by_courses(way)
        }
        for number, way in enumerate(self.compiled.ways):
            if id(way) in open_ways:
                yield from self._for_hits("ways", number, way.courses, open_ways[id(way)])

    def of_any(self) -> frozenset[str]:
        """Codes of classes whose mark is too low for anything in the requirements, whether it is open or not."""
        found: set[str] = set()
        for index, line in enumerate(self.compiled.lines if self._codes else ()):
            if not line.open:
                found.update(one.code for one in self._for_line(index, line.title, ()))
        for number, (_choice, _option, selector) in enumerate(self.compiled.conditions if self._codes else ()):
            found.update(one.code for one in self._for_hits("opens", number, (selector,), {}))
        for number, way in enumerate(self.compiled.ways if self._codes else ()):
            found.update(one.code for one in self._for_hits("ways", number, way.courses, {}))
        return frozenset(found)

    def _option(self, choice: str, option: str) -> Words:
        options = (one for bits in self.compiled.rules.choices if bits.key == choice for one in bits.options)
        return next((one.title for one in options if one.key == option), {})
