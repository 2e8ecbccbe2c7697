"""Invented cohorts for the tests of growth percentiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from doorway.assessments.core.growth.splines import Knots, knots_of

Made = tuple[NDArray[np.float64], NDArray[np.float64], list[Knots]]


def cohort(seed: int, students: int, years_before: int, step: float = 1.0) -> Made:
    """Priors (k, n), most recent first, scores (n,) and knots; scores are multiples of ``step``."""
    rng = np.random.default_rng(seed)
    ability, years = rng.normal(0.0, 1.0, students), []
    for _ in range(years_before + 1):
        ability = 0.9 * ability + rng.normal(0.0, 0.43, students)
        years.append(np.round((600.0 + 60.0 * (ability + rng.normal(0.0, 0.3, students))) / step) * step)
    priors = np.stack(years[-2::-1])
    return priors, years[-1], [knots_of(scores) for scores in priors]
