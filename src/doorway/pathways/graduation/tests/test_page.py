"""The graduation page of a student: true at the moment, to those who may see it, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.world import World

from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage, Requirement
from doorway.pathways.graduation.records import catalog_of
from doorway.pathways.graduation.rulebooks import ready, rule_book
from doorway.pathways.graduation.standing import Standing
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import TranscriptCourse
from doorway.roster.models import Membership, RecordLook

ClientOf = Callable[[World, str], Client]
# A day in the autumn of the school year that the world is in.
AUTUMN = (11, 20)


def year(world: World, offset: int = 0) -> str:
    return str(world.year.end_year + offset)


def whole(code: str, mark: str = "B", **more: str) -> Row:
    """A year's course in one row."""
    return ENGLISH | {"code": code, "credits": "1", "term": "Y", "mark": mark} | more


def now(world: World, code: str, **more: str) -> Row:
    """The same, of this year and in progress."""
    return whole(code, "", school_year=year(world), grade="10", **more)


def page_of(world: World, key: str = "diego") -> GraduationPage:
    student = world.people[key]
    return graduation_page(student, today=date(world.year.starts_on.year, *AUTUMN))


def line(page: GraduationPage, key: str) -> Requirement:
    found = {item.key: item for item in (*page.to_do, *page.under_way, *page.done)}
    return found[key]


def opened(client_of: ClientOf, world: World, who: str, language: str = "en") -> str:
    client = client_of(world, who)
    client.cookies["doorway_language"] = language
    response = client.get(f"/graduation/{world.people['diego'].pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_earned_under_way_and_missing_are_kept_apart(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(
        world, tmp_path, whole("ENG-9"), whole("MATH-1", "A"), now(world, "ENG-10"),
        now(world, "BIOLOGY", status="scheduled"), whole("WELDING", "", school_year=year(world, 1), status="planned"),
    )  # fmt: skip
    page = page_of(world)

    assert [(part.key, part.credits) for part in page.parts] == [
        ("earned", "2"), ("progress", "1"), ("scheduled", "1"), ("planned", "1"), ("rest", "31"),
    ]  # fmt: skip
    assert {item.key for item in page.done} >= {"la_9", "math_1"}
    assert {item.key for item in page.under_way} == {"la_10", "science_biology"}
    assert {"la_11", "electives"} <= {item.key for item in page.to_do}
    (taken,) = line(page, "la_9").taken
    assert (taken.title, taken.marks, taken.credits, taken.state) == ("English 9", "B", "1", "earned")
    assert line(page, "la_10").taken[0].marks == ""
    assert page.standing == Standing.BEHIND
    assert (page.due, page.earned, page.behind_by) == ("9", "2", "7 credits")


def test_the_page_is_true_right_after_a_correction(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "F"))
    assert line(page_of(world), "la_9").missing == "1 credit"
    take_transcripts(world, tmp_path, whole("ENG-9", "D"))
    assert line(page_of(world), "la_9").missing == ""
    take_courses(world, tmp_path, CATALOG[0] | {"areas": "arts.music"})
    assert line(page_of(world), "la_9").missing == "1 credit"


def test_what_would_fill_it_is_taught_here_and_not_yet_taken(world: World, tmp_path: Path) -> None:
    take_courses(
        world, tmp_path, *CATALOG[:3],
        CATALOG[2] | {"code": "AP", "title": "AP English", "tags": "ap", "prerequisites": "ENG-10 OTHER"},
        CATALOG[2] | {"code": "OLD", "title": "Old English", "offered": "no"},
        CATALOG[2] | {"code": "FAR", "title": "Far English", "schools": "panguitch-middle"},
        CATALOG[3] | {"schools": "panguitch-middle"},
    )  # fmt: skip
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "ENG-10"))
    page = page_of(world)

    found = line(page, "la_11").fillers
    assert [(one.course.code, one.grade, one.after) for one in found.here] == [
        ("ENG-11", 11, ()), ("AP", 11, ("OTHER",)),
    ]  # fmt: skip
    twelfth = line(page, "la_12")
    assert (twelfth.fillers.here, [one.course.code for one in twelfth.fillers.elsewhere]) == ((), ["ENG-12"])
    assert line(page, "la_11").by == f"grade 11 ({world.year.end_year}-{(world.year.end_year + 1) % 100:02d})"
    assert not line(page, "electives").fillers.here


