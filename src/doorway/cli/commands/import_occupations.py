"""``doorway import onet``, ``import wages`` and ``import sced``: the outside releases on occupations and classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from doorway.accounts.tables import write_rows
from doorway.cli.app import console, imports
from doorway.pathways.occupations.errors import ReleaseRefused

if TYPE_CHECKING:
    from doorway.pathways.occupations.imports import Outcome

SHOWN = 20
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Report = Annotated[Path | None, typer.Option(help="Write every line of the ledger into this CSV file.")]
Fewer = Annotated[bool, typer.Option("--fewer", help="The release really lists far fewer than the one before.")]
Older = Annotated[bool, typer.Option("--older", help="An older release really goes over a newer one.")]
Renamed = Annotated[bool, typer.Option("--renamed", help="The file really is of another release than was said of it.")]


@imports.command("onet")
def import_onet(
    folder: Annotated[Path, typer.Argument(help="The folder with the tables of one O*NET release: text, CSV, Excel.")],
    release: Annotated[str, typer.Option(help="Which release, like 29.3; needed only where nothing says it.")] = "",
    dry_run: DryRun = False,
    fewer: Fewer = False,
    older: Older = False,
    renamed: Renamed = False,
    report: Report = None,
) -> None:
    """Take the occupations of an O*NET release in, as a whole or not at all.

    Occupations that the state pack describes keep its words. Ends with 1 when the release cannot be taken in.
    """
    from doorway.pathways.occupations.imports import Sure, take_in_onet  # late: no other command pays for it

    _run(
        lambda told: take_in_onet(
            folder,
            release=release,
            sure=Sure(fewer=fewer, older=older, renamed=renamed),
            dry_run=dry_run,
            now=timezone.now(),
            progress=told,
        ),
        dry_run,
        report,
    )


@imports.command("wages")
def import_wages(
    path: Annotated[
        Path, typer.Argument(help="National wages of the Bureau of Labor Statistics (OEWS), spreadsheet or CSV.")
    ],
    year: Annotated[int | None, typer.Option(min=1997, max=2100, help="Of the figures; else the file's name.")] = None,
    dry_run: DryRun = False,
    fewer: Fewer = False,
    older: Older = False,
    renamed: Renamed = False,
    report: Report = None,
) -> None:
    """Take national wages and employment in, as a whole or not at all.

    Ends with 1 when the file cannot be taken in.
    """
    from doorway.pathways.occupations.imports import Sure, take_in_wages  # late: as above

    _run(
        lambda told: take_in_wages(
            path,
            year=year,
            sure=Sure(fewer=fewer, older=older, renamed=renamed),
            dry_run=dry_run,
            now=timezone.now(),
            progress=told,
        ),
        dry_run,
        report,
    )


@imports.command("sced")
def import_sced(
    path: Annotated[Path, typer.Argument(help="The table of national course codes (SCED), spreadsheet or CSV.")],
    release: Annotated[str, typer.Option(help="Which version, like 12; needed only where the name lacks it.")] = "",
    dry_run: DryRun = False,
    fewer: Fewer = False,
    older: Older = False,
    renamed: Renamed = False,
    report: Report = None,
) -> None:
    """Take the national course codes in, as a whole or not at all.

    Codes of the classes here stay as they are. Ends with 1 when the file cannot be taken in.
    """
    from doorway.pathways.occupations.imports import Sure, take_in_sced  # late: as above

    _run(
        lambda told: take_in_sced(
            path,
            release=release,
            sure=Sure(fewer=fewer, older=older, renamed=renamed),
            dry_run=dry_run,
            now=timezone.now(),
            progress=told,
        ),
        dry_run,
        report,
    )


def _run(take_in: Callable[[Callable[[int, int], None]], Outcome], dry_run: bool, report: Path | None) -> None:
    """Take it in with a bar, and say what became of it."""
    columns = (TextColumn("Reading"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("")
            outcome = take_in(lambda done, total: progress.update(task, completed=done, total=total))
    except ReleaseRefused as refusal:
        console.print(str(refusal), markup=False, soft_wrap=True)
        for row in refusal.rows:
            console.print(f"  {row}", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    _report(outcome, dry_run)
    if report is not None:
        _write_report(outcome, report)


def _report(outcome: Outcome, dry_run: bool) -> None:
    """Counts, then what changed or is no longer listed."""
    counts = outcome.counts
    lead = "Would be taken in" if dry_run else "Taken in"
    console.print(
        f"{outcome.name}. {lead}: {counts['created']} new, {counts['changed']} changed, "
        f"{counts['unchanged']} unchanged, {counts['vanished']} no longer listed.",
        markup=False,
        soft_wrap=True,
    )
    told = [line for line in outcome.lines if line.verdict != "created"]
    for line in told[:SHOWN]:
        what = f" ({', '.join(line.fields)})" if line.fields else ""
        console.print(f"  {line.verdict}: {line.code} {line.title}{what}", markup=False, soft_wrap=True)
    if len(told) > SHOWN:
        console.print(f"  … and {len(told) - SHOWN} more. Write them all into a file with --report.", markup=False)


def _write_report(outcome: Outcome, path: Path) -> None:
    """The whole ledger as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = ((line.verdict, line.code, line.title, " ".join(line.fields)) for line in outcome.lines)
        write_rows(file, [("verdict", "code", "title", "changed"), *rows], line_end="\n")
