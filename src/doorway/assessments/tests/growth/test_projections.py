"""What growth would be needed: the answers of R, a plain computation beside ours, and what must hold for every student.

``r_projections.csv`` holds an invented district of four grades and three years and what R answered to it: quantiles by
``rq.fit.br`` of quantreg 5.94, splines by ``bs``, laid end to end as ``studentGrowthProjections`` of SGP 2.2 does.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from doorway.assessments.core.growth.cohorts import Cohort, SubjectScores, cohorts_of
from doorway.assessments.core.growth.percentiles import outcome_of
from doorway.assessments.core.growth.projections import (
    BEYOND,
    Ahead,
    Curves,
    Goal,
    Outlook,
    Start,
    curves_of,
    outlook,
    reliability_of,
)
from doorway.assessments.core.growth.splines import Knots
from doorway.assessments.tests.growth.made import cohort as made

HERE = Path(__file__).parent
YEAR = 2025
GOALS = {3: 395.0, 4: 425.0, 5: 450.0, 6: 478.0}
ERROR = 12.0
Curved = dict[tuple[int, int], Curves]


@pytest.fixture(scope="module")
def panel() -> pl.DataFrame:
    return pl.read_csv(HERE / "r_projections.csv", infer_schema_length=None)


@pytest.fixture(scope="module")
def scores(panel: pl.DataFrame) -> SubjectScores:
    long = pl.concat(
        panel.select(pl.col("ID"), pl.lit(YEAR - back).alias("YEAR"), pl.col("GRADE") - back, pl.col(name))
        .rename({name: "SCORE"})
        .drop_nulls()
        for back, name in enumerate(("NOW", "BEFORE", "EARLIER"))
    )
    return SubjectScores(
        "MATH",
        long["ID"].to_numpy().astype(np.int32),
        long["YEAR"].to_numpy().astype(np.int16),
        long["GRADE"].to_numpy().astype(np.int16),
        long["SCORE"].to_numpy().astype(np.float64),
    )


@pytest.fixture(scope="module")
def curves(scores: SubjectScores) -> Curved:
    found = {}
    for one in cohorts_of(scores, YEAR):
        coefficients = outcome_of(one, smallest=200).coefficients
        assert coefficients is not None
        found[one.grade, one.order] = curves_of(one, coefficients, ("m",) * (one.order + 1))
    return found


def goals_of(scores: SubjectScores) -> dict[int, Goal]:
    """The goals, and the range of what was scored in each grade."""
    found = {}
    for grade, score in GOALS.items():
        own = scores.scores[scores.grades == grade]
        found[grade] = Goal("m", score, float(own.min()), float(own.max()))
    return found


def start_of(rows: pl.DataFrame, goals: dict[int, Goal], error: float = ERROR) -> Start:
    """Students of one grade with the same years."""
    grade = int(rows["GRADE"][0])
    names = [name for name in ("NOW", "BEFORE", "EARLIER") if rows[name].null_count() < rows.height]
    table = rows.select(names).to_numpy().T.astype(np.float64)
    students = rows["ID"].to_numpy().astype(np.int32)
    low, high = goals[grade].lowest, goals[grade].highest
    return Start(grade, students, table, ("m",) * len(names), error, low, high)


def groups(panel: pl.DataFrame) -> list[pl.DataFrame]:
    """The students by grade and number of years."""
    years = pl.sum_horizontal(pl.col("NOW", "BEFORE", "EARLIER").is_not_null())
    parts = panel.with_columns(years.alias("YEARS")).partition_by("GRADE", "YEARS", maintain_order=True)
    return [part for part in parts if int(part["GRADE"][0]) < 6]


def test_what_is_needed_is_what_r_answers(panel: pl.DataFrame, scores: SubjectScores, curves: Curved) -> None:
    goals, compared = goals_of(scores), 0
    for rows in groups(panel):
        found = outlook(start_of(rows, goals), curves, goals)
        assert found is not None
        assert [one.grade for one in found.years] == list(range(int(rows["GRADE"][0]) + 1, 7))
        for place, one in enumerate(found.years, start=1):
            assert one.needed.tolist() == rows[f"YEAR_{place}"].to_list()
            compared += one.needed.size
    assert compared == 310 * (3 + 2 + 1)


def plainly(history: list[float], steps: list[Curves], goals: dict[int, Goal]) -> list[int]:
    """The same for one student, share by share and spline by spline, with nothing of ours but the curves."""

    def height(score: float, knots: Knots, coefficients: NDArray[np.float64]) -> float:
        low, high = knots.boundaries
        line = [low] * 4 + sorted(knots.inner) + [high] * 4
        return float(BSpline(line, [0.0, *coefficients], 3)(min(max(score, low), high)))

    paths, answers = [list(history) for _share in range(100)], []
    for one in steps:
        goal, out = goals[one.grade], []
        for share, path in enumerate(paths):
            value = one.coefficients[share][0] + sum(
                height(path[place], knots, one.coefficients[share][1 + 7 * place : 8 + 7 * place])
                for place, knots in enumerate(one.knots)
            )
            out.append(round(min(max(value, goal.lowest), goal.highest), 5))
        out.sort()
        answers.append(next((share for share, value in enumerate(out, start=1) if value >= goal.score), BEYOND))
        paths = [[value, *path] for value, path in zip(out, paths, strict=True)]
    return answers


def test_a_plain_computation_says_the_same(panel: pl.DataFrame, scores: SubjectScores, curves: Curved) -> None:
    goals = goals_of(scores)
    # Fifth graders with three years: of the sixth grade the curves of two years before. Fourth graders with two.
    chains = {3: [curves[4, 1], curves[5, 2], curves[6, 2]], 4: [curves[5, 2], curves[6, 2]], 5: [curves[6, 2]]}
    for rows in groups(panel):
        start = start_of(rows, goals)
        if len(start.scores) != min(3, start.grade - 2):
            continue
        found = outlook(start, curves, goals)
        assert found is not None
        for student in range(0, start.students.size, 29):
            expected = plainly([float(value) for value in start.scores[:, student]], chains[start.grade], goals)
            assert [int(one.needed[student]) for one in found.years] == expected


def test_the_range_holds_the_answer_and_widens_with_the_errors(
    panel: pl.DataFrame, scores: SubjectScores, curves: Curved
) -> None:
    goals = goals_of(scores)
    for rows in groups(panel):
        exact, blurred = (outlook(start_of(rows, goals, error), curves, goals) for error in (0.0, ERROR))
        assert exact is not None
        assert blurred is not None
        for sharp, wide in zip(exact.years, blurred.years, strict=True):
            assert (sharp.needed == wide.needed).all()
            assert (wide.low <= wide.needed).all()
            assert (wide.high >= wide.needed).all()
            assert (wide.low <= sharp.low).all()
            assert (wide.high >= sharp.high).all()
            assert wide.low.min() >= 1
            assert wide.high.max() <= BEYOND
        middle = np.abs(blurred.years[0].needed - 50) < 25
        # Even with a perfect test the curves of 310 students are not sure.
        assert ((exact.years[0].high - exact.years[0].low)[middle] >= 2).all()
        assert (blurred.years[0].high - blurred.years[0].low)[middle].mean() > 20


def test_below_the_goal_the_least_counts_and_above_it_the_most(
    panel: pl.DataFrame, scores: SubjectScores, curves: Curved
) -> None:
    goals = goals_of(scores)
    found = outlook(start_of(groups(panel)[0], goals), curves, goals)
    assert found is not None
    needed = np.stack([one.needed for one in found.years])
    assert found.is_there.tolist() == (found.start.scores[0] >= GOALS[3]).tolist()
    assert 0 < found.is_there.sum() < found.is_there.size
    expected = np.where(found.is_there, needed.max(axis=0), needed.min(axis=0))
    assert found.of("needed").tolist() == expected.tolist()


def test_a_higher_score_never_needs_much_more(panel: pl.DataFrame, scores: SubjectScores, curves: Curved) -> None:
    """Splines may bend, but who scored 40 points more needs no more growth for the same goal."""
    goals = goals_of(scores)
    rows = groups(panel)[0]
    start = start_of(rows, goals)
    lifted = Start(3, start.students, np.clip(start.scores + 40, start.lowest, start.highest), ("m",), 0.0,
                   start.lowest, start.highest)  # fmt: skip
    before, after = outlook(start, curves, goals), outlook(lifted, curves, goals)
    assert before is not None
    assert after is not None
    inside = (start.scores[0] > 340) & (start.scores[0] < 440)
    assert (after.years[0].needed[inside] < before.years[0].needed[inside]).all()


def test_adding_points_to_all_scores_changes_nothing(panel: pl.DataFrame, scores: SubjectScores) -> None:
    def answers(more: float) -> list[list[int]]:
        moved = SubjectScores("MATH", scores.students, scores.years, scores.grades, scores.scores + more)
        goals = {
            grade: Goal("m", goal.score + more, goal.lowest + more, goal.highest + more)
            for grade, goal in goals_of(scores).items()
        }
        found: Curved = {}
        for one in cohorts_of(moved, YEAR):
            coefficients = outcome_of(one, smallest=200).coefficients
            assert coefficients is not None
            found[one.grade, one.order] = curves_of(one, coefficients, ("m",) * (one.order + 1))
        rows = groups(panel)[0].with_columns(pl.col("NOW") + more)
        ahead = outlook(start_of(rows, goals), found, goals)
        assert ahead is not None
        return [[*one.needed.tolist(), *one.low.tolist(), *one.high.tolist()] for one in ahead.years]

    assert answers(0.0) == answers(512.0)


def lone(scale: str, goal_scale: str, curve_scales: tuple[str, ...], curves: Curved) -> Outlook | None:
    """One third grader on a scale, with curves and a goal on maybe others."""
    one = curves[4, 1]
    other = Curves(4, 1, one.students, curve_scales, one.knots, one.coefficients, one.inverse)
    start = Start(3, np.array([0], np.int32), np.array([[380.0]]), (scale,), 5.0, 250.0, 600.0)
    goals = {3: Goal(scale, 395.0, 250.0, 600.0), 4: Goal(goal_scale, 425.0, 250.0, 600.0)}
    return outlook(start, {(4, 1): other}, goals)


def test_curves_of_another_scale_are_never_laid_on(curves: Curved) -> None:
    assert lone("m", "m", ("m", "m"), curves) is not None
    assert lone("new", "m", ("m", "m"), curves) is None
    assert lone("m", "new", ("m", "m"), curves) is None
    assert lone("m", "m", ("m", "old"), curves) is None
    assert lone("m", "new", ("new", "m"), curves) is not None


def test_the_way_ends_where_a_goal_is_not_known(panel: pl.DataFrame, scores: SubjectScores, curves: Curved) -> None:
    goals = goals_of(scores)
    del goals[5]
    found = outlook(start_of(groups(panel)[0], goals), curves, goals)
    assert found is not None
    assert [one.grade for one in found.years] == [4]
    del goals[4]
    assert outlook(start_of(groups(panel)[0], goals), curves, goals) is None


def test_who_no_curve_brings_there_is_beyond(curves: Curved) -> None:
    start = Start(3, np.array([0], np.int32), np.array([[260.0]]), ("m",), 5.0, 250.0, 600.0)
    found = outlook(start, curves, {3: Goal("m", 395.0, 250.0, 600.0), 4: Goal("m", 560.0, 250.0, 600.0)})
    assert found is not None
    ahead: Ahead = found.years[0]
    assert (ahead.needed.tolist(), ahead.high.tolist()) == ([BEYOND], [BEYOND])


def test_the_reliability_of_a_made_test_is_found_again() -> None:
    """The invented tests have an error of 0.3 beside an ability whose spread stays near 1: about 0.92."""
    priors, now, knots = made(5, 20_000, 2)
    students = np.arange(now.size, dtype=np.int32)
    found = reliability_of(Cohort("M", YEAR, 6, 2, students, now, priors, tuple(knots)))
    assert found == pytest.approx(1 / (1 + 0.3**2), abs=0.02)
    assert reliability_of(Cohort("M", YEAR, 6, 1, students, now, priors[:1], tuple(knots[:1]))) is None
    upside_down = Cohort("M", YEAR, 6, 2, students, -now, priors, tuple(knots))
    assert reliability_of(upside_down) is None


def test_where_all_have_one_score_nobody_knows_how_well_it_measures() -> None:
    priors, now, knots = made(5, 400, 2)
    students = np.arange(now.size, dtype=np.int32)
    for changed in (
        (np.full(now.size, 500.0), priors),
        (now, np.vstack([np.full(now.size, 500.0), priors[1:]])),
        (now, np.vstack([priors[:1], np.full(now.size, 500.0)])),
    ):
        assert reliability_of(Cohort("M", YEAR, 6, 2, students, *changed, tuple(knots))) is None
