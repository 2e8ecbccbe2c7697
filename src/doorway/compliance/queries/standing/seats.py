"""The students of a day, each once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from doorway.accounts.models import District
from doorway.compliance.models import Standing
from doorway.roster.access.viewer import current

# Before every day: somebody whose first day is not known was always here.
_ALWAYS = Value(date(1, 1, 1), output_field=DateField())


def seats(district: District, on: date, *, schools: Iterable[uuid.UUID] | None = None) -> QuerySet[Standing]:
    """The students of a day, each once: with two rows in force, the primary and then the later one counts."""
    # Nearly nobody has a second row: only those are compared.
    return seats_in_force(district, on, schools).filter(Q(contested=False) | ~Exists(_better(on)))


def seats_in_force(district: District, on: date, schools: Iterable[uuid.UUID] | None) -> QuerySet[Standing]:
    """Every row of a student who is here on a day: some have two."""
    rows = Standing.objects.filter(current(on), district=district, is_active=True)
    return rows if schools is None else rows.filter(school__in=list(schools))


def _better(on: date) -> QuerySet[Standing]:
    first = Coalesce(OuterRef("begins_on"), _ALWAYS)
    same = Q(is_primary=OuterRef("is_primary"))
    others = Standing.objects.filter(current(on), student=OuterRef("student")).alias(
        first=Coalesce("begins_on", _ALWAYS)
    )
    return others.filter(
        Q(is_primary__gt=OuterRef("is_primary"))
        | same & Q(first__gt=first)
        | same & Q(first=first, membership__gt=OuterRef("membership"))
    )
