"""``python -m bench.growth``: a subject-year and a large cohort, by R and by the engine; ends with 1 below a bar."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.growth.cohorts import one_large, subject_year
from bench.growth.pairs import HOW_TO_GET_R, NoQuantreg, Pair, Quantreg, compare, fit_ours
from rich import box
from rich.console import Console
from rich.table import Table

from doorway.assessments.core.growth.cohorts import Cohort, cohorts_of
from doorway.assessments.core.growth.files import read_scores
from doorway.assessments.core.growth.path import compile_loops
from doorway.assessments.core.growth.percentiles import outcomes_of

STUDENTS, LARGE = 5_000, 50_000
YEAR_TIMES, LARGE_TIMES = 40.0, 100.0
console = Console(width=None if sys.stdout.isatty() else 120)


def main() -> int:
    """Fit, compare, print; 1 when a bar is missed or a percentile differs."""
    asked = _arguments()
    with console.status("Compiling"):
        compile_loops()
    try:
        quantreg = Quantreg()
    except NoQuantreg:
        console.print("R with the package quantreg is not installed, so there is nothing to compare with.")
        console.print(HOW_TO_GET_R, markup=False, soft_wrap=True)
        quantreg = None
    good = True
    if asked.only != "large":
        good &= _subject_year(_cohorts(asked), quantreg)
    if asked.only != "year":
        good &= _large(one_large(asked.large, asked.seed), quantreg)
    if quantreg is not None:
        console.print(f"{quantreg.version}. The machine: {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.")
        quantreg.close()
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--only", choices=("year", "large"), help="one of the two")
    parser.add_argument("--students", type=int, default=STUDENTS, help="in a grade of the invented subject-year")
    parser.add_argument("--large", type=int, default=LARGE, help="in the large cohort")
    parser.add_argument("--scores", type=Path, help="a score file in place of the invented subject-year")
    parser.add_argument("--year", type=int, default=2025, help="of the score file")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _cohorts(asked: argparse.Namespace) -> list[Cohort]:
    if asked.scores is None:
        return subject_year(asked.students, asked.seed)
    return [cohort for one in read_scores(asked.scores).subjects for cohort in cohorts_of(one, asked.year)]


def _on_all_cores(cohorts: Sequence[Cohort]) -> float:
    """Seconds on the clock for all of them as the product computes them; the better of two."""
    found = []
    for _ in range(2):
        began = time.perf_counter()
        for _outcome in outcomes_of(cohorts):
            pass
        found.append(time.perf_counter() - began)
    return min(found)


def _subject_year(cohorts: list[Cohort], quantreg: Quantreg | None) -> bool:
    """All grades and orders of a subject."""
    console.print(f"\n[bold]One subject and year[/bold]: {len(cohorts)} cohorts, 100 quantiles each")
    if quantreg is None:
        console.print(f"Doorway on all cores: {_on_all_cores(cohorts):.2f} s")
        return True
    table = _table()
    pairs = []
    for cohort in cohorts:
        pairs.append(compare(cohort, quantreg))
        _add(table, pairs[-1])
    console.print(table)
    together = _on_all_cores(cohorts)
    theirs = sum(pair.theirs for pair in pairs)
    _say_sum(pairs)
    console.print(f"On all cores Doorway takes {together:.2f} s: {theirs / together:.0f} times as fast as R.")
    return _judge("the subject-year on one core", theirs / sum(pair.ours for pair in pairs), YEAR_TIMES, pairs)


def _large(cohort: Cohort, quantreg: Quantreg | None) -> bool:
    """One large cohort."""
    console.print(f"\n[bold]One large cohort[/bold]: {cohort.scores.size:,} students, {cohort.order} years before")
    if quantreg is None:
        console.print(f"Doorway on one core: {fit_ours(cohort)[0]:.2f} s")
        return True
    with console.status("R is at it; this takes minutes"):
        pair = compare(cohort, quantreg)
    table = _table()
    _add(table, pair)
    console.print(table)
    return _judge("the large cohort on one core", pair.theirs / pair.ours, LARGE_TIMES, [pair])


def _table() -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for heading in (
        "grade", "years before", "students", "R s", "Doorway s", "times", "R cpu s", "Doorway cpu s", "times", "same"
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    return table


def _add(table: Table, pair: Pair) -> None:
    table.add_row(
        str(pair.grade), str(pair.order), f"{pair.students:,}",
        f"{pair.theirs:.2f}", f"{pair.ours:.3f}", f"{pair.theirs / pair.ours:.0f}",
        f"{pair.theirs_processor:.2f}", f"{pair.ours_processor:.3f}",
        f"{pair.theirs_processor / pair.ours_processor:.0f}", f"{100 * pair.same / pair.students:.3f} %",
    )  # fmt: skip


def _say_sum(pairs: Sequence[Pair]) -> None:
    theirs, ours = sum(pair.theirs for pair in pairs), sum(pair.ours for pair in pairs)
    processors = sum(p.theirs_processor for p in pairs), sum(p.ours_processor for p in pairs)
    console.print(
        f"Together: R {theirs:.1f} s, Doorway on one core {ours:.2f} s: {theirs / ours:.0f} times. "
        f"Of the processor: R {processors[0]:.1f} s, Doorway {processors[1]:.2f} s: "
        f"{processors[0] / processors[1]:.0f} times."
    )


def _judge(what: str, times: float, bar: float, pairs: Sequence[Pair]) -> bool:
    """Say what misses."""
    differ = sum(pair.students - pair.same for pair in pairs)
    if times < bar:
        console.print(f"[red]Missed: {what} is {times:.0f} times as fast as R, and should be {bar:.0f}.[/red]")
    if differ:
        console.print(f"[red]{differ:,} percentiles are not those of R.[/red]")
    return times >= bar and not differ


if __name__ == "__main__":
    raise SystemExit(main())
