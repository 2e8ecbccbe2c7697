"""What it means to the slices above that a student's guardians live in other homes than before.

As with closed records (:mod:`doorway.roster.closing`): a slice that keeps something for a home registers a
:class:`Follow` when Django starts, and :func:`~doorway.roster.actions.homes.set_homes` sets all of them off.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from doorway.accounts.models import User
from doorway.roster.closing import Line
from doorway.roster.models import Person


class Follow(Protocol):
    """What a slice does when the homes of a student have changed."""

    def moved(self, *, student: Person, by: User | None, now: datetime) -> list[Line]:
        """Follow, in the transaction that changed the homes; says what was done. May refuse."""


_FOLLOWS: list[Follow] = []


def register(follow: Follow) -> None:
    """Remember what a slice does."""
    _FOLLOWS.append(follow)


def follows() -> tuple[Follow, ...]:
    """Everything that was registered."""
    return tuple(_FOLLOWS)
