"""What a school does before its conference stands: days, lengths, hosts, rooms, and sending it to the district.

After publishing the same actions still work as long as no booking loses its place; otherwise they are refused whole.
The days themselves were approved: then only the district office (``by_district``) adds, moves or removes one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.accounts.models import User
from doorway.conferences.actions import notices
from doorway.conferences.actions.rooms import change_rooms, tell_of_new_name
from doorway.conferences.actions.steps import EDITABLE_STATES, OPEN_STATES, Status, locked, require, save, take
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import preparing as errors
from doorway.conferences.models import Appointment, CalledOff, Conference, ConferenceWindow, Host, HostTime
from doorway.conferences.models.invitations import AFTERWARDS
from doorway.conferences.queries.availability import booked, free_spans, hosts_with_times
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.queries.slots import slots_of
from doorway.conferences.queries.staffing import candidates, suggested
from doorway.conferences.wording import (
    conference_days,
    full_day,
    minutes,
    moment_in_words,
    spans_in_words,
    spans_of,
)
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import DayOff, Room, School, SchoolYear

PASSING_LIMIT = 3600
SLOT_LIMITS = (120, 7200)
# Booking for a conference at the beginning of the year may open in the summer before.
EARLIEST_OPENING = timedelta(days=120)


@dataclass(frozen=True)
class HostChoice:
    """A person as host: in which room, with which own length of a meeting, and whether they meet every family."""

    person: uuid.UUID
    room: uuid.UUID | None = None
    slot_seconds: int | None = None
    meets_everyone: bool = False


@transaction.atomic
def prepare_conference(
    *,
    school: School,
    kind: str,
    by: User | None,
    now: datetime,
    label: str = "",
    also_for: Iterable[School] = (),
) -> Conference:
    """A new draft for the school year that runs now or comes next, with the state's usual length of a meeting.

    The teachers of the school's classes and its counselors are its hosts from the start; the school changes that.
    """
    rule = next(
        rule for rule in state_pack().conferences.rules if any(grade in rule.grades for grade in _grades(kind, school))
    )
    conference = Conference(
        district_id=school.district_id,
        school=school,
        school_year=school_year_for(school, now),
        kind=kind,
        label=label.strip(),
        slot_seconds=round(rule.slot_minutes * 60),
        passing_seconds=round(rule.passing_minutes * 60),
        created_at=now,
    )
    save(conference, by, "prepare")
    conference.also_for.set(other for other in also_for if other.pk != school.pk)
    for candidate in candidates(conference):
        if suggested(candidate):
            Host.objects.create(
                district_id=school.district_id,
                conference=conference,
                person=candidate.person,
                meets_everyone=not candidate.students,
            )
    return conference


def _grades(kind: str, school: School) -> list[int]:
    """The school's grades that have this kind of plan; those of the kind for a school without grades."""
    span = next(known.grades for known in state_pack().plans.kinds if known.key == kind)
    return [grade for grade in _grade_numbers(school) if grade in span] or [span.first]


def _grade_numbers(school: School) -> list[int]:
    numbers = []
    for code in school.grade_list:
        try:
            numbers.append(grade_number(code))
        except ValueError:  # "Other", "UG": grades outside the ladder have no number
            continue
    return numbers


def kinds_for(school: School) -> list[str]:
    """The kinds of plan that the school's grades have; every kind for a school without grades."""
    numbers, kinds = _grade_numbers(school), state_pack().plans.kinds
    return [kind.key for kind in kinds if not numbers or any(number in kind.grades for number in numbers)]


def school_year_for(school: School, now: datetime) -> SchoolYear:
    """The school year that runs on this day, else the next one that is on the list."""
    today = now.astimezone(school.district.zone).date()
    year = SchoolYear.objects.filter(district=school.district_id, ends_on__gte=today).order_by("starts_on").first()
    if year is None:
        raise errors.NoSchoolThatDay(day=full_day(today), reason=_("the district has entered no school year"))
    return year


