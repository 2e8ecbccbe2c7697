"""``doorway growth``: growth percentiles of a file of scores, or of a school year on file."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from doorway.accounts.errors import Refusal
from doorway.assessments.growth_sentences import cohort_sentence, file_sentence, row_sentence
from doorway.cli.app import app, console
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.config import env
from doorway.policy.packs import year_ending, year_text

if TYPE_CHECKING:
    from doorway.assessments.core.growth.cohorts import Cohort, SubjectScores
    from doorway.assessments.core.growth.files import ScoreFile
    from doorway.assessments.core.growth.percentiles import Outcome
    from doorway.assessments.growth.running import Tell
    from doorway.assessments.growth.stored import Stored
    from doorway.assessments.models import GrowthRun

growth = typer.Typer(no_args_is_help=True, help="Where students stand among those with the same scores before.")
app.add_typer(growth, name="growth")

SHOWN = 20
SMALLEST = 300  # of core.growth.percentiles, which this module must not load
# Of fewer students than that the hundred curves run through single ones, and a percentile says nothing.
LEAST = 100


@growth.callback()
def _group() -> None:
    """Where students stand among those with the same scores before."""


@growth.command()
def percentiles(
    path: Annotated[Path, typer.Argument(help="CSV (or .csv.gz): ID, YEAR, GRADE, SCALE_SCORE and maybe SUBJECT.")],
    year: Annotated[int, typer.Option(help="The year in which the school year ends: 2025 for 2024-25.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; .gz at the end packs it.")],
    subject: Annotated[str, typer.Option(help="Of all rows, where the file has no SUBJECT column.")] = "",
    smallest: Annotated[int, typer.Option(min=LEAST, help="A cohort of fewer gets no percentiles.")] = SMALLEST,
    lowest: Annotated[float, typer.Option(help="The lowest possible score; rows below it are left out.")] = -math.inf,
    highest: Annotated[float, typer.Option(help="The highest possible score; rows above it are left out.")] = math.inf,
    years_before: Annotated[int, typer.Option(min=1, help="Use no more years before than these.")] = 99,
    verify: Annotated[bool, typer.Option("--verify", help="Prove every quantile again by another way.")] = False,
    workers: Annotated[int, typer.Option(help="Cohorts at a time; -1 is one for each core.")] = -1,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler, tcp://host:port; else DOORWAY_CLUSTER.")] = "",
) -> None:
    """Compute student growth percentiles by the method of the R package SGP, with the same answers.

    Rows that cannot be used are left out and listed with their reasons. Ends with 1 when nothing was written.
    """
    from doorway.assessments.core.growth import cohorts, files  # late: no other command pays for them

    began = time.monotonic()
    try:
        if not output.absolute().parent.is_dir():
            raise files.FileProblem("no_output_folder", name=str(output.parent))
        with console.status("Reading the scores"):
            scores = files.read_scores(path, subject, lowest=lowest, highest=highest)
        _report_rows(scores, output)
        found = [cohort for one in scores.subjects for cohort in cohorts.cohorts_of(one, year, years_before)]
        _refuse_nothing(scores, year)
        _prepare()
        outcomes = _compute(found, smallest, verify, workers, cluster or env.value("DOORWAY_CLUSTER"))
    except files.FileProblem as problem:
        console.print(file_sentence(problem.code, problem.values), markup=False)
        raise typer.Exit(1) from None
    table = files.percentile_table(scores.ids, outcomes)
    _report_cohorts(outcomes, smallest)
    if not table.height:
        console.print("No cohort has percentiles, so nothing was written.")
        raise typer.Exit(1)
    files.write_table(table, output)
    _report_students(scores.subjects, year, outcomes)
    console.print(f"{table.height:,} percentiles written to {output} ({time.monotonic() - began:.1f} s).", markup=False)


@growth.command("school-year")
def school_year(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="The school year: 2025-26, or 2026 in which it ends.")],
    smallest: Annotated[int, typer.Option(min=LEAST, help="A cohort of fewer gets no percentiles.")] = SMALLEST,
    workers: Annotated[int, typer.Option(help="Cohorts at a time; -1 is one for each core.")] = -1,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler, tcp://host:port; else DOORWAY_CLUSTER.")] = "",
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Compute the growth percentiles of a school year from the core tests on file, and what growth would be needed.

    They replace those of an earlier run as a whole, or nothing changes. The state's percentiles stay as they are.
    """
    from doorway.assessments.growth import ledger, running

    began = time.monotonic()
    owner = district_named(district)
    cluster = cluster or env.value("DOORWAY_CLUSTER")
    try:
        ends = year_ending(year)
    except ValueError as error:
        refuse(str(error))
    try:
        run = ledger.begin_at_once(district=owner, year=ends, now=timezone.now())
        with ledger.writing(run) as write, _said_aloud(write) as tell:
            grown = running.grow(owner, ends, tell=tell, smallest=smallest, workers=workers, cluster=cluster)
            ledger.finish(run, grown)
    except ImportError:
        refuse(file_sentence("no_dask", {}))
    except OSError:
        if not cluster:
            raise
        refuse(file_sentence("no_cluster", {"address": cluster}))
    except Refusal as refusal:
        refuse(str(refusal))
    scores, outcomes, kept = grown.stored, list(grown.outcomes), grown.kept
    _report_left_out(scores)
    _report_cohorts(outcomes, smallest)
    _report_students([one.scores for one in scores.subjects], ends, outcomes)
    console.print(
        f"{year_text(ends)}: {kept.created:,} percentiles new, {kept.changed:,} changed, {kept.removed:,} taken away, "
        f"{kept.unchanged:,} as before. For {kept.projections:,} results it is known what growth the goal would take "
        f"({time.monotonic() - began:.1f} s).",
        markup=False,
        soft_wrap=True,
    )


