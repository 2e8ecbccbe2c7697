"""Rules: what contradicts what, what counts since when, what is due by when. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from doorway.compliance.actions.policies import rule_of_pack
from doorway.compliance.core.days import (
    PlanDays,
    Year,
    due_on,
    first_due_on,
    opening_of,
    opening_with,
    plan_days,
    plan_due_on,
    since,
    span_days,
    start_of,
    with_next,
    years_back,
)
from doorway.compliance.core.rules import (
    Difference,
    Facts,
    PlanKind,
    PlanTimes,
    Rule,
    Verdict,
    differing,
    judge,
    problems,
    problems_of,
    rule_for,
)
from doorway.compliance.queries.policies import floors_of, kinds_of
from doorway.compliance.wording import grades_name
from doorway.policy.packs import load_pack

UTAH = load_pack("utah")
assert UTAH.board is not None
SHIPPED = [rule_of_pack(rule) for rule in UTAH.board.rules]
KINDS, FLOORS = kinds_of(UTAH), floors_of(UTAH)
ALL_GRADES = range(13)
YEARS = [Year(date(2026 - back, 7, 1), date(2027 - back, 6, 30)) for back in range(3)]
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def codes(rules: list[Rule]) -> list[str]:
    return [problem.code for problem in problems(rules, kinds=KINDS, floors=FLOORS, grades=ALL_GRADES)]


def shipped(grade: int) -> Rule:
    found = rule_for(SHIPPED, grade)
    assert found is not None
    return found


# —— contradictions


def test_the_shipped_policy_has_no_contradiction() -> None:
    assert codes(SHIPPED) == []


def test_a_policy_without_rules_says_so() -> None:
    assert codes([]) == ["no_rules"]


def test_a_grade_without_a_rule_is_named() -> None:
    found = problems([SHIPPED[0], *SHIPPED[2:]], kinds=KINDS, floors=FLOORS, grades=ALL_GRADES)

    assert [(one.code, one.params["grade"]) for one in found] == [("no_rule", 7), ("no_rule", 8)]


def test_two_rules_for_one_grade_are_named_with_the_grades() -> None:
    stretched = replace(SHIPPED[1], last=9)

    found = problems([SHIPPED[0], stretched, *SHIPPED[2:]], kinds=KINDS, floors=FLOORS, grades=ALL_GRADES)

    twice = next(one for one in found if one.code == "two_rules")
    assert (twice.params["first"], twice.params["last"], twice.rules) == (9, 9, (1, 2))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"first": 8, "last": 7}, "grades_backwards"),
        ({"kind": "nothing"}, "unknown_kind"),
        ({"kind": "sep"}, "kind_of_other_grades"),
        ({"sections": ("astrology",)}, "unknown_section"),
        ({"individual": 0}, "counselor_without_conference"),
        ({"takes_part": ("guardian", "student")}, "counselor_not_invited"),
        ({"takes_part": ("counselor", "student")}, "family_not_invited"),
        ({"due": (2, 30)}, "no_such_day"),
        ({"due": (2, 29)}, "no_such_day"),
        ({"group": 9}, "too_many"),
        ({"individual": 0, "with_counselor": False}, "below_state"),
        ({"group": 0}, "below_state"),
        ({"registration": False}, "below_state"),
        ({"with_counselor": False}, "below_state"),
        ({"group": 0}, "counselor_without_group"),
        ({"group_with_counselor": False}, "below_state"),
        ({"takes_part": ("guardian", "counselor")}, "below_state"),
        ({"plan_due": None, "plan_newcomer_days": 0}, "below_state"),
        ({"plan_newcomer_days": 366}, "below_state"),
        ({"plan_years": 5}, "below_state"),
        ({"plan_due": None}, "plan_days_without_day"),
        ({"plan_due": (2, 29)}, "no_such_day"),
        ({"signatures": ("guardian", "student"), "takes_part": ("guardian", "counselor")}, "signer_not_invited"),
        ({"span": "year", "plan_due": (5, 1), "due": (9, 1)}, "plan_due_last"),
        ({"span": "year", "individual": 2, "first_due": (2, 30)}, "no_such_day"),
        ({"span": "year", "individual": 2, "first_due": (7, 1)}, "first_due_at_once"),
        ({"span": "year", "individual": 2, "first_due": (3, 1), "due": (12, 31)}, "first_due_last"),
        ({"span": "year", "individual": 2, "first_due": (3, 1), "due": (3, 1)}, "first_due_last"),
        ({"span": "year", "individual": 1, "first_due": (12, 31)}, "first_of_one"),
        ({"span": "band", "individual": 2, "first_due": (12, 31)}, "first_of_one"),
    ],
)
def test_what_is_wrong_in_one_rule_is_named(change: dict[str, object], code: str) -> None:
    rules = [SHIPPED[0], replace(SHIPPED[1], **change), *SHIPPED[2:]]  # type: ignore[arg-type]  # a table of changes

    assert code in codes(rules)


def test_one_in_fall_and_one_in_winter_contradicts_nothing() -> None:
    assert SHIPPED[0].first_due == (12, 31)
    rule = replace(SHIPPED[0], individual=2, first_due=(12, 31), due=(3, 15))

    assert codes([rule, *SHIPPED[1:]]) == []
    # A school that keeps one conference has no first of several, and neither has one where all are due sooner.
    for difference in (Difference(0, 6, individual=1), Difference(0, 6, due=(11, 30))):
        assert differing(rule, difference).first_due is None
        assert problems_of(difference, [rule], kinds=KINDS, floors=()) == []
    assert differing(rule, Difference(0, 6, due=(2, 1))).first_due == (12, 31)


@pytest.mark.parametrize(
    ("came_on", "days", "is_asked"),
    [
        (None, 60, True),
        (date(2020, 3, 1), 60, True),
        # With everybody, whatever days newcomers have.
        (date(2026, 8, 20), 365, True),
        (date(2026, 9, 15), 365, True),
        (date(2026, 11, 1), 60, True),
        (date(2026, 11, 2), 60, False),
        (date(2026, 12, 31), 0, True),
        (date(2027, 1, 1), 0, False),
    ],
)
def test_by_when_the_first_of_several_conferences_is_due(came_on: date | None, days: int, is_asked: bool) -> None:
    rule = replace(SHIPPED[0], individual=2, first_due=(12, 31), newcomer_days=days)
    found = span_days(rule, 3, YEARS[0], date(2026, 12, 31))

    assert first_due_on(found, rule, came_on) == (date(2026, 12, 31) if is_asked else None)
    # Of a fall before conferences were written here nobody knows who was met.
    assert first_due_on(span_days(rule, 3, YEARS[0], date(2027, 1, 1)), rule, came_on) is None


NOTHING = Rule(-1, 6, "sep", individual=0, takes_part=("guardian", "teacher"))


def test_a_rule_that_asks_nothing_at_all_is_named_and_one_thing_is_enough() -> None:
    assert codes([NOTHING, *SHIPPED[1:]]) == ["asks_nothing"]
    for change in (
        {"individual": 1}, {"group": 1}, {"sections": ("strengths",)}, {"signatures": ("guardian",)},
        {"plan_due": (12, 31)},
    ):  # fmt: skip
        assert codes([replace(NOTHING, **change), *SHIPPED[1:]]) == []  # type: ignore[arg-type]  # a table of changes


def test_registration_is_asked_only_where_there_are_course_plans() -> None:
    found = problems(
        [replace(SHIPPED[0], registration=True), *SHIPPED[1:]], kinds=KINDS, floors=FLOORS, grades=ALL_GRADES
    )

    assert [(one.code, one.params, one.rules) for one in found] == [
        ("registration_without_plan", {"first": -1, "last": 6}, (0,))
    ]


@pytest.mark.parametrize(
    ("change", "is_named"),
    [
        # Once a year, by September 1; the plan in May of the same year.
        ({"span": "year", "due": (9, 1), "plan_due": (5, 1)}, True),
        ({"span": "year", "due": (5, 1), "plan_due": (5, 1)}, False),
        ({"span": "year", "due": (5, 1), "plan_due": (9, 1)}, False),
        ({"span": "year", "due": None, "plan_due": (5, 1)}, False),
        # In a band everything else is due in its last grade, the plan in its first.
        ({"due": (9, 1), "plan_due": (5, 1)}, False),
        ({"last": 7, "due": (9, 1), "plan_due": (5, 1)}, True),
    ],
)
def test_the_plan_is_not_due_after_what_it_is_a_part_of(change: dict[str, object], is_named: bool) -> None:
    rule = replace(SHIPPED[1], **change)  # type: ignore[arg-type]  # a table of changes

    assert ("plan_due_last" in codes([rule])) is is_named


def test_which_day_comes_first_depends_on_when_the_school_year_begins() -> None:
    """The first of August is the summer after the year where that begins on August 18."""
    rule = replace(SHIPPED[1], span="year", due=(8, 1), plan_due=(5, 1))

    def named(starts: tuple[int, int]) -> bool:
        found = problems([rule], kinds=KINDS, floors=FLOORS, grades=(), year_starts=starts)
        return "plan_due_last" in [one.code for one in found]

    assert (named((7, 1)), named((8, 18))) == (True, False)


def test_a_group_conference_without_the_family_is_named() -> None:
    """It counts only when the family came, so a rule for student and teacher alone asks for what can never be."""
    rule = Rule(-1, 6, "sep", individual=0, group=1, takes_part=("student", "teacher"))
    assert codes([rule, *SHIPPED[1:]]) == ["family_not_invited"]
    assert codes([replace(rule, takes_part=("guardian", "student", "teacher")), *SHIPPED[1:]]) == []
    # A school that asks for one under a rule without a conference would contradict it, too.
    plan = replace(rule, group=0, sections=("strengths",))
    found = problems_of(Difference(0, 6, group=1), [plan, *SHIPPED[1:]], kinds=KINDS, floors=FLOORS)
    assert "family_not_invited" in [one.code for one in found]


@pytest.mark.parametrize(
    "terms", [{"plan_due": (10, 1)}, {"plan_due": None}, {"plan_newcomer_days": 5}, {"plan_years": 1}]
)
def test_one_plan_has_one_day_in_all_of_its_grades(terms: dict[str, object]) -> None:
    """Who came in March of grade 8 had a year, and in grade 9 would have been late a week after they came."""
    assert "plan_of_two_days" not in codes(SHIPPED)
    place = next(place for place, rule in enumerate(SHIPPED) if rule.first == 9)
    other = replace(SHIPPED[place], **terms)  # type: ignore[arg-type]  # a table of changes
    rules = [*SHIPPED[:place], other, *SHIPPED[place + 1 :]]

    found = [one for one in problems(rules, kinds=KINDS, floors=(), grades=()) if one.code == "plan_of_two_days"]

    # With the rule before and the one after, in whatever order they were entered.
    assert {one.rules for one in found} == {(place - 1, place), (place, place + 1)}
    assert found[0].params == {"kind": "seop", "first": 7, "last": 10}
    again = problems(rules[::-1], kinds=KINDS, floors=(), grades=())
    assert [one.code for one in again].count("plan_of_two_days") == 2
    # A plan that is as long as conferences count is another one in each span.
    anew = replace(other, plan_years=0)
    rules = [*SHIPPED[:place], anew, *SHIPPED[place + 1 :]]
    assert "plan_of_two_days" not in [one.code for one in problems(rules, kinds=KINDS, floors=(), grades=())]


def test_what_is_due_on_the_first_day_of_the_school_year_is_named() -> None:
    def named(rule: Rule, starts: tuple[int, int]) -> set[str]:
        found = problems([rule], kinds=KINDS, floors=(), grades=(), year_starts=starts)
        return {one.code for one in found if one.code.endswith("at_once")}

    yearly, band = SHIPPED[0], SHIPPED[1]
    assert named(replace(yearly, due=(7, 1)), (7, 1)) == {"due_at_once"}
    assert named(replace(yearly, due=(7, 2)), (7, 1)) == set()
    assert named(replace(yearly, due=(7, 1)), (8, 12)) == set()
    assert named(replace(yearly, due=(8, 12)), (8, 12)) == {"due_at_once"}
    # In a band of two years the day comes in the second one.
    assert named(replace(band, span="band", due=(7, 1), plan_due=None), (7, 1)) == set()
    assert named(replace(band, first=8, last=8, span="band", due=(7, 1), plan_due=None), (7, 1)) == {"due_at_once"}
    assert named(replace(band, plan_due=(7, 1)), (7, 1)) == {"plan_due_at_once"}


def test_a_plan_that_was_due_in_an_earlier_grade_is_in_nobodys_way() -> None:
    """In grade 9 the plan of grade 7 is in force; without years of its own it is due anew every year."""
    rule = replace(SHIPPED[2], span="year", due=(9, 1), plan_due=(5, 1))

    assert "plan_due_last" not in codes([rule])
    assert "plan_due_last" in codes([replace(rule, plan_years=0)])


def test_of_what_a_school_may_not_do_the_states_least_is_said_first() -> None:
    found = problems_of(Difference(9, 10, individual=0), SHIPPED, kinds=KINDS, floors=FLOORS)

    assert [one.code for one in found] == ["below_state", "counselor_without_conference"]
    assert found[0].params["kind"] == "individual"


def test_a_band_wider_than_the_states_lets_students_pass_one_without_a_conference() -> None:
    wide = replace(SHIPPED[1], last=12)

    found = problems([SHIPPED[0], wide], kinds=KINDS, floors=FLOORS, grades=ALL_GRADES)
    # To ask for more is no cure, so that is not what it says.
    assert [(one.code, one.params["first"], one.params["last"]) for one in found] == [
        ("across_bands", band.first, band.last) for band in FLOORS[-3:]
    ]
    split = [replace(wide, first=band.first, last=band.last) for band in FLOORS[-3:]]
    assert codes([SHIPPED[0], *split]) == []
    assert codes([SHIPPED[0], replace(wide, group=0)]).count("below_state") == 3


def test_one_conference_every_year_is_more_than_one_in_two_years() -> None:
    yearly = [replace(rule, span="year") for rule in SHIPPED[1:]]

    assert codes([SHIPPED[0], *yearly]) == []


# —— R277-462-5, sentence by sentence, as the shipped policy keeps it


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


LONG_AGO = date(2012, 8, 1)
"""The district has written its plans here since then."""


def begins(rule: Rule, grade: int) -> datetime:
    return moment(since(rule, grade, YEARS))


def plan_of(grade: int, on: date = date(2026, 11, 28)) -> PlanDays:
    """The days of the shipped policy's plan. ``on``: in which school year."""
    years = [Year(date(year, 7, 1), date(year + 1, 6, 30)) for year in range(on.year - (on.month < 7), 2015, -1)]
    return plan_days(shipped(grade), grade, years, kind_first(shipped(grade)), LONG_AGO)


