"""Where a draft asks more of classes that have begun high school than they are held against now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from doorway.pathways.core.checks import Finding
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import school_year
from doorway.pathways.graduation.rulebooks import LAST_GRADE, Requirements
from doorway.pathways.requirements.minimum import beside, easier_than
from doorway.pathways.rules.schema import WholeSet
from doorway.policy.packs.model import Citation

# High school begins with grade 9, also where credit of an earlier grade counts.
FIRST_OF_HIGH_SCHOOL = 9
CODE = "begun"
More = dict[str, Any]


def asks_more(
    own: WholeSet, rules: RuleSet, held: Requirements, classes: range, rule: Citation | None
) -> Iterator[Finding]:
    """A warning for each set that such ``classes`` are held against now, where the draft asks for more.

    ``rule``: the state's, where its pack knows one.
    """
    by_set: dict[str, list[int]] = {}
    for leaves in classes:
        before = held.held(leaves)
        if before is not None and (own.set.first_class or 0) <= leaves <= (own.set.last_class or leaves):
            by_set.setdefault(before.key, []).append(leaves)
    for found in by_set.values():
        before, whole = held.held(found[0]), held.whole(found[0])
        more = [] if before is None or whole is None else list(_more(own, rules, whole, before, held))
        if more:
            values: dict[str, Any] = {"first": found[0], "last": found[-1], "more": more}
            if rule is not None:
                values |= {"cite": rule.code, "about": dict(rule.about.root)}
            yield Finding("set", "asks more of classes that have begun high school", CODE, values)


def begun(day: date, grades_of: int) -> range:
    """The classes that are in high school on a day, by the year in which they leave it; the first to leave first.

    It goes by the calendar: who comes to grade 9 in August has begun on July 1, so that nobody is asked for more
    between the first day and the roster. ``grades_of``: the school year of the grades on file; the class that has just
    left stays until the roster lets it go, because who still finishes in summer is held against its requirements.
    """
    this_year = school_year(day)
    return range(min(this_year, grades_of), this_year + LAST_GRADE - FIRST_OF_HIGH_SCHOOL + 1)


def _more(own: WholeSet, rules: RuleSet, whole: WholeSet, before: RuleSet, held: Requirements) -> Iterator[More]:
    """What is more: the total, credits of a line, a line or something beside the credits, or how classes count."""
    if rules.total > before.total:
        yield {"own": rules.total, "before": before.total}
    there = {line.key: line for line in before.lines}
    told = set()
    for line in rules.lines:
        old = there.get(line.key)
        if line.credits and (old is None or line.credits > old.credits) and not line.open:
            told.add(line.key)
            yield {"title": dict(line.title), "own": line.credits, "before": old.credits if old else 0}
    # What the classes are held against now, looked at as if the draft were the minimum: what is easier there is harder
    # here.
    areas = held.book.areas if held.book is not None else ()
    seen: list[More] = []
    for finding in easier_than(beside(own, rules, rules, areas), whole):
        kind, _dot, rest = finding.key.partition(".")
        if finding.code == "no_state_line" or (kind == "lines" and rest in told):
            continue
        harder = {"part": "" if kind in {"set", "early"} else finding.key, "title": finding.values.get("title", {})}
        if harder not in seen:
            seen.append(harder)
            yield harder
