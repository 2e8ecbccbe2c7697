"""The core tests on file as the engine takes them: one score for each student, subject and year.

The engine compares scores by grade and year. Scales change from year to year, so a cell (a grade in a year) holds the
scores of one scale only, and the knots of an earlier grade come from years with the same scale, not from a mixture.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

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
Stamp = tuple[int, int]


@dataclass(frozen=True)
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
    """All core tests of a district up to a school year. ``stamp`` tells whether scores changed since."""

    year: int
    students: list[uuid.UUID]
    subjects: tuple[StoredSubject, ...]
    stamp: Stamp


@dataclass
class _Taken:
    """A score while it is read."""

    grade: int
    family: str
    scale: str
    value: Decimal
    tested_on: date | None
    score_id: uuid.UUID
    instrument: str
    # Of the same day as another one, and different.
    contradicted: bool = False


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
    taken: dict[tuple[int, int], _Taken] = {}
    columns = ("student_id", "school_year", "grade", "scale", "value", "tested_on", "pk", "instrument")
    for student, when, grade, scale, value, day, pk, instrument in (
        rows.order_by("student_id", "school_year", "pk").values_list(*columns).iterator(CHUNK)
    ):
        one = _Taken(grade_number(grade), yardsticks.families.get(scale, scale), scale, value, day, pk, instrument)
        key = numbers[student], when
        taken[key] = _later(taken[key], one) if key in taken else one
    clear = {key: one for key, one in taken.items() if not one.contradicted}
    families = _families(clear)
    kept = {key: one for key, one in clear.items() if families[key[1], one.grade] == one.family}
    scores = SubjectScores(
        subject,
        np.array([student for student, _when in kept], np.int32),
        np.array([when for _student, when in kept], np.int16),
        np.array([one.grade for one in kept.values()], np.int16),
        np.array([float(one.value) for one in kept.values()], np.float64),
    )
    targets = {
        student: Target(one.score_id, one.instrument, one.value)
        for (student, when), one in kept.items()
        if when == year
    }
    tests = {(when, one.grade): (one.instrument, one.scale) for (_student, when), one in kept.items()}
    contradicting = len({student for (student, _when), one in taken.items() if one.contradicted})
    return StoredSubject(scores, families, tests, targets, contradicting, len(clear) - len(kept))


def _later(one: _Taken, other: _Taken) -> _Taken:
    """Of two results of a year the later one, as on the page; of the same day neither, where they differ."""
    days = one.tested_on or date.min, other.tested_on or date.min
    if days[0] != days[1]:
        return one if days[0] > days[1] else other
    if (one.grade, one.family, one.value) != (other.grade, other.family, other.value):
        one.contradicted = True
    return one


def _families(taken: dict[tuple[int, int], _Taken]) -> dict[tuple[int, int], str]:
    """For each year and grade the scale that most of its scores are on."""
    counts: dict[tuple[int, int], Counter[str]] = {}
    for (_student, when), one in taken.items():
        counts.setdefault((when, one.grade), Counter())[one.family] += 1
    return {cell: min(found, key=lambda family: (-found[family], family)) for cell, found in counts.items()}


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