def kind_first(rule: Rule) -> int:
    return next(kind.grades.first for kind in UTAH.plans.kinds if kind.key == rule.kind)


def with_plan(grade: int, shared: date | None, on: date = date(2026, 11, 28)) -> Verdict:
    """What a student has whose plan was shared on a day, with every part filled in and signed."""
    days = plan_of(grade, on)
    at = None if shared is None else moment(shared)
    known = Facts(shared_at=at, guardian_signed_at=at, student_signed_at=at, filled=1023)
    times = PlanTimes(moment(days.begins), moment(days.first))
    return judge(shipped(grade), known, begins(shipped(grade), grade), 2027, 0, times)


def due_here(rule: Rule, grade: int, year: Year, came_on: date | None) -> date:
    following = rule_for(SHIPPED, (rule.last if rule.span == "band" else grade) + 1)
    after = (rule.last if rule.span == "band" else grade) + 1
    return due_on(with_next(span_days(rule, grade, year), following, after, year), rule, came_on)


def test_462_5_2_student_parent_and_counselor_make_it_together() -> None:
    for grade in range(7, 13):
        assert shipped(grade).takes_part == ("guardian", "student", "counselor")
    for who in ("guardian", "student", "counselor"):
        short = [
            replace(rule, takes_part=tuple(one for one in rule.takes_part if one != who)) if rule.first >= 7 else rule
            for rule in SHIPPED
        ]
        found = problems(short, kinds=KINDS, floors=FLOORS, grades=ALL_GRADES)
        below = [one.params.get("who") for one in found if one.code == "below_state"]
        assert below.count(who) == 3


