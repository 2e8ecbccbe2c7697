"""The outbox: written once, in the right language, to the right people, delivered exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from tests.world import World

from doorway.messages import actions
from doorway.messages.errors import NotSent
from doorway.messages.models import Message
from doorway.messages.occasions import Fate, fate_of, occasion_of

CODE = {"code": "K7PX-2M", "minutes": 15}
TEMPLATE = "messages/mail/sign_in_code"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("nobody listens")


def _queue(world: World, to: str = "rosa", key: str = "a", **more: Any) -> Message | None:
    return actions.queue(to=world.people[to], template=TEMPLATE, context=CODE, key=key, **more)


def test_a_letter_is_in_the_language_of_its_reader(world: World) -> None:
    spanish, english = _queue(world, "rosa", "r"), _queue(world, "ben", "b")

    assert spanish is not None
    assert english is not None
    assert spanish.subject == "Su código: K7PX-2M"
    assert english.subject == "Your code: K7PX-2M"
    assert "Garfield County School District" in spanish.body_text
    assert 'lang="es"' in spanish.body_html


def test_plain_text_is_not_escaped_and_html_is(world: World) -> None:
    message = actions.queue(
        to=world.people["ben"], template=TEMPLATE, context={"code": "<b> & 'c'", "minutes": 1}, key="escape"
    )

    assert message is not None
    assert "<b> & 'c'" in message.body_text
    assert message.subject.endswith("<b> & 'c'")
    assert "<b> &" not in message.body_html


def test_the_same_key_twice_is_one_message(world: World) -> None:
    assert _queue(world) == _queue(world)
    assert Message.objects.count() == 1


def test_nothing_for_people_without_address_or_without_access(world: World) -> None:
    assert _queue(world, "mateo") is None
    assert _queue(world, "travis", about=world.people["sadie"]) is None
    assert _queue(world, "travis", about=[world.people["ellie"], world.people["sadie"]]) is None
    assert not Message.objects.exists()
    assert _queue(world, "amy", about=world.people["sadie"]) is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_sent(world: World) -> None:
    def book_and_fail() -> None:
        with transaction.atomic():
            _queue(world)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book_and_fail()

    assert actions.deliver_due().sent == 0


def test_delivery_sends_text_html_and_calendar_last(world: World) -> None:
    _queue(world, calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")

    assert actions.deliver_due() == actions.Delivery(sent=1)

    sent = mail.outbox[0].message()
    assert sent.get_content_type() == "multipart/alternative"
    parts = sent.get_payload()
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert parts[2]["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert parts[2].get("Content-Disposition") is None
    assert sent["Auto-Submitted"] == "auto-generated"
    assert mail.outbox[0].to == ["rosa.morales@family.example"]


def test_a_sent_message_is_not_sent_again(world: World) -> None:
    _queue(world)

    assert [actions.deliver_due().sent for _ in range(2)] == [1, 0]
    assert len(mail.outbox) == 1


def test_what_another_process_took_is_left_alone(world: World) -> None:
    message = _queue(world)
    assert message is not None
    now = timezone.now()

    assert actions._take(message, now)
    assert not actions._take(message, now)
    assert actions.deliver_due(now=now).sent == 0
    assert actions.deliver_due(now=now + actions.LEASE).sent == 1


def test_a_server_that_is_down_is_tried_eight_times(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    message = _queue(world)
    assert message is not None
    now, pauses = timezone.now(), []
    for _attempt in range(actions.MAX_ATTEMPTS - 1):
        assert actions.deliver_due(now=now).postponed == 1
        message.refresh_from_db()
        pauses.append((message.not_before - now) / timedelta(minutes=1))
        now = message.not_before

    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert actions.deliver_due(now=now).failed == 1
    message.refresh_from_db()
    assert message.status == Message.Status.FAILED
    assert "nobody listens" in message.last_error


def test_a_code_is_sent_at_once_and_not_kept(world: World) -> None:
    message = actions.send_now(
        to_address="rosa.morales@family.example", language="es", template=TEMPLATE, context=CODE, secret=["code"]
    )

    assert message is not None
    message.refresh_from_db()
    assert message.status == Message.Status.SENT
    assert "K7PX-2M" in mail.outbox[0].body
    assert "K7PX-2M" not in f"{message.subject}{message.body_text}{message.body_html}"
    assert actions.deliver_due(now=timezone.now() + timedelta(days=1)).sent == 0


def test_the_demo_keeps_a_code_readable(world: World, settings: Any) -> None:
    settings.DEMO = True

    message = actions.send_now(
        to_address="rosa.morales@family.example", language="es", template=TEMPLATE, context=CODE, secret=["code"]
    )

    assert message is not None
    assert "K7PX-2M" in message.body_text


def test_a_code_that_cannot_be_sent_says_so(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"

    with pytest.raises(NotSent):
        actions.send_now(to_address="x@family.example", language="en", template=TEMPLATE, context=CODE)

    assert Message.objects.get().status == Message.Status.FAILED


def test_what_was_given_up_is_written_again_on_purpose_to_the_address_of_now(world: World) -> None:
    rosa = world.people["rosa"]
    first = _queue(world, key="invitation:1")
    Message.objects.update(status=Message.Status.FAILED)
    rosa.email = "right@family.example"
    rosa.save()

    assert _queue(world, key="invitation:1") == first
    second = _queue(world, key="invitation:1", again=True)

    assert second is not None
    assert second != first
    assert (second.to_address, second.status) == ("right@family.example", "waiting")
    assert occasion_of(second.idempotency_key) == "invitation:1"
    # Neither what waits nor what went out is written a second time.
    assert _queue(world, key="invitation:1", again=True) == second
    Message.objects.filter(pk=second.pk).update(status=Message.Status.SENT)
    assert _queue(world, key="invitation:1", again=True) == second
    # It may fail more than once. Another occasion whose key begins alike is none of its e-mails.
    Message.objects.update(status=Message.Status.FAILED)
    _queue(world, key="invitation:12")
    third = _queue(world, key="invitation:1", again=True)
    assert third is not None
    assert third.idempotency_key == "invitation:1#3"


@pytest.mark.parametrize(
    ("statuses", "fate"),
    [
        ([], Fate.NONE),
        (["withdrawn"], Fate.NONE),
        (["withdrawn", "failed"], Fate.FAILED),
        (["failed", "waiting"], Fate.WAITING),
        (["failed", "sent", "waiting"], Fate.SENT),
    ],
)
def test_what_became_of_an_occasion(statuses: list[str], fate: Fate) -> None:
    assert fate_of(statuses) == fate
