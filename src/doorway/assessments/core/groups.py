"""How a group of students stands: by level, by what moved since the time before, by growth.

For those who see a group from outside, :func:`published` says what can be shown so that nobody learns about fewer than
ten students, not by subtraction either. The proof stands in docs/decisions/020.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from doorway.assessments.core.core_tests import Series, series_sentence
from doorway.assessments.core.reading import ReadingStatus, comparable
from doorway.assessments.core.values import Growth, Rung

LEAST = 10
"""A group of fewer students is shown to nobody but their own teacher."""

Move = Literal["down", "same", "up", "other", "first"]
MOVES: tuple[Move, ...] = ("down", "same", "up", "other", "first")
_MOVES: dict[str, Move] = {"core.up": "up", "core.same": "same", "core.down": "down", "core.other_test": "other"}


@dataclass(frozen=True)
class Standing:
    """One student at the last time that the group was tested.

    ``before``: the level of the time before, where the two may be compared; ``grade``: the student's grade now. The
    ``move`` is ``other`` where there is a time before that may not be compared, ``first`` where there is none.
    """

    student: str
    grade: int | None
    level: Rung
    move: Move
    before: Rung | None = None
    growth: Growth | None = None


@dataclass(frozen=True)
class OtherMaterial:
    """One student who was tested with the material of another grade: on no level of the own, and nothing moved.

    ``tested``: the grade of the material; ``level``: the one that was reached on it.
    """

    student: str
    grade: int | None
    tested: int
    level: Rung


@dataclass(frozen=True)
class TwoResults:
    """One student of whom two results of the same test stand against each other: neither counts."""

    student: str
    grade: int | None


def core_standing(student: str, grade: int | None, line: Series, year: int) -> Standing | TwoResults | None:
    """Where a student stood in this year's core test; none without a level in that year. The rule is that of the page:
    a level is compared with the last one before it on the same scale."""
    if not line.points or line.points[-1].year != year:
        return None
    last, said = line.points[-1], series_sentence(line)
    if last.against:
        return TwoResults(student, grade)
    if last.level is None:
        return None
    move: Move = _MOVES.get(said.key, "first") if said is not None else "first"
    earlier = [point.level for point in line.points[:-1] if point.level is not None]
    before = None if move in {"first", "other"} else earlier[-1]
    return Standing(student, grade, last.level, move, before, last.growth)


def reading_standing(
    student: str, grade: int | None, status: ReadingStatus, when: tuple[int, str], families: Mapping[str, str]
) -> Standing | OtherMaterial | None:
    """The same for the reading test of one time of a year; the level is compared with that of the time before."""
    last = status.latest
    if (last.year, last.period) != when or last.level is None:
        return None
    if last.is_off_grade:
        return OtherMaterial(student, grade, last.grade, last.level)
    before = (point for point in reversed(status.points) if (point.year, point.period) != when)
    earlier = next((point for point in before if point.level is not None), None)
    if earlier is None or earlier.level is None:
        return Standing(student, grade, last.level, "first")
    if not comparable(earlier, last, families):
        return Standing(student, grade, last.level, "other")
    step = last.level.number - earlier.level.number
    return Standing(student, grade, last.level, "up" if step > 0 else "down" if step < 0 else "same", earlier.level)


def level_counts(standings: Iterable[Standing], levels: int) -> tuple[int, ...]:
    """How many students reach each level, lowest first."""
    counts = [0] * levels
    for one in standings:
        counts[one.level.number - 1] += 1
    return tuple(counts)


def move_counts(standings: Iterable[Standing]) -> tuple[int, ...]:
    """How many students made each move, in the order of :data:`MOVES`."""
    found = [one.move for one in standings]
    return tuple(found.count(move) for move in MOVES)


@dataclass(frozen=True)
class Part:
    """Neighbouring categories that are counted together; one alone where that may be shown."""

    members: tuple[int, ...]
    number: int


Parts = tuple[Part, ...]


Ways = Sequence[Sequence[Sequence[int]]]
DOWN, SAME, UP, OTHER, FIRST = range(len(MOVES))
MOVE_WAYS: Ways = (
    ((DOWN,), (SAME,), (UP,), (OTHER,), (FIRST,)),
    ((DOWN,), (SAME,), (UP,), (OTHER, FIRST)),
    ((DOWN,), (SAME, UP), (OTHER, FIRST)),
    ((DOWN,), (SAME,), (UP, OTHER, FIRST)),
    ((DOWN,), (SAME, UP, OTHER, FIRST)),
    ((DOWN, SAME), (UP,), (OTHER, FIRST)),
    ((DOWN, SAME), (UP, OTHER, FIRST)),
    ((DOWN, SAME, UP), (OTHER, FIRST)),
)
"""How moves may be counted together, the clearest first: who fell behind is never counted with those of whom nobody can
say it."""


def singly(counts: Sequence[int]) -> Parts:
    """Every category for itself: for the students' own teacher."""
    return tuple(Part((place,), number) for place, number in enumerate(counts))


