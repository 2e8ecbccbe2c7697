"""Where a draft asks for less than the state: in all, by heading, and part by part. No database.

A district may ask for more than its state. Fewer credits are an error. Whatever lets more classes count, or lower
marks, is a warning that stands only with a reason: two descriptions of classes can differ in words and mean the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doorway.pathways.core.checks import Finding, asked
from doorway.pathways.core.rules import CourseKind, RuleSet
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import (
    AllowancePart,
    CeilingPart,
    ChoicePart,
    CriterionPart,
    LinePart,
    OptionPart,
    SelectorPart,
    WholeSet,
)

Selectors = tuple[SelectorPart, ...]


@dataclass(frozen=True)
class Minimum:
    """The one set of the state that holds for every class of a draft, and what is needed to compare with it."""

    whole: WholeSet
    rules: RuleSet
    ranks: Mapping[str, int]
    areas: frozenset[str]
    catalog: Mapping[str, CourseKind]
    spelling: Spelling


def minimum_of(own: WholeSet, rules: RuleSet, state: RuleBook) -> Minimum | None:
    """The state's set for all classes of a draft; None where there is no one set."""
    whole = next((item for item in state.wholes.values() if item.set.covers(own.set)), None)
    if whole is None:
        return None
    return beside(whole, state.named(whole.set.key), rules, state.areas)


def beside(whole: WholeSet, below: RuleSet, rules: RuleSet, areas: Iterable[str]) -> Minimum:
    """A set as what others are compared with; marks and catalog are those of ``rules``."""
    ranks = {mark.mark: mark.rank for mark in rules.marks.values() if mark.rank is not None}
    return Minimum(whole, below, ranks, frozenset(areas), rules.catalog, Spelling(rules.catalog))


def less(own: WholeSet, rules: RuleSet, state: RuleBook | None) -> Iterator[Finding]:
    """What no reason can carry: fewer credits than the state's."""
    if state is None:
        return
    minimum = minimum_of(own, rules, state)
    if minimum is None:
        yield Finding("set", "no one set of the state holds for all its classes", "no_state_set")
        return
    below = minimum.rules
    if rules.total < below.total:
        yield Finding("total", "is less than the state's", "total_below", {"total": rules.total, "state": below.total})
    theirs = {line.key: line for line in below.lines}
    told: Counter[str] = Counter()
    for line in rules.lines:
        base = theirs.get(line.key)
        if base is not None and not base.open and line.credits < base.credits:
            told[line.section] += base.credits - line.credits
            values = {"credits": line.credits, "state": base.credits}
            yield Finding(f"lines.{line.key}", "asks for less than the state", "line_below", values)
    own_sums, floor = asked(rules), asked(below)
    # Electives may shrink when named lines grow; the total is looked at beside it.
    open_in = {line.section for line in below.lines if line.open}
    for section in below.sections:
        # What its lines lack was said of them; said of the heading once more, it reads as another thing that is wrong.
        if section.key not in open_in and own_sums.get(section.key, 0) + told[section.key] < floor[section.key]:
            short: dict[str, Any] = {
                "section": section.key,
                "added": own_sums.get(section.key, 0),
                "state": floor[section.key],
            }
            yield Finding(f"sections.{section.key}", "asks for less than the state", "section_below", short)


def easier(own: WholeSet, rules: RuleSet, state: RuleBook | None) -> Iterator[Finding]:
    """What stands only with a reason: parts of the state that are not there, or let more count than the state does."""
    minimum = None if state is None else minimum_of(own, rules, state)
    if minimum is not None:
        yield from easier_than(minimum, own)


def easier_than(minimum: Minimum, own: WholeSet) -> Iterator[Finding]:
    """The same beside any set."""
    yield from _missing(own, minimum)
    yield from _lines(own, minimum)
    yield from _choices(own, minimum)
    yield from _ceilings(own, minimum)
    yield from _allowances(own, minimum)
    yield from _criteria(own, minimum)
    yield from _ground(own, minimum)


# Lines


