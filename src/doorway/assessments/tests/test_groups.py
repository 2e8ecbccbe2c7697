"""How groups stand, and that nobody outside learns about fewer than ten students."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.assessments.core import Growth, Rung
from doorway.assessments.core.groups import (
    DOWN,
    FIRST,
    MOVE_WAYS,
    MOVES,
    OTHER,
    Part,
    Published,
    Standing,
    both_published,
    divided_so,
    level_counts,
    move_counts,
    published,
    together,
)

LEAST = 3
Counts = tuple[int, ...]
Table = Mapping[int, Counts]


def numbers(parts: Sequence[Part] | None) -> list[tuple[Counts, int]] | None:
    return None if parts is None else [(part.members, part.number) for part in parts]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 30, 20, 11), [((0,), 12), ((1,), 30), ((2,), 20), ((3,), 11)]),
        # The smaller neighbor takes it in.
        ((12, 30, 4, 11), [((0,), 12), ((1,), 30), ((2, 3), 15)]),
        ((4, 30, 20, 11), [((0, 1), 34), ((2,), 20), ((3,), 11)]),
        # An empty level says nothing about anybody and hides nobody.
        ((0, 30, 20, 0), [((0,), 0), ((1,), 30), ((2,), 20), ((3,), 0)]),
        ((5, 0, 0, 40), [((0, 1, 2, 3), 45)]),
        ((3, 3, 3, 3), [((0, 1, 2, 3), 12)]),
        ((3, 3, 3, 0), None),
    ],
)
def test_small_categories_are_counted_with_their_neighbors(counts: Counts, expected: object) -> None:
    assert numbers(together(counts)) == expected


def test_a_grade_is_shown_where_all_its_parts_are_large_enough() -> None:
    table = {3: (12, 20, 30, 10), 4: (11, 12, 13, 14), 5: (10, 10, 10, 10)}
    found = published(table)
    assert found is not None
    assert numbers(found.everybody) == [((0,), 33), ((1,), 42), ((2,), 53), ((3,), 34)]
    assert sorted(found.grades) == [3, 4, 5]


def test_one_small_grade_takes_another_with_it_so_that_subtraction_does_not_tell() -> None:
    table = {3: (12, 20, 30, 10), 4: (11, 12, 13, 14), 5: (10, 10, 10, 4)}
    found = published(table)
    assert found is not None
    # All less 3 and 4 would be 5: so the smaller of the two is not shown either.
    assert sorted(found.grades) == [3]


def test_a_grade_of_fewer_than_ten_is_not_even_counted() -> None:
    found = published({3: (12, 20), 4: (2, 3)})
    assert found is not None
    assert found.counted == {3}
    assert numbers(found.everybody) == [((0,), 12), ((1,), 20)]
    # Several of them are, when they are enough together; none of them alone.
    found = published({3: (12, 20), 4: (6, 3), 5: (5, 4)})
    assert found is not None
    assert found.counted == {3, 4, 5}
    assert numbers(found.everybody) == [((0,), 23), ((1,), 27)]
    assert found.grades == {}


def test_small_grades_do_not_count_where_all_of_them_would_be_known_to_be_on_one_level() -> None:
    assert published({3: (0, 9, 0), 4: (0, 9, 0)}) is None
    found = published({3: (0, 9, 0), 4: (0, 9, 0), 5: (0, 30, 0)})
    assert found is not None
    assert found.counted == {5}


def test_too_few_are_not_shown_at_all() -> None:
    assert published({3: (2, 3), 4: (2, 2)}) is None
    assert published({}) is None


# —— somebody who knows all that is shown, and how it is decided what is shown


def compositions(total: int, places: int) -> Iterator[Counts]:
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, places - 1):
            yield (first, *rest)


def tables_that_look_the_same(table: Table, shown: Published, places: int) -> Iterator[dict[int, Counts]]:
    """Every table with the same numbers in what is shown. The totals of grades that are large enough are known."""
    rows = []
    for grade in sorted(shown.counted):
        total = sum(table[grade])
        totals = [total] if total >= LEAST else range(1, LEAST)
        options = [row for one in totals for row in compositions(one, places)]
        if grade in shown.grades:
            parts = shown.grades[grade]
            options = [row for row in options if all(sum(row[i] for i in p.members) == p.number for p in parts)]
        rows.append(options)
    for chosen in product(*rows):
        sums = [sum(column) for column in zip(*chosen, strict=True)]
        if all(sum(sums[i] for i in part.members) == part.number for part in shown.everybody):
            yield dict(zip(sorted(shown.counted), chosen, strict=True))


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.integers(3, 5), st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3
    )
)
def test_nobody_can_work_out_a_small_number(table: dict[int, Counts]) -> None:
    """For each number below the bar there is another table with the same picture and another number there."""
    shown = published(table, LEAST)
    if shown is None:
        return
    small = {(grade, place) for grade in shown.counted for place in range(3) if 0 < table[grade][place] < LEAST}
    for other in tables_that_look_the_same(table, shown, 3):
        small -= {(grade, place) for grade, place in small if other[grade][place] != table[grade][place]}
        if not small:
            break
    assert not small, f"{table} shown as {shown} tells {small}"


@given(st.dictionaries(st.integers(3, 9), st.tuples(*[st.integers(0, 60)] * 4), max_size=7))
def test_what_is_shown_and_what_is_left_is_never_small(table: dict[int, Counts]) -> None:
    shown = published(table)
    if shown is None:
        return
    for parts in (shown.everybody, *shown.grades.values()):
        assert all(part.number == 0 or part.number >= 10 for part in parts)
    for place, part in enumerate(shown.everybody):
        left = part.number - sum(parts[place].number for parts in shown.grades.values())
        assert left == 0 or left >= 10
    missing = [grade for grade in shown.counted if grade not in shown.grades]
    assert len(missing) != 1
    total = sum(sum(table[grade]) for grade in shown.counted)
    assert total == sum(part.number for part in shown.everybody)


# —— what is counted


LEVELS = tuple(Rung(key, number, number > 2) for number, key in enumerate(("below", "near", "good", "high"), start=1))


def standing(level: int, percentile: int | None = None, move: str = "same") -> Standing:
    growth = None if percentile is None else Growth(percentile)
    return Standing("s", 4, LEVELS[level - 1], move, None, growth)  # type: ignore[arg-type]


def test_levels_and_moves_are_counted_in_their_order() -> None:
    group = [standing(1, move="down"), standing(1, move="up"), standing(4), standing(3, move="first")]
    assert level_counts(group, 4) == (2, 0, 1, 1)
    assert move_counts(group) == (1, 1, 1, 0, 1)
    assert move_counts([standing(1, move="down"), standing(2, move="other")]) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 30, 20, 0, 11), [((0,), 12), ((1,), 30), ((2,), 20), ((3,), 0), ((4,), 11)]),
        ((12, 30, 20, 3, 11), [((0,), 12), ((1,), 30), ((2,), 20), ((3, 4), 14)]),
        ((12, 30, 4, 0, 11), [((0,), 12), ((1, 2), 34), ((3, 4), 11)]),
        ((12, 30, 20, 0, 4), [((0,), 12), ((1,), 30), ((2, 3, 4), 24)]),
        ((12, 30, 0, 1, 3), [((0,), 12), ((1, 2, 3, 4), 34)]),
        ((12, 6, 5, 2, 2), [((0,), 12), ((1, 2, 3, 4), 15)]),
        ((4, 30, 20, 5, 6), [((0, 1), 34), ((2,), 20), ((3, 4), 11)]),
        ((4, 30, 20, 5, 0), [((0, 1), 34), ((2, 3, 4), 25)]),
        ((4, 4, 4, 11, 0), [((0, 1, 2), 12), ((3, 4), 11)]),
        ((4, 4, 4, 4, 0), None),
        ((0, 0, 0, 0, 0), None),
    ],
)
def test_moves_are_counted_together_the_clearest_way_that_can_be_shown(counts: Counts, expected: object) -> None:
    assert numbers(divided_so(counts, MOVE_WAYS)) == expected


def test_who_fell_behind_is_never_counted_with_those_of_whom_nobody_can_say_it() -> None:
    for way in MOVE_WAYS:
        assert sorted(member for part in way for member in part) == list(range(len(MOVES)))
        assert not any(DOWN in part and {OTHER, FIRST} & set(part) for part in way)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.integers(3, 4), st.tuples(*[st.integers(0, 3)] * 5), min_size=1, max_size=2))
def test_nobody_can_work_out_how_many_of_a_few_moved(table: dict[int, Counts]) -> None:
    shown = published(table, LEAST, ways=MOVE_WAYS)
    if shown is None:
        return
    small = {
        (grade, place) for grade in shown.counted for place in range(len(MOVES)) if 0 < table[grade][place] < LEAST
    }
    for other in tables_that_look_the_same(table, shown, len(MOVES)):
        small -= {(grade, place) for grade, place in small if other[grade][place] != table[grade][place]}
        if not small:
            break
    assert not small, f"{table} shown as {shown} tells {small}"


def test_nor_does_it_tell_which_way_was_taken_to_count_them_together() -> None:
    """Whoever knows the rule too finds for each number below ten another one that is counted just so."""
    for students in range(10, 23):
        found: dict[object, list[Counts]] = {}
        for counts in compositions(students, len(MOVES)):
            found.setdefault(divided_so(counts, MOVE_WAYS), []).append(counts)
        found.pop(None, None)
        for parts, alike in found.items():
            for column in zip(*alike, strict=True):
                assert len(set(column)) > 1 or not 0 < column[0] < 10, f"{parts} tells {column[0]}"


# —— levels and moves beside each other


def test_a_grade_that_one_division_leaves_out_is_in_neither() -> None:
    levels = {1: (4, 3, 0, 0), 2: (4, 3, 0, 0), 4: (3, 4, 0, 0), 5: (15, 15, 15, 15)}
    moves = {1: (0, 7, 0, 0, 0), 2: (0, 7, 0, 0, 0), 4: (0, 7, 0, 0, 0), 5: (15, 30, 15, 0, 0)}
    assert published(levels) != both_published(levels, moves, ways=MOVE_WAYS)[0]
    found = both_published(levels, moves, ways=MOVE_WAYS)
    assert [one and sum(part.number for part in one.everybody) for one in found] == [60, 60]


def of_the_same_students(draw: st.DrawFn, most: int, places: tuple[int, int]) -> tuple[dict[int, Counts], ...]:
    """Two tables of the same students, each student in one category of each."""
    found: tuple[dict[int, list[int]], ...] = ({}, {})
    for grade in range(3, 3 + draw(st.integers(1, 3))):
        for row, number in zip(found, places, strict=True):
            row[grade] = [0] * number
        students = st.tuples(*(st.integers(0, number - 1) for number in places))
        for one in draw(st.lists(students, min_size=1, max_size=most)):
            for row, place in zip(found, one, strict=True):
                row[grade][place] += 1
    return tuple({grade: tuple(row) for grade, row in table.items()} for table in found)


two_tables = st.composite(of_the_same_students)


@settings(max_examples=200, deadline=None)
@given(two_tables(40, (4, 5)))
def test_levels_and_moves_are_of_the_same_students(tables: tuple[dict[int, Counts], dict[int, Counts]]) -> None:
    levels, moves = both_published(*tables, ways=MOVE_WAYS)
    if levels is None or moves is None:
        return
    assert levels.counted == moves.counted
    assert sum(part.number for part in levels.everybody) == sum(part.number for part in moves.everybody)


WAYS = (((0,), (1,), (2,)), ((0,), (1, 2)), ((0, 1), (2,)))


@settings(max_examples=150, deadline=None)
@given(two_tables(5, (2, 3)))
def test_nobody_can_work_out_a_small_number_from_both_together(
    tables: tuple[dict[int, Counts], dict[int, Counts]],
) -> None:
    """For each number below the bar two other tables look the same, of the same students, with another number there."""
    both = both_published(*tables, ways=WAYS, least=LEAST)
    if both[0] is None or both[1] is None:
        return
    small: set[tuple[int, int, int]] = set()
    looks: list[dict[Counts, list[dict[int, Counts]]]] = []
    for which, (table, shown, places) in enumerate(zip(tables, both, (2, 3), strict=True)):
        assert shown is not None
        alike: dict[Counts, list[dict[int, Counts]]] = {}
        for other in tables_that_look_the_same(table, shown, places):
            alike.setdefault(tuple(sum(row) for row in other.values()), []).append(other)
        looks.append(alike)
        small |= {
            (which, grade, place)
            for grade in shown.counted
            for place in range(places)
            if 0 < table[grade][place] < LEAST
        }
    # How many each grade has must be the same in both.
    for sizes in looks[0].keys() & looks[1].keys():
        for which, alike in enumerate(looks):
            for other in alike[sizes]:
                small -= {
                    one for one in small if one[0] == which and other[one[1]][one[2]] != tables[which][one[1]][one[2]]
                }
    assert not small, f"{tables} shown as {both} tells {small}"