def test_462_5_3_a_i_a_plan_from_the_start_of_grade_seven() -> None:
    """One of before does not count; who has none by December 31 of grade 7 is late in grade 7, and from then on."""
    assert shipped(7).kind == "seop"
    assert with_plan(7, date(2026, 6, 30)).plan is False
    assert with_plan(7, date(2026, 7, 1)).plan is True
    for grade in range(7, 13):
        assert plan_of(grade).due == date(2026 - (grade - 7), 12, 31)
        assert plan_due_on(plan_of(grade), shipped(grade), date(2019, 8, 20)) == plan_of(grade).due
    assert with_plan(7, None).begun is False


def test_462_5_3_a_ii_or_within_the_first_year_of_who_comes_later() -> None:
    """A year from the day on which they came, whatever grade and span come in between."""
    october, march = date(2026, 10, 1), date(2027, 3, 1)

    assert plan_due_on(plan_of(9), shipped(9), october) == date(2027, 10, 1)
    # The next school year, in grade 10, it is the same day.
    assert plan_due_on(plan_of(10, date(2027, 9, 1)), shipped(10), october) == date(2027, 10, 1)
    # Grade 8 in March: the day comes in grade 9.
    assert plan_due_on(plan_of(8), shipped(8), march) == date(2028, 2, 29)
    assert plan_due_on(plan_of(9, date(2027, 9, 1)), shipped(9), march) == date(2028, 2, 29)
    # Who came before grade 7 began, even in its summer, is no newcomer in it.
    assert plan_due_on(plan_of(7), shipped(7), date(2026, 6, 1)) == date(2026, 12, 31)


