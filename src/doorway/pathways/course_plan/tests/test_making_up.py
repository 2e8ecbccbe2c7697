"""Credit that is missing is made up in what is left of the year: proposed, approved, counted and asked for."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.compliance.models import Standing
from doorway.pathways.core.planning import Offer
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.left import Again, to_take_again
from doorway.pathways.course_plan.no_longer import no_longer, stands
from doorway.pathways.course_plan.tests.test_course_plan import address, planned, send
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, LoadLimit, PlannedCourse, TranscriptCourse
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.registration.queries import registration_of
from doorway.pathways.scholarships.tests.files import make_senior
from doorway.policy.packs import year_text
from doorway.roster.models import Membership, Session

ClientOf = Callable[[World, str], Client]
IN_HALVES = {
    "code": "ENG-11", "title": "English 11", "credits": "1", "areas": "ela.11", "grades": "11", "terms": "S1 S2",
}  # fmt: skip
OTHERS = tuple(row for row in CATALOG if row["code"] != "ENG-11")


def half(world: World, term: str, mark: str, *, ago: int = 1, **more: str) -> Row:
    """A semester of English 11, of last year."""
    year = str(world.year.end_year - ago)
    return ENGLISH | {"code": "ENG-11", "term": term, "mark": mark, "grade": str(12 - ago), "school_year": year} | more


def parts_of_the_year(world: World, second: int) -> None:
    """Two semesters in the roster; the second begins in so many days."""
    today = timezone.localdate()
    for title, starts in (("First", today - timedelta(days=60)), ("Second", today + timedelta(days=second))):
        Session.objects.create(
            district=world.district, sourced_id=title, title=title, kind="semester", starts_on=starts,
            ends_on=starts + timedelta(days=40), school_year=world.year,
        )  # fmt: skip


@pytest.fixture
def senior(world: World, tmp_path: Path) -> World:
    """Diego is a senior now and has failed the second half of English 11."""
    make_senior(world)
    take_courses(world, tmp_path, *OTHERS, IN_HALVES)
    take_transcripts(world, tmp_path, half(world, "S1", "B"), half(world, "S2", "F"))
    parts_of_the_year(world, second=30)
    return world


def page(client: Client, world: World) -> str:
    client.cookies["doorway_language"] = "en"
    return " ".join(client.get(address(world)).content.decode().split())


def approved(world: World, client: Client) -> PlannedCourse:
    client.cookies["doorway_language"] = "en"
    client.post(address(world, f"{planned('ENG-11').pk}/"), {"decision": "approve"})
    return planned("ENG-11")


def test_a_senior_makes_up_half_a_class_in_the_term_that_has_not_begun(senior: World, client_of: ClientOf) -> None:
    diego, dana = client_of(senior, "diego"), client_of(senior, "dana")
    seen = page(diego, senior)
    assert "make it up this year: S2, Summer" in seen
    assert "There is no grade left to plan" not in seen

    assert "The class is in the plan." in send(diego, senior, "ENG-11", 12, "S2")
    row = approved(senior, dana)

    assert (row.status, row.makes_up, row.units, row.part) == ("approved", True, 500, "2")
    assert row.school_year == senior.year.end_year
    seen = page(diego, senior)
    assert "Makes up credit" in seen
    assert "make it up this year" not in seen
    filled = line(graduation_page(senior.people["diego"]), "la_11")
    assert (filled.status, [one.state for one in filled.taken]) == ("Planned", ["earned", "planned"])


def test_it_is_asked_for_in_the_file_of_requests(senior: World, client_of: ClientOf) -> None:
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "Summer")
    dana = client_of(senior, "dana")
    assert "Diego" in dana.get(reverse("waiting_plans")).content.decode()
    approved(senior, dana)

    text = dana.get("/course-plan/requests.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    said = (row["course_code"], row["credits"], row["term"], row["makes_up_credit"], row["asked"])
    assert said == ("ENG-11", "0.5", "Summer", "yes", "")


def test_what_has_begun_is_refused_and_says_what_is_left(senior: World, client_of: ClientOf) -> None:
    diego = client_of(senior, "diego")
    Session.objects.filter(title="Second").update(starts_on=timezone.localdate())

    assert "This year English 11 can still be taken in: Summer." in send(diego, senior, "ENG-11", 12, "S1 S2")
    assert "Este año todavía se puede tomar" in send(diego, senior, "ENG-11", 12, "S1 S2", language="es")
    # Where only one is left, nobody has to choose it.
    assert "The class is in the plan." in send(diego, senior, "ENG-11", 12)
    assert planned("ENG-11").term == "Summer"


def test_without_sessions_the_year_is_divided_evenly(senior: World) -> None:
    Session.objects.all().delete()
    year = senior.year
    third = (year.ends_on - year.starts_on) / 3

    def terms(day: int) -> tuple[str, ...]:
        now = planning_of(senior.people["diego"], today=year.starts_on + third * day).ground.now
        assert now is not None
        return now.terms

    assert terms(1) == ("S2", "Summer")
    assert terms(2) == ("Summer",)


@pytest.mark.both
def test_a_class_failed_this_year_is_made_up_beside_the_plan_of_it(
    senior: World, client_of: ClientOf, tmp_path: Path
) -> None:
    """The first half was made up elsewhere; of the plan for this year the second half was failed again."""
    today, diego = timezone.now(), senior.people["diego"]
    PlannedCourse.objects.create(
        district=senior.district, student=diego, course=CatalogCourse.objects.get(code="ENG-11"),
        school_year=senior.year.end_year, status="approved", proposed_by=diego, role=SaidAs.STUDENT,
        proposed_at=today, decided_by=senior.people["dana"], decided_at=today, changed_at=today,
    )  # fmt: skip
    take_transcripts(senior, tmp_path, half(senior, "S1", "B"), half(senior, "S1", "F", ago=0))
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "Summer")

    row = PlannedCourse.objects.get(makes_up=True)
    assert row.units == 500
    filled = line(graduation_page(diego), "la_11")
    assert "proposed, not approved yet" in [one.state for one in filled.taken]
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedCourse.objects.create(
            district=senior.district, student=diego, course=row.course, school_year=row.school_year, term="S2",
            makes_up=True, units=500, status="proposed", proposed_by=diego, role=SaidAs.STUDENT, proposed_at=today,
            changed_at=today,
        )  # fmt: skip


@pytest.mark.both
def test_no_registration_is_missing_because_of_it(senior: World, client_of: ClientOf, tmp_path: Path) -> None:
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "S2")
    approved(senior, client_of(senior, "dana"))
    diego = senior.people["diego"]

    def years() -> list[tuple[str, str]]:
        found = registration_of(planning_of(diego, today=timezone.localdate()))
        return [(one.fit.value, one.code) for year in found for one in year.compared.lines]

    assert years() == []
    standings = Standing.objects.filter(student=diego).values_list("as_planned_1", "as_planned_2")
    assert set(standings) == {(None, None)}

    now = half(senior, "S2", "", ago=0)
    take_transcripts(senior, tmp_path, half(senior, "S1", "B"), half(senior, "S2", "F"), now)
    assert years() == [("makes_up", "ENG-11")]
    filled = line(graduation_page(diego), "la_11")
    assert [one.state for one in filled.taken] == ["earned", "in progress"]


def test_the_first_half_is_made_up_in_the_second_term(senior: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_transcripts(senior, tmp_path, half(senior, "S1", "F"), half(senior, "S2", "B"))
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "S2")

    assert planned("ENG-11").part == "1"
    filled = line(graduation_page(senior.people["diego"]), "la_11")
    assert [one.state for one in filled.taken] == ["earned", "proposed, not approved yet"]


def offered(text: str, name: str) -> list[str]:
    """The values of a choice on a page."""
    found = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text)
    assert found is not None
    return re.findall(r'<option value="([^"]*)"', found[1])


def test_a_senior_is_offered_what_is_left_of_the_year_and_nothing_else(senior: World, client_of: ClientOf) -> None:
    seen = page(client_of(senior, "diego"), senior)

    assert (offered(seen, "grade"), offered(seen, "term")) == (["12"], ["S2", "Summer"])
    assert "What is still to come of this school year." in seen


def test_whoever_has_grades_to_come_is_told_which_terms_make_up_credit(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, *OTHERS, IN_HALVES)
    take_transcripts(world, tmp_path, ENGLISH)
    parts_of_the_year(world, second=30)
    seen = page(client_of(world, "diego"), world)

    assert offered(seen, "grade") == ["", "10", "11", "12"]
    assert offered(seen, "term")[0] == ""
    assert "To make up credit this year, choose one that is still to come." in seen


def test_the_page_of_graduation_says_that_what_is_missing_is_in_the_plan(senior: World, client_of: ClientOf) -> None:
    diego = senior.people["diego"]
    before = graduation_page(diego)
    assert "Planned" not in before.headline
    assert "Planned for this year" not in {part.name for part in before.parts}
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "S2")

    after = graduation_page(diego)
    assert after.headline == f"{before.headline} Planned to make up for it: 0.5 credits."
    # Nothing of it is for a later year.
    assert ("Planned for this year", "0.5") in {(part.name, part.credits) for part in after.parts}
    assert "0.5 credits · S2" in page(client_of(senior, "diego"), senior)


def test_it_can_be_taken_out_again(senior: World, client_of: ClientOf) -> None:
    diego = client_of(senior, "diego")
    send(diego, senior, "ENG-11", 12, "S2")
    diego.post(address(senior, f"{planned('ENG-11').pk}/take-back/"))

    assert "make it up this year" in page(diego, senior)


def test_what_was_not_failed_keeps_to_the_terms_of_the_class(senior: World, client_of: ClientOf) -> None:
    planning = planning_of(senior.people["diego"], today=timezone.localdate())
    now = planning.ground.now
    assert now is not None
    assert now.terms_of(planning.offers["ENG-11"]) == ("S2", "Summer")
    whole = Offer("X", "X", 1000, 9, 12, terms=("S1 S2", "S2"))
    assert now.terms_of(whole) == ("S2", "Summer")


@pytest.mark.parametrize("summer", ["SU", "Summer", "Verano"])
def test_a_class_of_the_summer_on_the_record_takes_no_room_of_the_year(
    senior: World, client_of: ClientOf, tmp_path: Path, summer: str
) -> None:
    """The school allows five credits, and 4.5 of the year's own are there besides half a credit of the summer."""
    own = half(senior, "S1", "B"), half(senior, "S2", "F")
    band = half(senior, "S1 S2", "", ago=0, code="BAND", credits="4.5", status="in progress")
    summers = half(senior, summer, "B", ago=0, code="WELDING")
    take_transcripts(senior, tmp_path, *own, band, summers)
    LoadLimit.objects.create(
        district=senior.district, school=planning_of(senior.people["diego"], today=timezone.localdate()).school,
        units_a_year=5000, set_by=senior.people["dana"], set_at=timezone.now(),
    )  # fmt: skip

    assert "The class is in the plan." in send(client_of(senior, "diego"), senior, "ENG-11", 12, "S2")


