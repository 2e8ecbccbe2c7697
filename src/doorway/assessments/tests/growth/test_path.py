"""Every quantile is a best fit: by a solver of linear programs, by its own proof, whatever the order of the rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.interpolate import BSpline
from scipy.optimize import linprog

from doorway.assessments.core.growth.certificate import certify, loss
from doorway.assessments.core.growth.path import TAUS, CannotFit, quantile_path
from doorway.assessments.core.growth.splines import Knots, dense_basis, dense_design, knots_of, rounded
from doorway.assessments.core.growth.start import gram
from doorway.assessments.core.growth.walk import walk
from doorway.assessments.tests.growth.made import cohort

SEEDS = st.integers(0, 10_000)
STEPS = st.sampled_from([1.0, 10.0, 20.0, 0.01])


def least_loss(matrix: NDArray[np.float64], scores: NDArray[np.float64], tau: float) -> float:
    """The optimum of the linear program, by HiGHS: the dual, with its weights between tau - 1 and tau."""
    found = linprog(-scores, A_eq=matrix.T, b_eq=np.zeros(matrix.shape[1]), bounds=(tau - 1.0, tau), method="highs")
    assert found.status == 0
    return -float(found.fun)


@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, students=st.integers(40, 90), years_before=st.integers(1, 2), step=STEPS)
def test_every_quantile_has_the_least_loss_there_is(seed: int, students: int, years_before: int, step: float) -> None:
    priors, scores, knots = cohort(seed, students, years_before, step)
    matrix = dense_design(priors, knots)
    if np.linalg.matrix_rank(matrix / np.maximum(np.linalg.norm(matrix, axis=0), 1e-300)) < matrix.shape[1]:
        with pytest.raises(CannotFit, match="singular"):
            quantile_path(priors, scores, knots)
        return
    path = quantile_path(priors, scores, knots)
    for tau, coefficients in zip(TAUS, path.coefficients, strict=True):
        # As near as HiGHS itself comes, which lets its weights miss their constraints by 1e-7. Exactness is the
        # certificate's, in the next test.
        least = least_loss(matrix, scores, tau)
        assert loss(scores - matrix @ coefficients, tau) == pytest.approx(least, rel=1e-7, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, students=st.integers(60, 600), years_before=st.integers(1, 4), step=STEPS)
def test_every_quantile_is_proven_apart_from_the_walk(seed: int, students: int, years_before: int, step: float) -> None:
    priors, scores, knots = cohort(seed, students, years_before, step)
    path = quantile_path(priors, scores, knots, keep_sides=True)
    matrix = dense_design(priors, knots)
    assert path.sides is not None
    for tau, *found in zip(path.taus, path.coefficients, path.bases, path.sides, strict=True):
        assert certify(matrix, scores, tau, *found).worst < 1e-8


def test_a_certificate_does_not_hold_for_other_coefficients() -> None:
    priors, scores, knots = cohort(3, 200, 1)
    path = quantile_path(priors, scores, knots, keep_sides=True)
    assert path.sides is not None
    wrong = path.coefficients[30].copy()
    wrong[2] += 0.01
    found = certify(dense_design(priors, knots), scores, TAUS[30], wrong, path.bases[30], path.sides[30])
    assert found.worst > 1e-8
    other_tau = certify(
        dense_design(priors, knots), scores, TAUS[31], path.coefficients[30], path.bases[30], path.sides[30]
    )
    assert other_tau.worst > 1e-8


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, years_before=st.integers(1, 3), step=STEPS)
def test_the_order_of_the_students_changes_nothing(seed: int, years_before: int, step: float) -> None:
    priors, scores, knots = cohort(seed, 250, years_before, step)
    shuffled = np.random.default_rng(seed).permutation(scores.size)
    path = quantile_path(priors, scores, knots)
    again = quantile_path(priors[:, shuffled], scores[shuffled], knots)
    assert (path.below[shuffled] == again.below).all()
    assert (path.coefficients == again.coefficients).all()


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, years_before=st.integers(1, 3), more=st.sampled_from([-500.0, 1.0, 1000.0, 250_000.0]))
def test_a_constant_on_all_scores_changes_nothing(seed: int, years_before: int, more: float) -> None:
    priors, scores, knots = cohort(seed, 250, years_before)
    path = quantile_path(priors, scores, knots)
    moved = quantile_path(priors + more, scores + more, [knots_of(before) for before in priors + more])
    assert (path.below == moved.below).all()


def test_twins_change_nothing() -> None:
    priors, scores, knots = cohort(5, 300, 2)
    path = quantile_path(priors, scores, knots)
    twice = quantile_path(np.tile(priors, 2), np.tile(scores, 2), knots)
    assert (twice.below == np.tile(path.below, 2)).all()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("singular", lambda priors: np.vstack([priors[0], priors[0]])),
        ("singular", lambda priors: np.vstack([priors[0], priors[0] + 12.0])),
        ("singular", lambda priors: np.vstack([priors[0], np.round(priors[1] / 300.0) * 300.0])),
    ],
)
def test_what_the_scores_do_not_determine_is_refused(name: str, change: object) -> None:
    priors, scores, _knots = cohort(8, 400, 2)
    priors = change(priors)  # type: ignore[operator]
    with pytest.raises(CannotFit) as refused:
        quantile_path(priors, scores, [knots_of(before) for before in priors])
    assert refused.value.reason == name


def test_scores_that_the_splines_fit_exactly_are_refused() -> None:
    priors, _scores, knots = cohort(8, 400, 1)
    with pytest.raises(CannotFit):
        quantile_path(priors, np.full(400, 512.0), knots)


def test_fewer_students_than_coefficients_are_refused() -> None:
    priors, scores, knots = cohort(8, 400, 4)
    with pytest.raises(CannotFit):
        quantile_path(priors[:, :29], scores[:29], knots)


def test_the_splines_are_those_of_scipy() -> None:
    priors, _scores, knots = cohort(4, 500, 1)
    line = np.r_[[knots[0].boundaries[0]] * 4, knots[0].inner, [knots[0].boundaries[1]] * 4]
    theirs = BSpline.design_matrix(priors[0], line, 3).toarray()[:, 1:]
    assert np.abs(dense_basis(priors[0], knots[0]) - theirs).max() < 1e-14


def test_knots_that_coincide_are_fitted_all_the_same() -> None:
    priors, scores, _knots = cohort(6, 500, 1)
    knots = [Knots((560.0, 600.0, 600.0, 640.0), (100.0, 1000.0))]
    path = quantile_path(priors, scores, knots, keep_sides=True)
    matrix = dense_design(priors, knots)
    assert path.sides is not None
    for tau, *found in zip(path.taus, path.coefficients, path.bases, path.sides, strict=True):
        assert certify(matrix, scores, tau, *found).worst < 1e-8


def test_knots_are_rounded_as_r_rounds() -> None:
    assert [rounded(x, d) for x, d in [(0.15, 1), (0.25, 1), (2.675, 2), (526.2, 3), (-1.5, 0), (85.5, 3)]] == [
        0.1, 0.2, 2.67, 526.2, -2.0, 85.5,
    ]  # fmt: skip


def test_the_loops_are_compiled_once_for_all_cohorts() -> None:
    for years_before in (1, 2, 5):
        priors, scores, knots = cohort(9, 300, years_before)
        priors.flags.writeable = scores.flags.writeable = False
        quantile_path(priors, scores, knots)
    assert len(walk.signatures) == 1  # type: ignore[attr-defined]
    assert len(gram.signatures) == 1  # type: ignore[attr-defined]
