"""What is wrong with a set of requirements itself: contradictions, sums that do not add up, lines nobody can reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Status
from doorway.pathways.core.rules import Choice, Line, RuleSet, Selector, selectors
from doorway.pathways.core.transcript import Course, Transcript, school_year
from doorway.pathways.core.units import credits_of

CORE, TOTAL = "core", "total"


@dataclass(frozen=True)
class Finding:
    """One thing that a person should look at: the place in the set, and a sentence.

    ``code`` and ``values`` say the same to a page, which has words of its own; figures of credits are thousandths.
    """

    key: str
    reason: str
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """Both on one line."""
        return f"{self.key}: {self.reason}"


@dataclass(frozen=True)
class School:
    """A school, and the codes of the course list that it teaches."""

    name: str
    codes: frozenset[str]


def contradictions(rules: RuleSet) -> tuple[Finding, ...]:
    """What makes a set unusable."""
    return (*_names(rules), *_choices(rules), *_lines(rules), *_selectors(rules))


def doubts(rules: RuleSet, *, today: date, schools: Sequence[School] = ()) -> tuple[Finding, ...]:
    """What is probably wrong in a set that can be used: its sums, and lines that no course of the list can fill.

    ``schools``: those that lead to graduation; a line that not all of them can fill is named, with them.
    """
    return (*sums(rules), *_reach(rules, today, schools))


def sums(rules: RuleSet) -> tuple[Finding, ...]:
    """What does not add up, and limits that stand against the lines; of a set that contradicts itself, too."""
    return (*_sums(rules), *_caps(rules))


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
                yield Finding(f"{title}.{key}", f"is there {times} times", "twice")
    sections = {section.key for section in rules.sections}
    places = [(part.key, part.section) for part in rules.lines]
    places += [(part.key, part.section) for part in rules.choices]
    places += [(part.key, part.section) for part in rules.criteria]
    for key, name in places:
        if sections and name not in sections:
            yield Finding(f"{key}.section", f"no section {name!r}", "no_section")


def _choices(rules: RuleSet) -> Iterator[Finding]:
    known = {choice.key: choice for choice in rules.choices}
    for line in rules.lines:
        choice = known.get(line.choice)
        if line.choice and (choice is None or line.option not in {option.key for option in choice.options}):
            yield Finding(f"lines.{line.key}.option", f"no option {line.option!r} of {line.choice!r}", "no_option")
    for choice in rules.choices:
        yield from _choice(rules, choice)


def _choice(rules: RuleSet, choice: Choice) -> Iterator[Finding]:
    place = f"choices.{choice.key}"
    always = [option for option in choice.options if option.always_open]
    if choice.pick < 1:
        yield Finding(f"{place}.pick", "must be 1 or more", "pick_none")
    elif choice.pick > len(choice.options):
        values = {"pick": choice.pick, "options": len(choice.options)}
        reason = f"asks for {choice.pick} of {len(choice.options)} options, so it cannot be met"
        yield Finding(f"{place}.pick", reason, "pick_too_many", values)
    elif choice.pick > len(always):
        reason = f"asks for {choice.pick}, but only {len(always)} are open to everybody"
        yield Finding(f"{place}.pick", reason, "pick_closed", {"pick": choice.pick, "options": len(always)})
    for option in choice.options:
        if not any((line.choice, line.option) == (choice.key, option.key) for line in rules.lines):
            yield Finding(f"{place}.options.{option.key}", "has no lines", "no_lines", {"option": option.title})


def _lines(rules: RuleSet) -> Iterator[Finding]:
    keys = {line.key: line for line in rules.lines}
    if sum(line.open for line in rules.lines) > 1:
        yield Finding("lines", "only one line can be open to every course", "open_twice")
    for line in rules.lines:
        place = f"lines.{line.key}"
        if line.credits < 0:
            yield Finding(f"{place}.credits", "cannot be below zero", "below_zero")
        if line.open and (line.accepts or line.perhaps or line.choice):
            reason = "is open to every course, so it can neither name courses nor be in a choice"
            yield Finding(place, reason, "open_and_named")
        if line.enough is not None and not 0 <= line.enough <= line.credits:
            yield Finding(f"{place}.enough", "must lie between 0 and the credits of the line", "enough_outside")
        if line.follows and line.follows not in keys:
            yield Finding(f"{place}.follows", f"no line {line.follows!r}", "no_line_before")
        elif _in_circle(line, keys):
            yield Finding(f"{place}.follows", "comes back to itself", "in_circle")
    for allowance in rules.allowances:
        place = f"allowances.{allowance.key}"
        for key in sorted(allowance.lines):
            if key not in keys or keys[key].open:
                yield Finding(f"{place}.lines", f"no line {key!r} that it could stand for", "no_line_for")
    if rules.split == "one" and rules.allowances:
        yield Finding("split", "allowances need courses that may be split between lines", "split_one")


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
            reason = f"{selector.min_mark!r} is no mark with a rank"
            yield Finding(f"{place}.min_mark", reason, "no_mark", {"mark": selector.min_mark})
        if selector.first_year and selector.last_year and selector.last_year < selector.first_year:
            yield Finding(place, "ends before it begins", "years_backwards")


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
    found = asked(rules)
    for printed in rules.printed:
        added = found.get(printed.what)
        if added is None:
            yield Finding(f"printed.{printed.what}", "is no section of this set", "printed_nowhere")
        elif added != printed.credits:
            yield Finding(
                f"printed.{printed.what}",
                f"the list prints {credits_of(printed.credits)}, its lines add to {credits_of(added)}",
                "printed_sum",
                {"what": printed.what, "printed": printed.credits, "added": added},
            )
    if rules.lines and rules.total != found[TOTAL]:
        yield Finding(
            "total",
            f"asks for {credits_of(rules.total)} credits, the lines add to {credits_of(found[TOTAL])}",
            "total_sum",
            {"total": rules.total, "added": found[TOTAL]},
        )


# Limits


def _caps(rules: RuleSet) -> Iterator[Finding]:
    """Limits that stand against what the lines ask for, or against each other."""
    for ceiling in rules.ceilings:
        held = [line for line in rules.lines if not line.choice and _only_of(line, ceiling.courses)]
        need = sum(line.credits for line in held)
        if need > ceiling.credits:
            reason = f"only {credits_of(ceiling.credits)} of these courses count, the lines ask for {credits_of(need)}"
            values = {"cap": ceiling.credits, "need": need}
            yield Finding(f"ceilings.{ceiling.key}", reason, "cap_below_lines", values)
    for one, other in combinations(rules.ceilings, 2):
        if set(one.courses) == set(other.courses) and one.credits != other.credits:
            reason = f"lets {credits_of(other.credits)} count, {one.key} {credits_of(one.credits)} of the same courses"
            values = {"one": one.credits, "other": other.credits}
            yield Finding(f"ceilings.{other.key}", reason, "caps_differ", values)
    asked_for = {line.key: line.credits for line in rules.lines}
    for allowance in rules.allowances:
        need = sum(asked_for.get(key, 0) for key in allowance.lines)
        if allowance.credits > need:
            reason = f"lets in {credits_of(allowance.credits)}, its lines ask for {credits_of(need)}"
            values = {"cap": allowance.credits, "need": need}
            yield Finding(f"allowances.{allowance.key}", reason, "allowance_above_lines", values)


def _only_of(line: Line, courses: tuple[Selector, ...]) -> bool:
    """Whether every course that the line takes is one of these. Areas and codes are looked at, nothing finer."""
    whole = [one for one in courses if not (one.tags or one.without or one.parts or one.min_mark)]
    areas = {area for one in whole for area in one.areas}
    codes = {code.casefold() for one in whole for code in one.codes}
    return bool(line.accepts) and all(
        {code.casefold() for code in one.codes} <= codes and all(_within(area, areas) for area in one.areas)
        for one in (*line.accepts, *line.perhaps)
    )


def _within(area: str, areas: set[str]) -> bool:
    parts = area.split(".")
    return any(".".join(parts[:depth]) in areas for depth in range(1, len(parts) + 1))


# Reach


def _reach(rules: RuleSet, today: date, schools: Sequence[School]) -> Iterator[Finding]:
    """Lines that a student with every course of the list, each with the best mark, still could not fill."""
    passing = [mark for mark in rules.marks.values() if mark.credit == "yes"]
    if not passing:
        yield Finding("marks", "no mark gives credit", "no_marks")
    if not passing or not rules.catalog:
        return
    best = max(passing, key=lambda mark: mark.rank or 0)
    compiled = Compiled(rules)
    everything = _with_everything(rules, best.mark, today)
    by_course = _by_course(compiled, everything)
    alone = _alone(rules, by_course)
    unreached = [line for line in rules.lines if not line.open and alone[line.key] < line.credits]
    for line in unreached:
        yield Finding(
            f"lines.{line.key}",
            f"cannot be met: it asks for {credits_of(line.credits)} credits, "
            f"the course list has {credits_of(alone[line.key])} for it",
            "out_of_reach",
            {"need": line.credits, "there": alone[line.key]},
        )
    yield from _by_school(rules, by_course, schools, unreached)
    held = audit(compiled, everything, today=today)
    if (there := held.total.filled[-1]) < rules.total:
        reason = f"asks for {credits_of(rules.total)} credits, the whole course list gives {credits_of(there)}"
        yield Finding("total", reason, "total_out_of_reach", {"total": rules.total, "there": there})
    for result in held.lines:
        if result.status == Status.MISSING and result.line not in unreached:
            short = credits_of(result.need - result.filled[-1])
            yield Finding(
                f"lines.{result.line.key}",
                f"cannot be met together with the others: {short} are missing",
                "not_together",
                {"short": result.need - result.filled[-1]},
            )


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


def _by_school(
    rules: RuleSet, by_course: Mapping[tuple[str, str], int], schools: Sequence[School], unreached: Sequence[Line]
) -> Iterator[Finding]:
    """Lines that the classes of some schools alone cannot fill; of a choice only where too few ways are left there."""
    short: dict[str, list[str]] = {}
    for school in schools:
        alone = _alone(rules, {place: units for place, units in by_course.items() if place[1] in school.codes})
        lacking = {line.key for line in rules.lines if not line.open and alone[line.key] < line.credits}
        closed = {(line.choice, line.option) for line in rules.lines if line.choice and line.key in lacking}
        met = {
            choice.key
            for choice in rules.choices
            if sum((choice.key, option.key) not in closed for option in choice.options if option.always_open)
            >= choice.pick
        }
        for line in rules.lines:
            if line.key in lacking and line not in unreached and line.choice not in met:
                short.setdefault(line.key, []).append(school.name)
    for line in rules.lines:
        if line.key in short:
            names = short[line.key]
            yield Finding(
                f"lines.{line.key}",
                f"cannot be met with the classes of: {', '.join(names)}",
                "out_of_reach_at",
                {"need": line.credits, "schools": names},
            )


def _by_course(compiled: Compiled, transcript: Transcript) -> dict[tuple[str, str], int]:
    """For each line and course the credit with which it could fill the line if no other line wanted any."""
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
    return by_code


def _alone(rules: RuleSet, by_course: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """For each line the credit that these courses together could give it."""
    found = {line.key: 0 for line in rules.lines}
    for (line, _course), units in by_course.items():
        found[line] += units
    return found