def test_the_half_of_a_course_that_was_failed_can_be_taken_again(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ENGLISH, ENGLISH | {"term": "S2", "mark": "F"}, whole("MATH-1"))
    page = page_of(world)

    assert line(page, "la_9").missing == "0.5 credits"
    # English 9 is for grade 9 only: the catalog of this district has nothing for a tenth grader.
    assert not line(page, "la_9").fillers.here
    take_courses(world, tmp_path, CATALOG[0] | {"grades": "9-12"})
    assert [one.course.code for one in line(page_of(world), "la_9").fillers.here] == ["ENG-9"]
    # The first half twice is the first half.
    again = ENGLISH | {"mark": "A", "school_year": year(world), "grade": "10"}
    take_transcripts(world, tmp_path, ENGLISH, ENGLISH | {"term": "S2", "mark": "F"}, whole("MATH-1"), again)
    found = line(page_of(world), "la_9")
    assert (found.missing, [one.course.code for one in found.fillers.here]) == ("0.5 credits", ["ENG-9"])


def test_a_student_without_a_transcript_reads_a_sentence_and_no_zeros(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path)
    text = opened(client_of, world, "diego")

    assert "No classes are on file yet" in text
    assert "0 of" not in text
    assert page_of(world).standing == Standing.NOTHING


def test_a_transfer_student_is_told_what_may_be_missing(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    take_transcripts(
        world, tmp_path, now(world, "MATH-2"),
        now(world, "LIT", title="Literature", areas="ela.10", school="Elsewhere High", school_credits="24"),
        now(world, "X", title="Explorations"),
    )  # fmt: skip
    page, text = page_of(world), opened(client_of, world, "rosa")

    assert line(page, "la_10").taken[0].title == "Literature"
    assert f"Nothing is on file from before {page.starts_late}" in text
    assert "Explorations: the course catalog does not know this class." in text
    assert "Elsewhere High asks for 24 credits in all. Nobody has said yet how credit from there is converted" in text


def test_a_class_without_a_mark_in_a_year_that_is_over_gives_nothing(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "", status="in_progress"), whole("WELDING", "", status="planned"))
    page = page_of(world)

    assert line(page, "la_9").missing == "1 credit"
    assert [(taken.title, reason) for taken, reason in page.unused] == [
        ("English 9", "It is over, but has no mark yet.")
    ]
    assert page.earned == "0"


