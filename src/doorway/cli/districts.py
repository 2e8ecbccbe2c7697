"""Which district a command is about."""

from __future__ import annotations

import typer
from rich.markup import escape

from doorway.accounts.models import District
from doorway.cli.app import console


def district_named(code: str) -> District:
    """The district with this code, or the only one there is; ends the command where that is not clear."""
    known = list(District.objects.order_by("code")[:50])
    wanted = [district for district in known if district.code == code] if code else known
    if len(wanted) != 1:
        codes = ", ".join(district.code for district in known) or "none yet; add one with: doorway district add NAME"
        console.print(f"Name the district with --district. There are: {escape(codes)}.")
        raise typer.Exit(2)
    return wanted[0]
