"""A class that a rule names is the same class in whatever capitals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import NO, Compiled
from doorway.pathways.core.rules import CourseKind, Line, Mark, RuleSet, Selector, selectors
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.tests.cases import TODAY, Case, case
from doorway.pathways.core.tests.compare import differences, engine_answer
from doorway.pathways.core.transcript import Certainty, Course

MARKS = {"A": Mark("A", "yes", 4)}


def in_other_capitals(value: Any) -> Any:
    """A piece of a rule set with every code in the capitals that it did not have."""
    if isinstance(value, Selector):
        return replace(value, codes=frozenset(code.swapcase() for code in value.codes))
    if isinstance(value, tuple):
        return tuple(map(in_other_capitals, value))
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, (CourseKind, Mark)):
        return replace(value, **{name: in_other_capitals(getattr(value, name)) for name in value.__dataclass_fields__})
    return value


def swapped(seed: int) -> Case:
    given = case(seed)
    return replace(given, rules=in_other_capitals(given.rules))


def test_the_audit_is_the_same_in_whatever_capitals_a_rule_names_its_classes() -> None:
    named = 0
    for seed in range(150):
        given, other = case(seed), swapped(seed)
        codes = {code for _place, selector in selectors(given.rules) for code in selector.codes}
        assert codes.isdisjoint(code for _place, selector in selectors(other.rules) for code in selector.codes)
        named += bool(codes)
        answers = [
            engine_answer(audit(Compiled(one.rules), one.transcript, today=TODAY)) for one in (given, other)
        ]  # fmt: skip
        assert answers[0] == answers[1], seed
    assert named > 50


@pytest.mark.parametrize("seed", range(8))
def test_the_oracle_reads_them_so_too(seed: int) -> None:
    assert not differences(swapped(seed))


def fit(rule: str, code: str, *known: str) -> int:
    """Whether a line that names a class takes a course."""
    line = Line("weld", "cte", 1000, (Selector(codes=frozenset({rule})),))
    catalog = {one: CourseKind(one, credits=1000) for one in known}
    compiled = Compiled(RuleSet("own", (line,), MARKS, catalog))
    return compiled.fit(Course("k", code, 1000, 2026, state=Certainty.EARNED, mark="A"), 10, "A").lines


@pytest.mark.parametrize("known", [(), ("WELD-1",), ("weld-1",), ("Weld-1",)])
@pytest.mark.parametrize("rule", ["weld-1", "WELD-1", "Weld-1"])
def test_a_class_is_found_whether_the_list_has_it_or_not(rule: str, known: tuple[str, ...]) -> None:
    assert fit(rule, "WELD-1", *known)
    assert fit(rule, "WELD-2", *known) == NO


def test_classes_that_the_list_tells_apart_by_capitals_are_each_its_own() -> None:
    assert fit("art-1", "art-1", "ART-1", "art-1")
    assert fit("ART-1", "art-1", "ART-1", "art-1") == NO


def test_one_text_stands_for_all_ways_to_write_a_code() -> None:
    spelling = Spelling(["WELD-1"])
    assert {spelling.meant(code) for code in ("weld-1", "Weld-1", "WELD-1")} == {"WELD-1"}
    assert spelling.meant("Other-9") == spelling.meant("OTHER-9") != spelling.meant("OTHER-8")
