"""Scores of students of other districts, without names, among whom a small district's students are compared.

A district of 900 students has no cohort that is large enough for a growth percentile. Who has a file of the region's
or the state's scores (``DOORWAY_GROWTH_AMONG``: the columns of ``doorway growth percentiles``) compares within it. The
file is read when growth is computed and never kept: docs/decisions/054.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from doorway.assessments.core.growth.cohorts import SubjectScores
from doorway.assessments.core.growth.files import FileProblem, read_scores
from doorway.assessments.errors import OthersUnreadable
from doorway.assessments.growth.stored import Stored, StoredSubject
from doorway.assessments.growth_sentences import file_sentence
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import Instrument, Scale


def among_others(stored: Stored, path: Path, yardsticks: Yardsticks) -> Stored:
    """The scores on file with those of the file beside them. Raises :class:`OthersUnreadable`."""
    try:
        found = read_scores(path)
    except FileProblem as problem:
        raise OthersUnreadable(reason=file_sentence(problem.code, problem.values)) from None
    subjects = {one.key: one for one in yardsticks.pack.tests.subjects}
    named = {word.casefold(): key for key, one in subjects.items() for word in (key, one.title("en"), *one.aliases)}
    others = {named.get(one.subject.casefold(), ""): one for one in found.subjects}
    first = len(stored.students)
    joined = (
        _joined(one, others[one.scores.subject], first, stored.year, yardsticks)
        if one.scores.subject in others
        else one
        for one in stored.subjects
    )
    return replace(stored, subjects=tuple(joined))


def _joined(one: StoredSubject, others: SubjectScores, first: int, year: int, yardsticks: Yardsticks) -> StoredSubject:
    """One subject with the scores of others, in the years and grades in which both are on one scale."""
    families, tests = dict(one.families), dict(one.tests)
    kept = []
    for (when, grade), rows in others.cells.items():
        known = _scale_of(one.scores.subject, grade, when, yardsticks) if when <= year else None
        if known is None:
            continue
        test, scale = known
        family = yardsticks.families[scale.key]
        if families.setdefault((when, grade), family) != family:
            continue
        tests.setdefault((when, grade), (test.key, scale.key))
        bar = yardsticks.bar(scale.key, test.main_measure.key, grade, test.periods[-1].key)
        values = others.scores[rows]
        low = -np.inf if bar is None or bar.lowest is None else bar.lowest
        high = np.inf if bar is None or bar.highest is None else bar.highest
        kept.append(rows[(values >= low) & (values <= high)])
    taken = np.sort(np.concatenate(kept)) if kept else np.empty(0, np.int64)
    mine = one.scores
    scores = SubjectScores(
        mine.subject,
        np.concatenate([mine.students, (others.students[taken] + first).astype(np.int32)]),
        np.concatenate([mine.years, others.years[taken]]),
        np.concatenate([mine.grades, others.grades[taken]]),
        np.concatenate([mine.scores, others.scores[taken]]),
    )
    there = scores.cells
    return replace(
        one,
        scores=scores,
        families={cell: family for cell, family in families.items() if cell in there},
        tests={cell: test for cell, test in tests.items() if cell in there},
    )


def _scale_of(subject: str, grade: int, year: int, yardsticks: Yardsticks) -> tuple[Instrument, Scale] | None:
    """The state's core test of a subject, grade and year with its scale; none where the pack knows none, or several."""
    found = list(_scales(yardsticks.instruments.values(), subject, grade, year))
    return found[0] if len(found) == 1 else None


def _scales(tests: Iterable[Instrument], subject: str, grade: int, year: int) -> Iterator[tuple[Instrument, Scale]]:
    for test in tests:
        if test.kind == "core" and test.tests(subject, grade, year):
            scale = test.scale(subject, grade, year)
            if scale is not None:
                yield test, scale
