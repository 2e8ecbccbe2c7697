"""Since when a student is here, and by when the plan is due: on the follow-up's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.compliance.models import BoardPolicy, Standing
from doorway.compliance.queries.policies import rules_of
from doorway.compliance.queries.standing import Asked, asked_of, asked_on, described, lines, seats, students_of, total
from doorway.compliance.tests import truth
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import EarlierStay, Membership, School, SchoolYear

# What the database counts by itself, it counts by other means on PostgreSQL.
pytestmark = pytest.mark.both
ClientOf = Callable[[World, str], Client]
MARCH = date(2025, 3, 3)


def came_on(world: World, key: str) -> date | None:
    return Standing.objects.get(student=world.people[key], school=world.schools["panguitch-elementary"]).came_on


def here_since(world: World, key: str, day: date | None) -> None:
    Membership.objects.filter(person=world.people[key], role="student").update(begins_on=day)


def was_at(world: World, key: str, school: str, first: date | None, last: date) -> None:
    Membership.objects.create(
        district=world.district, person=world.people[key], school=world.schools[school], role="student",
        begins_on=first, ends_on=last,
    )  # fmt: skip


def test_a_summer_or_a_few_days_between_two_schools_do_not_break_a_stay(world: World) -> None:
    here_since(world, "mateo", date(2026, 8, 20))
    was_at(world, "mateo", "boulder-elementary", date(2025, 8, 21), date(2026, 5, 28))
    assert came_on(world, "mateo") == date(2025, 8, 21)

    was_at(world, "mateo", "panguitch-middle", MARCH, date(2025, 8, 18))
    assert came_on(world, "mateo") == MARCH


def test_four_months_to_the_day_are_a_summer_and_one_more_is_not(world: World) -> None:
    here_since(world, "mateo", date(2026, 8, 20))
    was_at(world, "mateo", "boulder-elementary", MARCH, date(2026, 4, 20))
    assert came_on(world, "mateo") == MARCH

    Membership.objects.filter(person=world.people["mateo"], ends_on=date(2026, 4, 20)).update(ends_on=date(2026, 4, 19))
    assert came_on(world, "mateo") == date(2026, 8, 20)


def test_who_comes_back_after_years_is_new_and_has_days(world: World) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    today = timezone.localdate()
    here_since(world, "diego", today - timedelta(days=10))
    was_at(world, "diego", "boulder-elementary", date(2015, 8, 20), date(2023, 5, 30))
    asked = asked_on(world.district, today)
    assert asked is not None

    line = next(described(seats(world.district, today).filter(student=world.people["diego"]), asked))

    assert line.new_since == today - timedelta(days=10)
    assert line.is_overdue is False
    assert line.plan_due == today + timedelta(days=355)


def test_a_time_before_at_the_same_school_is_part_of_the_stay(world: World) -> None:
    here_since(world, "mateo", date(2026, 11, 27))
    was_at(world, "mateo", "boulder-elementary", date(2026, 11, 24), date(2026, 11, 26))
    assert came_on(world, "mateo") == date(2026, 11, 24)

    stay = EarlierStay.objects.create(
        district=world.district, person=world.people["mateo"], school=world.schools["panguitch-elementary"],
        role="student", begins_on=date(2026, 8, 19), ends_on=date(2026, 11, 23),
    )  # fmt: skip
    assert came_on(world, "mateo") == date(2026, 8, 19)
    seat = Membership.objects.get(person=world.people["mateo"], school=world.schools["boulder-elementary"])
    assert Standing.objects.get(membership=seat).came_on == date(2026, 8, 19)

    # It goes back to before a roster knew days.
    EarlierStay.objects.filter(pk=stay.pk).update(begins_on=None)
    assert came_on(world, "mateo") is None
    # More than four months before: somebody comes anew.
    EarlierStay.objects.filter(pk=stay.pk).update(begins_on=date(2026, 3, 2), ends_on=date(2026, 7, 23))
    assert came_on(world, "mateo") == date(2026, 11, 24)
    EarlierStay.objects.filter(pk=stay.pk).update(ends_on=date(2026, 7, 24))
    assert came_on(world, "mateo") == date(2026, 3, 2)
    stay.delete()
    assert came_on(world, "mateo") == date(2026, 11, 24)


def test_a_seat_without_a_first_day_was_always_there(world: World) -> None:
    here_since(world, "mateo", date(2026, 8, 20))
    was_at(world, "mateo", "boulder-elementary", None, date(2026, 5, 28))

    assert came_on(world, "mateo") is None


def test_the_page_marks_who_is_new_and_lists_them_and_what_is_due_soon(world: World, client_of: ClientOf) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    today = timezone.localdate()
    here_since(world, "mateo", today - timedelta(days=40))
    school = world.schools["panguitch-elementary"]
    page = client_of(world, "peggy")

    text = page.get(f"/follow-up/{school.pk}/?show=new").content.decode()
    assert text.count("new since") == 1
    assert "One student" in text
    asked = asked_on(world.district, today)
    assert asked is not None
    assert [row.student_id for row in students_of(school.pk, asked, show="new")] == [world.people["mateo"].pk]
    assert page.get(f"/follow-up/{school.pk}/?show=soon").status_code == 200


def test_who_has_no_plan_in_grade_nine_is_late_since_grade_seven_and_a_newcomer_is_not(world: World) -> None:
    """Diego, in grade 10, was here always; a year after coming, a newcomer is late too."""
    adopted_policy(world, days_ago=3 * 365)
    today = timezone.localdate()
    school = world.schools["panguitch-high"]

    def late() -> tuple[int, int]:
        asked = asked_on(world.district, today)
        assert asked is not None
        listed = students_of(school.pk, asked, show="overdue").count()
        return total(lines(asked, school=school)).overdue, listed

    student = next(iter(seats(world.district, today, schools=[school.pk]))).student
    assert late() == (1, 1)
    Membership.objects.filter(person=student, role="student").update(begins_on=today - timedelta(days=365))
    assert late() == (0, 0)
    Membership.objects.filter(person=student, role="student").update(begins_on=today - timedelta(days=366))
    assert late() == (1, 1)


def test_a_district_that_begins_here_today_has_nobody_late_for_a_plan_of_before(world: World) -> None:
    """The plans of the years before lie in drawers; the first one that Doorway can miss is the next one due."""
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    today = timezone.localdate()
    asked = asked_on(world.district, today)
    assert asked is not None

    row = next(described(seats(world.district, today).filter(student=world.people["diego"]), asked))

    assert row.is_overdue is False
    assert row.plan_due is not None
    assert (row.plan_due.month, row.plan_due.day) == (12, 31)
    assert today <= row.plan_due <= today + timedelta(days=366)


def asked_in(world: World, on: date) -> Asked:
    """The shipped policy, adopted years ago, on a day."""
    policy = BoardPolicy.objects.filter(district=world.district).first() or adopted_policy(world, days_ago=1500)
    found = asked_of(rules_of(policy), world.district, on)
    assert found is not None
    return found


def start_of_year(world: World) -> date:
    """The day on which school begins in this world's year."""
    return date(world.year.starts_on.year, 8, 18)


