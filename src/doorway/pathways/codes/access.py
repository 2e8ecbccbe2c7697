"""Who says which national code a class has: counselors, and the data person of the whole district."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from doorway.accounts.models import District
from doorway.roster.access import Viewer
from doorway.roster.models import Person, Role

ROLES = ("counselor", "data")


@dataclass(frozen=True)
class CodeKeeper:
    """Somebody who may, and where."""

    person: Person
    district: District


def code_keeper(viewer: Viewer) -> CodeKeeper:
    """The viewer as such a person; 404 for everybody else. No query of its own."""
    for held in viewer.memberships:
        if held.role == Role.COUNSELOR or (held.role == Role.DATA and held.school_id is None):
            return CodeKeeper(held.person, held.district)
    raise Http404
