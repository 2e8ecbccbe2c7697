"""The core tests on file as the engine takes them: one score for each student, subject and year.

The engine compares scores by grade and year. Scales change from year to year, so a cell (a grade in a year) holds the
scores of one scale only, and the knots of an earlier grade come from years with the same scale, not from a mixture.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from django.db.models import Count, Max, Q, QuerySet
from numpy.typing import NDArray

from doorway.accounts.models import District
from doorway.assessments.core.growth.cohorts import Cohort, SubjectScores, cohorts_of, grades_of, longest_run
from doorway.assessments.models import Score
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack

CHUNK = 10_000
# More than there are grades: year and grade as one number.
_GRADES = 32
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A score of the year that a percentile is computed for."""

    score_id: uuid.UUID
    instrument: str
    value: Decimal


@dataclass(frozen=True)
class StoredSubject:
    """One subject of a district.

    ``scores``: by the number of the student; ``families``: for each year and grade the scale that its scores are on,
    and ``tests``: its test and the scale's own name; ``targets``: the scores of the year by student;
    ``contradicting``: students with two results of one day in a year; ``other_scale``: scores on another scale than
    that of their grade and year. Both are left out.
    """

    scores: SubjectScores
    families: dict[tuple[int, int], str]
    tests: dict[tuple[int, int], tuple[str, str]]
    targets: dict[int, Target]
    contradicting: int
    other_scale: int


@dataclass(frozen=True)
class Stored:
    """All core tests of a district up to a school year. ``stamp`` tells whether scores changed since.

    A number that no one of ``students`` has is a student of another district (``growth/others.py``): nothing is known
    of them but scores, and nothing is written of them.
    """

    year: int
    students: list[uuid.UUID]
    subjects: tuple[StoredSubject, ...]
    stamp: Stamp

    def own(self, numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of these are students of the district."""
        found: NDArray[np.bool_] = numbers < len(self.students)
        return found


class _Taken(NamedTuple):
    """A score while it is read."""

    student: int
    year: int
    instrument: str
    grade: int
    family: int
    test: int
    value: Decimal
    tested_on: date | None
    score_id: uuid.UUID


class _Column:
    """The scores of one subject as columns: a state has millions of them, and an object for each would not fit."""

    def __init__(self) -> None:
        self.students, self.years, self.grades = array("i"), array("h"), array("h")
        self.families, self.tests, self.values = array("h"), array("h"), array("d")
        # Of the year that is computed: the place in the columns, and what is written beside a percentile.
        self.targets: list[tuple[int, uuid.UUID, Decimal]] = []
        self.contradicting: set[int] = set()

    def add(self, one: _Taken, *, is_target: bool) -> None:
        """One score more."""
        if is_target:
            self.targets.append((len(self.students), one.score_id, one.value))
        self.students.append(one.student)
        self.years.append(one.year)
        self.grades.append(one.grade)
        self.families.append(one.family)
        self.tests.append(one.test)
        self.values.append(float(one.value))


@dataclass
class _Numbers:
    """Students by number, in the order in which they are met."""

    found: dict[uuid.UUID, int] = field(default_factory=dict)

    def __getitem__(self, student: uuid.UUID) -> int:
        return self.found.setdefault(student, len(self.found))


def stamp_of(district: District) -> Stamp:
    """Another one after every change of a score: each leaves a row in the history."""
    rows = Score.objects.filter(district=district).aggregate(number=Count("pk"))
    last = Score.history.filter(district=district).aggregate(last=Max("history_id"))
    return int(rows["number"]), int(last["last"] or 0)


def stored_scores(district: District, year: int) -> Stored:
    """The core tests of a district in this school year and in all before."""
    stamp = stamp_of(district)
    yardsticks = Yardsticks(state_pack(district))
    core = {key: one for key, one in yardsticks.instruments.items() if one.kind == "core"}
    whole = Q(pk__in=())
    for key in core:
        whole |= Q(instrument=key, measure=yardsticks.main_measures[key])
    rows = Score.objects.filter(whole, district=district, school_year__lte=year, value__isnull=False)
    numbers = _Numbers()
    # In the order of their ids, so that a student has the same number in every run.
    subjects = rows.order_by("subject").values_list("subject", flat=True).distinct()
    found = tuple(_subject(subject, year, rows.filter(subject=subject), yardsticks, numbers) for subject in subjects)
    return Stored(year, list(numbers.found), found, stamp)


def _subject(
    subject: str, year: int, rows: QuerySet[Score], yardsticks: Yardsticks, numbers: _Numbers
) -> StoredSubject:
    """One subject: the later result of each student and year, on the scale of its grade."""
    families, tests = _Names(), _Names()
    found = _Column()
    for group in _of_a_year(rows, yardsticks, numbers, families, tests):
        one, is_contradicted = _later(group)
        if is_contradicted:
            found.contradicting.add(one.student)
        else:
            found.add(one, is_target=one.year == year)
    years, grades = np.array(found.years, np.int16), np.array(found.grades, np.int16)
    own, own_tests = np.array(found.families, np.int16), np.array(found.tests, np.int16)
    main = _families(years, grades, own, families.names)
    cells = years.astype(np.int64) * _GRADES + grades + 1
    of_cell = np.full(int(cells.max(initial=0)) + 1, -1, np.int16)
    for (when, grade), family in main.items():
        of_cell[when * _GRADES + grade + 1] = family
    kept = of_cell[cells] == own
    scores = SubjectScores(
        subject,
        np.array(found.students, np.int32)[kept],
        years[kept],
        grades[kept],
        np.array(found.values, np.float64)[kept],
    )
    targets = {
        found.students[place]: Target(score_id, tests.names[found.tests[place]][0], value)
        for place, score_id, value in found.targets
        if kept[place]
    }
    return StoredSubject(
        scores,
        {cell: families.names[family][0] for cell, family in main.items()},
        _tests(scores, own_tests[kept], tests.names),
        targets,
        len(found.contradicting),
        int(kept.size - kept.sum()),
    )


class _Names:
    """Few texts that many scores share, by number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self.names: list[tuple[str, ...]] = []

    def __getitem__(self, name: tuple[str, ...]) -> int:
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self.names)
            self.names.append(name)
        return found


