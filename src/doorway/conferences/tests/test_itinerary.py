"""One compact visit for a family."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.conferences.core.itinerary import (
    Itinerary,
    Meeting,
    Wish,
    days_and_waiting,
    fits,
    nearest,
    propose,
    rescue,
)
from doorway.conferences.core.slots import Span

ZONE = ZoneInfo("America/Denver")
NOON = datetime(2026, 11, 3, 13, tzinfo=ZONE)


def span(minute: int, day: int = 0, length: int = 15) -> Span:
    begin = NOON + timedelta(days=day, minutes=minute)
    return Span(begin, begin + timedelta(minutes=length))


def wish(key: str, place: str, *minutes: int) -> Wish:
    return Wish(key, place, tuple(span(minute) for minute in minutes))


def booked(key: str, place: str, minute: int) -> Meeting:
    return Meeting(key, place, span(minute))


def test_two_children_at_one_school_follow_each_other() -> None:
    plan = propose([wish("a", "x", 0, 15, 90), wish("b", "x", 45, 105)], zone=ZONE)

    assert plan.times == {"a": span(90), "b": span(105)}


def test_between_two_schools_there_is_time_to_travel() -> None:
    plan = propose([wish("a", "x", 0), wish("b", "y", 15, 30, 45)], zone=ZONE)

    assert plan.times == {"a": span(0), "b": span(30)}


def test_one_day_is_better_than_two_whatever_the_waiting() -> None:
    other_day = Wish("b", "x", (span(15, day=1), span(180)))

    plan = propose([wish("a", "x", 0), other_day], zone=ZONE)

    assert plan.times["b"] == span(180)


def test_what_is_booked_stays_and_the_rest_comes_beside_it() -> None:
    plan = propose([wish("a", "x", 0, 60, 75)], zone=ZONE, booked=[booked("old", "x", 90)])

    assert plan.times == {"a": span(75)}
    assert [meeting.key for meeting in plan.meetings] == ["a", "old"]


def test_two_booked_meetings_without_time_to_travel_stand_all_the_same() -> None:
    plan = propose([wish("a", "x", 0, 45)], zone=ZONE, booked=[booked("one", "x", 15), booked("two", "y", 30)])

    assert plan.times == {"a": span(0)}


def test_a_wish_without_room_is_named() -> None:
    plan = propose([wish("a", "x", 0), wish("b", "x", 0), wish("c", "x")], zone=ZONE)

    assert plan.unmet == ("b", "c")


def test_nearest_keeps_to_the_same_day_and_around_the_others() -> None:
    choices = Wish("a", "x", (span(0), span(15), span(45), span(0, day=1)))

    assert nearest(choices, to=span(30).starts_at, others=[booked("b", "x", 15)], zone=ZONE) == (
        span(45),
        span(0),
        span(0, day=1),
    )


def test_a_lost_time_is_replaced_and_the_others_stay() -> None:
    found = rescue(
        [wish("a", "x", 15, 60), wish("b", "x", 0, 15)],
        {"a": span(15).starts_at, "b": span(0).starts_at},
        {"b"},
        zone=ZONE,
    )

    assert found.offers == {"b": (span(0),)}
    assert found.plan.times == {"a": span(15), "b": span(0)}


def test_when_nothing_fits_beside_the_kept_times_they_move_too() -> None:
    found = rescue(
        [wish("a", "x", 15, 60), wish("b", "x", 15)],
        {"a": span(15).starts_at, "b": span(30).starts_at},
        {"b"},
        zone=ZONE,
    )

    assert found.offers == {"b": ()}
    assert found.plan.times == {"a": span(60), "b": span(15)}


quarters = st.integers(0, 8).map(lambda q: q * 15)
options = st.lists(st.tuples(quarters, st.integers(0, 1)), max_size=4, unique=True)
some_wishes = st.lists(st.tuples(st.sampled_from("xy"), options), min_size=1, max_size=3)
some_booked = st.lists(st.tuples(st.sampled_from("xy"), quarters), max_size=1)


def _cost(meetings: list[Meeting], wanted: int) -> tuple[int, int, timedelta]:
    return (wanted - sum(not m.fixed for m in meetings), *days_and_waiting(meetings, ZONE))


def _brute_force(wishes: list[Wish], fixed: list[Meeting]) -> tuple[int, int, timedelta]:
    best = None
    for choice in product(*([None, *w.options] for w in wishes)):
        meetings = [*fixed, *(Meeting(w.key, w.place, s) for w, s in zip(wishes, choice, strict=True) if s)]
        if all(fits(m, meetings[:i]) for i, m in enumerate(meetings)):
            cost = _cost(meetings, len(wishes))
            best = cost if best is None or cost < best else best
    assert best is not None
    return best


def _drawn(drawn: list[tuple[str, list[tuple[int, int]]]]) -> list[Wish]:
    return [Wish(str(i), place, tuple(span(m, d) for m, d in times)) for i, (place, times) in enumerate(drawn)]


def _sound(plan: Itinerary) -> None:
    for index, meeting in enumerate(plan.meetings):
        assert fits(meeting, plan.meetings[:index])


@settings(deadline=None)
@given(drawn=some_wishes, taken=some_booked)
def test_no_other_choice_is_better(
    drawn: list[tuple[str, list[tuple[int, int]]]], taken: list[tuple[str, int]]
) -> None:
    wishes = _drawn(drawn)
    fixed = [Meeting("old", place, span(minute), fixed=True) for place, minute in taken]

    plan = propose(wishes, zone=ZONE, booked=fixed)

    _sound(plan)
    assert _cost(list(plan.meetings), len(wishes)) == _brute_force(wishes, fixed)
    assert plan == propose(wishes, zone=ZONE, booked=fixed)


@settings(deadline=None, max_examples=30)
@given(drawn=st.lists(st.tuples(st.sampled_from("xyz"), options), min_size=6, max_size=12))
def test_many_wishes_never_overlap(drawn: list[tuple[str, list[tuple[int, int]]]]) -> None:
    plan = propose(_drawn(drawn), zone=ZONE)

    _sound(plan)
    assert len(plan.times) + len(plan.unmet) == len(drawn)


@settings(deadline=None, max_examples=60)
@given(drawn=some_wishes, lost=st.sets(st.sampled_from("012")))
def test_every_first_offer_fits_with_all_that_is_kept(
    drawn: list[tuple[str, list[tuple[int, int]]]], lost: set[str]
) -> None:
    wishes = _drawn(drawn)
    wanted = propose(wishes, zone=ZONE).times
    gone = {key for key in lost if key in wanted}
    left = [
        Wish(w.key, w.place, tuple(s for s in w.options if w.key not in gone or s != wanted[w.key])) for w in wishes
    ]

    found = rescue(left, {key: s.starts_at for key, s in wanted.items()}, gone, zone=ZONE)

    _sound(found.plan)
    assert set(found.offers) == gone
