"""The students of a day, each once; between two school years those with whom the last one ended."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from doorway.accounts.models import District
from doorway.compliance.core.days import CLOSING, Year, opening_of
from doorway.compliance.counseling import holds_at_all
from doorway.compliance.models import Standing

# Before every day: somebody whose first day is not known was always here.
_ALWAYS = Value(date(1, 1, 1), output_field=DateField())


WAITING = timedelta(days=120)
"""How far ahead the next school year begins at most when its roster comes."""


@dataclass(frozen=True)
class Here:
    """Whose numbers are asked for: of everybody who is on the roster on one of these days."""

    first: date
    last: date

    @classmethod
    def on(cls, day: date) -> Here:
        """Who is on the roster on a day."""
        return cls(day, day)

    @property
    def is_over(self) -> bool:
        """These are the students with whom a school year ended, and not those of today."""
        return self.first != self.last

    def rows(self) -> Q:
        """The condition for a dated row."""
        begins = Q(begins_on=None) | Q(begins_on__lte=self.last)
        found = begins & (Q(ends_on=None) | Q(ends_on__gte=self.first))
        # A row that holds on a day holds at all; one that was given and taken back on one day lies among several.
        return found & holds_at_all() if self.is_over else found


def here_on(on: date, year: Year | None, *, are_here: bool) -> Here:
    """Whose numbers a day shows. ``year``: the newest school year that has begun; ``are_here``: most of those who were
    on the roster of the district in the weeks before the day still are.

    After the last day of the year it is whoever was here in its last weeks; and in these weeks, too, once the roster
    has let most students go. The few whose school is still on, or who were forgotten, do not stand for the district.
    """
    if year is None or on <= year.ends_on - CLOSING or (on <= year.ends_on and are_here):
        return Here.on(on)
    return Here(year.ends_on - CLOSING, min(on, year.ends_on))


def seats(district: District, on: date | Here, *, schools: Iterable[uuid.UUID] | None = None) -> QuerySet[Standing]:
    """The students of a day, or of those whose numbers it shows, each once: with two rows that hold, the primary and
    then the later one counts."""
    here = on if isinstance(on, Here) else Here.on(on)
    # Nearly nobody has a second row: only those are compared.
    return seats_in_force(district, here, schools).filter(Q(contested=False) | ~Exists(_better(here)))


def seats_in_force(district: District, here: Here, schools: Iterable[uuid.UUID] | None) -> QuerySet[Standing]:
    """Every row of a student who is here: some have two."""
    rows = Standing.objects.filter(here.rows(), district=district, is_active=True)
    return rows if schools is None else rows.filter(school__in=list(schools))


def most_are_here(district: District, on: date) -> GreaterThan:
    """The condition that most of those who were on the roster in the weeks before a day still are."""

    def number(here: Here) -> Coalesce:
        rows = seats_in_force(district, here, None).order_by().values("district")
        return Coalesce(Subquery(rows.annotate(number=Count("*")).values("number")), Value(0))

    return GreaterThan(number(Here.on(on)) * Value(2), number(Here(on - CLOSING, on)))


def next_first_day(district: District, on: date, schools: Iterable[uuid.UUID]) -> date | None:
    """The next day on which students of these schools begin, by the roster; none where nobody is to come. One query."""
    rows = Standing.objects.filter(
        holds_at_all(), district=district, is_active=True, school__in=list(schools), begins_on__gt=on
    )
    first: date | None = rows.aggregate(first=Min("begins_on"))["first"]
    return first


def are_mostly_to_come(district: District, on: date, year: Year, here: Here) -> bool:
    """Whether more students begin later than are counted on a day: in the first weeks of the school year, where some
    schools and grades begin days before the others, and before it, once the roster of the next one has come.

    ``year``: the newest that has begun; ``here``: whose numbers the day shows. One query, none in the year.
    """
    opening = opening_of(year.starts_on)
    if on not in opening and on <= year.ends_on:
        return False
    # The next school year is not known by its days before it begins.
    last = opening.last if on in opening else on + WAITING
    rows = Standing.objects.filter(holds_at_all(), district=district, is_active=True)
    found = rows.aggregate(
        here=Count("pk", filter=here.rows()), later=Count("pk", filter=Q(begins_on__gt=on, begins_on__lte=last))
    )
    return bool(found["later"] > found["here"])


def _better(here: Here) -> QuerySet[Standing]:
    first = Coalesce(OuterRef("begins_on"), _ALWAYS)
    same = Q(is_primary=OuterRef("is_primary"))
    others = Standing.objects.filter(here.rows(), student=OuterRef("student")).alias(
        first=Coalesce("begins_on", _ALWAYS)
    )
    return others.filter(
        Q(is_primary__gt=OuterRef("is_primary"))
        | same & Q(first__gt=first)
        | same & Q(first=first, membership__gt=OuterRef("membership"))
    )