@transaction.atomic
def add_window(
    *,
    conference: Conference,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    by_district: bool = False,
) -> ConferenceWindow:
    """Add a stretch of time on one school day."""
    conference = locked(conference)
    require(conference, EDITABLE_STATES)
    check_window(conference, starts_at, ends_at, now)
    days = {span.starts_at.astimezone(conference.district.zone).date() for span in spans_of(conference.windows.all())}
    if starts_at.astimezone(conference.district.zone).date() not in days:
        _leave_days_to_the_district(conference, by_district=by_district)
    window = ConferenceWindow.objects.create(
        district_id=conference.district_id, conference=conference, starts_at=starts_at, ends_at=ends_at
    )
    keep_links(conference)
    save(conference, by, "add window")
    tell_of_days(conference, by_district=by_district)
    return window


@transaction.atomic
def change_window(
    *,
    window: ConferenceWindow,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    by_district: bool = False,
) -> ConferenceWindow:
    """Other hours, or another day; calendars of the public dates follow. Refused when a booking lies outside."""
    conference = locked(window.conference)
    require(conference, EDITABLE_STATES)
    window = conference.windows.get(pk=window.pk)
    if (window.starts_at, window.ends_at) == (starts_at, ends_at):
        return window
    keep_the_past(conference, window, now)
    check_window(conference, starts_at, ends_at, now, but=window)
    zone = conference.district.zone
    if starts_at.astimezone(zone).date() != window.starts_at.astimezone(zone).date():
        _leave_days_to_the_district(conference, by_district=by_district)
    window.starts_at, window.ends_at = starts_at, ends_at
    if conference.status == Status.PUBLISHED:
        window.sequence += 1
        window.changed_at = now
    window.save()
    keep_bookings(conference)
    keep_links(conference)
    save(conference, by, "change window")
    tell_of_days(conference, by_district=by_district)
    return window


@transaction.atomic
def repeat_window(
    *, window: ConferenceWindow, by: User | None, now: datetime, by_district: bool = False
) -> ConferenceWindow:
    """The same hours on the next school day that is still free."""
    conference = locked(window.conference)
    zone = conference.district.zone
    begin, end = window.starts_at.astimezone(zone), window.ends_at.astimezone(zone)
    taken = {other.starts_at.astimezone(zone).date() for other in conference.windows.all()}
    day = begin.date()
    for _attempt in range(60):
        day += timedelta(days=1)
        if day not in taken and day > now.astimezone(zone).date() and not no_school(conference, day):
            break
    # Wall clock plus days: the hours stay what they are when the clocks change in between.
    return add_window(
        conference=conference,
        starts_at=begin.replace(year=day.year, month=day.month, day=day.day),
        ends_at=end.replace(year=day.year, month=day.month, day=day.day),
        by=by,
        now=now,
        by_district=by_district,
    )


@transaction.atomic
def remove_window(*, window: ConferenceWindow, by: User | None, now: datetime, by_district: bool = False) -> None:
    """Take a stretch of time away; refused when a family has booked in it. What was public is called off."""
    conference = locked(window.conference)
    require(conference, EDITABLE_STATES)
    keep_the_past(conference, window, now)
    _leave_days_to_the_district(conference, by_district=by_district)
    if conference.status == Status.PUBLISHED:
        if not conference.windows.exclude(pk=window.pk).exists():
            raise errors.LastDay
        CalledOff.objects.create(
            district_id=conference.district_id,
            conference=conference,
            window=window.pk,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            sequence=window.sequence + 1,
            called_off_at=now,
        )
    window.delete()
    keep_bookings(conference)
    keep_links(conference)
    save(conference, by, "remove window")
    tell_of_days(conference, by_district=by_district)


