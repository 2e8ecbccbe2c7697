"""A set of requirements made ready for many students: lines as bits, and for every kind of course where it fits.

Bits stand in the order in which lines are filled: first the lines of sections without a choice, then those of
sections with one, the open line last; among them those that are usually done in an earlier grade first. A section
without a choice is thereby served the same whatever is chosen elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from doorway.pathways.core.rules import (
    ByCourses,
    Choice,
    CourseKind,
    Line,
    Option,
    RuleSet,
    Selector,
    by_courses,
    selectors,
)
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.terms import Part, Place, exact_units, part_of, slot
from doorway.pathways.core.transcript import Certainty, Course

# A process that audits a whole state meets far fewer kinds of courses than this.
_MOST_KINDS = 200_000
# Nor does it ask for more than some thousands of sets of lines.
_MOST_MASKS = 20_000

NO, PERHAPS, YES = range(3)

# Lines without a usual grade come after those that have one.
_NO_GRADE = 99


@dataclass(frozen=True, slots=True)
class Fit:
    """Where one kind of course counts. ``lines``, ``perhaps``: bits; ``allowances``, ``ceilings``: indexes.

    ``opens`` and ``ways`` hold (index, YES or PERHAPS) of options that the course opens and of ways through criteria.
    ``counts``: gives credit at all at that grade. ``cap``: what the code gives at most, or None when it may be taken
    again and again. ``known``: the course list or the row says what it is. ``group``: one for all that fit alike.
    ``part``: which part of the class it is; ``half_unknown``: a line asks which half it is, and nothing says so.
    """

    group: int
    lines: int
    perhaps: int
    allowances: tuple[int, ...]
    ceilings: tuple[int, ...]
    opens: tuple[tuple[int, int], ...]
    ways: tuple[tuple[int, int], ...]
    counts: bool
    cap: int | None
    known: bool
    part: Part
    half_unknown: bool


@dataclass(frozen=True, slots=True)
class OptionBits:
    """An option of a choice with the bits of its lines and what it asks for in all."""

    option: Option
    bits: int
    credits: int


@dataclass(frozen=True, slots=True)
class ChoiceBits:
    """A choice with its options; ``even``: every option asks for the same number of credits, known for sure."""

    choice: Choice
    options: tuple[OptionBits, ...]
    bits: int
    even: bool


FitKey = tuple[str, tuple[str, ...] | None, tuple[str, ...] | None, Part, int]
# Code, term, part, credit and scale of a row.
RowKey = tuple[str, str, str, int, int | None]


class Compiled:
    """One :class:`RuleSet`, ready to be held against students. Remembers where it has put which kind of course.

    The set must be free of contradictions (``core.checks.contradictions``).
    """

    def __init__(self, rules: RuleSet, *, shares_rows: bool = False) -> None:
        """``shares_rows``: many students have the same rows, as in a file; those of a page are one student's alone, and
        would be kept for nothing."""
        self.rules = rules
        chosen = {line.section for line in rules.lines if line.choice}
        self.lines: tuple[Line, ...] = tuple(
            sorted(  # stable: file order within
                rules.lines, key=lambda line: (line.open, line.section in chosen, line.usual_grade or _NO_GRADE)
            )
        )
        self.bit: dict[str, int] = {line.key: 1 << index for index, line in enumerate(self.lines)}
        self.needs: tuple[int, ...] = tuple(line.credits for line in self.lines)
        self.open_bit: int = next((self.bit[line.key] for line in self.lines if line.open), 0)
        self.closed_bits: int = ((1 << len(self.lines)) - 1) & ~self.open_bit
        # Whether a line that does not take every course may be enough with less.
        self.vague: bool = any(line.enough is not None for line in self.lines if not line.open)
        self.choices: tuple[ChoiceBits, ...] = tuple(self._choice(choice) for choice in rules.choices)
        self.choice_bits: int = 0
        for choice in self.choices:
            self.choice_bits |= choice.bits
        self.allowance_bits: tuple[int, ...] = tuple(
            sum(self.bit[key] for key in allowance.lines) for allowance in rules.allowances
        )
        self.option_of: dict[int, OptionBits] = {
            self.bit[line.key]: option
            for choice in self.choices
            for option in choice.options
            for line in rules.lines
            if line.choice == choice.choice.key and line.option == option.option.key
        }
        # Options that a course can open, and ways through criteria that courses lead: numbered for ``Fit``.
        self.conditions: tuple[tuple[str, str, Selector], ...] = tuple(
            (choice.key, option.key, option.opened_when)
            for choice in rules.choices
            for option in choice.options
            if option.opened_when is not None
        )
        self.ways: tuple[ByCourses, ...] = tuple(
            part for criterion in rules.criteria for way in criterion.ways for part in by_courses(way)
        )
        self.index: dict[str, int] = {line.key: index for index, line in enumerate(self.lines)}
        self._bounds = _bounds(rules)
        # Whether a mark is asked for anywhere.
        self.asks_marks: bool = bool(self._bounds[2])
        # The lines that ask for one.
        self.marked: frozenset[str] = frozenset(
            line.key for line in rules.lines if any(one.min_mark for one in line.accepts)
        )
        self._moments: dict[object, int] = {}
        self._when: dict[tuple[int, int, str], int] = {}
        self._most: dict[int, int] = {}
        self._indexes: dict[int, tuple[int, ...]] = {}
        self._groups: dict[tuple[int, int, tuple[int, ...]], int] = {}
        # What was worked out for some lines and the credit for them; ``placing.choosing`` keeps it, knowing what it is.
        self.memory: dict[object, object] = {}
        self.before: dict[object, object] = {}
        # Open options, and the ways to pick them; ``options`` keeps both.
        self.opened: dict[tuple[str, str, int], Any] = {}
        self.picked: dict[object, Any] = {}
        # What these requirements make of a course that many students have; ``rows`` keeps it.
        self.known: dict[Course, Any] | None = {} if shares_rows else None
        # Codes as the rules write them, and what is meant by them; a code is the same in whatever capitals.
        names_classes = any(selector.codes for _place, selector in selectors(rules))
        self._spelling = Spelling(rules.catalog if names_classes else ())
        self._meant: dict[frozenset[str], frozenset[str]] = {frozenset(): frozenset()}
        self._fits: dict[FitKey, Fit] = {}
        self._parts: dict[RowKey, tuple[Part, int]] = {}
        self._slots: dict[tuple[str, str], str] = {}
        self._fillers: dict[tuple[int, int], dict[str, tuple[str, ...]]] = {}

    @cached_property
    def codes(self) -> Spelling:
        """The codes of the course list, by which others in other capitals are read."""
        return Spelling(self.rules.catalog)

    @cached_property
    def named_codes(self) -> frozenset[str]:
        """Codes that a requirement names, in small letters."""
        return frozenset(code.casefold() for _place, selector in selectors(self.rules) for code in selector.codes)

    def _choice(self, choice: Choice) -> ChoiceBits:
        options = []
        for option in choice.options:
            own = [line for line in self.rules.lines if line.choice == choice.key and line.option == option.key]
            bits = sum(self.bit[line.key] for line in own)
            options.append(OptionBits(option, bits, sum(line.credits for line in own)))
        even = len({option.credits for option in options}) <= 1 and not self.vague
        return ChoiceBits(choice, tuple(options), sum(option.bits for option in options), even)

    def bits(self, mask: int) -> tuple[int, ...]:
        """The indexes of the lines in a mask, in the order in which they are filled."""
        known = self._indexes.get(mask)
        if known is None:
            if len(self._indexes) >= _MOST_MASKS:
                self._indexes.clear()
            known = self._indexes[mask] = tuple([index for index in range(mask.bit_length()) if mask >> index & 1])
        return known

    def most(self, mask: int) -> int:
        """What the lines of a mask ask for together."""
        known = self._most.get(mask)
        if known is None:
            known = self._most[mask] = sum(self.needs[index] for index in self.bits(mask))
        return known

    @cached_property
    def followers(self) -> dict[str, tuple[str, ...]]:
        """For each line the lines that come directly after it."""
        found: dict[str, tuple[str, ...]] = {}
        for line in self.lines:
            if line.follows:
                found[line.follows] = (*found.get(line.follows, ()), line.key)
        return found

    def fit(self, course: Course, grade: int, mark: str) -> Fit:
        """Where the course fits when taken in that grade; ``mark`` is its final mark, or empty while there is none."""
        return self.fit_of_part(course, self.part(course)[0], grade, mark)

    def fit_of_part(self, course: Course, part: Part, grade: int, mark: str) -> Fit:
        """The same for whoever knows already which part of its class the course is."""
        year = course.year
        # Only years, grades and marks between which a rule makes a difference are told apart.
        when = self._when.get((year, grade, mark))
        if when is None:
            when = self._when[year, grade, mark] = self._moment(year, grade, mark)
        key = (course.code, course.areas, course.tags, part, when)
        known = self._fits.get(key)
        if known is None:
            if len(self._fits) >= _MOST_KINDS:
                self._fits.clear()
            known = self._fits[key] = self._fit(course, part, grade, mark)
        return known

    def settled(self, course: Course) -> Course:
        """The course with the exact credit of its term, where the record has it rounded."""
        units = self.part(course)[1]
        return course if units == course.units else course._replace(units=units)

    def part(self, course: Course) -> tuple[Part, int]:
        """Which part of its class a row is, and what it gives exactly."""
        key = (course.code, course.term, course.part, course.units, course.scale)
        known = self._parts.get(key)
        if known is None:
            if len(self._parts) >= _MOST_KINDS:
                self._parts.clear()
            kind = self.rules.catalog.get(course.code)
            exact = course._replace(units=exact_units(course, kind, self.rules.unknown_credits))
            whole = (kind.credits if kind is not None else 0) or self.rules.unknown_credits
            known = self._parts[key] = part_of(exact, kind, whole, self.rules.total), exact.units
        return known

    def slot(self, course: Course) -> str:
        """The slot of a row's term, by the ways to take its class (:func:`~doorway.pathways.core.terms.slot`)."""
        key = (course.code, course.term)
        known = self._slots.get(key)
        if known is None:
            if len(self._slots) >= _MOST_KINDS:
                self._slots.clear()
            kind = self.rules.catalog.get(course.code)
            known = self._slots[key] = slot(course.term, () if kind is None else kind.terms)
        return known

    def _moment(self, year: int, grade: int, mark: str) -> int:
        """A number for all years, grades and marks that no selector can tell apart."""
        years = sum(year >= bound for bound in self._bounds[0])
        grades = sum(grade >= bound for bound in self._bounds[1])
        marks = tuple(self._mark(asked, mark) for asked in sorted(self._bounds[2]))
        return self._moments.setdefault((years, grades, marks), len(self._moments))

    def _fit(self, course: Course, part: Part, grade: int, mark: str) -> Fit:
        rules = self.rules
        kind = rules.catalog.get(course.code)
        facts = _Facts.of(course, self._spelling.meant(course.code), kind, part, grade, mark)
        lines = perhaps = 0
        for line in self.lines:
            bit = self.bit[line.key]
            if line.open:
                continue
            sure = self._best(line.accepts, facts)
            if sure == YES:
                lines |= bit
            elif sure == PERHAPS or self._best(line.perhaps, facts) != NO:
                perhaps |= bit
        allowances = tuple(
            index for index, item in enumerate(rules.allowances) if self._best(item.courses, facts) == YES
        )
        ceilings = tuple([i for i, item in enumerate(rules.ceilings) if self._best(item.courses, facts) == YES])
        early = facts.grade < rules.first_grade
        named = bool(lines or perhaps or allowances)
        counts = not early or named or any(self.meets(selector, facts, any_grade=True) for selector in rules.early)
        opens = self._hits([(selector,) for _, _, selector in self.conditions], facts)
        ways = self._hits([way.courses for way in self.ways], facts)
        if kind is not None:
            cap = None if kind.repeatable else kind.credits or rules.unknown_credits
        else:
            cap = rules.unknown_credits
        told = kind is not None or course.areas is not None
        group = self._groups.setdefault((lines, perhaps, allowances), len(self._groups))
        asked = part is None and any(
            selector.parts and self.meets(selector, facts)
            for line in self.lines
            for selector in (*line.accepts, *line.perhaps)
        )
        return Fit(group, lines, perhaps, allowances, ceilings, opens, ways, counts, cap, told, part, asked)

    def _hits(self, groups: Sequence[Iterable[Selector]], facts: _Facts) -> tuple[tuple[int, int], ...]:
        found = ((index, self._best(selectors, facts)) for index, selectors in enumerate(groups))
        return tuple((index, answer) for index, answer in found if answer != NO)

    def _best(self, selectors: Iterable[Selector], facts: _Facts) -> int:
        return max((self.meets(selector, facts) for selector in selectors), default=NO)

    def meets(self, selector: Selector, facts: _Facts, *, any_grade: bool = False) -> int:
        """NO, PERHAPS (a pass without a rank where a mark is asked for, a part where a half is) or YES."""
        first_grade = selector.first_grade
        if first_grade is None and selector.last_grade is None and not any_grade:
            first_grade = self.rules.first_grade
        if (
            (selector.codes or selector.areas)
            and facts.code not in self._codes(selector.codes)
            and not (selector.areas & facts.areas)
        ):
            return NO
        if not selector.tags <= facts.tags or selector.without & facts.tags:
            return NO
        half = _half(selector.parts, facts.part) if selector.parts else YES
        if half == NO:
            return NO
        if not (_within(facts.grade, first_grade, selector.last_grade)):
            return NO
        if not (_within(facts.year, selector.first_year, selector.last_year)):
            return NO
        return min(half, self._mark(selector.min_mark, facts.mark))

    def would_meet(self, selector: Selector, course: Course, grade: int) -> bool:
        """Whether a course is for sure one that a selector takes, whatever its mark."""
        kind = self.rules.catalog.get(course.code)
        code, part = self._spelling.meant(course.code), self.part(course)[0]
        return self.meets(selector, _Facts.of(course, code, kind, part, grade, "")) == YES

    def _codes(self, written: frozenset[str]) -> frozenset[str]:
        known = self._meant.get(written)
        if known is None:
            known = self._meant[written] = frozenset(map(self._spelling.meant, written))
        return known

    def _mark(self, asked: str, given: str) -> int:
        if not asked or not given:
            return YES
        rank, least = self.rules.marks[given].rank, self.rules.marks[asked].rank
        if rank is None or least is None:
            return PERHAPS
        return YES if rank >= least else NO

    def fillers(self, year: int, grade: int) -> dict[str, tuple[str, ...]]:
        """For each line the codes of the course list that would count for it when taken in that year and grade; of
        classes that are still taught.
        """
        known = self._fillers.get((year, grade))
        if known is None:
            known = self._fillers[year, grade] = self._find_fillers(year, grade)
        return known

    def _find_fillers(self, year: int, grade: int) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {line.key: [] for line in self.lines}
        for kind in self.rules.catalog.values():
            if not kind.is_offered or not _within(grade, kind.first_grade, kind.last_grade):
                continue
            course = Course(kind.code, kind.code, kind.credits, year, state=Certainty.PLANNED)
            fit = self._fit(course, "", grade, "")
            for index in self.bits(fit.lines):
                found[self.lines[index].key].append(kind.code)
        return {key: tuple(codes) for key, codes in found.items()}


