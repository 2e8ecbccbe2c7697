"""What can be put on record about a scholarship: while one can apply, and after its last day what was in time."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.dateparse import parse_date

from doorway.pathways.scholarships.errors import NotApplied, NotNow, NotThatDay, NotYet
from doorway.pathways.scholarships.ground import Held
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.steps import What
from doorway.pathways.scholarships.wording import full_day
from doorway.pathways.scholarships.years import was_for

# Nobody applies, and nothing is awarded, longer than that before a last day: the year was mistyped.
LONGEST = timedelta(days=366)

# Nobody takes these back by them: what is applied for, and what was awarded or not, has to be possible.
SAID_OF_A_YEAR = frozenset({What.APPLIED, What.AWARDED, What.NOT_AWARDED})


def judged_with(held: Held, key: str) -> Judged | None:
    """The scholarship of a student with this key, as it stands."""
    return next((one for one in held.judged if one.program.key == key), None)


def can_apply(judged: Judged, day: date) -> bool:
    """Whether the student is in a grade in which one applies, and the day is between the first and the last one."""
    return is_to_come(judged, day) and not judged.is_early


def is_to_come(judged: Judged, day: date) -> bool:
    """The same, or the first day is still to come."""
    closes = judged.program.dates.closes
    return judged.is_now and not judged.is_over and (closes is None or closes >= day)


def can_say_late(judged: Judged, held: Held, day: date) -> bool:
    """Whether the last day is over, and the student was in a grade in which one applied by then."""
    program, judge = judged.program, held.judge
    is_past = program.dates.closes is not None and program.dates.closes < day and not program.closed
    return is_past and judge is not None and was_for(program, judge.class_of)


def check(what: What, judged: Judged, held: Held, typed: str, day: date) -> date | None:
    """Refuse what cannot be put on record now; the day on which it happened, where it is told afterwards.

    ``typed``: that day; empty where nobody knows it, and for what happens as it is said.
    """
    year = held.judge.year_of(judged.program) if held.judge is not None else None
    key, is_late = judged.program.key, can_say_late(judged, held, day)
    if what is What.APPLIED:
        opens = judged.program.dates.opens_after(day)
        if opens is not None and is_to_come(judged, day):
            raise NotYet(day=full_day(opens))
        if not is_late and not can_apply(judged, day):
            raise NotNow
        return _day(typed, judged, last=judged.program.dates.closes, day=day) if is_late else None
    was_decided = held.told.last(What.AWARDED, key, year=year) is not None
    if not was_decided and not held.told.has_applied(key, year=year) and not (is_late and what is What.AWARDED):
        raise NotApplied
    return _day(typed, judged, last=None, day=day) if what is What.AWARDED else None


def _day(typed: str, judged: Judged, *, last: date | None, day: date) -> date | None:
    """The day that was typed, none later than the ``last`` one. What is refused is named: the page is loaded anew."""
    if not typed.strip():
        return None
    dates = judged.program.dates
    try:
        found = parse_date(typed.strip())
    except ValueError:
        found = None
    if found is None:
        raise NotThatDay(NotThatDay.UNREAD)
    if found > day:
        raise NotThatDay(NotThatDay.AHEAD, day=full_day(found))
    if last is not None and found > last:
        raise NotThatDay(NotThatDay.LATE, day=full_day(found), closes=full_day(last))
    first = dates.opens or (dates.closes or day) - LONGEST
    if found < first:
        raise NotThatDay(NotThatDay.EARLY, day=full_day(found))
    return found
