"""A class whose mark is too low for a line: which, how much of it, and that the audit names it to be had again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit
from doorway.pathways.core.rules import ByCourses, CourseKind, Criterion, Line, RuleSet, Selector
from doorway.pathways.core.too_low import LowMarks, TooLow
from doorway.pathways.core.transcript import Course, Transcript
from doorway.pathways.tests.students import CLASS_OF, audited, course, decision, line, status, utah

TODAY = date(2027, 9, 1)
WITH_C = Selector(areas=frozenset({"ela"}), min_mark="C")
KINDS = {
    code: CourseKind(code, code, frozenset({"ela"}), credits=1000, terms=("S1 S2",)) for code in ("ENG", "AP")
}  # fmt: skip
LINES = Line("english", "s", 1000, (WITH_C,)), Line("rest", "s", 1000, open=True)
RULES = RuleSet("small", LINES, utah().marks, KINDS, total=2000)


def half(term: str, mark: str, code: str = "ENG", **more: object) -> Course:
    return course(code, "0.5", mark, term=term, **more)  # type: ignore[arg-type]


def low(rules: RuleSet, *courses: Course) -> list[TooLow]:
    compiled, record = Compiled(rules), Transcript("s", CLASS_OF, 12, courses)
    return list(LowMarks(compiled, record).of_all(audit(compiled, record, today=TODAY)))


def found(rules: RuleSet, *courses: Course) -> list[tuple[str, tuple[str, ...], str, int]]:
    return [(one.code, one.marks, one.asked, one.units) for one in low(rules, *courses)]


@pytest.mark.parametrize(
    ("courses", "units"),
    [
        ((half("S1", "C"), half("S2", "D")), 500),
        ((half("S1", "D"), half("S2", "D")), 1000),
        ((half("S2", "D"),), 1000),
        ((half("S1", "C"), half("S2", "D"), half("S2", "D", grade=11)), 500),
        # The half that is asked for again is there, under way, or planned.
        ((half("S1", "C"), half("S2", "D"), half("S2", "B", grade=11)), 0),
        ((half("S1", "C"), half("S2", "D"), half("S2", "", grade=12, state="in_progress")), 0),
        ((half("S1", "C"), half("S2", "D"), course("ENG", grade=11)), 0),
        # What was failed is another matter, and so is a pass of which nobody knows the rank.
        ((half("S1", "C"), half("S2", "F")), 0),
        ((half("S1", "C"), half("S2", "P")), 0),
        ((half("S1", "C"), half("S2", "B")), 0),
    ],
)
def test_what_is_missing_of_a_class_is_what_has_too_low_a_mark(courses: tuple[Course, ...], units: int) -> None:
    assert [one[3] for one in found(RULES, *courses)] == ([units] if units else [])


def test_of_another_school_what_is_missing_is_what_its_credit_is_here() -> None:
    courses = tuple(
        half(term, mark, key=term)._replace(units=5000, scale=20_000) for term, mark in (("S1", "C"), ("S2", "D"))
    )
    for factor, missing in ((Fraction(1, 10), 500), (Fraction(3, 25), 400)):
        converted = decision("conversion", "", "S1", "S2", factor=factor)
        compiled, record = Compiled(RULES), Transcript("s", CLASS_OF, 12, courses, decisions=(converted,))
        result = audit(compiled, record, today=TODAY)
        (one,) = LowMarks(compiled, record).of_all(result)
        assert one.units == missing
        (line_of_it,) = LowMarks(compiled, record, result.factors).of_line(line(result, "english"))
        assert line_of_it.units == missing
        assert "ENG" in line(result, "english").fillers


def test_what_another_class_fills_asks_for_nothing() -> None:
    assert found(RULES, half("S1", "C"), half("S2", "D"), half("S1", "B", "AP")) == []
    assert found(RULES, half("S1", "D"), half("S2", "D"), half("S1", "B", "AP")) == [("ENG", ("D",), "C", 1000)]


def test_the_audit_names_it_among_what_would_fill_the_line_only_where_its_mark_is_too_low() -> None:
    def fillers(result: Audit) -> tuple[str, ...]:
        return line(result, "english").fillers

    more = replace(RULES, lines=(replace(RULES.lines[0], credits=2000), *RULES.lines[1:]))
    assert "ENG" in fillers(audited(RULES, half("S1", "C"), half("S2", "D")))
    assert "ENG" not in fillers(audited(more, half("S1", "C"), half("S2", "C")))
    assert "ENG" not in fillers(audited(more, course("ENG", mark="C")))


@pytest.mark.parametrize(
    ("courses", "is_left"),
    [
        ((half("S1", "B"),), True),
        ((half("S1", "B"), half("S2", "F")), True),
        ((half("S1", "F"), half("S2", "F")), True),
        # The same half twice is half.
        ((half("S1", "C"), half("S1", "B", grade=11), half("S2", "F")), True),
        ((half("S1", "B"), half("S2", "", state="in_progress")), False),
        # 5 of 1,000 that are asked for there are half a credit of 100.
        ((half("S1", "B")._replace(units=5000, scale=1_000_000),), True),
        (
            (half("S1", "B")._replace(units=5000, scale=500_000), half("S2", "B")._replace(units=5000, scale=500_000)),
            False,
        ),
    ],
)
def test_of_a_class_that_gave_half_the_audit_names_the_other_half(
    courses: tuple[Course, ...], *, is_left: bool
) -> None:
    more = replace(RULES, lines=(replace(RULES.lines[0], credits=20_000), *RULES.lines[1:]), total=100_000)

    assert ("ENG" in line(audited(more, *courses), "english").fillers) is is_left


@pytest.mark.parametrize("again", [half("S2", "", state="planned", grade=12), course("ENG", state="planned", grade=12)])
def test_the_repeat_fills_the_line_and_gives_its_credit_once(again: Course) -> None:
    first = half("S1", "C"), half("S2", "D")
    before, after = audited(RULES, *first), audited(RULES, *first, again)

    assert (status(before, "english"), line(before, "english").short) == ("missing", 500)
    assert (status(after, "english"), line(after, "english").filled[3]) == ("planned", 1000)
    assert after.total.filled[3] == before.total.filled[3] == 1000


def test_an_option_that_a_class_completes_and_what_is_asked_for_beside_the_credits_ask_as_well() -> None:
    (calculus,) = low(utah(), course("AP-CALC-AB", mark="D", grade=11))
    assert (calculus.code, calculus.asked) == ("AP-CALC-AB", "C")
    assert calculus.title["en"] == "Completed by calculus with a C or better"
    beside = Criterion("k", "s", (ByCourses((WITH_C,), count=1),), title={"en": "A class of English"})
    rules = replace(RULES, lines=RULES.lines[1:], criteria=(beside,), total=1000)
    (one,) = low(rules, half("S1", "C"), half("S2", "D"))
    assert (one.code, one.title["en"]) == ("ENG", "A class of English")
    assert low(rules, half("S1", "C"), half("S2", "C")) == []


def from_elsewhere(title: str, mark: str, term: str = "", credits_of_it: str = "1") -> Course:
    taken = course("TRANSFER", credits_of_it, mark, term=term, areas=("ela",), key=f"{title} {term} {mark}")
    return taken._replace(title=title)


@pytest.mark.parametrize(
    ("courses", "units"),
    [
        # A whole class with a good mark says nothing of another one under the code.
        ((from_elsewhere("Speech", "D"), from_elsewhere("Journalism", "B", "S1", "0.25")), [1000]),
        # Halves of two classes are no class together.
        ((from_elsewhere("Speech", "D", "S2", "0.5"), from_elsewhere("Journalism", "C", "S1", "0.5")), [1000]),
        ((from_elsewhere("Speech", "D", "S1", "0.5"), from_elsewhere("Journalism", "C", "S1", "0.5")), [1000]),
        ((from_elsewhere("Speech", "D", "", "0.5"), from_elsewhere("Journalism", "D", "", "0.5")), [1000, 1000]),
        # The same title is the same class.
        ((from_elsewhere("Speech", "D", "S1", "0.5"), from_elsewhere("speech", "C", "S2", "0.5")), [500]),
        # What has no title is a class of its own.
        ((from_elsewhere("Speech", "D", "S1", "0.5"), from_elsewhere("", "C", "S2", "0.5")), [1000]),
    ],
)
def test_classes_under_a_general_code_have_marks_of_their_own(courses: tuple[Course, ...], units: list[int]) -> None:
    assert [(one[0], one[3]) for one in found(RULES, *courses)] == [("TRANSFER", one) for one in units]


def test_a_line_that_such_a_class_fills_names_no_mark_of_another_one() -> None:
    speech = from_elsewhere("Speech", "D")
    assert [one[1:3] for one in found(RULES, speech)] == [(("D",), "C")]
    assert found(RULES, speech, from_elsewhere("Journalism", "B")) == []
    assert found(RULES, from_elsewhere("Speech", "D", "S1", "0.5"), from_elsewhere("Journalism", "B")) == []
