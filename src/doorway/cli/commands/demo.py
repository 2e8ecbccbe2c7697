"""``doorway demo``: the invented district, built when it is not there, and served."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from doorway.accounts.models import District
from doorway.cli.app import app, console
from doorway.cli.commands.installation import prepare_database, refuse
from doorway.cli.commands.serve import refuse_used_port, run_servers
from doorway.cli.statics import gather_static
from doorway.demo.build import BuildReport, build
from doorway.demo.build.growing import OTHERS
from doorway.demo.build.run import STEPS
from doorway.demo.people import CAST

# After so many days the conferences that were open have passed.
FRESH_DAYS = 5
FIRST_TRIES = (
    ("As Rosa", "read the invitation in the demo’s mail, and book three children in one visit, in Spanish."),
    ("As Rosa again", "read Diego’s plan, which he has signed already, and sign it."),
    ("As June", "open the page of Mateo, and enter a class in the grid."),
    ("As Ruth", "approve Antimony’s dates and publish Bryce Valley High."),
    ("As nobody", "read the calendar of conferences with the archive of 2011-12."),
)


@app.command()
def demo(
    students: Annotated[int, typer.Option(help="About how many students. 5000 or 65000 are for measuring.")] = 900,
    seed: Annotated[int, typer.Option(help="Another seed is another district.")] = 2011,
    again: Annotated[bool, typer.Option("--again", help="Build it anew; what was there is removed.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
) -> None:
    """Build the demo district when it is not there. Needs DOORWAY_DEMO=yes, so that no real records are touched."""
    if not settings.DEMO:
        refuse("This is for an installation of its own. Set DOORWAY_DEMO=yes and a DOORWAY_HOME that holds no records.")
    if serve:
        refuse_used_port("127.0.0.1", port)
    folder = settings.HOME / "demo"
    if again:
        _remove(folder)
    prepare_database()
    report = BuildReport.load(folder)
    if report is None:
        if District.objects.exists():
            refuse("A district is here that was not built to its end. Build it anew: doorway demo --again")
        report = _build(seed, students, folder)
    gather_static()
    _introduce(report, port)
    if serve:
        # Growth that is computed anew compares with the same invented students as when the district was built.
        os.environ.setdefault("DOORWAY_GROWTH_AMONG", str(folder / OTHERS) if (folder / OTHERS).exists() else "")
        run_servers(host="127.0.0.1", port=port, workers=2)


def _build(seed: int, students: int, folder: Path) -> BuildReport:
    """Build with a bar that shows the step."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    quiet = not console.is_terminal
    with Progress(*columns, console=console, disable=quiet) as bar:
        task = bar.add_task("The demo district", total=len(STEPS))

        def tell(step: str) -> None:
            if quiet:
                console.print(f"▸ {step}")
            bar.update(task, description=step, completed=STEPS.index(step))

        today = timezone.localdate()
        return build(seed=seed, students=students, today=today, now=timezone.now(), folder=folder, tell=tell)


def _remove(folder: Path) -> None:
    """Remove the demo's database and files; never those of an installation that was not built as a demo."""
    kept = "accounts_district" in connection.introspection.table_names() and District.objects.exists()
    if kept and not folder.exists():
        refuse("The district here was not built by this command. Choose another DOORWAY_HOME.")
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        connection.close()
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(folder, ignore_errors=True)


def _introduce(report: BuildReport, port: int) -> None:
    """Where it is, who can be signed in as, what to try first."""
    address = settings.ADDRESS if settings.ADDRESS != "http://localhost:8000" else f"http://localhost:{port}"
    console.print(
        f"\n[bold]The demo district[/bold]: {report.students:,} invented students, built on {report.built_on}."
    )
    age = (timezone.localdate() - date.fromisoformat(report.built_on)).days
    if age > FRESH_DAYS:
        console.print(
            f"That was {age} days ago, and its open conferences have passed. Build it anew: make demo AGAIN=1"
        )
    console.print(f"\nOpen [bold]{address}/demo/[/bold] and choose who you are, without a code:")
    width = max(len(member.name) for member in CAST)
    for member in CAST:
        if member.email:
            console.print(
                f"  {member.name:<{width}}  {member.role:<11}  {member.story}", soft_wrap=True, highlight=False
            )
    console.print(f"\nEverybody’s mail: {address}/demo/outbox/\n\nTry first:")
    for who, what in FIRST_TRIES:
        console.print(f"  {who}: {what}", highlight=False, soft_wrap=True)
    console.print()
