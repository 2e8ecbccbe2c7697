"""The evidence for one student: reading and core tests, with sentence, chart and table for each.

    evidence = evidence_for(student)            # doorway.assessments.queries
    evidence.reading.sentence("es")             # what the last reading result means
    svg(evidence.reading.chart, "es")           # doorway.assessments.charts
    for subject in evidence.subjects:
        subject.sentence("en"), rows(subject.chart, "en")

On a page: ``{% include "assessments/_reading.html" %}`` and ``{% include "assessments/_core_tests.html" %}`` with
``evidence`` in the context. Everything here is made from values; the database is read in ``queries``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from doorway.assessments import wording
from doorway.assessments.charts import Column, GoalChart, GoalColumn, LadderChart, Table, compares_years
from doorway.assessments.core import (
    Gap,
    MeasurePoint,
    ReadingPoint,
    ReadingStatus,
    Result,
    Series,
    TestPoint,
    comparable,
    earlier_moves,
    growth_sentence,
    outlook_sentence,
    place,
    reading_status,
    series,
    series_sentence,
    year_words,
)
from doorway.assessments.others import OtherResult, OtherTest, other_tests
from doorway.assessments.parts import categories_table, parts_table
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Text, grade_text, year_text

# A tenth grader's page does not lead with how they read in grade 6: so many years after the last reading test, while
# other tests go on, it is no longer shown.
READING_COUNTS_FOR = 1


@dataclass(frozen=True)
class ReadingEvidence:
    """How a student reads: the last grade's chart, the grades before, the history in one line."""

    status: ReadingStatus
    yardsticks: Yardsticks
    chart: GoalChart
    earlier: tuple[GoalChart, ...]
    # None with one grade only: the chart says it all.
    history: LadderChart | None

    @property
    def test(self) -> Text:
        """The test of the last result."""
        return self.yardsticks.instruments[self.status.latest.instrument].title

    @property
    def measures(self) -> tuple[MeasurePoint, ...]:
        """The parts beneath the last result."""
        return self.status.latest.measures

    def sentence(self, language: str) -> str:
        """What the last result means."""
        return wording.reading_sentence(self.status.sentence, self.status.latest, self.yardsticks, language)

    def grade_level(self, language: str) -> str:
        """Whether the state calls it reading on grade level; empty where it says nothing."""
        return wording.grade_level_sentence(self.status.latest, self.yardsticks, language)

    def other_grade(self, language: str) -> str:
        """That the last test was given with the material of another grade; empty where it was not."""
        return wording.other_grade_sentence(self.status.latest, language)

    def national(self, language: str) -> str:
        """Where the last score stands in the country; empty where the file did not say it."""
        return wording.national_sentence(self.status.latest, language)

    def support(self, language: str) -> str:
        """With which support the last test was taken; empty where there was none."""
        keys = self.status.latest.accommodations
        is_said = keys and not self.status.latest.not_tested
        return wording.support_note(keys, self.yardsticks, language) if is_said else ""

    def parts(self, language: str) -> Table | None:
        """The parts beneath the last result as a table, or none."""
        return parts_table(self.status.latest, self.yardsticks, language)


