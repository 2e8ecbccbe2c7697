"""The pages that are there for everybody, the start page, the frame around all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.accounts.models import User
from doorway.policy.privacy import registry
from doorway.web import home
from doorway.web.home import Card

PUBLIC_PAGES = ["help", "privacy", "accessibility", "account_request_login_code"]
SignIn = Callable[[World, str], Client]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("route", PUBLIC_PAGES)
def test_a_page_for_everybody(db: None, client: Client, route: str, language: str) -> None:
    answer = client.get(reverse(route), headers={"accept-language": language})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html class="govuk-template" lang="{language}">' in page
    assert page.count("<h1") == 1
    assert 'id="main"' in page
    assert "{%" not in page
    assert "{{" not in page


def test_the_language_can_be_switched_and_the_page_stays(db: None, client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "es", "next": reverse("privacy")}, follow=True)

    assert answer.redirect_chain == [(reverse("privacy"), 302)]
    assert 'lang="es"' in answer.content.decode()


def test_the_start_page_asks_strangers_to_sign_in_and_keeps_the_way(db: None, client: Client) -> None:
    answer = client.get(reverse("home"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_request_login_code')}?next={reverse('home')}"


@pytest.mark.parametrize("key", ["rosa", "june", "dana", "harriet", "peggy", "ruth", "sam", "ines", "diego"])
def test_everybody_has_a_start_page(world: World, client_of: SignIn, key: str) -> None:
    answer = client_of(world, key).get(reverse("home"))

    assert answer.status_code == 200
    assert world.people[key].first_name in answer.content.decode()


def test_a_mailbox_without_a_child_or_school_is_told_what_to_do(world: World) -> None:
    client = Client()
    client.force_login(User.objects.for_mailbox("nobody.here@family.example"))

    page = client.get(reverse("home"), headers={"accept-language": "en"}).content.decode()

    assert "Call the school office" in page


def test_the_next_step_is_the_first_that_asks() -> None:
    class Anybody:
        def has_role(self, *roles: str) -> bool:
            return "teacher" in roles

    saved = list(home._PROVIDERS)
    home._PROVIDERS.clear()
    try:
        home.provider("teacher")(lambda viewer: [Card("Look"), Card("Later", asks=True, order=9)])
        home.provider()(lambda viewer: [Card("Soon", asks=True, order=1)])
        home.provider("office")(lambda viewer: [Card("Not yours", asks=True, order=0)])
        start: Any = home.start_page(Anybody())  # type: ignore[arg-type]
    finally:
        home._PROVIDERS[:] = saved

    assert start.next_step == Card("Soon", asks=True, order=1)
    assert [card.title for card in start.others] == ["Later", "Look"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_that_does_not_exist_says_what_to_do(db: None, client: Client, language: str) -> None:
    answer = client.get("/no/such/page/", headers={"accept-language": language})

    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("en", "The data office sees test results when it corrects them. Every look is written down."),
        ("es", "La oficina de datos ve los resultados de las pruebas cuando los corrige. Cada consulta queda anotada."),
    ],
)
def test_privacy_names_the_data_office_which_sees_results(
    world: World, client: Client, language: str, clause: str
) -> None:
    assert "data" in next(one for one in registry().fields if one.model == "assessments.Score").seen_by

    page = client.get(reverse("privacy"), headers={"accept-language": language}).content.decode()

    assert clause in page
