"""The cases on which audits are known to fail, each with what a person would say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from doorway.pathways.core.checks import doubts
from doorway.pathways.core.result import Audit
from doorway.pathways.core.rules import CourseKind, Line, RuleSet, Selector
from doorway.pathways.core.transcript import STATES, Course
from doorway.pathways.core.units import units_of
from doorway.pathways.rules import load_rules
from doorway.pathways.tests.students import (
    TODAY,
    audited,
    codes,
    course,
    decision,
    earned,
    garfield,
    line,
    status,
    used,
    utah,
)


def small(*lines: Line, total: int = 0, split: str = "free") -> RuleSet:
    """A set of a few lines with the state's marks."""
    return RuleSet("small", lines, utah().marks, total=total, split=split)  # type: ignore[arg-type]


def asks(key: str, credits: str, *codes: str, **more: object) -> Line:  # noqa: A002
    """A line that takes some codes."""
    return Line(key, "s", units_of(credits), (Selector(codes=frozenset(codes)),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_01_a_course_that_fits_two_goes_where_the_other_does_not(order: tuple[str, str]) -> None:
    rules = small(asks("x", "1.0", "A", "B"), asks("y", "1.0", "A"))

    result = audited(rules, *(course(code) for code in order))

    assert (status(result, "x"), status(result, "y")) == ("met", "met")
    assert (used(result, "x"), used(result, "y")) == (["B"], ["A"])


def test_02_a_course_is_not_used_twice_and_the_right_lines_are_unmet() -> None:
    rules = small(
        asks("capstone", "1.0", "P", "Q"),
        asks("elective", "8.0", "P", "Q", "R", "S"),
        asks("presentation", "1.0", "Z"),
    )

    result = audited(rules, course("P"), course("Q"))

    assert status(result, "capstone") == "met"
    assert status(result, "elective") == "missing"
    assert status(result, "presentation") == "missing"
    assert line(result, "elective").short == units_of("7.0")


def test_03_what_is_over_in_the_arts_goes_to_the_electives() -> None:
    result = audited(utah(), course("BAND", "1.0", grade=9), course("BAND", "1.0", grade=10))

    assert status(result, "arts") == "met"
    assert earned(result, "electives") == units_of("0.5")


@pytest.mark.parametrize("seed", range(6))
def test_04_two_areas_and_a_third_science_in_any_order(seed: int) -> None:
    courses = [course("AP-ENVIRONMENTAL"), course("BIOLOGY"), course("CHEMISTRY")]
    random.Random(seed).shuffle(courses)

    result = audited(utah(), *courses)

    assert {choice.choice.key: str(choice.status) for choice in result.choices}["science_areas"] == "met"
    assert status(result, "science_more") == "met"
    assert earned(result, "electives") == 0


def test_05_a_course_for_two_requirements_is_divided_where_the_set_allows_it() -> None:
    lines = (asks("digital", "0.5", "CSP", "OFFICE"), asks("computer", "1.0", "CSP", "AP-CS"))

    divided = audited(small(*lines), course("CSP"))
    whole = audited(small(*lines, split="one"), course("CSP"))
    with_office = audited(small(*lines, split="one"), course("CSP"), course("OFFICE", "0.5"))

    assert (earned(divided, "digital"), earned(divided, "computer")) == (500, 500)
    assert (earned(whole, "digital"), earned(whole, "computer")) == (0, 1000)
    assert (earned(with_office, "digital"), earned(with_office, "computer")) == (500, 1000)
    assert (divided.rules.split, whole.rules.split) == ("free", "one")


def test_05_computer_science_principles_on_the_whole_record() -> None:
    """Alone it is digital studies and half an area; with another digital course it is the whole area."""
    rest = [course("BIOLOGY"), course("BUSINESS-OFFICE", "0.5"), course("WELDING-1")]

    result = audited(utah(), course("CS-PRINCIPLES"), *rest)

    assert status(result, "digital") == "met"
    assert {choice.choice.key: str(choice.status) for choice in result.choices}["science_areas"] == "met"


def test_06_calculus_with_a_c_completes_mathematics_and_leaves_the_total() -> None:
    passed = audited(utah(), course("SEC-MATH-1", grade=9), course("AP-CALC-AB", mark="C", grade=11))
    short = audited(utah(), course("SEC-MATH-1", grade=9), course("AP-CALC-AB", mark="C-", grade=11))

    assert status(passed, "math_calculus") == "met"
    assert line(passed, "math_calculus").completed
    # The electives carry the rest: both courses count there as long as there is room.
    assert earned(passed, "electives") == units_of("2.0")
    assert (passed.total.need, passed.total.short) == (units_of("24.0"), units_of("22.0"))
    assert status(short, "math_2") == "missing"


def test_06_calculus_that_is_only_planned_completes_nothing_yet() -> None:
    result = audited(
        utah(), course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10),
        course("AP-CALC-AB", grade=12, state="planned"),
    )  # fmt: skip

    assert status(result, "math_calculus") == "planned"


def test_07_mathematics_before_grade_9_counts_to_the_total_and_three_more_credits_are_due() -> None:
    result = audited(utah(), course("SEC-MATH-1", grade=8))

    assert result.total.filled[0] == units_of("1.0")
    open_lines = [item for item in result.lines if item.line.section == "mathematics"]
    assert sum(item.short for item in open_lines) == units_of("3.0")
    assert {item.line.option for item in open_lines} == {"earlier"}


def test_08_us_government_for_two_classes() -> None:
    taken = {"grade": 11, "credits": "0.5"}
    class_of_2028 = audited(utah(2028), course("US-GOVERNMENT", **taken))  # type: ignore[arg-type]
    class_of_2029 = audited(
        utah(2029), course("US-GOVERNMENT", "0.5", grade=10, class_of=2029), class_of=2029, grade=11
    )

    assert status(class_of_2028, "government") == "met"
    assert earned(class_of_2029, "electives") == units_of("0.5")
    missing = line(class_of_2029, "constitution_1").short + line(class_of_2029, "constitution_2").short
    assert missing == units_of("1.0")


def test_09_the_same_semester_twice_is_half_a_credit() -> None:
    result = audited(
        utah(2029),
        course("CONSTITUTION", "0.5", grade=11, part="1", class_of=2029),
        course("CONSTITUTION", "0.5", grade=12, part="1", class_of=2029),
        class_of=2029,
    )

    assert (status(result, "constitution_1"), status(result, "constitution_2")) == ("met", "missing")
    assert result.total.filled[0] == units_of("0.5")
    assert "repeated" in codes(result)


def semesters(*rows: tuple[str, str, int], code: str = "CONSTITUTION", **more: object) -> tuple[Course, ...]:
    """Rows as other systems write them: term, mark and grade, and no word about which half it is."""
    return tuple(
        course(code, "0.5", mark, term=term, grade=grade, class_of=2029, **more)  # type: ignore[arg-type]
        for term, mark, grade in rows
    )


def with_terms(code: str, *terms: str) -> RuleSet:
    """The state's set with a class that runs in these terms."""
    rules = utah(2029)
    return replace(rules, catalog={**rules.catalog, code: replace(rules.catalog[code], terms=terms)})


def halves(result: Audit, name: str = "constitution") -> tuple[str, str]:
    return status(result, f"{name}_1"), status(result, f"{name}_2")


def test_09_the_half_follows_from_the_term_of_a_class_that_runs_in_two() -> None:
    def held(*rows: tuple[str, str, int]) -> Audit:
        return audited(utah(2029), *semesters(*rows), class_of=2029)

    again = held(("S1", "D", 11), ("S1", "B", 12))
    failed = held(("S1", "D", 11), ("S2", "F", 11), ("S1", "B", 12))
    both = held(("S1", "D", 11), ("S2", "C", 12))
    second = held(("S2", "B", 11))

    for result in (again, failed):
        assert halves(result) == ("met", "missing")
        assert result.total.filled[0] == units_of("0.5")
        assert codes(result) == ["repeated"]
    assert (halves(both), both.total.filled[0], codes(both)) == (("met", "met"), units_of("1.0"), [])
    assert halves(second) == ("missing", "met")


def test_09_a_half_that_nobody_knows_is_asked_about_and_never_taken_for_done() -> None:
    rules = with_terms("US-HISTORY")
    plain = audited(rules, *semesters(("S1", "D", 10), ("S1", "B", 11), code="US-HISTORY"), class_of=2029)
    # One of them counts where any social studies do, so that no more than a question is left.
    unknown = [
        audited(listed, *semesters((term, "D", 10), (term, "B", 11), code=code, areas=areas), class_of=2029)
        for listed, term, code, areas in (
            (rules, "Block A", "US-HISTORY", None),
            (with_terms("US-HISTORY", "S1", "S2"), "S1", "US-HISTORY", None),
            (rules, "S1", "X", ("social.us-history",)),
        )
    ]
    whole = audited(rules, course("US-HISTORY", class_of=2029), class_of=2029)

    # A list that does not say in which terms the class runs leaves it to a name that means the same everywhere.
    assert (halves(plain, "us_history"), codes(plain)) == (("met", "missing"), ["repeated"])
    for result in unknown:
        assert (halves(result, "us_history"), codes(result)) == (("ask", "missing"), ["half_unknown"] * 2)
    assert (halves(whole, "us_history"), codes(whole)) == (("met", "met"), [])


def test_09_fall_is_the_half_that_its_credit_gives_where_a_class_has_semesters_and_trimesters() -> None:
    rules = with_terms("US-HISTORY", "S1 S2", "T1 T2 T3")
    (fall,) = semesters(("Fall", "B", 11), code="US-HISTORY")
    result = audited(rules, fall, class_of=2029)

    assert (halves(result, "us_history"), codes(result)) == (("met", "missing"), [])
    # What is neither half nor third of the class is still a question.
    unknown = audited(rules, fall._replace(units=400), class_of=2029)
    assert codes(unknown) == ["half_unknown"]


@pytest.mark.parametrize(
    "figures", [("0.333", "0.333", "0.334"), ("0.333", "0.334", "0.333"), ("0.333",) * 3, ("0.33",) * 3]
)
def test_09_three_terms_are_two_halves_and_the_whole_credit(figures: tuple[str, ...]) -> None:
    rules = with_terms("CONSTITUTION", "T1 T2 T3")
    rows = [
        course("CONSTITUTION", figure, term=f"T{number}", grade=11, class_of=2029)
        for number, figure in enumerate(figures, start=1)
    ]

    whole = audited(rules, *rows, class_of=2029)
    first = audited(rules, *rows[:2], class_of=2029)
    last = audited(rules, *rows[1:], class_of=2029)

    assert (halves(whole), whole.total.filled[0]) == (("met", "met"), units_of("1.0"))
    # The second of three terms is half of each half.
    assert (halves(first), earned(first, "constitution_2")) == (("met", "missing"), units_of("0.167"))
    assert (halves(last), last.total.filled[0]) == (("missing", "missing"), units_of("0.667"))


def test_10_two_sport_seasons_replace_two_halves_and_no_third() -> None:
    seasons = [course(f"SPORT-{name}", "0.5", term=name) for name in ("TRACK", "WRESTLING", "VOLLEYBALL")]

    result = audited(utah(), *seasons)

    assert (status(result, "participation"), status(result, "lifetime")) == ("met", "met")
    assert status(result, "fitness") == "missing"
    assert earned(result, "electives") == units_of("0.5")


def test_11_verbal_communication_is_at_most_half_a_credit_of_language_arts() -> None:
    result = audited(utah(), course("SPEECH", "0.5"), course("DEBATE", "0.5"))

    assert sum(earned(result, f"la_{level}") for level in (9, 10, 11, 12)) == units_of("0.5")
    assert earned(result, "electives") == units_of("0.5")


@pytest.mark.parametrize(("class_of", "expected"), [(2027, "met"), (2028, "missing")])
def test_12_finance_as_concurrent_enrollment_counts_through_2026_27(class_of: int, expected: str) -> None:
    result = audited(utah(class_of), course("FIN-1050", "0.5", grade=12, class_of=class_of), class_of=class_of)

    assert status(result, "financial") == expected


def test_13_failed_then_passed_is_one_credit() -> None:
    result = audited(utah(), course("BIOLOGY", mark="F", grade=9), course("BIOLOGY", mark="C", grade=10))

    assert result.total.filled[0] == units_of("1.0")
    assert [item.reason for item in result.unused] == ["no_credit"]


def test_13_a_pin_falls_when_the_course_is_failed() -> None:
    pin = decision("pin", "science_more", "wildlife")
    plan = course("WILDLIFE", "0.5", grade=12, state="planned", key="wildlife")
    failed = course("WILDLIFE", "0.5", mark="F", grade=12, key="wildlife")

    before = audited(utah(), plan, decisions=(pin,))
    after = audited(utah(), failed, decisions=(pin,))

    assert line(before, "science_more").filled[3] == units_of("0.5")
    assert status(after, "science_more") == "missing"
    assert line(after, "science_more").again
    assert codes(after) == ["decision_failed"]


@pytest.mark.parametrize("state", ["planned", "in_progress"])
def test_13_a_pin_of_a_class_that_will_complete_mathematics(state: str) -> None:
    calculus = course("AP-CALC-AB", grade=12, state=state, key="calculus")

    result = audited(garfield(), calculus, decisions=(decision("pin", "math_calculus", "calculus"),))

    assert status(result, "math_calculus") == state
    assert {one.choice.key: one.chosen for one in result.choices}["math_way"] == ("calculus",)


def test_13_a_waiver_that_rests_on_a_course_falls_with_it() -> None:
    waiver = decision("waiver", "arts", units=500, rests_on=("stage",))

    holds = audited(utah(), course("STAGECRAFT", "0.5", key="stage"), decisions=(waiver,))
    falls = audited(utah(), course("STAGECRAFT", "0.5", mark="F", key="stage"), decisions=(waiver,))

    assert line(holds, "arts").need == units_of("1.0")
    assert line(falls, "arts").need == units_of("1.5")
    assert line(falls, "arts").again


CHOIR = {
    term: course("CONCERT-CHOIR", "0.5", term=term, key=term, areas=("arts.music",)) for term in ("S1", "S2")
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        ((), True),
        ((CHOIR["S2"],), True),
        ((CHOIR["S2"]._replace(mark="F"),), False),
        ((CHOIR["S2"]._replace(mark="F", year=2027),), False),
        # It was failed before the class was taken again and passed, or it was made up since.
        ((CHOIR["S2"]._replace(mark="F", year=2025),), True),
        ((CHOIR["S2"]._replace(mark="F"), CHOIR["S2"]._replace(key="up", year=2027)), True),
        (
            (
                CHOIR["S2"]._replace(mark="F"),
                CHOIR["S2"]._replace(key="up", year=2027, state=STATES["in_progress"], mark=""),
            ),
            False,
        ),
        ((CHOIR["S2"]._replace(mark="F", code="BAND"),), True),
    ],
)
def test_13_a_waiver_that_rests_on_half_a_class_falls_with_the_other_half(
    more: tuple[Course, ...], holds: bool
) -> None:
    waiver = decision("waiver", "cte", units=1000, rests_on=("S1",))
    result = audited(utah(), CHOIR["S1"], *more, decisions=(waiver,))

    assert bool(line(result, "cte").waived) is holds
    assert line(result, "cte").again is not holds
    assert ("decision_part_failed" in codes(result)) is not holds


