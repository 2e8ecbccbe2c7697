"""Classes that stand on the class list and not on the transcript, and that nobody has planned for this year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.world import World

from doorway.pathways.core.planning import objection
from doorway.pathways.course_plan.ground import Planning, planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.page import course_plan_page
from doorway.pathways.course_plan.stopped import stopped_of
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line, whole, year
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import PlannedCourse
from doorway.pathways.registration.tests.test_registration import enroll, plan
from doorway.roster.access import Viewer
from doorway.roster.models import Course, Enrollment

ClientOf = Callable[[World, str], Client]
ENGLISH_10 = CATALOG[1] | {"terms": "S1 S2", "grades": "9-12"}
ENGLISH_11 = CATALOG[2] | {"prerequisites": "ENG-10"}


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10, and has passed English 9."""
    take_courses(world, tmp_path, *CATALOG[:1], ENGLISH_10, ENGLISH_11, *CATALOG[3:])
    take_transcripts(world, tmp_path, whole("ENG-9"))
    return world


def days(world: World) -> tuple[date, date]:
    end = world.year.end_year
    return date(end - 1, 11, 20), date(end, 3, 1)


def planned(world: World, day: date) -> Planning:
    return planning_of(world.people["diego"], today=day)


def why_not(planning: Planning, code: str, grade: int = 11) -> str:
    no = objection(planning.offers[code], grade, "", planning.ground)
    return "" if no is None else no.why


def stopped(world: World, day: date) -> set[tuple[str, str]]:
    """Classes of the plan that are no longer possible, with why: on the page as in the list of the counselor."""
    found = {(row.course.code, no.why) for row, no in no_longer(stands(planned(world, day)))}
    viewer = Viewer(world.people["dana"].user, on=day)
    assert {(row.course.code, no.why) for one in stopped_of(viewer) for row, no in one.rows} == found
    return found


@pytest.mark.parametrize("code", ["ENG-10", "eng-10"])
def test_what_builds_on_a_class_of_the_class_list_can_be_planned(taught: World, code: str) -> None:
    enroll(taught, code)
    for day in days(taught):
        planning = planned(taught, day)
        assert (why_not(planning, "ENG-11"), why_not(planning, "ENG-10")) == ("", "taken")
    assert why_not(planned(taught, days(taught)[0]), "ENG-10", grade=10) == "taken"


def test_without_a_place_it_comes_after_the_class_that_is_missing(taught: World) -> None:
    place = enroll(taught, "ENG-10")
    Enrollment.objects.filter(pk=place.pk).update(is_active=False)
    planning = planned(taught, days(taught)[0])
    assert (why_not(planning, "ENG-11"), why_not(planning, "ENG-10")) == ("prerequisite", "")


def test_in_the_season_of_registration_the_next_class_is_taken_into_the_plan(
    taught: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(taught, "ENG-10", term="S1 S2")
    enroll(taught, "ENG-10")
    march = datetime(taught.year.end_year, 3, 1, 18, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: march)
    address = f"/course-plan/{taught.people['diego'].pk}/"

    answer = client_of(taught, "dana").post(address, {"course": "ENG-11", "grade": "11", "term": ""})

    assert answer.status_code == 302
    assert PlannedCourse.objects.filter(course__code="ENG-11", school_year=taught.year.end_year + 1).exists()


def test_nobody_is_told_to_plan_what_the_student_takes_now_and_it_gives_no_credit_yet(taught: World) -> None:
    enroll(taught, "ENG-10")
    diego = taught.people["diego"]
    for day in days(taught):
        planning = planned(taught, day)
        left = {one.key: [turn.code for turn in one.turns] for one in course_plan_page(planning, today=day).left}
        assert "la_10" not in left
        assert left["la_11"] == ["ENG-11"]
        assert line(graduation_page(diego, today=day), "la_10").missing == "1 credit"
        held = hold(planning, today=day)
        assert held is not None
        assert [one.code for one in held.record.courses] == ["ENG-9"]
        assert planning.ground.now is not None
        assert planning.ground.now.load == ()


def test_what_is_planned_after_it_stays_possible_and_the_class_itself_is_no_longer(taught: World) -> None:
    plan(taught, "ENG-11", year=1)
    plan(taught, "ENG-10", year=1)
    for day in days(taught):
        assert stopped(taught, day) == {("ENG-11", "prerequisite")}
    enroll(taught, "ENG-10")
    for day in days(taught):
        assert stopped(taught, day) == {("ENG-10", "taken")}


def test_a_class_of_the_plan_that_is_on_the_class_list_comes_before_the_next_one(taught: World) -> None:
    plan(taught, "ENG-10", term="S1 S2")
    plan(taught, "ENG-11", year=1)
    enroll(taught, "ENG-10")
    for day in days(taught):
        assert stopped(taught, day) == set()


def test_of_a_class_that_is_over_the_mark_says_what_it_was(taught: World, tmp_path: Path) -> None:
    place = enroll(taught, "ENG-10")
    ends_on = date(taught.year.end_year - 1, 12, 22)
    Enrollment.objects.filter(pk=place.pk).update(is_active=False, ends_on=ends_on, stayed_until="class")
    day = days(taught)[1]
    assert why_not(planned(taught, day), "ENG-11") == ""
    failed = whole("ENG-10", "F", school_year=year(taught), grade="10")
    take_transcripts(taught, tmp_path, whole("ENG-9"), failed)
    assert why_not(planned(taught, day), "ENG-11") == "prerequisite"


def test_a_class_without_a_code_of_the_catalog_is_none(taught: World) -> None:
    enroll(taught, "HOMEROOM")
    assert Course.objects.filter(code="HOMEROOM").exists()
    assert planned(taught, days(taught)[0]).on_lists == ()