@growth.command()
def asked() -> None:
    """Compute what somebody asked for in the browser, one school year after the other, and end.

    ``doorway tick --every`` starts it by itself, as a process beside the mail.
    """
    from doorway.assessments.growth.ledger import compute_next  # late: not while the commands are collected

    while (run := compute_next()) is not None:
        console.print(said_of(run), markup=False)


def said_of(run: GrowthRun) -> str:
    """How a run ended, in a line."""
    return f"growth of {year_text(run.school_year)}: {run.get_status_display().lower()}, {run.percentiles} percentiles"


@contextmanager
def _said_aloud(write: Tell) -> Iterator[Tell]:
    """Within, what is being done stands on the screen, the cohorts as a bar; ``write`` hears of it too."""

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(stage: GrowthRun.Stage, done: int, of: int) -> None:
            progress.update(task, description=str(stage.label), completed=done, total=of or None)
            write(stage, done, of)

        yield tell


def _report_left_out(scores: Stored) -> None:
    """Scores on file that no cohort uses."""
    for one in scores.subjects:
        subject = one.scores.subject
        if one.contradicting:
            console.print(
                f"{subject}: {one.contradicting:,} students have two different results of one day in a year. "
                "That year is left out for them.",
                markup=False,
                soft_wrap=True,
            )
        if one.other_scale:
            console.print(
                f"{subject}: {one.other_scale:,} scores are on another scale than those of their grade and year, and "
                "are left out.",
                markup=False,
                soft_wrap=True,
            )


def _refuse_nothing(scores: ScoreFile, year: int) -> None:
    """Refuse a file without scores of the year."""
    from doorway.assessments.core.growth.files import FileProblem  # late: as above

    years = sorted({int(found) for one in scores.subjects for found, _grade in one.cells})
    if not years:
        raise FileProblem("no_scores")
    if year not in years:
        raise FileProblem("no_year", year=year, years=", ".join(map(str, years)))


