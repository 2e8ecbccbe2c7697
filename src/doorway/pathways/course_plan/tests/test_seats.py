"""Seats of a class and how many ask for it: for counselors in numbers, for families in a sentence."""

from __future__ import annotations

import csv
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.transcript import school_year
from doorway.pathways.course_plan.seats import Demand, requests_for
from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import CatalogCourse, PlannedCourse
from doorway.roster.models import Membership, Person, Role

ClientOf = Callable[[World, str], Client]
FILLS = "This class may fill up."


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10 at the high school."""
    take_courses(world, tmp_path, *CATALOG)
    return world


def next_year(world: World) -> int:
    return school_year(timezone.localdate(timezone=world.district.zone)) + 1


def ask(world: World, student: Person, code: str = "WELDING", status: str = "proposed") -> PlannedCourse:
    now = timezone.now()
    decided = {} if status == "proposed" else {"decided_by": world.people["dana"], "decided_at": now, "reason": "Full."}
    return PlannedCourse.objects.create(
        district=world.district, student=student, course=CatalogCourse.objects.get(code=code), status=status,
        school_year=next_year(world), proposed_by=student, role="student", proposed_at=now, changed_at=now, **decided,
    )  # fmt: skip


def others(world: World, number: int, school: str = "panguitch-high", grade: str = "10") -> list[Person]:
    """More students of a school."""
    day = timezone.localdate(timezone=world.district.zone)
    found = [
        Person.objects.create(
            district=world.district, given_name=f"Child{school}{one}", family_name="Other", grade=grade,
            sourced_id=f"other-{school}-{grade}-{one}",
        )
        for one in range(number)
    ]  # fmt: skip
    for person in found:
        Membership.objects.create(
            district=world.district, person=person, school=world.schools[school], role=Role.STUDENT, begins_on=day,
            is_primary=True,
        )  # fmt: skip
    return found


def seats(number: int | None, code: str = "WELDING") -> None:
    CatalogCourse.objects.filter(code=code).update(seats=number)


def page(client: Client, path: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(unescape(client.get(path).content.decode()).split())


def plan(world: World) -> str:
    return f"/course-plan/{world.people['diego'].pk}/"


@pytest.mark.parametrize(
    ("number", "asked", "may_fill", "over"),
    [(None, 99, False, 0), (20, 17, False, 0), (20, 18, True, 0), (20, 22, True, 2), (9, 1, True, 0)],
)
def test_when_a_family_is_told(number: int | None, asked: int, may_fill: bool, over: int) -> None:
    """A small class always may fill up, so that the sentence tells nothing of one or two other children."""
    demand = Demand(number, asked)

    assert (demand.may_fill, demand.over) == (may_fill, over)


def test_who_asks_is_counted_where_they_will_be(taught: World) -> None:
    """Proposed and approved of this school; declined and other schools not; who comes up counts where the grade is."""
    diego = taught.people["diego"]
    ask(taught, diego)
    one, two, three = others(taught, 3)
    ask(taught, one, status="approved")
    ask(taught, two, status="declined")
    ask(taught, three, "MATH-1")
    found = requests_for(taught.district, next_year(taught))
    course, school = CatalogCourse.objects.get(code="WELDING"), taught.schools["panguitch-high"]
    assert found.of(course, [school]).asked == 2

    last = max(int(grade) for grade in taught.schools["panguitch-elementary"].grade_list if grade.isdigit())
    (coming,) = others(taught, 1, "panguitch-elementary", f"{last:02}")
    ask(taught, coming)
    found = requests_for(taught.district, next_year(taught))
    assert found.below == {(course.pk, last + 1): 1}
    school.grades = f"{last + 1:02},10"
    assert found.of(course, [school]).asked == 3
    school.grades = "10,11"
    assert found.of(course, [school]).asked == 2


def test_a_counselor_reads_numbers_and_a_family_a_sentence(taught: World, client_of: ClientOf) -> None:
    seats(10)
    ask(taught, taught.people["diego"])
    for person in others(taught, 10):
        ask(taught, person)
    dana, diego = client_of(taught, "dana"), client_of(taught, "diego")

    assert "Asked for: 11 · seats: 10" in page(dana, plan(taught))
    assert "More asked than seats" in page(dana, plan(taught))
    own = page(diego, plan(taught))
    assert FILLS in own
    assert "Asked for" not in own
    assert "Childpanguitch" not in own
    assert "Esta clase puede llenarse." in page(diego, plan(taught), "es")


@pytest.mark.parametrize("number", [None, 400])
def test_nothing_is_said_where_there_is_room_or_nobody_knows(
    taught: World, client_of: ClientOf, number: int | None
) -> None:
    seats(number)
    ask(taught, taught.people["diego"])

    assert FILLS not in page(client_of(taught, "diego"), plan(taught))


def test_the_counselors_page_and_file_say_it(taught: World, client_of: ClientOf) -> None:
    seats(2)
    diego = taught.people["diego"]
    ask(taught, diego, status="approved")
    for person in others(taught, 2):
        ask(taught, person)
    ask(taught, diego, "MATH-1", status="approved")
    dana = client_of(taught, "dana")

    text = page(dana, "/course-plan/")
    assert "One class has fewer seats than students who ask for it." in text
    assert "not known" in text
    rows = {
        row["course_code"]: row
        for row in csv.DictReader(dana.get("/course-plan/requests.csv").content.decode().splitlines())
    }
    assert (rows["WELDING"]["seats"], rows["WELDING"]["asked"]) == ("2", "3")
    assert (rows["MATH-1"]["seats"], rows["MATH-1"]["asked"]) == ("", "1")


def test_it_takes_as_many_queries_for_many_students(taught: World, client_of: ClientOf) -> None:
    seats(2)
    ask(taught, taught.people["diego"])
    dana = client_of(taught, "dana")
    dana.get("/course-plan/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            dana.get("/course-plan/")
        return len(caught)

    before = queries()
    for person in others(taught, 6):
        ask(taught, person)
        ask(taught, person, "MATH-1")
    assert queries() == before


def test_the_database_refuses_a_class_without_any_seat(taught: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        seats(0)


def test_a_class_that_only_the_own_school_teaches_can_be_planned(
    taught: World, tmp_path: Path, client_of: ClientOf
) -> None:
    here, there = taught.schools["panguitch-high"].slug, taught.schools["panguitch-elementary"].slug
    only = {"title": "Only Here", "credits": "1", "grades": "9-12"}
    take_courses(taught, tmp_path, only | {"code": "HERE", "schools": here}, only | {"code": "THERE", "schools": there})

    shown = page(client_of(taught, "diego"), plan(taught))
    assert 'value="HERE"' in shown
    assert 'value="THERE"' not in shown
