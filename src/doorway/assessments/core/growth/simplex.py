"""From one vertex of the quantile regression to the best one: a primal simplex with long steps, in compiled loops.

A vertex is p rows that are fitted exactly (its *basis*); every other row lies above or below. Along each of the p
edges one basis row is let go. The rate at which the loss falls along an edge comes from the basis row's dual; the
step goes past every row at which the loss still falls beyond it, and the row at which it no longer falls enters.

Only the rows of a *window* take part, the others are taken to stay on their side; :mod:`.walk` chooses it and checks
the others afterwards. A row that the vertex fits exactly without being in the basis lies on the side it is said to
be on by a residual of next to nothing, drawn anew each time: so that ties do not make the walk go in circles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.compiling import inner
from doorway.assessments.core.growth.kernels import Design, Floats, Ints, add_row, add_up, tabulate

EXCESS = 1e-10
"""How far a dual may lie outside of its bounds and count as inside."""
FLAT = 1e-11
"""A row whose residual changes less than this along an edge is taken not to change."""
FIRM = 1e-7
"""The least change along an edge of a row that enters the basis, where there is a choice."""
SORTED = 24
"""So many rows are sorted rather than split further in the search for the one that enters."""


class Window(NamedTuple):
    """The rows that take part; arrays have room for n rows, the first ``count`` are used.

    ``rows``: their numbers; ``residuals``; ``slopes`` of the residuals along the edge; ``design``: theirs, with tables
    of the scores that occur in the window; ``met`` and ``when``: the rows met along the edge and after which step.
    """

    rows: Ints
    residuals: Floats
    slopes: Floats
    design: Design
    table: Floats
    met: Ints
    when: Floats
    marks: NDArray[np.uint64]


class Vertex(NamedTuple):
    """A basis and what follows from it. Rows of matrices are padded with zeros to a multiple of four columns.

    ``rows``: (p,) the rows in the basis; ``places``: where they are in the window. ``edges``: (p, w), row j is the
    change of the coefficients that raises the fit of basis row j by one and leaves the others. ``lengths``: (p,) the
    squared lengths of the edges in the metric of X'X / n. ``pull``: (w,) the sum of all other rows, each times tau
    when it lies above and tau - 1 when below. The rest is room to work in.
    """

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    edges: Floats
    lengths: Floats
    pull: Floats
    edge: Floats
    entering: Floats
    parts: Floats
    pushed: Floats
    dice: NDArray[np.uint64]


@inner
def chance(dice: NDArray[np.uint64]) -> float:
    """A number from 1 to 2, the same ones in every run."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    drawn: float = 1.0 + (x >> np.uint64(12)) / 4503599627370496.0
    return drawn


@inner
def steepest(tau: float, vertex: Vertex) -> tuple[int, float, float]:
    """The edge along which the loss falls fastest for its length: basis row, direction, rate; -1 when none does."""
    edges, pull = vertex.edges, vertex.pull
    chosen, direction, rate, best = -1, 1.0, 0.0, 0.0
    for j in range(edges.shape[0]):
        dual = 0.0
        for c in range(edges.shape[1]):
            dual -= edges[j, c] * pull[c]
        excess = dual - tau if dual > tau else tau - 1.0 - dual
        if excess > EXCESS and excess * excess > best * vertex.lengths[j]:
            best = excess * excess / vertex.lengths[j]
            chosen, rate = j, excess
            direction = 1.0 if dual > tau else -1.0
    return chosen, direction, rate


@inner
def look_ahead(window: Window, count: int, reach: float) -> tuple[int, float]:
    """Fill ``window.met`` with the rows whose residual becomes zero within ``reach``: how many, sum of their slopes."""
    residuals, slopes, met, marks = window.residuals, window.slopes, window.met, window.marks
    flags = marks.view(np.uint8)
    for w in range(count):
        size = abs(slopes[w])
        crosses = (residuals[w] * slopes[w] < 0.0) & (abs(residuals[w]) <= reach * size) & (size > FLAT)
        flags[w] = np.uint8(crosses)
    for w in range(count, (count + 7) & ~7):
        flags[w] = 0
    found, weight = 0, 0.0
    for eight in range((count + 7) >> 3):  # nearly all marks are zero: eight are read at once
        if marks[eight] != 0:
            for w in range(8 * eight, 8 * eight + 8):
                if flags[w] != 0:
                    met[found] = w
                    found += 1
                    weight += abs(slopes[w])
    return found, weight


@inner
def swap(window: Window, x: int, y: int) -> None:
    """Exchange two of the rows that were met."""
    met, when = window.met, window.when
    met[x], met[y] = met[y], met[x]
    when[x], when[y] = when[y], when[x]


@inner
def narrow(window: Window, found: int, rate: float) -> tuple[int, int, float]:
    """Split the rows met until the one that enters is among few: their range, and the slopes of those before."""
    met, when, slopes = window.met, window.when, window.slopes
    low, high, passed = 0, found, 0.0
    while high - low > SORTED:
        a, b, c = when[low], when[(low + high) >> 1], when[high - 1]
        middle = max(min(a, b), min(max(a, b), c))
        cut, weight = low, 0.0
        for z in range(low, high):
            if when[z] < middle:
                weight += abs(slopes[met[z]])
                swap(window, z, cut)
                cut += 1
        if cut == low:  # the middle one is the smallest: take those that are equal to it
            for z in range(low, high):
                if when[z] == middle:
                    weight += abs(slopes[met[z]])
                    swap(window, z, cut)
                    cut += 1
            if passed + weight >= rate:
                return low, cut, passed
        if passed + weight >= rate:
            high = cut
        else:
            passed += weight
            low = cut
    return low, high, passed


