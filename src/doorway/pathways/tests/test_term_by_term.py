"""Where a school registers a term at a time: of a planned class that is half on the record, the rest stays planned."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import District
from doorway.pathways.core.planning import objection
from doorway.pathways.core.transcript import Course
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.left import to_take_again
from doorway.pathways.course_plan.page import course_plan_page
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.standing import Summary
from doorway.pathways.graduation.tests.test_page import line, whole, year
from doorway.pathways.imports.tests.files import CATALOG, Row, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, HigherLevel, PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.pathways.on_the_plan import said_on_plans
from doorway.pathways.registration.queries import registration_of
from doorway.pathways.registration.tests.test_registration import enroll, plan
from doorway.pathways.scholarships.ground import ground_of
from doorway.pathways.scholarships.ground import hold as hold_scholarships
from doorway.roster.models import Enrollment

ClientOf = Callable[[World, str], Client]
ENGLISH_10 = CATALOG[1] | {"terms": "S1 S2"}
ENGLISH_11 = CATALOG[2] | {"terms": "S1 S2"}
HONORS = ENGLISH_10 | {"code": "ENG-10-H", "title": "English 10 Honors", "tags": "honors"}


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10; English 10 of this year is approved."""
    take_courses(world, tmp_path, *CATALOG[:1], ENGLISH_10, HONORS, ENGLISH_11, *CATALOG[3:])
    take_transcripts(world, tmp_path, whole("ENG-9"))
    plan(world, "ENG-10", term="S1 S2")
    return world


def half(world: World, code: str = "ENG-10", term: str = "S1", mark: str = "", offset: int = 0, **more: str) -> Row:
    return whole(code, mark, school_year=year(world, offset), grade=str(10 + offset)) | {
        "credits": "0.5", "term": term, **more,
    }  # fmt: skip


def until_the_class_was_over(place: Enrollment) -> None:
    """The roster does not list the place any more, because its class has ended."""
    ends_on = date(place.school_class.school_year.end_year - 1, 12, 22)
    Enrollment.objects.filter(pk=place.pk).update(is_active=False, ends_on=ends_on, stayed_until="class")


def autumn(world: World) -> date:
    return date(world.year.starts_on.year, 11, 20)


def page_on(world: World, day: date) -> GraduationPage:
    return graduation_page(world.people["diego"], today=day)


def summary_on(world: World, day: date) -> Summary:
    diego = world.people["diego"]
    seat = Seat(diego.pk, diego.grade, diego.district_id)
    found = Standings([seat], world.district, day)
    found.find([seat])
    return found.known[diego.pk]


def level_of(world: World, day: date, code: str) -> list[tuple[str, int, str]]:
    """Term, credit and level of each row of a class, as plan and scholarships hold them."""
    held = hold(planning_of(world.people["diego"], today=day), today=day)
    assert held is not None
    rows = sorted((one.term, one.units, one.state.name) for one in held.record.courses if _is(one, code))
    ground = ground_of(world.district, day)
    record = hold_scholarships(ground, [world.people["diego"]])[world.people["diego"].pk].transcript
    if record is not None:
        assert sorted((one.term, one.units) for one in record.courses if _is(one, code)) == [one[:2] for one in rows]
    return rows


def _is(row: Course, code: str) -> bool:
    return row.code.casefold() == code.casefold()


def test_a_seat_of_the_whole_year_stays_when_the_first_half_is_on_the_transcript(taught: World, tmp_path: Path) -> None:
    enroll(taught, "ENG-10")
    day = autumn(taught)
    before, listed = page_on(taught, day), summary_on(taught, day)
    assert line(before, "la_10").status == "Scheduled this year"
    take_transcripts(taught, tmp_path, half(taught))
    after = page_on(taught, day)

    assert (after.left, summary_on(taught, day).left) == (before.left, listed.left)
    assert line(after, "la_10").status == "Scheduled this year"
    assert sorted(taken.credits for taken in line(after, "la_10").taken) == ["0.5", "0.5"]
    assert level_of(taught, day, "ENG-10") == [("S1", 500, "IN_PROGRESS"), ("S2", 500, "SCHEDULED")]


def test_without_a_seat_the_second_half_is_planned_and_weighs_once(taught: World, tmp_path: Path) -> None:
    take_transcripts(taught, tmp_path, half(taught, term="Fall"))
    day = autumn(taught)
    planning = planning_of(taught.people["diego"], today=day)

    assert line(page_on(taught, day), "la_10").missing == ""
    assert level_of(taught, day, "ENG-10") == [("Fall", 500, "IN_PROGRESS"), ("S2", 500, "PLANNED")]
    assert [(step.code, step.units, step.term) for step in planning.ground.steps] == [("ENG-10", 500, "S2")]
    assert planning.ground.now is not None
    assert planning.ground.now.load == ((500, "Fall"),)
    years = registration_of(planning)
    # A term at a time is a registration: it is no class that nobody has registered.
    assert years[0].compared.fits
    assert course_plan_page(planning, years, today=day).waits is None
    # The counselor's list reads no plan.
    assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]


