"""What the district's page counts in the database is what each school's page says of its students one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.assessments.letters.actions import write_letters
from doorway.assessments.letters.rolls import Asked, asked_in, rolls_of, students_asked
from doorway.assessments.models import Score
from doorway.assessments.queries.reading_letters import SchoolLine, school_lines
from doorway.assessments.queries.reading_stands import may_have_several
from doorway.roster.models import Guardianship, Membership, Person, School

pytestmark = pytest.mark.both

PERIODS = ("BOY", "MOY", "EOY")


def crowd(world: World, dice: random.Random, students: int) -> None:
    """Students of two schools in grades 2 to 5 with all sorts of results, some in two tests, some in another grade."""
    schools = [world.schools["panguitch-elementary"], world.schools["boulder-elementary"]]
    for number in range(students):
        grade = dice.choice(("01", "02", "03", "03", "04"))
        person = Person.objects.create(
            district=world.district, sourced_id=f"c{number}", given_name="C", family_name=str(number), grade=grade,
            is_active=dice.random() > 0.1,
        )  # fmt: skip
        for school in schools[: dice.choice((1, 1, 2))]:
            Membership.objects.create(district=world.district, person=person, school=school, role="student")
        Guardianship.objects.create(district=world.district, student=person, guardian=world.people["ben"])
        for period in PERIODS:
            for instrument in ("acadience", "dibels-next"):
                for own in (grade, "02"):
                    if dice.random() < 0.5:
                        result(world, dice, person, instrument, own, period)


def result(world: World, dice: random.Random, person: Person, instrument: str, grade: str, period: str) -> None:
    said: dict[str, Any] = dice.choice(
        (
            {"value": dice.randint(40, 420)},
            {"value": dice.choice((180, 179, 220, 219.5, 289, 0))},
            {"level": dice.choice(("well_below", "below", "at", "above", "somewhere"))},
            {"value": dice.randint(40, 420), "level": dice.choice(("below", "at", "benchmark"))},
            {"not_tested": "absent"},
        )
    )
    Score.objects.get_or_create(
        district=world.district, student=person, instrument=instrument, subject="reading", measure="composite",
        school_year=world.year.end_year, grade=grade, period=period,
        defaults={"scale": dice.choice((instrument, instrument, "another")), **said},
    )  # fmt: skip


def one_by_one(schools: list[School], asked: Asked, today: date) -> dict[str, list[SchoolLine]]:
    found: dict[str, list[SchoolLine]] = {period: [] for period in PERIODS}
    for school in schools:
        students = students_asked(school, asked, today)
        for period, roll in rolls_of(students, asked).items():
            told = sum(bool(line.sent) for line in roll.below)
            results = len(roll.lines) - len(roll.no_result)
            if students:
                found[period].append(SchoolLine(school, len(students), results, len(roll.below), told))
    return found


@pytest.mark.parametrize("tests", [("acadience",), ("acadience", "dibels-next"), ("dibels-next", "acadience")])
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_are_those_of_the_students_one_by_one(world: World, seed: int, tests: tuple[str, ...]) -> None:
    dice = random.Random(f"{seed} {tests}")
    crowd(world, dice, 60)
    today = timezone.localdate()
    asked = asked_in(world.district, today)
    asked = replace(asked, rule=asked.rule.model_copy(update={"instruments": tests}))
    assert may_have_several(asked) == (len(tests) > 1)
    elementary = world.schools["panguitch-elementary"]
    write_letters(
        school=elementary, period="MOY", asked=asked, by=None, now=timezone.now(), today=today,
        students=lambda: students_asked(elementary, asked, today)[::2], words={"en": "Help", "es": "Ayuda"},
    )  # fmt: skip
    schools = list(School.objects.filter(district=world.district).order_by("name"))

    with CaptureQueriesContext(connection) as asked_for:
        found = school_lines(schools, asked, today)

    assert len(asked_for) == 2
    assert found == one_by_one(schools, asked, today)
    counts = [(line.results, line.below, line.told) for line in found["MOY"]]
    assert max(below for _results, below, _told in counts) > max(told for _results, _below, told in counts) > 0