def together(counts: Sequence[int], least: int = LEAST) -> Parts | None:
    """The categories in neighbouring parts, each empty or of at least ``least`` students; none where all are fewer."""
    if sum(counts) < least:
        return None
    parts = list(singly(counts))
    while small := [place for place, part in enumerate(parts) if 0 < part.number < least]:
        here = min(small, key=lambda place: parts[place].number)
        beside = [place for place in (here - 1, here + 1) if 0 <= place < len(parts)]
        # An empty neighbour would not help; the smaller of two keeps the picture sharper.
        other = min(beside, key=lambda place: (parts[place].number == 0, parts[place].number))
        first, second = sorted((here, other))
        parts[first : second + 1] = [
            Part(parts[first].members + parts[second].members, parts[first].number + parts[second].number)
        ]
    return tuple(parts)


def divided_so(counts: Sequence[int], ways: Ways, least: int = LEAST) -> Parts | None:
    """The first of the ``ways`` in which each part is large enough (or empty); none where there is none."""
    for way in ways:
        parts = tuple(Part(tuple(members), sum(counts[one] for one in members)) for members in way)
        if _large_enough([part.number for part in parts], least):
            return parts if any(part.number for part in parts) else None
    return None


@dataclass(frozen=True)
class Published:
    """What may be shown of a table of grades by categories.

    ``everybody``: all grades that ``counted`` names. ``grades``: those of which the same parts may be shown.
    """

    everybody: Parts
    counted: frozenset[int]
    grades: Mapping[int, Parts]


def published(table: Mapping[int, Sequence[int]], least: int = LEAST, *, ways: Ways | None = None) -> Published | None:
    """What may be shown, or none.

    ``ways``: how the categories may be counted together (:func:`divided_so`); otherwise with their neighbors
    (:func:`together`).

    Grades with fewer than ``least`` students count only where there are several, they make up a group of that size
    together, and what is left beside the grades that are shown lies in more than one part: otherwise all of a small
    grade would be known to be in it. All grades are divided into parts. A grade is shown in the same
    parts where each is empty or large enough; and as all less the shown is known too, grades are held back until what
    is left is empty or large enough in every part.
    """
    filled = {grade: tuple(counts) for grade, counts in table.items() if sum(counts)}
    small = {grade for grade, counts in filled.items() if sum(counts) < least}
    if len(small) > 1 and sum(sum(filled[grade]) for grade in small) >= least:
        found = _divided(filled, small, least, ways)
        if found is not None and sum(number > 0 for number in _left(found)) > 1:
            return found
    large = {grade: counts for grade, counts in filled.items() if grade not in small}
    return _divided(large, set(), least, ways)


def both_published(
    one: Mapping[int, Sequence[int]], other: Mapping[int, Sequence[int]], least: int = LEAST, *, ways: Ways
) -> tuple[Published | None, Published | None]:
    """What may be shown of two tables of the same students, ``other`` divided in ``ways``: over the same grades.

    Where either leaves the small grades out, both do: otherwise one sum less the other would tell how many they have.
    """
    found = published(one, least), published(other, least, ways=ways)
    if found[0] is None or found[1] is None or found[0].counted == found[1].counted:
        return found
    same = found[0].counted & found[1].counted
    return (
        published({grade: one[grade] for grade in same}, least),
        published({grade: other[grade] for grade in same}, least, ways=ways),
    )


def _divided(filled: Mapping[int, Sequence[int]], small: set[int], least: int, ways: Ways | None) -> Published | None:
    """The parts of all these grades, and the grades of which they may be shown; never one of ``small``."""
    if not filled:
        return None
    everybody = _sums(filled.values())
    parts = together(everybody, least) if ways is None else divided_so(everybody, ways, least)
    if parts is None:
        return None
    cells = {
        grade: tuple(sum(counts[one] for one in part.members) for part in parts) for grade, counts in filled.items()
    }
    shown = {grade for grade, row in cells.items() if grade not in small and _large_enough(row, least)}
    while shown and len(shown) < len(cells):
        if _large_enough(_sums(cells[grade] for grade in cells if grade not in shown), least):
            break
        shown.remove(min(shown, key=lambda grade: (sum(cells[grade]), grade)))
    return Published(
        parts,
        frozenset(filled),
        {
            grade: tuple(Part(part.members, number) for part, number in zip(parts, cells[grade], strict=True))
            for grade in sorted(shown)
        },
    )


def _left(found: Published) -> tuple[int, ...]:
    """What anybody knows of the grades that are not shown: all less the shown, part by part."""
    return tuple(
        part.number - sum(parts[place].number for parts in found.grades.values())
        for place, part in enumerate(found.everybody)
    )


def _large_enough(row: Sequence[int], least: int) -> bool:
    return all(number == 0 or number >= least for number in row)


def _sums(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True))


def median_growth(standings: Iterable[Standing], part: Part, least: int = LEAST) -> float | None:
    """The middle growth percentile of the students on the levels of a part; none for fewer than ``least`` of them."""
    found = [one.growth.percentile for one in standings if one.growth and one.level.number - 1 in part.members]
    return statistics.median(found) if len(found) >= least else None
