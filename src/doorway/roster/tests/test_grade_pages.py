"""The grades of a student year by year, on the page of the offices."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.compliance.models import Standing
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.actions import set_earlier_grade
from doorway.roster.core.grades import Step, grades_before, steps_said
from doorway.roster.errors import GradeUnusual, NoGradeToTellFrom, YearIsNotOver
from doorway.roster.models import EarlierGrade, Person, RecordLook


def client_of(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.user(key))
    return client


def in_grade(world: World, key: str, grade: str) -> Person:
    student = world.people[key]
    student.grade, student.grade_year = grade, world.year.end_year
    student.save()
    return student


def rows(student: Person) -> list[tuple[int, str, bool]]:
    found = EarlierGrade.objects.filter(student=student).order_by("entered_at", "school_year")
    return [(row.school_year, row.grade, row.taken_back_at is None) for row in found]


def test_what_is_known_of_some_years_tells_the_others() -> None:
    assert grades_before("08", 2026, {2025: "08"}, 4) == {2025: 8, 2024: 7, 2023: 6, 2022: 5}
    assert grades_before("02", 2026, {}, 9) == {2025: 1, 2024: 0, 2023: -1}
    assert grades_before("02", 2026, {2023: "KG"}, 9) == {2025: 1, 2024: 0, 2023: 0, 2022: -1}
    assert grades_before("UG", 2026, {}, 3) == {}


def test_an_office_enters_that_a_student_repeats_a_grade(world: World) -> None:
    ellie, office = in_grade(world, "ellie", "08"), client_of(world, "peggy")
    year, page = world.year.end_year, reverse("earlier_grades", args=[ellie.pk])

    done = office.post(page, {"school_year": year - 1, "grade": "08"}, follow=True)

    assert f"The grade of {ellie.full_name} in {year - 2}-{(year - 1) % 100:02d} is saved." in done.content.decode()
    row = EarlierGrade.objects.get(student=ellie)
    assert (row.source, row.entered_by) == ("local", world.user("peggy"))
    assert Standing.objects.get(student=ellie).earlier == f"08 {year} {year - 1}:08"
    table = done.content.decode().partition("<table")[2].partition("</table>")[0]
    # This year, the one before, and below it the grades that follow.
    assert re.findall(r"Grade \d", table) == [f"Grade {grade}" for grade in (8, 8, 7, 6, 5, 4, 3, 2)]
    assert table.count("one grade below the next year") == 6
    assert RecordLook.objects.filter(student=ellie, page="earlier grades", reason="office").exists()

    again = office.post(page, {"school_year": year - 1, "grade": "08"}, follow=True)
    assert "Nothing was changed" in again.content.decode()
    # It was a mistake: the line stays on record, and nobody repeats.
    office.post(page, {"school_year": year - 1, "grade": "07"})
    assert rows(ellie) == [(year - 1, "08", False)]
    assert not Standing.objects.get(student=ellie).contested
    assert "What was replaced" in office.get(page).content.decode()


def test_what_a_roster_says_is_replaced_so_that_the_next_one_does_not_say_it_again(world: World) -> None:
    ellie, year, now = in_grade(world, "ellie", "08"), world.year.end_year, timezone.now()
    Person.objects.filter(pk=ellie.pk).update(grade_before="08")
    EarlierGrade.objects.create(district=world.district, student=ellie, school_year=year - 1, grade="08")

    set_earlier_grade(student=ellie, school_year=year - 1, grade="07", by=world.user("ruth"), now=now)

    assert rows(ellie) == [(year - 1, "07", True)]
    assert EarlierGrade.objects.get().source == "local"
    later = now + timedelta(hours=1)
    set_earlier_grade(student=ellie, school_year=year - 1, grade="06", by=world.user("ruth"), now=later)
    assert rows(ellie) == [(year - 1, "07", False), (year - 1, "06", True)]


def test_of_whom_nobody_knows_the_year_of_the_grade_it_is_the_one_that_runs(world: World) -> None:
    ellie = world.people["ellie"]
    Person.objects.filter(pk=ellie.pk).update(grade="08", grade_year=None)

    set_earlier_grade(student=ellie, school_year=world.year.end_year - 2, grade="07", by=None, now=timezone.now())

    ellie.refresh_from_db()
    assert ellie.grade_year == world.year.end_year
    assert rows(ellie) == [(world.year.end_year - 2, "07", True)]


def test_this_year_and_no_grade_are_refused_with_what_to_do(world: World) -> None:
    ellie, office = in_grade(world, "ellie", "08"), client_of(world, "ruth")
    now, year = timezone.now(), world.year.end_year
    with pytest.raises(YearIsNotOver):
        set_earlier_grade(student=ellie, school_year=year, grade="08", by=None, now=now)
    page = reverse("earlier_grades", args=[ellie.pk])
    wrong = office.post(page, {"school_year": year, "grade": "13"})
    assert wrong.status_code == 422
    assert "Choose one of the school years in the list." in wrong.content.decode()
    assert "Choose one of the grades in the list." in wrong.content.decode()

    in_grade(world, "ellie", "UG")
    with pytest.raises(NoGradeToTellFrom):
        set_earlier_grade(student=ellie, school_year=year - 1, grade="08", by=None, now=now)
    assert "no grade of this student" in office.get(page).content.decode()
    assert rows(ellie) == []


@pytest.mark.parametrize("key", ["rosa", "june", "dana", "ben"])
def test_nobody_else_opens_the_page(world: World, key: str) -> None:
    page = reverse("earlier_grades", args=[world.people["ellie"].pk])

    assert client_of(world, key).get(page).status_code in {403, 404}


def test_each_year_that_is_said_stands_beside_the_year_after() -> None:
    assert steps_said("07", 2026, {2025: "12", 2023: "06"}) == [(2025, 12, 7), (2023, 6, 11)]
    # Of preschool nobody counts the years.
    assert [(one, one.is_usual) for one in steps_said("01", 2026, {2022: "PK"})] == [((2022, -1, -1), True)]
    assert steps_said("UG", 2026, {2025: "12"}) == []
    usual = {after - 7: Step(2025, 7, after).is_usual for after in range(4, 13)}
    assert [step for step, is_usual in usual.items() if is_usual] == [0, 1, 2]
    possible = {after - 7: Step(2025, 7, after).is_possible for after in range(4, 13)}
    assert [step for step, can_be in possible.items() if can_be] == [-2, -1, 0, 1, 2, 3, 4]


def test_a_grade_that_cannot_be_is_refused(world: World) -> None:
    ellie, office = in_grade(world, "ellie", "07"), client_of(world, "ruth")
    year, page = world.year.end_year, reverse("earlier_grades", args=[ellie.pk])

    for grade in ("12", "PK"):
        refused = office.post(page, {"school_year": year - 1, "grade": grade, "sure": "on", "asked": f"{year}:{grade}"})
        assert refused.status_code == 422
        assert "and grade 7 a year later cannot be." in refused.content.decode()
        assert 'name="sure"' not in refused.content.decode()
    assert rows(ellie) == []


def test_a_grade_that_hardly_ever_follows_is_asked_about_once(world: World) -> None:
    ellie, office = in_grade(world, "ellie", "07"), client_of(world, "ruth")
    year, page = world.year.end_year, reverse("earlier_grades", args=[ellie.pk])
    values = {"school_year": year - 1, "grade": "08"}

    asked = office.post(page, values)
    assert asked.status_code == 422
    assert f"Grade 8 in {year - 2}-{(year - 1) % 100:02d}, and grade 7 a year later?" in asked.content.decode()
    assert f'name="asked" value="{year - 1}:08"' in asked.content.decode()
    # Pressed again without the box, or with a box that was about another grade.
    for more in ({}, {"asked": f"{year - 1}:08"}, {"asked": f"{year - 1}:09", "sure": "on"}):
        assert office.post(page, values | more).status_code == 422
    other = office.post(page, {**values, "grade": "09", "asked": f"{year - 1}:08", "sure": "on"}).content.decode()
    assert f'name="asked" value="{year - 1}:09"' in other
    assert "checked" not in other.partition('name="sure"')[2].partition(">")[0]
    assert rows(ellie) == []

    assert office.post(page, values | {"asked": f"{year - 1}:08", "sure": "on"}).status_code == 302
    assert rows(ellie) == [(year - 1, "08", True)]


def test_the_year_before_is_looked_at_too_and_the_wrong_one_can_be_put_right(world: World) -> None:
    ellie, year, now = in_grade(world, "ellie", "07"), world.year.end_year, timezone.now()
    for number, grade in ((year - 1, "12"), (year - 2, "11")):
        EarlierGrade.objects.create(district=world.district, student=ellie, school_year=number, grade=grade)

    def enter(number: int, grade: str, *, is_sure: bool = False) -> bool:
        return set_earlier_grade(
            student=ellie, school_year=number, grade=grade, by=None, now=now, is_sure=is_sure
        )  # fmt: skip

    with pytest.raises(GradeUnusual, match=r"Grade 11 in .*, and grade 6 a year later\?"):
        enter(year - 1, "06")
    assert enter(year - 1, "06", is_sure=True)
    # What is wrong in another year already is no matter to whoever puts this one right.
    assert enter(year - 2, "05")
    assert {number: grade for number, grade, counts in rows(ellie) if counts} == {}


def test_the_page_says_since_when_conferences_count(world: World) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=40))
    ellie, office = in_grade(world, "ellie", "08"), client_of(world, "ruth")
    year, page = world.year.end_year, reverse("earlier_grades", args=[ellie.pk])
    assert "conferences since then count" not in office.get(page).content.decode()

    done = office.post(page, {"school_year": year - 1, "grade": "08"}, follow=True).content.decode()

    assert f"Repeats grade 8. Grades 7 and 8 began in July {year - 3}: conferences since then count." in done
