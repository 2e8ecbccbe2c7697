"""Who says how much a school lets a student take: its counselor, and whoever keeps its course catalog."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404

from doorway.roster.access import Viewer
from doorway.roster.models import Person, School

ROLES = ("counselor", "data")


@dataclass(frozen=True)
class LimitKeeper:
    """Somebody who may, and at which school."""

    person: Person
    school: School


def limit_keeper(viewer: Viewer, school_id: uuid.UUID) -> LimitKeeper:
    """The viewer as such a person of that school; 404 for everybody else. One query."""
    school = viewer.schools(*ROLES).filter(pk=school_id).first()
    person = None if school is None else viewer.person_with(*ROLES, district=school.district)
    if school is None or person is None:
        raise Http404
    return LimitKeeper(person, school)
