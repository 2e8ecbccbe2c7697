"""What became of the e-mails of one occasion, of which there is more than one when the first was given up.

An occasion is what a key names: an invitation of one guardian to one conference. Its second e-mail has the same key
with ``#2`` behind it, so whoever writes it twice at once still writes one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from enum import Enum

from django.db.models import Q, QuerySet

from doorway.messages.models import Message

_NUMBER = re.compile(r"#\d+$")


class Fate(Enum):
    """How far an occasion has come: ``NONE`` when nothing was written, or all of it was taken back unsent."""

    NONE = "none"
    FAILED = "failed"
    WAITING = "waiting"
    SENT = "sent"


def occasion_of(key: str) -> str:
    """The key of an occasion's first e-mail, from that of any of them."""
    return _NUMBER.sub("", key)


def fate_of(statuses: Iterable[str]) -> Fate:
    """What became of an occasion, from the states of its e-mails."""
    found = set(statuses)
    for status, fate in (("sent", Fate.SENT), ("waiting", Fate.WAITING), ("failed", Fate.FAILED)):
        if status in found:
            return fate
    return Fate.NONE


def key_to_write(district_id: uuid.UUID, key: str) -> str:
    """Under which key an occasion is written to: a new one when nothing of it went out or waits. One query."""
    found = dict(_mails(district_id, key).values_list("idempotency_key", "status"))
    standing = next((one for one, status in found.items() if status in {"sent", "waiting"}), None)
    if standing is not None:
        return standing
    return f"{key}#{len(found) + 1}" if found else key


def _mails(district_id: uuid.UUID, key: str) -> QuerySet[Message]:
    return Message.objects.filter(
        Q(idempotency_key=key) | Q(idempotency_key__startswith=f"{key}#"), district=district_id
    )
