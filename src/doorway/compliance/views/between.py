"""Why the numbers of a page are not of this minute: between school years, before the first one, with nobody here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doorway.accounts.models import District
from doorway.compliance.queries.policies import in_force
from doorway.compliance.queries.standing import Asked, next_first_day
from doorway.roster.models import School, SchoolYear


@dataclass(frozen=True)
class YearOver:
    """The newest school year that has begun is over, or has let all of its students go (``runs``). ``next_on``: when
    the next one begins; none where nobody has entered it."""

    ended_on: date
    next_on: date | None
    runs: bool = False


def year_over(asked: Asked | None) -> YearOver | None:
    """Whether the numbers are of a school year that is over: in summer, and after it where nothing was imported. One
    query then, else none."""
    if asked is None or not asked.here.is_over:
        return None
    next_on = _years_after(asked.district, asked.on)
    return YearOver(asked.year.ends_on, next_on, runs=asked.on <= asked.year.ends_on)


@dataclass(frozen=True)
class Nobody:
    """Nobody is on the roster of these schools today. ``since``: when the school year began, ``next_on``: when the
    first students begin; none where nobody is to come."""

    since: date
    next_on: date | None


def nobody(asked: Asked, schools: Iterable[School]) -> Nobody:
    """Why there is no student to count. One query."""
    return Nobody(asked.year.starts_on, next_first_day(asked.district, asked.on, [school.pk for school in schools]))


@dataclass(frozen=True)
class NoYear:
    """A policy is in force, and no school year has begun that it could be held against. ``next_on``: when the first one
    begins; none where nobody has entered it."""

    next_on: date | None


def no_year(district: District, on: date) -> NoYear | None:
    """Whether that is why nothing is asked on a day; none where there is no policy. Two queries at most."""
    return NoYear(_years_after(district, on)) if in_force(district, on) else None


def _years_after(district: District, on: date) -> date | None:
    later = SchoolYear.objects.filter(district=district, starts_on__gt=on).order_by("starts_on")
    found: date | None = later.values_list("starts_on", flat=True).first()
    return found
