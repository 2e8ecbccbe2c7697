"""``doorway import oneroster``: schools, people, families and classes from a OneRoster CSV bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from doorway.accounts.errors import Refusal
from doorway.accounts.tables import write_rows
from doorway.cli.app import console, imports
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.roster.imports.actions import check_plan, import_roster, plan_roster
from doorway.roster.imports.plan import NOUNS, Line, Plan
from doorway.roster.imports.sentences import sentence_of
from doorway.roster.models import ImportLine

SHOWN = 50
Verdict = ImportLine.Verdict


@imports.command("oneroster")
def import_oneroster(
    path: Annotated[Path, typer.Argument(help="A OneRoster CSV bundle: a zip, or a folder with its files.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Report every breach of the standard; take no such file.")
    ] = False,
    yes_vanished: Annotated[
        bool, typer.Option("--yes-vanished", help="Yes, the many students who are no longer listed really left.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write everything refused or forgiven into this CSV file.")
    ] = None,
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Take a roster in: say what would change, then change it as a whole or not at all.

    Ends with 0 when it was taken, with 1 when it cannot be, with 3 when too many students vanished.
    """
    owner = district_named(district)
    with console.status("Reading the roster and comparing it"):
        plan = plan_roster(district=owner, path=path, strict=strict)
    _report(plan, every=strict)
    if report is not None:
        _write(plan, report)
    try:
        check_plan(plan, yes_vanished=yes_vanished or dry_run)
        if dry_run:
            console.print("Nothing was changed (--dry-run).")
            return
        with console.status("Writing") as status:
            import_roster(
                district=owner,
                path=path,
                by=None,
                strict=strict,
                yes_vanished=yes_vanished,
                roster=plan.roster,
                progress=lambda what, rows: status.update(f"Writing {rows:,} {what}"),
            )
    except Refusal as refusal:
        console.print(f"[bold red]{escape(str(refusal))}[/bold red]")
        if not plan.usable:
            raise typer.Exit(1) from None
        console.print("If they really left, run the command again with --yes-vanished.")
        raise typer.Exit(3) from None
    done = "Everything was as the roster says already." if plan.changes_nothing else "The roster was taken in."
    console.print(f"[bold green]{done}[/bold green]")


def _report(plan: Plan, *, every: bool) -> None:
    """Counts in a table, then what was refused row by row, then what was forgiven: ``every`` line, or some."""
    version = plan.roster.version or "unknown version"
    console.print(
        f"OneRoster {escape(version)}" + (f" from {escape(plan.roster.system)}" if plan.roster.system else "")
    )
    if plan.usable:
        table = Table("", "new", "changed", "unchanged", "no longer listed")
        for noun in NOUNS:
            counts = plan.counts[noun]
            numbers = (counts[name] for name in (Verdict.CREATED, Verdict.CHANGED, "unchanged", Verdict.VANISHED))
            table.add_row(noun, *(f"{number:,}" for number in numbers))
        console.print(table)
    _list(plan, Verdict.REFUSED, "Refused", every=every)
    _list(plan, Verdict.FORGIVEN, "Forgiven or left out", every=every)


def _list(plan: Plan, verdict: str, title: str, *, every: bool) -> None:
    lines = [line for line in plan.lines if line.verdict == verdict]
    if not lines:
        return
    console.print(f"\n[bold]{title}: {len(lines):,}[/bold]")
    shown = lines if every else lines[:SHOWN]
    for line in shown:
        place = " ".join(part for part in (line.file, f"row {line.row}" if line.row else "", line.field) if part)
        sentence = sentence_of(line.code, line.params, refused=verdict == Verdict.REFUSED)
        console.print(
            f"  {place}: {sentence}" if place else f"  {sentence}", markup=False, highlight=False, soft_wrap=True
        )
    if len(lines) > len(shown):
        console.print(f"  … and {len(lines) - len(shown):,} more; --report FILE.csv writes all of them.")


def _write(plan: Plan, target: Path) -> None:
    """Every line that was refused or forgiven, as a table for whoever mends the export."""
    try:
        # What families wrote stands in it: nobody else on this machine reads it.
        target.touch(mode=0o600)
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            head = ("file", "row", "column", "verdict", "code", "what is wrong")
            told = (line for line in plan.lines if line.verdict in {Verdict.REFUSED, Verdict.FORGIVEN})
            write_rows(file, [head, *map(_cells, told)])
    except OSError as problem:
        refuse(f"The report could not be written to {target}: {problem.strerror}. Nothing was changed.")
    console.print(f"Everything that was refused or forgiven stands in {escape(str(target))}.")


def _cells(line: Line) -> tuple[object, ...]:
    sentence = sentence_of(line.code, line.params, refused=line.verdict == Verdict.REFUSED)
    return line.file, line.row or "", line.field, line.verdict, line.code, sentence