FIRST, SECOND = (CHOIR[f"S{half}"]._replace(part=half) for half in ("1", "2"))


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        # The failed half was made up: in a later year, or in summer.
        ((FIRST._replace(mark="F", key="f"), FIRST._replace(year=2027, key="up")), True),
        ((FIRST._replace(mark="F", key="f"), FIRST._replace(term="Summer", key="up")), True),
        # It was not: it is under way, it was passed only before, or it was all of the class.
        ((FIRST._replace(mark="F", key="f"), FIRST._replace(year=2027, state=STATES["in_progress"], key="up")), False),
        ((FIRST._replace(mark="F", year=2027, key="f"),), False),
        ((FIRST._replace(mark="F", key="f", part="", units=1000, term=""), FIRST._replace(year=2027, key="up")), False),
    ],
)
def test_13_a_decision_stands_when_what_was_failed_is_made_up_and_the_rest_is_under_way(
    more: tuple[Course, ...], holds: bool
) -> None:
    """The first half is passed, and the second one under way; then a half is failed."""
    assert stands(FIRST, *more) is holds


@pytest.mark.parametrize(("more", "holds"), [((), True), ((SECOND._replace(mark="F", key="f2"),), False)])
def test_13_summer_that_does_not_say_which_half_it_was_makes_up_one_that_was_failed(
    more: tuple[Course, ...], holds: bool
) -> None:
    summer = FIRST._replace(part="", term="Summer")

    assert stands(summer, FIRST._replace(mark="F", key="f"), *more) is holds


