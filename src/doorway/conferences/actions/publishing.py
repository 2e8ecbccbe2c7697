"""What the district office does: approve, send back, publish, and keep the archive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from doorway.accounts.models import User
from doorway.conferences.actions import notices
from doorway.conferences.actions.steps import EDITABLE_STATES, Status, locked, require, save, take
from doorway.conferences.actions.submission import check_opening
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Conference, ConferenceWindow
from doorway.conferences.wording import full_day
from doorway.roster.models import School, SchoolYear

YEAR_BEGINS_IN = 7
# An older one in the archive is a slip of the keyboard.
OLDEST = 1900


@transaction.atomic
def approve(*, conference: Conference, by: User | None, now: datetime, note: str = "") -> None:
    """Agree to the days; the school is told by mail."""
    conference = locked(conference)
    take(conference, "approve")
    _decide(conference, by, now, note)
    save(conference, by, "approve")
    notices.approved(conference)


@transaction.atomic
def send_back(*, conference: Conference, by: User | None, now: datetime, note: str) -> None:
    """Ask the school to change something; the note says what, and goes to the school by mail."""
    conference = locked(conference)
    if not note.strip():
        raise errors.NoteNeeded
    take(conference, "send_back")
    _decide(conference, by, now, note)
    save(conference, by, "send back")
    notices.returned(conference)


@transaction.atomic
def publish(*, conference: Conference, by: User | None, now: datetime, opens_at: datetime | None = None) -> None:
    """Show the conference to everybody; families can book from ``opens_at`` (the school's own choice, or at once)."""
    conference = locked(conference)
    take(conference, "publish")
    conference.published_at = now
    _open(conference, opens_at or conference.opens_at or now)
    save(conference, by, "publish")
    notices.published(conference)


@transaction.atomic
def set_opening(*, conference: Conference, opens_at: datetime, by: User | None) -> None:
    """Another moment from which families can book."""
    conference = locked(conference)
    require(conference, EDITABLE_STATES)
    _open(conference, opens_at)
    save(conference, by, "set opening")


@transaction.atomic
def record_past_conference(
    *,
    school: School,
    kind: str,
    days: Iterable[date],
    by: User | None,
    now: datetime,
    label: str = "",
    also_for: Iterable[School] = (),
) -> Conference:
    """Put a conference of an earlier school year into the archive: its dates, no hours, no hosts. It is public at once.

    The school year is made when it is not on the list yet.
    """
    dates = sorted(set(days))
    if not dates:
        raise errors.NoDays
    if dates[0].year < OLDEST:
        raise errors.TooLongAgo(year=OLDEST)
    names = {_year_of(day) for day in dates}
    if len(names) > 1:
        raise errors.SeveralYears
    zone = school.district.zone
    if names.pop() >= _year_of(now.astimezone(zone).date()):
        raise errors.NotOver(day=full_day(dates[-1]))
    conference = Conference(
        district_id=school.district_id,
        school=school,
        school_year=school_year_of(school, dates[0]),
        kind=kind,
        label=label.strip(),
        status=Status.PUBLISHED,
        decided_by=by,
        decided_at=now,
        published_at=now,
        created_at=now,
    )
    save(conference, by, "record past conference")
    conference.also_for.set(other for other in also_for if other.pk != school.pk)
    for day in dates:
        begin = datetime.combine(day, time(), tzinfo=zone)
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        ConferenceWindow.objects.create(
            district_id=school.district_id, conference=conference, starts_at=begin, ends_at=end
        )
    return conference


def _decide(conference: Conference, by: User | None, now: datetime, note: str) -> None:
    conference.decided_by, conference.decided_at, conference.decision_note = by, now, note.strip()


def _open(conference: Conference, opens_at: datetime) -> None:
    check_opening(conference, opens_at)
    conference.opens_at = opens_at


def _year_of(day: date) -> int:
    """The calendar year in which the day's school year begins."""
    return day.year if day.month >= YEAR_BEGINS_IN else day.year - 1


def school_year_of(school: School, day: date) -> SchoolYear:
    """The school year of a day, made when the roster does not have it: older than anything that was imported."""
    known = SchoolYear.objects.filter(district=school.district_id, starts_on__lte=day, ends_on__gte=day).first()
    if known is not None:
        return known
    first = _year_of(day)
    year, _created = SchoolYear.objects.get_or_create(
        district_id=school.district_id,
        name=f"{first}-{(first + 1) % 100:02d}",
        defaults={
            "starts_on": date(first, YEAR_BEGINS_IN, 1),
            "ends_on": date(first + 1, YEAR_BEGINS_IN, 1) - timedelta(days=1),
        },
    )
    return year
