"""The walk along tau: from the vertex of one quantile to the vertex of the next, with a proof at each.

At every tau the loss is first brought down among the rows of a window about the fit, then all rows are looked at
again with freshly computed coefficients. The vertex stands when no row has changed its side unnoticed and all duals
of the basis lie within their bounds: which proves that no other coefficients have a smaller loss.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.compiling import compiled, inner
from doorway.assessments.core.growth.kernels import (
    Design,
    Floats,
    Ints,
    add_row,
    add_table,
    add_up,
    invert,
    tabulate,
)
from doorway.assessments.core.growth.simplex import (
    Vertex,
    Window,
    chance,
    optimise,
)

DONE, SINGULAR, NO_END = 0, 1, 2

PROVEN = 1e-8
"""How far the duals of a vertex that stands may lie outside of their bounds."""
ROUNDS = 60
"""After so many windows a tau is given up; each is larger than the one before, so that the last hold all rows."""


class Fit(NamedTuple):
    """All rows at the vertex.

    ``scores``; ``predictions``; ``sides``: 1 above, -1 below; ``spread``: how much the fit may move at a row, up to a
    factor. ``everyone``, ``under``: for every score of every prior, how many rows have it, and how many of those lie
    below. ``table``: room.
    """

    scores: Floats
    predictions: Floats
    sides: Floats
    spread: Floats
    everyone: Floats
    under: Floats
    table: Floats


class Room(NamedTuple):
    """Room to work in: (p, p), (p, p) and (w,)."""

    square: Floats
    inverse: Floats
    coefficients: Floats


class Found(NamedTuple):
    """What the walk finds at each tau. ``proofs``: the furthest dual; ``slacks``: how near a dual is to its bound.

    ``below``: (n,) for each row, at how many taus its rounded prediction lies below its score. ``sides``: (t, n) or
    (0, n) when they are not kept.
    """

    coefficients: Floats
    bases: NDArray[np.int64]
    proofs: Floats
    slacks: Floats
    below: Ints
    sides: NDArray[np.int8]
    work: NDArray[np.int64]


@inner
def factor(design: Design, vertex: Vertex, metric: Floats, room: Room) -> bool:
    """Compute the edges and their lengths anew from the rows of the basis. False when those are dependent."""
    size, width = vertex.edges.shape
    for j in range(size):
        for c in range(width):
            vertex.entering[c] = 0.0
        add_row(1.0, vertex.rows[j], design, vertex.entering)
        for c in range(size):
            room.square[j, c] = vertex.entering[c]
    if not invert(room.square, room.inverse):
        return False
    for j in range(size):
        for c in range(size):
            vertex.edges[j, c] = room.inverse[c, j]
    for j in range(size):
        length = 0.0
        for c in range(size):
            push = 0.0
            for t in range(width):
                push += metric[c, t] * vertex.edges[j, t]
            length += push * vertex.edges[j, c]
        vertex.lengths[j] = max(length, 1e-12)
    return True


@inner
def correct(design: Design, fit: Fit, vertex: Vertex, coefficients: Floats) -> float:
    """Bring the coefficients nearer to an exact fit of the basis rows; returns how far they were from it."""
    tabulate(coefficients, design, fit.table)
    worst = 0.0
    for j in range(vertex.edges.shape[0]):
        row = vertex.rows[j]
        left = fit.scores[row] - coefficients[0]
        for prior in range(design.places.shape[0]):
            left -= fit.table[design.places[prior, row]]
        vertex.parts[j] = left
        worst = max(worst, abs(left))
    for j in range(vertex.edges.shape[0]):
        for c in range(vertex.edges.shape[1]):
            coefficients[c] += vertex.parts[j] * vertex.edges[j, c]
    return worst


@inner
def predict(design: Design, fit: Fit, vertex: Vertex, metric: Floats, tiny: float, room: Room) -> bool:
    """Set coefficients and predictions to those of the basis. False when its rows are dependent."""
    correct(design, fit, vertex, room.coefficients)
    if correct(design, fit, vertex, room.coefficients) > 0.01 * tiny:  # the edges have drifted
        if not factor(design, vertex, metric, room):
            return False
        correct(design, fit, vertex, room.coefficients)
        correct(design, fit, vertex, room.coefficients)
    tabulate(room.coefficients, design, fit.table)
    add_up(room.coefficients[0], fit.table, design.places, fit.scores.shape[0], fit.predictions)
    return True


@inner
def change_side(row: int, design: Design, fit: Fit) -> None:
    """Put a row on the other side."""
    fit.sides[row] = -fit.sides[row]
    for prior in range(design.places.shape[0]):
        fit.under[design.places[prior, row]] -= fit.sides[row]


@inner
def take_sides(design: Design, fit: Fit, tiny: float) -> None:
    """Put every row on the side of its residual; one that is next to nothing stays."""
    for i in range(fit.scores.shape[0]):
        if (fit.scores[i] - fit.predictions[i]) * fit.sides[i] < -tiny:
            change_side(i, design, fit)


@inner
def set_pull(tau: float, design: Design, fit: Fit, vertex: Vertex) -> None:
    """Set ``vertex.pull``: the sum of the rows that are not in the basis, times tau above and tau - 1 below."""
    table, pull = fit.table, vertex.pull
    for u in range(design.values.shape[1]):
        table[u] = tau * fit.everyone[u] - fit.under[u]
    for c in range(pull.shape[0]):
        pull[c] = 0.0
    for u in range(design.starts[0, 0], design.starts[0, design.starts.shape[1] - 1]):
        pull[0] += table[u]
    add_table(table, design, pull)
    for j in range(vertex.rows.shape[0]):
        add_row(1.0 - tau if fit.sides[vertex.rows[j]] < 0.0 else -tau, vertex.rows[j], design, pull)


@inner
def proof(tau: float, vertex: Vertex) -> tuple[float, float]:
    """How far the duals lie outside of their bounds at most, and how near the nearest is to a bound."""
    outside, slack = -1.0, 1.0
    for j in range(vertex.edges.shape[0]):
        dual = 0.0
        for c in range(vertex.edges.shape[1]):
            dual -= vertex.edges[j, c] * vertex.pull[c]
        outside = max(outside, dual - tau, tau - 1.0 - dual)
        slack = min(slack, abs(dual - tau), abs(dual - (tau - 1.0)))
    return outside, slack


@inner
def open_window(reach: float, fit: Fit, window: Window) -> int:
    """Take in the rows within ``reach`` of their fit, in units of their spread: how many."""
    count = 0
    for i in range(fit.scores.shape[0]):
        window.rows[count] = i
        count += 1 if abs(fit.scores[i] - fit.predictions[i]) <= reach * fit.spread[i] else 0
    return count


@inner
def pick_scores(count: int, design: Design, window: Window, marks: Floats) -> None:
    """Make tables of only those scores that occur in the window."""
    local = window.design
    priors, spans = design.places.shape[0], design.starts.shape[1] - 1
    for u in range(marks.shape[0]):
        marks[u] = 0.0
    filled = 0
    for prior in range(priors):
        for w in range(count):
            marks[design.places[prior, window.rows[w]]] = 1.0
        for span in range(spans):
            local.starts[prior, span] = filled
            for u in range(design.starts[prior, span], design.starts[prior, span + 1]):
                if marks[u] > 0.0:
                    for c in range(4):
                        local.values[c, filled] = design.values[c, u]
                    local.first[filled] = span
                    marks[u] = filled
                    filled += 1
        local.starts[prior, spans] = filled
        for w in range(count):
            local.places[prior, w] = np.int32(marks[design.places[prior, window.rows[w]]])


@inner
def fill_window(count: int, design: Design, fit: Fit, vertex: Vertex, window: Window, tiny: float) -> None:
    """Set the residuals of the window's rows and find the basis among them."""
    for j in range(vertex.rows.shape[0]):
        low, high = 0, count - 1  # rows of a window are in order
        while low < high:
            middle = (low + high) >> 1
            if window.rows[middle] < vertex.rows[j]:
                low = middle + 1
            else:
                high = middle
        vertex.places[j] = low
    for w in range(count):
        i = window.rows[w]
        residual = fit.scores[i] - fit.predictions[i]
        window.residuals[w] = residual if residual * fit.sides[i] > tiny else fit.sides[i] * tiny * chance(vertex.dice)
    for j in range(vertex.rows.shape[0]):
        window.residuals[vertex.places[j]] = 0.0


