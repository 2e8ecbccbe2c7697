"""Slots of a host: when families can meet them.

Pure: spans of time in, spans of time out. Everything is counted in UTC, so a window over the night on which the clocks
change has as many slots as it has real minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time, its end not included. Both ends carry a time zone."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("A span needs a time zone.")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"A span ends after it begins, not {self.starts_at} to {self.ends_at}.")

    @property
    def length(self) -> timedelta:
        """Real time from the beginning to the end."""
        return self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)

    def overlaps(self, other: Span) -> bool:
        """They share a moment; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as disjoint spans in order, those that touch or overlap joined, in UTC."""
    result: list[Span] = []
    for span in sorted(Span(s.starts_at.astimezone(UTC), s.ends_at.astimezone(UTC)) for s in spans):
        if result and span.starts_at <= result[-1].ends_at:
            result[-1] = Span(result[-1].starts_at, max(result[-1].ends_at, span.ends_at))
        else:
            result.append(span)
    return result


def common(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The time that both have."""
    others = merged(second)
    return [
        Span(max(one.starts_at, two.starts_at), min(one.ends_at, two.ends_at))
        for one in merged(first)
        for two in others
        if one.overlaps(two)
    ]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the time when some of it is taken away."""
    breaks = merged(taken)
    return [piece for span in merged(spans) for piece in _pieces(span, breaks)]


def _pieces(span: Span, breaks: list[Span]) -> Iterator[Span]:
    begin = span.starts_at
    for pause in breaks:
        if not span.overlaps(pause):
            continue
        if pause.starts_at > begin:
            yield Span(begin, pause.starts_at)
        begin = max(begin, pause.ends_at)
    if begin < span.ends_at:
        yield Span(begin, span.ends_at)


def slots(
    windows: Iterable[Span], breaks: Iterable[Span] = (), *, slot_seconds: int, passing_seconds: int = 0
) -> list[Span]:
    """Slots of ``slot_seconds`` with ``passing_seconds`` between them, in order, in UTC.

    The first slot begins when a window begins and again when a break is over. What is left at the end and is shorter
    than a slot is no slot. Passing time is needed only between two slots, not after the last.
    """
    if slot_seconds <= 0 or passing_seconds < 0:
        raise ValueError("A slot needs a length, and passing time cannot be negative.")
    length, step = timedelta(seconds=slot_seconds), timedelta(seconds=slot_seconds + passing_seconds)
    found: list[Span] = []
    for free in without(windows, breaks):
        begin = free.starts_at
        while begin + length <= free.ends_at:
            found.append(Span(begin, begin + length))
            begin += step
    return found


def free_of(slots: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """The slots, which come in order of time, that share no moment with what is taken."""
    pauses = merged(taken)
    free, index = [], 0
    for slot in slots:
        while index < len(pauses) and pauses[index].ends_at <= slot.starts_at:
            index += 1
        if index == len(pauses) or pauses[index].starts_at >= slot.ends_at:
            free.append(slot)
    return free
