"""Days, times and names of conferences as one says them, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from doorway.conferences.core.slots import Span
from doorway.conferences.models import Conference, ConferenceWindow
from doorway.policy.queries import state_pack
from doorway.roster.models import SchoolYear

# Babel separates the half of the day with narrow or fixed spaces, which plain text of a letter does not need.
_SPACES = {"\u202f": " ", "\u00a0": " "}
_HALVES = {"AM": "am", "PM": "pm"}


def language() -> str:
    """The active language, without its country."""
    return (get_language() or "en")[:2]


def listed(items: Iterable[str]) -> str:
    """“a, b, and c”."""
    return format_list(list(items), locale=language())


def whole_day(span: Span, zone: tzinfo) -> bool:
    """Midnight to midnight: a day of which only the date is known."""
    begin, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    return begin.time() == time() and end.time() == time() and end.date() - begin.date() == timedelta(days=1)


def days_in_words(days: Iterable[date]) -> str:
    """“Monday and Tuesday, November 2 and 3”; days of different months are named month by month."""
    return _days(tuple(sorted(set(days))), language())


# A board or a schedule names the same few days hundreds of times.
@lru_cache(maxsize=1024)
def _days(ordered: tuple[date, ...], language: str) -> str:  # the words depend on the language
    months = [list(group) for _key, group in groupby(ordered, key=lambda day: (day.year, day.month))]
    return listed(_days_of_a_month(month) for month in months)


def full_day(day: date) -> str:
    """“Tuesday, November 3, 2026”, for a day that can lie in any year."""
    return format_date(day, "full", locale=language())


def _days_of_a_month(days: Sequence[date]) -> str:
    names = dict.fromkeys(format_date(day, "EEEE", locale=language()) for day in days)
    return pgettext("days of a month", "%(weekdays)s, %(month)s %(numbers)s") % {
        "weekdays": listed(names),
        "month": format_date(days[0], "MMMM", locale=language()),
        "numbers": listed(str(day.day) for day in days),
    }


def clock(moment: datetime | time, *, with_half: bool = True) -> str:
    """A time of day: “1:00 pm”; without its half of the day: “1:00”."""
    return _clock(moment.hour, moment.minute, with_half, language())


# A booking page says a thousand times, most of them again and again.
@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, with_half: bool, language: str) -> str:
    text = format_time(time(hour, minute), "h:mm a" if with_half else "h:mm", locale=language)
    for sign, plain in {**_SPACES, **_HALVES}.items():
        text = text.replace(sign, plain)
    return text


def short_moment(moment: datetime) -> str:
    """“Mon, Nov 2, 1:00 pm”, for a list. The moment is in the zone in which it is read."""
    return _short_moment(moment.date(), moment.hour, moment.minute, language())


# To ask for the language costs more than the rest of this: once for a moment, then.
@lru_cache(maxsize=4096)
def _short_moment(day: date, hour: int, minute: int, language: str) -> str:
    return f"{format_skeleton('MMMEd', day, locale=language)}, {_clock(hour, minute, True, language)}"


def hours_in_words(begin: datetime, end: datetime) -> str:
    """“1:00 to 4:45 pm”. Both moments are in the zone in which they are read."""
    return _hours(begin.time(), end.time(), language())


@lru_cache(maxsize=4096)
def _hours(begin: time, end: time, language: str) -> str:  # the words depend on the language
    same_half = (begin.hour < 12) == (end.hour < 12)
    return pgettext("hours of a day", "%(start)s to %(end)s") % {
        "start": clock(begin, with_half=not same_half),
        "end": clock(end),
    }


def spans_in_words(spans: Iterable[Span], zone: tzinfo) -> list[str]:
    """A line for each group of days with the same hours: “Monday and Tuesday, November 2 and 3 · 1:00 to 4:45 pm”."""
    by_day: dict[date, list[Span]] = {}
    for span in sorted(spans):
        by_day.setdefault(span.starts_at.astimezone(zone).date(), []).append(span)
    lines: dict[str, list[date]] = {}
    for day, parts in by_day.items():
        hours = [
            hours_in_words(part.starts_at.astimezone(zone), part.ends_at.astimezone(zone))
            for part in parts
            if not whole_day(part, zone)
        ]
        lines.setdefault(listed(hours) if hours else "", []).append(day)
    return [" · ".join(filter(None, [days_in_words(days), hours])) for hours, days in lines.items()]


def spans_of(windows: Iterable[ConferenceWindow]) -> list[Span]:
    """The windows as spans."""
    return [Span(window.starts_at, window.ends_at) for window in windows]


def conference_days(conference: Conference) -> list[str]:
    """The conference's days and hours in words, line by line."""
    return spans_in_words(spans_of(conference.windows.all()), conference.district.zone)


def moment_in_words(moment: datetime, zone: tzinfo) -> str:
    """“Monday, November 2, 1:00 pm”."""
    local = moment.astimezone(zone)
    return f"{days_in_words([local.date()])}, {clock(local)}"


def kind_name(kind: str, year: SchoolYear) -> str:
    """What conferences of a kind of plan are called in a school year, by the state's pack: “SEP conference”."""
    names = state_pack().words(year.name).plans.get(kind)
    return names.conference(language()) if names else _("Conference")


def conference_name(conference: Conference) -> str:
    """What this conference is called in its school year."""
    return kind_name(conference.kind, conference.school_year)


def school_names(conference: Conference) -> str:
    """The label of a joint conference, or the schools that hold it."""
    return conference.label or listed([conference.school.name, *(school.name for school in conference.also_for.all())])


def minutes(seconds: int) -> str:
    """Seconds as minutes, without a needless comma: 7.5, 10."""
    return f"{seconds / 60:g}"
