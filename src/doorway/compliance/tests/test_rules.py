"""Rules: what contradicts what, what counts since when, what is due by when. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.compliance.actions.policies import rule_of_pack
from doorway.compliance.core.rules import Facts, Rule, Year, due_on, judge, problems, rule_for, since
from doorway.compliance.queries.policies import floors_of, kinds_of
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
    ],
)
def test_what_is_wrong_in_one_rule_is_named(change: dict[str, object], code: str) -> None:
    rules = [SHIPPED[0], replace(SHIPPED[1], **change), *SHIPPED[2:]]  # type: ignore[arg-type]  # a table of changes

    assert code in codes(rules)


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


def begins(rule: Rule, grade: int) -> datetime:
    return moment(since(rule, grade, YEARS))


def test_a_plan_from_the_start_of_grade_seven() -> None:
    rule = shipped(7)

    assert rule.kind == "seop"
    assert since(rule, 7, YEARS) == date(2026, 7, 1)
    assert judge(rule, Facts(shared_at=moment(date(2026, 6, 30))), begins(rule, 7), 2027).plan is False
    assert judge(rule, Facts(shared_at=moment(date(2026, 7, 1))), begins(rule, 7), 2027).plan is True


def test_or_within_the_first_year_of_who_comes_later() -> None:
    # In grade 8 the band ends this summer; who came in March has a year from then.
    assert due_on(shipped(8), 8, YEARS[0], None) == date(2027, 6, 30)
    assert due_on(shipped(8), 8, YEARS[0], date(2027, 3, 1)) == date(2028, 2, 29)
    assert due_on(shipped(8), 8, YEARS[0], date(2024, 8, 20)) == date(2027, 6, 30)


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


# —— the shipped policy's own sentences for kindergarten to grade 6


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
    assert due_on(shipped(2), 2, YEARS[0], date(2027, 6, 1)) == date(2027, 7, 31)


def test_a_due_day_lies_in_the_school_year_and_for_a_band_in_its_last() -> None:
    rule = replace(shipped(7), due=(5, 15))

    assert due_on(rule, 8, YEARS[0], None) == date(2027, 5, 15)
    assert due_on(rule, 7, YEARS[0], None) == date(2028, 5, 15)
    assert due_on(replace(rule, due=(9, 15)), 8, YEARS[0], None) == date(2026, 9, 15)


def test_years_that_the_roster_does_not_know_are_counted_back() -> None:
    rule = Rule(first=9, last=12, kind="seop", span="band")

    assert since(rule, 12, YEARS) == date(2023, 7, 1)


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
)
facts = st.builds(
    Facts,
    met=moments,
    counselor=moments,
    groups=moments,
    counselor_groups=moments,
    shared_at=st.none() | days,
    guardian_signed_at=st.none() | days,
    student_signed_at=st.none() | days,
    involved_at=st.none() | days,
)


@given(rules, facts, st.integers(-1, 12), days)
def test_a_conference_held_never_lowers_a_count(rule: Rule, before: Facts, grade: int, held: datetime) -> None:
    if grade not in rule:
        return
    start = begins(rule, grade)
    for name in ("met", "counselor", "groups", "counselor_groups"):
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

    assert due_on(rule, grade, YEARS[0], came_on) >= due_on(rule, grade, YEARS[0], None)
    assert since(rule, grade, YEARS) <= YEARS[0].starts_on
