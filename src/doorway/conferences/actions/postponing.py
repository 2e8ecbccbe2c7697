"""A whole day of a public conference moves, with everything that is booked on it: it snowed, or the boiler broke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import QuerySet

from doorway.accounts.models import User
from doorway.conferences.actions.booking.interpreters import find_interpreter
from doorway.conferences.actions.conflicts import stand_in_line, whole_or_not
from doorway.conferences.actions.steps import Status, locked, require, save
from doorway.conferences.actions.submission import check_window, keep_bookings, keep_links, tell_of_days
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import preparing as errors
from doorway.conferences.letters import tell_postponed
from doorway.conferences.models import Appointment, Conference, ConferenceWindow, HostTime, Occupancy
from doorway.conferences.wording import listed

# So many names are read; of the others one reads how many there are.
MOST_NAMES = 5


def booked_on(window: ConferenceWindow) -> int:
    """How many meetings would move with this day. One query."""
    return _meetings(window).count()


def postpone_window(*, window: ConferenceWindow, to: date, by: User | None, now: datetime) -> list[Appointment]:
    """Move the window to another day, and every meeting in it to the same time of that day, or change nothing.

    The district's to decide, as the days of a public conference are. Times of hosts on the day go along; guests,
    questions and languages stay; an interpreter who is somewhere else then is replaced where somebody is free. Every
    guardian who comes gets one letter, and the entry of the calendar follows.

    Raises :class:`~doorway.conferences.errors.preparing.BusyThatDay` where somebody or a room is taken then,
    ``DayHasBegun``, and what :func:`~doorway.conferences.actions.submission.check_window` refuses.
    """

    def work() -> list[Appointment]:
        conference = locked(window.conference)
        require(conference, (Status.PUBLISHED,))
        row = conference.windows.get(pk=window.pk)
        if row.starts_at <= now:
            raise errors.DayHasBegun
        shift = _shift(conference, row, to)
        check_window(conference, shift(row.starts_at), shift(row.ends_at), now, but=row)
        meetings = _held(row)
        was = {meeting.pk: meeting.starts_at for meeting in meetings}
        _move_times(row, shift)
        row.starts_at, row.ends_at = shift(row.starts_at), shift(row.ends_at)
        row.sequence, row.changed_at = row.sequence + 1, now
        row.save()
        _move_meetings(meetings, shift, by)
        keep_bookings(conference)
        keep_links(conference)
        save(conference, by, "postpone")
        tell_of_days(conference, by_district=True)
        tell_postponed([(meeting, was[meeting.pk]) for meeting in meetings], now=now)
        return meetings

    return whole_or_not(work, taken=lambda: _busy(window, to))


def _shift(conference: Conference, window: ConferenceWindow, to: date) -> Callable[[datetime], datetime]:
    """The same time of day, as clocks show it, so many days later or earlier."""
    zone = conference.district.zone
    days = to - window.starts_at.astimezone(zone).date()

    def shifted(moment: datetime) -> datetime:
        local = moment.astimezone(zone)
        day = local.date() + days
        return local.replace(year=day.year, month=day.month, day=day.day, fold=0)

    return shifted


def _meetings(window: ConferenceWindow) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        conference=window.conference_id,
        status=Appointment.Status.BOOKED,
        starts_at__gte=window.starts_at,
        starts_at__lt=window.ends_at,
    )


def _held(window: ConferenceWindow) -> list[Appointment]:
    """The meetings of the window, which nobody else changes until the transaction ends."""
    rows = _meetings(window).select_for_update(of=("self",)).order_by("pk")
    return list(
        rows.select_related(
            "student__district", "guardian__district", "interpreter", "host__person", "host__room",
            "conference__district", "conference__school",
        )
    )  # fmt: skip


def _move_times(window: ConferenceWindow, shift: Callable[[datetime], datetime]) -> None:
    """The hosts' own times and breaks of the day."""
    times = HostTime.objects.filter(
        host__conference=window.conference_id, starts_at__gte=window.starts_at, ends_at__lte=window.ends_at
    )
    for time in times:
        time.starts_at, time.ends_at = shift(time.starts_at), shift(time.ends_at)
        time.save()


def _move_meetings(meetings: list[Appointment], shift: Callable[[datetime], datetime], by: User | None) -> None:
    taken = list(Occupancy.objects.filter(appointment__in=meetings))
    interpreters = {(meeting.pk, meeting.interpreter_id) for meeting in meetings if meeting.interpreter_id}
    wanted = [one for one in taken if (one.appointment_id, one.person_id) not in interpreters]
    Occupancy.objects.filter(appointment__in=meetings).delete()
    for one in wanted:
        one.starts_at, one.ends_at = shift(one.starts_at), shift(one.ends_at)
    wanted.sort(key=lambda one: (str(one.person_id or one.room_id), one.starts_at))
    stand_in_line(key for one in wanted if (key := one.person_id or one.room_id))
    Occupancy.objects.bulk_create(wanted)
    for meeting in meetings:
        meeting.starts_at, meeting.ends_at = shift(meeting.starts_at), shift(meeting.ends_at)
    # Every family keeps its interpreter who can come, before another family is given somebody.
    had = {meeting.pk: meeting.interpreter for meeting in meetings}
    for meeting in meetings:
        find_interpreter(meeting, first=had[meeting.pk], others=False)
    for meeting in meetings:
        if meeting.interpreter is None:
            find_interpreter(meeting, first=had[meeting.pk])
        save(meeting, by, "postpone")


def _busy(window: ConferenceWindow, to: date) -> errors.BusyThatDay | None:
    """After everything was undone: who, or which room, is taken on the new day. None when all are free again."""
    conference = Conference.objects.select_related("district").get(pk=window.conference_id)
    row = conference.windows.get(pk=window.pk)
    # Without the lock: the transaction that held the rows is over.
    shift, meetings = _shift(conference, row, to), list(_meetings(row))
    mine = Occupancy.objects.filter(appointment__in=meetings)
    begin, end = shift(row.starts_at), shift(row.ends_at)
    others = list(
        Occupancy.objects.filter(starts_at__lt=end, ends_at__gt=begin)
        .exclude(appointment__in=meetings)
        .select_related("person", "room")
    )
    interpreters = {meeting.interpreter_id for meeting in meetings}
    names = {}
    for one in mine.exclude(person__in=[key for key in interpreters if key]):
        span = Span(shift(one.starts_at), shift(one.ends_at))
        for other in others:
            same = (other.person_id, other.room_id) == (one.person_id, one.room_id)
            if same and span.overlaps(Span(other.starts_at, other.ends_at)):
                names[other.person_id or other.room_id] = str(other.person or other.room)
    if not names:
        return None
    return errors.BusyThatDay(names=_some(sorted(names.values())))


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - MOST_NAMES
    return listed([*names[:MOST_NAMES], *([f"+{more}"] if more > 0 else [])])
