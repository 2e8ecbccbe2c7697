"""Over the summer a scholarship is of the year of its last day, and who will be a senior applies as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.world import World

from doorway.accounts.models import District
from doorway.messages.models import Message
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.on_the_plan import said_on_plans
from doorway.pathways.scholarships.dates import of_everybody, of_student
from doorway.pathways.scholarships.next_days import next_days
from doorway.pathways.scholarships.page import Offered, scholarship_page
from doorway.pathways.scholarships.programs import Dates, Program
from doorway.pathways.scholarships.reminders import remind_of_scholarships
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, teach, took
from doorway.pathways.scholarships.years import grade_for, is_for, year_of
from doorway.pathways.tests.test_turn_of_the_year import Go, again, arrives, go  # noqa: F401  # a fixture
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
pytestmark = pytest.mark.usefixtures("go")


@pytest.fixture
def turning(world: World, tmp_path: Path) -> World:
    """Diego is in grade 11 of the year that the roster is of; no other roster comes until a test brings it."""
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-9", "A"))
    return _in_grade(world, "11")


def _in_grade(world: World, grade: str) -> World:
    Person.objects.filter(pk=world.people["diego"].pk).update(grade=grade)
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year)
    return again(world)


def seen(world: World, key: str) -> Offered:
    with translation.override("en"):
        return next(one for one in scholarship_page(world.people["diego"]).offers if one.key == key)


def letters() -> int:
    return Message.objects.filter(kind="reminder").count()


def says(client: Client, world: World, what: str, key: str) -> str:
    client.cookies["doorway_language"] = "en"
    address = f"/scholarships/of/{world.people['diego'].pk}/step/"
    return client.post(address, {"what": what, "subject": key}, follow=True).content.decode()


def test_who_will_be_a_senior_applies_in_july_and_is_reminded(turning: World, client_of: ClientOf, go: Go) -> None:  # noqa: F811
    year = turning.year.end_year
    day = go(year, 706)
    closes = day + timedelta(days=20)
    key = enter_one(turning, first_grade=12, closes_on=closes).pk.hex

    found = seen(turning, key)
    assert (found.chance, found.later, found.closed, found.closes, found.is_due) == ("open", "", "", closes, True)
    assert [one.key for one in of_student(turning.people["diego"], "https://example.org/")] == [key]
    (card,) = next_days([turning.people["diego"]])
    assert (card.closes, card.days) == (closes, 20)
    diego = client_of(turning, "diego")
    assert "You will get a letter before the deadline." in says(diego, turning, "kept", key)
    assert remind_of_scholarships(now=timezone.now() + timedelta(days=13)) > 0

    assert "has applied" in says(diego, turning, "applied", key)
    assert remind_of_scholarships(now=timezone.now() + timedelta(days=18)) == 0
    # In September, with the new roster, it is still there, and nobody can say it a second time.
    arrives(turning, "12")
    go(year, 916)
    assert seen(turning, key).applied is not None
    says(diego, turning, "applied", key)
    page = scholarship_page(turning.people["diego"])
    assert len([step for step in page.steps if step.what == "Applied"]) == 1
    dana = client_of(turning, "dana")
    listed = dana.get("/scholarships/", {"scholarship": key, "standing": "applied", "grade": "12"})
    assert "Morales" in listed.content.decode()


def test_who_has_just_left_is_not_reminded(turning: World, go: Go) -> None:  # noqa: F811
    year = turning.year.end_year
    world = _in_grade(turning, "12")
    spring = go(year, 601)
    key = enter_one(world, first_grade=12, closes_on=spring + timedelta(days=45)).pk.hex
    # It is for whoever is a senior now, and in July for whoever is one then.
    assert seen(world, key).can_apply
    diego = world.people["diego"]
    _kept(world, key)
    assert remind_of_scholarships(now=timezone.now() + timedelta(days=26)) > 0  # June 27
    before = letters()

    go(year, 710)
    assert remind_of_scholarships(now=timezone.now()) == 0
    assert letters() == before
    found = seen(world, key)
    assert (found.chance, found.can_apply, found.is_due) == ("closed", False, False)
    assert not next_days([diego])


def test_a_graduate_whom_the_new_roster_left_out_is_no_senior_of_the_next_class(turning: World, go: Go) -> None:  # noqa: F811
    """Who is active still and has no seat any more keeps grade 12, and the district has turned the year."""
    year = turning.year.end_year
    Person.objects.filter(pk=turning.people["diego"].pk).update(grade_year=year)
    world = arrives(turning, "12")
    autumn = go(year, 920)
    key = enter_one(world, first_grade=12, closes_on=autumn + timedelta(days=7)).pk.hex
    _kept(world, key)

    assert remind_of_scholarships(now=timezone.now()) == 0
    assert not next_days([world.people["diego"]])
    Person.objects.filter(pk=world.people["diego"].pk).update(grade_year=year + 1)
    assert remind_of_scholarships(now=timezone.now()) > 0
    assert next_days([again(world).people["diego"]])


def _kept(world: World, key: str) -> None:
    tell(
        student=world.people["diego"], by=world.people["diego"], role=SaidAs.STUDENT, what=What.KEPT, subject=key,
        title={"en": "Award"}, school_year=world.year.end_year, now=timezone.now(),
    )  # fmt: skip


def test_what_was_said_in_spring_is_there_in_summer_and_not_said_of_the_next_year(
    turning: World,
    client_of: ClientOf,
    go: Go,  # noqa: F811
) -> None:
    year = turning.year.end_year
    spring = go(year, 520)
    row = enter_one(turning, first_grade=9, closes_on=spring + timedelta(days=25))
    says(client_of(turning, "diego"), turning, "applied", row.pk.hex)
    says(client_of(turning, "dana"), turning, "awarded", row.pk.hex)

    go(year, 715)
    found = seen(turning, row.pk.hex)
    assert (found.applied is not None, found.awarded is not None) == (True, True)
    # In the next year it is given again: its day is entered anew, and nobody has applied for that one.
    type(row).objects.filter(pk=row.pk).update(closes_on=date(year + 1, 6, 14))
    found = seen(turning, row.pk.hex)
    assert (found.applied, found.awarded, found.can_apply) == (None, None, True)


def test_last_years_day_of_a_scholarship_of_the_place_says_what_is_missing(turning: World, go: Go) -> None:  # noqa: F811
    year = turning.year.end_year
    spring = go(year, 320)
    key = enter_one(turning, first_grade=12, closes_on=spring + timedelta(days=25)).pk.hex
    assert seen(turning, key).later.startswith("Students apply in grade 12")

    go(year, 715)

    assert seen(turning, key).closed.endswith("The deadline of this year is not on file yet. Ask the counselor.")


def test_the_states_days_of_the_next_class_stand_in_every_calendar(turning: World, go: Go) -> None:  # noqa: F811
    """Utah has published the days of the class of 2027."""
    District.objects.filter(pk=turning.district.pk).update(grades_of=2026)
    world = again(turning)
    go(2026, 702)

    assert seen(world, "opportunity").closes == date(2027, 3, 18)
    for found in (of_student(world.people["diego"], "https://x.org/"), of_everybody(world.district, "https://x.org/")):
        assert date(2027, 3, 18) in [one.day for one in found]


def test_the_plan_on_paper_says_what_was_applied_for(turning: World, client_of: ClientOf, go: Go) -> None:  # noqa: F811
    year, diego = turning.year.end_year, turning.people["diego"]
    day = go(year, 706)
    row = enter_one(turning, first_grade=12, closes_on=day + timedelta(days=20))
    says(client_of(turning, "diego"), turning, "applied", row.pk.hex)
    held = {diego.pk: {
        "has_transcript": True, "has_course_plan": False, "has_scholarship": True, "decision_rows": [],
        "fact_rows": [],
    }}  # fmt: skip

    (*_more, last) = said_on_plans([diego], turning.district, day, held)[diego.pk]

    assert "Lions Club Award, applied" in dict(last)["en"]


def _program(closes: date | None, first: int = 12, last: int = 12) -> Program:
    return Program("x", {}, {}, {}, first, last, (), dates=Dates(closes=closes))


@pytest.mark.parametrize(
    ("closes", "day", "leaves", "grade", "year"),
    [
        # In the year that runs, whoever is in the grade.
        (date(2027, 4, 1), date(2027, 2, 1), 2027, 12, 2027),
        (date(2027, 4, 1), date(2026, 7, 1), 2027, 12, 2027),
        # In May for the next autumn: the seniors of then.
        (date(2027, 10, 1), date(2027, 5, 1), 2027, 13, 2028),
        (date(2027, 10, 1), date(2027, 5, 1), 2028, 12, 2028),
        # A day in the summer is of those who leave until they have left, and of those who come after them.
        (date(2027, 7, 10), date(2027, 6, 1), 2027, 12, 2028),
        (date(2027, 7, 10), date(2027, 6, 1), 2028, 12, 2028),
        (date(2027, 7, 10), date(2027, 7, 1), 2027, 13, 2028),
        # One that is over, and none on file.
        (date(2027, 4, 1), date(2027, 7, 1), 2028, 12, 2027),
        (None, date(2027, 7, 1), 2028, 12, 2028),
        (None, date(2027, 7, 1), 2027, 13, 2027),
    ],
)
def test_of_which_year_and_grade(closes: date | None, day: date, leaves: int, grade: int, year: int) -> None:
    program = _program(closes)

    assert (grade_for(program, leaves, day), year_of(program, leaves, day)) == (grade, year)
    assert is_for(program, leaves, day) is (grade == 12)
