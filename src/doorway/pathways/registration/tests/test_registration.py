"""Registration and course plan side by side, on the page of the plan; and the counselor's reasons."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.compliance.following import recount
from doorway.compliance.models import Standing
from doorway.pathways.by_grade import enrolled
from doorway.pathways.codes.access import CodeKeeper
from doorway.pathways.codes.actions import Choice, say_codes
from doorway.pathways.core.registering import Why
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.courses.levels import settle_where_missing
from doorway.pathways.graduation.records import on_class_list
from doorway.pathways.graduation.tests.test_page import now, whole
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import (
    CatalogCourse,
    CodeChange,
    HigherLevel,
    PlannedCourse,
    RegistrationReason,
    TranscriptCourse,
)
from doorway.pathways.registration.queries import registration_of
from doorway.roster.models import Course, Enrollment, RecordLook, SchoolClass

ClientOf = Callable[[World, str], Client]


def plan(
    world: World, code: str, *, year: int = 0, status: str = "approved", key: str = "diego", term: str = ""
) -> PlannedCourse:
    moment, dana = timezone.now(), world.people["dana"]
    decided = {} if status == "proposed" else {"decided_by": dana, "decided_at": moment}
    return PlannedCourse.objects.create(
        district=world.district, student=world.people[key], course=CatalogCourse.objects.get(code=code),
        school_year=world.year.ends_on.year + year, status=status, role="student", proposed_by=world.people[key],
        proposed_at=moment, changed_at=moment, reason="Full." if status == "declined" else "", term=term, **decided,
    )  # fmt: skip


def enroll(world: World, code: str, key: str = "diego") -> Enrollment:
    course = Course.objects.create(district=world.district, sourced_id=f"c-{code}", title=code.title(), code=code)
    found = SchoolClass.objects.create(
        district=world.district, sourced_id=f"k-{code}", title=code, kind="scheduled", course=course,
        school=world.schools["panguitch-high"], school_year=world.year,
    )  # fmt: skip
    return Enrollment.objects.create(
        district=world.district, person=world.people[key], school_class=found, role="student"
    )


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego takes Biology by his transcript; English 11 is planned for this year, and Welding 1 too."""
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("BAND", "F"), now(world, "BIOLOGY"))
    for code in ("BIOLOGY", "ENG-11"):
        plan(world, code)
    return world


