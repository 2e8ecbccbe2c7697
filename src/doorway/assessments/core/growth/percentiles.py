"""Student growth percentiles: cohort by cohort, on the cores of this machine or on a cluster.

A student's percentile is how many of the 100 predicted quantiles lie strictly below the score, held within 1 and 99;
of the orders a student belongs to, the highest one counts. A cohort whose percentiles would mean nothing gets none,
and the reason instead.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.certificate import certify
from doorway.assessments.core.growth.cohorts import Cohort
from doorway.assessments.core.growth.splines import dense_design

METHOD = "sgp-2.2 exact 1"
"""The recipe, how it is solved, and the version of our answers: a new number when any of them could change."""
WAIT_SECONDS = 10
"""A cluster that is there answers at once; for one that is not, nobody waits longer."""
SMALLEST = 300
"""Ten students for each of the 29 coefficients of four years before; states ask for 1,000 to 3,000."""
DIFFERENT = 8
"""So many different scores a prior needs for its eight coefficients; fewer are levels rather than scores."""
EQUALLY_GOOD = 1e-9
"""A dual as near to its bound as this could lie on either side: another vertex is as good."""

Reason = Literal["small", "same_now", "few_now", "same_before", "few_before", "singular", "unproven"]
_REASONS: dict[str, Reason] = {"few": "small", "singular": "singular", "exact": "singular", "unproven": "unproven"}


@dataclass(frozen=True)
class Outcome:
    """What came of a cohort.

    ``percentiles``: (n,) by ``students``, or None with the ``reason`` and its ``number`` (of students, of scores, of
    years before). ``coefficients``: (100, p). ``undecided``: at how many taus other coefficients are as good, so that
    another program may answer otherwise. ``proof``: the worst proof, where all were to be checked again.
    """

    subject: str
    year: int
    grade: int
    order: int
    students: NDArray[np.int32]
    percentiles: NDArray[np.int16] | None = None
    coefficients: NDArray[np.float64] | None = None
    reason: Reason | None = None
    number: int = 0
    undecided: int = 0
    proof: float | None = None
    seconds: float = 0.0


def outcome_of(cohort: Cohort, smallest: int = SMALLEST, verify: bool = False) -> Outcome:
    """The percentiles of a cohort, or why it has none. ``verify``: prove every quantile again, apart from the walk."""
    began = time.perf_counter()
    common: dict[str, Any] = {
        "subject": cohort.subject,
        "year": cohort.year,
        "grade": cohort.grade,
        "order": cohort.order,
        "students": cohort.students,
    }
    found = _refused(cohort, smallest)
    if found is not None:
        return Outcome(**common, reason=found[0], number=found[1])
    from doorway.assessments.core.growth.path import CannotFit, quantile_path  # late: it brings the compiled loops

    try:
        path = quantile_path(cohort.priors, cohort.scores, cohort.knots, keep_sides=verify)
    except CannotFit as error:
        return Outcome(**common, reason=_REASONS[error.reason])
    proof = None
    if path.sides is not None:
        matrix = dense_design(cohort.priors, cohort.knots)
        proof = max(
            certify(matrix, cohort.scores, tau, *found).worst
            for tau, *found in zip(path.taus, path.coefficients, path.bases, path.sides, strict=True)
        )
    return Outcome(
        **common,
        percentiles=np.clip(path.below, 1, 99).astype(np.int16),
        coefficients=path.coefficients,
        undecided=int((path.slack < EQUALLY_GOOD).sum()),
        proof=proof,
        seconds=time.perf_counter() - began,
    )


def _refused(cohort: Cohort, smallest: int) -> tuple[Reason, int] | None:
    """Why a cohort can have no percentiles that mean anything, if so."""
    if cohort.scores.size < smallest:
        return "small", int(cohort.scores.size)
    different = np.unique(cohort.scores).size
    if different < DIFFERENT:
        return ("same_now" if different == 1 else "few_now"), different
    for back, scores in enumerate(cohort.priors, start=1):
        different = np.unique(scores).size
        low, high = cohort.knots[back - 1].boundaries
        if different == 1:
            return "same_before", back
        if different < DIFFERENT or scores.min() < low or scores.max() > high:
            return "few_before", back
    return None


@contextmanager
def workers_at(cluster: str) -> Iterator[None]:
    """Within, cohorts are spread over a Dask cluster: ``tcp://host:port`` of its scheduler; empty: nothing changes.

    Raises ImportError where Dask is not installed, OSError where no scheduler answers.
    """
    if not cluster:
        yield
        return
    import joblib  # late: only those who spread work need them
    from distributed import Client

    with Client(cluster, timeout=WAIT_SECONDS), joblib.parallel_config(backend="dask"):
        yield


def outcomes_of(
    cohorts: Iterable[Cohort], *, smallest: int = SMALLEST, verify: bool = False, workers: int = -1
) -> Iterator[Outcome]:
    """The outcomes of many cohorts, each as soon as it is there. ``workers``: -1 is one for each core.

    Cores of this machine are used by threads, as the loops need no interpreter; :func:`workers_at` chooses a cluster.
    """
    import joblib  # late: only those who spread work need it

    largest_first = sorted(cohorts, key=lambda cohort: -cohort.scores.size * cohort.order)
    parallel = joblib.Parallel(n_jobs=workers, prefer="threads", return_as="generator_unordered", batch_size=1)
    yield from parallel(joblib.delayed(outcome_of)(cohort, smallest, verify) for cohort in largest_first)
