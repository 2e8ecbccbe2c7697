"""The requirements of an authority, class by class, as values of the engine; a district's stand on its state's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from doorway.pathways.core.checks import contradictions
from doorway.pathways.core.rules import (
    Allowance,
    ByAverage,
    ByCourses,
    ByFact,
    ByKinds,
    ByTest,
    Ceiling,
    Choice,
    CourseKind,
    Criterion,
    Line,
    Mark,
    Option,
    Printed,
    RuleSet,
    Section,
    Selector,
    Way,
    Words,
)
from doorway.pathways.rules.errors import NoSetForClass, RulesError
from doorway.pathways.rules.layers import problems_of
from doorway.pathways.rules.loader import Files, read
from doorway.pathways.rules.schema import AllowancePart, CeilingPart, Selectors, WayPart, WholeSet
from doorway.pathways.rules.whole import whole
from doorway.policy.packs import Problem, Text


@dataclass(frozen=True)
class Known:
    """What a rule makes depend on and a person says of a student; ``question`` is how it is asked."""

    key: str
    title: Words
    question: Words
    about: Words
    yes: Words
    no: Words


@dataclass(frozen=True)
class RuleBook:
    """All sets of one authority. ``areas``: what classes can be about, with their names.

    ``national``: for beginnings of national course codes the areas of which such classes usually are.
    """

    name: str
    title: Words
    sets: tuple[RuleSet, ...]
    areas: Mapping[str, Words]
    languages: tuple[str, ...]
    national: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Each set by its key as it is written, with what it takes over from the layer below.
    wholes: Mapping[str, WholeSet] = field(default_factory=dict, hash=False, compare=False)
    # What a person says of a student, by its key.
    facts: Mapping[str, Known] = field(default_factory=dict, hash=False, compare=False)

    def areas_for(self, sced: str) -> tuple[str, ...]:
        """The areas of which a class with this national code usually is, by the longest beginning that is known."""
        starts = (sced[:length] for length in range(len(sced), 0, -1))
        return next((self.national[start] for start in starts if start in self.national), ())

    def for_class(self, class_of: int) -> RuleSet:
        """The set of a graduating class; NoSetForClass when there is none."""
        for rules in self.sets:
            if (rules.first_class or 0) <= class_of <= (rules.last_class or 9999):
                return rules
        raise NoSetForClass(self.name, class_of, self.classes())

    def named(self, key: str) -> RuleSet:
        """A set by its key; LookupError with the keys there are."""
        for rules in self.sets:
            if rules.key == key:
                return rules
        keys = ", ".join(rules.key for rules in self.sets)
        raise LookupError(f"{self.name} has no set {key!r}. It has: {keys}.")

    def classes(self) -> str:
        """The classes there are sets for, as people write them."""
        return ", ".join(f"{rules.first_class or '…'}–{rules.last_class or '…'}" for rules in self.sets)


def load_rules(name: str | Path, courses: Path | None = None) -> RuleBook:
    """The requirements by name ("utah/garfield") or path of their file; RulesError names all that is wrong.

    ``courses``: a course list (CSV) to use instead of the one beside the requirements.
    """
    return _load(str(name), courses)


@lru_cache(maxsize=16)
def _load(name: str, courses: Path | None) -> RuleBook:
    files = read(name, courses)
    problems = list(problems_of(files))
    sets: list[RuleSet] = []
    wholes: dict[str, WholeSet] = {}
    if not problems:
        shared = _Shared(files)
        wholes = {part.key: files.alone or whole(files, part) for part in files.authority.sets}
        sets = [rule_set(own, shared.marks, shared.catalog) for own in wholes.values()]
        for rules in sets:
            problems += [
                Problem(files.path.name, f"{rules.key}, {finding.key}", finding.reason)
                for finding in contradictions(rules)
            ]
    if problems:
        raise RulesError(name, tuple(problems))
    areas = {area.key: area.title.root for area in files.areas.areas}
    national: dict[str, tuple[str, ...]] = {}
    for area in files.areas.areas:
        for start in area.sced:
            national[start] = (*national.get(start, ()), area.key)
    facts = {
        one.key: Known(one.key, one.title.root, one.question.root, one.about.root, one.yes.root, one.no.root)
        for one in files.facts.facts
    }
    title = files.authority.title.root
    return RuleBook(name, title, tuple(sets), areas, files.languages, national, wholes, facts)


class _Shared:
    """What all sets share: marks and the course list."""

    def __init__(self, files: Files) -> None:
        self.marks = {part.mark: Mark(part.mark, part.credit, part.rank, part.points) for part in files.marks.marks}
        self.catalog = {
            row.code: CourseKind(
                code=row.code,
                title=row.title,
                titles=row.titles,
                areas=frozenset(row.areas),
                tags=frozenset(row.tags),
                credits=row.credits,
                repeatable=row.repeatable,
                terms=row.terms,
                first_grade=row.grades[0] if row.grades else None,
                last_grade=row.grades[1] if row.grades else None,
                is_offered=row.offered,
            )
            for _, row in files.courses
        }


def rule_set(own: WholeSet, marks: Mapping[str, Mark], catalog: Mapping[str, CourseKind]) -> RuleSet:
    """A whole set as a value of the engine."""
    part = own.set
    return RuleSet(
        key=part.key,
        title=part.title.root,
        layer=own.layer,
        first_class=part.first_class,
        last_class=part.last_class,
        total=part.total,
        lines=tuple(_lines(own)),
        sections=tuple(Section(item.key, item.title.root) for item in own.sections),
        choices=tuple(_choices(own)),
        allowances=tuple(map(_allowance, own.allowances)),
        ceilings=tuple(map(_ceiling, own.ceilings)),
        criteria=tuple(_criteria(own)),
        marks=marks,
        catalog=catalog,
        split=own.split,
        first_grade=own.first_grade,
        unknown_credits=own.unknown_credits,
        early=_selectors(own.early),
        pace=part.pace,
        printed=tuple(Printed(what, units) for what, units in part.printed.items()),
        cite=part.cite,
        source=part.source,
        words=part.words.root,
        ask=_text(part.ask),
    )


def _text(text: Text | None) -> Words:
    return text.root if text is not None else {}


def _selectors(parts: Selectors) -> tuple[Selector, ...]:
    return tuple(part.selector() for part in parts)


def _lines(own: WholeSet) -> Iterator[Line]:
    for item in own.lines:
        yield Line(
            key=item.key,
            section=item.section,
            credits=item.credits,
            accepts=_selectors(item.accepts),
            perhaps=_selectors(item.perhaps),
            open=item.open,
            enough=item.enough,
            choice=item.choice,
            option=item.option,
            usual_grade=item.usual_grade,
            follows=item.follows,
            layer=own.layer_of("lines", item.key),
            cite=item.cite,
            source=item.source,
            title=item.title.root,
            words=item.words.root,
            ask=_text(item.ask),
        )


def _choices(own: WholeSet) -> Iterator[Choice]:
    for item in own.choices:
        options = tuple(
            Option(
                key=option.key,
                opened_by=option.opened_by,
                opened_when=option.opened_when.selector() if option.opened_when else None,
                forgives=option.forgives,
                title=option.title.root,
            )
            for option in item.options
        )
        yield Choice(
            key=item.key,
            section=item.section,
            pick=item.pick,
            options=options,
            layer=own.layer_of("choices", item.key),
            cite=item.cite,
            source=item.source,
            title=item.title.root,
            words=item.words.root,
        )


def _allowance(item: AllowancePart) -> Allowance:
    return Allowance(
        key=item.key,
        courses=_selectors(item.courses),
        lines=frozenset(item.lines),
        credits=item.credits,
        cite=item.cite,
        source=item.source,
        words=item.words.root,
    )


def _ceiling(item: CeilingPart) -> Ceiling:
    return Ceiling(
        key=item.key,
        courses=_selectors(item.courses),
        credits=item.credits,
        cite=item.cite,
        source=item.source,
        words=item.words.root,
    )


def _criteria(own: WholeSet) -> Iterator[Criterion]:
    for item in own.criteria:
        yield Criterion(
            key=item.key,
            section=item.section,
            ways=tuple(way_of(way) for way in item.ways),
            only_for=item.only_for,
            layer=own.layer_of("criteria", item.key),
            cite=item.cite,
            source=item.source,
            title=item.title.root,
            words=item.words.root,
            ask=_text(item.ask),
        )


def way_of(part: WayPart) -> Way:
    """One way to fulfil a criterion, as a value of the engine."""
    if part.test:
        return ByTest(part.test, part.part, part.score or 0)
    if part.average is not None:
        return ByAverage(part.average)
    if part.fact:
        return ByFact(part.fact)
    if part.kinds:
        return ByKinds(tuple(ByCourses(_selectors(kind), count=1) for kind in part.kinds), part.count)
    return ByCourses(_selectors(part.courses), part.credits, part.count)