@pytest.mark.parametrize(("language", "word"), [("en", "Summer"), ("es", "Verano")])
def test_families_read_summer_as_a_word(
    senior: World, client_of: ClientOf, tmp_path: Path, language: str, word: str
) -> None:
    take_transcripts(senior, tmp_path, half(senior, "SU", "C", code="WELDING"))
    diego = client_of(senior, "diego")
    diego.cookies["doorway_language"] = language
    text = diego.get(f"/graduation/{senior.people['diego'].pk}/").content.decode()

    assert f"{year_text(senior.year.end_year - 1)} {word}" in text
    assert f"{year_text(senior.year.end_year - 1)} SU" not in text


@pytest.mark.parametrize("summer", ["SU", "SU1", "Summer Session 2"])
def test_what_is_made_up_in_summer_counts_once_when_the_record_has_it(
    senior: World, client_of: ClientOf, tmp_path: Path, summer: str
) -> None:
    send(client_of(senior, "diego"), senior, "ENG-11", 12, "Summer")
    now = half(senior, summer, "", ago=0, status="in progress")
    take_transcripts(senior, tmp_path, half(senior, "S1", "B"), half(senior, "S2", "F"), now)

    filled = line(graduation_page(senior.people["diego"]), "la_11")
    assert [one.state for one in filled.taken] == ["earned", "in progress"]
    planning = planning_of(senior.people["diego"], today=timezone.localdate())
    assert no_longer(stands(planning)) == []