def test_in_spring_the_second_half_still_comes(taught: World, tmp_path: Path) -> None:
    place = enroll(taught, "ENG-10")
    take_transcripts(taught, tmp_path, half(taught, mark="B"))
    spring = date(taught.year.end_year, 3, 1)

    assert level_of(taught, spring, "ENG-10") == [("S1", 500, "EARNED"), ("S2", 500, "SCHEDULED")]
    assert summary_on(taught, spring).left == page_on(taught, spring).summary.left  # type: ignore[union-attr]
    # What is neither on the record nor on a class list by then cannot begin any more.
    TranscriptCourse.objects.filter(code="ENG-10").delete()
    Enrollment.objects.filter(pk=place.pk).update(is_active=False)
    assert level_of(taught, spring, "ENG-10") == []


@pytest.mark.parametrize("term", ["", "S1 S2", "S1"])
def test_a_class_that_stands_on_the_class_list_alone_is_scheduled_until_the_year_is_over(
    world: World, tmp_path: Path, term: str
) -> None:
    """Where transcripts come in June. A class of one term is over in January, and its mark is still to come."""
    ways = "S1, S2" if term == "S1" else "S1 S2"
    take_courses(world, tmp_path, *CATALOG[:1], ENGLISH_10 | {"terms": ways}, *CATALOG[2:])
    take_transcripts(world, tmp_path, whole("ENG-9"))
    plan(world, "ENG-10", term=term)
    place = enroll(world, "ENG-10")
    end = world.year.end_year
    District.objects.filter(pk=world.district.pk).update(grades_of=end)
    world.district.refresh_from_db()
    before = page_on(world, date(end - 1, 12, 20))
    assert line(before, "la_10").status == "Scheduled this year"

    for day in (date(end, 1, 1), date(end, 3, 1), date(end, 6, 25), date(end, 7, 10)):
        if term == "S1":
            until_the_class_was_over(place)
        page = page_on(world, day)
        assert (page.headline, line(page, "la_10").status) == (before.headline, "Scheduled this year")
        assert summary_on(world, day).left == before.summary.left  # type: ignore[union-attr]
        assert level_of(world, day, "ENG-10") == [(term, 1000, "SCHEDULED")]
        planning = planning_of(world.people["diego"], today=day)
        assert objection(planning.offers["ENG-11"], 11, "", planning.ground) is None


def test_classes_of_the_class_list_take_room_in_spring_as_in_autumn(taught: World) -> None:
    enroll(taught, "ENG-10")
    for day in (autumn(taught), date(taught.year.end_year, 2, 1)):
        planning = planning_of(taught.people["diego"], today=day)
        assert planning.ground.now is not None
        load = [*planning.ground.now.load, *((one.units, one.term) for one in planning.ground.steps)]
        assert load == [(1000, "S1 S2")]
        assert "ENG-10" not in planning.lacking


@pytest.mark.parametrize("mark", ["F", "W"])
def test_where_the_first_half_was_failed_or_given_up_the_rest_is_hoped_for_no_more(
    taught: World, tmp_path: Path, mark: str
) -> None:
    place = enroll(taught, "ENG-10")
    # The class of the first term was over when its mark came, and there is no place in the second one.
    until_the_class_was_over(place)
    take_transcripts(taught, tmp_path, half(taught, mark=mark))
    day = autumn(taught)

    for seats in (1, 0):
        assert Enrollment.objects.filter(pk=place.pk).count() == seats
        assert level_of(taught, day, "ENG-10") == [("S1", 500, "EARNED")]
        assert line(page_on(taught, day), "la_10").missing == "1 credit"
        assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]
        Enrollment.objects.filter(pk=place.pk).delete()


@pytest.mark.parametrize("mark", ["F", "W"])
@pytest.mark.parametrize("month", [(-1, 12), (0, 2)])
def test_who_still_is_on_the_class_list_takes_the_second_half(
    taught: World, tmp_path: Path, mark: str, month: tuple[int, int]
) -> None:
    enroll(taught, "ENG-10")
    take_transcripts(taught, tmp_path, half(taught, mark=mark))
    day = date(taught.year.end_year + month[0], month[1], 20)

    assert level_of(taught, day, "ENG-10") == [("S1", 500, "EARNED"), ("S2", 500, "SCHEDULED")]
    assert line(page_on(taught, day), "la_10").missing == "0.5 credits"
    assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]
    # What is made up is the half that gave no credit, and not the one in which the student sits.
    again = to_take_again(planning_of(taught.people["diego"], today=day))
    assert [(one.code, one.short) for one in again] == [("ENG-10", "0.5 credits")]