@dataclass(frozen=True)
class SubjectEvidence:
    """One subject of the core tests from year to year."""

    key: str
    title: Text
    series: Series
    yardsticks: Yardsticks
    chart: LadderChart
    # The reporting categories of the last test.
    categories: tuple[Result, ...] = ()
    # Those of each test before, the newest first; points of two years are not on one ladder, so each stands alone.
    earlier_categories: tuple[tuple[Result, ...], ...] = ()

    def parts(self, language: str) -> Table | None:
        """The reporting categories of the last test as a table, or none."""
        return categories_table(self.categories, self.yardsticks, language)

    def earlier_parts(self, language: str) -> list[Table]:
        """The reporting categories of each test before the last, the newest first: a table for each that had some."""
        found = (categories_table(one, self.yardsticks, language) for one in self.earlier_categories)
        return [table for table in found if table is not None]

    def sentence(self, language: str) -> str:
        """What the last year means beside the one before; empty where nothing can be said."""
        found = series_sentence(self.series)
        if found is None:
            return ""
        return wording.core_sentence(found, self.series.points[-1].instrument, self.yardsticks, language)

    def support(self, language: str) -> str:
        """With which support the last test was taken; empty where there was none."""
        last = self.series.points[-1]
        if last.not_tested:
            return ""
        return wording.support_sentence(last.accommodations, self.key, last.year, self.yardsticks, language)

    def earlier(self, language: str) -> str:
        """In which years before the last one the student moved; empty where no two years can be compared."""
        return wording.earlier_sentence(self.title(language), earlier_moves(self.series), language)

    def growth(self, language: str) -> str:
        """The growth percentile of the last year, and whose it is; empty where there is none."""
        found = growth_sentence(self.series)
        return "" if found is None else wording.growth_sentence(found, self.yardsticks, language)

    def growth_before(self, language: str) -> str:
        """The growth percentiles of the years before the last one; empty where there are none."""
        earlier = reversed(self.series.points[:-1])
        found = [(point.year, point.growth) for point in earlier if point.growth is not None]
        return wording.earlier_growth_sentence(self.title(language), found, language)

    def outlook(self, language: str) -> str:
        """What growth it would take to reach, or to keep, what the state asks for; empty where nobody knows."""
        found, last = outlook_sentence(self.series), self.series.points[-1]
        if found is None or last.projection is None:
            return ""
        test = self.yardsticks.instruments[last.projection.instrument]
        level = test.level(last.projection.level)
        named = replace(found, values={**found.values, "level": "" if level is None else level.title(language)})
        return wording.outlook_sentence(named, self.yardsticks, language)


@dataclass(frozen=True)
class Evidence:
    """What the tests say of one student; falsy when there are none."""

    reading: ReadingEvidence | None
    subjects: tuple[SubjectEvidence, ...]
    others: tuple[OtherTest, ...] = ()

    @property
    def compares_years(self) -> bool:
        """Whether a year has a word beside the time before, so that its rule is to be said."""
        return compares_years(subject.chart for subject in self.subjects)

    @property
    def tells_growth(self) -> bool:
        """Whether a sentence is about growth, so that its rule is to be said."""
        points = [point for subject in self.subjects for point in subject.series.points]
        last = [subject.series.points[-1] for subject in self.subjects]
        return any(point.growth is not None for point in points) or any(one.projection is not None for one in last)

    @property
    def has_percentile(self) -> bool:
        """Whether a table says where the student stands in the country."""
        return any(test.has_percentile for test in self.others)

    def __bool__(self) -> bool:
        return self.reading is not None or bool(self.subjects) or bool(self.others)


def evidence_from(
    results: Iterable[Result],
    yardsticks: Yardsticks,
    key: str,
    others: Iterable[OtherResult] = (),
    own_grade: Callable[[int], int | None] = lambda _year: None,
) -> Evidence:
    """The evidence from one student's results; ``key`` keeps the ids of drawings on one page apart.

    ``own_grade``: the grade in which the student was in a school year; None where nobody knows.
    """
    kept = [result for result in results if _is_known(result, yardsticks)]
    reading = [result for result in kept if yardsticks.instruments[result.instrument].kind == "reading"]
    core = [result for result in kept if yardsticks.instruments[result.instrument].kind == "core"]
    order = [subject.key for subject in yardsticks.pack.tests.subjects]
    core.sort(key=lambda result: order.index(result.subject))
    newest = max((result.year for result in kept), default=0)
    if reading and max(result.year for result in reading) < newest - READING_COUNTS_FOR:
        reading = []
    subjects = (
        _subject(subject, list(group), yardsticks, key) for subject, group in groupby(core, key=lambda r: r.subject)
    )
    return Evidence(
        reading=_reading(reading, yardsticks, key, own_grade),
        subjects=tuple(found for found in subjects if found is not None),
        others=other_tests(others, yardsticks),
    )


def _is_known(result: Result, yardsticks: Yardsticks) -> bool:
    """Whether the pack still has the test, its subject and its period; others are kept in the database, not shown."""
    instrument = yardsticks.instruments.get(result.instrument)
    subjects = {subject.key for subject in yardsticks.pack.tests.subjects}
    return instrument is not None and result.subject in subjects and instrument.period(result.period) is not None


