"""A school says how many credits a student may take, or takes that back."""

from __future__ import annotations

from datetime import datetime

from doorway.pathways.limits.access import LimitKeeper
from doorway.pathways.limits.errors import NotSane
from doorway.pathways.models import LoadLimit
from doorway.pathways.models.loads import LEAST_A_TERM, LEAST_A_YEAR, MOST_A_YEAR


def say_limits(keeper: LimitKeeper, *, year: int | None, term: int | None, now: datetime) -> LoadLimit:
    """Keep the limits of the school, in thousandths of a credit; without both, what it said is taken back.

    NotSane for figures that cannot be meant.
    """
    if year is None and term is not None:
        raise NotSane(NotSane.ALONE, "year")
    if year is not None and not LEAST_A_YEAR <= year <= MOST_A_YEAR:
        raise NotSane(NotSane.YEAR, "year")
    if term is not None and term < LEAST_A_TERM:
        raise NotSane(NotSane.TERM, "term")
    if year is not None and term is not None and term > year:
        raise NotSane(NotSane.MORE, "term")
    said = {"units_a_year": year, "units_a_term": term, "set_by": keeper.person, "set_at": now}
    row, _new = LoadLimit.objects.update_or_create(
        district_id=keeper.school.district_id, school=keeper.school, defaults=said
    )
    return row
