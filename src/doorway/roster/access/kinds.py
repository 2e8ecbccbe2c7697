"""Kinds of record that a board may keep from a role at work.

The code says who may see what (``ROLE_SCOPE``, the reasons of each page); a board's policy only takes away from that.
The roster does not know policies: the slice that has them says here, once, where what is kept from whom is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from django.db.models.expressions import BaseExpression
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """What of a student's record a page shows."""

    PLAN = "plan"
    SCORES = "scores"
    NOTES = "notes"
    GRADUATION = "graduation"
    SCHOLARSHIPS = "scholarships"

    @property
    def words(self) -> str | Promise:
        """The kind as a person reads it."""
        return _WORDS[self]


_WORDS: dict[Kind, str | Promise] = {
    Kind.PLAN: _("The plan: what is written in it, goals, occupations, and in a few sentences how graduation stands"),
    Kind.SCORES: _("Test results"),
    Kind.NOTES: _("Notes of the conferences"),
    Kind.GRADUATION: _(
        "Graduation, transcript and course plan (teachers and offices read only what the plan says of them in short)"
    ),
    Kind.SCHOLARSHIPS: _("Scholarships (teachers and offices read only what the plan says of them in short)"),
}

_DESK = ("teacher", "counselor", "principal", "office", "district")
# Whom the code lets see it at work; a board can only make this shorter.
SEEN_AT_WORK: dict[Kind, tuple[str, ...]] = {
    Kind.PLAN: _DESK,
    Kind.SCORES: _DESK,
    Kind.NOTES: _DESK,
    # Their own pages are for counselor and principal; the plan says in short how it stands to whoever reads plans.
    Kind.GRADUATION: _DESK,
    Kind.SCHOLARSHIPS: _DESK,
}
# Who sits with the family needs the whole picture.
ALWAYS = ("teacher", "counselor")
# A plan on paper, shared or reviewed is one thing: whoever may not see a part of it does not open it.
WHOLE_PLAN = (Kind.PLAN, Kind.SCORES, Kind.NOTES, Kind.GRADUATION, Kind.SCHOLARSHIPS)

KeptFrom = Mapping[str, Iterable[str]]
"""Kinds of record by key, each with the roles from which it is kept."""

Source = Callable[[date], BaseExpression]
_SOURCES: list[Source] = []


def can_be_kept_from(kind: Kind) -> tuple[str, ...]:
    """The roles from which a board may keep it."""
    return tuple(role for role in SEEN_AT_WORK[kind] if role not in ALWAYS)


def keep_by(source: Source) -> None:
    """Remember where it is written: an expression about a row with a ``district`` that gives :data:`KeptFrom`."""
    _SOURCES.append(source)


def kept_columns(on: date) -> dict[str, Any]:
    """What is kept from whom on a day, as columns of a query of persons."""
    return {f"kept_from_{place}": source(on) for place, source in enumerate(_SOURCES)}


def kept_in(row: object) -> dict[str, frozenset[str]]:
    """The same, read from a row of that query: the roles by kind. What the code always opens is never kept."""
    found: dict[str, frozenset[str]] = {}
    for place in range(len(_SOURCES)):
        said: KeptFrom = getattr(row, f"kept_from_{place}", None) or {}
        for kind in Kind:
            roles = frozenset(said.get(kind.value, ())) & frozenset(can_be_kept_from(kind))
            if roles:
                found[kind.value] = found.get(kind.value, frozenset()) | roles
    return found
