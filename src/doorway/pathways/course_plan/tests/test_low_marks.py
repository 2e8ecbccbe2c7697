"""A class with credit and a mark that is too low for an open requirement: it is offered again, planned and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.ground import Planning, planning_of
from doorway.pathways.course_plan.left import to_take_again
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.stopped import stopped_of
from doorway.pathways.course_plan.tests.test_course_plan import address, planned, send
from doorway.pathways.course_plan.tests.test_making_up import IN_HALVES, OTHERS, approved, half, page, parts_of_the_year
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import Requirement
from doorway.pathways.graduation.tests.test_page import line
from doorway.pathways.imports.tests.files import Row, take_courses, take_transcripts
from doorway.pathways.models import LocalScholarship, PlannedCourse
from doorway.pathways.requirements.tests.sets import changed, draft, in_force
from doorway.pathways.requirements.tests.test_begun import with_line
from doorway.pathways.rules.schema import SelectorPart
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, offer, page_now
from doorway.roster.access.viewer import Viewer

ClientOf = Callable[[World, str], Client]
OPEN_TO_ALL = IN_HALVES | {"grades": "11-12"}
HONORS: Row = {
    "code": "AP-LANG", "title": "A Language", "credits": "0.5", "areas": "ela.11", "tags": "ap", "grades": "12",
}  # fmt: skip


def ask_for(world: World, mark: str, key: str = "la_11", area: str = "ela.11") -> None:
    """The district asks for a mark in a requirement of the class of this year and of the next one."""
    ruth = world.people["ruth"]
    end = world.year.end_year
    with_mark = with_line(key, accepts=(SelectorPart(areas=(area,), min_mark=mark),))
    in_force(ruth, changed(ruth, draft(ruth, end, end + 1), with_mark))


def planning(world: World) -> Planning:
    return planning_of(world.people["diego"], today=timezone.localdate())


def filled(world: World, key: str = "la_11") -> Requirement:
    return line(graduation_page(world.people["diego"]), key)


@pytest.fixture
def low(world: World, tmp_path: Path) -> World:
    """Diego, a senior, has English 11 with a C and a D. The district asks for a C."""
    make_senior(world)
    take_courses(world, tmp_path, *OTHERS, IN_HALVES)
    take_transcripts(world, tmp_path, half(world, "S1", "C"), half(world, "S2", "D"))
    parts_of_the_year(world, second=30)
    ask_for(world, "C")
    return world


def test_the_requirement_says_which_mark_is_too_low_and_names_the_class(low: World, client_of: ClientOf) -> None:
    seen = filled(low)

    assert seen.missing == "0.5 credits"
    assert seen.of_marks == ("English 11: D gives credit, but is too low here. At least C is asked for.",)
    assert [(one.course.code, one.grade) for one in seen.fillers.here] == [("ENG-11", 12)]
    diego = client_of(low, "diego")
    diego.cookies["doorway_language"] = "es"
    text = diego.get(f"/graduation/{low.people['diego'].pk}/").content.decode()
    assert "English 11: D da crédito, pero aquí no alcanza. Se pide al menos C." in text


def test_the_half_with_the_low_mark_is_made_up_and_counts(low: World, client_of: ClientOf) -> None:
    diego, dana = client_of(low, "diego"), client_of(low, "dana")
    (again,) = to_take_again(planning(low))
    assert (again.code, again.mark, again.short, again.now) == ("ENG-11", "D", "0.5 credits", ("S2", "Summer"))
    assert again.asked == "Language arts, level 11 asks for at least C."
    # Once where it is offered again, and once beside the class itself.
    assert page(diego, low).count(again.asked) == 2

    assert "The class is in the plan." in send(diego, low, "ENG-11", 12, "S2")
    row = approved(low, dana)
    assert (row.status, row.makes_up, row.units, row.part) == ("approved", True, 500, "2")
    seen = filled(low)
    assert (seen.status, [one.state for one in seen.taken]) == ("Planned", ["earned", "planned"])
    # It gives its credit once: electives have no more than before.
    assert to_take_again(planning(low)) == []
    assert no_longer(stands(planning(low))) == []


def test_a_junior_plans_the_whole_class_again(low: World, client_of: ClientOf, tmp_path: Path) -> None:
    student = low.people["diego"]
    student.grade = "11"
    student.save()
    take_courses(low, tmp_path, *OTHERS, OPEN_TO_ALL)
    take_transcripts(low, tmp_path, half(low, "S1", "C", grade="10"), half(low, "S2", "D", grade="10"))
    assert "ENG-11" in planning(low).lacking
    assert [(one.course.code, one.grade) for one in filled(low).fillers.here] == [("ENG-11", 12)]
    diego, dana = client_of(low, "diego"), client_of(low, "dana")

    assert "The class is in the plan." in send(diego, low, "ENG-11", 12, "S1 S2")
    approved(low, dana)
    seen = filled(low)
    assert (seen.status, [one.state for one in seen.taken]) == ("Planned", ["earned", "planned"])
    assert no_longer(stands(planning(low))) == []
    assert stopped_of(Viewer(low.people["dana"].user, on=timezone.localdate())) == []


def test_the_counselors_list_reads_a_record_at_once(low: World, client_of: ClientOf, tmp_path: Path) -> None:
    student = low.people["diego"]
    student.grade = "11"
    student.save()
    take_courses(low, tmp_path, *OTHERS, OPEN_TO_ALL)
    take_transcripts(low, tmp_path, half(low, "S1", "C", grade="10"), half(low, "S2", "D", grade="10"))
    send(client_of(low, "diego"), low, "ENG-11", 12, "S1 S2")
    with CaptureQueriesContext(connection) as asked:
        assert stopped_of(Viewer(low.people["dana"].user, on=timezone.localdate())) == []
    rows = [one["sql"] for one in asked.captured_queries if 'FROM "pathways_transcriptcourse"' in one["sql"]]
    # For all students, of those who may need a look, and the years of their records.
    assert len(rows) == 3


def test_a_junior_whose_class_belongs_to_an_earlier_grade_makes_it_up_this_year(low: World, tmp_path: Path) -> None:
    student = low.people["diego"]
    student.grade = "11"
    student.save()
    take_courses(low, tmp_path, *OTHERS, IN_HALVES | {"grades": "10"}, HONORS)

    found = filled(low).fillers.here
    assert [(one.course.code, one.grade) for one in found] == [("ENG-11", 11), ("AP-LANG", 12)]


def test_what_fills_the_requirement_anyway_is_not_taken_again(low: World, client_of: ClientOf, tmp_path: Path) -> None:
    """Language arts is filled by another class; the D is enough for electives."""
    take_courses(low, tmp_path, *OTHERS, IN_HALVES, HONORS | {"grades": "11-12"})
    more = half(low, "S2", "B", code="AP-LANG")
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "D"), more)
    found = planning(low)

    assert not filled(low).of_marks
    assert (found.low, to_take_again(found)) == ({}, [])
    send(client_of(low, "diego"), low, "ENG-11", 12, "S2")
    assert not PlannedCourse.objects.exists()


def test_a_pass_that_is_good_enough_and_a_class_that_is_taken_again_are_left_alone(low: World, tmp_path: Path) -> None:
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "C"))
    assert planning(low).low == {}

    now = half(low, "S2", "", ago=0, status="in progress")
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "D"), now)
    assert planning(low).low == {}


def test_a_planned_retake_stays_when_it_is_not_needed_any_more(low: World, client_of: ClientOf, tmp_path: Path) -> None:
    """Another class has filled it since: the plan is not called impossible, neither here nor on the list."""
    send(client_of(low, "diego"), low, "ENG-11", 12, "S2")
    approved(low, client_of(low, "dana"))
    take_courses(low, tmp_path, *OTHERS, IN_HALVES, HONORS | {"grades": "11-12"})
    more = half(low, "S2", "B", code="AP-LANG")
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "D"), more)

    assert planning(low).low == {}
    assert no_longer(stands(planning(low))) == []
    assert stopped_of(Viewer(low.people["dana"].user, on=timezone.localdate())) == []
    assert planned("ENG-11").status == "approved"


# —— marks that only a scholarship asks for

ENG_9: Row = {"code": "ENG-9", "title": "English 9", "credits": "1", "areas": "ela.9", "grades": "9-12"}
WITH_B = [{"area": "ela.9", "tag": "", "units": 1000, "mark": "B"}]
REST = tuple(row for row in OTHERS if row["code"] != "ENG-9")
ASKED = "Lions Club Award asks for at least B."


@pytest.fixture
def passed(world: World, tmp_path: Path) -> World:
    """Diego, of grade 10, has passed English 9 with a C, which is enough for graduation."""
    take_courses(world, tmp_path, *REST, ENG_9)
    take_transcripts(world, tmp_path, {"student_id": "L-diego", "code": "ENG-9", "credits": "1", "mark": "C"})
    return world


def again(world: World) -> list[tuple[str, str]]:
    return [(one.code, one.asked) for one in to_take_again(planning(world))]


def stops(world: World) -> list[object]:
    """What the page of the plan and the counselor's list call no longer possible."""
    return [
        *no_longer(stands(planning(world))),
        *stopped_of(Viewer(world.people["dana"].user, on=timezone.localdate())),
    ]


