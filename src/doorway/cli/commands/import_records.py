"""``doorway import courses`` and ``import transcripts``: the catalog, and what students have taken, from CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doorway.accounts.errors import Refusal
from doorway.cli.app import console, imports
from doorway.cli.districts import district_named
from doorway.pathways.courses.export import write_catalog
from doorway.pathways.courses.file import CourseFile
from doorway.pathways.imports import preview, sentence_of, take_in
from doorway.pathways.imports.model import RecordFile
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.models import ImportLine, ImportRun

SHOWN = 20
SOME_REFUSED = 3
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
District = Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")]


@imports.command("courses")
def import_courses(
    path: Annotated[Path, typer.Argument(help="A CSV file with one course in each row.")],
    dry_run: DryRun = False,
    district: District = "",
    export: Annotated[
        bool, typer.Option("--export", help="Write the catalog into this file instead, with the roster’s new courses.")
    ] = False,
) -> None:
    """Take the course catalog in: say what would change, then change it as a whole. Refused rows are listed.

    Ends with 0 when every row was taken, or would be, with 1 when the file cannot be, with 3 when rows were refused.
    """
    if export:
        _export(path, district)
    else:
        _import(CourseFile, path, district, dry_run=dry_run, page="Course catalog")


@imports.command("transcripts")
def import_transcripts(
    path: Annotated[
        Path,
        typer.Argument(help="A CSV file, a row for each class; Ed-Fi courseTranscripts (JSON, XML); a OneRoster zip."),
    ],
    dry_run: DryRun = False,
    district: District = "",
) -> None:
    """Take transcripts in: say what would change, then change it as a whole. Refused rows are left out and listed.

    Ends with 0 when every row was taken, or would be, with 1 when the file cannot be, with 3 when rows were refused.
    """
    _import(TranscriptFile, path, district, dry_run=dry_run, page="Transcripts")


def _export(path: Path, district: str) -> None:
    try:
        found = district_named(district)
    except Refusal as refusal:
        console.print(str(refusal), markup=False)
        raise typer.Exit(1) from None
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = write_catalog(found, handle)
    console.print(f"{rows} courses written to {path}.", markup=False)


def _import(kind: type[RecordFile], path: Path, district: str, *, dry_run: bool, page: str) -> None:
    try:
        with console.status("Reading the file"):
            run = preview(kind, district=district_named(district), path=path, by=None)
        if not dry_run:
            with console.status("Writing"):
                run = take_in(kind, run=run, path=path, by=None)
    except Refusal as refusal:
        console.print(str(refusal), markup=False)
        raise typer.Exit(1) from None
    _report(run, dry_run, page)
    if run.counts["refused"]:
        raise typer.Exit(SOME_REFUSED)


def _report(run: ImportRun, dry_run: bool, page: str) -> None:
    """What was or would be done, and the first rows of each list with their reasons."""
    counts = run.counts
    lead = "Would be taken in" if dry_run else "Taken in"
    gone = f", {counts['vanished']} no longer listed" if counts["vanished"] else ""
    console.print(
        f"{lead}: {counts['created']} new, {counts['changed']} changed, {counts['unchanged']} unchanged{gone}, "
        f"{counts['refused']} refused.",
        markup=False,
    )
    for name in run.options["ignored_columns"]:
        console.print(f"Column {name} is not known and was left out.", markup=False)
    _list(run, ImportLine.Verdict.REFUSED, counts["refused"], page)
    if counts["noted"]:
        console.print(f"Taken in, but to look at: {counts['noted']}.", markup=False)
        _list(run, ImportLine.Verdict.FORGIVEN, counts["noted"], page)


def _list(run: ImportRun, verdict: ImportLine.Verdict, number: int, page: str) -> None:
    for line in run.lines.filter(verdict=verdict)[:SHOWN]:
        place = ", ".join(filter(None, (f"row {line.row}" if line.row else "", line.field))) or "the file"
        console.print(f"  {place}: {sentence_of(line.code, line.params)}", markup=False, soft_wrap=True)
    if number > SHOWN:
        console.print(f"  … and {number - SHOWN} more, in the browser under {page}.", markup=False)
