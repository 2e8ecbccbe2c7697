"""Between two school years the last one goes on counting with its students, also where a roster ends their roles."""

from __future__ import annotations

import csv
import io
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.accounts.models import District
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.core.days import CLOSING, Year
from doorway.compliance.evidence import as_csv, evidence_of
from doorway.compliance.evidence.figures import figure_blocks
from doorway.compliance.models import BoardPolicy, KeptFigures, Standing
from doorway.compliance.queries.changing import changes, reckoned_for
from doorway.compliance.queries.policies import rules_of
from doorway.compliance.queries.standing import (
    are_mostly_to_come,
    asked_of,
    asked_on,
    lines,
    next_first_day,
    seats,
    students_of,
    total,
)
from doorway.compliance.queries.standing.seats import Here, here_on
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.views.between import no_year
from doorway.roster.models import Membership, School, SchoolYear

ClientOf = Callable[[World, str], Client]


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def stage(world: World) -> World:
    """The school year ended ten days ago; the roster ended everybody's role with the last day of school."""
    SchoolYear.objects.filter(pk=world.year.pk).update(
        starts_on=today() - timedelta(days=300), ends_on=today() - timedelta(days=10)
    )
    world.year.refresh_from_db()
    adopted_policy(world, today() - timedelta(days=200), days_ago=200)
    let_go(world, today() - timedelta(days=25))
    return world


def let_go(world: World, last: date) -> None:
    for row in Membership.objects.filter(district=world.district, role="student"):
        row.ends_on = last
        row.save(update_fields=["ends_on"])


def school_of(world: World) -> School:
    return world.schools["panguitch-elementary"]


def everybody(world: World) -> int:
    return Standing.objects.filter(school=school_of(world)).count()


def numbers(world: World) -> dict[uuid.UUID, int]:
    """How many students are counted, by school."""
    asked = asked_on(world.district, today())
    assert asked is not None
    found: Counter[uuid.UUID] = Counter()
    for one in lines(asked):
        found[one.school] += one.tally.students
    return found


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_whose_numbers_a_day_shows() -> None:
    year = Year(date(2026, 7, 1), date(2027, 6, 30))
    closing = date(2027, 6, 30) - CLOSING

    def here(on: date, *, are_here: bool = True) -> Here:
        return here_on(on, year, are_here=are_here)

    # In the year those of the day, and in its middle nobody is nobody.
    for on in (date(2026, 7, 1), date(2027, 3, 1), date(2027, 6, 20), date(2027, 6, 30)):
        assert here(on) == Here.on(on)
    assert here(date(2026, 12, 1), are_here=False) == Here.on(date(2026, 12, 1))
    assert here(closing, are_here=False) == Here.on(closing)
    # The roster has let everybody go before the year is over.
    assert here(date(2027, 6, 20), are_here=False) == Here(closing, date(2027, 6, 20))
    # After it, whoever is on the roster or not.
    for on in (date(2027, 7, 1), date(2027, 8, 20)):
        assert here(on) == here(on, are_here=False) == Here(closing, date(2027, 6, 30))
    assert here_on(date(2027, 7, 1), None, are_here=False) == Here.on(date(2027, 7, 1))


def test_the_last_year_goes_on_counting_with_its_students(stage: World, client_of: ClientOf) -> None:
    school, number = school_of(stage), everybody(stage)
    asked = asked_on(stage.district, today())
    assert asked is not None
    assert asked.here.is_over
    assert list(seats(stage.district, today())) == []
    assert total(lines(asked, school=school)).students == number
    assert total([one for one in lines(asked) if one.school == school.pk]).students == number

    district = words_of(client_of(stage, "ruth"), "/follow-up/")
    assert "No policy is in force yet" not in district
    assert f"The school year ended on {date_format(stage.year.ends_on, 'DATE_FORMAT')}" in district
    page = words_of(client_of(stage, "peggy"), f"/follow-up/{school.pk}/")
    assert "There are no students at this school" not in page
    assert f"{number} of them are not on the roster of this school today" in page
    assert f"The families of {number} students have not been met one by one" in page
    assert "Every family has been met one by one." not in page
    for key, address in (("ruth", "/follow-up/trend/"), ("peggy", f"/follow-up/{school.pk}/trend/")):
        trend = words_of(client_of(stage, key), address)
        assert f"The school year ended on {date_format(stage.year.ends_on, 'DATE_FORMAT')}" in trend


