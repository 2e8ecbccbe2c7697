"""``doorway growth school-year``: from the scores on file into the table of growth percentiles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from tests.world import World
from typer.testing import CliRunner, Result

import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``
from doorway.accounts import guards
from doorway.assessments.growth import running, stored
from doorway.assessments.models import GrowthPercentile, GrowthRun, Score
from doorway.assessments.tests.stored import YEAR, add_cohort
from doorway.cli.app import app, console


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are not broken over lines."""
    monkeypatch.setattr(console, "_width", 300)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["growth", "school-year", *map(str, arguments)])


def test_it_says_what_became_of_every_cohort_and_what_was_kept(world: World) -> None:
    add_cohort(world)
    with guards.lifted(connection):
        Score.objects.filter(school_year=YEAR - 2)[0].delete()

    result = run("2024-25")

    assert result.exit_code == 0, result.output
    assert [line.split()[:4] for line in result.output.splitlines() if line.startswith("math  ")] == [
        ["math", "6", "1", "330"],
        ["math", "6", "2", "329"],
    ]
    assert "2024-25: 330 percentiles new, 0 changed, 0 taken away, 0 as before" in result.output
    assert GrowthPercentile.objects.count() == 330
    assert "0 percentiles new, 0 changed, 0 taken away, 330 as before" in run(YEAR).output


def test_a_cohort_that_is_too_small_is_named_with_its_reason(world: World) -> None:
    add_cohort(world, 40)

    result = run("2024-25")

    assert result.exit_code == 0, result.output
    assert "no percentiles: too few students: at least 300 are needed" in result.output
    assert "math: 40 of 40 students have no percentile: 0 without a score the year before, 40 whose" in result.output
    assert not GrowthPercentile.objects.exists()


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2030-31", "No core tests of 2030-31 are on file. Take the scores in first: doorway import scores"),
        ("2024-26", "'2024-26' is not a school year. Write it like 2025-26."),
    ],
)
def test_a_year_without_scores_is_refused(world: World, year: str, said: str) -> None:
    add_cohort(world, 40)

    result = run(year)

    assert result.exit_code == 1
    assert said in result.output


def test_scores_that_change_meanwhile_stop_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add_cohort(world)
    first = Score.objects.filter(school_year=YEAR)[0]
    compute = running.cohorts_in

    def slowly(read: stored.Stored) -> object:
        first.tested_on = timezone.localdate()
        first.save()
        return compute(read)

    monkeypatch.setattr(running, "cohorts_in", slowly)
    result = run(YEAR)

    assert result.exit_code == 1
    assert "The scores changed while growth was computed. Nothing was written; start it again." in result.output
    assert not GrowthPercentile.objects.exists()


def test_results_of_one_day_that_differ_are_counted(world: World) -> None:
    add_cohort(world, 305)
    one = Score.objects.filter(school_year=YEAR)[0]
    one.pk, one.grade = None, "05"
    one._state.adding = True
    one.save()

    result = run(YEAR)

    assert "math: 1 students have two different results of one day in a year." in result.output
    assert "304 percentiles new" in result.output


def test_the_pages_know_of_it_and_two_at_once_are_refused(world: World) -> None:
    add_cohort(world, 40)
    assert run("2024-25").exit_code == 0
    done = GrowthRun.objects.get()
    assert (done.status, done.asked_by) == ("done", None)
    assert (done.cohorts[0]["reason"], done.cohorts[0]["smallest"]) == ("small", 300)

    GrowthRun.objects.update(status="working", beat_at=timezone.now())
    result = run("2024-25")

    assert result.exit_code == 1
    assert "The growth of this district is being computed already." in result.output


def test_ctrl_c_leaves_nobody_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add_cohort(world, 40)

    def stopped(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "keep_growth", stopped)
    assert run("2024-25").exit_code != 0
    assert (GrowthRun.objects.get().status, GrowthRun.objects.get().refused) == ("failed", "stopped")
    monkeypatch.undo()
    assert run("2024-25").exit_code == 0