def stands(*courses: Course) -> bool:
    """Whether a waiver that rests on S1 of a class of the whole year stands, while its second half is under way."""
    waiver = decision("waiver", "cte", units=1000, rests_on=("S1",))
    kinds = {"CONCERT-CHOIR": CourseKind("CONCERT-CHOIR", credits=1000)}
    rules = replace(utah(), catalog=utah().catalog | kinds)
    rest = SECOND._replace(year=2028, state=STATES["in_progress"], mark="", key="rest")
    result = audited(rules, *courses, rest, decisions=(waiver,))
    assert ("decision_part_failed" in codes(result)) is not bool(line(result, "cte").waived)
    return bool(line(result, "cte").waived)


def test_13_a_class_that_may_be_taken_often_is_another_one_next_year() -> None:
    kinds = {"CONCERT-CHOIR": CourseKind("CONCERT-CHOIR", credits=1000, repeatable=True)}
    rules = replace(utah(), catalog=utah().catalog | kinds)
    waiver = decision("waiver", "cte", units=1000, rests_on=("S1",))

    def falls(second: Course) -> bool:
        return line(audited(rules, CHOIR["S1"], second, decisions=(waiver,)), "cte").again

    assert falls(CHOIR["S2"]._replace(mark="F"))
    assert not falls(CHOIR["S2"]._replace(mark="F", year=2027))


