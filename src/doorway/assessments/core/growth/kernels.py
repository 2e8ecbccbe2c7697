"""Compiled loops over rows of a spline design that is kept as tables, never as a matrix.

A row is ``1`` and, for every prior score, the cubic B-spline functions at that score. Only four of them differ from
zero, and students with the same score share them: so a design is a table of the *different* scores of each prior
(:class:`Design`), and for every student the place of their scores in it. ``X @ v`` is then a table of the few
different scores (``tabulate``) and one addition for each prior and student (``add_up``).

Everything here is compiled by numba when it is first called and kept on disk; nothing allocates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.compiling import inner

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Design(NamedTuple):
    """A spline design of k priors with q inner knots each, n rows and p = 1 + (q + 3) k columns.

    ``values``: (4, u), for each different score of each prior the four functions that are not zero there.
    ``first``: (u,) which function the first of the four is, 0 to q; function 0 is left out of the design.
    ``starts``: (k, q + 2) where in ``values`` the scores of each prior and interval between knots begin.
    ``places``: (k, n) for each prior and row where in ``values`` its score is.
    """

    values: Floats
    first: Ints
    starts: Ints
    places: Ints


@inner
def tabulate(vector: Floats, design: Design, table: Floats) -> None:
    """Set ``table[u]`` to the contribution of score ``u`` to ``X @ vector``."""
    values, starts = design.values, design.starts
    columns = starts.shape[1] + 1
    for prior in range(starts.shape[0]):
        for span in range(starts.shape[1] - 1):
            base = columns * prior + span
            c0 = vector[base] if span > 0 else 0.0
            c1, c2, c3 = vector[base + 1], vector[base + 2], vector[base + 3]
            for u in range(starts[prior, span], starts[prior, span + 1]):
                table[u] = c0 * values[0, u] + c1 * values[1, u] + c2 * values[2, u] + c3 * values[3, u]


@inner
def add_up(intercept: float, table: Floats, places: Ints, count: int, out: Floats) -> None:
    """Set ``out[:count]`` to ``X @ vector`` for the first ``count`` rows; ``table`` is from :func:`tabulate`."""
    priors = places.shape[0]
    if priors == 1:
        for i in range(count):
            out[i] = intercept + table[places[0, i]]
    elif priors == 2:
        for i in range(count):
            out[i] = intercept + table[places[0, i]] + table[places[1, i]]
    elif priors == 3:
        for i in range(count):
            out[i] = (intercept + table[places[0, i]]) + (table[places[1, i]] + table[places[2, i]])
    else:
        for i in range(count):
            out[i] = (intercept + table[places[0, i]] + table[places[1, i]]) + (
                table[places[2, i]] + table[places[3, i]]
            )
        for prior in range(4, priors):
            for i in range(count):
                out[i] += table[places[prior, i]]


@inner
def add_row(weight: float, row: int, design: Design, out: Floats) -> None:
    """Add ``weight`` times a row of the design to ``out`` (p or more)."""
    values, first, places = design.values, design.first, design.places
    columns = design.starts.shape[1] + 1
    out[0] += weight
    for prior in range(places.shape[0]):
        u = places[prior, row]
        base = columns * prior + first[u]
        if first[u] > 0:
            out[base] += weight * values[0, u]
        out[base + 1] += weight * values[1, u]
        out[base + 2] += weight * values[2, u]
        out[base + 3] += weight * values[3, u]


@inner
def add_table(table: Floats, design: Design, out: Floats) -> None:
    """Add the transposed design times row weights to ``out[1:]``; ``table[u]`` is the weight of all rows at ``u``."""
    values, starts = design.values, design.starts
    columns = starts.shape[1] + 1
    for prior in range(starts.shape[0]):
        for span in range(starts.shape[1] - 1):
            s0 = s1 = s2 = s3 = 0.0
            for u in range(starts[prior, span], starts[prior, span + 1]):
                s0 += table[u] * values[0, u]
                s1 += table[u] * values[1, u]
                s2 += table[u] * values[2, u]
                s3 += table[u] * values[3, u]
            base = columns * prior + span
            if span > 0:
                out[base] += s0
            out[base + 1] += s1
            out[base + 2] += s2
            out[base + 3] += s3


@inner
def invert(matrix: Floats, out: Floats) -> bool:
    """Set ``out`` to the inverse of ``matrix`` (p, p), which is used up. False when a pivot is next to nothing."""
    size = matrix.shape[0]
    for row in range(size):
        for c in range(size):
            out[row, c] = 1.0 if row == c else 0.0
    for c in range(size):
        best = c
        for row in range(c + 1, size):
            if abs(matrix[row, c]) > abs(matrix[best, c]):
                best = row
        if abs(matrix[best, c]) < 1e-12:
            return False
        if best != c:
            for t in range(size):
                matrix[c, t], matrix[best, t] = matrix[best, t], matrix[c, t]
                out[c, t], out[best, t] = out[best, t], out[c, t]
        factor = 1.0 / matrix[c, c]
        for t in range(size):
            matrix[c, t] *= factor
            out[c, t] *= factor
        for row in range(size):
            factor = matrix[row, c]
            if row != c and factor != 0.0:
                for t in range(size):
                    matrix[row, t] -= factor * matrix[c, t]
                    out[row, t] -= factor * out[c, t]
    return True
