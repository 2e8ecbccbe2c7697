"""``doorway evidence``: what a review of a school asks for, as a PDF and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone, translation
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from doorway.accounts.errors import Refusal
from doorway.cli.app import app, console
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.compliance.evidence import as_csv, as_pdf, as_workbook, evidence_of, name_of
from doorway.compliance.models import EvidenceOrder
from doorway.plans.actions.printing import OPERATOR, whole_file
from doorway.plans.queries.packets import school_named
from doorway.roster.access import Viewer, log_looks
from doorway.roster.models import School

# What is done for a school, in this order.
STEPS = ("figures and sample", "paper", "spreadsheet", "table of figures")


@app.command()
def evidence(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the files.")],
    school: Annotated[str, typer.Option(help="The school's name, or enough of it. Without it: every school.")] = "",
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
    years: Annotated[int, typer.Option(help="Of how many school years: 1, 3 or 6.")] = 1,
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Write the evidence for a review: figures, attendance, a sample without names, the policy and its adoption.

    For each school a tagged PDF (PDF/UA-1), the same as a spreadsheet with a sheet for each part, and a CSV of the
    figures by grade, as of this minute. Attendance, group conferences, tries, the figures month by month and the
    versions of the policy go back as many school years as you ask for. While it works it says which of them is done.
    """
    known = [code for code, _name in settings.LANGUAGES]
    if language not in known:
        refuse(f"There is no language “{language}”. There are: {', '.join(known)}.")
    if years not in EvidenceOrder.Years.values:
        refuse("Evidence is made of 1, 3 or 6 school years.")
    owner = district_named(district)
    try:
        every = School.objects.filter(district=owner, is_active=True).select_related("district")
        chosen = [school_named(owner, school)] if school else list(every)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("Evidence", total=len(chosen) * len(STEPS))
            for one in chosen:
                for step in _write(one, output, language, years):
                    bar.update(task, advance=1, description=f"{escape(one.name)}: {step} done")
    except Refusal as refusal:
        refuse(str(refusal))
    schools = "1 school" if len(chosen) == 1 else f"{len(chosen)} schools"
    console.print(f"{schools}, three files each, in {output}", soft_wrap=True)


def _write(school: School, folder: Path, language: str, years: int) -> Iterator[str]:
    """The files of a school; after each step, what is done."""
    figures, paper, spreadsheet, table = STEPS
    with translation.override(language):
        found = evidence_of(school, now=timezone.now(), years=years)
    # Noted before anything is written: who reads the files has seen these students.
    log_looks(Viewer(None), [one.line.standing.student for one in found.sample or ()], reason=OPERATOR, page="evidence")
    yield figures
    name = name_of(school, found.asked.on.isoformat(), years=years, language=language)
    path = folder / f"{name}.pdf"
    with whole_file(path) as handle:
        handle.write(as_pdf(found, language))
    yield paper
    with whole_file(path.with_suffix(".xlsx")) as handle:
        handle.write(as_workbook(found, language))
    yield spreadsheet
    with whole_file(path.with_suffix(".csv")) as handle, translation.override(language):
        handle.write(as_csv(found).encode("utf-8-sig"))
    yield table
