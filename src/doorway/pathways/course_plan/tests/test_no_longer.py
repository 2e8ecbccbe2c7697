"""What stands in a plan and is no longer possible is named: on the plan, in the counselor's list, for the requests."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.left import Left, to_take_again
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.page import course_plan_page
from doorway.pathways.course_plan.stopped import not_possible, stopped_of
from doorway.pathways.course_plan.tests.test_course_plan import MORE, address, planned, send
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.tests.test_page import line, now, whole
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, PlannedCourse, RegistrationReason, TaughtAt, TranscriptCourse
from doorway.roster.access import Viewer
from doorway.roster.models import Membership, Person, RecordLook, Role

ClientOf = Callable[[World, str], Client]
MATH_3 = {"code": "MATH-3", "title": "Secondary Math III", "credits": "1", "grades": "10-12", "prerequisites": "MATH-2"}
GONE = "It is not taught at this school any more."
AFTER = "It comes after: Secondary Math II. That is neither passed nor planned before it."


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10; Math II is under way. Dana has approved Math III and Welding 1 for grade 11."""
    take_courses(world, tmp_path, *CATALOG, *MORE, MATH_3)
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "MATH-2"))
    return world


@pytest.fixture
def approved(taught: World, client_of: ClientOf) -> World:
    dana = client_of(taught, "dana")
    for code in ("MATH-3", "WELDING"):
        assert "The class is in the plan." in send(dana, taught, code, 11)
    return taught


def put(
    world: World, code: str, year: int, term: str = "", person: Person | None = None, *, makes_up: bool = False
) -> PlannedCourse:
    """A class that Dana has approved for a year (counted from this one), as if the rules had taken it then."""
    dana, at = world.people["dana"], timezone.now()
    return PlannedCourse.objects.create(
        district=world.district, student=person or world.people["diego"], course=CatalogCourse.objects.get(code=code),
        school_year=world.year.end_year + year, term=term, status="approved", proposed_by=dana, role="counselor",
        proposed_at=at, decided_by=dana, decided_at=at, changed_at=at, makes_up=makes_up,
    )  # fmt: skip


def fail_math(world: World) -> None:
    TranscriptCourse.objects.filter(student=world.people["diego"], code="MATH-2").update(state="completed", mark="F")


def read(client: Client, path: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(client.get(path).content.decode().split())


def stops(world: World, key: str = "diego", *, on: date | None = None) -> dict[str, str]:
    """Of the plan at hand and of the look through all of them, which have to say the same."""
    day = on or timezone.localdate()
    found = no_longer(stands(planning_of(world.people[key], today=day)))
    said = {row.course.code: no.why for row, no in found}
    seen = stopped_of(Viewer(world.people["dana"].user, on=day))
    assert {row.course.code: no.why for one in seen if one.student == world.people[key] for row, no in one.rows} == said
    return said


def requested(client: Client) -> list[str]:
    rows = csv.DictReader(client.get("/course-plan/requests.csv").content.decode("utf-8-sig").splitlines())
    return [row["course_code"] for row in rows]


def test_as_long_as_all_of_it_is_possible_nothing_is_said(approved: World, client_of: ClientOf) -> None:
    assert stops(approved) == {}
    assert "no-longer" not in read(client_of(approved, "rosa"), address(approved))
    page = read(client_of(approved, "dana"), "/course-plan/")
    assert "no longer possible" not in page
    assert requested(client_of(approved, "dana")) == ["MATH-3", "WELDING"]


def test_whoever_reads_the_plan_reads_which_why_and_what_to_do(approved: World, client_of: ClientOf) -> None:
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)
    fail_math(approved)

    assert stops(approved) == {"WELDING": "not_taught", "MATH-3": "prerequisite"}
    for key in ("diego", "rosa", "dana"):
        page = read(client_of(approved, key), address(approved))
        assert "2 classes of this plan are no longer possible where they stand" in page
        for code, title, why in (("WELDING", "Welding 1", GONE), ("MATH-3", "Secondary Math III", AFTER)):
            anchor = f"planned-{planned(code).pk}"
            assert f'<a href="#{anchor}">{title}</a>, grade 11' in page
            assert f'id="{anchor}"' in page
            assert f"<strong>No longer possible:</strong> {why}" in page
        ask = "Ask the counselor, who can take it out or move it, what can take its place."
        assert (ask in page) == (key != "dana")
        assert (f"{AFTER} Take it out, and plan it again after that." in page) == (key == "dana")