@transaction.atomic
def set_times(
    *,
    conference: Conference,
    slot_seconds: int,
    passing_seconds: int,
    opens_at: datetime | None,
    closes_hours_before: int,
    note: str,
    by: User | None,
    note_es: str = "",
) -> None:
    """How long a meeting takes, how much time lies between two, and when families may book.

    ``note``: what families read in their letters; ``note_es``: the same for those who read Spanish.
    """
    conference = locked(conference)
    require(conference, EDITABLE_STATES)
    _check_lengths(slot_seconds, passing_seconds)
    windows = spans_of(conference.windows.all())
    if opens_at:
        check_opening(conference, opens_at)
    elif conference.status == Status.PUBLISHED:
        # "Empty" means: as soon as it is published, and it is. Without a moment nobody could book any more.
        opens_at = conference.published_at
    if (slot_seconds, passing_seconds) != (conference.slot_seconds, conference.passing_seconds):
        _refuse_with_bookings(conference)
    if any(span.length.total_seconds() < slot_seconds for span in windows):
        raise errors.WindowTooShort(minutes=minutes(slot_seconds))
    conference.slot_seconds, conference.passing_seconds = slot_seconds, passing_seconds
    conference.opens_at, conference.closes_hours_before = opens_at, closes_hours_before
    conference.note, conference.note_es = note.strip(), note_es.strip()
    save(conference, by, "set times")


@transaction.atomic
def set_hosts(*, conference: Conference, choices: Sequence[HostChoice], by: User | None) -> None:
    """Make these people, and nobody else, the hosts. Their own windows and breaks stay."""
    conference = locked(conference)
    require(conference, EDITABLE_STATES)
    allowed = {candidate.person.pk: candidate.person for candidate in candidates(conference)}
    rooms = {room.pk: room for room in Room.objects.filter(district=conference.district_id)}
    schools = schools_of(conference)
    wanted = {choice.person: choice for choice in choices}
    bookings, moved = _booked_per_host(conference), list[Host]()
    for host in hosts_with_times(conference):
        choice = wanted.pop(host.person_id, None)
        changes = choice is None or choice.slot_seconds != host.slot_seconds
        if changes and bookings.get(host.pk):
            raise errors.HostHasBookings(host=host.person.full_name, count=bookings[host.pk])
        if choice is None:
            # Meetings that were cancelled still name their host; such a host stays in the files without a slot.
            _remove_host(host)
            continue
        moves = choice.room != host.room_id
        _set_host(host, choice, rooms, schools)
        if moves and bookings.get(host.pk):
            moved.append(host)
    for choice in wanted.values():
        if choice.person not in allowed:
            raise errors.NotAHost(name=_("This person"))
        host = Host(district_id=conference.district_id, conference=conference, person=allowed[choice.person])
        _set_host(host, choice, rooms, schools)
    save(conference, by, "set hosts")
    change_rooms(moved, now=timezone.now())


def _set_host(host: Host, choice: HostChoice, rooms: dict[uuid.UUID, Room], schools: set[uuid.UUID]) -> None:
    room = rooms.get(choice.room) if choice.room else None
    if room is not None and room.school_id not in schools:
        raise errors.RoomOfAnotherSchool(name=room.name)
    if choice.slot_seconds is not None:
        _check_lengths(choice.slot_seconds, 0)
    host.room, host.slot_seconds, host.meets_everyone = room, choice.slot_seconds, choice.meets_everyone
    host.save()


def _remove_host(host: Host) -> None:
    if not host.appointments.exists():
        host.delete()
        return
    raise errors.HostHasBookings(host=host.person.full_name, count=host.appointments.count())


@transaction.atomic
def add_host_time(*, host: Host, kind: str, starts_at: datetime, ends_at: datetime, by: User | None) -> HostTime:
    """A time at which this host is there (``window``), or a break; both within the conference."""
    conference = locked(host.conference)
    require(conference, EDITABLE_STATES)
    if ends_at <= starts_at:
        raise errors.WindowBackwards
    span = Span(starts_at, ends_at)
    inside = any(w.starts_at <= span.starts_at and span.ends_at <= w.ends_at for w in conference.windows.all())
    if not inside:
        raise errors.OutsideTheConference(days="; ".join(conference_days(conference)))
    others = [Span(t.starts_at, t.ends_at) for t in host.times.filter(kind=kind)]
    _refuse_overlap(span, others, conference)
    time = HostTime.objects.create(
        district_id=host.district_id, host=host, kind=kind, starts_at=starts_at, ends_at=ends_at
    )
    keep_bookings(conference)
    save(conference, by, "host time")
    return time


