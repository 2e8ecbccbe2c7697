"""Several rows of a roster for one role at one place: which of them is the seat, and which were there before it.

A student who left for three days has two rows at the school, and a file may list them in either order. The order says
nothing. Pure, without a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Stay(NamedTuple):
    """From the first day to the last, both included; none where no roster knows one."""

    begin: date | None = None
    end: date | None = None
    primary: bool = True

    @property
    def is_any(self) -> bool:
        """It has a day at all: one that was given and taken back on the same day has none."""
        return self.begin is None or self.end is None or self.begin <= self.end

    def meets(self, other: Stay) -> bool:
        """Whether the two have a day in common."""
        return _not_after(self.begin, other.end) and _not_after(other.begin, self.end)


LEFT_OUT = timedelta(days=10)
"""Whoever is listed again so many days after the file that left them out, or sooner, was never away: the next file of a
weekly delivery, also where a holiday keeps it for some days. Whom two of them leave out was away."""


class Settled(NamedTuple):
    """What counts of the rows of a place: the seat, what was before it, and what comes after it."""

    seat: Stay
    earlier: tuple[Stay, ...] = ()
    later: tuple[Stay, ...] = ()


def dated(listed: Iterable[Stay], *, on: date, known: Iterable[Stay] = (), first: date | None) -> list[Stay]:
    """The rows, of which those without a first day get one: of the stay on file that goes on with them.

    Where none does, a row of the day begins on ``first`` (none: always there). Whoever comes back later than
    ``LEFT_OUT`` begins then, too, and what was before stays a stay of its own. A row that is over without a stay on
    file keeps none. ``known``: what is on file. ``first`` is not after ``on``.
    """
    held = sorted((one for one in known if one.is_any), key=_begins)
    return [row if row.begin else row._replace(begin=_first_day(row, on, held, first)) for row in listed]


def _first_day(row: Stay, on: date, held: Sequence[Stay], first: date | None) -> date | None:
    is_over = row.end is not None and row.end < on
    last = next((one for one in reversed(held) if _not_after(one.begin, row.end if is_over else on)), None)
    if last is None:
        return None if is_over else first
    if is_over or first is None or last.end is None:
        return last.begin
    # A file that does not list somebody ends the stay on the day before it.
    left_out_on = last.end + timedelta(days=1)
    return last.begin if first - left_out_on <= LEFT_OUT else first


def settle(listed: Iterable[Stay], *, on: date, known: Iterable[Stay] = (), whole: bool = True) -> Settled:
    """The seat is the stay of the day, else the next to come, else the latest.

    ``known``: what was on file. What ended before the first listed day stays as it was; from then on the file is the
    truth. Where it is not the whole truth (``whole``), all stays on file that no listed one touches.
    """
    rows = list(listed)
    stays = joined([row for row in rows if row.is_any] or rows[:1])
    before = [one for one in known if one.is_any and _outside(one, stays, whole=whole)]
    return _around(sorted([*stays, *before], key=_begins), on)


def joined(rows: Iterable[Stay]) -> list[Stay]:
    """The rows in order of their days: those with a day in common as one, and those between which no day lies.

    What is made of rows of which one is primary is primary.
    """
    apart = _as_one(sorted(rows, key=_begins), Stay.meets)
    return _as_one(apart, _goes_on)


def _as_one(rows: Iterable[Stay], belong: Callable[[Stay, Stay], bool]) -> list[Stay]:
    found: list[Stay] = []
    for row in rows:
        if found and belong(found[-1], row):
            one = found[-1]
            end = None if one.end is None or row.end is None else max(one.end, row.end)
            found[-1] = Stay(one.begin, end, one.primary or row.primary)
        else:
            found.append(row)
    return found


def _goes_on(one: Stay, later: Stay) -> bool:
    """Whether the later begins on the day after the other ended, with nothing else changed."""
    follows = one.end is not None and later.begin is not None and later.begin - one.end == timedelta(days=1)
    return follows and one.primary == later.primary


def _outside(one: Stay, stays: Sequence[Stay], *, whole: bool) -> bool:
    if not whole:
        return not any(one.meets(listed) for listed in stays)
    first = stays[0].begin
    return first is not None and one.end is not None and one.end < first


def _around(stays: Sequence[Stay], on: date) -> Settled:
    """The stays, none of which overlap, around the one that counts."""
    # The first that is not over is the one of the day or the next to come.
    at = next((at for at, one in enumerate(stays) if one.end is None or one.end >= on), len(stays) - 1)
    return Settled(stays[at], tuple(stays[:at]), tuple(stays[at + 1 :]))


def _begins(row: Stay) -> date:
    return row.begin or date.min


def _not_after(begin: date | None, end: date | None) -> bool:
    return begin is None or end is None or begin <= end
