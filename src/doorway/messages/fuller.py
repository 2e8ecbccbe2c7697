"""Letters that say more to whoever asked for it, put together only when they go out.

The outbox keeps the letter that says nothing measured. A slice whose reader asked for more registers how it is made
(:func:`send_fuller`): just before sending, so that what the reader wants and may see is asked at that moment, and
what stood in the mail is kept nowhere. Whatever goes wrong with it, the letter of the outbox goes.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from doorway.messages.models import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """A PNG inside a letter. ``cid`` is how its HTML names it: ``<img src="cid:…">``."""

    cid: str
    file_name: str
    png: bytes


@dataclass(frozen=True)
class FullerLetter:
    """What is sent instead of the texts of the outbox; the subject stays. ``sent``: what to do when it went out."""

    text: str
    html: str
    pictures: tuple[Picture, ...]
    sent: Callable[[datetime], None]

    @property
    def page(self) -> str:
        """The HTML with its pictures in it, for where no mail program puts them together."""
        whole = self.html
        for picture in self.pictures:
            data = b64encode(picture.png).decode()
            whole = whole.replace(f"cid:{picture.cid}", f"data:image/png;base64,{data}")
        return whole


Make = Callable[[Message], FullerLetter | None]
_makers: dict[str, Make] = {}


def send_fuller(kind: str, make: Make) -> None:
    """How a message of this kind is made fuller; ``make`` answers None where nobody asked for it or may have it."""
    _makers[kind] = make


def fuller_kinds() -> list[str]:
    """The kinds that may take time to put together."""
    return list(_makers)


def fuller_letter(message: Message) -> FullerLetter | None:
    """The fuller letter of this message, or None: the one of the outbox is to be sent."""
    make = _makers.get(message.kind)
    if make is None:
        return None
    try:
        return make(message)
    except Exception as problem:  # a letter without its drawing is better than none
        # Not the problem's own words: they could hold what stands in the drawing.
        log.warning("message %s goes without its drawing: %s", message.pk, type(problem).__name__)
        return None


def keep_that_it_went(message: Message, letter: FullerLetter, now: datetime) -> None:
    """Say so to the slice; a mail that is out is never sent again because this failed."""
    try:
        letter.sent(now)
    except Exception as problem:
        log.warning("message %s: that it went with its drawing was not kept: %s", message.pk, type(problem).__name__)