def page(world: World, client: Client, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    text = " ".join(client.get(f"/course-plan/{world.people['diego'].pk}/").content.decode().split())
    return text.split('id="registration"', 1)[1] if 'id="registration"' in text else ""


def why(world: World, row: PlannedCourse, what: str = "") -> str:
    return f"/course-plan/{world.people['diego'].pk}/{row.pk}/why/{what}"


def test_a_planned_class_that_is_missing_is_named_to_everybody_who_reads_the_plan(
    taught: World, client_of: ClientOf
) -> None:
    for key in ("diego", "rosa", "dana"):
        text = page(taught, client_of(taught, key))

        assert "1 planned class is not among the student’s classes." in text
        assert "English 11</strong> <strong" in text
        assert "Planned, not registered" in text
        assert "It is taught here, and the student is not in it." in text
        assert ("Write why" in text) is (key == "dana")


def test_a_class_of_the_whole_year_is_taken_when_it_is_planned_and_has_its_title(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path, *CATALOG[:3], CATALOG[6] | {"terms": "S1 S2"})
    row = now(world, "BIOLOGY") | {"credits": "0.5"}
    take_transcripts(world, tmp_path, row | {"term": "S1"}, row | {"term": "S2"}, now(world, "ENG-10"))
    plan(world, "BIOLOGY", term="S1 S2")

    text = page(world, client_of(world, "diego"))
    assert "another term" not in text
    assert "The registration goes with the plan." in text
    # The transcript says no titles; the catalog does.
    assert "English 10</strong> <strong" in text
    assert "ENG-10" not in text


def test_where_nothing_is_planned_a_registered_class_is_registered_and_nothing_is_wrong(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, now(world, "BIOLOGY"))

    text = page(world, client_of(world, "diego"))

    assert "No class of this year is approved in the plan" in text
    assert "Registered</strong>" in text
    assert "Not in the plan" not in text


def test_a_class_of_the_roster_is_a_registration_too(taught: World, client_of: ClientOf) -> None:
    enroll(taught, "ENG-11")

    text = page(taught, client_of(taught, "diego"))

    assert "The registration goes with the plan." in text
    assert "Planned, not registered" not in text


@pytest.mark.parametrize("change", ["left", "closed", "teacher"])
def test_a_class_that_the_student_has_left_is_none(taught: World, client_of: ClientOf, change: str) -> None:
    row = enroll(taught, "ENG-11")
    if change == "left":
        Enrollment.objects.filter(pk=row.pk).update(is_active=False)
    elif change == "closed":
        SchoolClass.objects.filter(pk=row.school_class_id).update(is_active=False)
    else:
        Enrollment.objects.filter(pk=row.pk).update(role="teacher")

    assert "1 planned class is not among" in page(taught, client_of(taught, "diego"))


@pytest.mark.parametrize("until", ["class", "school"])
def test_a_class_in_which_the_student_was_until_it_was_over_or_until_the_move_was_taken(
    taught: World, client_of: ClientOf, until: str
) -> None:
    """Page and figures read the same row; whether its mark may still come tells the rest of the plan."""
    row = enroll(taught, "ENG-11")
    standing = Standing.objects.get(student=taught.people["diego"])
    year = taught.year.ends_on.year
    assert standing.as_planned_1 == year

    Enrollment.objects.filter(pk=row.pk).update(is_active=False, ends_on=timezone.localdate(), stayed_until=until)
    SchoolClass.objects.filter(pk=row.school_class_id).update(is_active=False)

    standing.refresh_from_db()
    assert standing.as_planned_1 == year
    text = page(taught, client_of(taught, "diego"))
    assert "The registration goes with the plan." in text
    assert "Planned, not registered" not in text
    diego = taught.people["diego"].pk
    assert bool(enrolled([diego], this_year=year, known=["ENG-11"])) is (until == "class")
    planned = PlannedCourse.objects.filter(student=diego, course__code="ENG-11")
    assert planned.filter(on_class_list()).exists() is (until == "class")

    Enrollment.objects.filter(pk=row.pk).update(stayed_until="")
    standing.refresh_from_db()
    assert standing.as_planned_1 is None
    assert "1 planned class is not among" in page(taught, client_of(taught, "diego"))


def test_who_is_listed_or_teaches_has_not_stayed_until_an_end(taught: World) -> None:
    row = enroll(taught, "ENG-11")
    ended = {"is_active": False, "ends_on": timezone.localdate(), "stayed_until": "class"}
    for wrong in ({"is_active": True}, {"role": "teacher"}, {"ends_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrollment.objects.filter(pk=row.pk).update(**(ended | wrong))


def test_what_is_taken_besides_is_said_with_what_the_plan_knows_of_it(taught: World, client_of: ClientOf) -> None:
    plan(taught, "WELDING", status="declined")
    enroll(taught, "ENG-11")
    enroll(taught, "WELDING")
    enroll(taught, "HOMEROOM")

    text = page(taught, client_of(taught, "diego"))

    assert "The registration goes with the plan." in text
    assert "It was proposed and declined." in text
    assert "Homeroom" not in text


def test_next_year_is_compared_as_soon_as_the_school_registers(
    taught: World, client_of: ClientOf, tmp_path: Path
) -> None:
    plan(taught, "WELDING", year=1)
    dana = client_of(taught, "dana")
    assert "The school has not registered any class for this year yet" in page(taught, dana)

    later = {"school_year": str(taught.year.end_year + 1), "grade": "11", "status": "scheduled"}
    take_transcripts(taught, tmp_path, now(taught, "BIOLOGY"), now(taught, "MATH-2") | later)

    text = page(taught, dana)
    assert "Grade 11" in text
    assert "It is taught here, and the student is not in it." in text
    assert text.count("1 planned class is not among") == 2


def test_the_counselor_writes_why_and_everybody_reads_it_until_it_is_withdrawn(
    taught: World, client_of: ClientOf
) -> None:
    dana, row = client_of(taught, "dana"), PlannedCourse.objects.get(course__code="ENG-11")
    dana.cookies["doorway_language"] = "en"

    for sent, sentence in (
        (" ", "Write why the student does not take this class."),
        ("Of 529-88-1234.", "Social Security"),
    ):
        answer = dana.post(why(taught, row), {"reason": sent})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    dana.post(why(taught, row), {"reason": "He takes it online, agreed on October 6."})

    text = page(taught, client_of(taught, "rosa"))
    assert "The registration goes with the plan." in text
    assert "Not taken, with a reason" in text
    assert "He takes it online, agreed on October 6." in text
    assert dana.post(why(taught, row), {"reason": "Again."}).status_code == 422

    dana.post(why(taught, row, "withdraw/"))
    assert "1 planned class is not among" in page(taught, client_of(taught, "rosa"))
    assert RegistrationReason.objects.get().withdrawn_by == taught.people["dana"]
    answer = dana.post(why(taught, row, "withdraw/"), follow=True).content.decode()
    assert "This class is not missing any more." in answer


def test_a_class_that_is_there_needs_no_reason(taught: World, client_of: ClientOf) -> None:
    row = PlannedCourse.objects.get(course__code="BIOLOGY")

    answer = client_of(taught, "dana").post(why(taught, row), {"reason": "No."})

    assert answer.status_code == 422
    assert not RegistrationReason.objects.exists()


@pytest.mark.parametrize("key", ["diego", "rosa", "harriet", "june", "peggy", "ruth"])
def test_nobody_else_writes_a_reason(taught: World, client_of: ClientOf, key: str) -> None:
    row = PlannedCourse.objects.get(course__code="ENG-11")

    assert client_of(taught, key).post(why(taught, row), {"reason": "No."}).status_code in {403, 404}
    assert client_of(taught, key).post(why(taught, row, "withdraw/")).status_code in {403, 404}
    assert not RegistrationReason.objects.exists()


def test_a_reason_is_not_written_for_a_class_of_another_student(taught: World, client_of: ClientOf) -> None:
    other = plan(taught, "ENG-11", key="lucia")

    assert client_of(taught, "dana").get(why(taught, other)).status_code == 404


def test_what_was_written_is_never_rewritten(taught: World) -> None:
    row = RegistrationReason.objects.create(
        district=taught.district, planned=PlannedCourse.objects.get(course__code="ENG-11"), reason="Online.",
        written_by=taught.people["dana"], written_at=timezone.now(),
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationReason.objects.filter(pk=row.pk).update(reason="Other.")


def test_the_page_is_in_spanish_and_logged_and_asks_no_more_for_many_classes(
    taught: World, client_of: ClientOf
) -> None:
    dana = client_of(taught, "dana")
    assert "La inscripción y el plan" in page(taught, dana, "es")
    assert RecordLook.objects.filter(page="course-plan", reason="counselor").exists()
    with CaptureQueriesContext(connection) as few:
        page(taught, dana)
    for code in ("WELDING", "MATH-2", "BAND"):
        plan(taught, code)
        enroll(taught, code)
    with CaptureQueriesContext(connection) as many:
        page(taught, dana)

    assert len(many) == len(few)
    assert len(many) <= 12


def test_what_is_as_planned_is_one_line_and_nothing_is_missing_before_the_school_registers(
    taught: World, client_of: ClientOf
) -> None:
    plan(taught, "BAND", year=1)

    text = page(taught, client_of(taught, "dana"))

    this_year, _comma, next_year = text.partition("has not registered any class for this year yet")
    assert next_year, "the year to come is on the page"
    assert "As planned" in this_year
    assert this_year.count("Planned, not registered") == 1
    assert "Planned, not registered" not in next_year
    assert "Write why" not in next_year


def test_who_is_registered_for_nothing_is_explained_once_and_the_figures_go_with_it(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    rows = [plan(world, code) for code in ("BIOLOGY", "ENG-11", "WELDING")]
    dana = client_of(world, "dana")

    def counted() -> bool:
        standing = Standing.objects.get(student=world.people["diego"])
        return world.year.end_year in {standing.as_planned_1, standing.as_planned_2}

    text = page(world, dana)
    assert "the school’s figures count this year as not going with the plan" in text
    assert "Say why" in text
    assert "Say why" not in page(world, client_of(world, "rosa"))
    assert not counted()

    form = dana.get(why(world, rows[0])).content.decode()
    assert "The same holds for the other 2 classes of this year that are missing" in form
    assert "checked" in form
    dana.post(why(world, rows[0]), {"reason": "An exchange year in Chile.", "whole": "on"})
    text = page(world, client_of(world, "rosa"))
    assert "The school has not registered any class for this year, and a counselor has written why." in text
    assert text.count("An exchange year in Chile.") == 1
    assert "Biology, English 11, Welding 1" in text
    assert counted()

    dana.post(why(world, rows[1], "withdraw/"), {"whole": "1"})
    assert not RegistrationReason.objects.filter(withdrawn_at=None).exists()
    assert not counted()
    # One class alone, where the others wait.
    dana.post(why(world, rows[0]), {"reason": "He takes it online."})
    assert RegistrationReason.objects.get(withdrawn_at=None).planned_id == rows[0].pk
    text = page(world, dana)
    assert "He takes it online." in text
    assert "Say why" in text


def test_a_reason_for_the_whole_year_leaves_other_years_alone(taught: World, client_of: ClientOf) -> None:
    plan(taught, "WELDING", year=1)
    plan(taught, "MATH-2", year=1)
    row = plan(taught, "MATH-1")
    dana = client_of(taught, "dana")

    assert "checked" not in dana.get(why(taught, row)).content.decode()
    dana.post(why(taught, row), {"reason": "At a partner school.", "whole": "on"})

    found = RegistrationReason.objects.values_list("planned__course__code", flat=True)
    assert sorted(found) == ["ENG-11", "MATH-1"]


def test_there_is_no_year_after_the_last_grade(taught: World, client_of: ClientOf) -> None:
    plan(taught, "WELDING", year=1)
    assert "Grade 11 (" in page(taught, client_of(taught, "diego"))
    taught.people["diego"].grade = "12"
    taught.people["diego"].save(update_fields=["grade"])

    assert "Grade 13" not in page(taught, client_of(taught, "diego"))


HONORS = {"code": "ENG-11-H", "title": "English 11 Honors", "credits": "1", "areas": "ela.11", "grades": "11"}


def goes_with_the_plan(world: World) -> bool:
    """What the database keeps."""
    standing = Standing.objects.get(student=world.people["diego"])
    return world.year.end_year in {standing.as_planned_1, standing.as_planned_2}


@pytest.mark.both
def test_the_honors_class_is_what_was_planned_on_the_page_and_in_the_figures(
    taught: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    enroll(taught, "ENG-11-H")

    text = page(taught, client_of(taught, "diego"))
    assert "The registration goes with the plan." in text
    assert "As planned, at a higher level" in text
    assert "The student is in Eng-11-H, which has the same content." in text
    assert "Not in the plan" not in text
    assert goes_with_the_plan(taught)
    assert "Según el plan, en un nivel más alto" in page(taught, client_of(taught, "diego"), "es")

    # With the honors class in the plan besides, it stands for itself.
    besides = plan(taught, "ENG-11-H")
    assert "1 planned class is not among" in page(taught, client_of(taught, "diego"))
    assert not goes_with_the_plan(taught)
    besides.delete()
    assert goes_with_the_plan(taught)

    # A catalog in which it counts for something else says that it is another class.
    take_courses(taught, tmp_path, *CATALOG, HONORS | {"areas": "ela.12"})
    assert not HigherLevel.objects.exists()
    assert "1 planned class is not among" in page(taught, client_of(taught, "diego"))
    assert not goes_with_the_plan(taught)


def test_the_plain_class_in_place_of_the_planned_honors_class_waits_for_the_counselor(
    taught: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    PlannedCourse.objects.filter(course__code="ENG-11").delete()
    plan(taught, "ENG-11-H")
    enroll(taught, "ENG-11")

    text = page(taught, client_of(taught, "dana"))
    assert "1 planned class is not among" in text
    assert "The student is in Eng-11, which has the same content." in text
    assert "Write why" in text
    assert not goes_with_the_plan(taught)


def test_a_confirmed_national_code_says_what_is_at_a_higher_level(taught: World, tmp_path: Path) -> None:
    take_courses(
        taught, tmp_path, *({"sced": "", **row} for row in CATALOG if row["code"] != "ENG-11"),
        {"code": "ENG-11", "title": "English 11", "credits": "1", "areas": "ela.11", "grades": "11", "sced": "01003G"},
        HONORS | {"title": "Great Books", "sced": ""},
    )  # fmt: skip
    enroll(taught, "ENG-11-H")
    assert not goes_with_the_plan(taught)
    course, dana = CatalogCourse.objects.get(code="ENG-11-H"), taught.people["dana"]
    choice = Choice(course.pk, "", "01003H", CodeChange.How.ENTERED)

    assert say_codes(CodeKeeper(dana, taught.district), [choice], user=None, now=timezone.now()) == {}

    assert list(HigherLevel.objects.values_list("course__code", "plain__code")) == [("ENG-11-H", "ENG-11")]
    assert goes_with_the_plan(taught)


def test_an_installation_that_had_a_catalog_before_gets_its_levels(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, HONORS)
    enroll(taught, "ENG-11-H")
    HigherLevel.objects.all().delete()
    assert not goes_with_the_plan(taught)

    settle_where_missing(using="default")

    assert goes_with_the_plan(taught)


@pytest.mark.both
def test_a_code_in_other_capitals_is_the_class_that_is_planned(taught: World, client_of: ClientOf) -> None:
    """On a class list or on a transcript: the page, the figures and the file of requests say the same."""
    diego, dana = taught.people["diego"], client_of(taught, "dana")
    year = taught.year.ends_on.year

    def asked() -> list[str]:
        rows = csv.DictReader(dana.get("/course-plan/requests.csv").content.decode("utf-8-sig").splitlines())
        return [row["course_code"] for row in rows]

    def counted() -> int | None:
        return Standing.objects.get(student=diego).as_planned_1

    assert "Planned, not registered" in page(taught, dana)
    assert (counted(), asked()) == (None, ["ENG-11"])

    listed = enroll(taught, "eng-11")
    assert "Planned, not registered" not in page(taught, dana)
    assert (counted(), asked()) == (year, [])
    assert enrolled([diego.pk], this_year=year, known=["ENG-11"])[diego.pk] == [("ENG-11", year)]

    listed.delete()
    assert counted() is None
    TranscriptCourse.objects.create(
        district=taught.district, student=diego, code="Eng-11", school_year=year, term="Y", state="in_progress",
        units=1000, changed_at=timezone.now(),
    )  # fmt: skip
    assert "Planned, not registered" not in page(taught, dana)
    assert (counted(), asked()) == (year, [])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE compliance_standing SET as_planned_1 = NULL")
    recount(connection)
    assert counted() == year


def test_a_catalog_that_comes_later_writes_the_codes_of_transcripts(world: World, tmp_path: Path) -> None:
    take_transcripts(world, tmp_path, whole("eng-9"), now(world, "Welding"))
    diego = world.people["diego"]

    take_courses(world, tmp_path, *CATALOG)

    assert {row.code for row in TranscriptCourse.objects.filter(student=diego)} == {"ENG-9", "WELDING"}
    row = TranscriptCourse.objects.get(student=diego, code="WELDING")
    assert [one.code for one in row.history.order_by("history_date", "history_id")] == ["Welding", "WELDING"]
    # The same file again is no second class.
    take_transcripts(world, tmp_path, whole("eng-9"), now(world, "Welding"))
    assert TranscriptCourse.objects.filter(student=diego).count() == 2


def left(world: World, code: str, term: str = "S1", mark: str = "W", state: str = "completed") -> None:
    """A term of a class of this year on the transcript."""
    TranscriptCourse.objects.update_or_create(
        district=world.district, student=world.people["diego"], code=code, school_year=world.year.ends_on.year,
        term=term, part="", defaults={"state": state, "mark": mark, "units": 500, "changed_at": timezone.now()},
    )  # fmt: skip


def counts_as_planned(world: World) -> bool:
    """Whether the figures count this year's registration as planned: as kept, and as counted anew."""
    found = []
    for counted_anew in (False, True):
        if counted_anew:
            recount(connection)
        standing = Standing.objects.filter(student=world.people["diego"]).first()
        assert standing is not None
        found.append(world.year.ends_on.year in {standing.as_planned_1, standing.as_planned_2})
    assert found[0] is found[1]
    return found[0]


def test_a_class_that_was_left_is_not_as_planned(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    for mark in ("W", "WF", "WP"):
        left(taught, "ENG-11", mark=mark)
        text = page(taught, dana)
        assert "1 planned class is not among the student’s classes." in text
        assert "The student has left the class, as the transcript says." in text
        assert "Write why" in text
        assert not counts_as_planned(taught)
    assert "El estudiante dejó la clase, según el expediente." in page(taught, dana, "es")
    # What was failed was taken.
    left(taught, "ENG-11", mark="F")
    assert "The registration goes with the plan." in page(taught, dana)
    assert counts_as_planned(taught)


def test_a_class_of_which_one_term_was_left_and_another_is_taken_is_as_planned(
    taught: World, client_of: ClientOf
) -> None:
    dana = client_of(taught, "dana")
    left(taught, "ENG-11")
    assert not counts_as_planned(taught)
    left(taught, "ENG-11", term="S2", mark="", state="scheduled")
    assert "The registration goes with the plan." in page(taught, dana)
    assert counts_as_planned(taught)
    TranscriptCourse.objects.filter(code="ENG-11", term="S2").delete()
    assert not counts_as_planned(taught)
    # Whoever is on the class list is in the class.
    enroll(taught, "ENG-11")
    assert "The registration goes with the plan." in page(taught, dana)
    assert counts_as_planned(taught)
    # A mark that is not final says nothing yet.
    Enrollment.objects.all().delete()
    left(taught, "ENG-11", state="in_progress")
    assert counts_as_planned(taught)


@pytest.mark.parametrize(
    ("rows", "is_passed"),
    [
        ([("", "1", "B")], True),
        ([("S1", "0.5", "F"), ("S1", "0.5", "B"), ("S2", "0.5", "B")], True),
        ([("", "1", "F")], False),
        ([("S1", "0.5", "B"), ("S2", "0.5", "F")], False),
        ([("S1", "0.5", "B"), ("S2", "0.5", "W")], False),
        ([("S1", "0.5", "B")], False),
        ([("", "1", "I")], False),
    ],
)
@pytest.mark.parametrize("ahead", [0, 1])
def test_a_missing_class_was_completed_only_where_all_of_it_was_passed(
    taught: World, tmp_path: Path, client_of: ClientOf, rows: list[tuple[str, str, str]], is_passed: bool, ahead: int
) -> None:
    """What was failed or left before this year, or a part of it, is not behind the student."""
    end = taught.year.end_year
    given = [
        whole("WELDING", mark, term=term, credits=units, school_year=str(end - (2 if mark == "F" else 1)))
        for term, units, mark in rows
    ]
    # Of next year it is asked while the class is taken again in this one.
    again = [now(taught, "WELDING")] if ahead and not is_passed else []
    other = now(taught, "MATH-2") | {
        "school_year": str(end + ahead), "grade": str(10 + ahead), "status": "scheduled",
    }  # fmt: skip
    take_transcripts(taught, tmp_path, *given, *again, now(taught, "BIOLOGY"), other)
    row = plan(taught, "WELDING", year=ahead)

    years = registration_of(planning_of(taught.people["diego"], today=timezone.localdate()))
    (missing,) = (line for year in years for line in year.compared.missing if line.key == row.pk.hex)
    assert missing.why is (Why.PASSED if is_passed else Why.NOT_REGISTERED)
    said = "It was completed in an earlier year."
    assert (said in page(taught, client_of(taught, "dana"))) is is_passed