def test_a_class_is_planned_again_for_a_scholarship_that_asks_for_a_better_mark(
    passed: World, client_of: ClientOf
) -> None:
    diego, dana = client_of(passed, "diego"), client_of(passed, "dana")
    assert again(passed) == []
    assert "The class is in the plan." not in send(diego, passed, "ENG-9", 11)

    enter_one(passed, courses=WITH_B)
    assert again(passed) == [("ENG-9", ASKED)]
    assert ASKED in page(diego, passed)
    ask = next(one for one in offer(page_now(passed), "Lions Club Award").asks if one.key == "course-0")
    assert [filler.course.code for filler, _clashes in ask.here] == ["ENG-9"]
    assert "The class is in the plan." in send(diego, passed, "ENG-9", 11)
    dana.post(address(passed, "approve/"), {"shown": str(planned("ENG-9").pk)})
    assert planned("ENG-9").status == "approved"
    # Its credit counts once, and the page of scholarships says that it is planned.
    assert (graduation_page(passed.people["diego"]).earned, again(passed)) == ("1", [])
    ask = next(one for one in offer(page_now(passed), "Lions Club Award").asks if one.key == "course-0")
    assert ask.tag == "In the plan"
    assert stops(passed) == []


@pytest.mark.parametrize(
    "more",
    [
        {"school": "panguitch-elementary"},
        {"first_grade": 9, "last_grade": 9},
        {"ended_at": timezone.now()},
        {"courses": [WITH_B[0] | {"mark": "C"}]},
        {"courses": [WITH_B[0] | {"area": "math"}]},
    ],
    ids=["of another school", "for an earlier grade", "ended", "a mark that is there", "another subject"],
)
def test_a_scholarship_that_is_not_open_to_the_student_opens_no_class(passed: World, more: dict[str, object]) -> None:
    own = {"school": passed.schools[str(more["school"])]} if "school" in more else {}
    row = enter_one(passed, **({"courses": WITH_B} | {key: more[key] for key in more if key != "ended_at"} | own))
    if "ended_at" in more:
        LocalScholarship.objects.filter(pk=row.pk).update(ended_at=more["ended_at"])

    assert again(passed) == []


