"""A set of requirements as frozen values: what a school, a district or a state asks for, line by line.

Texts are tables from language to wording and are only carried along. Credits are thousandths (``core.units``), school
years are the year in which they end, grades are numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Words = Mapping[str, str]


@dataclass(frozen=True)
class Selector:
    """Which courses are meant. Everything that is given must hold; of ``codes`` and ``areas`` one hit is enough.

    A code is one in whatever capitals (``core.spelling``). An area covers what is below it: ``science`` covers
    ``science.biology``. ``parts`` are halves of a class ("1", "2"): the whole class fits every one of them, a part of
    it those that it reaches into (``core.terms``), and a part of which nobody has said which it is may fit.
    ``min_mark`` binds completed courses only.
    """

    codes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    min_mark: str = ""
    first_grade: int | None = None
    last_grade: int | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Line:
    """One requirement.

    ``accepts`` count for sure, ``perhaps`` only when somebody says so (the answer is then "ask"). ``enough``, when it
    is lower than ``credits``, is what may be enough: between the two the answer is "ask" as well. The ``open`` line
    takes every course. A ``choice`` and its ``option`` are set on lines that stand in an either/or or n-of-m.
    """

    key: str
    section: str
    credits: int
    accepts: tuple[Selector, ...] = ()
    perhaps: tuple[Selector, ...] = ()
    open: bool = False
    enough: int | None = None
    choice: str = ""
    option: str = ""
    # The grade in which it is usually taken, and the line that has to come first.
    usual_grade: int | None = None
    follows: str = ""
    layer: str = ""
    cite: str = ""
    source: str = ""
    title: Words = field(default_factory=dict, hash=False)
    words: Words = field(default_factory=dict, hash=False)
    ask: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Option:
    """One way through a choice.

    ``opened_by`` names the decision that opens it, ``opened_when`` the course that does; without either it is always
    open. ``forgives``: once it is open, what its lines lack is not missed (they still take the courses they can).
    """

    key: str
    opened_by: str = ""
    opened_when: Selector | None = None
    forgives: bool = False
    title: Words = field(default_factory=dict, hash=False)

    @property
    def always_open(self) -> bool:
        """Whether nothing has to happen before a student may take it."""
        return not self.opened_by and self.opened_when is None


@dataclass(frozen=True)
class Choice:
    """``pick`` of the options must be done; each option has lines of its own."""

    key: str
    section: str
    pick: int
    options: tuple[Option, ...]
    layer: str = ""
    cite: str = ""
    source: str = ""
    title: Words = field(default_factory=dict, hash=False)
    words: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Allowance:
    """Courses that the lines would not take by themselves: together they may fill ``credits`` of these lines."""

    key: str
    courses: tuple[Selector, ...]
    lines: frozenset[str]
    credits: int
    cite: str = ""
    source: str = ""
    words: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Ceiling:
    """Of these courses no more than ``credits`` count at all.

    What falls under several counts against each of them. A class of which some is under it and some is not is split
    as it is best for the student, and gives its credit once.
    """

    key: str
    courses: tuple[Selector, ...]
    credits: int
    cite: str = ""
    source: str = ""
    words: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class ByTest:
    """A score that fulfils a criterion."""

    test: str
    part: str
    score: int


@dataclass(frozen=True)
class ByCourses:
    """Courses that fulfil a criterion without being used up: ``credits`` of them, or ``count`` different codes."""

    courses: tuple[Selector, ...]
    credits: int = 0
    count: int = 0


@dataclass(frozen=True)
class ByKinds:
    """Courses of so many different kinds: each of them counts for one kind, whatever others it is of."""

    kinds: tuple[ByCourses, ...]
    count: int


@dataclass(frozen=True)
class ByAverage:
    """An unweighted grade average in thousandths of a point, over completed high-school courses that carry points."""

    points: int


@dataclass(frozen=True)
class ByCredits:
    """So much credit in all, whatever it is for."""

    credits: int


@dataclass(frozen=True)
class ByFact:
    """Something that is known about the student, like a form that was handed in."""

    fact: str


Way = ByTest | ByCourses | ByKinds | ByAverage | ByCredits | ByFact


def by_courses(way: Way) -> tuple[ByCourses, ...]:
    """What a way asks of courses: itself, or each of its kinds; nothing where it asks for something else."""
    if isinstance(way, ByKinds):
        return way.kinds
    return (way,) if isinstance(way, ByCourses) else ()


@dataclass(frozen=True)
class Criterion:
    """Something that must be so beside the credits; any one of the ways is enough.

    ``only_for`` names a fact about the student; the criterion binds only those of whom it is known to be true.
    """

    key: str
    section: str
    ways: tuple[Way, ...]
    only_for: str = ""
    layer: str = ""
    cite: str = ""
    source: str = ""
    title: Words = field(default_factory=dict, hash=False)
    words: Words = field(default_factory=dict, hash=False)
    ask: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Mark:
    """What a mark means: credit or not, or not yet; its rank for "C or better"; its points for averages."""

    mark: str
    credit: Literal["yes", "no", "pending"]
    rank: int | None = None
    points: int | None = None


@dataclass(frozen=True)
class CourseKind:
    """A class of the course list; ``credits`` is what all its terms together give.

    ``titles``: what it is called in other languages. ``terms``: ways to take it, “S1 S2” for two
    terms; empty is not known. ``is_offered``: whether it is still taught; older records have it either way.
    """

    code: str
    title: str = ""
    areas: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    credits: int = 0
    repeatable: bool = False
    first_grade: int | None = None
    last_grade: int | None = None
    titles: Words = field(default_factory=dict, hash=False)
    terms: tuple[str, ...] = ()
    is_offered: bool = True


@dataclass(frozen=True)
class Printed:
    """A sum that the published list prints: of a section, of "core" (all but the open line) or of the "total"."""

    what: str
    credits: int


@dataclass(frozen=True)
class Section:
    """A heading over lines."""

    key: str
    title: Words = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class RuleSet:
    """Everything that one graduating class is held against.

    ``split``: "free" lets a course fill several lines with parts of its credit; with "one" a course counts for one
    line, and only the open line takes what is left of it. Courses before ``first_grade`` count when ``early`` or a
    selector with grades of its own names them. A course that the list does not know gives at most
    ``unknown_credits`` however often it is passed. ``pace``: credits that should be there at the end of a grade.
    """

    key: str
    lines: tuple[Line, ...]
    marks: Mapping[str, Mark] = field(hash=False)
    catalog: Mapping[str, CourseKind] = field(default_factory=dict, hash=False)
    sections: tuple[Section, ...] = ()
    choices: tuple[Choice, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    total: int = 0
    split: Literal["free", "one"] = "free"
    first_class: int | None = None
    last_class: int | None = None
    first_grade: int = 9
    early: tuple[Selector, ...] = ()
    unknown_credits: int = 1000
    pace: Mapping[int, int] = field(default_factory=dict, hash=False)
    printed: tuple[Printed, ...] = ()
    layer: str = ""
    cite: str = ""
    source: str = ""
    title: Words = field(default_factory=dict, hash=False)
    words: Words = field(default_factory=dict, hash=False)
    ask: Words = field(default_factory=dict, hash=False)


def selectors(rules: RuleSet) -> Iterator[tuple[str, Selector]]:
    """Every selector of a set with its place."""
    for line in rules.lines:
        for selector in (*line.accepts, *line.perhaps):
            yield f"lines.{line.key}", selector
    for choice in rules.choices:
        for option in choice.options:
            if option.opened_when is not None:
                yield f"choices.{choice.key}.options.{option.key}", option.opened_when
    for allowance in rules.allowances:
        yield from ((f"allowances.{allowance.key}", selector) for selector in allowance.courses)
    for ceiling in rules.ceilings:
        yield from ((f"ceilings.{ceiling.key}", selector) for selector in ceiling.courses)
    for criterion in rules.criteria:
        for way in criterion.ways:
            for part in by_courses(way):
                yield from ((f"criteria.{criterion.key}", selector) for selector in part.courses)
    yield from (("early", selector) for selector in rules.early)


# The words that the requirements have for the two marks of a catalog.
CONCURRENT_TAG, CTE_AREA = "ce", "cte"


def known_marks(sets: Iterable[RuleSet]) -> dict[str, str]:
    """Every mark of some sets: by itself, and in small letters, so that an “a” is the “A” that was defined."""
    marks = sorted({mark for rules in sets for mark in rules.marks})
    return {**{mark.casefold(): mark for mark in reversed(marks)}, **{mark: mark for mark in marks}}
