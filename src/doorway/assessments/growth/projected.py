"""What growth would be needed, for every student of a year: from the cohorts that were solved for the percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.cohorts import Cohort, SubjectScores, grades_of
from doorway.assessments.core.growth.percentiles import Outcome
from doorway.assessments.core.growth.projections import (
    Curves,
    Goal,
    Outlook,
    Start,
    curves_of,
    outlook,
    reliability_of,
)
from doorway.assessments.growth.stored import Stored, StoredSubject
from doorway.assessments.yardsticks import Yardsticks

CurvesBy = Mapping[tuple[int, int], Curves]


@dataclass(frozen=True)
class Projected:
    """What is ahead of the students of one subject and grade. ``instruments``: the test of each grade ahead."""

    subject: str
    grade: int
    outlooks: tuple[Outlook, ...]
    instruments: dict[int, str]


def projected(
    stored: Stored, cohorts: Iterable[Cohort], outcomes: Iterable[Outcome], yardsticks: Yardsticks, workers: int = -1
) -> list[Projected]:
    """What is ahead of every student of whom it can be said, grade by grade.

    Nothing is said where the state pack does not know from which score on the next grade is at the goal, where the
    scale changes on the way, where a cohort has no curves, or where three years of the same students are not on file.
    """
    import joblib  # late: only those who compute need it

    solved = {(one.subject, one.grade, one.order): one.coefficients for one in outcomes if one.coefficients is not None}
    of: dict[str, list[Cohort]] = {}
    for cohort in cohorts:
        of.setdefault(cohort.subject, []).append(cohort)
    parallel = joblib.Parallel(n_jobs=workers, prefer="threads")
    found = []
    for one in stored.subjects:
        own = of.get(one.scores.subject, [])
        curves = {
            (cohort.grade, cohort.order): curves_of(cohort, coefficients, _scales(one, cohort))
            for cohort in own
            if (coefficients := solved.get((cohort.subject, cohort.grade, cohort.order))) is not None
        }
        goals = goals_of(one, stored.year, yardsticks)
        exact = _reliabilities(cohort for cohort in own if (cohort.grade, cohort.order) in curves)
        for grade in grades_of(one.scores, stored.year):
            starts = list(_starts(stored, one, grade, goals, exact))
            made = parallel(joblib.delayed(outlook)(start, curves, goals) for start in starts)
            kept = tuple(answer for answer in made if answer is not None)
            if kept:
                tests = {later: one.tests[stored.year, later][0] for later in goals}
                found.append(Projected(one.scores.subject, grade, kept, tests))
    return found


def goals_of(one: StoredSubject, year: int, yardsticks: Yardsticks) -> dict[int, Goal]:
    """For each grade of the year from which score on it is at the goal, where the pack knows.

    The possible scores are the pack's; where it has none, the lowest and highest that this grade ever had on the scale.
    """
    found = {}
    for grade in grades_of(one.scores, year):
        instrument, scale = one.tests[year, grade]
        test = yardsticks.instruments[instrument]
        bar = yardsticks.bar(scale, test.main_measure.key, grade, test.periods[-1].key)
        score = None if bar is None else bar.start(yardsticks.ladders[instrument].goal)
        if bar is None or score is None:
            continue
        family = one.families[year, grade]
        cells = [rows for cell, rows in one.scores.cells.items() if cell[1] == grade and one.families[cell] == family]
        seen = one.scores.scores[np.concatenate(cells)]
        low = float(seen.min()) if bar.lowest is None else bar.lowest
        high = float(seen.max()) if bar.highest is None else bar.highest
        found[grade] = Goal(family, score, low, high)
    return found


def _scales(one: StoredSubject, cohort: Cohort) -> tuple[str, ...]:
    """The scales of a cohort's scores, this year's first."""
    return tuple(one.families[cohort.year - back, cohort.grade - back] for back in range(cohort.order + 1))


def _reliabilities(cohorts: Iterable[Cohort]) -> dict[int, float]:
    """How well the test of each grade measures, where three years of the same students say it."""
    found = {cohort.grade - 1: reliability_of(cohort) for cohort in cohorts if cohort.order == 2}
    return {grade: exact for grade, exact in found.items() if exact is not None}


def _starts(
    stored: Stored, one: StoredSubject, grade: int, goals: Mapping[int, Goal], exact: Mapping[int, float]
) -> Iterator[Start]:
    """The district's own students of a grade, by how many years they have on file without a gap."""
    year = stored.year
    if grade not in goals or grade + 1 not in goals or not exact:
        return
    # A grade whose own test cannot be judged is taken to be as good as that of the nearest grade.
    near = min(exact, key=lambda other: (abs(other - grade), other))
    here = one.scores.cells[year, grade]
    error = float(one.scores.scores[here].std() * np.sqrt(1 - exact[near]))
    goal = goals[grade]
    for students, scores in _histories(one.scores, year, grade):
        own = stored.own(students)
        if not own.any():
            continue
        scales = tuple(one.families[year - back, grade - back] for back in range(len(scores)))
        yield Start(grade, students[own], scores[:, own], scales, error, goal.lowest, goal.highest)


def _histories(scores: SubjectScores, year: int, grade: int) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float64]]]:
    """Students with the same number of years, and their scores, most recent year first: (years, n)."""
    rows = scores.cells[year, grade]
    students, table = scores.students[rows], scores.scores[rows][None]
    back = 1
    while students.size:
        before = scores.cells.get((year - back, grade - back))
        if before is None:
            yield students, table
            return
        kept, here, there = np.intersect1d(students, scores.students[before], assume_unique=True, return_indices=True)
        rest = np.setdiff1d(np.arange(students.size), here)
        if rest.size:
            yield students[rest], table[:, rest]
        students, table = kept, np.vstack([table[:, here], scores.scores[before[there]][None]])
        back += 1
