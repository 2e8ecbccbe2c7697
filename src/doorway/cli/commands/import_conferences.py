"""``doorway import conferences``: conferences that were held before Doorway or elsewhere, from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doorway.accounts.errors import Refusal
from doorway.cli.app import console, imports
from doorway.cli.districts import district_named
from doorway.compliance.earlier import preview, sentence_of, take_in
from doorway.roster.models import ImportLine, ImportRun

SHOWN = 20
SOME_REFUSED = 3


@imports.command("conferences")
def import_conferences(
    path: Annotated[Path, typer.Argument(help="A CSV file with one student and conference in each row.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come, and change nothing.")] = False,
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Take earlier conferences in: say what would come, then take it in as a whole. Refused rows are listed.

    For conferences that were held before Doorway, or in another district. A file that was wrong is taken back as a
    whole in the browser, under Earlier conferences.

    Ends with 0 when every row was taken, or would be, with 1 when the file cannot be, with 3 when rows were refused.
    """
    try:
        with console.status("Reading the file"):
            run = preview(district=district_named(district), path=path, by=None)
        if not dry_run:
            with console.status("Writing"):
                run = take_in(run=run, path=path, by=None)
    except Refusal as refusal:
        console.print(str(refusal), markup=False)
        raise typer.Exit(1) from None
    _report(run, dry_run=dry_run)
    if run.counts["refused"]:
        raise typer.Exit(SOME_REFUSED)


def _report(run: ImportRun, *, dry_run: bool) -> None:
    """What came or would come, and the first rows of each list with their reasons."""
    counts, options = run.counts, run.options
    lead = "Would be taken in" if dry_run else "Taken in"
    _say(
        f"{lead}: {counts['created']} new ({counts['individual']} individual, {counts['group']} group) of "
        f"{counts['students']} students, {counts['unchanged']} there already, {counts['refused']} refused."
    )
    if counts["elsewhere"]:
        _say(f"Held elsewhere, or nobody knows where: {counts['elsewhere']}. They count for the student.")
    if counts["unsaid"]:
        _say(f"Not said whether a counselor was there: {counts['unsaid']}.")
    for name in options["ignored_columns"]:
        _say(f"Column {name} is not known and was left out.")
    if options["all_groups"]:
        _say(f"Group conferences of your schools that become known: {options['all_groups']}.")
        for one in options["groups"][:SHOWN]:
            _say(f"  {one['school']}, {one['on']}, grade {one['grade']}: {one['families']} families")
    _list(run, ImportLine.Verdict.REFUSED, counts["refused"])
    if counts["noted"]:
        _say(f"Taken in, but to look at: {counts['noted']}.")
        _list(run, ImportLine.Verdict.FORGIVEN, counts["noted"])


def _list(run: ImportRun, verdict: ImportLine.Verdict, number: int) -> None:
    for line in run.lines.filter(verdict=verdict)[:SHOWN]:
        place = f"row {line.row}" + (f", {line.field}" if line.field else "")
        _say(f"  {place}: {sentence_of(line.code, line.params)}")
    if number > SHOWN:
        _say(f"  … and {number - SHOWN} more, in the browser under Earlier conferences.")


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