@transaction.atomic
def remove_host_time(*, host: Host, time_id: uuid.UUID, by: User | None) -> None:
    """Take a host's own time or break away."""
    conference = locked(host.conference)
    require(conference, EDITABLE_STATES)
    host.times.filter(pk=time_id).delete()
    keep_bookings(conference)
    save(conference, by, "host time")


def add_room(*, school: School, name: str) -> Room:
    """A room of the school."""
    name = _free_room_name(school, name)
    return Room.objects.create(district_id=school.district_id, school=school, name=name)


@transaction.atomic
def rename_room(*, room: Room, name: str, now: datetime) -> None:
    """Another name for a room; bookings keep the room, and who comes to one is told the name."""
    name = _free_room_name(room.school, name, but=room)
    if name == room.name:
        return
    room.name = name
    room.save()
    tell_of_new_name(room, now=now)


def _free_room_name(school: School, name: str, but: Room | None = None) -> str:
    name = " ".join(name.split())
    others = Room.objects.filter(school=school, name__iexact=name)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise errors.RoomTwice(name=name)
    return name


@transaction.atomic
def submit(*, conference: Conference, by: User | None, now: datetime) -> None:
    """Send the conference to the district office, which is told by mail."""
    conference = locked(conference)
    require(conference, OPEN_STATES)
    missing = what_is_missing(conference, now)
    if missing:
        raise errors.NotReady(missing=" ".join(missing))
    take(conference, "submit")
    conference.submitted_by, conference.submitted_at = by, now
    conference.decided_by = conference.decided_at = None
    save(conference, by, "submit")
    notices.submitted(conference)


@transaction.atomic
def withdraw(*, conference: Conference, by: User | None) -> None:
    """Take the conference back before the district has decided."""
    conference = locked(conference)
    take(conference, "withdraw")
    save(conference, by, "withdraw")


def what_is_missing(conference: Conference, now: datetime, hosts: Sequence[Host] | None = None) -> list[str]:
    """Sentences that say what has to be done before the conference can be sent."""
    windows = list(conference.windows.all())
    hosts = hosts_with_times(conference) if hosts is None else hosts
    missing = []
    if not windows:
        missing.append(_("Add at least one day."))
    if any(window.starts_at <= now for window in windows):
        missing.append(_("One of the days has passed. Remove it or choose another."))
    if not hosts:
        missing.append(_("Choose at least one person for families to meet with."))
    idle = [host.person.full_name for host in hosts if windows and not slots_of(host)]
    if idle:
        missing.append(
            ngettext(
                "%(names)s has no time within these days. Change their times or take them off the list.",
                "%(names)s have no time within these days. Change their times or take them off the list.",
                len(idle),
            )
            % {"names": ", ".join(idle)}
        )
    return missing


def no_school(conference: Conference, day: date) -> str:
    """Why there is no school on that day; empty when there is."""
    year = conference.school_year
    if not year.starts_on <= day <= year.ends_on:
        return _("it is outside the school year %(year)s") % {"year": year.name}
    if day.weekday() >= 5:
        return _("it is on a weekend")
    here = Q(school__isnull=True) | Q(school__in=schools_of(conference))
    off = DayOff.objects.filter(here, district=conference.district_id, date=day).first()
    return off.reason if off else ""


def check_window(
    conference: Conference, starts_at: datetime, ends_at: datetime, now: datetime, but: ConferenceWindow | None = None
) -> None:
    """Refuse what is no stretch of time on a coming school day, beside the conference's others (``but`` left out)."""
    if ends_at <= starts_at:
        raise errors.WindowBackwards
    zone = conference.district.zone
    day = starts_at.astimezone(zone).date()
    if starts_at <= now:
        raise errors.WindowPast(day=full_day(day))
    reason = no_school(conference, day)
    if reason:
        raise errors.NoSchoolThatDay(day=full_day(day), reason=reason)
    span = Span(starts_at, ends_at)
    if span.length.total_seconds() < conference.slot_seconds:
        raise errors.WindowTooShort(minutes=minutes(conference.slot_seconds))
    others = conference.windows.exclude(pk=but.pk) if but else conference.windows.all()
    _refuse_overlap(span, spans_of(others), conference)


