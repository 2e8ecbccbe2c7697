"""What grows old: each slice says here once which of its records have a time of their own, and how they go.

A board's policy says how many years each kind is kept. Nothing is deleted automatically: somebody decides. A student's
own file (plan, scores, transcript, meetings, looks) is a kind, too, counted from when the student left: that its time
is over is said, and deleted it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

from doorway.accounts.models import District


class Aging(Protocol):
    """Records of one kind of a district."""

    key: str

    # Whether they can be deleted with a decision; otherwise it is only said that their time is over.
    can_delete: bool

    @property
    def words(self) -> str | Promise:
        """What they are, as a person reads it."""

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those from before a moment that are still there. The rows carry ``since``: when each was written."""

    def delete(self, rows: QuerySet[Any]) -> int:
        """Delete them for good, with what was kept of their history; how many they were."""


@dataclass(frozen=True)
class Old:
    """How many records are past a moment, and since when the oldest of them is there."""

    number: int
    oldest: datetime | None


Holds = Callable[[District, str], bool]

_KINDS: dict[str, Aging] = {}
_HOLDS: list[Holds] = []


def hold_with(holds: Holds) -> None:
    """Remember who says whether records of a kind (by its key) must not be deleted now."""
    _HOLDS.append(holds)


def is_held(district: District, kind: str) -> bool:
    """Whether a court, an audit or a request needs records of this kind: then nobody deletes them, on no page."""
    return any(holds(district, kind) for holds in _HOLDS)


def register(kind: Aging) -> None:
    """Remember a kind of record."""
    _KINDS[kind.key] = kind


def kinds() -> tuple[Aging, ...]:
    """Every kind that was registered, in order of their keys."""
    return tuple(_KINDS[key] for key in sorted(_KINDS))


def kind_of(key: str) -> Aging | None:
    """The kind with this key."""
    return _KINDS.get(key)