def test_who_begins_with_everybody_has_the_day_of_everybody() -> None:
    """Rosters often send the first day of school as the day on which every student came."""
    for came_on in (date(2026, 7, 1), date(2026, 8, 18), date(2026, 9, 15)):
        assert plan_due_on(plan_of(7), shipped(7), came_on) == date(2026, 12, 31)
        assert due_here(shipped(3), 3, YEARS[0], came_on) == date(2027, 6, 30)
    assert plan_due_on(plan_of(7), shipped(7), date(2026, 9, 16)) == date(2027, 9, 16)
    # In grade 9 somebody came with the school year, or a roster began the stay anew: until the day of that year.
    assert plan_due_on(plan_of(9), shipped(9), date(2026, 8, 18)) == date(2026, 12, 31)
    assert plan_due_on(plan_of(9), shipped(9), date(2025, 8, 18)) == date(2025, 12, 31)
    assert plan_due_on(plan_of(9), shipped(9), date(2024, 8, 18)) == plan_of(9).due == date(2024, 12, 31)


def test_the_first_weeks_begin_in_july_where_the_school_year_begins_in_august_too() -> None:
    """Whoever came on August 3 is no newcomer beside whoever came with the first day of school."""
    august = Year(date(2026, 8, 12), date(2027, 6, 4))
    rule = replace(shipped(3), due=(9, 30), newcomer_days=60)
    for came_on in (date(2026, 7, 1), date(2026, 8, 3), date(2026, 8, 11), date(2026, 8, 12), date(2026, 9, 15)):
        assert due_here(rule, 3, august, came_on) == date(2026, 9, 30)
        assert opening_with(came_on, august.starts_on) == opening_of(august.starts_on)
    assert due_here(rule, 3, august, date(2026, 9, 16)) == date(2026, 11, 15)
    assert opening_with(date(2026, 6, 30), august.starts_on) is None
    # A plan's day that comes before the first day of school is the one of the next summer, for them as for everybody.
    years = [august, Year(date(2025, 8, 13), date(2026, 6, 5))]
    early = replace(shipped(9), plan_due=(8, 1))
    plan = plan_days(early, 9, years, 9, LONG_AGO)
    assert plan_due_on(plan, early, date(2026, 8, 3)) == plan_due_on(plan, early, date(2026, 8, 20)) == date(2027, 8, 1)
    # A year that begins before July begins with its first day, and one that begins after all the others, too.
    assert opening_of(date(2026, 6, 15)).first == date(2026, 6, 15)
    assert opening_of(date(2026, 10, 1)).first == opening_of(date(2026, 10, 1)).last == date(2026, 10, 1)


