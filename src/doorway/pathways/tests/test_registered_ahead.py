"""What a school has registered for a year to come is as sure as a plan, and no more: everywhere, and once."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import District
from doorway.pathways.core.planning import objection
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.course_plan.comparing import side_by_side
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.page import course_plan_page, so_far
from doorway.pathways.course_plan.stopped import stopped_of
from doorway.pathways.files.transcripts import Asked, transcript_of
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line, now, page_of, whole, year
from doorway.pathways.imports.tests.files import CATALOG, Row, reasons, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, PlannedCourse, TranscriptCourse
from doorway.pathways.registration.tests.test_registration import plan
from doorway.pathways.scholarships.tests.files import page_of as scholarship_page_of
from doorway.pathways.scholarships.tests.files import teach, took
from doorway.policy.packs import year_text
from doorway.roster.access import Viewer

ClientOf = Callable[[World, str], Client]
WELDING_2 = {"code": "WELDING-2", "title": "Welding 2", "credits": "1", "grades": "10-12", "prerequisites": "WELDING"}
BIG = {"code": "BIG", "title": "Everything", "credits": "9", "grades": "9-12"}


def ahead(world: World, code: str, status: str = "scheduled", **more: str) -> Row:
    """A class of the next year."""
    return whole(code, "", school_year=year(world, 1), grade="11", status=status) | more


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10: English 9 is passed, Biology is under way."""
    take_courses(world, tmp_path, *CATALOG, WELDING_2, BIG)
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "BIOLOGY"))
    return world


def today(world: World) -> date:
    return date(world.year.starts_on.year, 11, 20)


def standing(world: World) -> tuple[int, int]:
    diego = world.people["diego"]
    seat = Seat(diego.pk, diego.grade, diego.district_id)
    found = Standings([seat], world.district, today(world))
    found.find([seat])
    return found.known[diego.pk].left, found.known[diego.pk].earned


def test_a_registration_of_next_year_is_none_of_this_years_classes(taught: World, tmp_path: Path) -> None:
    page, listed = page_of(taught), standing(taught)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11"), ahead(taught, "BAND"))
    after = page_of(taught)

    assert (after.left, standing(taught)) == (page.left, listed)
    assert f"{after.left} left after this year’s classes. In the plan: 2 credits." == after.headline
    parts = {part.key: (part.name, part.credits) for part in after.parts}
    assert parts["registered"] == ("Registered for later years", "2")
    assert "scheduled" not in parts
    assert "planned" not in parts
    (taken,) = line(after, "la_11").taken
    assert taken.state == f"registered for {year_text(taught.year.end_year + 1)}"
    assert line(after, "la_11").status == "Planned"


def test_nothing_is_done_with_this_years_classes_that_is_registered_for_the_next(taught: World, tmp_path: Path) -> None:
    assert not page_of(taught).headline.startswith("Everything is done")
    every = {"code": "ALL", "areas": "ela.11", "credits": "40"}
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11") | every)

    assert not page_of(taught).headline.startswith("Everything is done")
    assert standing(taught)[0] > 0


def test_where_the_record_begins_is_not_said_by_a_year_to_come(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ahead(world, "ENG-11"))
    assert page_of(world).starts_late == year_text(world.year.end_year)


@pytest.mark.parametrize("state", ["scheduled", "in_progress", "planned"])
def test_whatever_the_row_says_it_is_as_sure_as_a_plan_on_page_list_and_command(
    taught: World, tmp_path: Path, state: str
) -> None:
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11"))
    TranscriptCourse.objects.filter(code="ENG-11").update(state=state)
    planning = planning_of(taught.people["diego"], today=today(taught))
    held = hold(planning, today=today(taught))
    assert held is not None
    levels = {course.code: course.state for course in held.record.courses}
    assert levels["ENG-11"] is Certainty.PLANNED
    assert levels["BIOLOGY"] is Certainty.IN_PROGRESS
    # The command, with the same rows.
    row = {"code": "ENG-11", "credits": 1, "year": taught.year.end_year + 1, "state": state}
    text = {"student": "s", "class_of": taught.year.end_year + 2, "grade": 10, "courses": [row]}
    assert planning.rules is not None
    asked = Asked.by([planning.rules], ["ela.11"])
    read = transcript_of(json.dumps(text), this_year=taught.year.end_year, asked=asked)
    assert read.courses[0].state is Certainty.PLANNED
    assert [one.code for one in read.problems] == (["in_progress_later"] if state == "in_progress" else [])


