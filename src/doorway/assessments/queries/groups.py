"""How a group of students stands in one subject: at the last time of which something can be shown."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Max, Q, QuerySet

from doorway.accounts.models import District
from doorway.assessments.core import reading_status, series
from doorway.assessments.core.groups import OtherMaterial, Standing, TwoResults, core_standing, reading_standing
from doorway.assessments.imports.years import this_school_year, this_year_of_grades
from doorway.assessments.models import Score
from doorway.assessments.queries.evidence import grade_in, grade_of, in_order, result_of
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Instrument, Level, Period
from doorway.policy.queries import state_pack
from doorway.roster.models import Person, SchoolClass

Everybody = Sequence[Standing | OtherMaterial | TwoResults]
Offers = Callable[[Everybody, int], bool]


def anybody(found: Everybody, _levels: int) -> bool:
    """Whether there is anybody to be shown: what a class offers to its own teacher."""
    return bool(found)


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

    ``choices``: the subjects of which something can be shown, and the chosen one. ``beside``: those who were tested
    with the material of another grade, and ``against``: those of whom two results stand against each other; neither are
    in any number of ``standings``.
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
    def has_newer(self) -> bool:
        """Whether there are results of a newer time than this one."""
        return self.time is not None and self.time != self.times[0]

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades in which students are now."""
        everybody: tuple[Standing | OtherMaterial | TwoResults, ...] = (*self.standings, *self.beside, *self.against)
        return tuple(sorted({one.grade for one in everybody if one.grade is not None}))


def group_results(
    district: District,
    students: QuerySet[Person],
    subject: str = "",
    *,
    about: SchoolClass | None = None,
    when: str = "",
    offers: Offers = anybody,
) -> GroupResults:
    """How these students of a district stand in a subject. Four queries; five where the last year cannot be shown.

    Where it is not said which, it is the one that the class ``about`` is about, or what :func:`_first_of` says.
    ``when`` is the key of a time; without it the newest counts of which something can be shown, and without any the
    last. Only who sees every student may choose: numbers of two times side by side would tell more than those of one.
    ``offers``: whether of everybody at a time something can be shown, who may be on so many levels. The caller has
    checked that the students may be seen. Students without a level at that time are left out.
    """
    yardsticks = Yardsticks(state_pack(district))
    scores = Score.objects.filter(district=district, student__in=students.order_by().values("pk"))
    grades = {pk: grade_of(grade) for pk, grade in students.order_by().values_list("pk", "grade")}
    known = _choices(scores, yardsticks)
    to_show = _to_show(scores, known, grades, yardsticks, district, offers)
    choices = tuple(one for one in known if one.key in to_show)
    asked = [one for one in known if one.key == subject]
    named = [] if about is None else _about(about, choices, yardsticks)
    chosen = next(iter([*asked, *named, *_first_of(choices, district), *known]), None)
    if chosen is None:
        return GroupResults(yardsticks, (), None, None, ())
    choices = tuple(one for one in known if one in choices or one == chosen)
    rows = _rows(scores, chosen, yardsticks)
    times = _times(chosen, rows)
    time = next((one for one in times if one.key == when), to_show.get(chosen.key) or (times[0] if times else None))
    if time is None:
        return GroupResults(yardsticks, choices, chosen, None, ())
    found = _found(chosen, time, rows, grades, yardsticks, district)
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


def _found(
    chosen: SubjectChoice,
    time: Time,
    rows: Mapping[uuid.UUID, list[Any]],
    grades: Mapping[uuid.UUID, int | None],
    yardsticks: Yardsticks,
    district: District,
) -> Everybody:
    """Everybody of the time."""
    if time.period is None:
        return _core(chosen, time, rows, grades, yardsticks)
    return _reading(chosen, time, rows, grades, yardsticks, this_year_of_grades(district))


