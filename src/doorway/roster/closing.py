"""What a closed record means to the slices above: each says it here once, and :func:`close_record` does it.

The roster does not know what a meeting is. A slice that has something a closed record must undo registers a
:class:`Follow` when Django starts; whoever closes a record, by page or by code, sets all of them off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from doorway.accounts.models import User
from doorway.roster.models import AccessMark, Person


@dataclass(frozen=True)
class Line:
    """One thing in words, and the page that it stands on."""

    text: str
    url: str = ""


class Follow(Protocol):
    """What a slice does when a student's record is closed to everybody of a mailbox."""

    def foreseen(self, *, student: Person, persons: Sequence[Person], now: datetime) -> list[Line]:
        """What will be undone, to be read before the yes."""

    def undo(self, *, student: Person, persons: Sequence[Person], by: User | None, now: datetime) -> list[Line]:
        """Undo it, in the transaction that closes the record; says what was undone."""

    def left(self, *, marks: Sequence[AccessMark], now: datetime) -> list[Line]:
        """What a person of the school has to look at as long as these marks of one student stand."""


_FOLLOWS: list[Follow] = []


def register(follow: Follow) -> None:
    """Remember what a slice does."""
    _FOLLOWS.append(follow)


def follows() -> tuple[Follow, ...]:
    """Everything that was registered."""
    return tuple(_FOLLOWS)
