"""What the record does not have of a planned class: with it the class is there once, and whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.planning import Ground, Offer
from doorway.pathways.core.rest import once, rest_of
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.terms import ROUNDED, Place
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.tests.students import TODAY, utah

YEAR = 2028
LETTERS = {2: "S", 3: "T", 4: "Q"}
NAMES = {
    (1, 2): ("S1", "Fall", "Semester 1", "Primer semestre"), (2, 2): ("S2", "Spring", "2nd Semester"),
    (1, 3): ("T1", "Trimester 1"), (2, 3): ("T2", "Second Trimester"), (3, 3): ("T3",),
    (1, 4): ("Q1",), (2, 4): ("Q2", "2nd Quarter"), (3, 4): ("Q3",), (4, 4): ("Q4",),
}  # fmt: skip


def terms_of(of: int) -> str:
    return " ".join(f"{LETTERS[of]}{number}" for number in range(1, of + 1))


def row(term: str, units: int, part: str = "", scale: int | None = None) -> Course:
    return Course(f"{term}{part}", "ENG", units, YEAR, term, Certainty.SCHEDULED, part=part, scale=scale)


def plan(term: str = "", units: int = 1000, state: Certainty = Certainty.PLANNED) -> Course:
    return Course("plan", "ENG", units, YEAR, term, state)


@st.composite
def begun(draw: st.DrawFn) -> tuple[Course, list[Course], CourseKind]:
    """A planned class, some of its terms on the record under any of their names, and what the catalog says of it."""
    of, units = draw(st.sampled_from((2, 3, 4))), draw(st.sampled_from((1000, 500, 2000, 1500)))
    ways = draw(st.sampled_from(((terms_of(of),), (), (terms_of(of), "A B C D E"), ("Y", terms_of(of)))))
    term = draw(st.sampled_from((terms_of(of), "")))
    numbers = draw(st.sets(st.integers(1, of), max_size=of))
    share = {number: Place(number, of).share(units) for number in numbers}
    record = [row(draw(st.sampled_from(NAMES[number, of])), share[number]) for number in sorted(numbers)]
    state = draw(st.sampled_from((Certainty.SCHEDULED, Certainty.PLANNED, Certainty.PROJECTED)))
    return plan(term, units, state), record, CourseKind("ENG", credits=units, terms=ways)


@settings(deadline=None)
@given(begun())
def test_record_and_rest_are_the_class_and_no_term_twice(case: tuple[Course, list[Course], CourseKind]) -> None:
    planned, record, kind = case
    rest = rest_of(planned, record, kind)

    assert sum(one.units for one in (*record, *rest)) == planned.units
    assert {one.state for one in rest} <= {planned.state}
    # As the engine counts it: nothing is cut as taken twice, nothing asks which half it is.
    rules = utah()
    compiled = Compiled(replace(rules, catalog={**rules.catalog, kind.code: kind}))
    keyed = [one._replace(key=f"{number}", areas=("ela.11",)) for number, one in enumerate((*record, *rest))]
    result = audit(compiled, Transcript("s", YEAR + 1, 11, tuple(keyed), year=YEAR), today=TODAY)
    assert result.total.filled[Certainty.PROJECTED] == planned.units
    assert not {problem.code for problem in result.problems} & {"repeated", "half_unknown", "more_credits"}


TERMS = st.sampled_from(["S1", "S2", "T1", "Q3", "Y", "", "Fall", "Summer"])


@given(st.lists(st.tuples(TERMS, st.integers(1, 2000)), max_size=4))
def test_whatever_the_record_has_nothing_is_more_than_the_class(rows: list[tuple[str, int]]) -> None:
    record = [row(term, units) for term, units in rows]
    kind = CourseKind("ENG", credits=1000, terms=("S1 S2",))
    rest = rest_of(plan("S1 S2"), record, kind)

    assert all(one.units > 0 for one in rest)
    # A term that stands there twice is there once.
    assert not rest or once(record, kind) + sum(one.units for one in rest) <= 1000 + ROUNDED


@pytest.mark.parametrize(
    ("record", "left"),
    [
        ([], [("S1 S2", 1000)]),
        ([row("S1", 500)], [("S2", 500)]),
        ([row("S2", 500)], [("S1", 500)]),
        ([row("Fall", 500)], [("S2", 500)]),
        ([row("", 500, "1")], [("S2", 500)]),
        ([row("S1", 500), row("S2", 500)], []),
        # All year, or all of its credit: the record says what the class gives.
        ([row("Y", 1000)], []),
        ([row("Y", 500)], []),
        ([row("", 500)], []),
        ([row("S1", 1000)], []),
        # Half a class of another school.
        ([row("S1", 500, scale=24000)], []),
        # The same half of the plain class and of the honors class.
        ([row("S1", 500), row("Fall", 500)], [("S2", 500)]),
    ],
)  # fmt: skip
def test_which_terms_are_left(record: list[Course], left: list[tuple[str, int]]) -> None:
    kind = CourseKind("ENG", credits=1000, terms=("S1 S2",))
    assert [(one.term, one.units) for one in rest_of(plan("S1 S2"), record, kind)] == left


@pytest.mark.parametrize(
    ("record", "left"),
    [
        ([row("Q1", 250)], [("S1", 250), ("S2", 500)]),
        ([row("Q1", 250), row("Q2", 250)], [("S2", 500)]),
        ([row("Q3", 250)], [("S1", 500), ("S2", 250)]),
        ([row("S1", 500), row("Q3", 250)], [("S2", 250)]),
        ([row("Summer", 500)], [("S2", 500)]),
        ([row("S1", 500), row("Summer", 500)], []),
        ([row("Summer", 250)], [("S1", 250), ("S2", 500)]),
        ([row("Block A", 500)], [("S2", 500)]),
    ],
)
def test_a_row_that_has_no_place_takes_its_credit_from_the_rest(
    record: list[Course], left: list[tuple[str, int]]
) -> None:
    kind = CourseKind("ENG", credits=1000, terms=("S1 S2",))
    for way in ("S1 S2", ""):
        rest = rest_of(plan(way), record, kind)
        assert [(one.term, one.units) for one in rest] == left
    # The audit counts record and rest as the class, whole and once.
    rules = utah()
    compiled = Compiled(replace(rules, catalog={**rules.catalog, "ENG": kind}))
    keyed = [one._replace(key=f"{number}", areas=("ela.11",)) for number, one in enumerate((*record, *rest))]
    result = audit(compiled, Transcript("s", YEAR + 1, 11, tuple(keyed), year=YEAR), today=TODAY)
    assert result.total.filled[Certainty.PROJECTED] == 1000


def test_of_a_class_of_one_term_what_the_summer_does_not_give_is_left_in_it() -> None:
    kind = CourseKind("ENG", credits=500, terms=("S1", "S2"))
    assert [(one.term, one.units) for one in rest_of(plan("S1", 500), [row("Summer", 250)], kind)] == [("S1", 250)]


@pytest.mark.parametrize(
    ("ways", "term", "record", "left"),
    [
        (("S1 S2", "T1 T2 T3"), "", [row("S1", 500)], [("S2", 500)]),
        (("S1 S2", "T1 T2 T3"), "", [row("T2", 334)], [("T1", 333), ("T3", 333)]),
        (("S1 S2", "T1 T2 T3"), "Y", [row("T1", 333), row("Tri 3", 333)], [("T2", 334)]),
        (("S1 S2", "Q1 Q2 Q3 Q4"), "", [row("Q1", 250), row("Q2", 250)], [("Q3", 250), ("Q4", 250)]),
        (("S1 S2", "T1 T2 T3"), "", [row("", 500, "2")], [("S1", 500)]),
        # Two ways of two terms: by the names of the one that is registered.
        (("A B", "S1 S2"), "", [row("S1", 500)], [("S2", 500)]),
        (("S1 S2", "A B"), "", [row("A", 500)], [("B", 500)]),
        # It was planned in one way, and is registered in the other one.
        (("S1 S2", "T1 T2 T3"), "S1 S2", [row("T1", 333)], [("T2", 334), ("T3", 333)]),
        # Fall is the first of two or of three, as its credit says. Both together are no way.
        (("S1 S2", "T1 T2 T3"), "", [row("Fall", 500)], [("S2", 500)]),
        (("S1 S2", "T1 T2 T3"), "", [row("Fall", 333)], [("T2", 334), ("T3", 333)]),
        (("S1 S2", "T1 T2 T3"), "", [row("Fall", 400)], [("S1", 100), ("S2", 500)]),
        (("S1 S2", "T1 T2 T3"), "", [row("S1", 500), row("T3", 333)], []),
    ],
)
def test_of_a_class_with_two_ways_the_one_that_is_registered_has_the_rest(
    ways: tuple[str, ...], term: str, record: list[Course], left: list[tuple[str, int]]
) -> None:
    kind = CourseKind("ENG", credits=1000, terms=ways)
    assert [(one.term, one.units) for one in rest_of(plan(term), record, kind)] == left


def test_a_class_of_either_term_is_there_in_the_other_one() -> None:
    kind = CourseKind("ENG", credits=500, terms=("S1", "S2"))
    assert rest_of(plan("S1", 500), [row("S2", 500)], kind) == ()


@pytest.mark.parametrize("way", ["Y", "Full Year", "2027-2028", "Todo el año"])
@pytest.mark.parametrize("ways", [(), ("S1 S2",)])
def test_a_class_of_the_whole_year_is_registered_by_its_terms(way: str, ways: tuple[str, ...]) -> None:
    for terms in ((*ways, way), ways, (way, "S1")):
        kind = CourseKind("ENG", credits=1000, terms=terms)
        assert [(one.term, one.units) for one in rest_of(plan(way), [row("Fall", 500)], kind)] == [("S2", 500)]
        assert rest_of(plan(way), [row("Full Year", 1000)], kind) == ()
        assert rest_of(plan(way), [row("Y", 500)], kind) == ()


@given(st.dictionaries(st.sampled_from(["T1", "T2", "T3"]), st.integers(1, 1100), max_size=3))
def test_of_three_terms_the_rest_is_never_more_than_what_is_left(rows: dict[str, int]) -> None:
    rest = rest_of(plan("T1 T2 T3"), [row(*one) for one in rows.items()], CourseKind("ENG", credits=1000))

    assert not rows or not rest or sum(rows.values()) + sum(one.units for one in rest) == 1000
    kind = CourseKind("ENG", credits=1000, terms=("T1 T2 T3",))
    left = [(one.term, one.units) for one in rest_of(plan("T1 T2 T3"), [row("T1", 900)], kind)]
    assert left == [("T2", 100)]


ENG, OFTEN = (
    CourseKind("ENG", credits=1000, terms=("S1 S2",)),
    CourseKind("ENG", credits=1000, repeatable=True, terms=("S1 S2",)),
)


@pytest.mark.parametrize("kind", [ENG, OFTEN, None])
@pytest.mark.parametrize(
    ("record", "units"),
    [
        ([], 0),
        ([row("S1", 500)], 500),
        ([row("S1", 500), row("S2", 500)], 1000),
        ([row("S1", 500), row("S2", 500), row("Y", 1000)], 1000),
        ([row("S1", 500), row("Full Year", 1000)], 1000),
        ([row("T1", 333), row("T2", 334), row("T3", 333), row("", 1000)], 1000),
        ([row("T1", 330), row("T2", 330), row("T3", 330), row("Y", 1000)], 1000),
        # The same term under two names.
        ([row("S1", 500), row("Fall", 500)], 500),
        ([row("Y", 500, "1"), row("Y", 500, "2")], 1000),
    ],
)
def test_the_whole_year_and_its_terms_are_one_class(record: list[Course], units: int, kind: CourseKind | None) -> None:
    assert once(record, kind) == units


def test_of_a_class_that_may_be_taken_often_a_row_without_a_term_is_of_another_time() -> None:
    rows = [row("", 500), row("S1", 500)]
    assert once(rows, OFTEN) == 1000
    # Beside the whole year there is none. All of a class that takes the year is the year.
    assert once([*rows, row("Y", 1000)], OFTEN) == 1000
    assert once([row("", 1000), row("S1", 500)], OFTEN) == 1000
    # Of a class that can be taken in one term all of it may be in the other one.
    short = replace(OFTEN, credits=500, terms=("S1", "S2"))
    assert (once(rows, short), once(rows, replace(short, terms=()))) == (1000, 1000)


def test_summer_is_beside_the_year() -> None:
    rows = [row("Y", 1000), row("Summer", 500)]
    # Of a class that counts once it gives no more.
    assert (once(rows, ENG), once(rows, OFTEN)) == (1000, 1500)


ROWS = st.lists(
    st.tuples(st.sampled_from(["S1", "S2", "Fall", "T1", "T2", "Y", "S1 S2", "", "Summer", "Block A"]),
              st.sampled_from([330, 500, 1000, 1500])),
    max_size=5,
)  # fmt: skip


@given(ROWS, st.sampled_from([(), ("S1 S2",), ("S1", "S2"), ("Y",), ("S1 S2", "T1 T2 T3")]), st.booleans())
def test_of_a_class_that_may_be_taken_often_the_plan_counts_what_the_audit_counts(
    rows: list[tuple[str, int]], ways: tuple[str, ...], one_line: bool
) -> None:
    kind, rules = replace(OFTEN, terms=ways, areas=frozenset({"ela.11"})), utah()
    compiled = Compiled(
        replace(rules, catalog={**rules.catalog, "ENG": kind}, split="one" if one_line else "free", allowances=())
    )
    keyed = [row(*one)._replace(key=f"{number}") for number, one in enumerate(rows)]
    result = audit(compiled, Transcript("s", YEAR + 1, 11, tuple(keyed), year=YEAR), today=TODAY)
    assert once(keyed, kind) == result.total.filled[Certainty.PROJECTED]


@given(st.lists(st.tuples(TERMS, st.integers(1, 2000)), max_size=4))
def test_once_is_never_more_than_the_audit_counts(rows: list[tuple[str, int]]) -> None:
    rules = utah()
    compiled = Compiled(replace(rules, catalog={**rules.catalog, "ENG": ENG}))
    keyed = [row(*one)._replace(key=f"{number}", areas=("ela.11",)) for number, one in enumerate(rows)]
    result = audit(compiled, Transcript("s", YEAR + 1, 11, tuple(keyed), year=YEAR), today=TODAY)
    assert once(keyed, ENG) <= result.total.filled[Certainty.PROJECTED]


@pytest.mark.parametrize("seed", range(300))
def test_what_plan_and_record_weigh_in_a_grade_is_what_the_audit_counts(seed: int) -> None:
    """A plain class and its honors class: each planned or not, and any rows of both on the record of that year."""
    dice = random.Random(seed)
    ways = dice.choice(((), ("S1 S2",), ("Y",), ("S1 S2", "T1 T2 T3"), ("Y", "S1 S2")))
    kinds = {code: CourseKind(code, areas=frozenset({"ela.11"}), credits=1000, terms=ways) for code in ("E", "H")}
    terms = (
        ("S1", 500),
        ("S2", 500),
        ("Y", 1000),
        ("", 1000),
        ("Fall", 500),
        ("T1", 333),
        ("T2", 334),
        ("S1 S2", 1000),
    )
    given = [(dice.choice("EH"), *dice.choice(terms)) for _ in range(dice.randint(0, 4))]
    record = [
        Course(f"r{number}", code, units, YEAR, term, Certainty.PLANNED)
        for number, (code, term, units) in enumerate(given)
    ]
    planned = [code for code in kinds if dice.random() < 0.6]
    ground = Ground(10, same={"E": frozenset("H"), "H": frozenset("E")}, recorded={11: record} if record else {})

    weighs = sum(ground.weighs(Offer(code, code, 1000, 9, 12, terms=ways), 11, "") for code in planned)
    weighs += sum(once([one for one in record if one.code == code], kinds[code]) for code in {*kinds} - {*planned})
    rows = list(record)
    for code in planned:
        left = rest_of(
            Course(code, code, 1000, YEAR, "", Certainty.PLANNED), [one._replace(code=code) for one in record],
            kinds[code],
        )  # fmt: skip
        rows += [one._replace(key=f"{code}{number}") for number, one in enumerate(left)]
    rules = utah()
    compiled = Compiled(replace(rules, catalog={**rules.catalog, **kinds}))
    result = audit(compiled, Transcript("s", YEAR + 1, 10, tuple(rows), year=YEAR - 1), today=TODAY)
    # A third that stands twice leaves a thousandth or two.
    assert abs(weighs - result.total.filled[-1]) <= 2, (ways, given, planned)
