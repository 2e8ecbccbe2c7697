"""A school says how many credits a student may take, and course plans go by it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.tests.test_course_plan import address, approve_shown, planned, send
from doorway.pathways.course_plan.tests.test_moving import moved
from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import LoadLimit, PlannedCourse
from doorway.roster.models import Person, School

ClientOf = Callable[[World, str], Client]
HALVES = tuple(
    {"code": f"HALF-{number}", "title": f"Half {number}", "credits": "0.5", "grades": "9-12", "terms": "S1, S2"}
    for number in range(1, 5)
)


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10 of the high school."""
    take_courses(world, tmp_path, *CATALOG, *HALVES)
    return world


def say(world: World, school: str = "panguitch-high", year: int = 8000, term: int | None = 4000) -> LoadLimit:
    row, _new = LoadLimit.objects.update_or_create(
        district=world.district, school=world.schools[school],
        defaults={
            "units_a_year": year, "units_a_term": term, "set_by": world.people["dana"], "set_at": timezone.now()
        },
    )  # fmt: skip
    return row


def page_of(client: Client, at: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(client.get(at).content.decode().split())


def enter(client: Client, world: World, year: str, term: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    at = f"/course-plan/limits/{world.schools['panguitch-high'].pk}/"
    return " ".join(client.post(at, {"year": year, "term": term}, follow=True).content.decode().split())


# —— saying it


@pytest.mark.both
def test_the_counselor_says_it_with_name_and_day_and_may_change_it(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    assert "/course-plan/limits/" in page_of(dana, "/course-plan/")
    assert "No limits are on file." in page_of(dana, "/course-plan/limits/")

    said = enter(dana, taught, "8", "4")
    assert "The limits are kept." in said
    assert "The school lets a student take up to 8 credits a year, 4 in one term." in said
    assert taught.people["dana"].full_name in said
    row = LoadLimit.objects.get()
    assert (row.units_a_year, row.units_a_term, row.set_by) == (8000, 4000, taught.people["dana"])
    assert (timezone.now() - row.set_at).total_seconds() < 600

    assert "up to 7,5 credits" not in (said := enter(dana, taught, "7,5", ""))
    assert "up to 7.5 credits a year." in said
    assert "Los límites quedan guardados." in enter(dana, taught, "9", "", "es")
    assert LoadLimit.objects.count() == 1


def test_it_can_be_taken_back_and_it_stays_known_by_whom(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    enter(dana, taught, "8", "4")
    said = enter(dana, taught, "", "")

    assert "Course plans go by the estimate again." in said
    assert "No limits are on file." in said
    assert taught.people["dana"].full_name in said
    planning = planning_of(taught.people["diego"], today=timezone.localdate())
    assert planning.limits == {}


@pytest.mark.parametrize(
    ("year", "term", "sentence", "spanish"),
    [
        ("0.5", "", "Write between 1 and 100 credits for a school year.", "Escriba entre 1 y 100 créditos"),
        ("101", "", "Write between 1 and 100 credits for a school year.", "Escriba entre 1 y 100 créditos"),
        ("8", "0.1", "Write at least 0.25 credits for one term", "Escriba al menos 0.25 créditos para un período"),
        ("8", "8.5", "One term cannot have more credits than the whole year.", "Un período no puede tener más"),
        ("", "4", "Write the credits for a school year, too.", "Escriba también los créditos de un año escolar."),
        ("eight", "", "Write the credits like 1 or 0.5.", "Escriba los créditos así: 1 o 0.5."),
        # One range is said, whatever is written outside it.
        ("-8", "", "Write between 1 and 100 credits for a school year.", "Escriba entre 1 y 100 créditos"),
        ("400", "", "Write between 1 and 100 credits for a school year.", "Escriba entre 1 y 100 créditos"),
        ("8", "-1", "Write at least 0.25 credits for one term", "Escriba al menos 0.25 créditos para un período"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(
    taught: World, client_of: ClientOf, year: str, term: str, sentence: str, spanish: str
) -> None:
    dana = client_of(taught, "dana")
    assert sentence in enter(dana, taught, year, term)
    assert spanish in enter(dana, taught, year, term, "es")
    assert not LoadLimit.objects.exists()


@pytest.mark.both
@pytest.mark.parametrize(("year", "term"), [(999, None), (100_001, None), (8000, 249), (8000, 8001), (None, 4000)])
def test_the_database_keeps_no_nonsense(taught: World, year: int, term: int | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        say(taught, year=year, term=term)


@pytest.mark.both
def test_a_school_has_one_row(taught: World) -> None:
    row = say(taught)
    with pytest.raises(IntegrityError), transaction.atomic():
        LoadLimit.objects.create(
            district=taught.district, school=row.school, units_a_year=9000, set_by=row.set_by, set_at=row.set_at
        )


def test_the_list_has_the_schools_that_plan_classes(taught: World, client_of: ClientOf) -> None:
    data = page_of(client_of(taught, "sam"), "/course-plan/limits/")
    assert taught.schools["panguitch-high"].name in data
    assert taught.schools["panguitch-elementary"].name not in data


# —— what the plan says and does


def test_the_page_says_the_limit_or_that_it_is_a_guess(taught: World, client_of: ClientOf) -> None:
    diego, rosa = client_of(taught, "diego"), client_of(taught, "rosa")
    assert "in one year is not on file" in page_of(diego, address(taught))

    say(taught)
    page = page_of(diego, address(taught))
    assert "The school lets you take up to 8 credits a year, 4 in one term." in page
    assert "is not on file" not in page
    assert "La escuela le permite tomar hasta 8 créditos al año, 4 en un período." in page_of(
        diego, address(taught), "es"
    )
    assert "The school lets a student take up to 8 credits a year, 4 in one term." in page_of(rosa, address(taught))
    say(taught, term=None)
    assert "The school lets you take up to 8 credits a year." in page_of(diego, address(taught))
    send(diego, taught, "WELDING", 11)
    assert "Credits: 1 of 8 for which there is room" in page_of(diego, address(taught))


@pytest.mark.both
def test_a_full_term_is_refused_by_its_name(taught: World, client_of: ClientOf) -> None:
    say(taught, year=3000, term=1000)
    diego = client_of(taught, "diego")
    for number in (1, 2):
        assert "The class is in the plan." in send(diego, taught, f"HALF-{number}", 11, "S1")

    refused = send(diego, taught, "HALF-3", 11, "S1")
    assert "In S1 of grade 11 there would be 1.5 credits. The school lets a student take 1 in one term." in refused
    assert "En S1 del grado 11 habría 1.5 créditos." in send(diego, taught, "HALF-3", 11, "S1", "es")
    assert "The class is in the plan." in send(diego, taught, "HALF-3", 11, "S2")
    assert "The class is in the plan." in send(diego, taught, "WELDING", 11)
    refused = send(diego, taught, "ENG-11", 11)
    assert "Grade 11 would have 3.5 credits. The school lets a student take 3 a year." in refused
    assert "what every grade needs evenly" not in refused
    assert PlannedCourse.objects.count() == 4


def test_moving_obeys_and_the_grade_is_not_offered(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    for number, grade in ((1, 11), (2, 11), (3, 12)):
        send(diego, taught, f"HALF-{number}", grade, "S1")
    assert len(re.findall(r'name="grade" value="11"', page_of(diego, address(taught)))) == 1

    say(taught, term=1000)
    assert 'name="grade" value="11"' not in page_of(diego, address(taught))
    assert "In S1 of grade 11 there would be 1.5 credits." in moved(diego, taught, "HALF-3", 11)
    assert planned("HALF-3").school_year == taught.year.end_year + 2


def test_approving_obeys_what_the_school_says_by_then(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    for number in (1, 2, 3):
        send(diego, taught, f"HALF-{number}", 11, "S1")
    say(taught, term=1000)
    dana.cookies["doorway_language"] = "en"
    at = address(taught, f"{planned('HALF-3').pk}/")
    answer = dana.post(at, {"decision": "approve"}, follow=True).content.decode()

    assert "In S1 of grade 11 there would be 1.5 credits." in answer
    assert planned("HALF-3").status == "proposed"
    # One is taken out, and the other two have room.
    diego.post(address(taught, f"{planned('HALF-1').pk}/take-back/"))
    approve_shown(dana, taught)
    assert planned("HALF-3").status == planned("HALF-2").status == "approved"


# —— the schools of later grades


@pytest.fixture
def seventh(taught: World) -> Person:
    """Diego is in grade 7 of a school that ends with grade 8; the high school begins with grade 9."""
    diego = taught.people["diego"]
    diego.grade = "07"
    diego.save(update_fields=["grade"])
    own = diego.memberships.get(role="student")
    own.school = taught.schools["panguitch-elementary"]
    own.school.grades = "KG,01,02,03,04,05,06,07,08"
    own.school.save(update_fields=["grades"])
    own.save(update_fields=["school"])
    return diego


def rooms(student: Person) -> dict[int, int]:
    ground = planning_of(Person.objects.get(pk=student.pk), today=timezone.localdate()).ground
    return {grade: limit.year for grade, limit in ground.limits.items()}


def test_later_grades_go_by_the_one_school_that_teaches_them(
    taught: World, seventh: Person, client_of: ClientOf
) -> None:
    assert rooms(seventh) == {}
    say(taught, "panguitch-high")
    say(taught, "panguitch-elementary", 6000, None)
    assert rooms(seventh) == {7: 6000, 8: 6000, 9: 8000, 10: 8000, 11: 8000, 12: 8000}
    page = page_of(client_of(taught, "diego"), address(taught))
    for name, most in (("panguitch-high", "8 credits a year, 4 in one term."), ("panguitch-elementary", "6 credits")):
        assert f"{taught.schools[name].name} lets you take up to {most}" in page
    assert "is not on file" not in page


def test_where_two_schools_teach_a_grade_the_guess_stays(taught: World, seventh: Person, client_of: ClientOf) -> None:
    say(taught, "panguitch-high")
    say(taught, "panguitch-elementary", 6000, None)
    other = School.objects.create(
        district=taught.district, name="Bryce Valley High", slug="bryce-valley-high", grades="09,10,11,12"
    )
    assert rooms(seventh) == {7: 6000, 8: 6000}
    page = page_of(client_of(taught, "diego"), address(taught))
    assert f"{taught.schools['panguitch-elementary'].name} lets you take up to 6 credits a year." in page
    assert "This is about the grades for which no school has said it." in page
    assert "in one year is not on file" in page
    other.is_active = False
    other.save(update_fields=["is_active"])
    assert set(rooms(seventh)) == {7, 8, 9, 10, 11, 12}