def _first_of(choices: Sequence[SubjectChoice], district: District) -> list[SubjectChoice]:
    """What is shown first where nothing says which: reading while it is tested this school year, else core tests."""
    this_year = this_school_year(district)
    reading = [one for one in choices if one.instrument.kind == "reading" and one.year >= this_year]
    return [*reading, *choices]


def _about(school_class: SchoolClass, choices: Sequence[SubjectChoice], yardsticks: Yardsticks) -> list[SubjectChoice]:
    """The subject that a class is about: by the national code of its course, else by the roster's words for it."""
    course = school_class.course
    codes = [] if course is None else [code.strip() for code in course.subject_codes.split(",") if code.strip()]
    if codes:
        areas = {one.subject: yardsticks.pack.subject(one.subject).areas for one in choices}
        return [one for one in choices if any(code.startswith(areas[one.subject]) for code in codes)]
    said = (school_class.subjects, "" if course is None else course.subjects, school_class.title)
    return [choice for words in said for choice in choices if _names(choice, words, yardsticks)]


def _to_show(
    scores: QuerySet[Score],
    choices: Sequence[SubjectChoice],
    grades: Mapping[uuid.UUID, int | None],
    yardsticks: Yardsticks,
    district: District,
    offers: Offers,
) -> dict[str, Time]:
    """For each choice the newest time that can be shown, in the year of its last results or the one before.

    While the first results of a time come in they may be too few; the time before then stays. One query, of one year
    for each, and a second one where that year has nothing: what moved since the years before is not looked at.
    """
    found: dict[str, Time] = {}
    for back in (0, 1):
        left = [one for one in choices if one.key not in found]
        if not left:
            break
        rows = _of_one_year(scores, left, back, yardsticks)
        for one in left:
            for time in _times(one, rows[one.key]):
                if offers(_found(one, time, rows[one.key], grades, yardsticks, district), len(one.levels)):
                    found[one.key] = time
                    break
    return found


def _of_one_year(
    scores: QuerySet[Score], choices: Sequence[SubjectChoice], back: int, yardsticks: Yardsticks
) -> dict[str, dict[uuid.UUID, list[Any]]]:
    """For each choice the rows of each student, so many years before the year of its last results. One query."""
    wanted = Q(pk__in=())
    of: dict[tuple[str, str], SubjectChoice] = {}
    for one in choices:
        tests = [test.key for test in one.instruments]
        wanted |= Q(subject=one.subject, instrument__in=tests, school_year=one.year - back)
        of.update(((one.subject, test), one) for test in tests)
    rows: dict[str, dict[uuid.UUID, list[Any]]] = {one.key: {} for one in choices}
    for row in in_order(scores.filter(wanted)):
        if row.measure == yardsticks.main_measures[row.instrument]:
            rows[of[row.subject, row.instrument].key].setdefault(row.student_id, []).append(row)
    return rows


def _times(chosen: SubjectChoice, rows: Mapping[uuid.UUID, list[Any]]) -> tuple[Time, ...]:
    """When the subject was tested, the newest first; of a reading test the times of the test that is used now."""
    if chosen.instrument.kind == "core":
        years = {row.school_year for own in rows.values() for row in own}
        return tuple(Time(year) for year in sorted(years, reverse=True))
    periods = [period.key for period in chosen.instrument.periods]
    found = {(row.school_year, row.period) for own in rows.values() for row in own if row.period in periods}
    ordered = sorted(found, key=lambda one: (one[0], periods.index(one[1])), reverse=True)
    return tuple(Time(year, chosen.instrument.period(period)) for year, period in ordered)


def _names(choice: SubjectChoice, words: str, yardsticks: Yardsticks) -> bool:
    """Whether the words name a subject: "Secondary Math II" and "Precalculus" are about math."""
    subject = yardsticks.pack.subject(choice.subject)
    whole = (subject.title("en"), *subject.aliases)
    return any(re.search(rf"\b{re.escape(word)}\b", words, re.IGNORECASE) for word in whole) or any(
        re.search(rf"\b{re.escape(begin)}", words, re.IGNORECASE) for begin in subject.classes
    )


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
