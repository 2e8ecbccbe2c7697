"""The calendar turns on July 1, and the roster weeks later: a student stays in the class that the roster says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.world import World

from doorway.accounts.models import District
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.queries import waiting_for
from doorway.pathways.course_plan.standing import standing_of
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import now, whole
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, PlannedCourse, TranscriptCourse
from doorway.pathways.on_the_plan import said_on_plans
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.page import classes_now
from doorway.pathways.scholarships.page import scholarship_page
from doorway.roster.access import Viewer
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
Go = Callable[[int, int], date]
OVER = "The school year {} is over, and the roster of {} has not come yet."
OVER_ES = "El año escolar {} ha terminado"


def words(year: int) -> str:
    return f"{year - 1}-{year % 100:02d}"


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Go:
    """Another day, at noon in the district."""

    def there(year: int, month_and_day: int) -> date:
        month, day = divmod(month_and_day, 100)
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(year, month, day, 18, tzinfo=UTC))
        return date(year, month, day)

    return there


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10 of the year that the roster is of; English 11 is approved and Algebra proposed for 11."""
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "BIOLOGY"))
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year)
    plan(world, "ENG-11", "approved")
    return again(world)


def again(world: World) -> World:
    """The same with people and district as they are on file."""
    world.people = {key: Person.objects.select_related("district").get(pk=one.pk) for key, one in world.people.items()}
    world.district = District.objects.get(pk=world.district.pk)
    return world


def plan(world: World, code: str, status: str, year: int = 1) -> PlannedCourse:
    dana, moment = world.people["dana"], timezone.now()
    is_decided = status != "proposed"
    return PlannedCourse.objects.create(
        district=world.district, student=world.people["diego"], school_year=world.year.end_year + year, status=status,
        course=CatalogCourse.objects.get(code=code), proposed_by=dana, role="counselor", proposed_at=moment,
        decided_by=dana if is_decided else None, decided_at=moment if is_decided else None, changed_at=moment,
    )  # fmt: skip


def arrives(world: World, grade: str = "11") -> World:
    """The roster of the next year: everybody is a grade further."""
    Person.objects.filter(pk=world.people["diego"].pk).update(grade=grade)
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year + 1)
    return again(world)


def seen(world: World, day: date) -> tuple[object, ...]:
    """What pages say about Diego's class, grade and years."""
    diego = world.people["diego"]
    page, planning, offers = graduation_page(diego), planning_of(diego, today=day), scholarship_page(diego)
    lines = {line.key: (line.status, line.by) for line in (*page.to_do, *page.under_way, *page.done)}
    standing = Standings([Seat(diego.pk, diego.grade, diego.district_id)], world.district, day)
    standing.find([Seat(diego.pk, diego.grade, diego.district_id)])
    return (
        page.class_of, page.grade, page.rules, page.headline, page.left, page.starts_late, lines,
        planning.year, planning.grade, list(planning.grades), [row.course.code for row in planning.active],
        offers.class_of, offers.grade, [(one.key, one.money_note, one.chance) for one in offers.offers if one.is_kept],
        standing.known[diego.pk],
    )  # fmt: skip


def test_a_student_stays_in_the_class_until_the_roster_comes(taught: World, go: Go) -> None:
    year = taught.year.end_year
    before = seen(taught, go(year, 615))
    assert before[:2] == (year + 2, 10)

    assert seen(taught, go(year, 702)) == before
    assert seen(taught, go(year, 825)) == before

    after = seen(arrives(taught), go(year, 826))
    assert (after[0], after[1], after[7], after[8], after[11]) == (year + 2, 11, year + 1, 11, year + 2)


def test_a_senior_lacks_nothing_more_because_it_is_july(taught: World, go: Go) -> None:
    Person.objects.filter(pk=taught.people["diego"].pk).update(grade="12")
    year = again(taught).year.end_year

    before = seen(taught, go(year, 615))

    assert before[:2] == (year, 12)
    assert seen(taught, go(year, 702)) == before


def test_without_a_roster_the_calendar_tells_the_year(taught: World, go: Go) -> None:
    District.objects.update(grades_of=None)
    year = again(taught).year.end_year

    assert seen(taught, go(year, 615))[0] == year + 2
    assert seen(taught, go(year, 702))[0] == year + 3


PAGES = ("/graduation/{}/", "/course-plan/{}/", "/course-plan/{}/classes/", "/scholarships/of/{}/")


@pytest.mark.parametrize("page", PAGES)
def test_pages_say_that_the_roster_has_not_come(taught: World, client_of: ClientOf, go: Go, page: str) -> None:
    year = taught.year.end_year
    over = OVER.format(words(year), words(year + 1))

    def shown(language: str = "en") -> str:
        rosa = client_of(taught, "rosa")
        rosa.cookies["doorway_language"] = language
        answer = rosa.get(page.format(taught.people["diego"].pk))
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    go(year, 630)
    assert over not in shown()
    go(year, 701)
    assert over in shown()
    assert OVER_ES.format(words(year)) in shown("es")
    arrives(taught)
    assert "has not come yet" not in shown()


@pytest.mark.parametrize("page", ["/graduation/", "/course-plan/", "/scholarships/"])
def test_lists_of_the_counselor_say_it(taught: World, client_of: ClientOf, go: Go, page: str) -> None:
    year = taught.year.end_year
    go(year, 702)
    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"

    assert OVER.format(words(year), words(year + 1)) in " ".join(dana.get(page).content.decode().split())


def test_the_plan_on_paper_says_it(taught: World, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    held = {diego.pk: {
        "has_transcript": True, "has_scholarship": False, "decision_rows": [], "fact_rows": [],
    }}  # fmt: skip

    def first(day: date) -> dict[str, str]:
        return dict(said_on_plans([diego], taught.district, day, held)[diego.pk][0])

    before, after = first(go(year, 615)), first(go(year, 702))

    assert OVER.format(words(year), words(year + 1)) not in before["en"]
    assert after["en"].startswith(OVER.format(words(year), words(year + 1)))
    assert after["es"].startswith(OVER_ES.format(words(year)))


def test_what_waits_and_what_is_asked_for_is_of_the_same_next_year(
    taught: World, client_of: ClientOf, go: Go
) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    plan(taught, "WELDING", "proposed")
    day = go(year, 702)

    (waits,) = waiting_for(Viewer(taught.people["dana"].user, on=day))
    assert (waits.pk, getattr(waits, "waiting")) == (diego.pk, 1)  # noqa: B009
    answer = client_of(taught, "dana").get("/course-plan/requests.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(answer.splitlines())
    assert words(year + 1) in row.values()
    assert "ENG-11" in row.values()
    assert standing_of([diego.pk], today=day)[diego.pk]["ENG-11"].words == "in the plan"


def test_the_writer_of_requirements_sees_the_classes_in_school(taught: World, go: Go) -> None:
    year = taught.year.end_year
    book = rule_book(taught.district)
    assert book is not None
    writer = Writer(taught.people["dana"], taught.district, book, adopts=False)
    with translation.override("en"):
        before = [(one.leaves, one.grade) for one in classes_now(writer, go(year, 615))]
        assert [(one.leaves, one.grade) for one in classes_now(writer, go(year, 702))] == before
    assert before[0] == (year, 12)


def test_what_is_in_progress_stays_so_until_the_roster_comes(taught: World, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    assert TranscriptCourse.objects.filter(code="BIOLOGY", state="in_progress").exists()
    go(year, 702)

    states = {line.key: line.status for line in graduation_page(diego).under_way}

    assert states
    assert set(states.values()) <= {"In progress", "Scheduled this year"}
