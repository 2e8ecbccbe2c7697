"""All quantiles of one cohort: the exact quantile regression at every tau, each with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth import start, walk
from doorway.assessments.core.growth.kernels import Design
from doorway.assessments.core.growth.simplex import Vertex, Window
from doorway.assessments.core.growth.splines import Knots, basis, knots_of

TAUS = (np.arange(1, 101) - 0.5) / 100
"""0.005, 0.015 … 0.995."""

DEPENDENT = 1e-7
"""A column of which less than this share is not in the columns before counts as dependent on them, as in R's lm."""
WINDOW = 4.0
"""A window has so many times sqrt(n p) rows: about what moves between two taus, and as much again."""


class CannotFit(Exception):
    """The quantiles of a cohort are not determined by its scores. ``reason`` names why, for a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Path:
    """The quantile regressions of a cohort.

    ``coefficients``: (t, p) by tau, intercept first, then for each prior those of its B-splines. ``bases``: (t, p) the
    rows that are fitted exactly. ``below``: (n,) how many predictions, rounded to 5 decimals, lie strictly below each
    score. ``outside``: (t,) the largest distance of a dual outside of its bounds: the proof. ``slack``: (t,) the least
    distance from a bound; where it is zero, other coefficients are as good. ``sides``: (t, n) 1 above, -1 below, where
    they were asked for: what :func:`~.certificate.certify` needs. ``pivots`` and ``rounds``: the work.
    """

    taus: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    bases: NDArray[np.int64]
    below: NDArray[np.int32]
    outside: NDArray[np.float64]
    slack: NDArray[np.float64]
    sides: NDArray[np.int8] | None
    pivots: int
    rounds: int


def quantile_path(
    priors: NDArray[np.float64],
    scores: NDArray[np.float64],
    knots: Sequence[Knots],
    taus: NDArray[np.float64] = TAUS,
    *,
    keep_sides: bool = False,
) -> Path:
    """Regress ``scores`` (n,) on the splines of ``priors`` (k, n), most recent first, at every tau.

    ``taus`` rise and lie between 0 and 1. Raises :class:`CannotFit` when the design is singular. The order of the
    rows does not matter, to the last digit: they are sorted by their scores first.
    """
    order = np.lexsort((scores, *priors[::-1]))
    path = _Problem(tabled_design(priors[:, order], knots), scores[order]).solve(np.array(taus), keep_sides)
    back = np.argsort(order)
    sides = None if path.sides is None else path.sides[:, back]
    return replace(path, bases=order[path.bases], below=path.below[back], sides=sides)


def compile_loops() -> None:
    """Have every loop compiled and kept: about a quarter of a minute where that was not done before, else at once."""
    rng = np.random.default_rng(1)
    before = rng.normal(500.0, 50.0, 200).round()
    quantile_path(before[None], (before + rng.normal(20.0, 20.0, 200)).round(), [knots_of(before)])


def tabled_design(priors: NDArray[np.float64], knots: Sequence[Knots]) -> Design:
    """The design of a cohort, as tables. ``priors``: (k, n), most recent first."""
    values, first, starts, places, offset = [], [], [], [], 0
    for scores, knot in zip(priors, knots, strict=True):
        different, place = np.unique(scores, return_inverse=True)
        value, span = basis(different, knot)
        values.append(value)
        first.append(span)
        starts.append(offset + np.searchsorted(span, np.arange(len(knot.inner) + 2)))
        places.append(offset + place)
        offset += different.size
    return Design(
        np.ascontiguousarray(np.hstack(values)),
        np.concatenate(first),
        np.array(starts, np.int32),
        np.array(places, np.int32),
    )


class _Problem:
    """A design with columns of equal length, its metric, and a first fit."""

    def __init__(self, design: Design, scores: NDArray[np.float64]) -> None:
        self.size = 1 + (design.starts.shape[1] + 1) * design.starts.shape[0]
        self.width = -(-self.size // 4) * 4
        self.rows = scores.size
        if self.rows <= self.size:
            raise CannotFit("few")
        square = np.zeros((self.size, self.size))
        start.gram(design, square)
        lengths = np.sqrt(np.diag(square))
        if not (lengths > 0.0).all():
            raise CannotFit("singular")
        self.scale = 1.0 / lengths
        self.metric = square * np.outer(self.scale, self.scale)
        self.design = self._scaled(design)
        self.lower = self._factor()
        self.centre = float(np.median(scores))
        self.scores = scores - self.centre

    def _columns(self, design: Design) -> NDArray[np.int64]:
        """(4, u): the column of each value; 0 for the function that is left out."""
        columns, spans = design.starts.shape[1] + 1, design.starts.shape[1] - 1
        prior = np.repeat(np.arange(design.starts.shape[0]), design.starts[:, spans] - design.starts[:, 0])
        number = design.first + np.arange(4)[:, None]
        return np.where(number > 0, columns * prior + number, 0)

    def _scaled(self, design: Design) -> Design:
        return design._replace(values=design.values * self.scale[self._columns(design)])

    def _factor(self) -> NDArray[np.float64]:
        """The Cholesky factor of the metric, once the columns are known to be independent."""
        try:
            lower = np.linalg.cholesky(self.metric)
        except np.linalg.LinAlgError:
            lower = np.zeros_like(self.metric)
        if np.diag(lower).min() > 1e-4:
            return lower
        upper = np.linalg.qr(self._matrix(), mode="r") / np.sqrt(self.rows)
        if np.abs(np.diag(upper)).min() < DEPENDENT:
            raise CannotFit("singular")
        return np.asarray(upper.T * np.sign(np.diag(upper)), np.float64)

    def _matrix(self) -> NDArray[np.float64]:
        """The scaled design as (n, p)."""
        matrix = np.zeros((self.rows, self.size))
        columns = self._columns(self.design)
        for places in self.design.places:
            for number in range(4):
                matrix[np.arange(self.rows), columns[number, places]] += self.design.values[number, places]
        matrix[:, 0] = 1.0
        return matrix

    def _least_squares(self) -> NDArray[np.float64]:
        """Residuals (n,) of the least-squares fit."""
        target = np.zeros(self.size)
        start.project(self.design, self.scores / self.rows, target)
        half = np.linalg.solve(self.lower, target)
        return self.scores - self._times(np.linalg.solve(self.lower.T, half))

    def _times(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """X @ vector, (n,)."""
        table = (
            self.design.values * np.where(self._columns(self.design) > 0, vector[self._columns(self.design)], 0.0)
        ).sum(0)
        summed: NDArray[np.float64] = vector[0] + table[self.design.places].sum(0)
        return summed

    def _spread(self) -> NDArray[np.float64]:
        """How much the fit may move at each row, up to a factor: the root of the leverages of its scores."""
        table, columns = np.zeros(self.design.values.shape[1]), self.design.starts.shape[1] + 1
        for prior, starts in enumerate(self.design.starts):
            own = np.r_[0, 1 + columns * prior : 1 + columns * (prior + 1)]
            inverse = np.linalg.inv(self.metric[np.ix_(own, own)])
            part = slice(starts[0], starts[-1])
            rows = np.zeros((columns + 1, starts[-1] - starts[0]))
            for number, values in enumerate(self.design.values[:, part]):
                rows[self.design.first[part] + number, np.arange(rows.shape[1])] = values
            rows[0] = 1.0
            table[part] = np.einsum("cu,cu->u", rows, inverse @ rows)
        spread: NDArray[np.float64] = np.sqrt(table[self.design.places].sum(0) / self.rows)
        return spread

    def _first_basis(self, nearness: NDArray[np.float64]) -> NDArray[np.int64]:
        """Rows with small residuals that are independent of each other."""
        order = np.argsort(nearness, kind="stable")
        whitening = np.asarray(np.linalg.inv(self.lower), np.float64)
        rows = np.zeros(self.size, np.int64)
        for tolerance in (1e-2, 1e-4, 1e-6, 1e-9):
            if start.first_independent(order, self.design, whitening, tolerance, rows) == self.size:
                return rows
        raise CannotFit("singular")

    def solve(self, taus: NDArray[np.float64], keep_sides: bool) -> Path:
        """Walk from the middle down, and from the middle up."""
        residuals, spread = self._least_squares(), self._spread()
        nearness = np.abs(residuals) / spread
        wanted = min(self.rows, int(WINDOW * np.sqrt(self.rows * self.size)))
        reach = float(np.partition(nearness, wanted - 1)[wanted - 1])
        scale = float(np.sqrt(np.mean(residuals**2)))
        if not scale > 1e-9 * max(1.0, float(np.abs(self.scores).max())):
            raise CannotFit("exact")
        middle = taus.size // 2
        found = walk.Found(
            np.zeros((taus.size, self.size)),
            np.zeros((taus.size, self.size), np.int64),
            np.zeros(taus.size),
            np.zeros(taus.size),
            np.zeros(self.rows, np.int32),
            np.zeros((taus.size if keep_sides else 0, self.rows), np.int8),
            np.zeros(2, np.int64),
        )
        rows = self._first_basis(nearness)
        for steps, counted in ((np.arange(middle, -1, -1), 0), (np.arange(middle, taus.size), 1)):
            ended = walk.walk(
                taus, steps, counted, self.design, self._fit(spread), self._vertex(rows), self._window(),
                self._padded_metric(), wanted, reach, scale, self.centre, found, self._room(),
            )  # fmt: skip
            if ended != walk.DONE:
                raise CannotFit("unproven")
            rows = found.bases[middle].copy()
        found.coefficients[:] *= self.scale
        found.coefficients[:, 0] += self.centre
        return Path(
            taus,
            found.coefficients,
            found.bases,
            found.below,
            found.proofs,
            found.slacks,
            found.sides if keep_sides else None,
            *map(int, found.work),
        )

    def _padded_metric(self) -> NDArray[np.float64]:
        metric = np.zeros((self.size, self.width))
        metric[:, : self.size] = self.metric
        return metric

    def _fit(self, spread: NDArray[np.float64]) -> walk.Fit:
        scores = self.design.values.shape[1]
        return walk.Fit(
            self.scores, np.zeros(self.rows), np.zeros(self.rows), spread, *(np.zeros(scores) for _ in range(3))
        )

    def _vertex(self, rows: NDArray[np.int64]) -> Vertex:
        size, width = self.size, self.width
        return Vertex(
            rows.copy(), np.zeros(size, np.int64), np.zeros((size, width)), np.ones(size), np.zeros(width),
            np.zeros(width), np.zeros(width), np.zeros(size), np.zeros(width), np.array([88172645463325252], np.uint64),
        )  # fmt: skip

    def _window(self) -> Window:
        rows, scores = self.rows, self.design.values.shape[1]
        local = Design(
            np.zeros((4, scores)), np.zeros(scores, np.int32), np.zeros_like(self.design.starts),
            np.zeros(self.design.places.shape, np.int32),
        )  # fmt: skip
        return Window(
            np.zeros(rows, np.int32), np.zeros(rows), np.zeros(rows), local, np.zeros(scores),
            np.zeros(rows, np.int32), np.zeros(rows), np.zeros(rows // 8 + 1, np.uint64),
        )  # fmt: skip

    def _room(self) -> walk.Room:
        return walk.Room(np.zeros((self.size, self.size)), np.zeros((self.size, self.size)), np.zeros(self.width))