def test_a_question_of_the_rules_is_asked(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(
        world, tmp_path, CATALOG[0], {"code": "CRAFT", "title": "Leather", "credits": "1.5", "areas": "crafts.applied"}
    )
    take_transcripts(world, tmp_path, whole("CRAFT", credits="1.5"))
    text = opened(client_of, world, "diego")

    assert line(page_of(world), "arts").status == "Ask the counselor"
    assert "Since 2026 a district may count applied crafts as arts." in text


@pytest.mark.parametrize(
    ("language", "figure", "late"),
    [
        (
            "en", "Biology stands here with 9 credits. The course catalog gives the whole class 1 credit.",
            "English 12 is in the school year ",
        ),
        (
            "es", "Biology está aquí con 9 créditos. El catálogo de cursos da a la clase entera 1 crédito.",
            "English 12 es del año escolar ",
        ),
    ],
)  # fmt: skip
def test_more_credit_than_a_class_has_and_a_year_after_the_last_are_named(
    world: World, tmp_path: Path, client_of: ClientOf, language: str, figure: str, late: str
) -> None:
    take_courses(world, tmp_path)
    last = world.year.end_year + 12 - int(world.people["diego"].grade)
    open_one = ENGLISH | {"code": "ENG-12", "mark": "", "grade": "12", "term": ""}
    take_transcripts(
        world, tmp_path, whole("BIOLOGY", credits="9"), open_one | {"school_year": str(last), "code": "ENG-11"},
        open_one | {"school_year": str(last + 1)},
    )  # fmt: skip
    said = opened(client_of, world, "diego", language)

    assert figure in said
    assert f"{late}{last}-{(last + 1) % 100:02d}" in said
    assert late.replace("12", "11") not in said


def test_a_catalog_that_is_not_there_is_said(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_transcripts(world, tmp_path, whole("ENG-9"))
    text = opened(client_of, world, "diego")

    assert "The district has not entered its course catalog" in text
    assert "Here these would fill it" not in text


def test_the_rule_stands_beside_each_line_with_its_place(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    text = opened(client_of, world, "rosa", "es")

    assert "R277-700-6(5)(b)" in text
    assert "Un crédito del nivel 10: Inglés 10 o Seminario AP." in text
    assert "créditos" in text
    assert "Still to do" not in text


@pytest.mark.parametrize(("who", "reason"), [("diego", "self"), ("rosa", "guardian"), ("dana", "counselor")])
def test_every_look_is_written_down(world: World, client_of: ClientOf, who: str, reason: str) -> None:
    opened(client_of, world, who)

    look = RecordLook.objects.get(page="graduation")
    assert (look.student, look.reason, look.user) == (world.people["diego"], reason, world.user(who))


@pytest.mark.parametrize("who", ["owen", "ben", "ruth", "sam", "harriet", "june", "travis"])
def test_others_find_nothing(world: World, client_of: ClientOf, who: str) -> None:
    assert client_of(world, who).get(f"/graduation/{world.people['diego'].pk}/").status_code == 404
    assert not RecordLook.objects.filter(page="graduation").exists()


def test_younger_students_have_no_such_page(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "rosa")

    assert client.get(f"/graduation/{world.people['lucia'].pk}/").status_code == 404
    assert client.get(f"/graduation/{world.people['mateo'].pk}/").status_code == 404


def test_a_principal_of_the_school_reads_it(world: World, client_of: ClientOf) -> None:
    Membership.objects.filter(person=world.people["harriet"]).update(school=world.schools["panguitch-high"])

    assert "No classes are on file yet" in opened(client_of, world, "harriet")


def test_the_page_holds_its_queries_however_long_the_transcript(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path)
    client, counts = client_of(world, "dana"), []
    for number in (1, 30):
        take_transcripts(world, tmp_path, *(whole("BAND", term=f"T{place}") for place in range(number)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/graduation/{world.people['diego'].pk}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13


def test_the_ways_to_it_are_offered_to_those_who_may_go(world: World, client_of: ClientOf) -> None:
    address = f"/graduation/{world.people['diego'].pk}/"
    for who, page in (("diego", "/me/"), ("rosa", f"/plans/{world.people['diego'].pk}/")):
        assert address in client_of(world, who).get(page).content.decode()
    talk = f"/students/{world.people['diego'].pk}/conversation/"
    assert address in client_of(world, "dana").get(talk).content.decode()
    assert address not in client_of(world, "owen").get(talk).content.decode()
    assert "/graduation/" not in client_of(world, "rosa").get(f"/plans/{world.people['mateo'].pk}/").content.decode()


def test_requirements_without_a_set_for_the_class_say_so(world: World) -> None:
    world.people["diego"].grade = "12"
    page = graduation_page(world.people["diego"], today=date(2024, 10, 1))

    assert (page.state, page.class_of) == ("no_rules", 2025)


def test_a_district_without_a_file_of_its_own_is_held_against_the_state(other_world: World) -> None:
    book = rule_book(other_world.district)

    assert book is not None
    assert book.title["en"] == "Utah state minimum"
    other_world.district.code = "garfield"
    garfield = rule_book(other_world.district)
    assert garfield is not None
    assert garfield.title["en"] == "Garfield County School District"
    other_world.district.state_pack = "nowhere"
    assert rule_book(other_world.district) is None


def test_requirements_are_made_ready_once_for_a_catalog_and_anew_for_another(world: World, tmp_path: Path) -> None:
    book = rule_book(world.district)
    assert book is not None
    rules = book.sets[0]
    take_courses(world, tmp_path)
    first = ready(rules, catalog_of(world.district).kinds)
    assert ready(rules, catalog_of(world.district).kinds) is first
    take_courses(world, tmp_path, CATALOG[0] | {"areas": ""})
    assert ready(rules, catalog_of(world.district).kinds) is not first


@pytest.mark.both
def test_what_is_on_file_of_another_student_stays_there(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("ENG-9", student_id="L-lucia"))

    assert TranscriptCourse.objects.count() == 2
    assert page_of(world).earned == "1"


def test_a_class_that_comes_after_another_is_planned_with_it(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    later = [row | {"prerequisites": "ENG-11"} if row["code"] == "ENG-12" else row for row in CATALOG]
    take_courses(world, tmp_path, *later)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    address = f"/course-plan/{world.people['diego'].pk}/way/?course=ENG-12"

    assert f'href="{address}"' in opened(client_of, world, "diego")
    page = client_of(world, "diego").get(address).content.decode()
    assert page.index("English 11") < page.index("Propose all of it")


@pytest.mark.parametrize("who", ["diego", "rosa", "dana"])
def test_what_would_fill_it_is_planned_from_there(world: World, tmp_path: Path, client_of: ClientOf, who: str) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    link = f'href="/course-plan/{world.people["diego"].pk}/?course=ENG-11&amp;grade=11#propose"'

    assert link in opened(client_of, world, who)
    client = client_of(world, who)
    page = client.get(f"/course-plan/{world.people['diego'].pk}/?course=ENG-11&grade=11").content.decode()
    assert re.search(r'<option value="ENG-11"[^>]* selected', page)
    assert '<option value="11" selected>' in page


def test_our_remark_on_a_source_is_in_the_pages_language_and_its_title_in_its_own(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    for language, remark in (("en", "read at second hand"), ("es", "leído de segunda mano")):
        with translation.override(language):
            source = line(page_of(world), "la_9").source
        assert source.startswith("Utah Administrative Code R277-700-6, graduation requirements, ")
        assert f'<span lang="{language}">' in source
        assert remark in source
