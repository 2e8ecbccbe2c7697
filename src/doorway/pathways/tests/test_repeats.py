"""A class that was taken again counts once, and for everything that one of its rows is good for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doorway.pathways.core.result import Audit, Status
from doorway.pathways.core.rules import ByCourses, Criterion, Line, RuleSet, Selector
from doorway.pathways.core.transcript import Course
from doorway.pathways.core.units import units_of
from doorway.pathways.graduation.standing import Standing, summary_of
from doorway.pathways.tests.students import audited, course, decision, line, status, utah

WITH_C = Selector(codes=frozenset({"A"}), min_mark="C")
FIRST, AGAIN = course("A", mark="D", grade=10, key="first"), course("A", mark="B", grade=11, key="again")


@pytest.mark.parametrize("courses", [(FIRST, AGAIN), (AGAIN, FIRST._replace(year=2028))])
def test_the_better_mark_opens_a_way_whichever_row_came_first(courses: tuple[Course, ...]) -> None:
    calculus = [one._replace(code="AP-CALC-AB") for one in courses]
    result = audited(utah(), course("SEC-MATH-1", grade=9), *calculus)

    assert status(result, "math_calculus") == "met"
    assert result.total.filled[0] == units_of("2.0")


def test_a_class_to_be_taken_again_for_a_better_mark_opens_the_way_when_it_is_passed() -> None:
    result = audited(
        utah(), course("SEC-MATH-1", grade=9), course("AP-CALC-AB", mark="D", grade=11),
        course("AP-CALC-AB", grade=12, state="in_progress"),
    )  # fmt: skip

    assert status(result, "math_calculus") == "in_progress"


def criteria(*ways: ByCourses) -> RuleSet:
    return RuleSet(
        "small", (Line("rest", "s", 4000, open=True),), utah().marks, total=4000,
        criteria=tuple(Criterion(f"k{number}", "s", (way,)) for number, way in enumerate(ways)),
    )  # fmt: skip


@pytest.mark.parametrize("courses", [(FIRST, AGAIN), (AGAIN, FIRST._replace(year=2028))])
def test_what_is_asked_for_beside_the_credits_is_there_once_a_row_fulfils_it(courses: tuple[Course, ...]) -> None:
    result = audited(criteria(ByCourses((WITH_C,), count=1), ByCourses((WITH_C,), credits=1000)), *courses)

    assert [one.status for one in result.criteria] == [Status.MET, Status.MET]


def test_credit_that_is_asked_for_beside_the_lines_counts_a_repeat_once() -> None:
    both = Selector(codes=frozenset({"A"}))
    twice = audited(criteria(ByCourses((both,), credits=2000)), FIRST, AGAIN)
    two_classes = audited(
        criteria(ByCourses((Selector(codes=frozenset({"A", "B"})),), credits=2000)), FIRST, AGAIN, course("B")
    )

    assert twice.criteria[0].status is Status.MISSING
    assert two_classes.criteria[0].status is Status.MET


def test_a_repeat_that_is_planned_takes_its_credit_from_the_first_try_and_it_is_said() -> None:
    rules = RuleSet(
        "small", (Line("math", "s", 1000, (WITH_C,)), Line("rest", "s", 1000, open=True)), utah().marks, total=2000
    )
    today = audited(rules, FIRST)
    later = audited(rules, FIRST, course("A", grade=12, state="planned", key="later"))

    assert (status(today, "rest"), line(today, "rest").short) == ("met", 0)
    assert (status(later, "math"), status(later, "rest")) == ("planned", "missing")
    assert line(later, "rest").short == later.short[4] == 1000


def test_a_row_that_gives_way_to_a_better_one_is_named() -> None:
    rules = RuleSet("small", (Line("math", "s", 1000, (WITH_C,)),), utah().marks, total=1000)
    result = audited(rules, FIRST, AGAIN)

    assert status(result, "math") == "met"
    assert [(one.course, one.units, one.reason) for one in result.unused] == [("first", 0, "repeated")]


def test_whoever_needs_less_in_all_is_not_behind_with_everything_done() -> None:
    rules = RuleSet(
        "small", (Line("art", "s", 1000, (Selector(codes=frozenset({"A"})),)), Line("rest", "s", 3000, open=True)),
        utah().marks, total=4000, pace={9: 1000, 10: 2000, 11: 3000},
    )  # fmt: skip
    waivers = (
        decision("waiver", "art", units=1000, lowers_total=True),
        decision("waiver", "rest", units=2000, lowers_total=True),
    )
    for given in (rules, replace(rules, pace={})):
        result = audited(given, course("B"), decisions=waivers)
        assert result.status is Status.MET
        assert result.pace.due <= result.total.need == 1000
        assert summary_of(result).standing is Standing.DONE


# —— half a class


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (course("AP-CALC-AB", "0.5", "F", grade=11, term="S2"), "missing"),
        # It gives credit, and is no C.
        (course("AP-CALC-AB", "0.5", "D", grade=11, term="S2"), "missing"),
        (course("AP-CALC-AB", "0.5", grade=11, term="S2", state="in_progress"), "in_progress"),
        (course("AP-CALC-AB", "0.5", grade=12, term="S2", state="planned"), "planned"),
        (course("AP-CALC-AB", "0.5", "C", grade=12, term="S2"), "met"),
        # The first semester again is no second one; this year that may still come.
        (course("AP-CALC-AB", "0.5", "A", grade=12, term="S1"), "ask"),
    ],
)
def test_one_semester_of_a_class_does_not_complete_mathematics(second: Course, expected: str) -> None:
    """“A calculus course with a C” is passed when all of it is."""
    first = course("AP-CALC-AB", "0.5", "C", grade=11, term="S1")
    result = audited(utah(), course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10), first, second)
    stands = {one.line.key: str(one.status) for one in result.lines}

    assert stands.get("math_calculus", stands.get("math_3")) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        # Many schools register one term at a time.
        (course("AP-CALC-AB", "0.5", grade=12, term="S1", state="in_progress"), "ask"),
        (course("AP-CALC-AB", "0.5", grade=12, term="S1"), "ask"),
        (course("AP-CALC-AB", "0.5", grade=11, term="S1"), "missing"),
        (course("AP-CALC-AB", "0.5", grade=12, term="S1", state="planned"), "missing"),
    ],
)
def test_of_a_part_of_this_year_the_rest_may_still_come(part: Course, expected: str) -> None:
    rest = course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10)
    failed = course("AP-CALC-AB", "0.5", "F", grade=12, term="S2")
    results = [audited(utah(), *rest, *rows) for rows in ([part], [part, failed])]
    stands = [{one.line.key: str(one.status) for one in result.lines} for result in results]

    assert [one.get("math_calculus", one.get("math_3")) for one in stands] == [expected, "missing"]


@pytest.mark.parametrize(
    ("made_up", "expected"),
    [
        # The half that was failed this year is made up, and the other one may still come.
        (course("AP-CALC-AB", "0.5", "C", grade=12, term="Summer", part="1"), "ask"),
        (course("AP-CALC-AB", "0.5", "C", grade=12, term="S2", part="1"), "ask"),
        # A D is too low for it, and the other half makes up nothing.
        (course("AP-CALC-AB", "0.5", "D", grade=12, term="Summer", part="1"), "missing"),
        (course("AP-CALC-AB", "0.5", "C", grade=12, term="Summer", part="2"), "missing"),
    ],
)
def test_a_half_that_was_failed_and_made_up_this_year_leaves_the_question(made_up: Course, expected: str) -> None:
    rest = course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10)
    failed = course("AP-CALC-AB", "0.5", "F", grade=12, term="S1", part="1")
    result = audited(utah(), *rest, failed, made_up)
    stands = {one.line.key: str(one.status) for one in result.lines}

    assert stands.get("math_calculus", stands.get("math_3")) == expected


@pytest.mark.parametrize(
    ("scale", "units", "expected"),
    [
        # A year's class is one credit wherever it is given; a school that asks for 12 in all counts in halves.
        ("26", ("1.0",), "met"),
        ("40", ("1.0",), "met"),
        ("20", ("1.0",), "met"),
        ("12", ("0.5",), "met"),
        ("26", ("0.5", "0.5"), "met"),
        ("26", ("0.5",), "missing"),
        ("24", ("0.333", "0.333", "0.333"), "met"),
    ],
)
def test_a_class_of_another_school_is_whole_by_its_own_figure_or_by_its_share(
    scale: str, units: tuple[str, ...], expected: str
) -> None:
    calculus = [
        course("AP-CALC-AB", given, "B", grade=11, term=f"P{number}", scale=scale) for number, given in enumerate(units)
    ]
    result = audited(utah(), course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10), *calculus)
    stands = {one.line.key: str(one.status) for one in result.lines}

    assert stands.get("math_calculus", stands.get("math_3")) == expected


def test_a_person_can_say_that_it_was_the_whole_class_but_not_over_a_failed_part() -> None:
    """The class is on no list, so nobody knows how large it is."""
    rest = course("SEC-MATH-1", grade=9), course("SEC-MATH-2", grade=10)
    unknown = course("MATH-1210-X", "0.5", "B", grade=11, term="S1", areas=("math.calculus",), key="part")
    failed = unknown._replace(key="other", term="S2", mark="F")
    for kind in ("pin", "substitution"):
        said = decision(kind, "math_calculus", "part")  # type: ignore[arg-type]
        found = [
            status(audited(utah(), *rest, *rows, decisions=decisions), "math_calculus")
            for rows, decisions in (([unknown], ()), ([unknown], (said,)), ([unknown, failed], (said,)))
        ]
        assert found == ["ask", "met", "ask"], kind


def test_half_a_class_before_grade_9_does_not_leave_it_out() -> None:
    half = audited(utah(), course("SEC-MATH-1", "0.5", grade=8, term="S1"))
    whole = audited(
        utah(), course("SEC-MATH-1", "0.5", grade=8, term="S1"), course("SEC-MATH-1", "0.5", grade=8, term="S2")
    )
    ways = [{choice.choice.key: choice.chosen for choice in one.choices}["math_way"] for one in (half, whole)]

    assert ways == [("standard",), ("earlier",)]


def test_of_a_class_whose_size_nobody_knows_somebody_has_to_say_whether_it_was_all() -> None:
    known = Selector(areas=frozenset({"math.quantitative"}))
    for units, expected in (("0.5", Status.ASK), ("1.0", Status.MET)):
        result = audited(
            criteria(ByCourses((known,), count=1)), course("ELSEWHERE", units, areas=("math.quantitative",))
        )
        assert [one.status for one in result.criteria] == [expected]


def test_as_many_classes_as_are_asked_for_are_whole_ones_and_credit_counts_as_it_comes() -> None:
    half = course("AP-STATISTICS", "0.5", term="S1")
    selector = Selector(codes=frozenset({"AP-STATISTICS"}))
    rules = replace(
        criteria(ByCourses((selector,), count=1), ByCourses((selector,), credits=500)), catalog=utah().catalog
    )

    assert [one.status for one in audited(rules, half).criteria] == [Status.MISSING, Status.MET]


# —— the same class twice in a term


def test_a_class_that_may_be_taken_often_counts_once_in_a_term() -> None:
    twice = [course("BAND", "0.5", grade=9, term="S1", key=key) for key in ("one", "two")]
    other = course("BAND", "0.5", grade=9, term="S2")
    result = audited(utah(), *twice, other)

    assert result.total.filled[0] == units_of("1.0")
    assert [problem.code for problem in result.problems] == ["twice_in_term"]
    assert [(one.course, one.reason) for one in result.unused if one.reason == "repeated"] == [("two", "repeated")]
    # In another year it is another one.
    again = audited(utah(), twice[0], course("BAND", "0.5", grade=10, term="S1"))
    assert again.total.filled[0] == units_of("1.0")


@pytest.mark.parametrize(("term", "other"), [("S1", "Fall"), ("Semester 1", "2026-27 S1"), ("SU", "Summer School")])
def test_a_class_that_was_failed_under_another_name_of_the_term_is_there_twice(term: str, other: str) -> None:
    both = [
        course("BIOLOGY", "0.5", term=term, state="in_progress", key="now"),
        course("BIOLOGY", "0.5", "F", term=other, key="failed"),
    ]
    (said,) = [one for one in audited(utah(), *both).problems if one.code == "twice_in_term"]

    assert (said.values["term"], said.values["times"]) == (f"{term} / {other}", 2)
    # The second semester is another one, and so is the class in summer.
    for apart in ("S2", "Spring", "Summer 2"):
        result = audited(utah(), both[0], course("BIOLOGY", "0.5", "F", term=apart))
        assert "twice_in_term" not in {one.code for one in result.problems}


def test_a_class_that_may_be_taken_often_counts_once_in_fall_and_in_the_term_that_fall_is() -> None:
    catalog = {**utah().catalog}
    catalog["BAND"] = replace(catalog["BAND"], terms=("T1", "T2", "T3"))
    rules = replace(utah(), catalog=catalog)
    twice = [course("BAND", "0.5", term=term, key=term) for term in ("Fall", "T1")]

    assert audited(rules, *twice).total.filled[0] == units_of("0.5")
    assert audited(rules, twice[0], course("BAND", "0.5", term="S1")).total.filled[0] == units_of("1.0")


@pytest.mark.parametrize("called", ["Y", "Full Year", "S1 S2"])
@pytest.mark.parametrize("split", ["free", "one"])
def test_the_whole_year_of_a_class_that_may_be_taken_often_is_the_same_time_as_its_terms(
    called: str, split: str
) -> None:
    """Nobody sits in band twice at once: either the year counts or its terms, whichever is more."""
    rules = replace(utah(), split=split, allowances=())  # type: ignore[arg-type]  # one of the two words
    year = course("BAND", "1.0", grade=9, term=called, key="year")
    terms = [course("BAND", "0.5", grade=9, term=term, key=term) for term in ("S1", "S2")]
    result = audited(rules, year, *terms)

    assert result.total.filled[0] == units_of("1.0")
    (said,) = result.problems
    assert (said.code, said.values) == ("repeated", {"code": "BAND", "credits": "1.0"})
    assert audited(rules, year, terms[0]).total.filled[0] == units_of("1.0")
    # Of a year that gives less than its terms, these count.
    assert audited(rules, year._replace(units=500), *terms).total.filled[0] == units_of("1.0")
    # In summer and in another year it is another one.
    summer, later = (course("BAND", "0.5", grade=grade, term=term) for grade, term in ((9, "Summer"), (10, "S1")))
    result = audited(rules, year, *terms, summer, later)
    assert result.total.filled[0] == units_of("2.0")
    assert [one.values["credits"] for one in result.problems] == ["2.0"]
    # Two years beside no terms, and terms beside no year, stay what they are.
    assert not audited(rules, *terms, later).problems


def test_a_code_in_other_capitals_is_the_class_of_the_course_list_and_counts_once() -> None:
    """Such a row stays where the student had the class of that term under the listed code before the list came."""
    listed, other = course("ENG-9", term="S1", key="listed"), course("eng-9", term="S1", key="other")
    alone, both = audited(utah(), other), audited(utah(), listed, other)

    assert [status(one, "la_9") for one in (alone, both)] == ["met", "met"]
    assert [one.total.filled[0] for one in (alone, both)] == [units_of("1.0")] * 2
    assert [problem.code for problem in alone.problems] == []
    assert {problem.code for problem in both.problems} == {"twice_in_term", "repeated"}
    # A better mark of it is one of the class.
    low, better = course("AP-CALC-AB", mark="D", grade=10), course("ap-calc-ab", mark="B", grade=11)
    assert status(audited(utah(), low, better), "math_calculus") == "met"
    # Two codes that no list knows are what they are.
    assert audited(utah(), course("X-1", areas=("arts",)), course("x-1", areas=("arts",))).total.filled[0] == units_of(
        "2.0"
    )


def test_half_of_a_class_that_may_be_taken_often_is_no_whole_because_it_stands_there_for_the_year_too() -> None:
    """A criterion asks for a whole class, and another one for its credit: the same half under two names is a half."""
    selector = Selector(codes=frozenset({"BAND"}))
    rules = replace(
        criteria(ByCourses((selector,), count=1), ByCourses((selector,), credits=1000)), catalog=utah().catalog
    )
    catalog = {**rules.catalog, "BAND": replace(rules.catalog["BAND"], credits=1000)}
    both = [course("BAND", "0.5", grade=9, term=term) for term in ("Y", "S1")]

    found = [one.status for one in audited(replace(rules, catalog=catalog), *both).criteria]
    assert found == [Status.MISSING, Status.MISSING]


def test_the_same_semester_in_two_years_counts_once_whatever_it_is_called() -> None:
    for term in ("S1", "Fall", "Otoño"):
        again = [course("ENG-9", "0.5", grade=grade, term=term) for grade in (9, 10)]
        result = audited(utah(), *again)
        assert result.total.filled[0] == units_of("0.5"), term
        assert [problem.code for problem in result.problems] == ["repeated"]


# —— a mark for the time in which the class is in progress


def open_and_failed(*rows: tuple[str, str, str]) -> Audit:
    """English 11 of one year: (term, credits, mark); without a mark it is in progress."""
    return audited(
        utah(),
        *(
            course("ENG-11", units, mark or "A", grade=11, term=term, key=f"{at}-{term}", **state(mark))
            for at, (term, units, mark) in enumerate(rows)
        ),
    )


def state(mark: str) -> dict[str, str]:
    return {} if mark else {"state": "in_progress"}


@pytest.mark.parametrize(
    "rows",
    [
        [("Y1", "1.0", "F"), ("", "1.0", "")],
        [("", "1.0", "F"), ("Full Year", "1.0", "")],
        [("Y", "1.0", "F"), ("S1", "0.5", ""), ("S2", "0.5", "")],
        [("S1 S2", "1.0", "F"), ("Year Round", "1.0", "")],
        [("S1", "0.5", "F"), ("Spring", "0.5", "F"), ("Y", "1.0", "")],
        [("Semester 1 (Fall)", "0.5", "F"), ("S1", "0.5", "")],
    ],
)
def test_a_class_that_was_failed_is_not_in_progress_in_that_very_time(rows: list[tuple[str, str, str]]) -> None:
    result = open_and_failed(*rows)
    waiting = [f"{at}-{term}" for at, (term, _units, mark) in enumerate(rows) if not mark]

    assert result.total.filled[-1] == 0
    assert [one.course for one in result.problems if one.code == "failed_meanwhile"] == waiting
    assert [one.course for one in result.unused if one.reason == "failed_meanwhile"] == waiting


@pytest.mark.parametrize(
    "rows",
    [
        # The other semester, the summer, a class that somebody left and began anew, and a pass.
        [("S1", "0.5", "F"), ("S2", "0.5", "")],
        [("Y", "0.5", "F"), ("Summer", "0.5", "")],
        [("S1", "0.5", "W"), ("Fall", "0.5", "")],
        [("S2", "0.5", "F"), ("T1", "0.5", "")],
    ],
)
def test_what_was_failed_at_another_time_leaves_the_class_in_progress(rows: list[tuple[str, str, str]]) -> None:
    result = open_and_failed(*rows)

    assert result.total.filled[1] == units_of("0.5")
    assert not {"failed_meanwhile", "failed_in_part"} & {one.code for one in result.problems}


def test_a_class_of_the_year_that_was_failed_in_one_semester_counts_and_is_named() -> None:
    result = open_and_failed(("S1", "0.5", "F"), ("Y", "1.0", ""))
    (said,) = [one for one in result.problems if one.code == "failed_in_part"]

    assert result.total.filled[1] == units_of("1.0")
    assert (said.course, said.values["term"], said.values["mark"]) == ("1-Y", "S1", "F")


def test_a_part_says_nothing_of_the_other_part() -> None:
    one = course("ENG-11", "0.5", "F", grade=11, term="Y", part="1", key="one")
    two = course("ENG-11", "0.5", grade=11, term="Y", part="2", key="two", state="in_progress")

    assert audited(utah(), one, two).total.filled[1] == units_of("0.5")
    assert audited(utah(), one, two._replace(part="1")).total.filled[1] == 0


def test_a_term_of_another_year_is_named() -> None:
    named = [course("ENG-11", "0.5", grade=11, term=term, key=term) for term in ("S1 2026-27", "S2 2020-21")]
    year = named[0].year
    result = audited(utah(), named[0]._replace(term=f"S1 {year - 1}-{year % 100}"), named[1])
    (said,) = [one for one in result.problems if one.code == "other_year"]

    assert (said.course, said.values["term"], said.values["said"]) == ("S2 2020-21", "S2 2020-21", "2020-21")
    assert result.total.filled[0] == units_of("1.0")


# —— one code for many classes


def test_different_titles_under_a_code_that_nobody_knows_are_different_classes() -> None:
    ceramics = course("TRANSFER", grade=10, key="one")._replace(title="Ceramics II")
    shop = course("TRANSFER", grade=11, key="two")._replace(title="Auto Shop")
    result = audited(utah(), ceramics, shop)

    assert result.total.filled[0] == units_of("2.0")
    assert "repeated" not in {one.code for one in result.problems} | {one.reason for one in result.unused}
    (said,) = [one for one in result.problems if one.code == "titles_of_code"]
    assert "with different titles (Auto Shop, Ceramics II). Each title counts as a class of its own." in str(said)
    # In one term, too.
    both = audited(utah(), ceramics, shop._replace(year=ceramics.year, term=ceramics.term))
    assert both.total.filled[0] == units_of("2.0")
    assert "twice_in_term" not in {one.code for one in both.problems}


@pytest.mark.parametrize("title", ["ceramics  ii", "Ceramics II"])
def test_one_title_is_one_class_however_it_is_written(title: str) -> None:
    first = course("TRANSFER", grade=10)._replace(title="Ceramics II")
    result = audited(utah(), first, course("TRANSFER", grade=11)._replace(title=title))

    assert result.total.filled[0] == units_of("1.0")
    assert "titles_of_code" not in {one.code for one in result.problems}


def test_what_has_no_title_is_a_class_of_its_own_and_makes_no_one_class_of_two() -> None:
    ceramics = course("TRANSFER", grade=10)._replace(title="Ceramics II")
    shop = course("TRANSFER", grade=11)._replace(title="Auto Shop")
    bare = course("TRANSFER", "0.5", grade=9)

    for rows, earned, named in (
        ((ceramics, bare), "1.5", {"also_untitled"}),
        ((ceramics, shop, bare), "2.5", {"also_untitled", "titles_of_code"}),
        # Those without one are one class, and give what one gives.
        ((ceramics, bare, course("TRANSFER", grade=12)), "2.0", {"also_untitled", "repeated"}),
        ((bare, course("TRANSFER", grade=12)), "1.0", {"repeated"}),
    ):
        result = audited(utah(), *rows)
        assert result.total.filled[0] == units_of(earned)
        said = {one.code: str(one) for one in result.problems if one.code not in {"unknown_code"}}
        assert {*said} == named
    (text,) = [str(one) for one in audited(utah(), ceramics, shop, bare).problems if one.code == "also_untitled"]
    assert "with a title (Auto Shop, Ceramics II) and without one." in text


def test_under_a_code_that_is_known_the_code_is_the_class() -> None:
    again = [course("SEC-MATH-1", grade=grade)._replace(title=f"Math {grade}") for grade in (9, 10)]
    assert audited(utah(), *again).total.filled[0] == units_of("1.0")
    # A requirement that names a code knows it.
    named = replace(utah(), lines=(Line("own", "s", 2000, accepts=(Selector(codes=frozenset({"Transfer"})),)),))
    for rules, expected in ((named, "1.0"), (replace(named, lines=(Line("rest", "s", 2000, open=True),)), "2.0")):
        rows = [course("TRANSFER", grade=grade)._replace(title=f"Title {grade}") for grade in (9, 10)]
        result = audited(replace(rules, choices=(), allowances=(), criteria=()), *rows)
        assert result.total.filled[0] == units_of(expected)
