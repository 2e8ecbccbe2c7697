"""``doorway letters``: which parents must be told about reading, and telling them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.table import Table

from doorway.accounts.errors import Refusal
from doorway.assessments.letters.actions import write_letters
from doorway.assessments.letters.paper import letters_pdf
from doorway.assessments.letters.rolls import Asked, asked_in, current_period, rolls_of, students_asked
from doorway.assessments.queries.reading_letters import letters_on_paper, school_lines, words_of
from doorway.cli.app import app, console
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.plans.actions.printing import OPERATOR, file_name, whole_file
from doorway.plans.queries.packets import school_named
from doorway.roster.access import Viewer, log_looks
from doorway.roster.models import School

letters = typer.Typer(no_args_is_help=True, help="Letters to parents about reading.")
app.add_typer(letters, name="letters")

_DISTRICT = typer.Option(help="Code of the district; needed only where there are several.")


@letters.callback()
def _group() -> None:
    """Letters to parents about reading."""


@letters.command()
def due(
    period: Annotated[str, typer.Option(help="BOY, MOY or EOY. Without it: all of the year.")] = "",
    district: Annotated[str, _DISTRICT] = "",
) -> None:
    """Say which letters are due by when, school by school: who must get one, who has one."""
    owner = district_named(district)
    today = timezone.localdate(timezone=owner.zone)
    try:
        asked = asked_in(owner, today)
        wanted = [asked.period(period)] if period else list(asked.rule.periods)
    except Refusal as refusal:
        refuse(str(refusal))
    schools = list(School.objects.filter(district=owner, is_active=True).order_by("name"))
    lines = school_lines(schools, asked, today)
    table = Table(box=None, pad_edge=False)
    for heading in ("period", "told by", "school", "students", "results", "below the goal", "told", "not told"):
        table.add_column(heading, justify="left" if heading in {"period", "told by", "school"} else "right")
    for one in wanted:
        for line in lines[one.period]:
            numbers = (line.students, line.results, line.below, line.told, line.open)
            table.add_row(one.period, one.due_in(asked.year).isoformat(), line.school.name, *map(str, numbers))
    console.print(table)


@letters.command()
def send(
    school: Annotated[str, typer.Option(help="The school's name, or enough of it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the letters on paper.")],
    period: Annotated[str, typer.Option(help="BOY, MOY or EOY. Without it: the one the school works on.")] = "",
    district: Annotated[str, _DISTRICT] = "",
) -> None:
    """Send the letters of a school that have not been sent: by e-mail, and as a PDF where there is no address.

    What the school does stands in them as the school wrote it last, or in the words of the state's pack.
    """
    owner = district_named(district)
    now = timezone.now()
    today = timezone.localdate(now, owner.zone)
    try:
        chosen = school_named(owner, school)
        asked = asked_in(owner, today)
        when = period or current_period(rolls_of(students_asked(chosen, asked, today), asked), today)
        written = write_letters(
            school=chosen,
            period=when,
            asked=asked,
            students=lambda: students_asked(chosen, asked, today),
            words=words_of(chosen, asked),
            by=None,
            now=now,
            today=today,
        )
        console.print(
            f"{chosen.name}, {when}: {written.by_email} letters go by e-mail, {written.on_paper} are on paper.",
            markup=False,
            soft_wrap=True,
        )
        if written.on_paper:
            _print(chosen, asked, when, output)
    except Refusal as refusal:
        refuse(str(refusal))


def _print(school: School, asked: Asked, period: str, folder: Path) -> None:
    made = letters_on_paper(school, asked, period)
    title, language = f"Letters about reading: {school.name}", settings.LANGUAGE_CODE
    path = folder / file_name("reading-letters", school.slug, period.lower())
    with whole_file(path) as handle:
        handle.write(letters_pdf(made, title=title, language=language, now=timezone.now()))
    students = list({one.student_id: one.student for one in made}.values())
    log_looks(Viewer(None), students, reason=OPERATOR, page="reading_letters_pdf")
    console.print(f"Written to {path}", markup=False, soft_wrap=True)