def test_in_progress_in_a_year_to_come_is_taken_as_scheduled_and_named(taught: World, tmp_path: Path) -> None:
    run = take_transcripts(taught, tmp_path, ahead(taught, "ENG-11", "in_progress"))
    assert (2, "status", "in_progress_later") in reasons(run, "forgiven")
    assert TranscriptCourse.objects.get(code="ENG-11").state == "scheduled"
    # With a mark that is final it would be over.
    run = take_transcripts(taught, tmp_path, ahead(taught, "BAND", "in_progress", mark="A"))
    assert reasons(run) == [(2, "school_year", "completed_later")]


def test_in_july_the_year_that_begins_has_no_class_in_progress_before_its_roster(
    taught: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = taught.year.end_year
    District.objects.filter(pk=taught.district.pk).update(grades_of=end)
    taught.district.refresh_from_db()
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(end, 7, 10, 18, tzinfo=UTC))
    before = graduation_page(taught.people["diego"])
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11", ""))

    assert TranscriptCourse.objects.get(code="ENG-11").state == "scheduled"
    assert graduation_page(taught.people["diego"]).left == before.left
    # Once the roster is there, it is a class of this year.
    District.objects.filter(pk=taught.district.pk).update(grades_of=end + 1)
    taught.people["diego"].district.refresh_from_db()
    taught.people["diego"].grade = "11"
    assert line(graduation_page(taught.people["diego"]), "la_11").status == "Scheduled this year"