def test_it_is_said_in_spanish(approved: World, client_of: ClientOf) -> None:
    fail_math(approved)

    page = read(client_of(approved, "rosa"), address(approved), "es")
    assert "Una clase de este plan ya no es posible donde está" in page
    assert "Va después de: Secondary Math II. Eso ni está aprobado ni está planeado antes." in page
    listed = read(client_of(approved, "dana"), "/course-plan/", "es")
    assert "Planes con clases que ya no son posibles" in listed
    assert "Una clase aprobada no está en el archivo, porque ya no es posible" in listed


def test_what_is_said_goes_with_its_reason(approved: World, client_of: ClientOf) -> None:
    fail_math(approved)
    dana = client_of(approved, "dana")
    assert stops(approved) == {"MATH-3": "prerequisite"}

    dana.post(address(approved, f"{planned('MATH-3').pk}/take-back/"))
    assert stops(approved) == {}
    assert "The class is in the plan." in send(dana, approved, "MATH-2", 11)
    assert "The class is in the plan." in send(dana, approved, "MATH-3", 12)
    assert stops(approved) == {}


def left(world: World) -> dict[str, Left]:
    today = timezone.localdate()
    page = course_plan_page(planning_of(world.people["diego"], today=today), today=today)
    return {one.key: one for one in page.left}


@pytest.mark.parametrize(
    "change", [{"is_offered": False}, {"first_grade": 9, "last_grade": 10}], ids=["not taught", "for other grades"]
)
def test_what_is_not_possible_fills_nothing_that_is_still_to_plan(
    taught: World, client_of: ClientOf, change: dict[str, object]
) -> None:
    dana = client_of(taught, "dana")
    assert "la_11" in left(taught)
    assert "The class is in the plan." in send(dana, taught, "ENG-11", 11)
    assert "la_11" not in left(taught)

    CatalogCourse.objects.filter(code="ENG-11").update(**change)
    # No other class of the school fills it, and the page does not read as if it were planned.
    assert left(taught)["la_11"].missing == "1 credit"
    page = read(dana, address(taught))
    assert "fills nothing, neither under “Still to plan, and by when” nor for graduation" in page


def test_what_is_not_possible_fills_nothing_for_graduation(taught: World, client_of: ClientOf) -> None:
    path = f"/graduation/{taught.people['diego'].pk}/"

    def seen() -> GraduationPage:
        return graduation_page(taught.people["diego"], not_possible=not_possible)

    assert "The class is in the plan." in send(client_of(taught, "dana"), taught, "ENG-11", 11)
    before = seen()
    assert (line(before, "la_11").status, before.stopped) == ("Planned", 0)
    assert "fills nothing here" not in read(client_of(taught, "rosa"), path)

    CatalogCourse.objects.filter(code="ENG-11").update(is_offered=False)
    after = seen()
    assert (line(after, "la_11").status, after.stopped) == ("Still to take", 1)
    # How somebody stands does not depend on the plan.
    assert after.summary == before.summary
    assert "One planned class fills nothing here, because it is no longer possible" in read(
        client_of(taught, "rosa"), path
    )
    assert "Una clase planeada no cumple nada aquí" in read(client_of(taught, "rosa"), path, "es")


def test_what_has_to_come_before_it_is_named_and_it_is_offered_no_second_time(
    approved: World, client_of: ClientOf
) -> None:
    before = left(approved)
    assert "math_2" not in before
    fail_math(approved)

    named = [(turn.code, turn.grade) for one in left(approved).values() for turn in one.turns]
    assert ("MATH-2", 11) in named
    page = read(client_of(approved, "dana"), address(approved))
    assert page.count("?course=MATH-3") == 0