def test_14_concurrent_biology_without_a_lab_is_no_foundation_science() -> None:
    without = audited(utah(), course("BIOL-1010", "0.5"))
    with_lab = audited(utah(), course("BIOL-1610"))

    assert all(earned(without, item.line.key) == 0 for item in without.lines if item.line.section == "science")
    assert earned(without, "electives") == units_of("0.5")
    assert earned(with_lab, "science_biology") == units_of("1.0")


@pytest.mark.parametrize(("lowers", "total"), [(False, "24.0"), (True, "23.5")])
def test_15_a_waiver_lowers_the_line_and_the_total_only_if_it_says_so(lowers: bool, total: str) -> None:
    waiver = decision("waiver", "arts", units=500, lowers_total=lowers)

    result = audited(utah(), course("BAND", "1.0"), decisions=(waiver,))

    assert status(result, "arts") == "met"
    assert (line(result, "arts").need, line(result, "arts").waived) == (units_of("1.0"), units_of("0.5"))
    assert result.total.need == units_of(total)


def test_15_waivers_take_no_more_off_the_total_than_their_line_asks_for() -> None:
    """Together as well, and whatever the order in which they were decided."""
    some = [
        decision("waiver", "arts", units=1000, lowers_total=False),
        decision("waiver", "arts", units=1000, lowers_total=True),
        decision("waiver", "arts", units=1000, lowers_total=True),
    ]

    for decisions in permutations(some):
        result = audited(utah(), decisions=decisions)
        assert (line(result, "arts").need, line(result, "arts").waived) == (0, units_of("1.5"))
        assert result.total.need == units_of("22.5")
        assert "waiver_beyond" in {problem.code for problem in result.problems}
    within = audited(utah(), decisions=(decision("waiver", "arts", units=1500, lowers_total=True),))
    assert (within.total.need, within.problems) == (units_of("22.5"), ())