def test_it_stands_in_its_grade_and_takes_its_room(taught: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11"), ahead(taught, "BAND", "planned"))
    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"
    address = f"/course-plan/{taught.people['diego'].pk}/"
    text = " ".join(dana.get(address).content.decode().split())
    grade = text[text.index('id="grade-11"') : text.index('id="grade-12"')]

    assert "<strong>English 11</strong>" in grade
    assert grade.index("Band") < grade.index("in the school’s record") < grade.index("English 11")
    assert ">Registered<" in grade
    assert "Credits: 2 of 10" in grade
    # 9 more are too many, 8 are not.
    sent = {"course": "BIG", "grade": "11", "term": ""}
    dana.post(address, sent)
    assert not PlannedCourse.objects.exists()
    TranscriptCourse.objects.filter(code="BAND").delete()
    dana.post(address, sent)
    assert PlannedCourse.objects.filter(course__code="BIG").exists()
    # It is there already.
    dana.post(address, {"course": "ENG-11", "grade": "11", "term": ""})
    assert not PlannedCourse.objects.filter(course__code="ENG-11").exists()


def test_what_is_planned_and_registered_stands_and_weighs_once(taught: World, tmp_path: Path) -> None:
    plan(taught, "ENG-11", year=1)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11"), ahead(taught, "BAND"))
    planning = planning_of(taught.people["diego"], today=today(taught))

    assert sorted((step.code, step.units) for step in planning.ground.steps) == [("BAND", 1000), ("ENG-11", 1000)]
    assert [one.step.code for one in planning.ahead_in(11)] == ["BAND"]
    assert so_far(planning)[0].titles == ("English 11", "Band")
    (draft,) = side_by_side(planning, (), today=today(taught))
    assert (draft.grades[0].credits, [one.title for one in draft.grades[0].classes]) == ("2", ["English 11", "Band"])


def test_a_class_of_next_year_does_not_come_before_another_of_that_year(taught: World, tmp_path: Path) -> None:
    take_transcripts(taught, tmp_path, ahead(taught, "WELDING"))
    plan(taught, "WELDING-2", year=1)
    planning = planning_of(taught.people["diego"], today=today(taught))
    assert "WELDING" not in planning.ground.taken
    assert planning.ground.lacking(planning.offers["WELDING-2"], 11, "") == ["WELDING"]
    assert planning.ground.lacking(planning.offers["WELDING-2"], 12, "") == []
    (stopped,) = stopped_of(Viewer(taught.people["dana"].user, on=timezone.localdate()))
    assert [(row.course.code, no.why) for row, no in stopped.rows] == [("WELDING-2", "prerequisite")]


def test_terms_of_one_class_are_one_step_in_their_order(taught: World, tmp_path: Path) -> None:
    half = {"credits": "0.5"}
    take_transcripts(
        taught, tmp_path, ahead(taught, "WELDING", term="S2") | half, ahead(taught, "WELDING", term="S1") | half
    )
    (one,) = planning_of(taught.people["diego"], today=today(taught)).ahead
    assert (one.step.code, one.step.grade, one.step.units, one.step.term) == ("WELDING", 11, 1000, "S1 S2")


@pytest.mark.parametrize("all_year", ["Y", "", "Full Year", "S1 S2"])
def test_the_whole_year_beside_its_terms_is_one_class(taught: World, tmp_path: Path, all_year: str) -> None:
    halves = [ahead(taught, "WELDING", term=term, credits="0.5") for term in ("S1", "S2")]
    take_transcripts(taught, tmp_path, *halves, ahead(taught, "WELDING", term=all_year))

    assert in_grade_11(taught) == ("1", [], ["Welding 1"])
    (one,) = planning_of(taught.people["diego"], today=today(taught)).ahead
    assert (one.step.units, one.step.term) == (1000, "S1 S2")
    (draft,) = side_by_side(planning_of(taught.people["diego"], today=today(taught)), (), today=today(taught))
    assert draft.grades[0].credits == "1"
    # Planned as well, it weighs the same.
    plan(taught, "WELDING", year=1)
    assert in_grade_11(taught)[0] == "1"


def test_what_is_registered_is_not_asked_for_again(taught: World, tmp_path: Path, client_of: ClientOf) -> None:
    for code in ("ENG-11", "MATH-1", "WELDING"):
        plan(taught, code, year=1)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11"), ahead(taught, "MATH-1", "planned"))
    answer = client_of(taught, "dana").get("/course-plan/requests.csv").content.decode()

    # What the school only plans it has not registered.
    assert [row["course_code"] for row in csv.DictReader(answer.splitlines())] == ["MATH-1", "WELDING"]


def test_marks_to_come_are_counted_once(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, ("CALC", "B"), ("AP-LIT", "C"), ("AP-BIO", "B"))
    take_transcripts(world, tmp_path, now(world, "ENG-10"))

    def said() -> list[tuple[str, tuple[str, ...]]]:
        asks = [ask for one in scholarship_page_of(world).offers for ask in one.asks if ask.key == "average"]
        return [(ask.tag, tuple(ask.sentences)) for ask in asks]

    before = said()
    assert any("marks still to come" in sentence for _tag, sentences in before for sentence in sentences)
    take_transcripts(world, tmp_path, *(ahead(world, code) for code in ("ENG-11", "ENG-12", "WELDING")))
    assert said() == before


def test_the_honors_class_that_is_registered_stands_for_the_plain_one_of_the_plan(
    taught: World, tmp_path: Path
) -> None:
    honors = CATALOG[2] | {"code": "ENG-11-H", "title": "English 11 Honors", "tags": "honors"}
    take_courses(taught, tmp_path, *CATALOG, honors)
    plan(taught, "ENG-11", year=1)
    before = page_of(taught)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H"))
    after = page_of(taught)

    assert after.headline == before.headline
    (first, second) = ({part.key: part.credits for part in page.parts} for page in (before, after))
    assert second["rest"] == first["rest"]
    assert (second["registered"], "planned" in second) == ("1", False)
    held = hold(planning_of(taught.people["diego"], today=today(taught)), today=today(taught))
    assert held is not None
    assert [one.code for one in held.record.courses if one.year > taught.year.end_year] == ["ENG-11-H"]


HONORS = CATALOG[2] | {"code": "ENG-11-H", "title": "English 11 Honors", "tags": "honors"}


def in_grade_11(world: World) -> tuple[str, list[tuple[str, str]], list[str]]:
    """What the head of grade 11 says, each class of the plan with what the record has in its place, and what else."""
    planning = planning_of(world.people["diego"], today=today(world))
    grade = course_plan_page(planning, today=today(world)).grades[0]
    rows = [(row.planned.course.code, row.recorded_as) for row in grade.rows]
    # That both count is said only where they do.
    assert not any(row.same_as and row.recorded_as for row in grade.rows)
    return grade.credits, rows, [one.title for one in grade.ahead]


def planned_in_the_audit(world: World) -> int:
    """What the audit counts as planned, in units."""
    held = hold(planning_of(world.people["diego"], today=today(world)), today=today(world))
    assert held is not None
    return sum(one.units for one in held.record.courses if one.state is Certainty.PLANNED)


@pytest.mark.parametrize(
    ("planned", "registered", "other"),
    [("ENG-11", "ENG-11-H", "English 11 Honors"), ("ENG-11-H", "ENG-11", "English 11")],
)
def test_a_class_that_is_registered_at_another_level_counts_once_in_plan_and_drafts(
    taught: World, tmp_path: Path, planned: str, registered: str, other: str
) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    plan(taught, planned, year=1)
    take_transcripts(taught, tmp_path, ahead(taught, registered), ahead(taught, "BAND"))

    assert in_grade_11(taught) == ("2", [(planned, other)], ["Band"])
    assert planned_in_the_audit(taught) == 2000
    planning = planning_of(taught.people["diego"], today=today(taught))
    assert sum(step.units for step in planning.ground.steps) == 2000
    titles = ("English 11" if planned == "ENG-11" else "English 11 Honors", "Band")
    assert so_far(planning)[0].titles == titles
    (draft,) = side_by_side(planning, (), today=today(taught))
    assert (draft.grades[0].credits, tuple(one.title for one in draft.grades[0].classes)) == ("2", titles)


def test_a_draft_with_the_plain_class_of_a_registered_one_counts_it_once(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H"))
    planning = planning_of(taught.people["diego"], today=today(taught))
    plain, draft = side_by_side(planning, ["ENG-11"], today=today(taught))

    assert plain.grades[0].credits == draft.grades[0].credits == "1"
    assert [(one.title, one.is_new) for one in draft.grades[0].classes] == [("English 11", True)]
    assert (plain.left, plain.missing) == (draft.left, draft.missing)


def test_half_of_it_at_another_level_is_half_of_it(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    plan(taught, "ENG-11", year=1, term="S1 S2")
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H", term="S1", credits="0.5"))

    assert in_grade_11(taught)[0] == "1"
    assert planned_in_the_audit(taught) == 1000


def test_in_another_year_it_is_a_class_of_its_own(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    plan(taught, "ENG-11", year=1)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H", school_year=year(taught, 2), grade="12"))

    assert in_grade_11(taught) == ("1", [("ENG-11", "")], [])
    assert planned_in_the_audit(taught) == 2000
    grades = course_plan_page(planning_of(taught.people["diego"], today=today(taught)), today=today(taught)).grades
    assert (grades[0].rows[0].same_as, grades[1].credits) == ("English 11 Honors", "1")


def test_with_both_levels_in_the_plan_one_on_the_record_is_what_the_audit_counts(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    for code in ("ENG-11", "ENG-11-H"):
        plan(taught, code, year=1)
    assert planned_in_the_audit(taught) == 2000
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H"))

    head, rows, besides = in_grade_11(taught)
    assert (head, sorted(rows), besides) == ("1", [("ENG-11", "English 11 Honors"), ("ENG-11-H", "")], [])
    assert planned_in_the_audit(taught) == 1000


def test_the_room_of_a_grade_is_taken_once_and_what_is_registered_is_not_planned_again(
    taught: World, tmp_path: Path
) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS, BIG)
    row = plan(taught, "ENG-11", year=1)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H"))
    planning = planning_of(taught.people["diego"], today=today(taught))

    # 10 credits are the room.
    assert objection(planning.offers["BIG"], 11, "", planning.ground) is None
    no = objection(planning.offers["ENG-11-H"], 11, "", planning.ground)
    assert no is not None
    assert no.why == "twice"
    # Without it the grade holds as much.
    assert sum(step.units for step in planning.without(row).steps) == 1000
    assert planning.without(row).weighs(planning.offers["ENG-11"], 11, "") == 0


def test_the_page_says_what_the_record_has_in_its_place(taught: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    plan(taught, "ENG-11", year=1)
    take_transcripts(taught, tmp_path, ahead(taught, "ENG-11-H"))
    dana, address = client_of(taught, "dana"), f"/course-plan/{taught.people['diego'].pk}/"
    said = {
        "en": "In the school’s record of that year it is English 11 Honors: one class at two levels",
        "es": "En el registro de la escuela de ese año es English 11 Honors: una misma clase en dos niveles",
    }
    for language, sentence in said.items():
        dana.cookies["doorway_language"] = language
        assert sentence in " ".join(dana.get(address).content.decode().split())


@pytest.mark.parametrize("status", ["scheduled", "planned"])
@pytest.mark.parametrize("planned", [True, False])
def test_what_is_registered_after_a_class_that_was_failed_is_named(
    taught: World, tmp_path: Path, client_of: ClientOf, status: str, *, planned: bool
) -> None:
    """In spring the school registers Welding 2; in June Welding is failed."""
    if planned:
        plan(taught, "WELDING-2", year=1)
    before = "It comes after: Welding 1. That is neither passed nor planned before it."
    ahead_of_it = ahead(taught, "WELDING-2", status)
    seen = []
    for welding in (now(taught, "WELDING"), whole("WELDING", "F", school_year=year(taught), grade="10")):
        take_transcripts(taught, tmp_path, whole("ENG-9"), ahead_of_it, welding)
        planning = planning_of(taught.people["diego"], today=today(taught))
        page = course_plan_page(planning, today=today(taught))
        shown = next(one for one in page.grades if one.grade == 11)
        seen.append([row.lacks for row in (*shown.rows, *shown.ahead)])
        # Only the school changes a registration: nothing else follows from it.
        assert not page.no_longer
    assert seen[0] == [""]
    assert [lacks.startswith(before) for lacks in seen[1]] == [True]
    spanish = client_of(taught, "dana")
    spanish.cookies["doorway_language"] = "es"
    text = spanish.get(f"/course-plan/{taught.people['diego'].pk}/").content.decode()
    assert "pida a la escuela que cambie lo que su expediente tiene aquí" in text

    # Where it is made up before, nothing is missing.
    PlannedCourse.objects.create(
        district=taught.district, student=taught.people["diego"], course=CatalogCourse.objects.get(code="WELDING"),
        school_year=taught.year.end_year, makes_up=True, units=1000, term="Summer", status="proposed", role="student",
        proposed_by=taught.people["diego"], proposed_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    page = course_plan_page(planning_of(taught.people["diego"], today=today(taught)), today=today(taught))
    assert not [row for one in page.grades for row in (*one.rows, *one.ahead) if row.lacks]
