"""Core tests from year to year: what may be compared, where a line must break, which years have no test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from doorway.assessments.core.values import (
    Bar,
    Growth,
    Ladder,
    Projection,
    Result,
    Rung,
    Sentence,
    place,
    rung_of,
    shown_growth,
)

YearWord = Literal["progress", "steady", "behind"]
BarFor = Callable[[str, str, int, str], Bar | None]
GapReason = Literal["paused", "no_test", "no_result"]


@dataclass(frozen=True)
class TestPoint:
    """One year's result in a subject, with the ladder its level is on and the bar between the levels."""

    __test__ = False

    instrument: str
    scale: str
    family: str
    year: int
    grade: int
    level: Rung | None
    score: float | None
    ladder: Ladder
    bar: Bar | None = None
    growth: Growth | None = None
    projection: Projection | None = None
    not_tested: str = ""
    accommodations: str = ""
    # Grades in which the same test of the year is on file, where there are several: then neither result counts.
    against: tuple[int, ...] = ()

    @property
    def place(self) -> float | None:
        """Its height on the axis all tests share, 0 to 1. Worked out for charts only: a school has thousands."""
        return None if self.level is None else place(self.ladder, self.level, self.score, self.bar)


@dataclass(frozen=True)
class Break:
    """From ``year`` on the results are on ``scale`` and cannot be compared with those before."""

    year: int
    scale: str


@dataclass(frozen=True)
class Gap:
    """A year between two results that has none, and why."""

    year: int
    grade: int
    reason: GapReason


@dataclass(frozen=True)
class Series:
    """A subject from year to year, oldest first."""

    subject: str
    points: tuple[TestPoint, ...]
    breaks: tuple[Break, ...]
    gaps: tuple[Gap, ...]


def series(
    subject: str,
    results: Iterable[Result],
    *,
    ladders: Mapping[str, Ladder],
    main_measures: Mapping[str, str],
    families: Mapping[str, str],
    bar_for: BarFor,
    gives: Callable[[str, int, int], bool],
    paused: Callable[[int], bool],
    smallest_cohort: int | None = None,
) -> Series:
    """One subject of one student.

    ``families``: for each scale the one whose results it can be compared with (itself, or the scale it goes on from).
    ``gives(subject, grade, year)``: whether the state tests it; ``paused(year)``: whether no tests were given.
    ``smallest_cohort``: so many students the state wants compared for a growth percentile.
    Where a test was taken twice in a year the later result stands, and where it is on file in two grades neither does,
    until a person has said which is right. Parts beneath the main measure are left out.
    """
    taken: dict[tuple[int, str], Result] = {}
    grades: dict[tuple[int, str], set[int]] = {}
    for result in sorted(results, key=lambda r: (r.year, r.test_date)):
        if result.measure == main_measures[result.instrument]:
            taken[result.year, result.instrument] = result
            grades.setdefault((result.year, result.instrument), set()).add(result.grade)
    points = tuple(
        _point(result, grades[test], ladders[result.instrument], families, bar_for, smallest_cohort)
        for test, result in taken.items()
    )
    breaks = tuple(
        Break(later.year, later.scale) for earlier, later in pairwise(points) if earlier.family != later.family
    )
    return Series(subject, points, breaks, _gaps(subject, points, gives, paused))


def _point(
    result: Result,
    grades: set[int],
    ladder: Ladder,
    families: Mapping[str, str],
    bar_for: BarFor,
    smallest_cohort: int | None,
) -> TestPoint:
    """One result with its level and its growth percentile; only that there are several where it is in two grades."""
    if len(grades) > 1:
        empty = replace(result, value=None, level="", not_tested="", accommodations="", projection=None)
        nothing = replace(empty, growth_percentile=None, own_growth=None)
        point = _point(nothing, {result.grade}, ladder, families, bar_for, smallest_cohort)
        return replace(point, against=tuple(sorted(grades)))
    bar = bar_for(result.scale, result.measure, result.grade, result.period)
    return TestPoint(
        instrument=result.instrument,
        scale=result.scale,
        family=families.get(result.scale, result.scale),
        year=result.year,
        grade=result.grade,
        level=rung_of(result, ladder, bar),
        score=result.value,
        ladder=ladder,
        bar=bar,
        growth=shown_growth(result.growth_percentile, result.own_growth, smallest_cohort),
        projection=result.projection,
        not_tested=result.not_tested,
        # What was taken with nothing was not taken: older files left it there.
        accommodations="" if result.not_tested else result.accommodations,
    )