def test_nobody_whose_time_at_the_school_is_over_stands_on_a_list(stage: World, client_of: ClientOf) -> None:
    """Whose record nobody at the school sees any more is counted, and not named."""
    school, peggy = school_of(stage), client_of(stage, "peggy")
    ellie = stage.people["ellie"]
    address = f"/follow-up/{school.pk}/"
    for listed in (address, f"{address}?by=due", reverse("call_list", args=[school.pk])):
        assert ellie.family_name not in words_of(peggy, listed)
    assert ellie.family_name not in peggy.get(reverse("call_list_csv", args=[school.pk])).content.decode()

    row = Membership.objects.get(person=ellie, role="student")
    row.ends_on = None
    row.save(update_fields=["ends_on"])

    said = words_of(peggy, address)
    assert ellie.full_name in said
    assert f"{everybody(stage) - 1} of them are not on the roster" in said
    assert "One student" in said
    assert numbers(stage)[school.pk] == everybody(stage)


def test_who_left_earlier_in_the_year_and_who_comes_for_the_next_are_not_of_it(stage: World) -> None:
    school, number = school_of(stage), everybody(stage)
    left, comes = (Membership.objects.get(person=stage.people[key], role="student") for key in ("ellie", "sadie"))
    left.ends_on = stage.year.ends_on - CLOSING - timedelta(days=1)
    left.save(update_fields=["ends_on"])
    comes.begins_on, comes.ends_on = today() - timedelta(days=2), None
    comes.save(update_fields=["begins_on", "ends_on"])

    asked = asked_on(stage.district, today())

    assert asked is not None
    found = set(students_of(school.pk, asked).values_list("student", flat=True))
    assert found.isdisjoint({left.person_id, comes.person_id})
    assert total(lines(asked, school=school)).students == len(found) == number - 2


def test_who_changed_school_in_the_last_weeks_is_counted_once_at_the_later_one(stage: World) -> None:
    row = Membership.objects.get(person=stage.people["ellie"], role="student")
    other = stage.schools["boulder-elementary"]
    day = stage.year.ends_on - timedelta(days=30)
    row.begins_on, row.ends_on = day - timedelta(days=100), day
    row.save(update_fields=["begins_on", "ends_on"])
    before = numbers(stage)
    Membership.objects.create(
        district=stage.district, person=row.person, school=other, role="student", is_primary=row.is_primary,
        begins_on=day + timedelta(days=1), ends_on=day + timedelta(days=20),
    )  # fmt: skip

    asked = asked_on(stage.district, today())

    assert asked is not None
    found = list(seats(stage.district, asked.here).filter(student=row.person))
    assert [one.school_id for one in found] == [other.pk]
    assert sum(one.tally.students for one in lines(asked)) == sum(before.values())
    assert total(lines(asked, school=other)).students == before.get(other.pk, 0) + 1


def test_a_seat_that_was_given_and_taken_back_on_one_day_is_nowhere_counted(stage: World) -> None:
    """An import leaves such a row: it ends on the day before it begins."""
    other, before = stage.schools["boulder-elementary"], numbers(stage)
    day = stage.year.ends_on - timedelta(days=20)
    row = Membership.objects.create(
        district=stage.district, person=stage.people["ellie"], school=other, role="student", is_primary=True,
        begins_on=day, ends_on=day - timedelta(days=1),
    )  # fmt: skip

    assert numbers(stage) == before

    # Nor does anybody begin with one that was given for the next year.
    row.begins_on, row.ends_on = today() + timedelta(days=20), today() - timedelta(days=1)
    row.save(update_fields=["begins_on", "ends_on"])
    assert next_first_day(stage.district, today(), [other.pk]) is None
    asked = asked_on(stage.district, today())
    assert asked is not None
    Membership.objects.filter(role="student").exclude(pk=row.pk).delete()
    assert not are_mostly_to_come(stage.district, today(), asked.year, asked.here)


def test_the_evidence_and_what_is_kept_are_of_the_year_that_ended(stage: World) -> None:
    school, number = school_of(stage), everybody(stage)

    found = evidence_of(school, now=timezone.now())

    rows = list(csv.DictReader(io.StringIO(as_csv(found).lstrip("\ufeff"))))
    assert sum(int(row["students"]) for row in rows) == number
    ended = date_format(stage.year.ends_on, "DATE_FORMAT")
    said = [str(block.get("text")) for block in figure_blocks(found)]
    assert any(f"These are the figures with which the school year ended ({ended})" in text for text in said)
    keep_figures(now=timezone.now())
    assert sum(KeptFigures.objects.filter(school=school).values_list("students", flat=True)) == number
    assert {row.school_year for row in KeptFigures.objects.all()} == {stage.year}


def test_a_draft_is_held_against_them_too(stage: World) -> None:
    begins = today() + timedelta(days=40)
    rules = rules_of(BoardPolicy.objects.get())
    day = reckoned_for(stage.district, begins, today())
    before = asked_of(rules, stage.district, day.on, day.held)
    after = asked_of([replace(one, individual=3) for one in rules], stage.district, day.on, day.held)
    assert after is not None
    assert after.here == here_on(today(), Year(stage.year.starts_on, stage.year.ends_on), are_here=False)

    found = changes(before, after, day)

    assert sum(one.students for one in found) > 0