def test_16_the_checker_adds_the_printed_page_up_again() -> None:
    found = [str(finding) for finding in doubts(garfield(), today=TODAY)]

    assert "printed.core: the list prints 19.5, its lines add to 20.0" in found
    assert "printed.total: the list prints 36.0, its lines add to 36.5" in found


def test_16_the_audit_says_ask_where_the_page_contradicts_itself() -> None:
    """16 elective credits make 36 in all; whether they are enough is what somebody has to say."""
    band = [course("BAND", grade=grade, term=f"T{number}") for number, grade in enumerate([9, 10, 11, 12] * 5, 1)]

    result = audited(garfield(), *band[:18])

    assert earned(result, "electives") == units_of("16.5")
    assert status(audited(garfield(), *band[:17]), "electives") == "missing"
    with_half = audited(garfield(), *band[:17], course("GUITAR", "0.5"))
    assert status(with_half, "electives") == "ask"


def test_17_credit_of_another_scale_is_converted_by_a_recorded_decision() -> None:
    moved = course("ENG-9", "1.0", grade=9, key="eng", scale="24.0")
    conversion = decision("conversion", "", "eng", factor=Fraction(36, 24), reason="Iron District asks for 24 credits")

    before = audited(garfield(), moved)
    after = audited(garfield(), moved, decisions=(conversion,))

    assert codes(before) == ["scale_unsettled"]
    assert before.total.filled[0] == units_of("1.0")
    assert after.total.filled[0] == units_of("1.5")
    assert after.total.filled[0] - earned(after, "la_9") == earned(after, "electives")
    recorded = dict(after.decisions)[""]
    assert (recorded.person, recorded.day, moved.units) == ("June Carter", conversion.day, units_of("1.0"))


