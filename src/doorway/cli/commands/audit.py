"""``doorway audit``: graduation audits of a file of students, and checks of requirements, without a database."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from doorway.cli.app import app, console

if TYPE_CHECKING:
    from doorway.pathways.files.batch import Found, Tally

group = typer.Typer(no_args_is_help=True, help="What students have, and what they still need, to graduate.")
app.add_typer(group, name="audit")

SHOWN = 20
SOME_REFUSED = 3

Rules = Annotated[str, typer.Option(help="Requirements: a name like utah/garfield, or the path of their file.")]
Courses = Annotated[Path | None, typer.Option(help="A course list (CSV) instead of the one beside the requirements.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to judge from; today if left out.")]


@group.callback()
def _group() -> None:
    """What students have, and what they still need, to graduate."""


@group.command()
def run(
    rules: Rules,
    transcripts: Annotated[Path, typer.Option(help="JSON, one student in each line; .gz at the end is unpacked.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; .gz at the end packs it.")],
    courses: Courses = None,
    today: Day = None,
    as_class: Annotated[int | None, typer.Option(help="What if: the requirements of this class for everybody.")] = None,
    as_set: Annotated[str, typer.Option("--set", help="What if: this set for everybody, by its key.")] = "",
    jobs: Annotated[int, typer.Option(help="Processes; -1 is one for each core.")] = -1,
) -> None:
    """Audit every student of a file: each credit is used as favorably to the student as the requirements allow.

    Ends with 0 when every line was audited, with 1 when nothing was written, with 3 when lines were refused.
    """
    from doorway.pathways.files.batch import Question, Unsuitable, audit_file  # late: no other command pays for them
    from doorway.pathways.rules import RulesError

    question = Question(rules, _day(today), courses, as_set, as_class)
    began = time.monotonic()
    try:
        size = transcripts.stat().st_size
        columns = (
            TextColumn("Auditing"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=None if ".gz" in transcripts.suffixes else size)
            tally = audit_file(
                question, transcripts, output, jobs=jobs, progress=lambda done: progress.advance(task, done)
            )
    except (RulesError, Unsuitable, LookupError, OSError) as error:
        console.print(_reason(error), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    _report(tally, transcripts, output, time.monotonic() - began)
    if tally.refused_count:
        raise typer.Exit(SOME_REFUSED)


@group.command("check-rules")
def check_rules(
    rules: Annotated[str, typer.Argument(help="A name like utah/garfield, or the path of the file.")],
    courses: Courses = None,
    today: Day = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 1 when a person should look at something.")
    ] = False,
) -> None:
    """Check requirements: contradictions, sums that do not add up, and lines that no student could fill.

    Ends with 1 when the requirements cannot be used.
    """
    from doorway.pathways.core.checks import doubts  # late: as above
    from doorway.pathways.core.units import credits_of
    from doorway.pathways.rules import RulesError, load_rules

    try:
        book = load_rules(rules, courses)
    except RulesError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    found = 0
    for item in book.sets:
        classes = f"{item.first_class or '…'} to {item.last_class or '…'}"
        console.print(
            f"{item.key}: classes {classes}, {len(item.lines)} lines, {credits_of(item.total)} credits", markup=False
        )
        for doubt in doubts(item, today=_day(today)):
            found += 1
            console.print(f"  {doubt}", markup=False, soft_wrap=True)
    said = (
        "Everything adds up and can be reached." if not found else f"{found} to look at. The requirements can be used."
    )
    console.print(said)
    if found and strict:
        raise typer.Exit(1)


def _day(given: datetime | None) -> date:
    return date.today() if given is None else given.date()  # noqa: DTZ011 # the day on this machine


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{error.filename} was not found."
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}."
    return str(error.args[0] if isinstance(error, LookupError) else error)


def _report(tally: Tally, transcripts: Path, output: Path, seconds: float) -> None:
    """How many stand how, and what was found in their records; with the places of the first."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for status, students in sorted(tally.statuses.items(), key=lambda item: -item[1]):
        table.add_row(status.replace("_", " "), f"{students:,}")
    console.print(table)
    if tally.twice:
        more = "1 more line" if tally.twice == 1 else f"{tally.twice:,} more lines"
        console.print(f"{more} about students of the file; each line was audited by itself.")
    if tally.unproven:
        console.print(f"{tally.unproven:,} audits are not proven to be the best (proven: false).")
    if tally.problems:
        counts = ", ".join(f"{code} {times:,}" for code, times in sorted(tally.problems.items()))
        console.print(f"Found in the records: {counts}.", markup=False, soft_wrap=True)
        _list(tally.examples, sum(tally.problems.values()))
    if tally.refused_count:
        console.print(f"Refused: {tally.refused_count:,} {'line' if tally.refused_count == 1 else 'lines'}.")
        _list(tally.refused, len(tally.refused))
    if not tally.students and not tally.refused_count:
        console.print(f"There is no student in {transcripts}: it has no line with anything in it.", markup=False)
    each = f", {seconds / tally.students * 1000:.2f} ms each" if tally.students else ""
    noun = "student" if tally.students == 1 else "students"
    console.print(f"{tally.students:,} {noun} audited in {seconds:.1f} s{each}; written to {output}.", markup=False)


def _list(found: list[Found], count: int) -> None:
    for item in found[:SHOWN]:
        student = f", student {item.student}" if item.student else ""
        place = f", {item.code}" if item.code and (not item.student or item.code == "class_of") else ""
        console.print(f"  line {item.line}{student}{place}: {item.says}", markup=False, soft_wrap=True, highlight=False)
    if count > SHOWN:
        console.print(f"  … and {count - SHOWN:,} more, all of them in the output.")
