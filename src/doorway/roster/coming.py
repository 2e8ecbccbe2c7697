"""Who is on the roster to begin soon: a letter about the first day of school is for them, too."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from doorway.roster.access.viewer import current

SOON = timedelta(days=60)
"""How long before their first day students belong to those who are written to: from when most schools end, in the
middle of June, to the last first day of August. Whoever is enrolled in March for the fall waits until then: what is
written in spring is about a school year that they are not in."""


def here_or_soon(on: date) -> Q:
    """The condition that a role is in force on a day, or begins within :data:`SOON` after it.

    Whoever graduated, or left, with the last day of school has no role that begins.
    """
    return current(on, until=on + SOON)
