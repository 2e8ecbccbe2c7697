"""Whose the ids of a score file are: as the roster says it, and else as a person decided it."""

from __future__ import annotations

from collections.abc import Collection

from doorway.accounts.models import District
from doorway.assessments.models import ScoreId
from doorway.roster.files import StudentIds


def students_of(district: District, only: Collection[str] | None = None) -> StudentIds:
    """The students of a district by their ids; ``only``: those with one of these, where few are asked for."""
    decided = ScoreId.objects.filter(district=district)
    if only is not None:
        decided = decided.filter(given_id__in=only)
    return StudentIds(district, only, decided.values_list("given_id", "student"))
