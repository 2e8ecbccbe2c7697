"""What growth it would take to reach, or to keep, the level that the state asks for.

The percentile growth projections of the R package SGP 2.2 (``studentGrowthProjections``, and ``getTargetSGP`` for the
one number of it): the hundred curves of this year's cohorts are laid end to end. A student's scores go into the curves
of the next grade, what comes out goes as the newest prior into those of the grade after it, share by share; the first
share whose curve reaches the goal is the growth percentile that is needed in each year. Every step is held inside the
possible scores, rounded to 5 decimals and sorted, as there.

A range comes with it. Neither end is a bound on what can happen: it says how much the answer leans on this one score
and on this one cohort (docs/decisions/035).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.cohorts import Cohort
from doorway.assessments.core.growth.splines import Knots, dense_basis, dense_design

METHOD = "sgp-2.2 projections 1"
"""The recipe and the version of our answers: a new number when any of them could change."""
YEARS = 3
"""So many years ahead, as states ask."""
SHARES = 100
BEYOND = SHARES + 1
"""What is needed where even the highest curve stays below the goal."""
CHUNK = 250
"""Students at a time: their hundred curves then fit into a core's cache, which makes it four times as fast."""

Floats = NDArray[np.float64]
Numbers = NDArray[np.int16]


@dataclass(frozen=True)
class Curves:
    """The hundred quantiles of a cohort as functions of the scores before.

    ``scales``: of this year's score and of each prior, most recent first; curves of other scales are never laid end to
    end. ``coefficients``: (100, p). ``inverse``: (p, p) of the design's cross product, for how sure the curves are.
    """

    grade: int
    order: int
    students: int
    scales: tuple[str, ...]
    knots: tuple[Knots, ...]
    coefficients: Floats
    inverse: Floats


@dataclass(frozen=True)
class Goal:
    """The lowest score of a grade that reaches what the state asks for, and the scores that are possible."""

    scale: str
    score: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Start:
    """Students of one grade with the same number of years on file.

    ``scores``: (k, n) this year's first; ``scales``: of each. ``error``: the standard error of measurement of this
    year's score, in its points. ``lowest`` and ``highest``: the possible scores of this year.
    """

    grade: int
    students: NDArray[np.int32]
    scores: Floats
    scales: tuple[str, ...]
    error: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Ahead:
    """What is needed to be at the goal so many ``years`` ahead, for each student of a start.

    ``needed``: (n,) which of the hundred curves in each year, :data:`BEYOND` where none gets there; ``low`` and
    ``high`` its range. SGP shows all from 99 on as 99. ``order``: of the curves of that last year; ``students``: of the
    smallest cohort on the way.
    """

    years: int
    grade: int
    needed: Numbers
    low: Numbers
    high: Numbers
    order: int
    students: int


@dataclass(frozen=True)
class Outlook:
    """The one answer for each student of a start. ``ahead``: (n,) which of ``years`` it is about, from 0."""

    start: Start
    years: tuple[Ahead, ...]
    is_there: NDArray[np.bool_]
    ahead: NDArray[np.int64]

    def of(self, name: str) -> Numbers:
        """``needed``, ``low`` or ``high`` of the year that counts, (n,)."""
        table = np.stack([getattr(one, name) for one in self.years])
        found: Numbers = table[self.ahead, np.arange(self.ahead.size)]
        return found


def curves_of(cohort: Cohort, coefficients: Floats, scales: tuple[str, ...]) -> Curves:
    """The curves of a cohort that was solved."""
    design = dense_design(cohort.priors, cohort.knots)
    inverse: Floats = np.linalg.pinv(design.T @ design, hermitian=True).astype(np.float64)
    size = int(cohort.scores.size)
    return Curves(cohort.grade, cohort.order, size, scales, cohort.knots, coefficients, inverse)


