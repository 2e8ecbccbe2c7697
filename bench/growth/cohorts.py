"""Invented scores of a state: whole points, grades 3 to 10, a share of students that moves away each year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from doorway.assessments.core.growth.cohorts import Cohort, SubjectScores, cohorts_of

YEAR, FIRST_YEAR, GRADES = 2025, 2021, range(3, 11)
STAYS = 0.91


def subject_year(students: int, seed: int) -> list[Cohort]:
    """Grades 4 to 10 of one subject with every number of years before, as a state of so many students a grade."""
    return [cohort for cohort in cohorts_of(scores_of(students, seed, GRADES), YEAR) if cohort.grade >= GRADES[1]]


def one_large(students: int, seed: int) -> Cohort:
    """One cohort of exactly so many students with four years before."""
    made = scores_of(int(students / STAYS**4 * 1.05), seed, range(3, 8))
    largest = max(cohorts_of(made, YEAR), key=lambda cohort: cohort.order)
    kept = slice(students)
    return replace(
        largest, students=largest.students[kept], scores=largest.scores[kept], priors=largest.priors[:, kept]
    )


def scores_of(students: int, seed: int, grades: range) -> SubjectScores:
    """Everybody goes up a grade a year; who moved away is replaced by somebody without a past here."""
    dice = np.random.default_rng(seed)
    columns: list[list[np.ndarray]] = [[], [], [], []]
    number = 0
    for born in range(FIRST_YEAR - grades[-1], YEAR - grades[0] + 1):
        ability = dice.normal(0.0, 1.0, students)
        names = np.arange(number, number + students)
        number += students
        for year in range(FIRST_YEAR, YEAR + 1):
            gone = dice.random(students) > STAYS
            names = np.where(gone, number + np.arange(students), names)
            number += students
            ability = np.where(gone, dice.normal(0.0, 1.0, students), 0.93 * ability + dice.normal(0.0, 0.37, students))
            grade = year - born
            if grade not in grades:
                continue
            points = 430 + 25 * grade + 55 * (ability + dice.normal(0.0, 0.35, students))
            for column, values in zip(
                columns, (names, np.full(students, year), np.full(students, grade), points.round()), strict=True
            ):
                column.append(values)
    ids, years, levels, scores = (np.concatenate(column) for column in columns)
    _known, coded = np.unique(ids, return_inverse=True)
    return SubjectScores(
        "MADE UP", coded.astype(np.int32), years.astype(np.int16), levels.astype(np.int16), scores.astype(np.float64)
    )
