"""Reading against its goals: score, goal, distance, level and history, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from doorway.assessments.core.values import Bar, Ladder, Result, Rung, Sentence, rung_of

BarFor = Callable[[str, str, int, str], Bar | None]


@dataclass(frozen=True)
class GradeLevelFrom:
    """From which year and period on which level of a test counts as reading on grade level."""

    year: int
    period: str
    level: str


@dataclass(frozen=True)
class MeasurePoint:
    """One part beneath the whole: its score, its goal and its level."""

    measure: str
    score: float | None
    goal: float | None
    level: Rung | None
    national: int | None = None
    # As the file gave it: the parts may have levels of their own, which are on no ladder.
    level_key: str = ""


@dataclass(frozen=True)
class ReadingPoint:
    """How a student read at one time; ``grade`` is the grade of the test, ``bar`` its levels."""

    instrument: str
    scale: str
    year: int
    grade: int
    period: str
    score: float | None
    level: Rung | None
    goal: float | None
    bar: Bar | None
    measures: tuple[MeasurePoint, ...] = ()
    not_tested: str = ""
    # None: the state says nothing about grade level for this test and time.
    on_grade_level: bool | None = None
    grade_level_score: float | None = None
    # The national percentile of the whole, where the file had it.
    national: int | None = None
    # With which support it was taken: that of the whole, else of a part.
    accommodations: str = ""
    # The grade in which the student was that year; None where nobody knows.
    student_grade: int | None = None

    @property
    def is_off_grade(self) -> bool:
        """Whether it was given with the material of another grade: it says nothing about the student's own."""
        return self.student_grade not in {None, self.grade}

    @property
    def distance(self) -> float | None:
        """Points over the goal (or short of it, below zero); never compared between grades or periods."""
        return None if self.score is None or self.goal is None else self.score - self.goal

    @property
    def when(self) -> tuple[int, int, str]:
        """What tells this time from the others of the student."""
        return self.year, self.grade, self.period


@dataclass(frozen=True)
class ReadingStatus:
    """Where a student stands in reading: every time there is, oldest first, and what the last one means."""

    points: tuple[ReadingPoint, ...]
    sentence: Sentence

    @property
    def latest(self) -> ReadingPoint:
        """The last time."""
        return self.points[-1]


def reading_status(
    results: Iterable[Result],
    *,
    ladders: Mapping[str, Ladder],
    main_measures: Mapping[str, str],
    period_order: Mapping[str, tuple[str, ...]],
    bar_for: BarFor,
    grade_level: Mapping[str, GradeLevelFrom],
    own_grade: Callable[[int], int | None] = lambda _year: None,
) -> ReadingStatus | None:
    """The reading of one student, or none without results.

    ``ladders``, ``main_measures``, ``period_order`` and ``grade_level`` are keyed by instrument;
    ``bar_for(scale, measure, grade, period)`` gives the levels; ``own_grade(year)`` the grade in which the student was,
    None where nobody knows: easier material says nothing about reading on grade level. Of two results of one time that
    of the own grade is the later one.
    """

    def when(result: Result) -> tuple[int, int, bool, int, str]:
        order = period_order[result.instrument]
        is_own = result.grade == own_grade(result.year)
        return result.year, order.index(result.period), is_own, result.grade, result.instrument

    points = []
    for _, group in groupby(sorted(results, key=lambda r: (when(r), r.measure, r.test_date)), key=when):
        taken = {result.measure: result for result in group}
        instrument = next(iter(taken.values())).instrument
        ladder, order = ladders[instrument], period_order[instrument]
        point = _point(taken, ladder, main_measures[instrument], bar_for, grade_level.get(instrument), order)
        point = replace(point, student_grade=own_grade(point.year))
        if point.is_off_grade:
            point = replace(point, on_grade_level=None, grade_level_score=None)
        points.append(point)
    if not points:
        return None
    return ReadingStatus(points=tuple(points), sentence=_sentence(points[-1]))