def test_all_of_it_on_the_transcript_leaves_nothing_of_the_plan(taught: World, tmp_path: Path) -> None:
    enroll(taught, "ENG-10")
    take_transcripts(taught, tmp_path, half(taught), half(taught, term="S2", status="scheduled"))
    assert level_of(taught, autumn(taught), "ENG-10") == [("S1", 500, "IN_PROGRESS"), ("S2", 500, "SCHEDULED")]


def test_half_of_the_honors_class_is_half_of_the_planned_one(taught: World, tmp_path: Path) -> None:
    assert HigherLevel.objects.filter(plain=CatalogCourse.objects.get(code="ENG-10")).exists()
    enroll(taught, "ENG-10-H")
    take_transcripts(taught, tmp_path, half(taught, "ENG-10-H"))
    day = autumn(taught)

    assert level_of(taught, day, "ENG-10") == [("S2", 500, "SCHEDULED")]
    assert line(page_on(taught, day), "la_10").missing == ""
    assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]


def test_of_next_year_the_half_that_is_not_registered_stays_planned(taught: World, tmp_path: Path) -> None:
    plan(taught, "ENG-11", year=1, term="S1 S2")
    day = autumn(taught)
    before = page_on(taught, day)
    take_transcripts(taught, tmp_path, half(taught, "ENG-11", offset=1, status="scheduled"))
    after = page_on(taught, day)

    assert (after.headline, line(after, "la_11").missing) == (before.headline, "")
    assert level_of(taught, day, "ENG-11") == [("S1", 500, "PLANNED"), ("S2", 500, "PLANNED")]
    steps = planning_of(taught.people["diego"], today=day).ground.steps
    assert [(step.units, step.term) for step in steps if step.code == "ENG-11"] == [(1000, "S1 S2")]


def held_of(world: World) -> dict[uuid.UUID, dict[str, object]]:
    """What is on file of the student, as a plan on paper reads it."""
    on_file = {"has_transcript": True, "has_course_plan": True, "has_scholarship": False}
    return {world.people["diego"].pk: on_file | {"decision_rows": [], "fact_rows": []}}


def test_on_paper_the_honors_class_on_record_is_the_planned_one_and_weighs_once(taught: World, tmp_path: Path) -> None:
    day, diego = autumn(taught), taught.people["diego"]
    held = held_of(taught)
    enroll(taught, "ENG-10-H")
    before = said_on_plans([diego], taught.district, day, held)[diego.pk]
    take_transcripts(
        taught, tmp_path, half(taught, "ENG-10-H"), half(taught, "ENG-10-H", term="S2", status="scheduled")
    )

    after = said_on_plans([diego], taught.district, day, held)[diego.pk]
    assert after[:3] == before[:3]


def test_on_paper_a_code_in_other_capitals_is_the_planned_class(taught: World, tmp_path: Path) -> None:
    day, diego = autumn(taught), taught.people["diego"]
    held = {diego.pk: {
        "has_transcript": True, "has_course_plan": True, "has_scholarship": False, "decision_rows": [],
        "fact_rows": [],
    }}  # fmt: skip
    plan(taught, "ENG-11", year=1)
    rows = [half(taught, "ENG-11", term=term, offset=1, status="scheduled") for term in ("S1", "S2")]
    take_transcripts(taught, tmp_path, *rows)
    before = said_on_plans([diego], taught.district, day, held)[diego.pk]
    TranscriptCourse.objects.filter(code="ENG-11").update(code="eng-11")
    assert said_on_plans([diego], taught.district, day, held)[diego.pk] == before


@pytest.mark.parametrize("code", ["ENG-11-H", "eng-11-h", "eng-11"])
def test_on_paper_a_class_that_is_registered_at_another_level_is_named_once(
    world: World, tmp_path: Path, code: str
) -> None:
    honors = ENGLISH_11 | {"code": "ENG-11-H", "title": "English 11 Honors", "tags": "honors"}
    take_courses(world, tmp_path, *CATALOG[:2], ENGLISH_11, honors, *CATALOG[3:])
    plan(world, "ENG-11", year=1)
    plan(world, "BIOLOGY", year=1)
    take_transcripts(world, tmp_path, whole("ENG-9"), half(world, code.upper(), offset=1, status="scheduled"))
    TranscriptCourse.objects.filter(code=code.upper()).update(code=code)
    diego, titles = world.people["diego"], {"h": "English 11 Honors", "1": "English 11"}

    said = said_on_plans([diego], world.district, autumn(world), held_of(world))[diego.pk]

    text = next(one["en"] for one in said if "grade by grade" in one["en"])
    assert f"registered: {titles[code[-1].lower()]}; approved: Biology" in text


