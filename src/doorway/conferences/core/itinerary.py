"""One compact visit for a family: which slot for which wish.

Pure and deterministic. Several students and hosts, at one school or several, around what the family has booked
already. What is best, in this order: as many wishes as possible; on as few days as possible; with as little waiting
as possible (waiting is all time between the first and the last meeting of a day in which the family meets nobody,
travel included); as early as possible.

Up to :data:`EXACT` meetings the answer is the best there is. Beyond, wishes are placed one after the other, the one
with the fewest free slots first: still without overlaps, but not always the most compact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from doorway.conferences.core.slots import Span

TRAVEL = timedelta(minutes=15)
EXACT = 5
_NONE = timedelta(0)


@dataclass(frozen=True)
class Wish:
    """A meeting that the family wants. ``place`` is the building; ``options`` are free spans of one length."""

    key: str
    place: str
    options: tuple[Span, ...]


@dataclass(frozen=True)
class Meeting:
    """A meeting with its time. A fixed one is booked already and stays."""

    key: str
    place: str
    span: Span
    fixed: bool = False


@dataclass(frozen=True)
class Itinerary:
    """The meetings in order of time, and the keys of the wishes that found no place."""

    meetings: tuple[Meeting, ...]
    unmet: tuple[str, ...] = ()

    @property
    def times(self) -> dict[str, Span]:
        """The span of every wish that found one."""
        return {meeting.key: meeting.span for meeting in self.meetings if not meeting.fixed}


def travel(one: Meeting, other: Meeting) -> timedelta:
    """The time a family needs between two meetings; none inside one building, nor between two that stand already."""
    return _NONE if one.place == other.place or (one.fixed and other.fixed) else TRAVEL


def fits(meeting: Meeting, others: Iterable[Meeting]) -> bool:
    """The meeting overlaps none of the others and leaves time to travel."""
    return all(
        meeting.span.starts_at >= other.span.ends_at + travel(other, meeting)
        or other.span.starts_at >= meeting.span.ends_at + travel(meeting, other)
        for other in others
    )


def days_and_waiting(meetings: Collection[Meeting], zone: tzinfo) -> tuple[int, timedelta]:
    """On how many days the family comes, and how long it waits between its meetings."""
    waiting = _NONE
    by_day = _by_day(meetings, zone)
    for day in by_day.values():
        first, last = min(m.span.starts_at for m in day), max(m.span.ends_at for m in day)
        waiting += (last - first) - sum((m.span.length for m in day), _NONE)
    return len(by_day), waiting


def _by_day(meetings: Iterable[Meeting], zone: tzinfo) -> dict[date, list[Meeting]]:
    found: dict[date, list[Meeting]] = {}
    for meeting in meetings:
        found.setdefault(meeting.span.starts_at.astimezone(zone).date(), []).append(meeting)
    return found


def propose(wishes: Sequence[Wish], *, zone: tzinfo, booked: Sequence[Meeting] = ()) -> Itinerary:
    """The best visit for these wishes around what is booked. Wishes are named by unique keys."""
    fixed = [Meeting(m.key, m.place, m.span, fixed=True) for m in booked]
    placed = _exact(wishes, fixed, zone) if len(wishes) + len(fixed) <= EXACT else _one_by_one(wishes, fixed, zone)
    met = {meeting.key for meeting in placed}
    meetings = sorted([*placed, *fixed], key=lambda m: (m.span, m.key))
    return Itinerary(tuple(meetings), tuple(wish.key for wish in wishes if wish.key not in met))


def nearest(wish: Wish, *, to: datetime, others: Sequence[Meeting], zone: tzinfo, limit: int = 3) -> tuple[Span, ...]:
    """The wish's free spans that fit beside the others, nearest first, those of the same day before all."""
    day = to.astimezone(zone).date()
    free = [span for span in wish.options if fits(Meeting(wish.key, wish.place, span), others)]
    free.sort(key=lambda s: (s.starts_at.astimezone(zone).date() != day, abs(s.starts_at - to), s))
    return tuple(free[:limit])


@dataclass(frozen=True)
class Rescue:
    """After some times were lost: for each lost wish what could replace it, and a whole plan that fits together."""

    offers: Mapping[str, tuple[Span, ...]]
    plan: Itinerary


def rescue(
    wishes: Sequence[Wish],
    wanted: Mapping[str, datetime],
    lost: Collection[str],
    *,
    zone: tzinfo,
    booked: Sequence[Meeting] = (),
) -> Rescue:
    """Offers for the wishes that were lost, keeping the times of the others.

    Each lost wish gets the nearest spans that fit with everything kept and with the first offer of the lost ones
    before it. When one of them fits nowhere, the plan moves the kept times too.
    """
    by_key = {wish.key: wish for wish in wishes}
    kept = [
        Meeting(key, by_key[key].place, span)
        for key, begin in wanted.items()
        if key in by_key and key not in lost
        for span in by_key[key].options
        if span.starts_at == begin
    ]
    around = [*(Meeting(m.key, m.place, m.span, fixed=True) for m in booked), *kept]
    offers: dict[str, tuple[Span, ...]] = {}
    for key in sorted(lost, key=lambda k: (len(by_key[k].options), k)):
        offers[key] = nearest(by_key[key], to=wanted[key], others=around, zone=zone)
        around += [Meeting(key, by_key[key].place, span) for span in offers[key][:1]]
    if all(offers.values()):
        meetings = sorted(around, key=lambda m: (m.span, m.key))
        missing = [wish.key for wish in wishes if wish.key not in {m.key for m in around}]
        return Rescue(offers, Itinerary(tuple(meetings), tuple(missing)))
    return Rescue(offers, propose(wishes, zone=zone, booked=booked))


