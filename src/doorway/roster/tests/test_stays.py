"""Several rows for one role at one place: whatever their order, one is the seat, and nothing before it is lost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.roster.core.stays import LEFT_OUT, Settled, Stay, dated, joined, settle

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


WHOLE = Stay(None, None)


@pytest.mark.parametrize(
    ("row", "known", "first_day"),
    [
        # New; on file since a day, or since before rosters knew days; to come, and listed now.
        (WHOLE, [], TODAY),
        (WHOLE, [Stay(AUGUST)], AUGUST),
        (WHOLE, [WHOLE], None),
        (WHOLE, [Stay(TODAY + timedelta(days=9))], TODAY),
        # Left out by a file ten days ago, and a day longer; by two weekly files.
        (WHOLE, [Stay(AUGUST, TODAY - timedelta(days=11))], AUGUST),
        (WHOLE, [Stay(AUGUST, TODAY - timedelta(days=12))], TODAY),
        (WHOLE, [Stay(AUGUST, TODAY - timedelta(days=15))], TODAY),
        (WHOLE, [Stay(BACK, LEFT)], TODAY),
        # What the file says.
        (Stay(BACK), [Stay(AUGUST)], BACK),
        # Over: it is the time on file with another last day; of others nobody knows.
        (Stay(None, LEFT), [Stay(AUGUST, BACK)], AUGUST),
        (Stay(None, LEFT), [Stay(BACK)], None),
        (Stay(None, LEFT), [], None),
    ],
)
def test_a_row_without_a_first_day_goes_on_with_what_is_on_file_or_begins_now(
    row: Stay, known: list[Stay], first_day: date | None
) -> None:
    assert dated([row], on=TODAY, known=known, first=TODAY) == [row._replace(begin=first_day)]


def test_with_a_first_roster_nobody_knows_since_when() -> None:
    assert dated([WHOLE, Stay(AUGUST)], on=TODAY, first=None) == [WHOLE, Stay(AUGUST)]


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


@given(rows, st.lists(a_stay(), max_size=3), st.integers(0, 30))
def test_a_file_that_names_no_days_takes_none_away(listed: list[Stay], known: list[Stay], ago: int) -> None:
    """Each day on file before this one stays, unless the file names days itself; no other is made up but in a gap."""
    known, first = joined(known), TODAY - timedelta(days=ago)
    named = [row for row in listed if row.begin is not None]

    rows = dated(listed, on=TODAY, known=known, first=first)
    found = settle(rows, on=TODAY, known=known)

    assert [row for row, was in zip(rows, listed, strict=True) if was.begin is not None] == named
    if not named and all(row.end is None for row in listed):
        stays = [*found.earlier, found.seat]
        until = {day for day in on_days(known) if day <= TODAY}
        new = on_days(stays) - on_days(known)
        assert until <= on_days(stays)
        assert found.seat.meets(Stay(TODAY, TODAY))
        assert all(day >= first - LEFT_OUT - timedelta(days=1) for day in new)


@given(rows, st.integers(0, 30))
def test_the_same_file_on_another_day_says_the_same_about_the_days(listed: list[Stay], later: int) -> None:
    first = settle(listed, on=TODAY)
    known = [*first.earlier, first.seat]

    day = TODAY + timedelta(days=later)

    assert settle(listed, on=day, known=known) == settle(listed, on=day)
