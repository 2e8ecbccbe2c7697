"""The interest check-in on its page: explained, kept nowhere, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import World

from doorway.pathways.occupations.activities import ACTIVITIES, TEXTS, WORK
from doorway.pathways.occupations.catalog import catalog
from doorway.policy.packs import load_pack

ClientOf = Callable[[World, str], Client]
PAGE = "/occupations/check-in/"


def page(client: Client, answers: dict[str, object] | None = None, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(f"{PAGE}?{urlencode(answers or {})}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def likes(letters: str) -> dict[str, object]:
    return {one.key: 2 if one.interest in letters else 0 for one in ACTIVITIES}


def test_six_of_each_interest_are_asked() -> None:
    assert Counter(one.interest for one in ACTIVITIES) == dict.fromkeys("RIASEC", 6)
    assert len({one.key for one in ACTIVITIES}) == 36


def test_answers_are_explained(world: World, client_of: ClientOf) -> None:
    found = page(client_of(world, "diego"), likes("R"))

    assert "What stands out in your answers" in found
    assert "Building and fixing" in found
    assert "You would like 6 of 6: Build kitchen cabinets, Raise and tend to farm animals" in found
    assert "Because you would like to: Build kitchen cabinets" in found
    assert "not a verdict" in found
    assert found.count('class="dw-work__title"><a href="/occupations/') == 12


def test_who_likes_few_things_is_shown_their_work(world: World, client_of: ClientOf) -> None:
    """Four of thirty-six: a seventh grader who is choosy, not somebody who answers all alike."""
    few = likes("") | {"r2": 2, "i3": 2, "s3": 2, "r5": 2}
    found = page(client_of(world, "diego"), few)

    assert "Nothing stands out" not in found
    assert "You would like 2 of 6: Raise and tend to farm animals, Put out forest fires." in found
    for title in ("Farmer or rancher", "Registered nurse", "Firefighter"):
        assert title in found
    assert "Because you would like to: Put out forest fires." in found[found.index(">Firefighter<") :]
    assert "Because it is a kind of work that stands out in your answers: Building and fixing." in found


def test_work_that_was_refused_is_not_suggested(world: World, client_of: ClientOf) -> None:
    wheels = likes("") | {"r1": 2, "r3": 2, "r4": 2, "r6": 2}
    client = client_of(world, "diego")
    refused, unsure = page(client, wheels), page(client, wheels | {"r2": 2})

    assert "Truck driver" in refused
    for animals in ("39-2011.00", "39-2021.00", "11-9013.00", "45-2093.00"):
        assert animals not in refused
    assert "11-9013.00" in unsure


def test_nothing_liked_is_not_called_alike(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")
    unsure = page(client, likes("") | {"r2": 1})

    assert "You have not marked “I would like it” for anything." in unsure
    assert "You said the same about everything." in page(client, likes(""))
    assert "You said the same about everything." not in unsure


def test_another_answer_leads_elsewhere(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")
    helping, building = page(client, likes("S")), page(client, likes("R"))

    assert "Because you would like to: Help people" in helping
    assert "Because you would like to: Help people" not in building


def test_nothing_stands_out_for_who_likes_everything(world: World, client_of: ClientOf) -> None:
    found = page(client_of(world, "diego"), likes("RIASEC"))

    assert "Nothing stands out" in found
    assert "Occupations worth a look" not in found


def test_few_answers_are_not_enough_and_stay(world: World, client_of: ClientOf) -> None:
    found = page(client_of(world, "diego"), {"r1": 2, "a1": 0, "zz": 2, "r2": 9})

    assert "2 answers are not enough yet" in found
    assert 'name="r1" value="2" checked' in found
    assert 'name="r2" value="2" checked' not in found


def test_it_is_in_spanish(world: World, client_of: ClientOf) -> None:
    found = page(client_of(world, "rosa"), likes("R"), "es")

    assert "Construir y arreglar" in found
    assert "Por haber marcado «Me gustaría»:" in found
    assert "Hacer muebles de cocina" in found


@pytest.mark.parametrize("answers", [{}, {"r1": 2}, likes("R"), likes("RIASEC")])
def test_in_spanish_it_calls_nobody_tu_or_usted(world: World, client_of: ClientOf, answers: dict[str, object]) -> None:
    """A guardian reads it as well as a student."""
    found = page(client_of(world, "rosa"), answers, "es")
    text = re.sub(r"<[^>]+>", " ", found[found.index("<main") : found.index("</main>")])

    assert "Gustos e intereses" in text
    words = set(re.findall(r"\w+", text.lower()))
    assert not words & {"te", "tu", "tus", "tú", "usted", "di", "dijiste", "contesta"}


def test_nothing_is_written_down(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "diego")
    page(client)
    with CaptureQueriesContext(connection) as captured:
        page(client, likes("RA"))

    assert not [query["sql"] for query in captured if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_where_the_answers_stand_is_said(world: World, client_of: ClientOf) -> None:
    """They are in an address, and a browser keeps addresses."""
    for who, language, words in (
        ("diego", "en", ("can find that address in the history of the browser", "does not keep your answers")),
        ("rosa", "es", ("en el historial del navegador", "no guarda las respuestas")),
    ):
        found = page(client_of(world, who), language=language)
        assert all(one in found for one in words)
        assert "nobody sees them" not in found


@pytest.mark.django_db
def test_every_activity_is_the_work_of_an_occupation_of_its_kind() -> None:
    assert WORK.keys() == TEXTS.keys()
    works = catalog(load_pack("utah")).works.values()
    lonely = [
        one.key
        for one in ACTIVITIES
        if not any(work.code.startswith(one.work) and one.interest in work.interests for work in works)
    ]
    assert lonely == []


def test_the_reason_of_a_teacher_is_teaching(world: World, client_of: ClientOf) -> None:
    found = page(client_of(world, "diego"), likes("S"))
    about = found[found.index('href="/occupations/25-') :]
    reason = re.search(r"Because you would like to:([^<]*)", about)
    assert reason
    assert reason[1].strip().startswith("Teach")
