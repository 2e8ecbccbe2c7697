"""Who is compared with whom: the students of a grade with the same run of years behind them.

The recipe is that of the R package SGP 2.2. For a grade and a year, order k holds the students with a score in the
subject this year and in each of the k years before, the grade going down by one each year. The knots of a prior grade
come from *all* scores of that grade in the prior years of the longest run, not only from those of the cohort.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.splines import Knots, knots_of


@dataclass(frozen=True)
class SubjectScores:
    """All scores of one subject: no student twice in a year, no score missing.

    ``students``: (m,) numbers from 0 on that are the same in all subjects; ``years``, ``grades`` (K is 0) and
    ``scores``: (m,).
    """

    subject: str
    students: NDArray[np.int32]
    years: NDArray[np.int16]
    grades: NDArray[np.int16]
    scores: NDArray[np.float64]

    @cached_property
    def cells(self) -> dict[tuple[int, int], NDArray[np.int64]]:
        """For each year and grade the rows in it, by student."""
        key = self.years.astype(np.int64) * 100 + self.grades
        order = np.lexsort((self.students, key))
        found, begins = np.unique(key[order], return_index=True)
        return {(int(k) // 100, int(k) % 100): rows for k, rows in zip(found, np.split(order, begins[1:]), strict=True)}

    def knots(self, grade: int, years: range) -> Knots:
        """The knots of a grade from its scores in these years."""
        return knots_of(np.concatenate([self.scores[self.cells[y, grade]] for y in years if (y, grade) in self.cells]))


@dataclass(frozen=True)
class Cohort:
    """The students of one order.

    ``order``: how many years before count. ``students``: (n,) by number; ``scores``: (n,) this year's; ``priors``:
    (order, n), the most recent year first; ``knots``: of each prior.
    """

    subject: str
    year: int
    grade: int
    order: int
    students: NDArray[np.int32]
    scores: NDArray[np.float64]
    priors: NDArray[np.float64]
    knots: tuple[Knots, ...]

    @property
    def run(self) -> str:
        """The years and grades that are compared, as SGP writes them: ``2024/READING_3; 2025/READING_4``."""
        return run_of(self.subject, self.year, self.grade, self.order)


def run_of(subject: str, year: int, grade: int, order: int) -> str:
    """The run of years and grades of an order, oldest first."""
    return "; ".join(f"{year - back}/{subject}_{grade - back}" for back in range(order, -1, -1))


def longest_run(scores: SubjectScores, year: int, grade: int, most: int) -> int:
    """How many years before there are, one after the other, in which the grade below was tested."""
    run = 0
    while run < most and (year - run - 1, grade - run - 1) in scores.cells:
        run += 1
    return run


def grades_of(scores: SubjectScores, year: int) -> list[int]:
    """The grades that were tested in a year."""
    return sorted(grade for found, grade in scores.cells if found == year)


def cohorts_of(scores: SubjectScores, year: int, most: int = 99) -> Iterator[Cohort]:
    """Every cohort of a subject and a year, grade by grade, from order 1 to the highest; empty ones are left out.

    ``most``: no more years before than these.
    """
    for grade in grades_of(scores, year):
        run = longest_run(scores, year, grade, most)
        rows = scores.cells[year, grade]
        students, now, priors = scores.students[rows], scores.scores[rows], np.empty((0, rows.size))
        knots: tuple[Knots, ...] = ()
        for order in range(1, run + 1):
            before = scores.cells[year - order, grade - order]
            kept, here, there = np.intersect1d(
                students, scores.students[before], assume_unique=True, return_indices=True
            )
            if not kept.size:
                break
            students, now = kept, now[here]
            priors = np.vstack([priors[:, here], scores.scores[before[there]][None]])
            knots = (*knots, scores.knots(grade - order, range(year - run, year)))
            yield Cohort(scores.subject, year, grade, order, students, now, priors, knots)