def test_nobody_is_late_before_they_came_in_the_first_weeks_either() -> None:
    """Where everything is due at the end of August, who comes in September has their own days."""
    rule = replace(shipped(3), due=(8, 31), newcomer_days=60)
    assert due_here(rule, 3, YEARS[0], date(2026, 8, 18)) == date(2026, 8, 31)
    assert due_here(rule, 3, YEARS[0], date(2026, 9, 10)) == date(2026, 11, 9)
    early = replace(shipped(9), plan_due=(8, 31))
    plan = plan_days(early, 9, YEARS, 7, LONG_AGO)
    assert plan_due_on(plan, early, date(2026, 8, 18)) == date(2026, 8, 31)
    assert plan_due_on(plan, early, date(2026, 9, 10)) == date(2027, 9, 10)


def test_462_5_3_a_it_is_a_four_year_plan() -> None:
    """The plan of May is in force in September of grade 9, and for four school years in all; then it has run out."""
    made = date(2026, 5, 12)

    assert with_plan(8, made, on=date(2026, 5, 20)).plan is True
    for later, grade in enumerate((9, 10, 11)):
        assert with_plan(grade, made, on=date(2026 + later, 9, 10)).plan is True
        assert with_plan(grade, made, on=date(2026 + later, 9, 10)).signed is True
    out = with_plan(12, made, on=date(2029, 9, 10))
    assert (out.plan, out.begun) == (False, True)


def test_462_5_3_b_parents_are_in_the_individual_meetings() -> None:
    for grade in range(7, 13):
        assert "guardian" in shipped(grade).takes_part
    rules = [SHIPPED[0], replace(SHIPPED[1], takes_part=("student", "counselor")), *SHIPPED[2:]]
    assert "family_not_invited" in codes(rules)


def test_462_5_3_c_the_counseling_department_keeps_it() -> None:
    assert "In grades 7 to 12 the counseling department keeps it." in shipped_text("en")
    assert "De 7.º a 12.º grado lo guarda el departamento de consejería." in shipped_text("es")


def test_462_5_3_d_it_follows_the_student_from_grade_to_grade() -> None:
    """Into every later grade within its years, across the bands in which conferences are counted."""
    made = date(2025, 11, 4)

    assert [with_plan(grade, made, on=date(2025 + grade - 7, 12, 1)).plan for grade in range(7, 13)] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


def test_462_5_3_e_it_goes_with_the_student_to_another_district() -> None:
    """In the text; a student whom the plan has reached brings it, and has what is asked."""
    assert "It follows the student from grade to grade and to another district." in shipped_text("en")
    assert "Acompaña al estudiante de grado en grado y a otro distrito." in shipped_text("es")
    # Shared the year before in another district, taken in with its day.
    assert with_plan(10, date(2025, 10, 2)).plan is True


def shipped_text(language: str) -> str:
    assert UTAH.board is not None
    return UTAH.board.text.root[language]


def test_462_5_6_b_one_more_conference_at_any_time() -> None:
    """More than the rule asks is no contradiction, counts, and takes nothing away."""
    assert "A parent may ask for one more conference at any time." in shipped_text("en")
    assert "Los padres pueden pedir una conferencia más en cualquier momento." in shipped_text("es")
    held = (moment(date(2026, 11, 2)), moment(date(2026, 9, 9)))
    verdict = judge(shipped(7), Facts(met=held, counselor=held), begins(shipped(7), 7), 2027)

    assert (verdict.held, verdict.individual) == (2, True)
    assert codes([SHIPPED[0], *(replace(rule, individual=3, group=3) for rule in SHIPPED[1:])]) == []


