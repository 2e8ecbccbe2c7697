"""What everybody may read: published conferences, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from doorway.accounts.models import District
from doorway.conferences.models import Conference
from doorway.conferences.wording import conference_days, conference_name, kind_name, school_names
from doorway.roster.models import School, SchoolYear


def published(district: District, school: School | None = None) -> QuerySet[Conference]:
    """Published conferences of the district, or of one school and those it holds together with others."""
    rows = Conference.objects.filter(district=district, status=Conference.Status.PUBLISHED)
    if school is not None:
        rows = rows.filter(Q(school=school) | Q(also_for=school)).distinct()
    return rows.select_related("school", "school_year", "district").prefetch_related(
        "windows", "also_for", "called_off"
    )


def last_change(conferences: Iterable[Conference]) -> datetime | None:
    """When one of these conferences was changed last. One query."""
    ids: list[uuid.UUID] = [conference.pk for conference in conferences]
    found: datetime | None = Conference.history.filter(id__in=ids).aggregate(last=Max("history_date"))["last"]
    return found


@dataclass(frozen=True)
class PublicLine:
    """A conference on the public page."""

    name: str
    days: list[str]
    conference: Conference
    is_over: bool


@dataclass
class PublicSchool:
    """A school (or schools together) with its conferences of one year."""

    name: str
    lines: list[PublicLine] = field(default_factory=list)


@dataclass
class PublicYear:
    """A school year with its own words."""

    year: SchoolYear
    names: list[str]
    schools: list[PublicSchool]
    is_current: bool


def public_years(conferences: Iterable[Conference], now: datetime) -> list[PublicYear]:
    """The conferences by school year (the newest first) and school, in order of time."""
    by_year: dict[uuid.UUID, list[Conference]] = {}
    for conference in conferences:
        by_year.setdefault(conference.school_year_id, []).append(conference)
    years = [_year(found[0].school_year, found, now) for found in by_year.values()]
    return sorted(years, key=lambda year: year.year.starts_on, reverse=True)


def _year(year: SchoolYear, conferences: list[Conference], now: datetime) -> PublicYear:
    schools: dict[str, PublicSchool] = {}
    for conference in sorted(conferences, key=_begin):
        name = school_names(conference)
        windows = list(conference.windows.all())
        line = PublicLine(
            name=conference_name(conference),
            days=conference_days(conference),
            conference=conference,
            is_over=bool(windows) and max(window.ends_at for window in windows) < now,
        )
        schools.setdefault(name, PublicSchool(name)).lines.append(line)
    today = now.astimezone(conferences[0].district.zone).date()
    kinds = sorted({conference.kind for conference in conferences})
    return PublicYear(
        year=year,
        names=[kind_name(kind, year) for kind in kinds],
        schools=[schools[name] for name in sorted(schools)],
        is_current=today <= year.ends_on,
    )


def _begin(conference: Conference) -> datetime:
    return min((window.starts_at for window in conference.windows.all()), default=conference.created_at)
