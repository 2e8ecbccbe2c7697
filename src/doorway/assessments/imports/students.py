"""Whose the ids of a score file are: as the roster says it, and else as a person decided it."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from doorway.accounts.models import District
from doorway.assessments.models import ScoreId
from doorway.roster.files import RowRefused, StudentIds
from doorway.roster.models import Person


def students_of(district: District, only: Collection[str] | None = None) -> StudentIds:
    """The students of a district by their ids; ``only``: those with one of these, where few are asked for."""
    decided = ScoreId.objects.filter(district=district)
    if only is not None:
        decided = decided.filter(given_id__in=only)
    return StudentIds(district, only, decided.values_list("given_id", "student"))


def people_of(district: District, given: Collection[str]) -> list[Person]:
    """The students whose ids these are; an id that is of nobody, or of several, brings none. Four queries."""
    students = students_of(district, only=given)
    found: set[uuid.UUID] = set()
    for one in given:
        try:
            student = students.find_any([one])
        except RowRefused:
            continue
        if student is not None:
            found.add(student)
    return list(Person.objects.filter(pk__in=found))
