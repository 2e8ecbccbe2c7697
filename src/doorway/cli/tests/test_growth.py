"""``doorway growth percentiles`` on files: what it writes, what it says, and how it ends."""

from __future__ import annotations

import csv
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``
from doorway.assessments.core.growth import percentiles
from doorway.assessments.tests.growth.made import cohort
from doorway.cli.app import app, console
from doorway.cli.commands import growth


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are not broken over lines."""
    monkeypatch.setattr(console, "_width", 300)


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """Grades 3 to 5 of reading and math, 400 students a grade, and a row that cannot be used."""
    lines = ["ID,YEAR,GRADE,SUBJECT,SCALE_SCORE"]
    for number, subject in enumerate(("READING", "MATH")):
        for grade in (4, 5):
            priors, now, _knots = cohort(10 * number + grade, 400, grade - 3)
            for back, column in enumerate([now, *priors]):
                lines += [
                    f"{grade}{i:03},{2025 - back},{grade - back},{subject},{one:g}" for i, one in enumerate(column)
                ]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([*lines, "5000,2022,2,MATH,<200", ""]), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["growth", "percentiles", *map(str, arguments)])


def test_percentiles_of_all_subjects_are_written_and_the_row_is_named(scores: Path, tmp_path: Path) -> None:
    result = run(scores, "--year", 2025, "-o", tmp_path / "out.csv", "--verify")
    assert result.exit_code == 0, result.output
    assert "row 4002: “<200” is not a number. Write digits only, without signs like % or <." in result.output
    assert "1,600 percentiles written" in result.output
    assert "proven to" in result.output
    with (tmp_path / "out.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {(row["SUBJECT"], row["GRADE"], row["SGP_ORDER"], row["COHORT_SIZE"]) for row in rows} == {
        (subject, *rest) for subject in ("MATH", "READING") for rest in (("4", "1", "400"), ("5", "2", "400"))
    }
    assert all(1 <= int(row["SGP"]) <= 99 for row in rows)
    means = np.mean([int(row["SGP"]) for row in rows])
    assert 47 < means < 53


def test_a_hundred_curves_need_a_hundred_students(scores: Path, tmp_path: Path) -> None:
    result = run(scores, "--year", 2025, "--smallest", 99, "-o", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--year", 2031), "The file has no scores of 2031. It has scores of: 2023, 2024, 2025."),
        (("--year", 2025, "--subject", "ELA"), "The file names its subjects itself"),
        (("--year", 2025, "--smallest", 500), "too few students: at least 500 are needed"),
        (("--year", 2025, "--cluster", "tcp://127.0.0.1:9"), "No Dask scheduler answers at tcp://127.0.0.1:9."),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_computed_ends_with_a_sentence(
    scores: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], sentence: str
) -> None:
    monkeypatch.setattr(percentiles, "WAIT_SECONDS", 1)
    result = run(scores, *arguments, "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_that_is_not_there_is_said_before_anything_is_read(scores: Path, tmp_path: Path) -> None:
    result = run(scores, "--year", 2025, "-o", tmp_path / "nowhere" / "out.csv")
    assert result.exit_code == 1
    assert "There is no folder" in result.output


def test_what_was_left_out_stands_whole_in_a_file_beside_the_output(scores: Path, tmp_path: Path) -> None:
    with scores.open("a", encoding="utf-8") as handle:
        handle.writelines(f"6{i:03},2025,5,MATH,absent\n" for i in range(30))
    result = run(scores, "--year", 2025, "-o", tmp_path / "out.csv")
    assert "and 11 more, in" in result.output
    assert len((tmp_path / "out.csv.left-out.txt").read_text(encoding="utf-8").splitlines()) == 31


def test_a_first_run_says_that_it_compiles(scores: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doorway.assessments.core.growth import compiling

    monkeypatch.setattr(compiling, "is_ready", lambda: False)
    assert "compiled for its processor, once" in run(scores, "--year", 2025, "-o", tmp_path / "out.csv").output


def test_the_smallest_cohort_is_that_of_the_engine() -> None:
    from doorway.assessments.core.growth import percentiles

    assert growth.SMALLEST == percentiles.SMALLEST


def test_the_web_process_does_not_pay_for_it() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'doorway.config.settings'; django.setup(); "
        "import doorway.config.urls, doorway.cli.commands; "
        "print([name for name in ('numpy', 'numba', 'polars', 'joblib', 'distributed') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.fixture
def cluster() -> Iterator[str]:
    """A Dask cluster on this machine: a scheduler and two worker processes."""
    from distributed import LocalCluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as running:
            yield running.scheduler_address


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_percentiles(
    scores: Path, tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = run(scores, "--year", 2025, "-o", tmp_path / "here.csv")
    monkeypatch.setenv("DOORWAY_CLUSTER", cluster)
    there = run(scores, "--year", 2025, "-o", tmp_path / "there.csv")
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
