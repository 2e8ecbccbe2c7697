"""Conferences as the offices list them, and one of them with its numbers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.reach import shared_families
from doorway.conferences.wording import (
    conference_days,
    conference_name,
    days_in_words,
    hours_in_words,
    listed,
    minutes,
    school_names,
    spans_of,
    whole_day,
)
from doorway.roster.models import School

# A state's colour beside its word.
TAGS = {
    Conference.Status.DRAFT: "",
    Conference.Status.SUBMITTED: "wait",
    Conference.Status.RETURNED: "bad",
    Conference.Status.APPROVED: "good",
    Conference.Status.PUBLISHED: "good",
}


@dataclass(frozen=True)
class ConferenceLine:
    """A conference in a list."""

    conference: Conference
    schools: str
    name: str
    days: list[str]
    state: str
    tag: str
    is_past: bool


def line_of(conference: Conference, now: datetime) -> ConferenceLine:
    """The conference with its days, schools and state in words."""
    windows = spans_of(conference.windows.all())
    return ConferenceLine(
        conference=conference,
        schools=school_names(conference),
        name=conference_name(conference),
        days=conference_days(conference),
        state=conference.get_status_display(),
        tag=TAGS[Conference.Status(conference.status)],
        is_past=bool(windows) and max(span.ends_at for span in windows) < now,
    )


def listed_conferences(conferences: QuerySet[Conference]) -> list[ConferenceLine]:
    """In order: what waits for somebody, what comes, what is over. Three queries."""
    now = timezone.now()
    lines = [line_of(conference, now) for conference in conferences.prefetch_related("also_for")]

    def rank(line: ConferenceLine) -> tuple[bool, datetime]:
        begins = [window.starts_at for window in line.conference.windows.all()]
        first = min(begins, default=line.conference.created_at)
        return line.is_past, first

    current = sorted((line for line in lines if not line.is_past), key=rank)
    past = sorted((line for line in lines if line.is_past), key=rank, reverse=True)
    return current + past


@dataclass(frozen=True)
class Overview:
    """One conference with what stands on its page."""

    line: ConferenceLine
    hosts: int
    booked: int
    slot_minutes: str
    passing_minutes: str

    @property
    def conference(self) -> Conference:
        """The conference itself."""
        return self.line.conference


def overview(conference: Conference) -> Overview:
    """The numbers of one conference. One query."""
    hosts = Host.objects.filter(conference=OuterRef("pk"))
    booked = Appointment.objects.filter(conference=OuterRef("pk"), status=Appointment.Status.BOOKED)
    counts = (
        Conference.objects.filter(pk=conference.pk)
        .values(hosts_count=_number_of(hosts), booked_count=_number_of(booked))
        .get()
    )
    return Overview(
        line=line_of(conference, timezone.now()),
        hosts=counts["hosts_count"],
        booked=counts["booked_count"],
        slot_minutes=minutes(conference.slot_seconds),
        passing_minutes=minutes(conference.passing_seconds),
    )


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, counted beside the others and not multiplied with them."""
    return Coalesce(Subquery(rows.order_by().values("conference").annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True)
class CalendarCell:
    """What a school has on a day."""

    hours: str
    line: ConferenceLine


@dataclass(frozen=True)
class Shared:
    """Two schools that hold conferences on one day, and how many families have children in both."""

    schools: str
    families: int


@dataclass
class CalendarDay:
    """A day with a cell for each school, in the order of the schools; None where there is nothing."""

    date: date
    words: str
    cells: list[list[CalendarCell]] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)


@dataclass(frozen=True)
class YearCalendar:
    """All schools side by side."""

    schools: list[School]
    days: list[CalendarDay]

    @property
    def shares(self) -> bool:
        """Some families have children at two schools that meet on one day."""
        return any(day.shared for day in self.days)


def year_calendar(conferences: Iterable[Conference], schools: list[School]) -> YearCalendar:
    """The days of these conferences, school by school, and the families that have children in several of them."""
    now = timezone.now()
    cells: dict[date, dict[uuid.UUID, list[CalendarCell]]] = {}
    for conference in conferences:
        zone, line = conference.district.zone, line_of(conference, now)
        for span in spans_of(conference.windows.all()):
            begin, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
            hours = "" if whole_day(span, zone) else hours_in_words(begin, end)
            for school in (conference.school_id, *(other.pk for other in conference.also_for.all())):
                cells.setdefault(begin.date(), {}).setdefault(school, []).append(CalendarCell(hours, line))
    together = shared_families(schools[0].district_id) if schools and cells else {}
    days = [
        CalendarDay(
            date=day,
            words=days_in_words([day]),
            cells=[cells[day].get(school.pk, []) for school in schools],
            shared=_shared([school for school in schools if school.pk in cells[day]], together),
        )
        for day in sorted(cells)
    ]
    return YearCalendar(schools, days)


def _shared(schools: list[School], together: dict[frozenset[uuid.UUID], int]) -> list[Shared]:
    pairs = [(one, other) for number, one in enumerate(schools) for other in schools[number + 1 :]]
    found = [
        Shared(listed([one.name, other.name]), together.get(frozenset((one.pk, other.pk)), 0)) for one, other in pairs
    ]
    return sorted((shared for shared in found if shared.families), key=lambda shared: -shared.families)
