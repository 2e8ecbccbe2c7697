"""What is wrong with a set of requirements itself: contradictions, sums that do not add up, lines nobody can reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorway.pathways.core.audit import LAST_GRADE, audit, school_year
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Status
from doorway.pathways.core.rules import Choice, Line, RuleSet, selectors
from doorway.pathways.core.transcript import Course, Transcript
from doorway.pathways.core.units import credits_of

CORE, TOTAL = "core", "total"


@dataclass(frozen=True)
class Finding:
    """One thing that a person should look at: the place in the set, and a sentence."""

    key: str
    reason: str

    def __str__(self) -> str:
        """Both on one line."""
        return f"{self.key}: {self.reason}"


def contradictions(rules: RuleSet) -> tuple[Finding, ...]:
    """What makes a set unusable."""
    return (*_names(rules), *_choices(rules), *_lines(rules), *_selectors(rules))


def doubts(rules: RuleSet, *, today: date) -> tuple[Finding, ...]:
    """What is probably wrong in a set that can be used: its sums, and lines that no course of the list can fill."""
    return (*_sums(rules), *_reach(rules, today))


# Contradictions


def _names(rules: RuleSet) -> Iterator[Finding]:
    for title, keys in (
        ("lines", [line.key for line in rules.lines]),
        ("choices", [choice.key for choice in rules.choices]),
        ("sections", [section.key for section in rules.sections]),
        ("criteria", [criterion.key for criterion in rules.criteria]),
    ):
        for key, times in Counter(keys).items():
            if times > 1:
                yield Finding(f"{title}.{key}", f"is there {times} times")
    sections = {section.key for section in rules.sections}
    places = [(part.key, part.section) for part in rules.lines]
    places += [(part.key, part.section) for part in rules.choices]
    places += [(part.key, part.section) for part in rules.criteria]
    for key, name in places:
        if sections and name not in sections:
            yield Finding(f"{key}.section", f"no section {name!r}")


def _choices(rules: RuleSet) -> Iterator[Finding]:
    known = {choice.key: choice for choice in rules.choices}
    for line in rules.lines:
        choice = known.get(line.choice)
        if line.choice and (choice is None or line.option not in {option.key for option in choice.options}):
            yield Finding(f"lines.{line.key}.option", f"no option {line.option!r} of {line.choice!r}")
    for choice in rules.choices:
        yield from _choice(rules, choice)


def _choice(rules: RuleSet, choice: Choice) -> Iterator[Finding]:
    place = f"choices.{choice.key}"
    always = [option for option in choice.options if option.always_open]
    if choice.pick < 1:
        yield Finding(f"{place}.pick", "must be 1 or more")
    elif choice.pick > len(choice.options):
        yield Finding(f"{place}.pick", f"asks for {choice.pick} of {len(choice.options)} options, so it cannot be met")
    elif choice.pick > len(always):
        yield Finding(f"{place}.pick", f"asks for {choice.pick}, but only {len(always)} are open to everybody")
    for option in choice.options:
        if not any((line.choice, line.option) == (choice.key, option.key) for line in rules.lines):
            yield Finding(f"{place}.options.{option.key}", "has no lines")


def _lines(rules: RuleSet) -> Iterator[Finding]:
    keys = {line.key: line for line in rules.lines}
    if sum(line.open for line in rules.lines) > 1:
        yield Finding("lines", "only one line can be open to every course")
    for line in rules.lines:
        place = f"lines.{line.key}"
        if line.credits < 0:
            yield Finding(f"{place}.credits", "cannot be below zero")
        if line.open and (line.accepts or line.perhaps or line.choice):
            yield Finding(place, "is open to every course, so it can neither name courses nor stand in a choice")
        if line.enough is not None and not 0 <= line.enough <= line.credits:
            yield Finding(f"{place}.enough", "must lie between 0 and the credits of the line")
        if line.follows and line.follows not in keys:
            yield Finding(f"{place}.follows", f"no line {line.follows!r}")
        elif _in_circle(line, keys):
            yield Finding(f"{place}.follows", "comes back to itself")
    for allowance in rules.allowances:
        place = f"allowances.{allowance.key}"
        for key in sorted(allowance.lines):
            if key not in keys or keys[key].open:
                yield Finding(f"{place}.lines", f"no line {key!r} that it could stand for")
    if rules.split == "one" and rules.allowances:
        yield Finding("split", "allowances need courses that may be split between lines")


def _in_circle(line: Line, keys: dict[str, Line]) -> bool:
    seen, key = {line.key}, line.follows
    while key in keys:
        if key in seen:
            return True
        seen.add(key)
        key = keys[key].follows
    return False


def _selectors(rules: RuleSet) -> Iterator[Finding]:
    for place, selector in selectors(rules):
        mark = rules.marks.get(selector.min_mark)
        if selector.min_mark and (mark is None or mark.rank is None):
            yield Finding(f"{place}.min_mark", f"{selector.min_mark!r} is no mark with a rank")
        if selector.first_year and selector.last_year and selector.last_year < selector.first_year:
            yield Finding(place, "ends before it begins")


# Sums


def asked(rules: RuleSet) -> dict[str, int]:
    """What the lines ask for by section, for "core" (all but the open line) and in all; of a choice, the least."""
    sums: dict[str, int] = {section.key: 0 for section in rules.sections}
    core = total = 0
    for line in rules.lines:
        if not line.choice:
            sums[line.section] = sums.get(line.section, 0) + line.credits
            total += line.credits
            core += 0 if line.open else line.credits
    for choice in rules.choices:
        options = sorted(
            sum(line.credits for line in rules.lines if (line.choice, line.option) == (choice.key, option.key))
            for option in choice.options
        )
        least = sum(options[: choice.pick])
        sums[choice.section] = sums.get(choice.section, 0) + least
        core += least
        total += least
    return {**sums, CORE: core, TOTAL: total}


def _sums(rules: RuleSet) -> Iterator[Finding]:
    sums = asked(rules)
    for printed in rules.printed:
        added = sums.get(printed.what)
        if added is None:
            yield Finding(f"printed.{printed.what}", "is no section of this set")
        elif added != printed.credits:
            yield Finding(
                f"printed.{printed.what}",
                f"the list prints {credits_of(printed.credits)}, its lines add to {credits_of(added)}",
            )
    if rules.lines and rules.total != sums[TOTAL]:
        yield Finding(
            "total", f"asks for {credits_of(rules.total)} credits, the lines add to {credits_of(sums[TOTAL])}"
        )


# Reach


def _reach(rules: RuleSet, today: date) -> Iterator[Finding]:
    """Lines that a student with every course of the list, each with the best mark, still could not fill."""
    passing = [mark for mark in rules.marks.values() if mark.credit == "yes"]
    if not passing:
        yield Finding("marks", "no mark gives credit")
    if not passing or not rules.catalog:
        return
    best = max(passing, key=lambda mark: mark.rank or 0)
    compiled = Compiled(rules)
    everything = _with_everything(rules, best.mark, today)
    alone = _alone(compiled, everything)
    unreached = [line for line in rules.lines if not line.open and alone[line.key] < line.credits]
    for line in unreached:
        yield Finding(
            f"lines.{line.key}",
            f"cannot be met: it asks for {credits_of(line.credits)} credits, "
            f"the course list has {credits_of(alone[line.key])} for it",
        )
    for result in audit(compiled, everything, today=today).lines:
        if result.status == Status.MISSING and result.line not in unreached:
            short = credits_of(result.need - result.filled[-1])
            yield Finding(f"lines.{result.line.key}", f"cannot be met together with the others: {short} are missing")


def _with_everything(rules: RuleSet, mark: str, today: date) -> Transcript:
    """A student of the first class of the set who took every course in every grade; repeats count once."""
    class_of = rules.first_class or school_year(today)
    courses = [
        Course(
            key=f"{kind.code}-{grade}",
            code=kind.code,
            units=kind.credits,
            year=class_of - LAST_GRADE + grade,
            mark=mark,
            grade=grade,
        )
        for kind in rules.catalog.values()
        for grade in range(rules.first_grade, LAST_GRADE + 1)
        if (kind.first_grade or grade) <= grade <= (kind.last_grade or grade)
    ]
    return Transcript("everybody", class_of, LAST_GRADE, tuple(courses))


def _alone(compiled: Compiled, transcript: Transcript) -> dict[str, int]:
    """For each line the credit that could fill it if no other line wanted any."""
    by_code: dict[tuple[str, str], int] = {}
    for course in transcript.courses:
        fit = compiled.fit(course, course.grade or LAST_GRADE, course.mark)
        reach = fit.lines | fit.perhaps
        for index in fit.allowances:
            reach |= compiled.allowance_bits[index]
        for index in compiled.bits(reach):
            place = compiled.lines[index].key, course.code
            more = by_code.get(place, 0) + course.units
            by_code[place] = more if fit.cap is None else min(fit.cap, more)
    found = {line.key: 0 for line in compiled.rules.lines}
    for (line, _), units in by_code.items():
        found[line] += units
    return found