@inner
def close_window(count: int, design: Design, fit: Fit, window: Window) -> None:
    """Carry the sides that rows took in the window over to all rows."""
    for w in range(count):
        if window.residuals[w] * fit.sides[window.rows[w]] < 0.0:
            change_side(window.rows[w], design, fit)


@inner
def count_below(fit: Fit, centre: float, places: float, below: Ints) -> None:
    """Count for each row whether its prediction, rounded, lies strictly below its score. ``places``: 10 ** digits."""
    for i in range(fit.scores.shape[0]):
        residual = fit.scores[i] - fit.predictions[i]
        if abs(residual) * places > 1.0:
            below[i] += 1 if residual > 0.0 else 0
        else:
            rounded = np.rint((fit.predictions[i] + centre) * places) / places
            below[i] += 1 if rounded < fit.scores[i] + centre else 0


@inner
def local_design(count: int, design: Design, window: Window, marks: Floats) -> Design:
    """The design of the window's rows: with all tables where they are small, with those that occur where not."""
    if design.values.shape[1] > 2 * count:
        pick_scores(count, design, window, marks)
        return window.design
    places = window.design.places
    for prior in range(places.shape[0]):
        for w in range(count):
            places[prior, w] = design.places[prior, window.rows[w]]
    return Design(design.values, design.first, design.starts, places)


