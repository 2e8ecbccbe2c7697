"""The requirements of an authority, class by class, as values of the engine; a district's stand on its state's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from doorway.pathways.rules.layers import holding, problems_of
from doorway.pathways.rules.loader import Files, read
from doorway.pathways.rules.schema import AuthorityFile, Selectors, SetPart, WayPart
from doorway.policy.packs import Problem, Text


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
    if not problems:
        shared = _Shared(files)
        sets = [_rule_set(files, shared, part) for part in files.authority.sets]
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
    return RuleBook(name, files.authority.title.root, tuple(sets), areas, files.languages, national)


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
                first_grade=row.grades[0] if row.grades else None,
                last_grade=row.grades[1] if row.grades else None,
            )
            for _, row in files.courses
        }


def _rule_set(files: Files, shared: _Shared, part: SetPart) -> RuleSet:
    """The set of one run of classes: the state's parts, changed by the district's, then the district's own."""
    authorities = [files.authority] if files.base is None else [files.base, files.authority]
    ground = authorities[0]
    sections = tuple(
        {item.key: Section(item.key, item.title.root) for source in authorities for item in source.sections}.values()
    )
    order = {section.key: number for number, section in enumerate(sections)}
    lines = [line for source in authorities for line in _lines(source, part)]
    if files.base is not None:
        lines = _changed(lines, files.authority, part)
    lines.sort(key=lambda line: order.get(line.section, len(order)))  # stable: the order of the files within
    below = files.base and next((item for item in files.base.sets if item.covers(part)), None)
    return RuleSet(
        key=part.key,
        title=part.title.root,
        layer=files.authority.key,
        first_class=part.first_class,
        last_class=part.last_class,
        total=part.total,
        lines=tuple(lines),
        sections=sections,
        choices=tuple(choice for source in authorities for choice in _choices(source, part)),
        allowances=tuple(item for source in authorities for item in _allowances(source, part)),
        ceilings=tuple(item for source in authorities for item in _ceilings(source, part)),
        criteria=tuple(item for source in authorities for item in _criteria(source, part)),
        marks=shared.marks,
        catalog=shared.catalog,
        split=ground.split,
        first_grade=ground.first_grade,
        unknown_credits=ground.unknown_credits,
        early=tuple(item.selector() for source in authorities for item in source.early),
        pace=part.pace or (below.pace if below else {}),
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


def _lines(source: AuthorityFile, part: SetPart) -> Iterator[Line]:
    for item in holding(source.lines, part):
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
            layer=source.key,
            cite=item.cite,
            source=item.source,
            title=item.title.root,
            words=item.words.root,
            ask=_text(item.ask),
        )


def _changed(lines: list[Line], district: AuthorityFile, part: SetPart) -> list[Line]:
    changes = {change.line: change for change in holding(district.changes, part)}
    dropped = {drop.line for drop in holding(district.drops, part)}
    found = []
    for line in lines:
        if line.key in dropped and line.layer != district.key:
            continue
        change = changes.get(line.key)
        if change is not None:
            line = replace(
                line,
                credits=line.credits if change.credits is None else change.credits,
                enough=line.enough if change.credits is None and change.enough is None else change.enough,
                title=line.title if change.title is None else change.title.root,
                perhaps=(*line.perhaps, *_selectors(change.perhaps)),
                ask=line.ask if change.ask is None else change.ask.root,
                words=change.words.root,
                cite=change.cite,
                source=change.source,
                layer=district.key,
            )
        found.append(line)
    return found


def _choices(source: AuthorityFile, part: SetPart) -> Iterator[Choice]:
    for item in holding(source.choices, part):
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
            layer=source.key,
            cite=item.cite,
            source=item.source,
            title=item.title.root,
            words=item.words.root,
        )


def _allowances(source: AuthorityFile, part: SetPart) -> Iterator[Allowance]:
    for item in holding(source.allowances, part):
        yield Allowance(
            key=item.key,
            courses=_selectors(item.courses),
            lines=frozenset(item.lines),
            credits=item.credits,
            cite=item.cite,
            source=item.source,
            words=item.words.root,
        )


def _ceilings(source: AuthorityFile, part: SetPart) -> Iterator[Ceiling]:
    for item in holding(source.ceilings, part):
        yield Ceiling(
            key=item.key,
            courses=_selectors(item.courses),
            credits=item.credits,
            cite=item.cite,
            source=item.source,
            words=item.words.root,
        )


def _criteria(source: AuthorityFile, part: SetPart) -> Iterator[Criterion]:
    for item in holding(source.criteria, part):
        yield Criterion(
            key=item.key,
            section=item.section,
            ways=tuple(way_of(way) for way in item.ways),
            only_for=item.only_for,
            layer=source.key,
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