def _prepare() -> None:
    """Have the loops compiled, and say so where that takes long."""
    from doorway.assessments.core.growth import compiling, path  # late: as above

    if compiling.is_ready():
        return
    console.print("First run on this machine: the computation is compiled for its processor, once (up to a minute).")
    with console.status("Compiling"):
        path.compile_loops()


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar that counts cohorts."""
    columns = (TextColumn("Cohorts"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task("", total=total)
        yield progress


def _compute(found: list[Cohort], smallest: int, verify: bool, workers: int, cluster: str) -> list[Outcome]:
    """The outcomes of all cohorts, with a bar."""
    from doorway.assessments.core.growth import files, percentiles  # late: as above

    outcomes = []
    try:
        with percentiles.workers_at(cluster), _progress(len(found)) as progress:
            for outcome in percentiles.outcomes_of(found, smallest=smallest, verify=verify, workers=workers):
                outcomes.append(outcome)
                progress.advance(progress.task_ids[0])
    except ImportError:
        raise files.FileProblem("no_dask") from None
    except OSError:
        if not cluster:
            raise
        raise files.FileProblem("no_cluster", address=cluster) from None
    return outcomes


def _report_rows(scores: ScoreFile, output: Path) -> None:
    """What was read, and the first rows that were left out; all of them in a file beside the output."""
    console.print(
        f"{scores.rows:,} rows read; {scores.blank:,} without a score, {scores.not_valid:,} marked as not valid, "
        f"{len(scores.left_out):,} left out.",
        markup=False,
    )
    for one in scores.left_out[:SHOWN]:
        console.print(f"  row {one.row}: {row_sentence(one.code, one.value)}", markup=False, soft_wrap=True)
    if len(scores.left_out) > SHOWN:
        beside = output.with_name(f"{output.name}.left-out.txt")
        beside.write_text(
            "".join(f"row {one.row}: {row_sentence(one.code, one.value)}\n" for one in scores.left_out),
            encoding="utf-8",
        )
        console.print(f"  … and {len(scores.left_out) - SHOWN} more, in {beside}.", markup=False)


def _report_cohorts(outcomes: list[Outcome], smallest: int) -> None:
    """A line for each cohort: how many students, and what came of it."""
    table = Table(box=None, pad_edge=False)
    for heading in ("subject", "grade", "years before", "students", ""):
        table.add_column(heading, justify="right" if heading in {"grade", "years before", "students"} else "left")
    for one in sorted(outcomes, key=lambda found: (found.subject, found.grade, found.order)):
        grade = str(one.grade) if one.grade else "K"
        table.add_row(one.subject, grade, str(one.order), f"{one.students.size:,}", _said(one, smallest))
    console.print(table)


def _said(outcome: Outcome, smallest: int) -> str:
    """What came of a cohort."""
    if outcome.reason is not None:
        return "no percentiles: " + cohort_sentence(outcome.reason, outcome.number, smallest)
    said = f"{outcome.seconds:.1f} s"
    if outcome.proof is not None:
        said += f", proven to {outcome.proof:.0e}"
    if outcome.undecided:
        said += f", at {outcome.undecided} of 100 quantiles another fit is as good"
    return said


def _report_students(subjects: Iterable[SubjectScores], year: int, outcomes: list[Outcome]) -> None:
    """How many students of the year have no percentile, as a repeated or a skipped grade or a missing year has none."""
    import numpy as np  # late: as above

    for one in subjects:
        tested = one.students[one.years == year]
        given = [found.students for found in outcomes if found.subject == one.subject and found.percentiles is not None]
        without = np.setdiff1d(tested, np.concatenate([*given, np.empty(0, np.int32)]))
        before = one.students[one.years == year - 1]
        jumped = np.intersect1d(without, before).size
        console.print(
            f"{one.subject}: {without.size:,} of {tested.size:,} students have no percentile: "
            f"{without.size - jumped:,} without a score the year before, {jumped:,} whose grade did not go up by one "
            "or whose cohort has none.",
            markup=False,
            soft_wrap=True,
        )