def test_a_class_that_stands_twice_counts_once_and_is_planned(taught: World) -> None:
    CatalogCourse.objects.filter(code="ENG-11").update(first_grade=11, last_grade=12)
    assert "la_11" in left(taught)
    put(taught, "ENG-11", 1)
    put(taught, "ENG-11", 2)
    assert stops(taught) == {"ENG-11": "twice"}
    assert "la_11" not in left(taught)


def test_a_proposal_that_is_no_longer_possible_says_what_its_family_can_do(taught: World, client_of: ClientOf) -> None:
    rosa = client_of(taught, "rosa")
    send(rosa, taught, "WELDING", 11)
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)

    page = read(rosa, address(taught))
    assert f"<strong>No longer possible:</strong> {GONE} Take it out, and choose another class." in page
    # It was no request yet.
    listed = read(client_of(taught, "dana"), "/course-plan/")
    assert "Plans with classes that are no longer possible" in listed
    assert "not in the file" not in listed


@pytest.mark.parametrize(
    ("change", "word", "sentence"),
    [
        (
            {"first_grade": 12, "last_grade": 12},
            "grade",
            "It is for grade 12. Move it to another grade, or take it out.",
        ),
        ({"first_grade": 9, "last_grade": 10}, "grade", "It is for grades 9 to 10. Take it out."),
        ({"terms": "S1, S2"}, "term", "It is taught in: S1, S2. Take it out, and put it in for another term."),
        ({"prerequisites": ["ENG-11"]}, "prerequisite", "It comes after: English 11."),
    ],
)
def test_the_catalog_has_changed(
    approved: World, client_of: ClientOf, change: dict[str, object], word: str, sentence: str
) -> None:
    if word == "term":
        PlannedCourse.objects.filter(course__code="WELDING").delete()
        put(approved, "WELDING", 1, "Q1")
    CatalogCourse.objects.filter(code="WELDING").update(**change)

    assert stops(approved) == {"WELDING": word}
    assert sentence in read(client_of(approved, "dana"), address(approved))


def test_another_name_of_the_same_term_is_the_same_term(approved: World) -> None:
    PlannedCourse.objects.filter(course__code="WELDING").delete()
    put(approved, "WELDING", 1, "S1")
    CatalogCourse.objects.filter(code="WELDING").update(terms="Fall, Spring")
    assert stops(approved) == {}
    CatalogCourse.objects.filter(code="WELDING").update(terms="Spring")
    assert stops(approved) == {"WELDING": "term"}


def test_another_school_teaches_it_now(approved: World) -> None:
    course, away = CatalogCourse.objects.get(code="WELDING"), approved.schools["panguitch-elementary"]
    TaughtAt.objects.create(district=approved.district, course=course, school=away)
    assert stops(approved) == {"WELDING": "not_taught"}


def test_it_is_passed_meanwhile_and_what_has_been_registered_is_not_named(approved: World, tmp_path: Path) -> None:
    take_transcripts(approved, tmp_path, whole("ENG-9"), now(approved, "MATH-2"), whole("WELDING"))
    assert stops(approved) == {"WELDING": "taken"}

    TranscriptCourse.objects.filter(code="WELDING").update(
        school_year=approved.year.end_year + 1, state="scheduled", mark=""
    )
    assert stops(approved) == {}


def test_what_is_made_up_and_registered_under_another_name_of_the_term_is_not_named(
    taught: World, tmp_path: Path
) -> None:
    put(taught, "WELDING", 0, "S2", makes_up=True)
    spring = whole("WELDING") | {"term": "Spring", "mark": "", "status": "in progress"}
    take_transcripts(taught, tmp_path, whole("ENG-9"), spring | {"school_year": now(taught, "MATH-2")["school_year"]})
    assert stops(taught) == {}
    TranscriptCourse.objects.filter(code="WELDING").update(term="S1")
    assert stops(taught) == {"WELDING": "taken"}