@pytest.mark.parametrize("turned", [False, True])
def test_17_of_two_conversions_of_one_class_the_later_counts_and_it_is_said(*, turned: bool) -> None:
    moved = course("ENG-9", "1.0", grade=9, key="eng", scale="24.0")
    days = {date(2027, 8, 20): Fraction(36, 24), date(2027, 8, 21): Fraction(30, 24)}
    found = [decision("conversion", "", "eng", factor=factor, day=day) for day, factor in days.items()]
    both = audited(garfield(), moved, decisions=tuple(found[::-1] if turned else found))
    assert (codes(both), both.total.filled[0]) == (["converted_twice"], units_of("1.25"))

    # On one day nobody is preferred by the letters of a name.
    people = {"Aaron": Fraction(36, 24), "Zoe": Fraction(30, 24)}
    found = [decision("conversion", "", "eng", factor=factor, person=name) for name, factor in people.items()]
    both = audited(garfield(), moved, decisions=tuple(found[::-1] if turned else found))
    assert (codes(both), both.total.filled[0]) == (["converted_twice"], units_of("1.5"))

    again = (decision("conversion", "", "eng", factor=Fraction(1)), decision("conversion", "", "eng", person="Zoe"))
    assert codes(audited(garfield(), moved, decisions=again)) == []


@pytest.mark.parametrize("name", ["utah/state", "utah/garfield"])
def test_18_permutations_and_one_more_course(name: str) -> None:
    """The large version with random students is test_promises.py."""
    rules = load_rules(name).for_class(2028)
    courses = [
        course("CS-PRINCIPLES"), course("AP-LIT", grade=11), course("SPEECH", "0.5"), course("BIOLOGY"),
        course("STAGECRAFT", "0.5"), course("PROGRAMMING-2", grade=11), course("AP-ENVIRONMENTAL", "0.5"),
        course("SPORT-TRACK", "0.5"), course("SPANISH-3", grade=11), course("LEATHER-CRAFT", "0.5"),
    ]  # fmt: skip
    first = audited(rules, *courses)
    for seed in range(20):
        shuffled = courses[:]
        random.Random(seed).shuffle(shuffled)
        assert audited(rules, *shuffled).lines == first.lines or _told(audited(rules, *shuffled)) == _told(first)
    more = audited(rules, *courses, course("CHEMISTRY", grade=11))
    assert all(one >= other for one, other in zip(first.short, more.short, strict=True))


def _told(result: object) -> object:
    return [
        (item.line.key, item.status, item.filled, [(use.row.course.key, use.units, use.level) for use in item.uses])
        for item in result.lines  # type: ignore[attr-defined]
    ]