def reliability_of(cohort: Cohort) -> float | None:
    """How well the test of the year before measures, 0 to 1, from three years of the same students.

    Heise's estimate: what one year's errors blur is blurred once between neighbouring years and not at all between the
    outer two, so the product of the two near correlations over the far one is the reliability of the middle test
    (Heise, *Separating reliability and stability in test-retest correlation*, 1969). None where there are no three
    years, where all have the same score in one of them, or where the estimate is no share.
    """
    years = (cohort.scores, *cohort.priors[:2])
    if cohort.order < 2 or any(np.ptp(scores) == 0 for scores in years):
        return None
    table = np.atleast_2d(np.corrcoef(np.vstack(years)))
    near, nearer, far = table[0, 1], table[1, 2], table[0, 2]
    if not (near > 0 and nearer > 0 and far > 0):
        return None
    found = float(near * nearer / far)
    return found if 0 < found < 1 else None


def outlook(start: Start, curves: Mapping[tuple[int, int], Curves], goals: Mapping[int, Goal]) -> Outlook | None:
    """What is needed for each student; None where the next grade has no goal or no curves on the same scale.

    ``curves``: by grade and order. ``goals``: by grade, with this year's own. Who is below the goal gets the year in
    which the least growth is needed to reach it (the first of equals), who is there the year in which staying takes the
    most: the catch-up and keep-up targets of SGP.
    """
    steps = list(_steps(start, curves, goals))
    here = goals.get(start.grade)
    if not steps or here is None or here.scale != start.scales[0]:
        return None
    size = start.students.size
    parts = [_ahead(start, slice(begin, begin + CHUNK), steps, goals) for begin in range(0, size, CHUNK)]
    years = tuple(
        Ahead(
            years=place + 1,
            grade=one.grade,
            needed=np.concatenate([part[place][0] for part in parts]),
            low=np.concatenate([part[place][1] for part in parts]),
            high=np.concatenate([part[place][2] for part in parts]),
            order=one.order,
            students=min(before.students for before in steps[: place + 1]),
        )
        for place, one in enumerate(steps)
    )
    there = start.scores[0] >= here.score
    needed = np.stack([one.needed for one in years])
    return Outlook(start, years, there, np.where(there, needed.argmax(axis=0), needed.argmin(axis=0)))


def _steps(start: Start, curves: Mapping[tuple[int, int], Curves], goals: Mapping[int, Goal]) -> Iterator[Curves]:
    """The curves of each year ahead: of the most years before that the student will have, all on the same scales."""
    scales = start.scales
    for ahead in range(1, YEARS + 1):
        grade = start.grade + ahead
        goal = goals.get(grade)
        found = next(
            (
                one
                for order in range(len(scales), 0, -1)
                if (one := curves.get((grade, order))) is not None and one.scales[1:] == scales[:order]
            ),
            None,
        )
        if goal is None or found is None or found.scales[0] != goal.scale:
            return
        yield found
        scales = (goal.scale, *scales)


def _ahead(
    start: Start, rows: slice, steps: Sequence[Curves], goals: Mapping[int, Goal]
) -> list[tuple[Numbers, Numbers, Numbers]]:
    """For each year ahead what is needed, and the two ends of its range."""
    scores = start.scores[:, rows]
    walks = []
    for shift in (0.0, start.error, -start.error):
        shifted = scores.copy()
        shifted[0] = np.clip(shifted[0] + shift, start.lowest, start.highest)
        walks.append(_walk(shifted, steps, goals, sure=bool(shift)))
    (plain, unsure), *ends = walks[0], walks[1][0], walks[2][0]
    found = []
    for needed, higher, lower, width in zip(plain, *ends, unsure, strict=True):
        low = np.minimum(needed, higher) - width
        high = np.maximum(needed, lower) + width
        found.append((needed, _share(np.floor(low)), _share(np.ceil(high))))
    return found


def _share(values: Floats) -> Numbers:
    """Within 1 and :data:`BEYOND`."""
    return np.clip(values, 1, BEYOND).astype(np.int16)


