"""``doorway import scores``: results of tests from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doorway.accounts.errors import Refusal
from doorway.assessments.errors import YearUnknown
from doorway.assessments.imports import apply_scores, preview_scores, sentence_of
from doorway.assessments.imports.actions import SUPPORT_WORD
from doorway.assessments.imports.noticing import NOTICED
from doorway.cli.app import console, imports
from doorway.cli.districts import district_named
from doorway.policy.queries import state_pack
from doorway.roster.models import ImportLine, ImportRun

SHOWN = 20


@imports.command("scores")
def import_scores(
    path: Annotated[Path, typer.Argument(help="A CSV file: the plain one, or a vendor's with a known layout.")],
    layout: Annotated[str, typer.Option(help="Key of the layout; without it the first line tells.")] = "",
    school_year: Annotated[str, typer.Option(help="Like 2025-26, for files that do not say it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Take test scores in: say what would change, then change it as a whole. Refused rows are left out and listed.

    Ends with 0 when it was taken, with 1 when the file cannot be.
    """
    try:
        with console.status("Reading the scores"):
            run = preview_scores(
                district=district_named(district), path=path, by=None, layout=layout, school_year=school_year
            )
        if not dry_run:
            with console.status("Writing the scores"):
                run = apply_scores(run=run, path=path, by=None)
    except Refusal as refusal:
        console.print(str(refusal), markup=False)
        if isinstance(refusal, YearUnknown):
            console.print("Say it with --school-year, for example --school-year 2025-26.", markup=False)
        raise typer.Exit(1) from None
    _report(run, dry_run)


def _report(run: ImportRun, dry_run: bool) -> None:
    """What was or would be done, and the first refused rows with their reasons."""
    counts = run.counts
    lead = "Would be taken in" if dry_run else "Taken in"
    console.print(
        f"{lead}: {counts['created']} new, {counts['changed']} changed, {counts['unchanged']} unchanged, "
        f"{counts['waiting']} waiting for their student, {counts['refused']} refused.",
        markup=False,
        soft_wrap=True,
    )
    console.print(f"Layout: {run.options['layout']}.", markup=False)
    if run.options["missing_columns"]:
        names = ", ".join(run.options["missing_columns"])
        console.print(f"Results were left out, because the file lacks their columns: {names}.", markup=False)
    for name in run.options["ignored_columns"]:
        console.print(f"Column {name} is not known and was left out.", markup=False)
    if run.options["placeholder"]:
        day = run.options["placeholder"]
        console.print(f"The day {day} stands for a day that nobody knows, and was left empty.", markup=False)
    _lines(run, ImportLine.Verdict.REFUSED)
    if counts["waiting"] and not dry_run:
        console.print("Whose the waiting ones are: doorway scores waiting.", markup=False)
    if counts["noticed"]:
        console.print(f"Taken in, but look at these: {counts['noticed']}.", markup=False)
        _lines(run, NOTICED)
    words = run.lines.filter(code=SUPPORT_WORD)
    if words:
        console.print("Words for support that no test knows:", markup=False)
    for line in words:
        console.print(f"  {sentence_of(line.code, line.params, state_pack(run.district))}", markup=False)
    # Somebody typed them, and they may tell more of a child than anybody should keep: they were read now.
    words.delete()


def _lines(run: ImportRun, verdict: ImportLine.Verdict) -> None:
    """The first rows of which something is said."""
    pack = state_pack(run.district)
    lines = run.lines.filter(verdict=verdict).exclude(code=SUPPORT_WORD)
    for line in lines[:SHOWN]:
        place = f"row {line.row}" + (f", {line.field}" if line.field else "")
        console.print(f"  {place}: {sentence_of(line.code, line.params, pack)}", markup=False, soft_wrap=True)
    more = run.counts["refused" if verdict == ImportLine.Verdict.REFUSED else "noticed"] - SHOWN
    if more > 0:
        console.print(f"  … and {more} more, in the browser under Scores.", markup=False)