def january(world: World, folder: Path, *more: Row) -> list[Again]:
    """The first half of English 11 was failed in this school year; what the record has besides."""
    take_transcripts(world, folder, half(world, "S1", "F", ago=0), *more)
    return to_take_again(planning_of(world.people["diego"], today=timezone.localdate()))


@pytest.fixture
def in_january(senior: World) -> World:
    """Nothing of English 11 stands on the record of the years before."""
    TranscriptCourse.objects.all().delete()
    return senior


def test_a_half_that_was_failed_while_the_other_half_follows_is_listed_with_its_credit(
    in_january: World, tmp_path: Path, client_of: ClientOf
) -> None:
    """The class goes on, and the credit of the first half does not come back with it."""
    (one,) = january(in_january, tmp_path, half(in_january, "S2", "", ago=0, status="scheduled"))
    assert (one.code, one.mark, one.short, one.now) == ("ENG-11", "F", "0.5 credits", ("S2", "Summer"))

    seen = page(client_of(in_january, "diego"), in_january)
    assert "Missing: 0.5 credits." in seen[seen.index("To take again") :]


@pytest.mark.parametrize("course", ["with terms", "without"])
def test_the_failed_half_is_made_up_in_the_term_in_which_the_other_half_runs(
    in_january: World, tmp_path: Path, client_of: ClientOf, course: str
) -> None:
    if course == "without":
        CatalogCourse.objects.filter(code="ENG-11").update(terms="")
    january(in_january, tmp_path, half(in_january, "S2", "", ago=0, status="scheduled"))
    assert "The class is in the plan." in send(client_of(in_january, "diego"), in_january, "ENG-11", 12, "S2")

    assert (planned("ENG-11").part, planned("ENG-11").units) == ("1", 500)
    filled = line(graduation_page(in_january.people["diego"]), "la_11")
    assert [one.state for one in filled.taken] == ["scheduled this year", "proposed, not approved yet"]
    # As soon as the record has the half that is made up, that is what counts.
    made_up = half(in_january, "S2", "", ago=0, status="scheduled", part="1")
    january(in_january, tmp_path, half(in_january, "S2", "", ago=0, status="scheduled"), made_up)
    filled = line(graduation_page(in_january.people["diego"]), "la_11")
    assert [one.state for one in filled.taken] == ["scheduled this year"]


