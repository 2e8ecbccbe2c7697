"""Titles of classes in the reader's language: from the catalog file, and written by the counselor."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from tests.world import World

from doorway.pathways.classes.places import Place
from doorway.pathways.classes.queries import classes_that_lead
from doorway.pathways.graduation.records import catalog_of
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, ENGLISH_9, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse
from doorway.pathways.occupations.catalog import catalog
from doorway.pathways.occupations.queries import portrait
from doorway.policy.queries import state_pack

ClientOf = Callable[[World, str], Client]
ADDRESS = "/data/course-titles/"


def course(code: str) -> CatalogCourse:
    return CatalogCourse.objects.get(code=code)


def read(client: Client, path: str, language: str) -> str:
    client.cookies["doorway_language"] = language
    return client.get(path).content.decode()


def test_the_column_of_the_file_is_shown_to_who_reads_spanish(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, *CATALOG[1:], ENGLISH_9 | {"title_es": "Inglés 9"})
    take_transcripts(world, tmp_path, ENGLISH)
    client = client_of(world, "rosa")
    address = f"/graduation/{world.people['diego'].pk}/"

    assert "English 9" in read(client, address, "en")
    page = read(client, address, "es")
    assert "Inglés 9" in page
    assert "English 9" not in page


def test_the_course_plan_names_classes_in_the_readers_language(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(
        world,
        tmp_path,
        *CATALOG,
        ENGLISH_9 | {"code": "WELD-2", "title": "Welding 2", "title_es": "Soldar 2", "grades": "11-12"},
    )
    page = read(client_of(world, "rosa"), f"/course-plan/{world.people['diego'].pk}/", "es")

    assert "Soldar 2" in page
    assert "Welding 2" not in page


def test_what_a_class_is_about_is_guessed_from_the_catalogs_own_words(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"code": "WELD", "title": "Welding", "title_es": "Taller", "areas": ""})
    found = portrait(catalog(state_pack(world.district)), "51-4121.00")
    assert found is not None
    with translation.override("es"):
        lead = classes_that_lead(
            found,
            Place(world.schools["panguitch-high"], around=tuple(world.schools.values())),
            catalog_of(world.district),
        )

    assert [(one.course.title, one.by_title) for one in lead.here] == [("Taller", True)]


def test_an_empty_cell_takes_no_title_away(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"title_es": "Inglés 9"})
    run = take_courses(world, tmp_path, ENGLISH_9 | {"title_es": ""})

    assert (run.counts["unchanged"], course("ENG-9").titles) == (1, {"es": "Inglés 9"})


def test_a_counselor_writes_several_at_once_and_reads_what_the_pack_calls_them(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    client = client_of(world, "dana")
    page = client.get(ADDRESS).content.decode()
    assert 'value="Inglés 9"' in page
    assert "As the state’s list calls it." in page
    assert course("ENG-9").titles == {}

    titles = {"ENG-9": "Inglés  9 ", "BAND": "Banda"}
    response = client.post(ADDRESS, {f"title-{course(code).pk.hex}": text for code, text in titles.items()})
    assert response["Location"] == f"{ADDRESS}?in=es"
    assert (course("ENG-9").titles, course("BAND").titles) == ({"es": "Inglés 9"}, {"es": "Banda"})
    assert [row.titles for row in course("BAND").history.order_by("history_date")] == [{}, {"es": "Banda"}]
    page = client.get(ADDRESS).content.decode()
    assert "2 titles are kept." in page
    assert f"Without a title ({len(CATALOG) - 2})" in page

    key = course("BAND").pk.hex
    client.post(f"{ADDRESS}?show=all", {f"title-{key}": "", f"was-{key}": "Banda"})
    assert course("BAND").titles == {}


def fields(client: Client) -> dict[str, str]:
    """The form of all classes as a page sends it."""
    page = client.get(f"{ADDRESS}?show=all").content.decode()
    found = re.findall(r'<input[^>]* name="((?:title|was)-[^"]*)"[^>]* value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_what_somebody_else_has_written_meanwhile_stays(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    """Sam and Dana have the page open; the pack proposes a title for English 9, which Dana's page sends as well."""
    take_courses(world, tmp_path, *CATALOG[:-1], CATALOG[-1] | {"title_es": "Banda"})
    sam, dana = client_of(world, "sam"), client_of(world, "dana")
    dana.cookies["doorway_language"] = "en"
    english, band, math = (course(code).pk.hex for code in ("ENG-9", "BAND", "MATH-1"))
    older = fields(dana)
    assert older[f"title-{english}"] == "Inglés 9"
    assert older[f"was-{english}"] == ""
    sam.post(ADDRESS, fields(sam) | {f"title-{english}": "Inglés de noveno", f"title-{band}": "Banda escolar"})
    assert course("ENG-9").titles == {"es": "Inglés de noveno"}

    page = dana.post(f"{ADDRESS}?show=all", older | {f"title-{math}": "Mate I", f"title-{band}": ""}, follow=True)
    text = html.unescape(page.content.decode())

    assert course("ENG-9").titles == {"es": "Inglés de noveno"}
    assert course("BAND").titles == {"es": "Banda escolar"}
    assert "English 9: somebody has written “Inglés de noveno” in the meantime. Not kept: “Inglés 9”." in text
    assert "Band: somebody has written “Banda escolar” in the meantime. It was not taken away." in text
    assert [row.titles for row in course("ENG-9").history.order_by("history_date")][-1] == {"es": "Inglés de noveno"}


def test_what_was_not_touched_is_no_news_and_a_newer_page_writes(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, *CATALOG[:-1], CATALOG[-1] | {"title_es": "Banda"})
    sam, dana = client_of(world, "sam"), client_of(world, "dana")
    dana.cookies["doorway_language"] = "es"
    band, key = course("BAND"), course("BAND").pk.hex
    older = {f"title-{key}": "Banda", f"was-{key}": "Banda"}
    sam.post(f"{ADDRESS}?show=all", {f"title-{key}": "", f"was-{key}": "Banda"})
    assert course("BAND").titles == {}

    assert band.title not in dana.post(ADDRESS, older, follow=True).content.decode().split("<form")[0]
    assert course("BAND").titles == {}
    page = html.unescape(dana.post(ADDRESS, older | {f"title-{key}": "La banda"}, follow=True).content.decode())
    assert f"{band.title}: alguien quitó el título mientras tanto. No se guardó: «La banda»." in page
    dana.post(ADDRESS, {f"title-{key}": "La banda", f"was-{key}": ""})
    assert course("BAND").titles == {"es": "La banda"}


def test_a_page_that_says_not_what_it_showed_takes_nothing_away(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, *CATALOG[:-1], CATALOG[-1] | {"title_es": "Banda"})
    for text in ("", "Otra"):
        client_of(world, "dana").post(f"{ADDRESS}?show=all", {f"title-{course('BAND').pk.hex}": text, "title-x": "y"})
        assert course("BAND").titles == {"es": "Banda"}


@pytest.mark.both
def test_classes_with_and_without_a_title_are_told_apart(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"title_es": "Inglés 9"}, CATALOG[1])
    page = client_of(world, "sam").get(ADDRESS).content.decode()

    assert "Without a title (1)" in page
    assert "All that are offered (2)" in page
