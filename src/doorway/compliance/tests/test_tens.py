"""Somebody who keeps every public page, knows how many students each school has, and subtracts what they like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations_with_replacement, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.compliance.core.tens import NOBODY, Public, Stand, Told, public, smallest, told_of

LEAST = 3
Day = Mapping[str, Stand]


def numbers(stand: Stand) -> tuple[int, ...]:
    """All that could be asked of a group: of every step how many are at it, and how many are not."""
    between, not_yet = stand.involved - stand.everything, stand.students - stand.involved
    rest = (stand.students - between, stand.students - stand.everything)
    return (stand.everything, between, not_yet, stand.involved, *rest)


def stands(students: int) -> Iterator[Stand]:
    """Every way in which so many students can stand."""
    return (Stand(students, one, other) for one in range(students + 1) for other in range(one + 1))


def is_hidden(values: set[int], students: int, least: int) -> bool:
    """As many values are possible as a group of the least size has, or all that there are."""
    return len(values) >= min(least, students + 1)


@pytest.mark.parametrize("least", [2, 3])
def test_of_one_group_no_number_is_known_to_within_nine_students(least: int) -> None:
    """Also of a group of which something is not told, or nothing: that it is not tells no more."""
    for students in range(1, 9 * least):
        alike = defaultdict(list)
        for stand in stands(students):
            alike[told_of(stand, least)].append(stand)
        for found in alike.values():
            assert all(is_hidden(set(values), students, least) for values in zip(*map(numbers, found), strict=True))


@pytest.mark.parametrize("least", [3, 10])
def test_a_shown_number_may_be_any_of_its_ten_whatever_the_other_is(least: int) -> None:
    alike = defaultdict(set)
    for stand in stands(7 * least + 1):
        alike[told_of(stand, least)].add((stand.involved, stand.everything))
    told = [found for found in alike if found and found.involved is not None and found.everything is not None]
    assert told
    for found in told:
        assert found.involved is not None
        assert found.everything is not None
        tens = (range(number, number + least) for number in (found.involved, found.everything))
        assert alike[found] == set(product(*tens))


@pytest.mark.parametrize("least", [2, 3, 4])
def test_at_each_step_of_which_a_line_speaks_there_are_enough_students(least: int) -> None:
    for students in range(1, 9 * least):
        for stand in stands(students):
            told = told_of(stand, least)
            if told is None:
                continue
            shown = [(told.everything, stand.everything), (told.involved, stand.involved)]
            borders = [0, *(number for line, number in shown if line is not None), students]
            assert all(higher - lower >= least for lower, higher in pairwise(borders)), (stand, told)


@pytest.mark.parametrize(("least", "schools"), [(2, 2), (2, 3), (3, 2)])
def test_of_a_school_in_the_line_of_the_small_ones_no_number_is_known(least: int, schools: int) -> None:
    for sizes in combinations_with_replacement(range(1, smallest(least)), schools):
        possible: dict[Told, list[list[set[int]]]] = {}
        for found in product(*map(stands, sizes)):
            line = public({str(place): one for place, one in enumerate(found)}, least=least).together
            if line is None:
                continue
            seen = possible.setdefault(line, [[set() for _ in range(6)] for _ in sizes])
            for place, one in enumerate(found):
                for values, number in zip(seen[place], numbers(one), strict=True):
                    values.add(number)
        for seen in possible.values():
            for size, sets in zip(sizes, seen, strict=True):
                assert all(is_hidden(values, size, least) for values in sets), (sizes, seen)


@pytest.mark.parametrize(("least", "sizes"), [(2, range(1, 5)), (3, range(6, 8))])
def test_who_works_at_a_small_school_learns_no_number_of_the_others(least: int, sizes: range) -> None:
    """They read the numbers of their own school exactly, and subtract them from the line of all small ones."""
    shown = 0
    for some in combinations_with_replacement(sizes, 3):
        worlds: dict[tuple[Told | None, int, Stand], list[list[set[int]]]] = {}
        for found in product(*map(stands, some)):
            line = public(dict(zip("ABC", found, strict=True)), least=least).together
            shown += line is not None
            for mine, own in enumerate(found):
                one, other = (found[place] for place in range(3) if place != mine)
                groups = (one, other, one + other)
                seen = worlds.setdefault((line, mine, own), [[set() for _ in range(6)] for _ in groups])
                for sets, group in zip(seen, groups, strict=True):
                    for values, number in zip(sets, numbers(group), strict=True):
                        values.add(number)
        for (_line, mine, _own), seen in worlds.items():
            left = [size for place, size in enumerate(some) if place != mine]
            for size, sets in zip([*left, sum(left)], seen, strict=True):
                assert all(is_hidden(values, size, least) for values in sets), (some, mine)
    assert shown


def test_schools_that_one_person_reads_together_are_known_together() -> None:
    """Three schools of 28: who reads one may read the line; who reads two subtracts them and has the third."""
    third = Stand(28, 14, 0)
    day = {"A": third, "B": third, "C": third}

    assert public(day).together == Told(80, 40, None)
    assert public(day, [{"A", "B"}]).together is None
    assert public(day, [{"A", "B", "C"}, {"A", "elsewhere"}]).together == Told(80, 40, None)


# —— day after day

changes = st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(-4, 4))


def moved(stand: Stand, change: tuple[int, int, int]) -> Stand:
    """A month later: some came or left, a few more or fewer took part."""
    students = max(0, stand.students + change[0])
    involved = min(students, max(0, stand.involved + change[1]))
    return Stand(students, involved, min(involved, max(0, stand.everything + change[2])))


@st.composite
def histories(draw: st.DrawFn) -> list[Day]:
    """A district on some days in a row. A school may close, open again, or shrink until it is a small one."""
    names = ["A", "B", "C", "D"][: draw(st.integers(1, 4))]
    day = {name: draw(st.sampled_from(list(stands(draw(st.integers(0, 24)))))) for name in names}
    days = []
    for _ in range(draw(st.integers(2, 4))):
        days.append({name: stand for name, stand in day.items() if draw(st.integers(0, 5))})
        day = {name: moved(stand, draw(changes)) for name, stand in day.items()}
    return days


@cache
def sums(sizes: tuple[int, ...]) -> frozenset[Stand]:
    """How schools of these sizes can stand together."""
    if not sizes:
        return frozenset({NOBODY})
    return frozenset(one + more for one in stands(sizes[0]) for more in sums(sizes[1:]))


def others_that_look_the_same(day: Day, name: str) -> Iterator[Stand]:
    """How a school may stand as well, the page of the day being the same; small ones may make up for each other."""
    seen, own = public(day, least=LEAST), day[name]
    if own.students >= smallest(LEAST):
        yield from (other for other in stands(own.students) if public({**day, name: other}, least=LEAST) == seen)
        return
    small = [one.students for key, one in day.items() if key != name and 0 < one.students < smallest(LEAST)]
    most = max([own.students, *small]) if small else 0
    for other in stands(own.students):
        if any(told_of(other + more, LEAST, beside=most) == seen.together for more in sums(tuple(sorted(small)))):
            yield other


@settings(max_examples=60, deadline=None)
@given(histories())
def test_from_no_pages_in_a_row_it_is_known_how_many_moved(days: list[Day]) -> None:
    """The pages of all days stay as they are while one day is another: so it is with the difference of any two."""
    for day in days:
        for name, stand in day.items():
            possible = list(zip(*map(numbers, others_that_look_the_same(day, name)), strict=True))
            assert all(is_hidden(set(values), stand.students, LEAST) for values in possible), (day, name)


def shown_in(page: Public) -> Iterator[int]:
    """Every number of a page, which of its lines it may be."""
    for line in (*page.schools.values(), page.together):
        if line is not None:
            yield from (number for number in (line.students, line.involved, line.everything) if number is not None)


@given(histories(), st.data())
def test_whatever_is_added_and_subtracted_is_nothing_or_ten_or_more(days: Sequence[Day], data: st.DataObject) -> None:
    known = [number for day in days for number in shown_in(public(day, least=LEAST))]
    times = data.draw(st.lists(st.integers(-2, 2), min_size=len(known), max_size=len(known)))

    found = sum(number * factor for number, factor in zip(known, times, strict=True))

    assert found == 0 or abs(found) >= LEAST
