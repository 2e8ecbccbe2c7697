"""The ``doorway`` command: one Typer app, a module per group of commands."""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console
from rich.markup import escape

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Student education plans and their conferences.")
imports = typer.Typer(
    no_args_is_help=True, help="Take files in: first what would change, then as a whole or not at all."
)
app.add_typer(imports, name="import")
console = Console()


@app.command()
def settings() -> None:
    """List every setting with its default and what it does."""
    from doorway.config.env import SETTINGS  # late: commands load only what they use

    for setting in SETTINGS:
        console.print(f"[bold]{setting.name}[/bold]  (default: {setting.default or 'empty'})\n    {setting.help}")


def set_up() -> None:
    """Load Django. Every command that touches records calls it first."""
    import django  # late: ``doorway --help`` must not wait for it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorway.config.settings")
    django.setup()


def main() -> None:
    """Entry point of the console script: set Django up, load the commands, run."""
    if sys.argv[1:2] == ["settings"]:
        app()  # must work where a setting is wrong, so nothing else is loaded
        return
    from doorway.config.env import SettingError

    try:
        set_up()
    except SettingError as error:
        console.print(f"[red]{escape(str(error))} What there is to set: doorway settings[/red]", soft_wrap=True)
        raise SystemExit(1) from None
    from django.db import DatabaseError

    import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``; they need Django set up

    try:
        app()
    except DatabaseError:
        if _is_prepared():
            raise
        console.print(f"[red]{_not_prepared()}[/red]", soft_wrap=True)
        raise SystemExit(1) from None


def _not_prepared() -> str:
    """What to do first; and where the demo is, for whoever has built only that."""
    from django.conf import settings

    said = "The database is not prepared for this version of Doorway. Run first: doorway setup"
    if (settings.HOME / "demo" / "doorway.sqlite3").exists():
        said += ". To ask the demo instead, write DOORWAY_HOME=var/demo before the command."
    return said


def _is_prepared() -> bool:
    """Every migration has run."""
    from django.db import DEFAULT_DB_ALIAS, connections

    from doorway.accounts.guards import is_of_this_version

    return is_of_this_version(connections[DEFAULT_DB_ALIAS])