def _gaps(
    subject: str,
    points: tuple[TestPoint, ...],
    gives: Callable[[str, int, int], bool],
    paused: Callable[[int], bool],
) -> tuple[Gap, ...]:
    """Years between two results, where the grade of the student is certain because it went up by one a year."""
    found = []
    for earlier, later in pairwise(points):
        if later.year - earlier.year != later.grade - earlier.grade:
            continue
        for year in range(earlier.year + 1, later.year):
            grade = earlier.grade + year - earlier.year
            reason: GapReason = "paused" if paused(year) else "no_result" if gives(subject, grade, year) else "no_test"
            found.append(Gap(year, grade, reason))
    return tuple(found)


def runs(line: Series) -> tuple[tuple[TestPoint, ...], ...]:
    """The points in stretches whose levels may be compared, oldest first."""
    found: list[list[TestPoint]] = []
    for point in line.points:
        if found and found[-1][-1].family == point.family:
            found[-1].append(point)
        else:
            found.append([point])
    return tuple(tuple(stretch) for stretch in found)


def series_sentence(line: Series) -> Sentence | None:
    """What the last year means beside the one before; none without results. Points are never compared."""
    if not line.points:
        return None
    last = line.points[-1]
    values: dict[str, str | int | float] = {"year": last.year, "grade": last.grade, "subject": line.subject}
    if last.against:
        return Sentence("core.against", {**values, "grades": " ".join(map(str, last.against))})
    if last.level is None:
        if last.not_tested:
            return Sentence("core.not_tested", {**values, "reason": last.not_tested})
        return None if last.score is None else Sentence("core.score_only", {**values, "score": last.score})
    values["level"] = last.level.key
    before = next((point for point in reversed(line.points[:-1]) if point.level is not None), None)
    if before is None or before.level is None:
        return Sentence("core.first", values)
    if before.family != last.family:
        return Sentence("core.other_test", values)
    values |= {"before": before.level.key, "before_year": before.year}
    step = last.level.number - before.level.number
    return Sentence("core.up" if step > 0 else "core.down" if step < 0 else "core.same", values)


def year_words(line: Series) -> tuple[YearWord | None, ...]:
    """For each point whether the student made progress, stayed or fell behind since the time before.

    The rule is by level and stands on the page: a higher level than at the last result that may be compared (the same
    scale, or one that goes on from it) is progress, the same level steady, a lower one fell behind. None for the first
    result of a scale and where there is no level.
    """
    found: list[YearWord | None] = []
    before: TestPoint | None = None
    for point in line.points:
        word: YearWord | None = None
        if point.level is not None:
            if before is not None and before.level is not None and before.family == point.family:
                step = point.level.number - before.level.number
                word = "progress" if step > 0 else "behind" if step < 0 else "steady"
            before = point
        found.append(word)
    return tuple(found)


def earlier_moves(line: Series) -> tuple[tuple[int, YearWord], ...]:
    """The years before the last one in which the level moved or stayed, with their word, oldest first."""
    words = zip(line.points[:-1], year_words(line), strict=False)
    return tuple((point.year, word) for point, word in words if word is not None)


def growth_sentence(line: Series) -> Sentence | None:
    """The growth percentile of the last year and who computed it; none where there is none."""
    if not line.points or line.points[-1].growth is None:
        return None
    last, growth = line.points[-1], line.points[-1].growth
    values: dict[str, str | int | float] = {
        "year": last.year,
        "subject": line.subject,
        "percentile": growth.percentile,
    }
    if growth.students is None:
        return Sentence("growth.state", values)
    return Sentence(f"growth.{growth.among}", {**values, "students": growth.students})


MOST = 99
"""The highest growth percentile there is."""
WIDEST = 50
"""Half of a hundred students: a wider range would say nothing."""


def outlook_sentence(line: Series) -> Sentence | None:
    """What growth it would take to reach, or to keep, the goal, from the last result on; none where nobody knows."""
    ahead = line.points[-1].projection if line.points else None
    if ahead is None:
        return None
    last = line.points[-1]
    aim = "stay" if ahead.stays else "reach"
    values: dict[str, str | int | float] = {
        "subject": line.subject,
        "level": ahead.level,
        "year": ahead.year,
        "grade": ahead.grade,
    }
    if ahead.needed > MOST:
        return Sentence(f"outlook.far.{aim}", values)
    high = min(ahead.high, MOST)
    if high - ahead.low > WIDEST:
        return None
    when = "next" if ahead.year == last.year + 1 else "each"
    return Sentence(f"outlook.{aim}.{when}", {**values, "low": ahead.low, "high": high})
