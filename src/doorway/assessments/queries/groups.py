"""How a group of students stands in one subject: at the last time that it was tested."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Max, QuerySet

from doorway.accounts.models import District
from doorway.assessments.core import reading_status, series
from doorway.assessments.core.groups import OtherMaterial, Standing, TwoResults, core_standing, reading_standing
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.models import Score
from doorway.assessments.queries.evidence import grade_in, grade_of, in_order, result_of
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Instrument, Level, Period
from doorway.policy.queries import state_pack
from doorway.roster.models import Person


@dataclass(frozen=True)
class SubjectChoice:
    """A subject of which the group has results, on tests whose levels have the same names; the newest test first.

    ``alone``: no other choice is of this subject. ``year``: of the last results.
    """

    subject: str
    instruments: tuple[Instrument, ...]
    year: int
    alone: bool

    @property
    def key(self) -> str:
        """What stands in the address."""
        return self.subject if self.alone else f"{self.subject}-{self.instrument.key}"

    @property
    def instrument(self) -> Instrument:
        """The test of the last results, whose levels are shown."""
        return self.instruments[0]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that students may be on, lowest first."""
        return self.instrument.levels


@dataclass(frozen=True)
class Time:
    """A time at which a subject was tested; ``period`` is that of a reading test, otherwise none."""

    year: int
    period: Period | None = None

    @property
    def key(self) -> str:
        """What stands in the address."""
        return str(self.year) if self.period is None else f"{self.year}-{self.period.key}"


@dataclass(frozen=True)
class GroupResults:
    """The group in the chosen subject at a time; ``times`` are all there are, the newest first.

    ``beside``: those who were tested with the material of another grade, and ``against``: those of whom two results
    stand against each other; neither are in any number of ``standings``.
    """

    yardsticks: Yardsticks
    choices: tuple[SubjectChoice, ...]
    chosen: SubjectChoice | None
    time: Time | None
    standings: tuple[Standing, ...]
    times: tuple[Time, ...] = ()
    beside: tuple[OtherMaterial, ...] = ()
    against: tuple[TwoResults, ...] = ()

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades in which students are now."""
        everybody: tuple[Standing | OtherMaterial | TwoResults, ...] = (*self.standings, *self.beside, *self.against)
        return tuple(sorted({one.grade for one in everybody if one.grade is not None}))


def group_results(
    district: District, students: QuerySet[Person], subject: str = "", *, about: str = "", when: str = ""
) -> GroupResults:
    """How these students of a district stand in a subject. Three queries.

    Where it is not said which, it is the one that ``about`` (the title of a class) names, or the first there is.
    ``when`` is the key of a time; without it the last one counts. Only who sees every student may choose: numbers of
    two times side by side would tell more than those of one. The caller has checked that the students may be seen.
    Students without a level at that time are left out.
    """
    yardsticks = Yardsticks(state_pack(district))
    scores = Score.objects.filter(district=district, student__in=students.order_by().values("pk"))
    choices = _choices(scores, yardsticks)
    wanted = [one for one in choices if one.key == subject] or [
        one for one in choices if _names(one, about, yardsticks)
    ]
    chosen = next(iter([*wanted, *choices]), None)
    if chosen is None:
        return GroupResults(yardsticks, (), None, None, ())
    rows = _rows(scores, chosen, yardsticks)
    times = _times(chosen, rows)
    time = next((one for one in times if one.key == when), times[0] if times else None)
    if time is None:
        return GroupResults(yardsticks, choices, chosen, None, ())
    grades = {pk: grade_of(grade) for pk, grade in students.order_by().values_list("pk", "grade")}
    found: Sequence[Standing | OtherMaterial | TwoResults]
    if time.period is None:
        found = _core(chosen, time, rows, grades, yardsticks)
    else:
        found = _reading(chosen, time, rows, grades, yardsticks, this_school_year(district))
    return GroupResults(
        yardsticks,
        choices,
        chosen,
        time,
        standings=tuple(one for one in found if isinstance(one, Standing)),
        times=times,
        beside=tuple(one for one in found if isinstance(one, OtherMaterial)),
        against=tuple(one for one in found if isinstance(one, TwoResults)),
    )


def _times(chosen: SubjectChoice, rows: Mapping[uuid.UUID, list[Any]]) -> tuple[Time, ...]:
    """When the subject was tested, the newest first; of a reading test the times of the test that is used now."""
    if chosen.instrument.kind == "core":
        years = {row.school_year for own in rows.values() for row in own}
        return tuple(Time(year) for year in sorted(years, reverse=True))
    periods = [period.key for period in chosen.instrument.periods]
    found = {(row.school_year, row.period) for own in rows.values() for row in own if row.period in periods}
    ordered = sorted(found, key=lambda one: (one[0], periods.index(one[1])), reverse=True)
    return tuple(Time(year, chosen.instrument.period(period)) for year, period in ordered)


def _names(choice: SubjectChoice, title: str, yardsticks: Yardsticks) -> bool:
    """Whether the title of a class names a subject: "Secondary Math II" is about math."""
    subject = yardsticks.pack.subject(choice.subject)
    words = (subject.title("en"), *subject.aliases)
    return any(re.search(rf"\b{re.escape(word)}\b", title, re.IGNORECASE) for word in words)


def _choices(scores: QuerySet[Score], yardsticks: Yardsticks) -> tuple[SubjectChoice, ...]:
    """The subjects with results: core tests before reading, the newest first, in the order of the pack."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[int, Instrument]]] = {}
    for key, subject, year in scores.order_by().values_list("instrument", "subject").annotate(year=Max("school_year")):
        test = yardsticks.instruments.get(key)
        if test is not None and test.kind != "other":
            ladder = (test.kind, *(level.key for level in test.levels))
            found.setdefault((subject, ladder), []).append((year, test))
    order = [subject.key for subject in yardsticks.pack.tests.subjects]
    often = Counter(subject for subject, _ladder in found)
    choices = []
    for (subject, _ladder), tests in found.items():
        if subject in order:
            tests.sort(key=lambda one: (-one[0], one[1].key))
            ordered = tuple(test for _year, test in tests)
            choices.append(SubjectChoice(subject, ordered, tests[0][0], often[subject] == 1))
    return tuple(
        sorted(choices, key=lambda one: (one.instrument.kind != "core", -one.year, order.index(one.subject), one.key))
    )