def _bounds(rules: RuleSet) -> tuple[set[int], set[int], set[str]]:
    """The years and grades at which a rule begins or has just ended, and the marks that are asked for."""
    years: set[int] = set()
    grades = {rules.first_grade}
    marks: set[str] = set()
    for _, selector in selectors(rules):
        years |= {selector.first_year or 0, (selector.last_year or -1) + 1}
        grades |= {selector.first_grade or 0, (selector.last_grade or -1) + 1}
        marks |= {selector.min_mark} - {""}
    return years, grades, marks


def _half(asked: frozenset[str], part: Part) -> int:
    """Whether a part of a class is of one of the halves that are asked for."""
    if part is None:
        return PERHAPS
    if isinstance(part, Place):
        return YES if asked & part.halves else NO
    return YES if not part or part in asked else NO


def _within(value: int, first: int | None, last: int | None) -> bool:
    return (first is None or value >= first) and (last is None or value <= last)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What selectors look at. ``code``: which class is meant, whatever its capitals."""

    code: str
    areas: frozenset[str]
    tags: frozenset[str]
    part: Part
    year: int
    grade: int
    mark: str

    @classmethod
    def of(cls, course: Course, code: str, kind: CourseKind | None, part: Part, grade: int, mark: str) -> _Facts:
        areas: Iterable[str] = kind.areas if kind and course.areas is None else course.areas or ()
        tags: Iterable[str] = kind.tags if kind and course.tags is None else course.tags or ()
        with_parents = {".".join(area.split(".")[:depth]) for area in areas for depth in range(1, area.count(".") + 2)}
        return cls(code, frozenset(with_parents), frozenset(tags), part, course.year, grade, mark)
