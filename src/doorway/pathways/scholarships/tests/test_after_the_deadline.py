"""After the last day nobody applies any more; what was sent in time and what was awarded still goes on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import LocalScholarship, ScholarshipStep
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.programs import Dates, Program
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, offer, page_now, teach
from doorway.pathways.scholarships.wording import full_day
from doorway.pathways.scholarships.years import was_for

ClientOf = Callable[[World, str], Client]
AWARD = "Lions Club Award"
# The words before each button, by what it says.
SENT, GIVEN = 'name="what" value="applied"', 'name="what" value="awarded"'


def address(world: World, what: str = "") -> str:
    return f"/scholarships/of/{world.people['diego'].pk}/{what}"


def opened(client_of: ClientOf, world: World, who: str, language: str = "en") -> str:
    client = client_of(world, who)
    client.cookies["doorway_language"] = language
    return " ".join(client.get(address(world)).content.decode().split())


def say(client_of: ClientOf, world: World, who: str, what: str, subject: str, on: str = "") -> str:
    client = client_of(world, who)
    client.cookies["doorway_language"] = "en"
    answer = client.post(address(world, "step/"), {"what": what, "subject": subject, "on": on}, follow=True)
    return " ".join(answer.content.decode().split())


def over(world: World, days: int = 5, **more: Any) -> tuple[str, date]:
    """A scholarship whose last day was so many days ago, and that day."""
    row, closes = enter_one(world, **more), timezone.localdate() - timedelta(days=days)
    LocalScholarship.objects.filter(pk=row.pk).update(closes_on=closes)
    return row.pk.hex, closes


def test_the_family_says_that_it_was_in_time_and_the_counselor_that_it_was_awarded(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    key, closes = over(world)
    sent, given = closes - timedelta(days=2), closes + timedelta(days=3)

    familys = opened(client_of, world, "rosa")
    assert "Nobody can apply any more. If Diego applied in time, that can still be put on record." in familys
    assert "What was awarded only the counselor puts on record." in familys
    assert SENT in familys
    assert GIVEN not in familys
    assert "It is on record that the student has applied." in say(
        client_of, world, "rosa", "applied", key, sent.isoformat()
    )
    assert GIVEN in opened(client_of, world, "dana")
    say(client_of, world, "dana", "awarded", key, given.isoformat())

    found = offer(page_now(world), AWARD)
    assert (found.applied_when, found.awarded_when) == (full_day(sent), full_day(given))
    steps = ScholarshipStep.objects.order_by("number").values_list("what", "role", "happened_on", "school_year")
    assert [(what, role, on) for what, role, on, _year in steps] == [
        ("applied", "guardian", sent), ("awarded", "counselor", given),
    ]  # fmt: skip
    page = opened(client_of, world, "rosa")
    assert f'Awarded</strong> <span class="dw-quiet">{full_day(given)}' in page
    assert f'Applied</strong> <span class="dw-quiet">{full_day(sent)}' in page
    assert f"{AWARD}: Awarded, {full_day(given)}" in page


def test_an_award_nobody_had_announced_goes_on_record_by_itself(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    key, _closes = over(world)
    page = opened(client_of, world, "dana")
    assert SENT in page
    assert GIVEN in page

    assert "It is on record that the scholarship was awarded." in say(client_of, world, "dana", "awarded", key)
    found = offer(page_now(world), AWARD)
    assert (found.is_awarded, found.chance, found.closed, found.can_apply) == (True, "open", "", False)
    assert found.awarded_when == f"put on record on {full_day(timezone.localdate())}"
    page = opened(client_of, world, "dana")
    assert f"Awarded: {AWARD}" in page
    assert SENT not in page
    assert GIVEN not in page
    # A slip can be taken back, and said again.
    say(client_of, world, "dana", "not_awarded", key)
    page = opened(client_of, world, "dana")
    assert SENT in page
    assert GIVEN in page


def test_without_a_day_the_page_says_that_it_was_in_time_and_when_it_was_said(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    key, _closes = over(world)
    say(client_of, world, "diego", "applied", key)

    today = full_day(timezone.localdate())
    assert f"in time; put on record on {today}" in opened(client_of, world, "diego")
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    listed = client.get(f"/scholarships/?grade=10&scholarship={key}&standing=applied").content.decode()
    assert f"in time; put on record on {today}" in listed
    spanish = opened(client_of, world, "rosa", "es")
    assert "a tiempo; se anotó el" in spanish


@pytest.mark.parametrize(
    ("what", "days", "words"),
    [
        ("applied", -1, "is after the deadline, "),
        ("applied", 400, "is before students could apply. Check the day."),
        ("awarded", -20, "is still to come. Write a day that has been."),
    ],
)
def test_a_day_that_cannot_be_is_named(
    world: World, tmp_path: Path, client_of: ClientOf, what: str, days: int, words: str
) -> None:
    teach(world, tmp_path)
    key, closes = over(world)
    on = closes - timedelta(days=days)

    assert f"{full_day(on)} {words}" in say(client_of, world, "dana", what, key, on.isoformat())
    assert not ScholarshipStep.objects.exists()


@pytest.mark.parametrize("typed", ["soon", "2026-02-31"])
def test_what_is_no_day_is_asked_again(world: World, tmp_path: Path, client_of: ClientOf, typed: str) -> None:
    teach(world, tmp_path)
    key, _closes = over(world)
    assert "Write the day like 2027-03-31." in say(client_of, world, "dana", "applied", key, typed)
    assert not ScholarshipStep.objects.exists()


def test_who_was_in_another_grade_by_then_has_nothing_to_say(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    key, _closes = over(world, first_grade=12)  # Diego is in grade 10
    page = opened(client_of, world, "dana")
    assert SENT not in page
    assert GIVEN not in page
    assert "It is not possible to apply for this scholarship this year." in say(
        client_of, world, "dana", "applied", key
    )
    assert "Nobody has said that the student applied. Put that on record first." in say(
        client_of, world, "dana", "awarded", key
    )


def test_before_the_deadline_nothing_is_awarded_that_was_not_applied_for(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    key = enter_one(world).pk.hex
    assert GIVEN not in opened(client_of, world, "dana")
    for what in ("awarded", "not_awarded"):
        assert "Nobody has said that the student applied." in say(client_of, world, "dana", what, key)
    say(client_of, world, "rosa", "applied", key, "2020-01-01")  # on the day on which it is said
    assert ScholarshipStep.objects.get().happened_on is None
    assert GIVEN in opened(client_of, world, "dana")


def test_the_grade_is_that_of_the_deadline() -> None:
    def of(closes: date | None) -> Program:
        dates = Dates(closes=closes)
        return Program("x", {}, {}, {}, first_grade=12, last_grade=12, asks=(), dates=dates)

    assert was_for(of(date(2027, 3, 31)), 2027)
    assert not was_for(of(date(2027, 3, 31)), 2028)
    # A last day in August is of who leaves and of who comes after them.
    assert was_for(of(date(2027, 8, 15)), 2027)
    assert was_for(of(date(2027, 8, 15)), 2028)
    assert not was_for(of(date(2027, 10, 1)), 2027)
    assert not was_for(of(None), 2027)


@pytest.mark.both
def test_only_an_application_or_an_award_has_a_day(world: World) -> None:
    diego, today = world.people["diego"], timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        tell(
            student=diego, by=diego, role=SaidAs.STUDENT, what=What.KEPT, subject="x", title={"en": "x"},
            school_year=today.year, now=timezone.now(), happened_on=today,
        )  # fmt: skip
