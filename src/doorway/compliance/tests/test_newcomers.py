"""Since when a student is here, and by when the plan is due: on the follow-up's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.compliance.models import Standing
from doorway.compliance.queries.standing import asked_on, described, lines, seats, students_of, total
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import Membership

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