@pytest.mark.parametrize("term", ["S1", "S2", "Y"])
def test_of_a_class_that_is_repeated_now_only_what_is_not_repeated_is_listed(
    in_january: World, tmp_path: Path, term: str
) -> None:
    before = half(in_january, "S1", "F"), half(in_january, "S2", "F")
    again = half(in_january, term, "", ago=0, status="in progress", credits="1" if term == "Y" else "0.5")
    take_transcripts(in_january, tmp_path, *before, again)
    found = to_take_again(planning_of(in_january.people["diego"], today=timezone.localdate()))

    # Of two halves that were failed one is repeated: the other one is still missing.
    assert [(one.code, one.short) for one in found] == ([] if term == "Y" else [("ENG-11", "0.5 credits")])


def test_the_part_that_is_missing_is_not_found_in_a_year_to_come(
    senior: World, client_of: ClientOf, tmp_path: Path
) -> None:
    """A class that may be taken often is registered for the next year, too."""
    CatalogCourse.objects.filter(code="ENG-11").update(is_repeatable=True)
    senior.people["diego"].grade = "11"
    senior.people["diego"].save(update_fields=["grade"])
    for term in ("S1", "S2"):
        take_transcripts(senior, tmp_path, half(senior, term, "", ago=-1, status="scheduled", grade="12"))
    assert "The class is in the plan." in send(client_of(senior, "diego"), senior, "ENG-11", 11, "Summer")

    assert (planned("ENG-11").part, planned("ENG-11").units) == ("2", 500)


@pytest.mark.parametrize("terms", ["S1 S2", "Y", ""])
def test_the_part_that_is_missing_is_none_that_was_made_up_in_another_term(
    senior: World, client_of: ClientOf, tmp_path: Path, terms: str
) -> None:
    """The first half was made up in the second term, in which the second half was failed."""
    CatalogCourse.objects.filter(code="ENG-11").update(terms=terms)
    TranscriptCourse.objects.all().delete()
    rows = (("S1", "F", ""), ("S2", "F", ""), ("S2", "B", "1"))
    take_transcripts(senior, tmp_path, *(half(senior, term, mark, part=part) for term, mark, part in rows))
    assert "The class is in the plan." in send(client_of(senior, "diego"), senior, "ENG-11", 12, "Summer")

    assert (planned("ENG-11").part, planned("ENG-11").units) == ("2", 500)


def choices_of(text: str, name: str) -> tuple[list[str], list[str]]:
    """What a list offers, and what is chosen in it."""
    (inside,) = re.findall(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text, re.DOTALL)
    options = re.findall(r'<option value="([^"]*)"([^>]*)>', inside)
    return [value for value, _more in options], [value for value, more in options if " selected" in more]