def test_the_roster_lets_everybody_go_before_the_year_is_over(stage: World, client_of: ClientOf) -> None:
    ends = today() + timedelta(days=10)
    SchoolYear.objects.filter(pk=stage.year.pk).update(ends_on=ends)
    school = school_of(stage)

    said = words_of(client_of(stage, "peggy"), f"/follow-up/{school.pk}/")

    assert "On the roster most students are not at school any more." in said
    assert f"Until the school year is over on {date_format(ends, 'DATE_FORMAT')}" in said
    assert numbers(stage)[school.pk] == everybody(stage)
    texts = [str(block.get("text")) for block in figure_blocks(evidence_of(school, now=timezone.now()))]
    ends_words = f"the figures with which the school year ends ({date_format(ends, 'DATE_FORMAT')})"
    assert any(ends_words in text for text in texts)
    assert not any("with which the school year ended" in text for text in texts)
    # One who was forgotten does not stand for all; as soon as most are there, those are counted who are.
    on_roster = Membership.objects.filter(district=stage.district, role="student")
    row = on_roster.get(person=stage.people["ellie"])
    row.ends_on = None
    row.save(update_fields=["ends_on"])
    assert numbers(stage)[school.pk] == everybody(stage)
    for row in on_roster.exclude(person=stage.people["diego"]):
        row.ends_on = None
        row.save(update_fields=["ends_on"])
    asked = asked_on(stage.district, today())
    assert asked is not None
    assert not asked.here.is_over


def test_no_figures_are_kept_of_the_few_who_are_not_on_the_next_roster(stage: World) -> None:
    """It comes before the new school year: nearly everybody begins with it, and their days of before are gone."""
    for row in Membership.objects.filter(district=stage.district, role="student").exclude(person=stage.people["diego"]):
        row.begins_on, row.ends_on = today() + timedelta(days=20), None
        row.save(update_fields=["begins_on", "ends_on"])

    keep_figures(now=timezone.now())

    assert not KeptFigures.objects.exists()


def test_a_new_year_in_which_nobody_has_begun_says_when(stage: World, client_of: ClientOf) -> None:
    """The calendar here begins in July, the first students of the roster in August."""
    school, first = school_of(stage), today() + timedelta(days=30)
    begun = SchoolYear.objects.create(
        district=stage.district,
        name="next",
        starts_on=today() - timedelta(days=5),
        ends_on=today() + timedelta(days=360),
    )
    pages = {"ruth": "/follow-up/", "peggy": f"/follow-up/{school.pk}/"}
    nobody = "There is nobody to count until a roster with students is imported."
    assert nobody in words_of(client_of(stage, "ruth"), pages["ruth"])
    assert "There are no students at this school" in words_of(client_of(stage, "peggy"), pages["peggy"])

    row = Membership.objects.get(person=stage.people["ellie"], role="student")
    row.begins_on, row.ends_on = first, None
    row.save(update_fields=["begins_on", "ends_on"])

    for key, address in pages.items():
        said = words_of(client_of(stage, key), address)
        assert "No policy is in force yet" not in said
        since, day = (date_format(one, "DATE_FORMAT") for one in (begun.starts_on, first))
        assert f"The school year began on {since}, and by the roster the first students begin on {day}." in said
    found = evidence_of(school, now=timezone.now())
    texts = [str(block.get("text")) for block in figure_blocks(found)]
    assert any(text.startswith("On this day nobody is on the roster of the school") for text in texts)


def test_a_policy_before_the_first_school_year_is_not_called_none(stage: World, client_of: ClientOf) -> None:
    begins = today() + timedelta(days=40)
    SchoolYear.objects.filter(district=stage.district).update(starts_on=begins, ends_on=begins + timedelta(days=300))
    for key, address in (("ruth", "/follow-up/"), ("peggy", f"/follow-up/{school_of(stage).pk}/")):
        said = words_of(client_of(stage, key), address)
        assert "No school year has begun" in said
        assert f"is known here begins on {date_format(begins, 'DATE_FORMAT')}." in said
        assert "No policy is in force yet" not in said


def test_a_policy_before_the_first_roster_is_not_called_none(stage: World) -> None:
    fresh = District.objects.create(code="fresh", name="Fresh")
    assert no_year(fresh, today()) is None
    assert "No policy is in force yet" in render_to_string("compliance/_not_counted.html", {"no_year": None})
    BoardPolicy.objects.create(
        district=fresh, number=1, status="adopted", adopted_on=today(), starts_on=today(), adopted_at=timezone.now(),
        created_by=stage.user("ruth"), created_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    said = render_to_string("compliance/_not_counted.html", {"no_year": no_year(fresh, today())})
    assert "and none is known here. It comes with the roster" in said