def _reading(
    results: list[Result], yardsticks: Yardsticks, key: str, own_grade: Callable[[int], int | None]
) -> ReadingEvidence | None:
    """The reading of one student, or none."""
    status = reading_status(
        results,
        ladders=yardsticks.ladders,
        main_measures=yardsticks.main_measures,
        period_order=yardsticks.period_order,
        bar_for=yardsticks.bar,
        grade_level=yardsticks.grade_level,
        own_grade=own_grade,
    )
    if status is None:
        return None
    groups: dict[tuple[int, int, str], list[ReadingPoint]] = {}
    for point in status.points:
        groups.setdefault((point.year, point.grade, point.instrument), []).append(point)
    charts = [goal_chart(points, yardsticks, key) for points in groups.values()]
    history = _history(status, yardsticks, key) if len(charts) > 1 else None
    last = list(groups).index((status.latest.year, status.latest.grade, status.latest.instrument))
    others = tuple(chart for index, chart in enumerate(charts) if index != last)
    return ReadingEvidence(status, yardsticks, charts[last], others, history)


def goal_chart(points: Sequence[ReadingPoint], yardsticks: Yardsticks, key: str) -> GoalChart:
    """The chart of one test in one grade and year, for the page, the plan and the letter about reading."""
    first = points[0]
    instrument = yardsticks.instruments[first.instrument]
    measure = instrument.main_measure.key
    taken = {point.period: point for point in points}
    columns = []
    for period in instrument.periods:
        bar = yardsticks.bar(first.scale, measure, first.grade, period.key)
        point = taken.get(period.key)
        not_tested = None
        if point is not None and point.not_tested:
            not_tested = partial(wording.not_tested_wording, point.not_tested, yardsticks)
        columns.append(
            GoalColumn(
                title=period.title,
                short=period.short,
                starts=() if bar is None else bar.starts,
                goal=None if bar is None else bar.start(yardsticks.ladders[first.instrument].goal),
                score=None if point is None else point.score,
                level=None if point is None else yardsticks.level_word(first.instrument, point.level),
                not_tested=not_tested,
                national=None if point is None else point.national,
                support=None if point is None else _support(point, yardsticks),
            )
        )
    scores = [point.score for point in points if point.score is not None]
    return GoalChart(
        id=f"chart-{key}-{first.instrument}-{first.year}-{first.grade}",
        test=instrument.title,
        grade=grade_text(first.grade),
        year=year_text(first.year),
        levels=yardsticks.level_words(first.instrument),
        columns=tuple(columns),
        top=yardsticks.axis_top(first.scale, measure, first.grade) or max([100.0, *(s * 1.2 for s in scores)]),
    )


def _history(status: ReadingStatus, yardsticks: Yardsticks, key: str) -> LadderChart:
    """Every time there is in one line, by level."""
    columns: list[Column] = []
    run = 0
    before: ReadingPoint | None = None
    for point in status.points:
        if point.score is None and point.level is None and not point.not_tested:
            # Only parts are on file of that time: they have no place on the ladder of the whole.
            continue
        instrument = yardsticks.instruments[point.instrument]
        broken = before is not None and not comparable(before, point, yardsticks.families)
        breaks = _break(before, point, yardsticks) if before is not None and broken else None
        run += broken
        before = point
        period = instrument.period(point.period)
        level = point.level
        height = None if level is None else place(yardsticks.ladders[point.instrument], level, point.score, point.bar)
        columns.append(
            Column(
                year=year_text(point.year),
                grade=grade_text(point.grade),
                test=instrument.short,
                run=run,
                when=None if period is None else period.short,
                level=yardsticks.level_word(point.instrument, level),
                place=height,
                score=point.score,
                breaks=breaks,
                gap=wording.not_tested_short if point.not_tested else None,
                gap_reason=_reason(point.not_tested, yardsticks),
                support=_support(point, yardsticks),
            )
        )
    return LadderChart(
        id=f"chart-{key}-reading-history",
        title=yardsticks.pack.subject(status_subject(yardsticks)).title,
        levels=yardsticks.level_words(status.latest.instrument),
        columns=tuple(columns),
        close=True,
    )


def _break(before: ReadingPoint, point: ReadingPoint, yardsticks: Yardsticks) -> wording.Said | None:
    """Why the levels of two times are not compared; none where nobody knows the scale."""
    here, there = (yardsticks.families.get(one.scale, one.scale) for one in (point, before))
    if here == there:
        return partial(wording.other_grade_break, point)
    return yardsticks.scales[point.scale].begins if point.scale in yardsticks.scales else None


def status_subject(yardsticks: Yardsticks) -> str:
    """The subject that reading tests are of."""
    readers = (instrument for instrument in yardsticks.pack.instruments if instrument.kind == "reading")
    return next(instrument.subjects[0].subject for instrument in readers)