def test_the_link_has_chosen_the_first_term_and_sends_as_it_is(senior: World, client_of: ClientOf) -> None:
    diego = client_of(senior, "diego")
    (link,) = re.findall(r'href="(/course-plan/[^"]*grade=12[^"]*)#propose"', page(diego, senior))
    text = diego.get(unescape(link)).content.decode()
    # Neither what has begun, nor a class without a term: credit is made up in one.
    assert choices_of(text, "term") == (["S2", "Summer"], ["S2"])

    data = {name: choices_of(text, name)[1][0] for name in ("course", "grade", "term")}
    assert diego.post(address(senior), data).status_code == 302
    assert planned("ENG-11").term == "S2"


def test_without_a_term_in_the_link_the_first_one_is_chosen_as_well(senior: World, client_of: ClientOf) -> None:
    text = client_of(senior, "diego").get(address(senior, "?course=ENG-11&grade=12")).content.decode()
    assert choices_of(text, "term") == (["S2", "Summer"], ["S2"])


def test_whoever_has_grades_to_come_is_offered_their_terms_as_well(
    senior: World, client_of: ClientOf, tmp_path: Path
) -> None:
    senior.people["diego"].grade = "11"
    senior.people["diego"].save(update_fields=["grade"])
    diego = client_of(senior, "diego")
    assert choices_of(diego.get(address(senior)).content.decode(), "term")[0] == ["", "S1 S2", "S2", "Summer"]
    text = diego.get(address(senior, "?course=ENG-11&grade=11")).content.decode()
    assert choices_of(text, "term") == (["", "S2", "Summer"], ["S2"])
    # What is refused is shown again with what is left.
    answer = diego.post(address(senior), {"course": "ENG-11", "grade": "11", "term": "S1 S2"})
    assert answer.status_code == 422
    assert choices_of(answer.content.decode(), "term")[0] == ["", "S2", "Summer"]


def read(client: Client, where: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(client.get(where).content.decode().split())


@pytest.mark.parametrize("who", ["diego", "dana"])
def test_a_senior_is_led_to_the_course_plan(senior: World, client_of: ClientOf, who: str) -> None:
    client, plan = client_of(senior, who), address(senior)
    text = read(client, f"/graduation/{senior.people['diego'].pk}/")
    assert f'href="{plan}">Plan classes that make up credit this year</a>' in text

    english = text[text.index('id="line-la_11"') :].split("</li>")[0]
    (link,) = re.findall(r'href="([^"]*)#propose">plan it', english)
    assert choices_of(read(client, unescape(link)), "term") == (["S2", "Summer"], ["S2"])


def test_the_conference_page_leads_to_the_course_plan(senior: World, client_of: ClientOf) -> None:
    where = reverse("conversation", args=[senior.people["diego"].pk])
    assert f'href="{address(senior)}"' in read(client_of(senior, "dana"), where)


def test_the_principal_reads_and_is_not_asked_to_plan(senior: World, client_of: ClientOf) -> None:
    Membership.objects.filter(person=senior.people["harriet"]).update(school=senior.schools["panguitch-high"])
    text = read(client_of(senior, "harriet"), f"/graduation/{senior.people['diego'].pk}/")
    assert "Here these would fill it" in text
    assert "plan it" not in text


def test_what_a_senior_makes_up_is_planned_for_this_year(senior: World, client_of: ClientOf) -> None:
    where = f"/graduation/{senior.people['diego'].pk}/"
    diego = client_of(senior, "diego")
    before = read(diego, where)
    assert "Planned to make up for it" not in before
    send(diego, senior, "ENG-11", 12, "S2")
    approved(senior, client_of(senior, "dana"))

    text = read(diego, where)
    assert "Planned to make up for it: 0.5 credits." in text[text.index('id="next-step"') :].split("</h2>")[0]
    assert "Planned for this year</dt><dd>0.5</dd>" in text
    assert "Planned for later years" not in text
    spanish = read(diego, where, "es")
    assert "Planeado para recuperar: 0.5 créditos." in spanish
    assert "Planeados para este año</dt><dd>0.5</dd>" in spanish


def test_what_is_made_up_now_and_what_is_planned_for_later_stand_apart(senior: World, client_of: ClientOf) -> None:
    senior.people["diego"].grade = "11"
    senior.people["diego"].save(update_fields=["grade"])
    diego = client_of(senior, "diego")
    send(diego, senior, "ENG-11", 11, "S2")
    send(diego, senior, "ENG-12", 12)

    text = read(diego, f"/graduation/{senior.people['diego'].pk}/")
    assert "Planned for this year</dt><dd>0.5</dd>" in text
    assert "Planned for later years</dt><dd>1</dd>" in text
