"""Which graduating classes a set is written for: what lies outside is a slip in the year."""

from __future__ import annotations

from typing import Any

from doorway.pathways.requirements.errors import NobodyLeft, NobodyYet

YEARS_GONE = 10
"""Whoever was to graduate so long ago is at no school any more."""

YEARS_AHEAD = 15
"""Who enters kindergarten this fall graduates in thirteen years; two more for a board that decides early."""


def refuse_slip(leaves: int | None, *, this_year: int) -> None:
    """Refuse a class (the year in which it graduates) that nobody is in any more, or yet; none is every later one."""
    if leaves is None:
        return
    oldest, latest = this_year - YEARS_GONE, this_year + YEARS_AHEAD
    values: dict[str, Any] = {"class": leaves, "oldest": oldest, "latest": latest}
    if leaves < oldest:
        raise NobodyLeft(**values)
    if leaves > latest:
        raise NobodyYet(**values)