# Exact, for few meetings


@dataclass
class _Job:
    """A wish or a booked meeting on one day: its options in order of time."""

    key: str
    place: str
    fixed: bool
    options: list[Span]
    starts: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [span.starts_at for span in self.options]

    def at(self, span: Span) -> Meeting:
        return Meeting(self.key, self.place, span, self.fixed)

    def from_on(self, moment: datetime) -> Span | None:
        """The first option that begins at the moment or later."""
        index = bisect_left(self.starts, moment)
        return self.options[index] if index < len(self.options) else None


# The cost of a day's meetings: waiting, then when it begins.
_Cost = tuple[timedelta, datetime]
_Day = dict[int, tuple[_Cost, tuple[Meeting, ...]]]


def _jobs(wishes: Sequence[Wish], fixed: Sequence[Meeting]) -> list[_Job]:
    jobs = [_Job(w.key, w.place, False, sorted(set(w.options))) for w in wishes]
    for job in jobs:
        if len({span.length for span in job.options}) > 1:
            raise ValueError(f"The options of {job.key} differ in length.")
    return jobs + [_Job(m.key, m.place, True, [m.span]) for m in fixed]


def _exact(wishes: Sequence[Wish], fixed: Sequence[Meeting], zone: tzinfo) -> list[Meeting]:
    jobs = _jobs(wishes, fixed)
    must = sum(1 << index for index, job in enumerate(jobs) if job.fixed)
    days = sorted({span.starts_at.astimezone(zone).date() for job in jobs for span in job.options})
    tables = [_best_of_day(jobs, day, zone) for day in days]
    # Over the days: for each set of jobs the fewest days, then the least waiting, then the earliest.
    best: dict[int, tuple[tuple[int, timedelta, tuple[datetime, ...]], tuple[Meeting, ...]]] = {0: ((0, _NONE, ()), ())}
    for table in tables:
        grown = dict(best)
        for done, ((count, waiting, begins), meetings) in best.items():
            for more, ((more_waiting, begin), more_meetings) in table.items():
                if done & more:
                    continue
                cost = (count + 1, waiting + more_waiting, (*begins, begin))
                if done | more not in grown or cost < grown[done | more][0]:
                    grown[done | more] = (cost, meetings + more_meetings)
        best = grown
    chosen = min(
        (mask for mask in best if mask & must == must), key=lambda mask: (-mask.bit_count(), best[mask][0], mask)
    )
    return [meeting for meeting in best[chosen][1] if not meeting.fixed]


def _best_of_day(jobs: Sequence[_Job], day: date, zone: tzinfo) -> _Day:
    """For each set of jobs that one day can hold: the least waiting, and the meetings.

    With the first meeting given, less waiting means an earlier end; so it is enough to keep, for each set and last
    meeting, the way that ends first.
    """
    today = [
        _Job(job.key, job.place, job.fixed, [s for s in job.options if s.starts_at.astimezone(zone).date() == day])
        for job in jobs
    ]
    found: _Day = {}
    for first, job in enumerate(today):
        for span in job.options:
            _from(today, first, span, found)
    return found


def _from(jobs: Sequence[_Job], first: int, span: Span, found: _Day) -> None:
    ways: dict[tuple[int, int], tuple[Meeting, ...]] = {(1 << first, first): (jobs[first].at(span),)}
    layer = ways
    while layer:
        following: dict[tuple[int, int], tuple[Meeting, ...]] = {}
        for (mask, _last), meetings in layer.items():
            _keep(mask, meetings, found)
            for index, job in enumerate(jobs):
                if mask >> index & 1:
                    continue
                way = _continued(meetings, job)
                known = following.get((mask | 1 << index, index))
                if way and (known is None or way[-1].span.ends_at < known[-1].span.ends_at):
                    following[mask | 1 << index, index] = way
        layer = following


def _continued(meetings: tuple[Meeting, ...], job: _Job) -> tuple[Meeting, ...] | None:
    last = meetings[-1]
    pause = _NONE if last.place == job.place or (last.fixed and job.fixed) else TRAVEL
    span = job.from_on(last.span.ends_at + pause)
    return (*meetings, job.at(span)) if span else None


def _keep(mask: int, meetings: tuple[Meeting, ...], found: _Day) -> None:
    begin = meetings[0].span.starts_at
    waiting = meetings[-1].span.ends_at - begin - sum((m.span.length for m in meetings), _NONE)
    if mask not in found or (waiting, begin) < found[mask][0]:
        found[mask] = ((waiting, begin), meetings)


# One after the other, for many meetings


def _one_by_one(wishes: Sequence[Wish], fixed: Sequence[Meeting], zone: tzinfo) -> list[Meeting]:
    placed: list[Meeting] = []
    for wish in sorted(wishes, key=lambda w: (len(w.options), w.key)):
        around = [*fixed, *placed]
        candidates = [Meeting(wish.key, wish.place, span) for span in wish.options]
        fitting = [meeting for meeting in candidates if fits(meeting, around)]
        if fitting:
            placed.append(min(fitting, key=lambda m: (days_and_waiting([*around, m], zone), m.span)))
    return placed