def _schools(world: World) -> list[School]:
    return list(world.schools.values())


@pytest.mark.parametrize("days", [0, 1, 29, 100, 200])
def test_where_a_roster_sends_the_first_day_of_school_for_everybody_nobody_is_new(world: World, days: int) -> None:
    """Their plan is due with everybody's; who comes in October is new and has days of their own."""
    school_begins = start_of_year(world)
    Membership.objects.filter(role="student").update(begins_on=school_begins)
    asked = asked_in(world, school_begins + timedelta(days=days))

    found = list(described(seats(world.district, asked.on), asked))

    assert len(found) == 5
    assert [line.new_since for line in found] == [None] * 5
    assert not any(students_of(school.pk, asked, show="new").exists() for school in _schools(world))
    december = date(school_begins.year, 12, 31)
    upper = [line for line in found if line.part.plan_due]
    assert len(upper) == 2
    assert {max(line.plan_due, december) for line in upper if line.plan_due} == {december}
    assert total(lines(asked)) == truth.tally(world.district, asked)
    assert total(lines(asked)).overdue == sum(line.is_overdue for line in found)

    here_since(world, "mateo", date(school_begins.year, 9, 16))
    here_since(world, "diego", date(school_begins.year, 9, 16))
    later = list(described(seats(world.district, asked.on), asked))
    new = {line.standing.student_id for line in later if line.new_since}
    assert new == ({world.people["mateo"].pk, world.people["diego"].pk} if days >= 29 else set())
    listed = [
        students_of(one.pk, asked, show="new").values_list("student", flat=True) for one in world.schools.values()
    ]
    assert set().union(*listed) == new
    assert total(lines(asked)) == truth.tally(world.district, asked)


def test_who_begins_a_later_school_year_with_everybody_is_late_when_that_years_day_is_over(world: World) -> None:
    """Diego is in grade 10. The roster has him since August of grade 9, or began his row anew."""
    school_begins = start_of_year(world)
    december = date(school_begins.year, 12, 31)

    def is_late(came: date, on: date) -> bool:
        here_since(world, "diego", came)
        asked = asked_in(world, on)
        line = next(described(seats(world.district, on).filter(student=world.people["diego"]), asked))
        part = next(one for one in lines(asked, school=world.schools["panguitch-high"]) if one.grade == "10")
        assert part.tally.overdue == line.is_overdue
        return line.is_overdue

    assert not is_late(school_begins, december)
    assert is_late(school_begins, december + timedelta(days=1))
    before = school_begins.replace(year=school_begins.year - 1)
    assert is_late(before, december)
    assert not is_late(date(before.year, 12, 31), december)


def test_in_a_year_from_august_lists_and_single_students_agree_on_who_is_new_and_late(world: World) -> None:
    """Who came in July or early August is there from the start; the conditions in SQL say the same, day by day."""
    year = date(world.year.starts_on.year, 8, 12)
    SchoolYear.objects.filter(pk=world.year.pk).update(starts_on=year)
    policy = adopted_policy(world, days_ago=1500)
    rules = [replace(rule, due=(9, 30), newcomer_days=60) for rule in rules_of(policy)]
    mateo, school = world.people["mateo"], world.schools["panguitch-elementary"]
    for on in (year + timedelta(days=8), date(year.year, 10, 5), date(year.year, 10, 20), date(year.year, 12, 1)):
        asked = asked_of(rules, world.district, on)
        assert asked is not None
        for came in (
            date(year.year, 6, 20),
            date(year.year, 7, 1),
            date(year.year, 8, 3),
            year,
            date(year.year, 9, 20),
        ):
            if came > on:
                continue
            here_since(world, "mateo", came)
            (line,) = described(seats(world.district, on).filter(student=mateo), asked)
            listed = {
                show: students_of(school.pk, asked, show=show).filter(student=mateo).exists()
                for show in ("new", "overdue")
            }
            assert listed == {"new": line.new_since is not None, "overdue": line.is_overdue}
            if date(year.year, 7, 1) <= came <= year:
                assert (line.new_since, line.due) == (None, date(year.year, 9, 30))