def _reason(not_tested: str, yardsticks: Yardsticks) -> wording.Said | None:
    """The sentence below a chart for a student who was not tested."""
    return partial(wording.not_tested_note, not_tested, yardsticks) if not_tested else None


def _support(point: ReadingPoint | TestPoint, yardsticks: Yardsticks) -> wording.Said | None:
    """The sentence in a table for a test that was taken with support; none for one that was not taken."""
    keys = "" if point.not_tested else point.accommodations
    return partial(wording.support_note, keys, yardsticks) if keys else None


def _subject(subject: str, results: list[Result], yardsticks: Yardsticks, key: str) -> SubjectEvidence | None:
    """One subject of the core tests."""
    found = series(
        subject,
        results,
        ladders=yardsticks.ladders,
        main_measures=yardsticks.main_measures,
        families=yardsticks.families,
        bar_for=yardsticks.bar,
        gives=yardsticks.pack.gives,
        paused=lambda year: yardsticks.pack.pause(year, "none") is not None,
        smallest_cohort=yardsticks.smallest_cohort,
    )
    if not found.points:
        return None
    title = yardsticks.pack.subject(subject).title
    chart = LadderChart(
        id=f"chart-{key}-{subject}",
        title=title,
        levels=yardsticks.level_words(found.points[-1].instrument),
        columns=tuple(_columns(found, yardsticks)),
    )
    newest, *earlier = [_categories(point, results, yardsticks) for point in reversed(found.points)]
    return SubjectEvidence(subject, title, found, yardsticks, chart, newest, tuple(earlier))


def _categories(point: TestPoint, results: list[Result], yardsticks: Yardsticks) -> tuple[Result, ...]:
    """The reporting categories of one test; none where two grades of it stand against each other."""
    if point.against:
        return ()
    main = yardsticks.main_measures[point.instrument]
    return tuple(
        result
        for result in results
        if (result.year, result.instrument, result.grade) == (point.year, point.instrument, point.grade)
        and result.measure != main
    )


def _columns(line: Series, yardsticks: Yardsticks) -> list[Column]:
    """The years of a subject with its breaks and gaps, oldest first."""
    breaks = {(found.year, found.scale) for found in line.breaks}
    found: list[tuple[int, int, Column]] = []
    run = 0
    words = year_words(line)
    for index, point in enumerate(line.points):
        broken = (point.year, point.scale) in breaks and index > 0 and line.points[index - 1].family != point.family
        run += broken
        column = _test_column(point, run, broken, yardsticks)
        word = words[index]
        if word is not None:
            column = replace(column, step=partial(wording.year_word, word))
        found.append((point.year, 1, column))
    found += [(gap.year, 0, _gap_column(gap, yardsticks)) for gap in line.gaps]
    return [column for _year, _order, column in sorted(found, key=lambda item: item[:2])]


def _test_column(point: TestPoint, run: int, broken: bool, yardsticks: Yardsticks) -> Column:
    """A year with a result."""
    pause = yardsticks.pack.pause(point.year, "caution")
    scale = yardsticks.scales.get(point.scale)
    return Column(
        year=year_text(point.year),
        grade="/".join(map(grade_text, point.against)) or grade_text(point.grade),
        test=yardsticks.instruments[point.instrument].short,
        run=run,
        level=yardsticks.level_word(point.instrument, point.level),
        place=point.place,
        score=point.score,
        growth_percentile=None if point.growth is None else point.growth.percentile,
        growth_from=None if point.growth is None else partial(wording.growth_from, point.growth),
        breaks=scale.begins if broken and scale is not None else None,
        gap=wording.against_short if point.against else wording.not_tested_short if point.not_tested else None,
        gap_reason=partial(wording.against_note, point.against)
        if point.against
        else _reason(point.not_tested, yardsticks),
        caution=None if pause is None else pause.reason,
        support=_support(point, yardsticks),
    )


def _gap_column(gap: Gap, yardsticks: Yardsticks) -> Column:
    """A year without a result."""
    pause = yardsticks.pack.pause(gap.year, "none")
    said = pause.reason if gap.reason == "paused" and pause is not None else partial(wording.gap_note, gap.reason)
    return Column(
        year=year_text(gap.year),
        grade=grade_text(gap.grade),
        test=wording.no_words,
        run=-1,
        gap=partial(wording.gap_short, gap.reason),
        gap_reason=said,
    )