def test_half_of_the_plain_class_is_half_of_the_planned_honors_class(taught: World, tmp_path: Path) -> None:
    plan(taught, "ENG-10-H", term="S1 S2")
    enroll(taught, "ENG-10-H")
    PlannedCourse.objects.filter(course__code="ENG-10").update(status="taken_back")
    take_transcripts(taught, tmp_path, half(taught))
    day = autumn(taught)

    assert level_of(taught, day, "ENG-10-H") == [("S2", 500, "SCHEDULED")]
    assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["Y", "Full Year"])
def test_of_a_class_that_the_catalog_has_for_the_year_the_second_half_comes_too(
    world: World, tmp_path: Path, way: str
) -> None:
    take_courses(world, tmp_path, *CATALOG[:1], ENGLISH_10 | {"terms": way}, *CATALOG[2:])
    take_transcripts(world, tmp_path, whole("ENG-9"), half(world, mark="B"))
    plan(world, "ENG-10", term=way)
    enroll(world, "ENG-10")

    for day in (autumn(world), date(world.year.end_year, 3, 1)):
        assert level_of(world, day, "ENG-10") == [("S1", 500, "EARNED"), ("S2", 500, "SCHEDULED")]
        assert line(page_on(world, day), "la_10").missing == ""
        assert summary_on(world, day).left == page_on(world, day).summary.left  # type: ignore[union-attr]


@pytest.mark.parametrize("terms", [("S1",), ("S1", "S2"), ("Y",)])
def test_a_code_in_other_capitals_on_record_is_the_planned_class(
    taught: World, tmp_path: Path, terms: tuple[str, ...]
) -> None:
    """Such a row stays where the catalog came later and the student had the class by its own code already."""
    plan(taught, "ENG-11", year=1, term="S1 S2")
    units = "1" if terms == ("Y",) else "0.5"
    rows = [half(taught, "ENG-11", offset=1, status="scheduled", term=term, credits=units) for term in terms]
    take_transcripts(taught, tmp_path, *rows)
    TranscriptCourse.objects.filter(code="ENG-11").update(code="eng-11")
    day = autumn(taught)
    planning = planning_of(taught.people["diego"], today=day)
    held = hold(planning, today=day)
    assert held is not None

    ahead = [one for one in held.record.courses if one.year == taught.year.end_year + 1]
    assert sum(one.units for one in ahead) == 1000
    assert [(step.code, step.units) for step in planning.ground.steps if step.grade == 11] == [("ENG-11", 1000)]
    assert planning.ahead_in(11) == []


def test_in_other_capitals_as_well_what_was_given_up_leaves_nothing(taught: World, tmp_path: Path) -> None:
    take_transcripts(taught, tmp_path, half(taught, mark="F"))
    TranscriptCourse.objects.filter(code="ENG-10").update(code="eng-10")
    assert level_of(taught, autumn(taught), "ENG-10") == [("S1", 500, "EARNED")]
    assert line(page_on(taught, autumn(taught)), "la_10").missing == "1 credit"


LEVELS = [("ENG-10-H", "ENG-10"), ("ENG-10", "ENG-10-H")]


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize(("code", "other"), LEVELS)
@pytest.mark.parametrize("term", ["S1", "Y"])
def test_who_changes_the_level_in_september_still_takes_the_second_half(
    taught: World, tmp_path: Path, code: str, other: str, term: str, *, listed: bool
) -> None:
    """A W in the class of the plan, by the term or for the year, and the same class under way at the other level."""
    PlannedCourse.objects.all().delete()
    plan(taught, code, term="S1 S2")
    if listed:
        # A place in the honors class is one in the planned class, whichever of the two that is.
        enroll(taught, "ENG-10-H")
    units = "1" if term == "Y" else "0.5"
    take_transcripts(taught, tmp_path, half(taught, code, term, "W", credits=units), half(taught, other))
    day = autumn(taught)

    assert level_of(taught, day, code)[1 if term == "S1" else 0] == ("S2", 500, "SCHEDULED" if listed else "PLANNED")
    assert line(page_on(taught, day), "la_10").missing == ""
    if listed:
        assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]


