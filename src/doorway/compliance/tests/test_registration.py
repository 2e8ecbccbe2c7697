"""Registration and course plan in the follow-up, the figures and the evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.following_up import set_guests
from doorway.compliance.evidence import as_csv, as_pdf, evidence_of
from doorway.compliance.evidence.figures import figure_blocks
from doorway.compliance.models import Standing
from doorway.compliance.queries.standing import asked_on, lines
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.tests.test_follow_up import has_all_that_is_known, held
from doorway.pathways.graduation.tests.test_page import now
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.registration.tests.test_registration import enroll, plan
from doorway.plans.tests.paper import Paper

# What the database counts by itself, it counts by other means on PostgreSQL.
pytestmark = pytest.mark.both
BOTH = ("unplanned", "registered")
ClientOf = Callable[[World, str], Client]


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """A policy that asks it, and Diego of grade 10 takes Biology; nobody has a course plan."""
    adopted_policy(world)
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, now(world, "BIOLOGY"))
    return world


def school_page(world: World, client: Client, query: str = "") -> str:
    client.cookies["doorway_language"] = "en"
    answer = client.get(f"/follow-up/{world.schools['panguitch-high'].pk}/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def diego(world: World) -> Standing:
    return Standing.objects.get(student=world.people["diego"])


def registered(world: World) -> tuple[int, int]:
    """How many of how many students of grade 10 are registered as planned."""
    asked = asked_on(world.district, timezone.localdate())
    assert asked is not None
    line = next(one for one in lines(asked, school=world.schools["panguitch-high"]) if one.grade == "10")
    return line.tally.registered, line.tally.students


def test_without_any_course_plan_of_the_year_nothing_is_counted_and_the_page_says_so(
    taught: World, client_of: ClientOf
) -> None:
    text = school_page(taught, client_of(taught, "dana"))

    assert "Registrations are not counted" in text
    assert "Registration as planned" not in text
    assert "Registration and plan do not go together" not in text


def test_the_column_says_as_planned_missing_or_no_plan(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    plan(taught, "BIOLOGY")
    assert '<td class="govuk-table__cell">as planned</td>' in school_page(taught, dana)
    assert (diego(taught).as_planned_1, registered(taught)) == (taught.year.ends_on.year, (1, 1))

    welding = plan(taught, "WELDING")
    text = school_page(taught, dana, "?show=registered")
    assert "<strong>a planned class is missing</strong>" in text
    assert "Diego Morales" in text
    assert registered(taught) == (0, 1)

    enroll(taught, "WELDING")
    assert "No one matches." in school_page(taught, dana, "?show=registered")
    assert registered(taught) == (1, 1)

    for row in (welding, *taught.people["diego"].planned_courses.exclude(pk=welding.pk)):
        row.delete()
    plan(taught, "BIOLOGY", key="sadie")
    text = school_page(taught, dana)
    assert '<td class="govuk-table__cell">no course plan yet to compare with</td>' in text


def test_who_has_no_course_plan_is_counted_and_listed_apart(taught: World, client_of: ClientOf, tmp_path: Path) -> None:
    """Nothing can be compared there; once a class is planned and not registered, it is the other reason."""
    dana, school = client_of(taught, "dana"), taught.schools["panguitch-high"]
    plan(taught, "BIOLOGY", key="sadie")

    def said() -> tuple[bool, bool, list[str]]:
        lists = ["Diego" in school_page(taught, dana, f"?show={show}").split('id="students"')[1] for show in BOTH]
        found = evidence_of(school, now=timezone.now())
        row = next(csv.DictReader(io.StringIO(as_csv(found))))
        table = next(block for block in figure_blocks(found) if "No course plan of this year" in block.get("head", ()))
        assert table["rows"][0][1:] == ["1", row["registered"], row["no_course_plan"], str(int(lists[1]))]
        return lists[0], lists[1], [row["registered"], row["no_course_plan"]]

    assert said() == (True, False, ["0", "1"])
    page = school_page(taught, dana, "?show=unplanned")
    assert "One student" in page
    numbers = page.split("The school in numbers")[2].split("</table>")[0]
    assert "No course plan of this year" in numbers
    welding = plan(taught, "WELDING")
    assert said() == (False, True, ["0", "0"])
    assert "One student" in school_page(taught, dana, "?show=registered")
    welding.delete()
    plan(taught, "BIOLOGY")
    assert said() == (False, False, ["1", "0"])


def test_next_years_plan_is_not_held_against_this_year(taught: World) -> None:
    plan(taught, "BIOLOGY")
    plan(taught, "ENG-11", year=1)

    assert diego(taught).as_planned_1 == taught.year.ends_on.year
    assert registered(taught) == (1, 1)


def test_it_is_in_the_evidence_as_paper_and_as_spreadsheet(taught: World, tmp_path: Path) -> None:
    school = taught.schools["panguitch-high"]
    assert "registered" not in as_csv(evidence_of(school, now=timezone.now()))
    plan(taught, "BIOLOGY")

    found = evidence_of(school, now=timezone.now())
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [(row["grade"], row["students"], row["registered"]) for row in rows] == [("10", "1", "1")]
    text = " ".join(Paper(as_pdf(found, "en"), tmp_path).text().split())
    assert "Registration as planned" in text
    assert "in every class that the course plan has" in text
    assert "Inscripción según el plan" in " ".join(Paper(as_pdf(found, "es"), tmp_path).text().split())


def test_elementary_pages_do_not_speak_of_it(taught: World, client_of: ClientOf) -> None:
    plan(taught, "BIOLOGY")
    school = taught.schools["panguitch-elementary"]

    text = client_of(taught, "ruth").get(f"/follow-up/{school.pk}/").content.decode()

    assert "Registration" not in text


def test_everything_is_there_as_soon_as_groups_and_registrations_are_known(
    taught: World, client_of: ClientOf, tmp_path: Path
) -> None:
    has_all_that_is_known(taught, "diego")
    dana, school = client_of(taught, "dana"), taught.schools["panguitch-high"]
    plan(taught, "BIOLOGY")
    page = school_page(taught, dana)
    assert "0 of 1 student has everything that the board asks. Of 1 not all is known." in page
    found = evidence_of(school, now=timezone.now())
    assert "Of 1 not all is known" in " ".join(Paper(as_pdf(found, "en"), tmp_path).text().split())
    row = next(csv.DictReader(io.StringIO(as_csv(found))))
    assert (row["done"], row["not_all_known"]) == ("0", "1")

    group = held(taught)
    set_guests(group=group, shown=[taught.people["diego"].pk], came=[taught.people["diego"].pk])

    page = school_page(taught, dana)
    assert "1 of 1 student has everything that the board asks." in page
    assert "Everything is there" in page
    assert "ot all is known" not in page
    row = next(csv.DictReader(io.StringIO(as_csv(evidence_of(school, now=timezone.now())))))
    assert (row["done"], "not_all_known" in row) == ("1", False)


def test_on_paper_whoever_has_no_course_plan_is_not_said_to_break_it(
    taught: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doorway.compliance.queries.sample.ALIKE", 1)
    monkeypatch.setattr("doorway.compliance.queries.sample.STUDENTS_FOR_ONE", 1)
    plan(taught, "BIOLOGY", key="sadie")

    def said() -> str:
        found = evidence_of(taught.schools["panguitch-high"], now=timezone.now())
        return " ".join(Paper(as_pdf(found, "en"), tmp_path).text().split())

    assert "Registration as planned: no course plan yet to compare with." in said()
    plan(taught, "WELDING")
    assert "Registration as planned: a planned class is missing." in said()
    enroll(taught, "WELDING")
    assert "Registration as planned: yes." in said()