def comparable(earlier: ReadingPoint, later: ReadingPoint, families: Mapping[str, str]) -> bool:
    """Whether the levels of two times mean the same.

    They are on one scale, and the material was of one grade, or each time of the grade in which the student was. Where
    nobody knows that grade, the material has to go up as the years do.
    """
    if families.get(earlier.scale, earlier.scale) != families.get(later.scale, later.scale):
        return False
    if earlier.grade == later.grade:
        return True
    if earlier.student_grade is None or later.student_grade is None:
        return later.grade - earlier.grade == later.year - earlier.year
    return not earlier.is_off_grade and not later.is_off_grade


def _point(
    taken: dict[str, Result],
    ladder: Ladder,
    main: str,
    bar_for: BarFor,
    rule: GradeLevelFrom | None,
    order: tuple[str, ...],
) -> ReadingPoint:
    """One time from its results by measure."""
    first = next(iter(taken.values()))
    whole = taken.get(main)
    bar = bar_for(first.scale, main, first.grade, first.period)
    level = None if whole is None else rung_of(whole, ladder, bar)
    on_level, from_score = _grade_level(first, level, ladder, bar, rule, order)
    return ReadingPoint(
        instrument=first.instrument,
        scale=first.scale,
        year=first.year,
        grade=first.grade,
        period=first.period,
        score=None if whole is None else whole.value,
        level=level,
        goal=None if bar is None else bar.start(ladder.goal),
        bar=bar,
        measures=tuple(_measure(result, ladder, bar_for) for name, result in taken.items() if name != main),
        not_tested="" if whole is None else whole.not_tested,
        on_grade_level=on_level,
        grade_level_score=from_score,
        national=None if whole is None else whole.national_percentile,
        accommodations=_supports(whole, taken),
    )


def _supports(whole: Result | None, taken: Mapping[str, Result]) -> str:
    """That of the whole, else of a part; of what was not taken none."""
    if whole is not None and whole.not_tested:
        return ""
    parts = (one for one in (whole, *taken.values()) if one is not None and not one.not_tested)
    return next((one.accommodations for one in parts if one.accommodations), "")


def _measure(result: Result, ladder: Ladder, bar_for: BarFor) -> MeasurePoint:
    """One part beneath the whole."""
    bar = bar_for(result.scale, result.measure, result.grade, result.period)
    goal = None if bar is None else bar.start(ladder.goal)
    level = rung_of(result, ladder, bar)
    return MeasurePoint(result.measure, result.value, goal, level, result.national_percentile, result.level)


def _grade_level(
    result: Result,
    level: Rung | None,
    ladder: Ladder,
    bar: Bar | None,
    rule: GradeLevelFrom | None,
    order: tuple[str, ...],
) -> tuple[bool | None, float | None]:
    """Whether this is reading on grade level as the state counts it, and from which score it would be."""
    if rule is None or level is None:
        return None, None
    if (result.year, order.index(result.period)) < (rule.year, order.index(rule.period)):
        return None, None
    needed = ladder.rung(rule.level)
    if needed is None:
        return None, None
    return level.number >= needed.number, None if bar is None else bar.start(needed)


def _sentence(point: ReadingPoint) -> Sentence:
    """What the last time means, without praise and without blame."""
    values: dict[str, str | int | float] = {"grade": point.grade, "period": point.period, "level": ""}
    if point.level is not None:
        values["level"] = point.level.key
    if point.not_tested:
        return Sentence("reading.not_tested", {**values, "reason": point.not_tested})
    if point.score is None:
        return Sentence("reading.level_only" if point.level else "reading.parts_only", values)
    values["score"] = point.score
    if point.distance is None or point.goal is None:
        return Sentence("reading.score_and_level" if point.level else "reading.score_only", values)
    values |= {"goal": point.goal, "distance": abs(point.distance)}
    if point.distance < 0:
        return Sentence("reading.short_of_goal", values)
    return Sentence("reading.over_goal" if point.distance else "reading.on_goal", values)
