"""``doorway packets``: the plans of a school on paper, one PDF for each school."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from doorway.accounts.errors import Refusal
from doorway.cli.app import app, console
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.plans.actions.printing import Packet, file_name, print_plans, whole_file
from doorway.plans.documents import school_year_on
from doorway.plans.errors.printing import NobodyToPrint
from doorway.plans.packet.copies import Wish
from doorway.plans.queries.packets import class_named, school_named, students_of_class, students_of_school
from doorway.roster.access import Viewer
from doorway.roster.models import School


@app.command()
def packets(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the PDF files.")],
    school: Annotated[str, typer.Option(help="The school's name, or enough of it. Without it: every school.")] = "",
    school_class: Annotated[str, typer.Option("--class", help="Only this class of the school.")] = "",
    language: Annotated[str, typer.Option(help="en or es for every copy. Without it: each family's own.")] = "",
    as_it_stands: Annotated[
        bool, typer.Option("--as-it-stands", help="The plans as they are now, also where a version was shared.")
    ] = False,
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Print the plan of every student: tagged PDF (PDF/UA-1), two pages for each home, in the family's language.

    A file is written whole or not at all. Every student in it gets a line in the log of looks.
    """
    known = [code for code, _name in settings.LANGUAGES]
    if language and language not in known:
        refuse(f"There is no language “{language}”. There are: {', '.join(known)}.")
    if school_class and not school:
        refuse("Say with --school which school the class is at.")
    owner = district_named(district)
    wish = Wish(language=language, as_it_stands=as_it_stands)
    try:
        chosen = (
            [school_named(owner, school)] if school else list(School.objects.filter(district=owner, is_active=True))
        )
        if not chosen:
            refuse(f"{owner.name} has no schools yet. Take in a roster first: doorway import oneroster")
        for one in chosen:
            try:
                _print(one, school_class, wish, output)
            except NobodyToPrint as nobody:
                if school:
                    raise
                console.print(escape(str(nobody)), soft_wrap=True)
    except Refusal as refusal:
        refuse(str(refusal))


def _print(school: School, class_title: str, wish: Wish, folder: Path) -> None:
    """One file, with a bar while it is made."""
    now = timezone.now()
    today = timezone.localdate(now, school.district.zone)
    if class_title:
        room = class_named(school, class_title, today)
        roll, title, part = students_of_class(room, today), f"{room.title}, {school.name}", room.title
    else:
        roll, title, part = students_of_school(school, today), school.name, ""
    year = school_year_on(school.district, today).name
    path = folder / file_name(school.slug, part, year, wish.language)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with whole_file(path) as handle, Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(escape(title), total=None)
        packet = print_plans(
            roll,
            title=title,
            wish=wish,
            viewer=Viewer(None),
            language=wish.language or settings.LANGUAGE_CODE,
            now=now,
            tell=lambda done, of: bar.update(task, completed=done, total=of),
        )
        handle.write(packet.pdf)
    _report(packet, title, path)


def _report(packet: Packet, title: str, path: Path) -> None:
    """What is in the file, and what somebody who prints it has to know."""
    console.print(
        f"[bold]{escape(title)}[/bold]: {packet.students:,} students, {packet.copies:,} copies, {packet.pages:,} pages."
    )
    console.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)
    if packet.copies > packet.students:
        console.print("  A student with two homes has a copy for each of them.")
    if packet.longer:
        names = ", ".join(packet.longer)
        console.print(f"  More than one sheet of paper, for long texts: {names}", markup=False, soft_wrap=True)