def test_what_stands_after_the_last_grade_can_be_taken_out(approved: World, client_of: ClientOf) -> None:
    Person.objects.filter(pk=approved.people["diego"].pk).update(grade="12")
    approved.people["diego"].refresh_from_db()

    assert stops(approved)["WELDING"] == "over"
    dana = client_of(approved, "dana")
    page = read(dana, address(approved))
    assert "Grade 12 is the last one: no year is left for it." in page
    assert address(approved, f"{planned('WELDING').pk}/take-back/") in page
    dana.post(address(approved, f"{planned('WELDING').pk}/take-back/"))
    assert not PlannedCourse.objects.filter(course__code="WELDING", status="approved").exists()


def test_a_lower_limit_takes_nothing_out(approved: World) -> None:
    CatalogCourse.objects.filter(code="WELDING").update(units=50_000)
    assert stops(approved) == {}


def test_a_year_of_which_no_record_has_come_is_not_held_against_the_plan(taught: World) -> None:
    """Welding 1 was planned for a year that is over; the transcripts of that year are not here yet."""
    put(taught, "WELDING", -2)
    put(taught, "WELDING-2", 2, "S1")
    assert stops(taught) == {}

    last = taught.year.end_year - 2
    TranscriptCourse.objects.filter(code="ENG-9").update(school_year=last)
    assert stops(taught) == {"WELDING-2": "prerequisite"}


def test_a_class_of_this_year_that_waits_is_named_too(approved: World, client_of: ClientOf) -> None:
    PlannedCourse.objects.filter(course__code="WELDING").delete()
    put(approved, "WELDING", 0)
    assert stops(approved) == {}
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)

    assert stops(approved) == {"WELDING": "not_taught"}
    page = read(client_of(approved, "dana"), address(approved))
    assert f"{GONE} Take it out." in page
    assert requested(client_of(approved, "dana")) == ["MATH-3"]


def test_the_counselor_sees_whose_plans_and_the_file_leaves_them_out(approved: World, client_of: ClientOf) -> None:
    fail_math(approved)
    dana, diego = client_of(approved, "dana"), approved.people["diego"]
    page = read(dana, "/course-plan/")
    section = re.search(r'<section aria-labelledby="stopped">.*?</section>', page)
    assert section is not None
    assert f'<a href="{address(approved)}#no-longer">{diego.full_name}</a>' in section[0]
    assert "one class · one not in the file of requests" in section[0]
    assert "One approved class is not in the file, because it is no longer possible" in page

    assert requested(dana) == ["WELDING"]
    # Nobody else sees the list.
    assert client_of(approved, "rosa").get("/course-plan/").status_code == 404


def test_it_costs_no_query_on_the_plan_and_as_many_for_many_plans(approved: World, client_of: ClientOf) -> None:
    dana = client_of(approved, "dana")

    def queries(path: str) -> int:
        dana.get(path)
        with CaptureQueriesContext(connection) as caught:
            dana.get(path)
        return len(caught)

    plan = queries(address(approved))
    fail_math(approved)
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)
    assert queries(address(approved)) == plan
    listed, file = queries("/course-plan/"), queries("/course-plan/requests.csv")
    for number in range(4):
        other = Person.objects.create(
            district=approved.district, sourced_id=f"more-{number}", given_name="More", family_name=f"No{number}",
            grade="10",
        )  # fmt: skip
        Membership.objects.create(
            district=approved.district, person=other, role=Role.STUDENT, school=approved.schools["panguitch-high"],
            begins_on=approved.year.starts_on, is_primary=True,
        )  # fmt: skip
        for code in ("MATH-3", "WELDING"):
            put(approved, code, 1, person=other)

    assert len(stopped_of(Viewer(approved.people["dana"].user, on=timezone.localdate()))) == 5
    assert queries("/course-plan/") == listed
    assert RecordLook.objects.filter(student__family_name="No3", page="course-plan", reason="counselor").exists()
    assert queries("/course-plan/requests.csv") == file


