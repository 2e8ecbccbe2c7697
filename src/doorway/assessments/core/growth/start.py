"""Where the walk starts: compiled loops for the least-squares fit and for a first basis near it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.compiling import compiled
from doorway.assessments.core.growth.kernels import Design, Floats, add_row, add_table


@compiled
def gram(design: Design, out: Floats) -> None:
    """Set ``out`` (p, p) to X'X / n."""
    values, first, places = design.values, design.first, design.places
    priors, rows = places.shape
    columns = design.starts.shape[1] + 1
    where = np.zeros(4 * priors + 1, np.int64)
    what = np.ones(4 * priors + 1)
    for i in range(rows):
        filled = 1
        for prior in range(priors):
            u = places[prior, i]
            for c in range(0 if first[u] > 0 else 1, 4):
                where[filled] = columns * prior + first[u] + c
                what[filled] = values[c, u]
                filled += 1
        for x in range(filled):
            for y in range(x + 1):
                out[where[x], where[y]] += what[x] * what[y] / rows
    for x in range(out.shape[0]):
        for y in range(x):
            out[y, x] = out[x, y]


@compiled
def project(design: Design, weights: Floats, out: Floats) -> None:
    """Add X' @ weights to ``out`` (p or more)."""
    table = np.zeros(design.values.shape[1])
    for i in range(weights.shape[0]):
        out[0] += weights[i]
        for prior in range(design.places.shape[0]):
            table[design.places[prior, i]] += weights[i]
    add_table(table, design, out)


@compiled
def first_independent(
    order: NDArray[np.int64], design: Design, whitening: Floats, tolerance: float, rows: NDArray[np.int64]
) -> int:
    """Collect the first p rows in ``order`` of which each adds a direction to those before; returns how many there are.

    ``whitening``: (p, p) makes the columns of X uncorrelated and equally long. ``tolerance``: the share of a row's
    length that must be new.
    """
    size = rows.shape[0]
    kept = np.zeros((size, size))
    row, white = np.zeros(size), np.zeros(size)
    found = 0
    for i in order:
        for c in range(size):
            row[c] = 0.0
        add_row(1.0, i, design, row)
        length = 0.0
        for c in range(size):
            white[c] = 0.0
            for t in range(size):
                white[c] += whitening[c, t] * row[t]
            length += white[c] * white[c]
        left = length
        for _ in range(2):  # once more for what rounding leaves
            for k in range(found):
                share = 0.0
                for c in range(size):
                    share += kept[k, c] * white[c]
                for c in range(size):
                    white[c] -= share * kept[k, c]
            left = 0.0
            for c in range(size):
                left += white[c] * white[c]
        if left > tolerance * tolerance * length:
            for c in range(size):
                kept[found, c] = white[c] / np.sqrt(left)
            rows[found] = i
            found += 1
            if found == size:
                break
    return found