@inner
def last_stop(window: Window, found: int, rate: float) -> int:
    """Order the rows met so that those that are passed come first: the place of the one that enters the basis."""
    met, when, slopes = window.met, window.when, window.slopes
    for z in range(found):
        when[z] = abs(window.residuals[met[z]] / slopes[met[z]])
    low, high, passed = narrow(window, found, rate)
    for z in range(low + 1, high):
        y = z
        while y > low and when[y - 1] > when[y]:
            swap(window, y - 1, y)
            y -= 1
    stop = low
    while stop < high - 1 and passed + abs(slopes[met[stop]]) < rate:
        passed += abs(slopes[met[stop]])
        stop += 1
    firm = stop
    while firm > low and abs(slopes[met[firm]]) < FIRM:
        firm -= 1
    return firm if abs(slopes[met[firm]]) >= FIRM else stop


@inner
def go(window: Window, count: int, found: int, stop: int, tiny: float, dice: NDArray[np.uint64]) -> float:
    """Move all residuals along the edge up to the row ``stop`` of those met, each to its new side. Returns the step."""
    residuals, slopes, met, when = window.residuals, window.slopes, window.met, window.when
    step: float = when[stop]
    for z in range(found):
        above = residuals[met[z]] > 0.0
        when[z] = 1.0 if above == (z > stop) else -1.0
    for w in range(count):
        residuals[w] += step * slopes[w]
    for z in range(found):  # rounding must not put a row on the wrong side
        w = met[z]
        if residuals[w] * when[z] <= 0.0:
            residuals[w] = when[z] * tiny * chance(dice)
    return step


@inner
def exchange(leaving: int, vertex: Vertex, metric: Floats) -> None:
    """Put ``vertex.entering`` in the place of a basis row: edges and lengths follow."""
    edges, lengths, parts, pushed = vertex.edges, vertex.lengths, vertex.parts, vertex.pushed
    size, width = edges.shape
    for j in range(size):
        part = 0.0
        for c in range(width):
            part += edges[j, c] * vertex.entering[c]
        parts[j] = part
    factor = 1.0 / parts[leaving]
    for c in range(width):
        edges[leaving, c] *= factor
    own = 0.0
    for c in range(size):
        push = 0.0
        for t in range(width):
            push += metric[c, t] * edges[leaving, t]
        pushed[c] = push
        own += push * edges[leaving, c]
    for j in range(size):
        if j == leaving:
            lengths[j] = own
            continue
        part, shared = parts[j], 0.0
        for c in range(width):
            shared += edges[j, c] * pushed[c]
            edges[j, c] -= part * edges[leaving, c]
        lengths[j] = max(lengths[j] + part * (part * own - 2.0 * shared), 1e-12)


@inner
def optimise(
    tau: float,
    window: Window,
    design: Design,
    count: int,
    vertex: Vertex,
    metric: Floats,
    density: float,
    tiny: float,
    most: int,
) -> int:
    """Pivot until no edge leads down or an edge leads out of the window. Returns the number of pivots.

    ``density``: rows in a unit of residual about zero, from which the length of a step is guessed; ``tiny``: a
    residual that is next to nothing; ``most``: pivots at most.
    """
    residuals, slopes, met = window.residuals, window.slopes, window.met
    size = vertex.edges.shape[0]
    for pivots in range(most):
        leaving, direction, rate = steepest(tau, vertex)
        if leaving < 0:
            return pivots
        for c in range(vertex.edges.shape[1]):
            vertex.edge[c] = direction * vertex.edges[leaving, c]
        tabulate(vertex.edge, design, window.table)
        add_up(vertex.edge[0], window.table, design.places, count, slopes)
        for j in range(size):
            slopes[vertex.places[j]] = 0.0
        reach = 2.0 * rate / (vertex.lengths[leaving] * density)
        found, weight = look_ahead(window, count, reach)
        while weight < rate and reach < 1e30:
            reach *= 4.0
            found, weight = look_ahead(window, count, reach)
        if weight < rate:
            return pivots
        stop = last_stop(window, found, rate)
        for z in range(stop):
            add_row(-1.0 if residuals[met[z]] > 0.0 else 1.0, met[z], design, vertex.pull)
        entering, left = met[stop], vertex.places[leaving]
        for c in range(vertex.edges.shape[1]):
            vertex.entering[c] = 0.0
        add_row(1.0, entering, design, vertex.entering)
        weight = tau - 1.0 if residuals[entering] < 0.0 else tau
        for c in range(vertex.edges.shape[1]):
            vertex.pull[c] -= weight * vertex.entering[c]
        add_row(tau if direction > 0.0 else tau - 1.0, left, design, vertex.pull)
        step = go(window, count, found, stop, tiny, vertex.dice)
        for j in range(size):
            residuals[vertex.places[j]] = 0.0
        residuals[left] = direction * max(step, tiny * chance(vertex.dice))
        residuals[entering] = 0.0
        exchange(leaving, vertex, metric)
        vertex.rows[leaving], vertex.places[leaving] = window.rows[entering], entering
    return most
