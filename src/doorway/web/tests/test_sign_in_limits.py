"""Guessing a code is hopeless, and nobody can keep somebody else out of their own mailbox."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.concurrency.clients import at_once
from tests.world import World, make_world

from doorway.accounts import sign_in
from doorway.accounts.models import Tally
from doorway.conferences.models import Invitation

ASK, ENTER = reverse("account_request_login_code"), reverse("account_confirm_login_code")
ROSA = "rosa.morales@family.example"
ENGLISH = {"accept-language": "en"}


def ask(client: Client, email: str = ROSA, place: str = "192.0.2.1") -> Any:
    return client.post(ASK, {"email": email}, headers=ENGLISH, REMOTE_ADDR=place)


def code() -> str:
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found
    return found.group()


def wrong_codes(number: int) -> list[str]:
    return [f"{(int(code()) + step) % 1_000_000:06d}" for step in range(1, number + 1)]


def signed_in_before(email: str = ROSA) -> Client:
    """A browser in which the mailbox was signed in, and signed out again."""
    client = Client()
    ask(client, email)
    assert client.post(ENTER, {"code": code()}).status_code == 302
    client.post(reverse("account_logout"))
    return client


@pytest.mark.parametrize("email", [ROSA, "nobody@else.example"])
def test_asking_too_often_is_answered_with_a_sentence_known_or_not(world: World, email: str) -> None:
    answers = [ask(Client(), email) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200, 200]
    assert "Several codes were asked for at this address already" in answers[-1].content.decode()
    assert len(mail.outbox) == 3


def test_a_stranger_who_asks_and_asks_keeps_nobody_out(world: World) -> None:
    home = signed_in_before()
    invitation_of(world)
    for number in range(40):
        ask(Client(), place=f"198.51.100.{number}")
    assert ask(Client(), place="203.0.113.9").status_code == 200, "strangers are stopped by now"

    assert ask(home).status_code == 302, "the own browser is not"
    assert home.post(ENTER, {"code": code()}).status_code == 302
    link = Client()
    assert link.post("/i/token-of-rosa/code/", REMOTE_ADDR="203.0.113.9").status_code == 302, "nor is the link"
    assert link.post(ENTER, {"code": code()}).status_code == 302
    assert ask(Client(), "ben.whitaker@family.example").status_code == 302, "nor is anybody else"


def invitation_of(world: World) -> Invitation:
    from tests.world import add_conference

    add_conference(world)
    return Invitation.objects.create(
        district=world.district, conference=world.conference, guardian=world.people["rosa"], token="token-of-rosa",
        created_at=timezone.now(), expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip


def test_a_link_that_is_pressed_again_and_again_stops_for_a_while(world: World) -> None:
    invitation_of(world)
    answers = [Client().post("/i/token-of-rosa/code/") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert ask(Client()).status_code == 302, "the mailbox itself is not locked"


def test_the_mark_of_a_browser_names_nobody_and_cannot_be_made(world: World) -> None:
    client = signed_in_before()
    mark = client.cookies[sign_in.COOKIE]

    assert "rosa" not in mark.value
    assert (mark["httponly"], mark["samesite"]) == (True, "Lax")
    for forged in (mark.value[:-1] + "x", "x", "", "W10:1w:x"):
        for place in range(40):
            stranger = Client()
            stranger.cookies[sign_in.COOKIE] = forged
            if ask(stranger, place=f"198.51.100.{place}").status_code == 200:
                break
        assert ask(stranger, place="203.0.113.1").status_code == 200
    other = signed_in_before("ben.whitaker@family.example")
    assert ask(other, place="203.0.113.1").status_code == 200, "a mark of Ben opens no door to Rosa"


def test_a_place_from_which_everybody_is_asked_for_is_stopped(world: World) -> None:
    answers = [ask(Client(), f"somebody{number}@else.example").status_code for number in range(35)]

    assert answers == [302] * 30 + [200] * 5
    assert ask(Client(), "somebody99@else.example", place="192.0.2.2").status_code == 302


def test_wrong_codes_of_one_place_are_counted_over_all_mailboxes(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(sign_in, "WRONG", sign_in.Limit("test", 6, timedelta(hours=1)))
    for email in (ROSA, "ben.whitaker@family.example", "karen.hale@family.example"):
        client = Client()
        ask(client, email)
        last = [client.post(ENTER, {"code": wrong}, headers=ENGLISH) for wrong in wrong_codes(3)][-1]

    assert last.status_code == 302, "the third mailbox gets no more tries"
    assert "tried too many times" in client.get(ASK, headers=ENGLISH).content.decode()
    elsewhere = Client()
    ask(elsewhere, "amy.doyle@family.example")
    assert elsewhere.post(ENTER, {"code": code()}, REMOTE_ADDR="192.0.2.77").status_code == 302


def test_right_codes_of_one_place_count_for_nothing(world: World, monkeypatch: Any) -> None:
    """On the evening of a conference hundreds of families sign in behind one address."""
    monkeypatch.setattr(sign_in, "WRONG", sign_in.Limit("test", 2, timedelta(hours=1)))

    for email in (ROSA, "ben.whitaker@family.example", "karen.hale@family.example", "amy.doyle@family.example"):
        client = Client()
        ask(client, email)
        assert client.post(ENTER, {"code": code()})["Location"] == reverse("home")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_are_five_tries() -> None:
    """The library counts in the session, which twenty requests read before the first of them writes."""
    make_world()
    client = Client()
    ask(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    def trying(wrong: str) -> Any:
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return browser.post(ENTER, {"code": wrong}).status_code

    answers = at_once([lambda wrong=wrong: trying(wrong) for wrong in wrong_codes(20)])

    assert answers.count(200) <= 5, answers
    # Only once the code was looked at for the sixth time would a right one have had a sixth chance.
    assert Tally.objects.filter(number__gt=20).count() == 0
    assert client.post(ENTER, {"code": code()})["Location"].startswith(ASK)
