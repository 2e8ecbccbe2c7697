"""Knots and cubic B-splines of a prior score, as the recipe of student growth percentiles has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KNOT_SHARES = (0.2, 0.4, 0.6, 0.8)
BEYOND = 0.1
"""The boundaries lie beyond the lowest and the highest score by this share of the range."""
DEGREE = 3


@dataclass(frozen=True)
class Knots:
    """Where the pieces of a spline meet, in points of the scale, and the boundaries beyond which it does not go."""

    inner: tuple[float, ...]
    boundaries: tuple[float, float]


def rounded(value: float, digits: int) -> float:
    """Round to the nearest decimal number, as R does from 4.0 on: of the two neighbours the one that is nearer.

    ``round(0.15, 1)`` is 0.1, because the number written 0.15 lies a little below it. Halves go to the even digit.
    """
    power = 10.0**digits
    whole = np.floor(value * power)
    low, high = whole / power, np.ceil(value * power) / power
    to_low, to_high = value - low, high - value
    return float(low if to_low < to_high or (to_low == to_high and whole % 2 == 0) else high)


def knots_of(scores: NDArray[np.float64]) -> Knots:
    """Knots of a grade from all its scores in the prior years: quantiles (type 7) and the extended range, to 3 digits.

    ``scores``: (n,) at least one, none of them NaN.
    """
    inner = tuple(rounded(float(value), 3) for value in np.quantile(scores, KNOT_SHARES))
    low, high = float(scores.min()), float(scores.max())
    more = BEYOND * (high - low)
    return Knots(inner, (rounded(low - more, 3), rounded(high + more, 3)))


def basis(scores: NDArray[np.float64], knots: Knots) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """The four cubic B-splines that are not zero at each score.

    ``scores``: (u,) within the boundaries. Returns (4, u) values and (u,) the number of the first of the four.
    """
    inner = np.sort(np.asarray(knots.inner))
    low, high = knots.boundaries
    line = np.concatenate([[low] * (DEGREE + 1), inner, [high] * (DEGREE + 1)])
    span = np.searchsorted(inner, scores, side="right")
    values = np.zeros((DEGREE + 1, scores.size))
    values[0] = 1.0
    for degree in range(1, DEGREE + 1):  # de Boor: each degree from the one below
        carried = np.zeros(scores.size)
        for number in range(degree):
            right = line[span + DEGREE + 1 + number] - scores
            left = scores - line[span + DEGREE + 1 + number - degree]
            term = values[number] / (right + left)
            values[number] = carried + right * term
            carried = left * term
        values[degree] = carried
    return values, span.astype(np.int32)


def dense_basis(scores: NDArray[np.float64], knots: Knots) -> NDArray[np.float64]:
    """The columns of a prior in the design, (n, inner knots + 3): all B-splines but the first."""
    values, first = basis(scores, knots)
    full = np.zeros((scores.size, len(knots.inner) + DEGREE + 1))
    for number in range(DEGREE + 1):
        full[np.arange(scores.size), first + number] = values[number]
    return full[:, 1:]


def dense_design(priors: NDArray[np.float64], knots: Sequence[Knots]) -> NDArray[np.float64]:
    """The whole design as a matrix (n, p), for checks and small cohorts. ``priors``: (k, n), most recent first."""
    ones = np.ones((priors.shape[1], 1))
    return np.hstack([ones, *(dense_basis(scores, knot) for scores, knot in zip(priors, knots, strict=True))])
