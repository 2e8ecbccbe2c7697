"""The demo's cast and mail: there with one tap, and not at all elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.messages.actions import queue
from doorway.messages.models import Message

CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def letter(world: World) -> Message:
    """A letter with a calendar entry, to Rosa."""
    message = queue(
        to=world.people["rosa"],
        template="messages/mail/sign_in_code",
        context={"code": "123456", "minutes": 15},
        key="one",
        calendar=CALENDAR,
        calendar_method="REQUEST",
    )
    assert message is not None
    return message


def test_outside_the_demo_nothing_is_here(world: World, letter: Message, client: Client, settings: Any) -> None:
    settings.DEMO = False

    answers = [
        client.get(reverse("demo_people")),
        client.get(reverse("demo_outbox")),
        client.get(reverse("demo_letter", args=[letter.pk])),
        client.get(reverse("demo_calendar", args=[letter.pk])),
        client.post(reverse("demo_sign_in", args=["rosa"])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert "sessionid" not in client.cookies


def test_one_tap_signs_in(world: World, demo: None, client: Client) -> None:
    page = client.get(reverse("demo_people"), headers={"accept-language": "en"}).content.decode()
    answer = client.post(reverse("demo_sign_in", args=["rosa"]), follow=True)

    assert "Sign in as Rosa" in page
    assert "Mateo" not in page  # has no mailbox
    assert answer.redirect_chain == [(reverse("home"), 302)]
    assert "Rosa" in answer.content.decode()


@pytest.mark.parametrize("key", ["nobody", "mateo"])
def test_who_has_no_mailbox_cannot_sign_in(world: World, demo: None, client: Client, key: str) -> None:
    assert client.post(reverse("demo_sign_in", args=[key])).status_code == 404


def test_looking_is_no_signing_in(world: World, demo: None, client: Client) -> None:
    assert client.get(reverse("demo_sign_in", args=["rosa"])).status_code == 405


def test_the_mail_can_be_read(letter: Message, demo: None, client: Client) -> None:
    listed = client.get(reverse("demo_outbox")).content.decode()
    mine = client.get(reverse("demo_outbox"), {"to": letter.to_address.upper()}).content.decode()
    others = client.get(reverse("demo_outbox"), {"to": "somebody@else.example"}).content.decode()
    read = client.get(reverse("demo_letter", args=[letter.pk])).content.decode()
    calendar = client.get(reverse("demo_calendar", args=[letter.pk]))

    assert letter.subject in listed
    assert letter.subject in mine
    assert letter.subject not in others
    assert "123456" in read
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert calendar.content.decode() == CALENDAR


def test_a_picture_that_lay_in_a_mail_is_shown(letter: Message, demo: None, client: Client) -> None:
    kept = '<p><img src="data:image/png;base64,UE5H" alt="Fall: 150, &lt;goal&gt; 220." width="360"></p>'
    Message.objects.filter(pk=letter.pk).update(body_html=kept)
    page = client.get(reverse("demo_letter", args=[letter.pk])).content.decode()

    assert '<img src="data:image/png;base64,UE5H" alt="Fall: 150, &lt;goal&gt; 220."' in page


def test_a_long_outbox_costs_no_more_queries(
    letter: Message, demo: None, client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(60):
        Message.objects.create(
            district=letter.district,
            kind="other",
            to_address="somebody@else.example",
            language="en",
            subject=f"Number {number}",
            body_text="Text",
            not_before=letter.not_before,
            created_at=letter.created_at,
            idempotency_key=f"n{number}",
        )

    with django_assert_num_queries(3):  # how many, the page's letters, the district in the head
        page = client.get(reverse("demo_outbox"), headers={"accept-language": "en"}).content.decode()

    assert "Page 1 of 2" in page
