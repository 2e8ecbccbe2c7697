"""Days without school, and the conferences that lie on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from doorway.accounts.models import District
from doorway.conferences.models import Conference
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.wording import full_day, school_names
from doorway.roster.models import DayOff


@dataclass(frozen=True)
class DayOffLine:
    """A day without school; ``conferences`` are those that families know of and that are held on it all the same."""

    day: DayOff
    conferences: list[Conference]

    @property
    def words(self) -> str:
        """“Thursday, November 26, 2026”."""
        return full_day(self.day.date)

    @property
    def names(self) -> list[tuple[Conference, str]]:
        """Each conference with its schools."""
        return [(conference, school_names(conference)) for conference in self.conferences]


def days_off_from(district: District, since: date) -> list[DayOffLine]:
    """The days without school from this day on, in order, each with the conferences that lie on it. Four queries."""
    days = list(DayOff.objects.filter(district=district, date__gte=since).select_related("school"))
    stand = (Conference.Status.APPROVED, Conference.Status.PUBLISHED)
    rows = Conference.objects.filter(district=district, status__in=stand, school_year__ends_on__gte=since)
    held: dict[date, list[Conference]] = defaultdict(list)
    for conference in rows.select_related("school").prefetch_related("windows", "also_for"):
        for day in {window.starts_at.astimezone(district.zone).date() for window in conference.windows.all()}:
            held[day].append(conference)
    return [DayOffLine(day, [one for one in held[day.date] if _concerns(day, one)]) for day in days]


def _concerns(day: DayOff, conference: Conference) -> bool:
    return day.school_id is None or day.school_id in schools_of(conference)