def _missing(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    """Lines of the state that are not there, unless the set says what covers them and that asks for as much more."""
    lines = {line.key: line for line in own.lines}
    ways = {(choice.key, option.key) for choice in own.choices for option in choice.options}
    covered = _covered(own, minimum)
    for line in minimum.whole.lines:
        asked_here = not line.choice or (line.choice, line.option) in ways
        if line.key not in lines and line.key not in covered and asked_here:
            values = {"title": dict(line.title.root), "credits": line.credits}
            yield Finding("set", f"{line.key} of the state is not there", "no_state_line", values)


def _covered(own: WholeSet, minimum: Minimum) -> set[str]:
    theirs = {line.key: line.credits for line in minimum.whole.lines}
    more = {line.key: line.credits - theirs.get(line.key, 0) for line in own.lines}
    found = set()
    for drop in own.drops:
        if drop.line in theirs and more.get(drop.covered_by, 0) >= theirs[drop.line]:
            # What covers one line covers no other one with the same credits.
            more[drop.covered_by] -= theirs[drop.line]
            found.add(drop.line)
    return found


def _lines(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    theirs = {line.key: line for line in minimum.whole.lines}
    for line in own.lines:
        base = theirs.get(line.key)
        if base is not None and not base.open:
            yield from _line(line, base, minimum)


def _line(line: LinePart, base: LinePart, minimum: Minimum) -> Iterator[Finding]:
    place = f"lines.{line.key}"
    rule: dict[str, Any] = {"theirs": _dumped(base.accepts), "cite": base.cite}
    if line.open:
        yield Finding(place, "takes every class", "line_open", rule)
    for code, selectors in _wider(line.accepts, base.accepts, minimum).items():
        yield Finding(place, "takes what the state does not take", code, {**rule, "courses": _dumped(selectors)})
    perhaps = _wider(line.perhaps, (*base.accepts, *base.perhaps), minimum)
    if asked_about := tuple(one for selectors in perhaps.values() for one in selectors):
        yield Finding(
            place,
            "may take what the state does not take",
            "line_perhaps",
            {**rule, "courses": _dumped(asked_about)},
        )
    enough = base.credits if base.enough is None else base.enough
    if line.enough is not None and line.enough < enough:
        values: dict[str, Any] = {"credits": line.enough, "state": enough, "cite": base.cite}
        yield Finding(place, "may be enough with less than the state's", "line_enough", values)
    if line.choice and not base.choice:
        yield Finding(place, "can be left out", "line_avoidable", {"cite": base.cite})


def _wider(selectors: Selectors, base: Selectors, minimum: Minimum) -> dict[str, Selectors]:
    """Classes that the state's descriptions do not take, by what is different: the mark, the half, or the class."""
    found: dict[str, list[SelectorPart]] = {}
    for selector in selectors:
        for one in _atoms(selector, minimum):
            if not _taken(one, base, minimum):
                found.setdefault(_difference(one, base, minimum), []).append(one)
    return {code: _together(atoms) for code, atoms in found.items()}


def _difference(one: SelectorPart, base: Selectors, minimum: Minimum) -> str:
    for name, empty, code in (("min_mark", "", "line_mark"), ("parts", (), "line_half")):
        without = tuple(_with(other, **{name: empty}) for other in base)
        if _taken(one, without, minimum):
            return code
    return "line_wider"


def _atoms(selector: SelectorPart, minimum: Minimum) -> Iterator[SelectorPart]:
    """One subject or one code at a time; a subject with parts as its parts, where they are known."""
    for area in selector.areas:
        below = [known for known in sorted(minimum.areas) if known.startswith(f"{area}.")]
        parts = [area, *below] if area in minimum.areas else below or [area]
        yield from (_with(selector, areas=(part,), codes=()) for part in parts)
    yield from (_with(selector, areas=(), codes=(code,)) for code in selector.codes)
    if not (selector.areas or selector.codes):
        yield selector


def _together(atoms: Iterable[SelectorPart]) -> Selectors:
    """Descriptions that differ only in their subjects and codes as one."""
    found: dict[str, SelectorPart] = {}
    for one in atoms:
        finer = _with(one, areas=(), codes=()).model_dump_json()
        before = found.get(finer)
        if before is None:
            found[finer] = one
        else:
            areas = tuple(dict.fromkeys((*before.areas, *one.areas)))
            codes = tuple(dict.fromkeys((*before.codes, *one.codes)))
            found[finer] = _with(before, areas=areas, codes=codes)
    return tuple(found.values())


def _taken(one: SelectorPart, base: Selectors, minimum: Minimum) -> bool:
    """Whether whatever a description of one subject or code means is meant by one of the state's, too."""
    return any(_means(one, other, minimum) for other in base)


def _means(one: SelectorPart, other: SelectorPart, minimum: Minimum) -> bool:
    codes, theirs = ({minimum.spelling.meant(code) for code in each.codes} for each in (one, other))
    kinds = [minimum.catalog[code] for code in codes if code in minimum.catalog]
    areas = {*one.areas, *(area for kind in kinds for area in kind.areas)}
    tags = {*one.tags, *(tag for kind in kinds for tag in kind.tags)}
    named = bool(codes & theirs) or any(_within(area, other.areas) for area in areas)
    if (other.areas or other.codes) and not named:
        return False
    without = set(one.without) if not kinds else {*one.without, *(set(other.without) - tags)}
    if not (set(other.tags) <= tags and set(other.without) <= without):
        return False
    if other.parts and not (one.parts and set(one.parts) <= set(other.parts)):
        return False
    if other.min_mark and minimum.ranks.get(one.min_mark, -1) < minimum.ranks.get(other.min_mark, 0):
        return False
    return _in_time(one, other)


def _in_time(one: SelectorPart, other: SelectorPart) -> bool:
    """Whether the grades and school years of one lie within those of the other."""
    if other.grades and not (
        one.grades and one.grades.first >= other.grades.first and one.grades.last <= other.grades.last
    ):
        return False
    if other.first_year and not (one.first_year and one.first_year >= other.first_year):
        return False
    return not (other.last_year and not (one.last_year and one.last_year <= other.last_year))


def _within(area: str, areas: Iterable[str]) -> bool:
    return any(area == one or area.startswith(f"{one}.") for one in areas)


def _with(selector: SelectorPart, **update: Any) -> SelectorPart:
    return selector.model_copy(update=update)


def _dumped(selectors: Iterable[SelectorPart]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_defaults=True) for one in selectors]


# Choices


def _choices(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    here = {choice.key: choice for choice in own.choices}
    of_everybody = {line.key for line in own.lines if not line.choice}
    for base in minimum.whole.choices:
        choice = here.get(base.key)
        if choice is not None:
            yield from _choice(choice, base, minimum)
            continue
        ways = [
            {line.key for line in minimum.whole.lines if (line.choice, line.option) == (base.key, option.key)}
            for option in base.options
        ]
        if sum(bool(way) and way <= of_everybody for way in ways) < base.pick:
            yield Finding("set", "a choice of the state is not there", "choice_gone", _named(base))


def _choice(choice: ChoicePart, base: ChoicePart, minimum: Minimum) -> Iterator[Finding]:
    place = f"choices.{choice.key}"
    if choice.pick < base.pick:
        values = {"pick": choice.pick, "state_pick": base.pick, "cite": base.cite}
        yield Finding(place, "asks for fewer ways than the state", "choice_pick", values)
    theirs = {option.key: option for option in base.options}
    for option in choice.options:
        values = {"option": dict(option.title.root), "cite": base.cite}
        known = theirs.get(option.key)
        if known is None:
            yield Finding(f"{place}.options.{option.key}", "is no way of the state", "way_new", values)
        elif not _as_closed(option, known, minimum):
            yield Finding(f"{place}.options.{option.key}", "is open to more students", "way_wider", values)


def _as_closed(option: OptionPart, base: OptionPart, minimum: Minimum) -> bool:
    """Whether a way is open only to those to whom the state's is, and forgives no more."""
    if option.forgives and not base.forgives:
        return False
    if base.opened_by and option.opened_by != base.opened_by:
        return False
    if base.opened_when is None:
        return True
    return option.opened_when is not None and not _wider((option.opened_when,), (base.opened_when,), minimum)


# Limits and the rest


def _ceilings(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    """Limits of the state that are gone, let more credit count, or hold for fewer classes."""
    here = {ceiling.key: ceiling for ceiling in own.ceilings}
    for base in minimum.whole.ceilings:
        if any(_as_tight(ceiling, base, minimum) for ceiling in own.ceilings):
            continue
        ceiling = here.get(base.key)
        values = {"state": base.credits, "theirs": _dumped(base.courses), "cite": base.cite}
        if ceiling is None:
            yield Finding("set", "a limit of the state is not there", "limit_gone", values)
        elif ceiling.credits > base.credits:
            more = {**values, "credits": ceiling.credits}
            yield Finding(f"ceilings.{base.key}", "lets more count than the state", "limit_higher", more)
        else:
            yield Finding(f"ceilings.{base.key}", "holds for fewer classes", "limit_narrower", values)


def _as_tight(ceiling: CeilingPart, base: CeilingPart, minimum: Minimum) -> bool:
    return ceiling.credits <= base.credits and not _wider(base.courses, ceiling.courses, minimum)


def _allowances(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    """Classes that may stand in for others, of requirements of the state."""
    here = {allowance.key: allowance for allowance in minimum.whole.allowances}
    asked_for = {line.key for line in minimum.whole.lines if not line.open}
    for allowance in own.allowances:
        base = here.get(allowance.key)
        if base is None and not asked_for & set(allowance.lines):
            continue
        if base is None or not _stands_in_as_little(allowance, base, asked_for, minimum):
            values = {
                "credits": allowance.credits,
                "courses": _dumped(allowance.courses),
                "state": 0 if base is None else base.credits,
            }
            yield Finding(f"allowances.{allowance.key}", "more stands in than with the state", "stands_in", values)


def _stands_in_as_little(own: AllowancePart, base: AllowancePart, asked_for: set[str], minimum: Minimum) -> bool:
    lines = set(own.lines) & asked_for
    return own.credits <= base.credits and lines <= set(base.lines) and not _wider(own.courses, base.courses, minimum)


def _criteria(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    here = {criterion.key: criterion for criterion in own.criteria}
    for base in minimum.whole.criteria:
        criterion = here.get(base.key)
        if criterion is None:
            yield Finding("set", "something that the state asks for is not there", "criterion_gone", _named(base))
        elif not set(_ways(criterion)) <= set(_ways(base)) or criterion.only_for not in {"", base.only_for}:
            yield Finding(f"criteria.{base.key}", "is easier to meet", "criterion_easier", {"cite": base.cite})


def _ways(criterion: CriterionPart) -> Iterator[str]:
    return (way.model_dump_json() for way in criterion.ways)


def _named(part: ChoicePart | CriterionPart) -> dict[str, Any]:
    return {"title": dict(part.title.root), "cite": part.cite}


def _ground(own: WholeSet, minimum: Minimum) -> Iterator[Finding]:
    """What holds for all of a set's lines together."""
    base = minimum.whole
    early = tuple(one for selectors in _wider(own.early, base.early, minimum).values() for one in selectors)
    if early:
        yield Finding("early", "counts what the state does not count", "early_wider", {"courses": _dumped(early)})
    if own.first_grade < base.first_grade:
        grades = {"grade": own.first_grade, "state_grade": base.first_grade}
        yield Finding("set", "counts from an earlier grade on", "grade_earlier", grades)
    if (own.split, base.split) == ("free", "one"):
        yield Finding("set", "lets a class count for several requirements", "split_free")
    if own.unknown_credits > base.unknown_credits:
        figures = {"credits": own.unknown_credits, "state": base.unknown_credits}
        yield Finding("set", "gives more for classes that nobody knows", "unknown_more", figures)
