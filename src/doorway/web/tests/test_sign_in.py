"""Signing in by a code: the way through, the ways that go wrong, and what strangers learn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.messages.models import Message

ASK = "/sign-in/"
ENTER = "/sign-in/code/"


def ask(client: Client, email: str, wanted: str = "") -> str:
    """Ask for a code and give back the one that was sent."""
    client.post(ASK, {"email": email, "next": wanted})
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    return found.group() if found else ""


def test_a_code_leads_to_the_page_that_was_wanted(world: World, client: Client) -> None:
    wanted = reverse("privacy")

    code = ask(client, world.people["rosa"].email, wanted)
    answer = client.post(ENTER, {"code": code, "next": wanted})

    assert answer.status_code == 302
    assert answer.headers["Location"] == wanted
    assert client.get(reverse("home")).status_code == 200


def test_without_a_wish_the_start_page_comes(world: World, client: Client) -> None:
    code = ask(client, world.people["june"].email)

    answer = client.post(ENTER, {"code": code})

    assert answer.headers["Location"] == reverse("home")


@pytest.mark.parametrize("typed", ["{0}{1}{2} {3}{4}{5}", " {0}{1}{2}-{3}{4}{5} ", "{0} {1} {2} {3} {4} {5}"])
def test_a_pasted_code_may_have_spaces(world: World, client: Client, typed: str) -> None:
    code = ask(client, world.people["rosa"].email)

    answer = client.post(ENTER, {"code": typed.format(*code)})

    assert answer.status_code == 302


def test_the_code_is_not_kept_outside_the_demo(world: World, client: Client, settings: Any) -> None:
    settings.DEMO = False

    code = ask(client, world.people["rosa"].email)

    kept = Message.objects.get(to_address=world.people["rosa"].email)
    assert code
    assert code not in kept.subject + kept.body_text + kept.body_html


def test_an_unknown_mailbox_gets_the_same_answer_and_another_letter(world: World, client: Client) -> None:
    known = client.post(ASK, {"email": world.people["rosa"].email}, headers={"accept-language": "en"}, follow=True)
    stranger = Client()
    unknown = stranger.post(ASK, {"email": "nobody@else.example"}, headers={"accept-language": "en"}, follow=True)

    def words(page: str) -> str:
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        return page.replace(world.people["rosa"].email, "@").replace("nobody@else.example", "@")

    assert words(known.content.decode()) == words(unknown.content.decode())
    assert unknown.redirect_chain == known.redirect_chain
    assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert "school office" in mail.outbox[-1].body


def test_a_wrong_code_says_what_to_do_and_five_end_the_try(world: World, client: Client) -> None:
    wanted = reverse("privacy")
    code = ask(client, world.people["rosa"].email, wanted)
    wrong = "000000" if code != "000000" else "000001"
    english = {"accept-language": "en"}

    pages = [client.post(ENTER, {"code": wrong, "next": wanted}, headers=english) for _ in range(5)]

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 302]
    assert "not the code from our newest e-mail" in pages[0].content.decode()
    assert pages[-1].headers["Location"] == f"{ASK}?next=%2Fprivacy%2F"
    again = client.get(pages[-1].headers["Location"], headers=english).content.decode()
    assert "tried too many times" in again
    assert f'name="next" value="{wanted}"' in again
    assert client.post(ENTER, {"code": code}).headers["Location"] == ASK


def test_a_new_code_replaces_the_old_one(world: World, client: Client) -> None:
    old = ask(client, world.people["rosa"].email)
    client.post(ENTER, {"action": "resend"})
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found

    if found.group() != old:
        assert client.post(ENTER, {"code": old}).status_code == 200
    assert client.post(ENTER, {"code": found.group()}).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_foreign_address_is_never_the_next_page(world: World, client: Client, wanted: str) -> None:
    code = ask(client, world.people["rosa"].email, wanted)

    answer = client.post(ENTER, {"code": code, "next": wanted})

    assert answer.headers["Location"] == reverse("home")


def test_another_address_can_be_used(world: World, client: Client) -> None:
    ask(client, world.people["rosa"].email)

    answer = client.post(reverse("account_logout"), {"next": ASK}, follow=True)

    assert answer.redirect_chain[-1][0] == ASK
    assert answer.status_code == 200


def test_the_letter_is_in_the_language_of_the_page(world: World, client: Client) -> None:
    client.post(ASK, {"email": world.people["june"].email}, headers={"accept-language": "es"})

    assert Message.objects.get(to_address=world.people["june"].email).language == "es"


@pytest.mark.parametrize("route", ["account_login", "account_signup", "account_inactive"])
def test_every_other_door_leads_to_the_one_way_in(db: None, client: Client, route: str) -> None:
    answer = client.get(reverse(route), {"next": "/privacy/"})

    assert answer.headers["Location"] == f"{ASK}?next=%2Fprivacy%2F"
