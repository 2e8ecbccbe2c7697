"""Several rows for one role at one place: whatever their order, one is the seat, and nothing before it is lost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.roster.core.stays import Settled, Stay, joined, settle

TODAY = date(2026, 11, 30)
AUGUST, LEFT = date(2026, 8, 19), date(2026, 11, 23)
BACK = date(2026, 11, 27)
YEAR_BEFORE = Stay(date(2025, 8, 20), date(2026, 6, 5))


def test_the_row_of_the_day_is_the_seat_and_the_one_before_it_is_kept() -> None:
    rows = [Stay(AUGUST, LEFT), Stay(BACK)]

    assert settle(rows, on=TODAY) == settle(rows[::-1], on=TODAY) == Settled(Stay(BACK), (Stay(AUGUST, LEFT),))


def test_before_the_student_is_back_the_seat_is_the_one_to_come() -> None:
    rows = [Stay(AUGUST, LEFT), Stay(BACK), Stay(date(2027, 1, 5))]

    assert settle(rows[:2], on=date(2026, 11, 25)).seat == Stay(BACK)
    assert settle(rows[:2], on=LEFT) == Settled(Stay(AUGUST, LEFT), (), (Stay(BACK),))


def test_when_all_are_over_the_latest_is_the_seat() -> None:
    found = settle([Stay(AUGUST, LEFT), YEAR_BEFORE], on=TODAY)

    assert found == Settled(Stay(AUGUST, LEFT), (YEAR_BEFORE,))


def test_rows_that_share_a_day_or_follow_each_other_are_one() -> None:
    next_day = Stay(LEFT + timedelta(days=1), None)

    assert joined([next_day, Stay(AUGUST, LEFT)]) == [Stay(AUGUST, None)]
    assert joined([Stay(AUGUST, LEFT, primary=False), Stay(LEFT, BACK)]) == [Stay(AUGUST, BACK)]
    assert joined([Stay(None, LEFT), Stay(AUGUST, None)]) == [Stay(None, None)]
    # It became the second school on that day: these are two.
    other = next_day._replace(primary=False)
    assert joined([Stay(AUGUST, LEFT), other]) == [Stay(AUGUST, LEFT), other]


def test_what_was_on_file_before_the_first_listed_day_stays() -> None:
    known = [YEAR_BEFORE, Stay(AUGUST, LEFT)]

    assert settle([Stay(BACK)], on=TODAY, known=known) == Settled(Stay(BACK), tuple(known))
    # From its first day on the file is the truth: there was no such absence.
    assert settle([Stay(AUGUST)], on=TODAY, known=known) == Settled(Stay(AUGUST), (YEAR_BEFORE,))
    assert settle([Stay()], on=TODAY, known=known) == Settled(Stay())


def test_a_part_of_the_truth_takes_nothing_away_that_it_does_not_touch() -> None:
    known = [Stay(AUGUST, LEFT), Stay(BACK)]
    corrected = Stay(AUGUST, LEFT - timedelta(days=1))

    assert settle([corrected], on=TODAY, known=known, whole=False) == Settled(Stay(BACK), (corrected,))
    assert settle([corrected], on=TODAY, known=known, whole=True) == Settled(corrected)


@pytest.mark.parametrize("rows", [[Stay(BACK, LEFT)], [Stay(BACK, LEFT), Stay(BACK, LEFT)]])
def test_rows_without_a_day_are_a_seat_only_where_there_is_no_other(rows: list[Stay]) -> None:
    assert settle(rows, on=TODAY).seat == Stay(BACK, LEFT)
    assert settle([*rows, Stay(AUGUST)], on=TODAY) == Settled(Stay(AUGUST))


days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))


@st.composite
def a_stay(draw: st.DrawFn) -> Stay:
    begin, end = draw(st.none() | days), draw(st.none() | days)
    if begin is not None and end is not None:
        begin, end = min(begin, end), max(begin, end)
    return Stay(begin, end, draw(st.booleans()))


rows = st.lists(a_stay(), min_size=1, max_size=5)


def on_days(stays: list[Stay]) -> set[date]:
    """The days within reach on which one of the stays holds."""
    reach = [TODAY + timedelta(days=number) for number in range(-60, 61)]
    return {day for day in reach if any(one.meets(Stay(day, day)) for one in stays)}


@given(st.data(), rows, st.lists(a_stay(), max_size=3), st.booleans())
def test_the_order_of_the_rows_says_nothing(
    data: st.DataObject, listed: list[Stay], known: list[Stay], whole: bool
) -> None:
    known = joined(known)
    shuffled = data.draw(st.permutations(listed))

    found = settle(listed, on=TODAY, known=known, whole=whole)

    assert settle(shuffled, on=TODAY, known=known, whole=whole) == found
    # Nobody who is listed today is nowhere, and nobody's days are lost or made up.
    stays = [*found.earlier, found.seat, *found.later]
    today = Stay(TODAY, TODAY)
    assert found.seat.meets(today) or not any(one.meets(today) for one in listed)
    assert on_days(listed) <= on_days(stays) <= on_days(listed) | on_days(known)
    assert all(
        one.end is not None and later.begin is not None and one.end < later.begin for one, later in pairwise(stays)
    )
    assert all(one.end is not None and one.end < TODAY for one in found.earlier)


@given(rows, st.integers(0, 30))
def test_the_same_file_on_another_day_says_the_same_about_the_days(listed: list[Stay], later: int) -> None:
    first = settle(listed, on=TODAY)
    known = [*first.earlier, first.seat]

    day = TODAY + timedelta(days=later)

    assert settle(listed, on=day, known=known) == settle(listed, on=day)
