"""Days without school: entered by the district, refused to conferences, said where one lies on them already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, at, school_day

from doorway.accounts.errors import Refusal
from doorway.conferences.actions.days_off import enter_days_off
from doorway.conferences.actions.submission import add_window, prepare_conference
from doorway.conferences.errors import preparing as errors
from doorway.conferences.queries.days_off import days_off_from
from doorway.roster.models import DayOff

SignIn = Callable[[World, str], Client]
DAY = school_day()
MONDAY = DAY + timedelta(days=21 - DAY.weekday())


@pytest.fixture
def ruth(open_world: World, client_of: SignIn) -> Client:
    return client_of(open_world, "ruth")


def sent(first: date, last: date | None = None, **more: str) -> dict[str, str]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else "", "reason": "Fair"} | more


def test_a_week_is_entered_in_one_go_without_its_weekend(open_world: World, ruth: Client) -> None:
    page = ruth.post(reverse("district_days_off"), sent(MONDAY, MONDAY + timedelta(days=8)), follow=True)

    assert "7 days are on the list." in page.content.decode()
    days = list(DayOff.objects.values_list("date", flat=True))
    assert len(days) == 7
    assert all(day.weekday() < 5 for day in days)
    ruth.post(reverse("district_days_off"), sent(MONDAY, reason="Something else"))
    assert DayOff.objects.count() == 7
    assert DayOff.objects.get(date=MONDAY).reason == "Fair"


def test_no_conference_is_held_on_it(open_world: World) -> None:
    enter_days_off(
        district=open_world.district, first=MONDAY, last=None, reason="Fair",
        school=open_world.schools["boulder-elementary"],
    )  # fmt: skip

    def plan(school: str) -> None:
        conference = prepare_conference(school=open_world.schools[school], kind="sep", by=None, now=timezone.now())
        add_window(conference=conference, starts_at=at(MONDAY, 13), ends_at=at(MONDAY, 15), by=None, now=timezone.now())

    with pytest.raises(errors.NoSchoolThatDay, match="Fair"):
        plan("boulder-elementary")
    plan("panguitch-elementary")


def test_a_conference_that_lies_on_it_already_is_named_and_stays(open_world: World, ruth: Client) -> None:
    page = ruth.post(reverse("district_days_off"), sent(DAY), follow=True).content.decode()

    assert "A conference is on a day without school" in page
    assert reverse("district_conference", args=[open_world.conference.pk]) in page  # type: ignore[union-attr]
    assert open_world.conference.windows.exists()  # type: ignore[union-attr]
    ruth.post(reverse("district_day_off_remove", args=[DayOff.objects.get().pk]))
    assert "A conference is on" not in ruth.get(reverse("district_days_off")).content.decode()


def test_a_day_off_of_another_school_concerns_no_conference(open_world: World) -> None:
    enter_days_off(
        district=open_world.district, first=DAY, last=None, reason="Fair",
        school=open_world.schools["boulder-elementary"],
    )  # fmt: skip

    (line,) = days_off_from(open_world.district, DAY)
    assert line.conferences == []
    assert days_off_from(open_world.district, DAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (MONDAY, MONDAY - timedelta(days=1), errors.DaysBackwards),
        (MONDAY, MONDAY + timedelta(days=40), errors.TooManyDays),
        (MONDAY + timedelta(days=5), MONDAY + timedelta(days=6), errors.NoWeekday),
        (date(3026, 1, 6), None, errors.OutsideTheYears),
        (date(1, 1, 1), None, errors.OutsideTheYears),
    ],
)
def test_what_cannot_be_is_refused_whole(world: World, first: date, last: date | None, error: type[Refusal]) -> None:
    with pytest.raises(error):
        enter_days_off(district=world.district, first=first, last=last, reason="Fair")
    assert not DayOff.objects.exists()


def test_an_empty_form_says_what_is_missing(open_world: World, ruth: Client) -> None:
    page = ruth.post(reverse("district_days_off"), {"first_day": "", "reason": ""}).content.decode()
    for field in ("first_day", "reason"):
        assert f'href="#id_{field}"' in page
    assert not DayOff.objects.exists()
