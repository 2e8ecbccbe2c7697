"""Slots of a host."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.conferences.core.slots import Span, common, free_of, slots, without

DENVER = ZoneInfo("America/Denver")
NOON = datetime(2026, 11, 3, 13, tzinfo=DENVER)


def span(begin: float, end: float) -> Span:
    return Span(NOON + timedelta(minutes=begin), NOON + timedelta(minutes=end))


@pytest.mark.parametrize(
    ("minutes", "passing", "count"),
    [(3, 0, 75), (5, 0, 45), (7.5, 0, 30), (10, 0, 22), (15, 0, 15), (20, 0, 11), (15, 5, 11), (7.5, 2.5, 22)],
)
def test_a_half_day_holds_so_many_slots(minutes: float, passing: float, count: int) -> None:
    found = slots([span(0, 225)], slot_seconds=round(minutes * 60), passing_seconds=round(passing * 60))

    assert len(found) == count
    assert {one.length for one in found} == {timedelta(minutes=minutes)}


def test_what_is_shorter_than_a_slot_is_none() -> None:
    assert slots([span(0, 14)], slot_seconds=900) == []


def test_slots_begin_again_when_a_break_is_over() -> None:
    found = slots([span(0, 70)], [span(20, 27)], slot_seconds=900)

    assert found == [span(0, 15), span(27, 42), span(42, 57)]


def test_windows_that_overlap_are_one() -> None:
    assert slots([span(0, 30), span(10, 45)], slot_seconds=900) == [span(0, 15), span(15, 30), span(30, 45)]


def test_the_night_the_clocks_go_back_has_an_hour_more() -> None:
    window = Span(datetime(2026, 11, 1, 0, tzinfo=DENVER), datetime(2026, 11, 1, 4, tzinfo=DENVER))

    found = slots([window], slot_seconds=1800)

    assert len(found) == 10
    assert all(one.starts_at.tzinfo is UTC for one in found)


def test_common_time_is_what_both_have() -> None:
    assert common([span(0, 60), span(90, 120)], [span(30, 100)]) == [span(30, 60), span(90, 100)]


def test_a_span_needs_a_zone_and_a_length() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001  # that is what is refused
    with pytest.raises(ValueError, match="ends after"):
        span(10, 10)


minutes = st.integers(0, 300)
spans = st.lists(st.tuples(minutes, st.integers(1, 90)).map(lambda p: span(p[0], p[0] + p[1])), max_size=4)


@given(windows=spans, breaks=spans, slot=st.sampled_from([180, 300, 450, 600, 900, 1200]), passing=st.integers(0, 300))
def test_slots_lie_in_windows_outside_breaks_and_apart(
    windows: list[Span], breaks: list[Span], slot: int, passing: int
) -> None:
    found = slots(windows, breaks, slot_seconds=slot, passing_seconds=passing)

    free = without(windows, breaks)
    for one in found:
        assert any(piece.starts_at <= one.starts_at and one.ends_at <= piece.ends_at for piece in free)
        assert not any(one.overlaps(pause) for pause in breaks)
    for one, two in pairwise(found):
        assert one.ends_at <= two.starts_at


@given(windows=spans, slot=st.sampled_from([300, 900]), taken=st.lists(spans, max_size=3))
def test_free_is_what_overlaps_nothing_that_is_taken(windows: list[Span], slot: int, taken: list[list[Span]]) -> None:
    offered, pauses = slots(windows, slot_seconds=slot), [one for some in taken for one in some]

    assert free_of(offered, pauses) == [one for one in offered if not any(one.overlaps(pause) for pause in pauses)]