def test_the_office_reports_every_year_and_the_board_looks_again_after_three() -> None:
    assert UTAH.board is not None
    assert "The district office reports to the board every year." in shipped_text("en")
    assert "La oficina del distrito informa a la junta cada año." in shipped_text("es")
    assert UTAH.board.review_years == 3


def test_who_came_too_late_for_the_span_is_asked_in_the_next_one_before_and_after_it_begins() -> None:
    # Kindergarten to grade 6: fewer than sixty days are left.
    june = date(2027, 6, 1)
    assert due_here(shipped(3), 3, YEARS[0], june) == date(2028, 6, 30)
    assert due_here(shipped(4), 4, Year(date(2027, 7, 1), date(2028, 6, 30)), june) == date(2028, 6, 30)
    # From grade 6 to grade 7 it is the band of the next rule, and so from grade 8 to grade 9.
    assert due_here(shipped(6), 6, YEARS[0], june) == date(2029, 6, 30)
    assert due_here(shipped(8), 8, YEARS[0], june) == date(2029, 6, 30)
    assert due_here(shipped(9), 9, Year(date(2027, 7, 1), date(2028, 6, 30)), june) == date(2029, 6, 30)
    # After grade 12 nothing follows.
    assert due_here(shipped(12), 12, YEARS[0], june) == date(2027, 6, 30)


def test_a_conference_without_the_student_does_not_count_where_the_student_takes_part() -> None:
    met = (moment(date(2027, 3, 1)), moment(date(2026, 11, 2)))
    there, counseled = met[1:], ()
    facts = Facts(met=met, with_student=there, counselor=counseled)

    def of(rule: Rule) -> tuple[int, bool, int, int]:
        found = judge(rule, facts, begins(rule, 9), 2027)
        return found.held, found.individual, found.away, found.uncounseled

    base = replace(shipped(9), with_counselor=False, individual=1)
    assert of(replace(base, takes_part=("guardian",))) == (2, True, 0, 0)
    assert of(replace(base, takes_part=("guardian", "student"))) == (1, True, 1, 0)
    assert of(replace(base, takes_part=("guardian", "student"), individual=2)) == (1, False, 1, 0)
    # One without the student, and one with the student and without a counselor.
    assert of(shipped(9)) == (0, False, 1, 1)


def test_a_rule_that_counts_only_a_counselor_names_the_student() -> None:
    rule = replace(shipped(9), takes_part=("guardian", "counselor"))
    assert "counselor_without_student" in codes([*SHIPPED[:2], rule, *SHIPPED[3:]])
    without = replace(SHIPPED[0], with_counselor=True, takes_part=("guardian", "counselor"))
    assert codes([without, *SHIPPED[1:]]) == ["counselor_without_student"]
    assert codes([replace(without, takes_part=("guardian", "counselor", "student")), *SHIPPED[1:]]) == []


def test_a_conference_of_the_band_is_due_at_its_end_for_whoever_came_in_time() -> None:
    assert due_here(shipped(9), 9, YEARS[0], date(2026, 10, 1)) == date(2028, 6, 30)
    assert due_here(shipped(8), 8, YEARS[0], date(2027, 3, 1)) == date(2027, 6, 30)
    assert due_here(shipped(8), 8, YEARS[0], None) == date(2027, 6, 30)


@pytest.mark.parametrize("grade", [7, 9, 11])
def test_one_individual_conference_in_each_band(grade: int) -> None:
    rule = shipped(grade)
    counselor = (moment(date(2025, 11, 2)),)

    # The conference of last year counts in the band's second year, and not in the next band's first.
    assert judge(rule, Facts(met=counselor, counselor=counselor), begins(rule, grade + 1), 2027).individual is True
    assert judge(rule, Facts(met=counselor, counselor=counselor), begins(rule, grade), 2027).individual is False


def test_with_the_school_counselor() -> None:
    rule, held = shipped(7), (moment(date(2026, 11, 2)),)

    assert judge(rule, Facts(met=held), begins(rule, 7), 2027).individual is False
    assert judge(rule, Facts(met=held, counselor=held), begins(rule, 7), 2027).individual is True


def test_and_one_group_conference_in_each_band() -> None:
    rule = shipped(10)

    assert judge(rule, Facts(counselor_groups=(moment(date(2025, 9, 9)),)), begins(rule, 10), 2027).group is True
    assert judge(rule, Facts(counselor_groups=(moment(date(2025, 6, 9)),)), begins(rule, 10), 2027).group is False


