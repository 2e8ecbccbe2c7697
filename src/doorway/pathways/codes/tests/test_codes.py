"""Which national code a class has: guessed, confirmed by a person, checked, with how it came about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.classes.subjects import subjects
from doorway.pathways.imports.tests.files import reasons, take_courses
from doorway.pathways.models import CatalogCourse, CodeChange
from doorway.pathways.occupations.imports import take_in_sced

ClientOf = Callable[[World, str], Client]
ADDRESS = "/data/course-codes/"
TABLE = (
    "sced_code,title,description\n01001,English/Language Arts I (9th grade),Grammar.\n03051,Biology,About life.\n"
    "13207,Welding,About metals.\n13999,Manufacturing—Other,Other ones.\n"
)
BIOLOGY = {"code": "BIO", "title": "Biology", "credits": "1", "grades": "9-12"}
METAL = {"code": "MW-1", "title": "Metals and Welding 1", "credits": "1", "grades": "9-12"}


@pytest.fixture
def table(world: World, tmp_path: Path) -> None:
    path = tmp_path / "sced_v12.csv"
    path.write_text(TABLE, encoding="utf-8")
    take_in_sced(path, now=timezone.now(), progress=lambda done, total: None)


def course(code: str) -> CatalogCourse:
    return CatalogCourse.objects.get(code=code)


def fields(*said: tuple[str, str, str]) -> dict[str, str]:
    """What is sent for classes: what was chosen, and what was typed; each with the code that appears there now."""
    sent = {}
    for code, chosen, typed in said:
        found = course(code)
        sent |= {f"code-{found.pk.hex}": chosen, f"other-{found.pk.hex}": typed, f"was-{found.pk.hex}": found.sced}
    return sent


@pytest.mark.usefixtures("table")
def test_a_guess_is_shown_with_its_words_and_nothing_is_taken_by_itself(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, BIOLOGY, METAL)
    page = client_of(world, "dana").get(ADDRESS).content.decode()

    assert "Same words: metals, welding" in page
    assert "Manufacturing" in page
    assert "School Courses for the Exchange of Data (SCED, version 12)" in page
    assert "checked" not in page
    assert set(CatalogCourse.objects.values_list("sced", flat=True)) == {""}


@pytest.mark.usefixtures("table")
def test_several_are_confirmed_at_once_and_how_is_kept(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY, METAL, BIOLOGY | {"code": "HALL", "title": "Study Hall"})
    client = client_of(world, "dana")
    response = client.post(ADDRESS, fields(("BIO", "03051", ""), ("MW-1", "", ""), ("HALL", "none", "")))

    assert response["Location"] == ADDRESS
    assert (course("BIO").sced, course("MW-1").sced, course("HALL").sced) == ("03051", "", "")
    changes = {change.course.code: change for change in CodeChange.objects.select_related("course", "by")}
    assert (changes["BIO"].how, changes["BIO"].words) == ("confirmed", ["biology"])
    assert (changes["HALL"].how, changes["HALL"].by) == ("none", world.people["dana"])
    assert course("BIO").history.count() == 2
    page = client.get(ADDRESS).content.decode()
    assert "2 codes are kept." in page
    assert "Without a code (1)" in page
    assert "No code fits (1)" in page
    assert "A guess was confirmed (biology)" in page


@pytest.mark.usefixtures("table")
def test_a_code_that_is_typed_is_checked_against_the_table(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY, METAL)
    client = client_of(world, "sam")
    response = client.post(ADDRESS, fields(("BIO", "other", "99999"), ("MW-1", "", "13207G1.0011")))

    assert response.status_code == 422
    assert "The national table has no 99999." in response.content.decode()
    assert (course("BIO").sced, course("MW-1").sced) == ("", "13207G1.0011")
    assert CodeChange.objects.get().how == "entered"
    wrong = client.post(ADDRESS, fields(("BIO", "other", "welding"))).content.decode()
    assert "begins with five digits" in wrong
    assert 'value="welding"' in wrong


@pytest.mark.usefixtures("table")
def test_who_was_slower_is_told_and_overwrites_nothing(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY)
    client, sent = client_of(world, "dana"), fields(("BIO", "03051", ""))
    client.post(f"{ADDRESS}?show=all", fields(("BIO", "other", "13207")))
    response = client.post(f"{ADDRESS}?show=all", sent)

    assert "Somebody has changed this code in the meantime." in response.content.decode()
    assert course("BIO").sced == "13207"
    assert CodeChange.objects.count() == 1


@pytest.mark.usefixtures("table")
def test_a_catalog_file_is_checked_and_takes_no_code_away(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY, METAL)
    client_of(world, "dana").post(ADDRESS, fields(("BIO", "03051", "")))
    run = take_courses(world, tmp_path, BIOLOGY | {"sced": ""}, METAL | {"sced": "13998"})

    assert reasons(run, "forgiven") == [(3, "sced", "sced_unknown")]
    assert (course("BIO").sced, course("MW-1").sced) == ("03051", "13998")
    last = CodeChange.objects.get(how="file")
    assert (last.course.code, last.before, last.code, last.by, last.run) == ("MW-1", "", "13998", None, run)
    page = client_of(world, "sam").get(f"{ADDRESS}?show=unknown").content.decode()
    assert "the table does not have it" in page
    assert "With a code that the table does not have (1)" in page


@pytest.mark.usefixtures("table")
def test_with_its_code_a_class_is_no_longer_guessed_from_its_title(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, METAL | {"title": "Shop"})
    before = subjects().of(course("MW-1").sced, "Shop")[1]
    client_of(world, "dana").post(ADDRESS, fields(("MW-1", "other", "13207")))
    subject, by_title = subjects().of(course("MW-1").sced, "Shop")

    assert (before, by_title, subject and subject.key) == (True, False, "metal")


def test_without_the_table_the_page_says_how_to_get_it(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY)
    client = client_of(world, "sam")
    page = client.get(ADDRESS).content.decode()

    assert "doorway import sced" in page
    assert "Same words" not in page
    client.post(ADDRESS, fields(("BIO", "other", "03051")))
    assert course("BIO").sced == "03051"


def test_nothing_chosen_changes_nothing(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY)
    response = client_of(world, "sam").post(ADDRESS, fields(("BIO", "", "")), follow=True)

    assert "Nothing was chosen" in response.content.decode()
    assert not CodeChange.objects.exists()


@pytest.mark.usefixtures("table")
def test_a_long_catalog_costs_no_more_queries(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    client, counts = client_of(world, "sam"), []
    for number in (1, 60):
        take_courses(world, tmp_path, *(BIOLOGY | {"code": f"B-{n}", "sced": "99999"} for n in range(number)))
        client.get(f"{ADDRESS}?show=unknown")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{ADDRESS}?show=unknown")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 12


@pytest.mark.both
def test_the_database_keeps_how_a_code_came_about(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, BIOLOGY)
    client_of(world, "sam").post(ADDRESS, fields(("BIO", "other", "03051")))

    for change in ({"code": "13207"}, {"before": "13207"}, {"how": "confirmed"}, {"by": world.people["dana"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CodeChange.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeChange.objects.create(
            district=world.district, course=course("BIO"), code="03051", how="confirmed", at=timezone.now()
        )
