"""A whole state in one command: ``python -m bench.growth.state`` (or ``make bench ONLY=state``).

650,000 tested students in grades 3 to 10, three subjects, five years of scores: some ten million rows. Invented,
written as a file, and given to ``doorway growth percentiles`` as a person would; what counts is that program's clock,
its processor time and the most memory it held. ``--cluster`` computes them again over a Dask scheduler with two workers
on this machine, and compares the files byte for byte.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from bench.growth.cohorts import GRADES, YEAR, scores_of

STUDENTS = 650_000
SUBJECTS = ("READING", "MATH", "SCIENCE")
BAR_SECONDS, BAR_MEGABYTES = 600, 4_096


@dataclass(frozen=True)
class Run:
    """What a command needed: seconds on the clock and of the processor, and the most memory of all its processes."""

    seconds: float
    processor: float
    megabytes: float


def main() -> int:
    """Measure, print; 1 when a bar is missed or the cluster answers otherwise."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="doorway-state-", dir=asked.folder) as name:
        folder = Path(name)
        path = asked.file or folder / "scores.csv"
        if not path.exists():
            rows = write_state(path, asked.students, asked.seed)
            size = path.stat().st_size / 1e6
            print(f"{rows:,} rows of {asked.students:,} students a year, {size:,.0f} MB", flush=True)
        here = run_measured(_command(path, folder / "here.csv"))
        _say("this machine", here)
        missed = here.seconds > BAR_SECONDS or here.megabytes > BAR_MEGABYTES
        if asked.cluster:
            with two_workers() as address:
                there = run_measured(_command(path, folder / "there.csv", "--cluster", address))
            _say("a cluster of two workers", there)
            same = (folder / "here.csv").read_bytes() == (folder / "there.csv").read_bytes()
            print("the same percentiles" if same else "OTHER percentiles", flush=True)
            missed |= not same
        print(f"the bar is {BAR_SECONDS} s and {BAR_MEGABYTES:,} MB: {'missed' if missed else 'reached'}")
        print(f"The machine: {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.")
    return int(missed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth.state", description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS, help="with a score in a subject this year")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cluster", action="store_true", help="over a Dask cluster, too")
    parser.add_argument("--file", type=Path, help="keep the scores in this file, or take it where it is there")
    parser.add_argument("--folder", type=Path, help="for the other files; else where the system keeps such")
    return parser.parse_args()


def write_state(path: Path, students: int, seed: int) -> int:
    """Write the scores of a state with so many tested students a year; returns the rows.

    The subjects are of the same students: what one says of a student, the others mostly say too.
    """
    reading = scores_of(students // len(GRADES), seed, GRADES)
    middle = 430 + 25 * reading.grades
    dice = np.random.default_rng(seed + 1)
    rows = 0
    with path.open("wb") as out:
        for number, subject in enumerate(SUBJECTS):
            points = reading.scores
            if number:
                away = (reading.scores - middle) / 55
                own = 0.8 * away + dice.normal(0, 0.6, away.size)
                points = (300 * number + 20 * reading.grades + 40 * own).round()
            table = pl.DataFrame(
                {
                    "ID": reading.students.astype(np.int64) + 1_000_000,
                    "SUBJECT": pl.repeat(subject, points.size, eager=True),
                    "YEAR": reading.years,
                    "GRADE": reading.grades,
                    "SCALE_SCORE": points.astype(np.int32),
                }
            )
            # As files of a state come: by no order of ours.
            table.sample(fraction=1.0, shuffle=True, seed=seed).write_csv(out, include_header=not number)
            rows += table.height
    return rows


def _command(path: Path, output: Path, *more: str) -> list[str]:
    program = shutil.which("doorway", path=str(Path(sys.executable).parent)) or "doorway"
    return [program, "growth", "percentiles", str(path), "--year", str(YEAR), "-o", str(output), *more]


def run_measured(command: Sequence[str]) -> Run:
    """Run a command to its end; SystemExit where it fails.

    Memory is that of the program itself at its fullest, as the system counts it: it starts no others.
    """
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = "" if process.stdout is None else process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said)
    print(said.rstrip().splitlines()[-1], flush=True)
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def two_workers() -> Iterator[str]:
    """A Dask scheduler with two worker processes on this machine; its address."""
    from distributed import LocalCluster  # late: only who asks for it needs it

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster.scheduler_address


def _say(where: str, run: Run) -> None:
    print(
        f"{where}: {run.seconds:.1f} s on the clock, {run.processor:.1f} s of processor, "
        f"at most {run.megabytes:,.0f} MB", flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