@pytest.mark.parametrize(("code", "other"), LEVELS)
def test_the_same_half_at_both_levels_is_half_of_the_planned_class(
    taught: World, tmp_path: Path, code: str, other: str
) -> None:
    PlannedCourse.objects.all().delete()
    plan(taught, code, term="S1 S2")
    enroll(taught, "ENG-10-H")
    take_transcripts(taught, tmp_path, half(taught, code, status="scheduled"), half(taught, other, mark="B"))
    day = autumn(taught)

    assert level_of(taught, day, code) == [("S1", 500, "SCHEDULED"), ("S2", 500, "SCHEDULED")]
    assert summary_on(taught, day).left == page_on(taught, day).summary.left  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rows", "rest"),
    [
        ([("Q1", "0.25", "")], [("S1", 250, "SCHEDULED"), ("S2", 500, "SCHEDULED")]),
        ([("Summer", "0.5", "A")], [("S2", 500, "SCHEDULED")]),
        ([("Q1", "0.25", "B"), ("Q2", "0.25", "")], [("S2", 500, "SCHEDULED")]),
    ],
)
def test_of_terms_in_which_the_catalog_does_not_have_the_class_the_rest_stays(
    taught: World, tmp_path: Path, rows: list[tuple[str, str, str]], rest: list[tuple[str, int, str]]
) -> None:
    enroll(taught, "ENG-10")
    day = autumn(taught)
    before = summary_on(taught, day).left
    taken = [half(taught, term=term, credits=units, mark=mark) for term, units, mark in rows]
    take_transcripts(taught, tmp_path, whole("ENG-9"), *taken)

    own = level_of(taught, day, "ENG-10")
    assert set(own) >= set(rest)
    assert sum(units for _term, units, _level in own) == 1000
    assert line(page_on(taught, day), "la_10").missing == ""
    assert summary_on(taught, day).left == page_on(taught, day).summary.left == before  # type: ignore[union-attr]


def requests(client: Client) -> list[tuple[str, str, str]]:
    """Code, credit and terms of what is asked for."""
    answer = client.get("/course-plan/requests.csv").content.decode("utf-8-sig")
    return [(row["course_code"], row["credits"], row["term"]) for row in csv.DictReader(answer.splitlines())]


@pytest.fixture
def in_autumn(taught: World, monkeypatch: pytest.MonkeyPatch) -> World:
    day = autumn(taught)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
    return taught


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({}, [("ENG-10", "0.5", "S2")]),
        ({"term": "S2"}, [("ENG-10", "0.5", "S1")]),
        ({"code": "ENG-10-H"}, [("ENG-10", "0.5", "S2")]),
        ({"mark": "B"}, [("ENG-10", "0.5", "S2")]),
        # What the school only plans, and what was left, is no registration.
        ({"status": "planned"}, [("ENG-10", "1.0", "S1 S2")]),
        ({"mark": "W"}, [("ENG-10", "1.0", "S1 S2")]),
        # A failed class was taken, and the rest is hoped for no more.
        ({"mark": "F"}, []),
        ({"term": "Y", "credits": "1"}, []),
    ],
)
def test_what_the_school_has_not_registered_of_a_class_is_asked_for(
    in_autumn: World, tmp_path: Path, client_of: ClientOf, row: dict[str, str], asked: list[tuple[str, str, str]]
) -> None:
    take_transcripts(in_autumn, tmp_path, half(in_autumn, **row))
    assert requests(client_of(in_autumn, "dana")) == asked
    # Whoever is on the class list is registered.
    enroll(in_autumn, "ENG-10")
    assert requests(client_of(in_autumn, "dana")) == []


def test_of_next_year_the_half_that_is_not_registered_is_asked_for(
    in_autumn: World, tmp_path: Path, client_of: ClientOf
) -> None:
    plan(in_autumn, "ENG-11", year=1, term="S1 S2")
    take_transcripts(in_autumn, tmp_path, half(in_autumn, "ENG-11", offset=1, status="scheduled"))
    assert requests(client_of(in_autumn, "dana")) == [("ENG-10", "1.0", "S1 S2"), ("ENG-11", "0.5", "S2")]


def test_a_counselors_reason_ends_the_request_for_a_class_that_was_left(
    in_autumn: World, tmp_path: Path, client_of: ClientOf
) -> None:
    take_transcripts(in_autumn, tmp_path, half(in_autumn, mark="W"))
    RegistrationReason.objects.create(
        district=in_autumn.district, planned=PlannedCourse.objects.get(), reason="Too much.",
        written_by=in_autumn.people["dana"], written_at=timezone.now(),
    )  # fmt: skip
    assert requests(client_of(in_autumn, "dana")) == []
