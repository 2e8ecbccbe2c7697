"""The grades behind a student: their credit is the audit's, and what does not count says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.units import units_of
from doorway.pathways.course_plan.behind import TakenClass
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.page import CoursePlanPage, course_plan_page
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import now, whole, year
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision

ClientOf = Callable[[World, str], Client]
FROM_ELSEWHERE = {"school": "Canyon High", "school_credits": "24"}


def page_of(world: World) -> CoursePlanPage:
    today = timezone.localdate()
    return course_plan_page(planning_of(world.people["diego"], today=today), today=today)


def classes(world: World, grade: int) -> dict[str, TakenClass]:
    found = next(one for one in page_of(world).behind if one.grade == grade)
    return {one.title: one for one in found.classes}


def told(world: World, grade: int, title: str) -> tuple[str, str, str]:
    one = classes(world, grade)[title]
    return one.credits, str(one.state), one.why


def test_credits_of_the_grades_add_up_to_what_graduation_counts(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(
        world, tmp_path,
        whole("ENG-9", "I"),  # an incomplete of a year that is over
        now(world, "WELDING") | {"mark": "I", "status": "completed", "code": "MATH-2"},  # and one of this year
        whole("BIOLOGY"),
        whole("BIOLOGY", "A", term="S1", school_year=year(world), grade="10"),  # passed twice
        whole("MATH-1", "F"),
        whole("MATH-1", "C", term="Summer"),  # failed, then passed
        whole("WELDING", **FROM_ELSEWHERE),
        now(world, "ENG-10"),
    )  # fmt: skip
    page, graduation = page_of(world), graduation_page(world.people["diego"])
    earned = sum(units_of(one.earned or "0") for one in page.behind)

    assert (page.earned, page.need) == (graduation.earned, graduation.need)
    assert (earned, page.earned) == (3000, "3")
    assert told(world, 9, "English 9") == (
        "1", "a question",
        "The mark is not final, and the school year is over. Ask the school whether it was made up.",
    )  # fmt: skip
    assert told(world, 10, "Secondary Math II") == (
        "1", "under way", "The mark is not final. It counts as soon as the final mark is there.",
    )  # fmt: skip
    assert told(world, 10, "Biology") == ("0", "no credit", "The class was taken more than once, and counts once.")
    assert told(world, 9, "Secondary Math I") == ("1", "done", "Its mark gives no credit.")
    assert told(world, 9, "Welding 1") == (
        "1", "done",
        "Nobody has said yet how credit from there is converted; it counts as its share of what is asked for here, and"
        " as no more than its own figure.",
    )  # fmt: skip


def test_converted_credit_counts_as_converted(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("WELDING", **FROM_ELSEWHERE))
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind="conversion", school="Canyon High", numerator=36,
        denominator=24, decided_by=world.people["dana"], reason="Agreed.", decided_on=timezone.localdate(),
        decided_at=timezone.now(),
    )  # fmt: skip

    assert told(world, 9, "Welding 1") == ("1.5", "done", "Converted: 1 credit there.")
    assert page_of(world).earned == graduation_page(world.people["diego"]).earned == "1.5"


def test_classes_before_high_school_are_not_called_without_credit(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("BAND", school_year=year(world, -2), grade="8"), whole("ENG-9"))

    assert told(world, 8, "Band") == ("0", "before high school", "")
    diego = client_of(world, "diego")
    diego.cookies["doorway_language"] = "en"
    text = diego.get(f"/course-plan/{world.people['diego'].pk}/").content.decode()
    eighth = text.split('id="grade-8"')[1].split("</section>")[0]
    assert "These classes come before high school and give no credit for graduation." in eighth
    assert "No credits" not in eighth


def test_where_nobody_has_said_what_is_needed_nothing_is_called_earned(
    world: World, tmp_path: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    monkeypatch.setattr("doorway.pathways.course_plan.ground.held_against", lambda *_given: None)
    page = page_of(world)

    assert (page.earned, page.left) == ("", ())
    assert [(one.earned, one.recorded) for one in page.behind if one.classes] == [("", "1")]
    diego = client_of(world, "diego")
    diego.cookies["doorway_language"] = "en"
    text = diego.get(f"/course-plan/{world.people['diego'].pk}/").content.decode()
    assert "Credits on the record: 1. Nobody has said yet what is needed for graduation." in text
    assert "Credits earned" not in text