def test_with_the_counselor() -> None:
    """Without one a group conference does not count; a board that does not ask for one counts it."""
    rule, held = shipped(10), Facts(groups=(moment(date(2025, 9, 9)),))

    assert judge(rule, held, begins(rule, 10), 2027).group is False
    assert judge(replace(rule, group_with_counselor=False), held, begins(rule, 10), 2027).group is True


def test_the_parents_part_is_documented() -> None:
    rule = shipped(11)

    assert judge(rule, Facts(), begins(rule, 11), 2027).involved is False
    assert judge(rule, Facts(involved_at=moment(date(2026, 9, 1))), begins(rule, 11), 2027).involved is True


def test_registration_and_schedule_go_with_the_plan() -> None:
    rule = shipped(9)

    assert rule.registration is True
    assert judge(rule, Facts(as_planned=(2028, 2026)), begins(rule, 9), 2027).registered is False
    assert judge(rule, Facts(as_planned=(2028, 2027)), begins(rule, 9), 2027).registered is True
    assert judge(shipped(3), Facts(), begins(shipped(3), 3), 2027).registered is True


# —— the shipped policy's own sentences for preschool to grade 6


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_text_names_the_grades_of_the_rule(language: str) -> None:
    with translation.override(language):
        grades = grades_name(SHIPPED[0].first, SHIPPED[0].last)

    lines = [line for line in shipped_text(language).casefold().splitlines() if f"{grades}:" in line]
    assert len(lines) == 2
    assert "kinder" not in shipped_text("en").casefold()
    assert "kínder" not in shipped_text("es").casefold()


def test_two_conferences_a_year_in_elementary_school() -> None:
    rule = shipped(3)
    fall, winter = moment(date(2026, 11, 2)), moment(date(2027, 2, 21))

    assert judge(rule, Facts(met=(fall,)), begins(rule, 3), 2027).individual is False
    assert judge(rule, Facts(met=(winter, fall)), begins(rule, 3), 2027).individual is True


def test_what_was_last_year_does_not_count_in_elementary_school() -> None:
    rule = shipped(3)
    last_year = (moment(date(2026, 2, 21)), moment(date(2025, 11, 2)))

    assert judge(rule, Facts(met=last_year), begins(rule, 3), 2027).held == 0


def test_a_guardian_signs_in_elementary_school_and_the_student_too_from_grade_seven() -> None:
    signed = Facts(guardian_signed_at=moment(date(2026, 11, 3)))

    assert judge(shipped(3), signed, begins(shipped(3), 3), 2027).signed is True
    assert judge(shipped(7), signed, begins(shipped(7), 7), 2027).signed is False


def test_sixty_days_for_who_comes_late_to_elementary_school() -> None:
    rule = replace(shipped(2), due=(10, 15))

    assert due_here(rule, 2, YEARS[0], date(2026, 9, 20)) == date(2026, 11, 19)
    assert due_here(rule, 2, YEARS[0], date(2026, 7, 20)) == date(2026, 10, 15)
    assert due_here(rule, 2, YEARS[0], date(2027, 5, 1)) == date(2027, 6, 30)


def test_a_due_day_lies_in_the_school_year_and_for_a_band_in_its_last() -> None:
    rule = replace(shipped(7), due=(5, 15))

    assert due_here(rule, 8, YEARS[0], None) == date(2027, 5, 15)
    assert due_here(rule, 7, YEARS[0], None) == date(2028, 5, 15)
    assert due_here(replace(rule, due=(9, 15)), 8, YEARS[0], None) == date(2026, 9, 15)


def test_a_plan_without_years_of_its_own_is_due_in_the_first_year_of_its_span() -> None:
    rule = replace(shipped(9), plan_years=0)

    assert plan_days(rule, 10, YEARS, 7, LONG_AGO) == PlanDays(date(2025, 7, 1), date(2025, 7, 1), date(2025, 12, 31))
    assert plan_days(replace(rule, span="year"), 10, YEARS, 7, LONG_AGO).due == date(2026, 12, 31)


def test_years_that_the_roster_does_not_know_are_counted_back() -> None:
    rule = Rule(first=9, last=12, kind="seop", span="band")

    assert since(rule, 12, YEARS) == date(2023, 7, 1)


def test_a_year_is_found_by_its_name_where_years_are_missing_between() -> None:
    """A district that wrote down 2011-12 for an old letter has nothing of what lies between."""
    years = [
        Year(date(2026, 8, 18), date(2027, 5, 28)),
        Year(date(2025, 8, 19), date(2026, 5, 29)),
        Year(date(2011, 8, 22), date(2012, 5, 25)),
    ]

    assert [start_of(back, years) for back in range(4)] == [
        date(2026, 8, 18),
        date(2025, 8, 19),
        date(2024, 8, 19),
        date(2023, 8, 19),
    ]
    assert (start_of(14, years), start_of(15, years), start_of(16, years)) == (
        date(2012, 8, 19),
        date(2011, 8, 22),
        date(2010, 8, 22),
    )
    for grade in range(7, 13):
        assert plan_days(shipped(grade), grade, years, 7, LONG_AGO).due == date(2026 - (grade - 7), 12, 31)
    assert [years_back(start_of(back, years), years) for back in range(20)] == list(range(20))
    assert years_back(date(2025, 8, 18), years) == 2


