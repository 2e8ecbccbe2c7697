"""The proof that coefficients are a best quantile regression, computed apart from the walk that found them.

Least loss is the optimum of a linear program. Its dual asks for weights between tau - 1 and tau, one for each row,
that balance every column of the design; the weighted sum of the scores is then a bound that no coefficients can beat.
Coefficients whose loss equals such a bound are best. The weights come from the walk: tau above the fit, tau - 1 below,
and for the basis rows what balances the columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Certificate:
    """How good a proof is, all shares of a whole and zero when perfect.

    ``gap``: loss above the bound, as a share of the loss. ``imbalance``: the most uneven column, as a share of its
    sum of sizes. ``excess``: the largest distance of a weight outside of tau - 1 to tau.
    """

    gap: float
    imbalance: float
    excess: float

    @property
    def worst(self) -> float:
        """The largest of the three; below 1e-8 it is rounding, and the coefficients are best."""
        return max(abs(self.gap), self.imbalance, self.excess)


def loss(residuals: NDArray[np.float64], tau: float) -> float:
    """The quantile loss of residuals (n,)."""
    return float(np.maximum(tau * residuals, (tau - 1.0) * residuals).sum())


def certify(
    matrix: NDArray[np.float64],
    scores: NDArray[np.float64],
    tau: float,
    coefficients: NDArray[np.float64],
    basis: NDArray[np.int64],
    sides: NDArray[np.int8],
) -> Certificate:
    """Prove the coefficients (p,) of ``scores`` (n,) on ``matrix`` (n, p).

    ``basis``: (p,) rows that are fitted exactly; ``sides``: (n,) 1 above, -1 below, which also says where rows count
    that are fitted exactly beside the basis.
    """
    weights = np.where(sides > 0, tau, tau - 1.0)
    weights[basis] = 0.0
    weights[basis] = np.linalg.solve(matrix[basis].T, -(matrix.T @ weights))
    imbalance = float((np.abs(matrix.T @ weights) / np.abs(matrix).sum(0)).max())
    excess = float(max((weights - tau).max(), (tau - 1.0 - weights).max(), 0.0))
    least = loss(scores - matrix @ coefficients, tau)
    gap = (least - float(weights @ scores)) / max(least, 1e-9 * float(np.abs(scores).max()), 1e-300)
    return Certificate(gap, imbalance, excess)
