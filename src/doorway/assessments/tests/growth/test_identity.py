"""The percentiles are those of R, for every student at every order.

The small files here hold invented cohorts and what R answered to them (``rq.fit.br`` of quantreg 5.94 on ``bs`` of
splines, R 4.2.2). The large ones hold real records and are tested where they are at hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from doorway.assessments.core.growth import files
from doorway.assessments.core.growth.cohorts import cohorts_of
from doorway.assessments.core.growth.path import quantile_path
from doorway.assessments.core.growth.percentiles import outcomes_of
from doorway.assessments.core.growth.splines import knots_of

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["plain", "ties", "outliers"])
def test_invented_cohorts_get_the_percentiles_of_r(name: str) -> None:
    table = pl.read_csv(HERE / f"r_{name}.csv")
    priors = table.select(pl.col("^PRIOR_.*$")).to_numpy().T.astype(np.float64)
    path = quantile_path(priors, table["SCORE"].to_numpy().astype(np.float64), [knots_of(one) for one in priors])
    assert np.clip(path.below, 1, 99).tolist() == table["SGP"].to_list()


@pytest.fixture(scope="module")
def shared() -> Path:
    for folder in Path(__file__).resolve().parents:
        found = folder / "shared" / "data" / "growth"
        if found.is_dir():
            return found
    pytest.skip("The reference percentiles of R (shared/data/growth) are not on this machine.")


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_subject_gets_the_percentiles_of_sgp(shared: Path, year: int) -> None:
    scores = files.read_scores(shared / "scores_READING.csv.gz")
    outcomes = list(outcomes_of(cohorts_of(scores.subjects[0], year)))
    theirs = pl.read_csv(shared / f"sgp_READING_{year}.csv.gz", infer_schema=False)
    ours = files.percentile_table(scores.ids, outcomes).select(pl.all().cast(pl.String)).select(theirs.columns)
    assert ours.equals(theirs.with_columns(pl.all().replace("", None)))
    assert [outcome.undecided for outcome in outcomes] == [0] * len(outcomes)


@pytest.mark.parametrize("year", [2024, 2025])
def test_coefficients_are_those_of_r(shared: Path, year: int) -> None:
    scores = files.read_scores(shared / "scores_READING.csv.gz")
    theirs = pl.read_csv(shared / "coef_reading.csv.gz").filter(pl.col("YEAR") == year)
    worst = 0.0
    for outcome in outcomes_of(cohorts_of(scores.subjects[0], year)):
        own = (pl.col("GRADE") == outcome.grade) & (pl.col("ORDER") == outcome.order)
        table = theirs.filter(own).sort("ROW").select(pl.col("^t[0-9]+$")).to_numpy().T
        assert outcome.coefficients is not None
        worst = max(worst, float((np.abs(outcome.coefficients - table) / (1.0 + np.abs(table))).max()))
    assert worst < 1e-8  # they are written with 12 digits


def test_the_knots_are_those_of_sgp(shared: Path) -> None:
    scores = files.read_scores(shared / "scores_READING.csv.gz").subjects[0]
    theirs = {
        (row["GRADE"], row["ORDER"], row["PRIOR"]): (row["KNOTS"], row["BOUNDARIES"])
        for row in pl.read_csv(shared / "knots_READING_2025.csv").iter_rows(named=True)
    }
    ours = {
        (cohort.grade, cohort.order, prior): (
            " ".join(f"{value:g}" for value in knots.inner),
            " ".join(f"{value:g}" for value in knots.boundaries),
        )
        for cohort in cohorts_of(scores, 2025)
        for prior, knots in enumerate(cohort.knots, start=1)
    }
    assert ours == theirs