def _refuse_overlap(span: Span, others: Iterable[Span], conference: Conference) -> None:
    for other in others:
        if span.overlaps(other):
            raise errors.WindowsOverlap(other=spans_in_words([other], conference.district.zone)[0])


def _check_lengths(slot_seconds: int, passing_seconds: int) -> None:
    if not SLOT_LIMITS[0] <= slot_seconds <= SLOT_LIMITS[1]:
        raise errors.LengthOutOfRange
    if not 0 <= passing_seconds <= PASSING_LIMIT:
        raise errors.PassingOutOfRange


def _booked_per_host(conference: Conference) -> dict[uuid.UUID, int]:
    counts: dict[uuid.UUID, int] = {}
    for host in conference.appointments.filter(status=Appointment.Status.BOOKED).values_list("host_id", flat=True):
        counts[host] = counts.get(host, 0) + 1
    return counts


def keep_links(conference: Conference) -> None:
    """The links of the invitations work until the last day is over, whenever that is now."""
    last = max((window.ends_at for window in conference.windows.all()), default=None)
    if conference.status == Status.PUBLISHED and last is not None:
        conference.invitations.update(expires_at=last + AFTERWARDS)


def _leave_days_to_the_district(conference: Conference, *, by_district: bool) -> None:
    if conference.status == Status.PUBLISHED and not by_district:
        raise errors.DistrictDecides


def keep_the_past(conference: Conference, window: ConferenceWindow, now: datetime) -> None:
    """Refuse to change a public day that is over: it stays in the archive."""
    if conference.status == Status.PUBLISHED and window.ends_at <= now:
        raise errors.DayIsOver


def tell_of_days(conference: Conference, *, by_district: bool) -> None:
    """The school learns what the district office has changed."""
    if conference.status == Status.PUBLISHED and by_district:
        notices.days_changed(
            Conference.objects.select_related("school", "school_year", "district").get(pk=conference.pk)
        )


def check_opening(conference: Conference, opens_at: datetime) -> None:
    """Refuse a moment after the conference, or far from the school year: a slip of the keyboard (3026)."""
    year, day = conference.school_year, opens_at.date()
    if not year.starts_on - EARLIEST_OPENING <= day <= year.ends_on:
        first, last = full_day(year.starts_on), full_day(year.ends_on)
        raise errors.OpensOutsideTheYear(first=first, last=last)
    windows = spans_of(conference.windows.all())
    if windows and opens_at >= max(span.ends_at for span in windows):
        raise errors.OpensTooLate


def _refuse_with_bookings(conference: Conference) -> None:
    """Refuse other slots: those beside the booked ones would not fit any more, and times would be lost."""
    meetings = booked(conference)
    if meetings:
        raise _breaks(conference, meetings)


def _breaks(conference: Conference, meetings: Sequence[Appointment]) -> errors.BreaksBookings:
    return errors.BreaksBookings(
        count=len(meetings),
        first=moment_in_words(meetings[0].starts_at, conference.district.zone),
        host=meetings[0].host.person.full_name,
    )


def keep_bookings(conference: Conference) -> None:
    """Refuse a change after which a booked meeting lies outside its host's time."""
    if conference.status != Status.PUBLISHED:
        return
    fresh = Conference.objects.select_related("district").get(pk=conference.pk)
    free = {host.pk: free_spans(host) for host in hosts_with_times(fresh)}
    homeless = [
        meeting
        for meeting in booked(fresh)
        if not any(s.starts_at <= meeting.starts_at and meeting.ends_at <= s.ends_at for s in free[meeting.host_id])
    ]
    if homeless:
        raise _breaks(fresh, homeless)