def test_a_scholarship_of_the_own_school_does(passed: World) -> None:
    enter_one(passed, courses=WITH_B, school=passed.schools["panguitch-high"])

    assert again(passed) == [("ENG-9", ASKED)]


def test_a_retake_that_is_planned_stays_when_the_mark_is_there_otherwise(
    passed: World, client_of: ClientOf, tmp_path: Path
) -> None:
    enter_one(passed, courses=WITH_B)
    assert "The class is in the plan." in send(client_of(passed, "dana"), passed, "ENG-9", 11)
    more = ENG_9 | {"code": "ENG-9-B", "title": "World Literature"}
    take_courses(passed, tmp_path, *REST, ENG_9, more)
    row = {"student_id": "L-diego", "code": "ENG-9-B", "credits": "1", "mark": "A"}
    take_transcripts(passed, tmp_path, row)

    assert again(passed) == []
    assert stops(passed) == []


def test_classes_of_another_school_under_one_code_are_each_to_take_again(low: World, tmp_path: Path) -> None:
    """What was passed under the code is another class, and so is one whose mark is too low for the requirement."""
    rows = [
        half(low, term, mark, code="TRANSFER", title=title, areas=areas)
        for term, mark, title, areas in (
            ("T1", "F", "Ceramics II", "arts.music"),
            ("T2", "F", "Auto Shop", "cte"),
            ("T3", "B", "Choir", "arts.music"),
            ("Q1", "D", "Composition", "ela.11"),
        )
    ]
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "D"), *rows)
    asked = "Language arts, level 11 asks for at least C."
    found = {one.title: (one.code, one.mark, one.asked) for one in to_take_again(planning(low))}

    assert found == {
        "English 11": ("ENG-11", "D", asked),
        "Ceramics II": ("TRANSFER", "F", ""),
        "Auto Shop": ("TRANSFER", "F", ""),
        "Composition": ("TRANSFER", "D", asked),
    }
    # Passed since, it is done, and the others are not.
    again = half(low, "Q2", "B", code="TRANSFER", title="ceramics  ii", areas="arts.music")
    take_transcripts(low, tmp_path, half(low, "S1", "C"), half(low, "S2", "D"), *rows, again)
    assert {one.title for one in to_take_again(planning(low))} == found.keys() - {"Ceramics II"}


def test_under_a_code_without_titles_all_rows_may_be_one_class(low: World, tmp_path: Path) -> None:
    rows = [half(low, term, mark, code="TRANSFER", areas="arts.music") for term, mark in (("T1", "F"), ("T2", "F"))]
    take_transcripts(low, tmp_path, *rows)
    assert [one.code for one in to_take_again(planning(low))] == ["TRANSFER", "ENG-11"]
    take_transcripts(low, tmp_path, *rows, half(low, "T3", "B", code="TRANSFER", areas="arts.music"))
    assert [one.code for one in to_take_again(planning(low))] == ["ENG-11"]