@inner
def begin(design: Design, fit: Fit, tiny: float) -> None:
    """Count the rows at every score, and put all rows on their sides."""
    for u in range(design.values.shape[1]):
        fit.everyone[u] = fit.under[u] = 0.0
    for prior in range(design.places.shape[0]):
        for i in range(fit.scores.shape[0]):
            fit.everyone[design.places[prior, i]] += 1.0
    for i in range(fit.scores.shape[0]):
        fit.sides[i] = 1.0
    take_sides(design, fit, tiny)


@inner
def keep(at: int, outside: float, slack: float, vertex: Vertex, fit: Fit, room: Room, found: Found) -> None:
    """Keep what holds at a tau."""
    for c in range(vertex.rows.shape[0]):
        found.coefficients[at, c] = room.coefficients[c]
        found.bases[at, c] = vertex.rows[c]
    found.proofs[at], found.slacks[at] = outside, slack
    if found.sides.shape[0] > 0:
        for i in range(fit.sides.shape[0]):
            found.sides[at, i] = np.int8(fit.sides[i])


@compiled
def walk(
    taus: Floats,
    steps: NDArray[np.int64],
    counted: int,
    design: Design,
    fit: Fit,
    vertex: Vertex,
    window: Window,
    metric: Floats,
    width: int,
    reach: float,
    scale: float,
    centre: float,
    found: Found,
    room: Room,
) -> int:
    """Walk along ``taus[steps]`` from the basis in ``vertex.rows``; from ``steps[counted]`` on rows are counted.

    ``width``: how many rows a window is to have, ``reach``: one that should hold about as many; ``scale``: of the
    residuals; ``centre`` was taken off the scores.
    """
    tiny = 1e-9 * scale
    typical = 0.0
    for i in range(fit.spread.shape[0]):
        typical += 1.0 / fit.spread[i]
    typical = fit.spread.shape[0] / typical
    if not factor(design, vertex, metric, room) or not predict(design, fit, vertex, metric, tiny, room):
        return SINGULAR
    begin(design, fit, tiny)
    for number in range(steps.shape[0]):
        tau = taus[steps[number]]
        set_pull(tau, design, fit, vertex)
        grown, outside, slack = 1.0, 1.0, 0.0
        for _ in range(ROUNDS):
            count = open_window(reach * grown, fit, window)
            while count < 0.8 * width and grown == 1.0 and reach < 1e200:
                reach *= 1.2
                count = open_window(reach, fit, window)
            density = count / (2.0 * reach * grown * typical)
            if count > 1.2 * width and grown == 1.0:
                reach *= 0.9
            local = local_design(count, design, window, fit.table)
            fill_window(count, design, fit, vertex, window, tiny)
            most = 1000 * vertex.rows.shape[0] + count
            found.work[0] += optimise(tau, window, local, count, vertex, metric, density, 0.1 * tiny, most)
            found.work[1] += 1
            close_window(count, design, fit, window)
            if not predict(design, fit, vertex, metric, tiny, room):
                return SINGULAR
            take_sides(design, fit, tiny)
            set_pull(tau, design, fit, vertex)
            outside, slack = proof(tau, vertex)
            if outside <= PROVEN:
                break
            grown *= 2.0
        if outside > PROVEN:
            return NO_END
        if number >= counted:
            count_below(fit, centre, 1e5, found.below)
        keep(steps[number], outside, slack, vertex, fit, room, found)
    return DONE
