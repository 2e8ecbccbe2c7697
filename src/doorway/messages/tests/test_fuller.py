"""Letters that are put together when they go: what is drawn, in which order, and what happens when it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from tests.world import World

from doorway.messages import actions, fuller
from doorway.messages.fuller import FullerLetter, Picture, send_fuller
from doorway.messages.models import Message
from doorway.messages.paper import TypesettingError, pictured
from doorway.messages.paper import typesetting as typesetting_module
from doorway.messages.paper.picturing import MARGIN, WIDTH
from doorway.messages.paper.typefaces import TEXT

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 100" width="384" height="120" font-family="{font}">'
    '<rect x="0" y="0" width="160" height="100" fill="#143f3b"/>'
    '<text x="170" y="50" font-size="20">{words}</text></svg>'
)


@pytest.fixture
def made() -> Iterator[list[str]]:
    """Codes are made fuller, for the time of the test; the ids of the messages that were asked about."""
    asked: list[str] = []

    def make(message: Message) -> FullerLetter:
        asked.append(message.idempotency_key)
        return FullerLetter("Text", "<p>Page</p>", (Picture("a@x", "a.png", b"\x89PNG"),), lambda _now: None)

    send_fuller("sign_in_code", make)
    yield asked
    del fuller._makers["sign_in_code"]


def _queue(world: World, key: str) -> None:
    context = {"code": "K7PX-2M", "minutes": 15}
    actions.queue(to=world.people["ben"], template="messages/mail/sign_in_code", context=context, key=key)


def test_the_outbox_keeps_the_plain_letter(world: World, made: list[str]) -> None:
    _queue(world, "a")
    actions.deliver_due()

    assert made == ["a"]
    assert mail.outbox[0].body == "Text"
    assert "K7PX-2M" in Message.objects.get().body_text


def test_only_the_demo_keeps_what_was_in_the_mail(world: World, made: list[str], settings: Any) -> None:
    settings.DEMO = True
    whole = FullerLetter("Text", '<img src="cid:a@x" alt="A">', (Picture("a@x", "a.png", b"PNG"),), lambda _now: None)
    send_fuller("sign_in_code", lambda _message: whole)
    _queue(world, "a")
    actions.deliver_due()
    message = Message.objects.get()

    assert message.body_text == "Text"
    assert message.body_html == '<img src="data:image/png;base64,UE5H" alt="A">'


def test_a_round_ends_when_its_time_for_drawings_is_over(
    world: World, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest waits for the next round, whole."""
    monkeypatch.setattr(actions, "SECONDS_FOR_DRAWINGS", -1.0)
    _queue(world, "a")
    assert actions.deliver_due().sent == 0
    monkeypatch.undo()
    assert actions.deliver_due().sent == 1


def test_a_letter_that_is_out_is_sent_once_whatever_comes_after(world: World, made: list[str]) -> None:
    def fail(_now: datetime) -> None:
        raise RuntimeError("the database is away")

    send_fuller("sign_in_code", lambda _message: FullerLetter("Text", "", (), fail))
    _queue(world, "a")

    assert [actions.deliver_due().sent for _round in range(2)] == [1, 0]
    assert len(mail.outbox) == 1


def test_a_drawing_is_a_picture_on_white_the_same_each_time() -> None:
    png = pictured(SVG.format(font=TEXT, words="Goal 220"))

    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * (WIDTH + 2 * MARGIN), round(2 * (WIDTH * 100 / 320 + 2 * MARGIN)))
    assert png == pictured(SVG.format(font=TEXT, words="Goal 220"))
    # The words are in it: another word is another picture.
    assert png != pictured(SVG.format(font=TEXT, words="Goal 221"))
    assert not re.search(rb"tIME|tEXt|iTXt", png)  # nothing beside the drawing


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(TypesettingError):
        pictured("<svg")


def test_a_pen_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], *, timeout: float, **_more: object) -> None:
        raise typesetting_module.subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(typesetting_module.subprocess, "run", hang)
    with pytest.raises(TypesettingError, match="20 seconds"):
        pictured(SVG.format(font=TEXT, words=""))