def test_what_comes_before_it_was_planned_for_this_year_and_failed_given_up_or_never_decided(approved: World) -> None:
    """As most have it: Math II is in the plan of this year, and Math III in that of the next."""
    row = put(approved, "MATH-2", 0)
    assert stops(approved) == {}
    fail_math(approved)
    assert stops(approved) == {"MATH-3": "prerequisite"}

    # Neither on the record nor on a class list: it may still be registered.
    TranscriptCourse.objects.filter(code="MATH-2").delete()
    assert stops(approved) == {}
    at, dana = timezone.now(), approved.people["dana"]
    reason = RegistrationReason.objects.create(
        district=approved.district, planned=row, reason="Moved to the online school.",
        written_by=dana, written_at=at,
    )  # fmt: skip
    assert stops(approved) == {"MATH-3": "prerequisite"}

    reason.delete()
    PlannedCourse.objects.filter(pk=row.pk).update(status="proposed", decided_by=None, decided_at=None)
    assert stops(approved) == {"MATH-3": "prerequisite"}


def test_a_code_in_other_capitals_on_record_is_the_class_that_comes_before(approved: World) -> None:
    """The plan reads it as graduation does: passed it opens the next class, failed it does not."""
    TranscriptCourse.objects.filter(code="MATH-2").update(code="math-2")
    assert stops(approved) == {}
    TranscriptCourse.objects.filter(code="math-2").update(state="completed", mark="F")
    assert stops(approved) == {"MATH-3": "prerequisite"}
    planning = planning_of(approved.people["diego"], today=timezone.localdate())
    assert [(one.code, one.title, one.short) for one in to_take_again(planning)] == [
        ("MATH-2", "Secondary Math II", "1 credit")
    ]


def test_a_planned_class_that_the_record_has_in_other_capitals_is_a_class_of_the_student(approved: World) -> None:
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)
    assert stops(approved) == {"WELDING": "not_taught"}
    registered(approved, "Welding", 1)
    assert stops(approved) == {}


def registered(world: World, code: str, offset: int) -> None:
    """The school has Diego in the class in a year, counted from this one."""
    row = TranscriptCourse.objects.get(code="ENG-9")
    row.pk, row.code, row.school_year = None, code, world.year.end_year + offset
    row.state, row.mark = "scheduled", ""
    row.save()


def test_a_plain_class_that_is_registered_as_honors_is_a_class_of_the_student(approved: World, tmp_path: Path) -> None:
    """It is not taught plain any more: who is in the honors class of that year has what was planned, and more."""
    welding = {"code": "WELDING", "title": "Welding 1", "credits": "1", "cte": "yes", "grades": "9-12"}
    honors = welding | {"code": "WELDING-H", "title": "Welding 1 Honors", "tags": "honors"}
    take_courses(approved, tmp_path, *CATALOG, *MORE, MATH_3, honors)
    CatalogCourse.objects.filter(code="WELDING").update(is_offered=False)
    assert stops(approved) == {"WELDING": "not_taught"}
    registered(approved, "WELDING-H", 2)
    assert stops(approved) == {"WELDING": "not_taught"}
    registered(approved, "welding-h", 1)
    assert stops(approved) == {}

    # The plain class in place of honors is less than was agreed.
    TranscriptCourse.objects.filter(code__in=["WELDING-H", "welding-h"]).delete()
    CatalogCourse.objects.filter(code="WELDING-H").update(is_offered=False)
    put(approved, "WELDING-H", 2)
    registered(approved, "WELDING", 2)
    assert stops(approved)["WELDING-H"] == "not_taught"


def test_in_spring_a_class_of_this_year_is_not_missed_where_transcripts_come_in_summer(approved: World) -> None:
    """Nothing says yet how it went; its own first term is over, so nobody registers it any more."""
    put(approved, "MATH-2", 0, "S1 S2")
    spring = date(approved.year.end_year, 2, 15)
    TranscriptCourse.objects.update(school_year=approved.year.end_year - 1)
    TranscriptCourse.objects.filter(code="MATH-2").delete()
    assert stops(approved, on=spring) == {}

    # A record of this year has come, and the class is not in it.
    TranscriptCourse.objects.filter(code="ENG-9").update(school_year=approved.year.end_year)
    assert stops(approved, on=spring) == {"MATH-3": "prerequisite"}