def _rows(scores: QuerySet[Score], chosen: SubjectChoice, yardsticks: Yardsticks) -> dict[uuid.UUID, list[Any]]:
    """The results of each student in the subject as rows, oldest first, whole tests only."""
    whole = {test.key: yardsticks.main_measures[test.key] for test in chosen.instruments}
    periods = {test.key: {period.key for period in test.periods} for test in chosen.instruments}
    found: dict[uuid.UUID, list[Any]] = {}
    # Tests and measures apart, so that the database looks up each student: with pairs it would read the whole district.
    rows = scores.filter(subject=chosen.subject, instrument__in=list(whole), measure__in=set(whole.values()))
    for row in in_order(rows):
        if row.measure == whole[row.instrument] and row.period in periods[row.instrument]:
            found.setdefault(row.student_id, []).append(row)
    return found


def _core(
    chosen: SubjectChoice,
    time: Time,
    rows: Mapping[uuid.UUID, list[Any]],
    grades: Mapping[uuid.UUID, int | None],
    yardsticks: Yardsticks,
) -> list[Standing | TwoResults]:
    """Everybody with a level in that year, and those with two results that stand against each other."""
    found: list[Standing | TwoResults] = []
    for student, every in rows.items():
        own = [row for row in every if row.school_year <= time.year]
        if not own or own[-1].school_year != time.year:
            continue
        # Nearly every level is compared with that of the year before: what is older is read where it must be, because
        # a school has thousands of results.
        recent = [row for row in own if row.school_year >= time.year - 1]
        one = _core_standing(chosen, time, student, recent, grades, yardsticks)
        if isinstance(one, Standing) and one.move == "first" and len(recent) < len(own):
            one = _core_standing(chosen, time, student, own, grades, yardsticks)
        if one is not None:
            found.append(one)
    return found


def _core_standing(
    chosen: SubjectChoice,
    time: Time,
    student: uuid.UUID,
    rows: list[Any],
    grades: Mapping[uuid.UUID, int | None],
    yardsticks: Yardsticks,
) -> Standing | TwoResults | None:
    """Where these results put a student in that year."""
    line = series(
        chosen.subject,
        map(result_of, rows),
        ladders=yardsticks.ladders,
        main_measures=yardsticks.main_measures,
        families=yardsticks.families,
        bar_for=yardsticks.bar,
        # Years without a test are for the chart of one student.
        gives=lambda _subject, _grade, _year: False,
        paused=lambda _year: False,
        smallest_cohort=yardsticks.smallest_cohort,
    )
    return core_standing(str(student), grades.get(student), line, time.year)


def _reading(
    chosen: SubjectChoice,
    time: Time,
    rows: Mapping[uuid.UUID, list[Any]],
    grades: Mapping[uuid.UUID, int | None],
    yardsticks: Yardsticks,
    this_year: int,
) -> list[Standing | OtherMaterial]:
    """Everybody with a level at that time of that year."""
    order = yardsticks.period_order[chosen.instrument.key]
    period = "" if time.period is None else time.period.key
    counted = {(time.year, key) for key in order[: order.index(period) + 1]}
    found: list[Standing | OtherMaterial] = []
    for student, own in rows.items():
        until = [row for row in own if row.school_year < time.year or (row.school_year, row.period) in counted]
        status = reading_status(
            map(result_of, until),
            ladders=yardsticks.ladders,
            main_measures=yardsticks.main_measures,
            period_order=yardsticks.period_order,
            bar_for=yardsticks.bar,
            grade_level=yardsticks.grade_level,
            own_grade=partial(grade_in, grades.get(student), this_year),
        )
        if status is not None:
            when = (time.year, period)
            one = reading_standing(str(student), grades.get(student), status, when, yardsticks.families)
            if one is not None:
                found.append(one)
    return found