def _of_a_year(
    rows: QuerySet[Score], yardsticks: Yardsticks, numbers: _Numbers, families: _Names, tests: _Names
) -> Iterator[list[_Taken]]:
    """The results of one student in one year, student by student."""
    columns = ("student_id", "school_year", "grade", "scale", "value", "tested_on", "pk", "instrument")
    group: list[_Taken] = []
    for student, when, grade, scale, value, day, pk, instrument in (
        rows.order_by("student_id", "school_year", "pk").values_list(*columns).iterator(CHUNK)
    ):
        family, test = families[(yardsticks.families.get(scale, scale),)], tests[instrument, scale]
        one = _Taken(numbers[student], when, instrument, grade_number(grade), family, test, value, day, pk)
        if group and (group[0].student, group[0].year) != (one.student, one.year):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _later(group: list[_Taken]) -> tuple[_Taken, bool]:
    """Of the results of a year the later one, as on the page.

    Neither where one test is on file in two grades, nor of the same day where they differ.
    """
    best, is_contradicted = group[0], False
    for other in group[1:]:
        days = best.tested_on or date.min, other.tested_on or date.min
        if other.instrument == best.instrument and other.grade != best.grade:
            return best, True
        if days[1] > days[0]:
            best, is_contradicted = other, False
        elif days[0] == days[1] and (best.grade, best.family, best.value) != (other.grade, other.family, other.value):
            is_contradicted = True
    return best, is_contradicted


def _families(
    years: NDArray[np.int16], grades: NDArray[np.int16], families: NDArray[np.int16], names: list[tuple[str, ...]]
) -> dict[tuple[int, int], int]:
    """For each year and grade the scale that most of its scores are on."""
    cells, counts = np.unique(np.stack([years, grades, families]), axis=1, return_counts=True)
    found: dict[tuple[int, int], tuple[int, tuple[str, ...], int]] = {}
    for (year, grade, family), count in zip(cells.T.tolist(), counts.tolist(), strict=True):
        # Of as many on two scales the first by name.
        rank = (-count, names[family], family)
        found[year, grade] = min(found.get((year, grade), rank), rank)
    return {cell: family for cell, (_count, _name, family) in found.items()}


def _tests(
    scores: SubjectScores, tests: NDArray[np.int16], names: list[tuple[str, ...]]
) -> dict[tuple[int, int], tuple[str, str]]:
    """For each year and grade its test and the scale's own name; the last student's, where there are two."""
    found = {}
    for cell, rows in scores.cells.items():
        instrument, scale = names[int(tests[rows.max()])]
        found[cell] = instrument, scale
    return found


def cohorts_in(stored: Stored) -> Iterator[Cohort]:
    """Every cohort of the year, of every order."""
    for one in stored.subjects:
        for grade in grades_of(one.scores, stored.year):
            yield from cohorts_of(_about(one, stored.year, grade), stored.year)


def _about(one: StoredSubject, year: int, grade: int) -> SubjectScores:
    """The scores that the cohorts of one grade need: its own, those of its run, and for the knots of each earlier
    grade the years on the same scale."""
    run = longest_run(one.scores, year, grade, year)
    cells = {(year, grade)}
    for back in range(1, run + 1):
        below = grade - back
        family = one.families[year - back, below]
        cells |= {(when, below) for when in range(year - run, year) if one.families.get((when, below)) == family}
    return _only(one.scores, cells)


def _only(scores: SubjectScores, cells: set[tuple[int, int]]) -> SubjectScores:
    """The scores of some years and grades."""
    rows: NDArray[np.int64] = np.sort(np.concatenate([scores.cells[cell] for cell in sorted(cells)]))
    return SubjectScores(
        scores.subject, scores.students[rows], scores.years[rows], scores.grades[rows], scores.scores[rows]
    )
