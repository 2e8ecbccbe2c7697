"""What a student keeps is in the plan: on the pages, in the version, on paper, among the changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.pathways.occupations.actions import keep, let_go, put_in_place
from doorway.pathways.occupations.catalog import catalog
from doorway.plans.actions.versions import share
from doorway.plans.core.changes import changes
from doorway.plans.core.document import from_json, to_json
from doorway.plans.documents import document_for, shared_document
from doorway.plans.packet.copies import Wish, copies_of
from doorway.plans.packet.press import press
from doorway.plans.tests.paper import Paper
from doorway.plans.tests.stage import full_plan, plan_of
from doorway.plans.wording import change_lines
from doorway.policy.packs import load_pack
from doorway.roster.models import Guardianship

ClientOf = Callable[[World, str], Client]
LINEMAN, WELDER, NURSE = "49-9051.00", "51-4121.00", "29-1141.00"
DAY = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture
def diego(world: World) -> Chooser:
    """Diego keeps the welder first, then makes the lineman his first choice."""
    own = Chooser(world.people["diego"], world.people["diego"], SaidAs.STUDENT)
    works = catalog(load_pack("utah")).works
    keep(own, works[WELDER], now=DAY)
    put_in_place(own, keep(own, works[LINEMAN], now=DAY + timedelta(days=1)).pk, 1, now=DAY + timedelta(days=1))
    keep(own, works[NURSE], now=DAY + timedelta(days=2))
    return own


def shared(world: World) -> None:
    """Diego's plan is shared with his family."""
    full_plan(world, "diego", teacher="dana")
    share(plan_of(world, "diego"), by=world.user("dana"), now=timezone.now())


def page(client: Client, address: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_document_holds_what_is_kept_in_its_order(world: World, diego: Chooser) -> None:
    document = document_for(world.people["diego"])

    assert [(one.title["en"], one.place, one.kept_on.day) for one in document.occupations] == [
        ("Lineman", 1, 3),
        ("Welder", 2, 2),
        ("Registered nurse", None, 4),
    ]
    assert document.occupations[1].title["es"] == "Soldador"
    assert from_json(to_json(document)) == document
    assert not document.is_empty


def test_a_version_from_before_is_read_as_one_without(world: World) -> None:
    data = to_json(document_for(world.people["diego"]))
    del data["occupations"]

    assert from_json(data).occupations == ()


def test_a_version_is_frozen_and_the_next_one_says_what_changed(world: World, diego: Chooser) -> None:
    before = shared_document(plan_of(world, "diego"))
    rows = {row.code: row for row in diego.student.kept_occupations.all()}
    let_go(diego, rows[NURSE].pk, now=timezone.now())
    put_in_place(diego, rows[WELDER].pk, 1, now=timezone.now())
    after = shared_document(plan_of(world, "diego"))

    with translation.override("es"):
        lines = [(line.how, line.what, line.before, line.after) for line in change_lines(changes(before, after))]
    assert lines == [
        ("Cambiado", "Ocupación", "Soldador (segunda opción)", "Soldador (primera opción)"),
        ("Cambiado", "Ocupación", "Liniero eléctrico (primera opción)", "Liniero eléctrico (segunda opción)"),
        ("Ya no está", "Ocupación", "Enfermero titulado", ""),
    ]


def test_the_family_reads_it_in_the_shared_plan_in_its_language(
    world: World, diego: Chooser, client_of: ClientOf
) -> None:
    shared(world)

    letter = page(client_of(world, "rosa"), reverse("family_plan", args=[world.people["diego"].pk]), "es")

    assert "Ocupaciones de interés" in letter
    assert "Liniero eléctrico, <strong>primera opción</strong>" in letter
    # What is let go afterwards stays in the version that was shared.
    let_go(diego, diego.student.kept_occupations.get(code=NURSE).pk, now=timezone.now())
    assert "Enfermero titulado" in page(
        client_of(world, "rosa"), reverse("family_plan", args=[world.people["diego"].pk]), "es"
    )


def test_the_counselor_sees_it_in_the_conversation_and_goes_on_from_there(
    world: World, diego: Chooser, client_of: ClientOf
) -> None:
    student = world.people["diego"].pk
    talk = page(client_of(world, "dana"), reverse("conversation", args=[student]))

    assert f'<a href="/occupations/{LINEMAN}/">Lineman</a>, first choice' in talk
    assert f'href="/occupations/of/{student}/"' in talk


def test_an_elementary_conversation_has_no_such_part(world: World, client_of: ClientOf) -> None:
    assert "/occupations/of/" not in page(
        client_of(world, "june"), reverse("conversation", args=[world.people["mateo"].pk])
    )


def test_the_students_own_part_leads_to_the_occupations(world: World, client_of: ClientOf) -> None:
    assert f'href="/occupations/of/{world.people["diego"].pk}/"' in page(client_of(world, "diego"), reverse("my_plan"))
    assert "/occupations/of/" not in page(
        client_of(world, "rosa"), reverse("family_words", args=[world.people["mateo"].pk])
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Lineman — first choice, since March 3, 2026"),
        ("es", "Liniero eléctrico — primera opción, desde el 3 de marzo de 2026"),
    ],
)
def test_it_is_on_paper(world: World, diego: Chooser, tmp_path: Path, language: str, line: str) -> None:
    full_plan(world, "diego", teacher="dana")
    copies = copies_of([world.people["diego"]], Wish(language=language), now=timezone.now())

    made = Paper(press(copies, title="Plans", author="G", language=language, now=timezone.now()).pdf, tmp_path)

    assert line in made.text().replace("\u00a0", " ")
    assert made.pages == 2
    assert made.says_ua()


def test_with_two_homes_it_does_not_say_who_kept_it(world: World, diego: Chooser) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["diego"], guardian=world.people["karen"], household=2
    )
    rosa = Chooser(world.people["diego"], world.people["rosa"], SaidAs.GUARDIAN)
    keep(rosa, catalog(load_pack("utah")).works["35-1011.00"], now=DAY + timedelta(days=5))

    data = to_json(shared_document(plan_of(world, "diego")))

    assert [one["code"] for one in data["occupations"]][-1] == "35-1011.00"
    assert "Rosa" not in str(data["occupations"])
