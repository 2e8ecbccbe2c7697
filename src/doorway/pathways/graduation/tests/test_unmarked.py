"""Last year's marks have not come: that is said first, nobody is called behind for it, and the class can be planned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.left import to_take_again
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.tests.test_course_plan import planned, send
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.standing import Standing
from doorway.pathways.graduation.tests.test_page import line, now, opened, whole
from doorway.pathways.imports.tests.files import CATALOG, Row, take_courses, take_transcripts

ClientOf = Callable[[World, str], Client]
# What is usually done in grade 9, which is over. Its even share of 36 credits is nine.
USUAL = {"GEO": "social.geography", "PE": "pe.participation", "DIGITAL": "digital"}
NINTH = ("ENG-9", "MATH-1", "BIOLOGY", "WELDING", *USUAL)
LISTED: tuple[Row, ...] = (
    *CATALOG,
    *({"code": code, "title": code, "credits": "1", "areas": area, "grades": "9-12"} for code, area in USUAL.items()),
)


@pytest.fixture
def august(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10, and of the nine credits of grade 9 there is not one mark."""
    take_courses(world, tmp_path, *LISTED)
    band = (whole("BAND", "", status="in_progress", credits="2"),)
    take_transcripts(world, tmp_path, *(whole(code, "", status="in_progress") for code in NINTH), *band)
    return world


def page(world: World) -> GraduationPage:
    return graduation_page(world.people["diego"])


def test_it_is_said_first_and_nobody_is_behind_for_it(august: World, client_of: ClientOf) -> None:
    seen = page(august)
    year = f"{august.year.end_year - 2}-{(august.year.end_year - 1) % 100:02d}"

    assert seen.unmarked == f"Marks of {year} are missing: 8 classes, 9 credits."
    assert (seen.waits, seen.standing, seen.behind_by, seen.behind) == (True, Standing.ASK, "", ())
    assert (seen.left, seen.unmarked_then) == ("36 credits", "27 credits")
    text = opened(client_of, august, "diego")
    first = text.index("Marks of a school year that is over have not come yet")
    assert first < text.index(seen.unmarked) < text.index(seen.headline)
    assert "what is left after this year’s classes is 27 credits" in text
    assert "Without a mark yet, and not in it: 9 credits." in text
    assert "Waits for marks" in text
    said = f"English 9 of {year} has no mark yet. When it is passed, it counts here."
    assert line(seen, "la_9").of_marks == (said,)
    assert text.count(said) == 1
    assert "On track" not in text
    assert "Faltan calificaciones de" in opened(client_of, august, "diego", "es")


def test_the_counselors_list_says_it_beside_the_name(august: World, client_of: ClientOf) -> None:
    dana = client_of(august, "dana")
    dana.cookies["doorway_language"] = "en"
    text = dana.get("/graduation/").content.decode()

    assert "are missing: 8 classes, 9 credits." in text
    assert "behind" not in text.split("Diego")[1].split("</tr>")[0].lower()


def test_who_is_behind_with_them_as_well_is_called_so_by_what_they_do_not_bring(august: World, tmp_path: Path) -> None:
    take_transcripts(august, tmp_path, *(whole(code, "", status="in_progress") for code in NINTH), whole("BAND", "F"))
    seen = page(august)

    assert (seen.standing, seen.waits, seen.behind_by) == (Standing.BEHIND, False, "2 credits")
    assert "7 classes, 7 credits" in seen.unmarked


def test_this_years_classes_and_those_with_a_mark_are_no_part_of_it(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "F"), whole("MATH-1"), now(world, "BIOLOGY"))

    assert (page(world).unmarked, page(world).waits) == ("", False)


def test_the_class_can_be_planned_again_and_what_builds_on_it_need_not_wait(
    august: World, client_of: ClientOf, tmp_path: Path
) -> None:
    chain = {"ENG-11": "ENG-10", "MATH-2": "MATH-1"}
    take_courses(august, tmp_path, *(row | {"prerequisites": chain.get(row["code"], "")} for row in LISTED))
    diego = august.people["diego"]
    planning = planning_of(diego, today=timezone.localdate())
    again = {one.code: (one.mark, one.short, one.grade) for one in to_take_again(planning)}
    assert again["MATH-1"] == ("no mark yet", "1 credit", 11)
    assert "MATH-1" in [one.course.code for one in line(page(august), "math_1").fillers.here]

    client = client_of(august, "diego")
    assert "The class is in the plan." in send(client, august, "MATH-2", 11)
    assert no_longer(stands(planning_of(diego, today=timezone.localdate()))) == []
    assert "The class is in the plan." in send(client, august, "MATH-1", 11)
    assert line(page(august), "math_1").status == "Planned"

    # The mark comes: what was planned again is not needed, and is named.
    take_transcripts(august, tmp_path, *(whole(code) for code in NINTH))
    (stopped,) = no_longer(stands(planning_of(diego, today=timezone.localdate())))
    assert (stopped[0].course.code, stopped[1].why) == ("MATH-1", "taken")
    assert planned("MATH-2").status == "proposed"
