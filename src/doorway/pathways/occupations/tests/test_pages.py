"""Looking for occupations, with the starter set alone and with the releases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import KeptOccupation
from doorway.pathways.occupations import wording
from doorway.pathways.occupations.catalog import catalog
from doorway.pathways.occupations.imports import Sure, take_in_onet, take_in_wages
from doorway.pathways.occupations.tests.releases import CHIEF, NURSE, SHORT, WAGES, WELDER, write
from doorway.policy.packs import load_pack
from doorway.policy.queries import state_pack

ClientOf = Callable[[World, str], Client]
PAGE = "/occupations/"


@pytest.fixture
def released(db: None, tmp_path: Path) -> None:
    """A small release of both kinds is taken in."""
    now = timezone.now()
    take_in_onet(write(tmp_path / "r", SHORT), release="29.9", now=now, progress=lambda done, total: None)
    path = tmp_path / "may2031.csv"
    path.write_text(WAGES.replace("93600", "99999"), encoding="utf-8")
    take_in_wages(path, now=now, progress=lambda done, total: None)


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_everybody_who_is_signed_in_looks_around(world: World, client_of: ClientOf) -> None:
    for who in ("diego", "rosa", "dana", "june"):
        page = text(client_of(world, who), PAGE)
        assert "By what you like" in page
        assert "Farms, ranches and forests" in page
    assert Client().get(PAGE).status_code == 302


def test_a_student_finds_the_lineman_by_a_mistyped_word(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "diego"), PAGE + "?q=linemann")

    assert page.index('href="/occupations/49-9051.00/"') < page.index("Builds and repairs the power lines")
    assert "High school diploma · $92,560 a year (2024)" in page


def test_a_family_finds_it_in_spanish(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "rosa"), PAGE + "?q=quiero+ser+enfermera", "es")

    assert page.index("Enfermero titulado") < page.index("Auxiliar de enfermería")
    assert "También se llama: <span>enfermera</span>" in page
    assert "$93,600 al año (2024)" in page


def test_nothing_found_says_what_to_do(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "diego"), PAGE + "?q=xyzzyx")

    assert "Nothing found." in page
    assert "Look around" in page


def test_what_is_not_here_is_said_to_be_not_here(world: World, client_of: ClientOf) -> None:
    midwife = text(client_of(world, "rosa"), PAGE + "?q=partera", "es")
    typed = text(client_of(world, "diego"), PAGE + "?q=vetrinarian")
    sure = text(client_of(world, "diego"), PAGE + "?q=nurses")

    assert "“partera” es una ocupación de la que aquí todavía no hay nada escrito." in midwife
    # Work of the same kind, and not the mail carrier (cartera).
    assert "Estas se le parecen:" in midwife
    assert 'href="/occupations/29-1141.00/"' in midwife
    assert 'href="/occupations/43-5052.00/"' not in midwife
    assert "Nothing here is called “vetrinarian”. These come nearest:" in typed
    assert typed.index("29-1131.00") > 0
    assert "Nothing here is called" not in sure


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?interest=A", "27-1024.00", "51-4121.00"),
        ("?education=graduate", "29-1131.00", "51-4121.00"),
        ("?cluster=agriculture", "29-1131.00", "29-1141.00"),
        # Many begin with a high school diploma, though a certificate is in the middle; the other way round nobody would
        # find what can be entered with one.
        ("?field=45&education=high_school", "45-2093.00", "29-1141.00"),
        ("?education=certificate", "29-2061.00", "45-2093.00"),
        ("?cluster=health&education=certificate", "29-2061.00", "29-1141.00"),
        ("?q=technician&cluster=computers", "49-2022.00", "29-2034.00"),
        ("?field=45", "45-2093.00", "29-1141.00"),
        ("?field=29&education=certificate", "29-2043.00", "29-1141.00"),
        ("?q=nurse&education=certificate", "29-2061.00", "29-1141.00"),
    ],
)
def test_looking_around_narrows(world: World, client_of: ClientOf, query: str, there: str, not_there: str) -> None:
    page = text(client_of(world, "diego"), PAGE + query)

    assert f'href="/occupations/{there}/"' in page
    assert f'href="/occupations/{not_there}/"' not in page


def test_what_nobody_knows_in_the_address_narrows_nothing(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "diego"), PAGE + "?field=99&cluster=x&interest=RIA&education=x&page=77")

    assert "By what you like" in page


def test_the_career_clusters_are_a_way_to_look_around(world: World, client_of: ClientOf) -> None:
    page = text(client_of(world, "diego"), PAGE)

    assert '<h2 id="by-cluster">By career cluster</h2>' in page
    assert (
        '<a href="?cluster=law">Law, Public Safety, Corrections and Security</a> <span class="dw-quiet">8</span>'
        in page
    )
    assert '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">By field of work' in page
    page = text(client_of(world, "rosa"), PAGE + "?cluster=health", "es")
    assert "<h2>Ciencias de la salud</h2> <p>Cuidar la salud de las personas" in page
    assert '<option value="health" selected>Ciencias de la salud</option>' in page
    assert "27 ocupaciones" in page


def test_an_occupation_names_its_cluster_and_leads_to_it(world: World, released: None, client_of: ClientOf) -> None:
    client = client_of(world, "diego")

    page = text(client, f"{PAGE}{WELDER}/")
    above = page[page.index('class="dw-eyebrow"') : page.index("<h1>")]
    assert 'Career cluster: <a href="/occupations/?cluster=manufacturing">Manufacturing</a>' in above
    # The field of work is another way to sort the same: beside the cluster it would read like a second answer.
    assert "Field of work" not in page
    assert wording.field_name("51") not in page
    # What only the release brings follows the state's groups.
    assert '<a href="/occupations/?cluster=business">' in text(client, f"{PAGE}{CHIEF}/")
    assert f'href="/occupations/{CHIEF}/"' in text(client, PAGE + "?cluster=business&page=2")


def test_a_state_without_clusters_shows_the_fields_of_work(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(load_pack("utah"), clusters=None)
    monkeypatch.setattr("doorway.pathways.occupations.queries.state_pack", lambda district: bare)
    client = client_of(world, "diego")
    page = text(client, PAGE)

    assert "By career cluster" not in page
    assert '<h2 id="by-field">By field of work</h2>' in page
    nurse = text(client, f"{PAGE}{NURSE}/")
    assert "Career cluster" not in nurse
    assert f"Field of work: {wording.field_name('29')}</p>" in nurse


def test_a_long_list_has_pages_that_keep_the_question(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")

    assert "?interest=R&amp;page=2" in text(client, PAGE + "?interest=R")
    assert '<ol class="dw-works" start="21">' in text(client, PAGE + "?interest=R&page=2")


def test_an_occupation_says_what_it_takes_and_what_it_pays_with_source_and_year(
    world: World, client_of: ClientOf
) -> None:
    page = text(client_of(world, "diego"), f"{PAGE}{NURSE}/")

    assert "Cares for patients, gives medicine" in page
    assert "Four-year college degree" in page
    assert "$93,600 a year in the middle: half earn more, half earn less (United States, 2024)" in page
    assert "3,282,010 people in the United States" in page
    assert "Helping, Finding out, Organizing" in page
    assert "Occupational Employment and Wage Statistics, May 2024" in page
    assert "CC BY 4.0" in page
    assert "29-1171.00" in page  # related
    assert "What people do in this work" not in page  # nothing was taken in that says it


def test_a_wage_of_a_wider_group_or_an_education_nobody_was_asked_about_says_so(
    world: World, client_of: ClientOf
) -> None:
    client = client_of(world, "diego")

    assert "They are of a wider group of occupations together." in text(client, f"{PAGE}31-1121.00/")
    assert "(our estimate: nobody was asked)" in text(client, f"{PAGE}11-9013.00/")
    assert "$23.33 an hour" in text(client, f"{PAGE}27-2011.00/")


def test_a_release_adds_what_it_knows_and_the_packs_words_stay(
    world: World, released: None, client_of: ClientOf
) -> None:
    page = text(client_of(world, "diego"), f"{PAGE}{NURSE}/")

    assert "Cares for patients, gives medicine" in page
    assert "Record vital signs." in page
    assert "Looking for ways to help" in page
    assert "Epic Systems" in page
    assert "$99,999 a year" in page
    assert "(United States, 2031)" in page
    assert "O*NET 29.9" in page
    assert page.index(f"{PAGE}{WELDER}/") < page.index(f"{PAGE}{CHIEF}/")


def test_an_occupation_of_a_release_alone_is_english_and_marked_so(
    world: World, released: None, client_of: ClientOf
) -> None:
    client = client_of(world, "diego")

    assert "Company President" in text(client, PAGE + "?q=company+president")
    page = text(client, f"{PAGE}{CHIEF}/", "es")
    assert '<h1><span lang="en">Chief Executives</span></h1>' in page
    assert '<span lang="en">Determine policies.</span>' in page


def test_a_newer_release_is_seen_at_once(world: World, released: None, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(world, "diego")
    assert "welder of a new kind" not in text(client, PAGE + "?q=plasma")
    newer = SHORT["alternate_titles"] + f"{WELDER},Plasma welder of a new kind,\n"
    take_in_onet(
        write(tmp_path / "n", SHORT, alternate_titles=newer), release="30.0", now=timezone.now(),
        progress=lambda done, total: None,
    )  # fmt: skip

    assert "Plasma welder of a new kind" in text(client, PAGE + "?q=plasma")


def test_a_code_that_nobody_lists_is_not_there(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")

    assert client.get(f"{PAGE}99-9999.00/").status_code == 404
    assert client.get(f"{PAGE}nurse/").status_code == 404
    assert client.get(PAGE, {"q": "nurse\x00"}).status_code == 200


def test_an_occupation_that_a_newer_release_does_not_list_is_said_to_be_gone(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    told = {"now": timezone.now(), "progress": lambda done, total: None}
    actor = "27-9999.00"
    also = {
        name: SHORT[name] + line
        for name, line in (
            ("occupations", f"{actor},Street Performers,Perform.\n"),
            ("alternate_titles", f"{actor},Busker,\n"),
            ("job_zones", f"{actor},2,\n"),
            ("interests", f"{actor},OI,Artistic,6.5,11/2023\n"),
            ("education_required", f"{actor},2,100\n"),
        )
    }
    take_in_onet(write(tmp_path / "a", SHORT | also), release="29.8", **told)
    diego = client_of(world, "diego")
    KeptOccupation.objects.get_or_create(
        district=world.district, student=world.people["diego"], code=actor, let_go_at=None,
        defaults={"title": {"en": "Street Performers"}, "kept_at": timezone.now()},
    )  # fmt: skip
    take_in_onet(write(tmp_path / "b", SHORT), release="29.9", sure=Sure(fewer=True), **told)

    for language, said in (("en", "does not have this occupation any more"), ("es", "ya no tiene esta ocupación")):
        diego.cookies["doorway_language"] = language
        answer = diego.get(f"/occupations/{actor}/")
        assert answer.status_code == 410
        page = " ".join(answer.content.decode().split())
        assert '<h1 lang="en">Street Performers</h1>' in page
        assert said in page
        address = reverse("student_occupations", args=[world.people["diego"].pk])
        assert said in " ".join(diego.get(address).content.decode().split())
    assert diego.get("/occupations/27-9998.00/").status_code == 404
    # It is there again when a release has it again.
    take_in_onet(write(tmp_path / "c", SHORT | also), release="30.0", sure=Sure(renamed=True), **told)
    assert diego.get(f"/occupations/{actor}/").status_code == 200


def test_with_how_little_many_begin_is_said(world: World, client_of: ClientOf) -> None:
    diego = client_of(world, "diego")
    said = "Many begin with: No diploma needed (in the middle: Certificate or some college)"
    assert said in text(diego, PAGE + "37-3011.00/")
    spanish = text(diego, PAGE + "37-3011.00/", "es")
    assert "Muchos empiezan con: " in spanish
    assert "figures shortened" not in spanish
    # Where many begin with what half have, only that is said.
    assert "Many begin with" not in text(diego, PAGE + "15-1252.00/").split("Others like it")[0]


def works_of(page: str) -> set[str]:
    """The codes of the occupations in a list."""
    return set(re.findall(r'<h3 class="dw-work__title"><a href="/occupations/([^/"]+)/"', page))


def test_list_filter_and_page_say_the_same_education(world: World, client_of: ClientOf) -> None:
    """Every occupation stands under the step that its own page names first, and the steps count each of them once."""
    diego = client_of(world, "diego")
    works, listed = catalog(state_pack(world.district)), Counter[str]()
    for step in works.steps:
        number, found = 1, set[str]()
        while more := works_of(text(diego, f"{PAGE}?education={step}&page={number}")) - found:
            found |= more
            number += 1
        listed.update(found)
        assert found == {code for code, work in works.works.items() if (work.least or work.education) == step}
    assert set(listed) == set(works.works)
    assert set(listed.values()) == {1}


@pytest.mark.parametrize(
    ("language", "listed", "meant", "heading"),
    [
        ("en", "Many begin with: High school diploma (in the middle: Certificate or some college)",
         "For at least one in four of them the first is enough", "<h2>Many begin with: High school diploma</h2>"),
        ("es", "Muchos empiezan con: Diploma de preparatoria (en el medio: ",
         "Para al menos una de cada cuatro basta lo primero",
         "<h2>Muchos empiezan con: Diploma de preparatoria</h2>"),
    ],
)  # fmt: skip
def test_what_many_begin_with_is_explained_with_its_source(
    world: World, client_of: ClientOf, language: str, listed: str, meant: str, heading: str
) -> None:
    diego = client_of(world, "diego")
    diego.cookies["doorway_language"] = language
    page = " ".join(unescape(diego.get(f"{PAGE}45-2093.00/").content.decode()).split())
    narrowed = " ".join(unescape(diego.get(f"{PAGE}?education=high_school&field=45").content.decode()).split())

    assert listed in page
    assert meant in page
    assert f'{"Source" if language == "en" else "Fuente"}: <span lang="en">O*NET 29.3' in page
    assert "universitarios). Se" in page or "college). People" in page
    assert listed in narrowed
    assert heading.removesuffix("</h2>") in narrowed