def test_nobody_is_late_for_a_plan_of_before_the_district_began_here() -> None:
    """What lies in a drawer is not known; who is in grade 12 on the first day has until the next December 31."""
    for began, due in (
        (date(2026, 9, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 4), date(2027, 12, 31)),
    ):
        assert plan_days(shipped(12), 12, YEARS, 7, began).due == due
    # Later grades are reckoned as ever.
    assert plan_days(shipped(7), 7, YEARS, 7, date(2026, 9, 1)).due == date(2026, 12, 31)
    assert plan_days(shipped(8), 8, YEARS, 7, date(2020, 9, 1)).due == date(2025, 12, 31)


# —— what holds for every rule and every student

days = st.integers(-1500, 1500).map(lambda number: NOW + timedelta(days=number))
moments = st.lists(days, max_size=3, unique=True).map(lambda found: tuple(sorted(found, reverse=True)))
rules = st.builds(
    Rule,
    first=st.integers(-1, 6),
    last=st.integers(7, 12),
    kind=st.just("sep"),
    individual=st.integers(0, 3),
    group=st.integers(0, 3),
    span=st.sampled_from(["year", "band"]),
    with_counselor=st.booleans(),
    group_with_counselor=st.booleans(),
    signatures=st.sampled_from([(), ("guardian",), ("student",), ("guardian", "student")]),
    newcomer_days=st.integers(0, 400),
    plan_years=st.integers(0, 6),
    plan_due=st.none() | st.tuples(st.integers(1, 12), st.integers(1, 28)),
    plan_newcomer_days=st.integers(0, 400),
)
facts = st.builds(
    Facts,
    met=moments,
    counselor=moments,
    with_student=moments,
    groups=moments,
    counselor_groups=moments,
    shared_at=st.none() | days,
    guardian_signed_at=st.none() | days,
    student_signed_at=st.none() | days,
    involved_at=st.none() | days,
)


@given(rules, st.sampled_from([(7, 1), (8, 18), (1, 1)]), st.integers(-1, 12))
def test_a_plan_that_is_due_last_would_be_due_last_for_some_grade(
    rule: Rule, starts: tuple[int, int], kind_first: int
) -> None:
    """Held against the days that are reckoned for students: said exactly where a student of some grade has them so."""
    if rule.plan_due is None:
        return
    rule = replace(rule, due=(rule.plan_due[0] % 12 + 1, rule.plan_due[1]))
    kind_first = min(kind_first, rule.first)
    kind = PlanKind("sep", kind_first, 12, frozenset())
    years = [Year(date(2026 - back, *starts), date(2027 - back, *starts) - timedelta(days=1)) for back in range(20)]
    late = False
    for grade in range(rule.first, rule.last + 1):
        plan = plan_days(rule, grade, years, kind_first, date(1990, 1, 1))
        is_first_year = plan.first == years[0].starts_on
        late |= is_first_year and plan.due is not None and plan.due > span_days(rule, grade, years[0]).due

    found = problems([rule], kinds=[kind], floors=(), grades=(), year_starts=starts)

    assert ("plan_due_last" in [one.code for one in found]) is late


@given(rules, facts, st.integers(-1, 12), days)
def test_a_conference_held_never_lowers_a_count(rule: Rule, before: Facts, grade: int, held: datetime) -> None:
    if grade not in rule:
        return
    start = begins(rule, grade)
    for name in ("met", "with_student", "counselor", "groups", "counselor_groups"):
        more = tuple(sorted({*getattr(before, name), held}, reverse=True))
        after = judge(rule, replace(before, **{name: more}), start, 2027)
        was = judge(rule, before, start, 2027)
        assert after.held >= was.held
        assert after.groups >= was.groups
        assert after.individual >= was.individual
        assert after.group >= was.group
        for groups in (True, False):
            assert after.done(groups=groups, registration=True) >= was.done(groups=groups, registration=True)


@given(rules, st.integers(-1, 12), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_coming_late_never_makes_anything_due_earlier(rule: Rule, grade: int, came_on: date) -> None:
    if grade not in rule:
        return

    assert due_here(rule, grade, YEARS[0], came_on) >= due_here(rule, grade, YEARS[0], None)
    plan = plan_days(rule, grade, YEARS, kind_first=-1, known_from=LONG_AGO)
    late, usual = plan_due_on(plan, rule, came_on), plan_due_on(plan, rule, None)
    assert (late is None) == (usual is None)
    assert late is None or usual is None or late >= usual
    assert since(rule, grade, YEARS) <= YEARS[0].starts_on