def _walk(
    scores: Floats, steps: Sequence[Curves], goals: Mapping[int, Goal], *, sure: bool = False
) -> tuple[list[Numbers], list[Floats]]:
    """Lay the curves end to end: the needed share of each year, and the width of its standard error in percents.

    ``sure``: the widths are not asked for.
    """
    fed: list[Floats] = []  # (n, 100) what came out of the years ahead, the latest first
    needed, widths = [], []
    for one in steps:
        goal = goals[one.grade]
        reached = np.clip(_predicted(scores, fed, one), goal.lowest, goal.highest)
        reached = np.sort(np.round(reached, 5), axis=1)
        share = ((reached < goal.score).sum(axis=1) + 1).astype(np.int16)
        needed.append(share)
        if not sure:
            widths.append(_width(scores, fed, one, share))
        fed.insert(0, reached)
    # Errors of cohorts on the way add up no further than the least sure of them.
    return needed, [np.maximum.reduce(widths[: place + 1]) for place in range(len(widths))]


def _predicted(scores: Floats, fed: Sequence[Floats], one: Curves) -> Floats:
    """The hundred curves at the scores of each student, (n, 100)."""
    found = np.repeat(one.coefficients[None, :, 0], scores.shape[1], axis=0)
    for place, knots in enumerate(one.knots):
        part = one.coefficients[:, 1 + 7 * place : 8 + 7 * place]
        if place < len(fed):
            found += _spline(_inside(fed[place], knots), knots, part)
        else:
            found += dense_basis(_inside(scores[place - len(fed)], knots), knots) @ part.T
    return found


def _inside(values: Floats, knots: Knots) -> Floats:
    """A spline says nothing beyond its boundaries."""
    return np.clip(values, *knots.boundaries)


def _spline(values: Floats, knots: Knots, coefficients: Floats) -> Floats:
    """The spline of each share at its own values: (n, 100) and (100, 7).

    Each piece between two knots is a cubic of its own; its four numbers are found once from four points inside it.
    """
    edges = np.array([knots.boundaries[0], *sorted(knots.inner), knots.boundaries[1]])
    width = np.diff(edges)
    filled = np.flatnonzero(width > 0)
    inside = np.array([0.125, 0.375, 0.625, 0.875])
    points = (edges[filled, None] + width[filled, None] * inside).ravel()
    heights = (dense_basis(points, knots) @ coefficients.T).reshape(filled.size, 4, SHARES)
    cubics = np.zeros((4, SHARES, width.size))
    cubics[:, :, filled] = np.einsum("dp,fps->dsf", np.linalg.inv(np.vander(inside, increasing=True)), heights)
    piece = np.zeros(values.shape, np.int64)
    for knot in edges[1:-1]:
        piece += values >= knot
    along = (values - edges[piece]) / np.where(width > 0, width, 1.0)[piece]
    place = piece + np.arange(SHARES) * width.size
    third, second, first, zeroth = (np.take(cubics[power], place) for power in (3, 2, 1, 0))
    found: Floats = ((third * along + second) * along + first) * along + zeroth
    return found


def _width(scores: Floats, fed: Sequence[Floats], one: Curves, share: Numbers) -> Floats:
    """The standard error of the needed share, in percents, (n,).

    A share estimated by quantile regression has the variance t (1 - t) x'(X'X)^-1 x where the scatter around the curves
    is alike for all (Koenker, *Quantile Regression*, 2005, section 3.2): the height of the curve times the density.
    """
    students = np.arange(share.size)
    # The curve at the goal, or the last one.
    curve = np.minimum(share, SHARES) - 1
    columns = [np.ones((share.size, 1))]
    for place, knots in enumerate(one.knots):
        values = fed[place][students, curve] if place < len(fed) else scores[place - len(fed)]
        columns.append(dense_basis(_inside(values, knots), knots))
    design = np.hstack(columns)
    leverage = np.einsum("np,pq,nq->n", design, one.inverse, design)
    tau = (curve + 0.5) / SHARES
    found: Floats = 100 * np.sqrt(np.maximum(tau * (1 - tau) * leverage, 0))
    return found
