"""``doorway requirements``: a district's own requirements as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doorway.cli.app import app, console
from doorway.cli.commands.installation import refuse
from doorway.cli.districts import district_named
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.documents import read
from doorway.pathways.rules.alone import as_file

group = typer.Typer(no_args_is_help=True, help="The requirements that a district has written itself.")
app.add_typer(group, name="requirements")


@group.callback()
def _group() -> None:
    """The requirements that a district has written itself."""


@group.command()
def export(
    number: Annotated[int, typer.Argument(help="The number of the version, as the page names it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Write a version as a file (TOML): to share, to begin a draft with, or for ``audit run --rules FILE``."""
    owner = district_named(district)
    row = RequirementSet.objects.filter(district=owner, number=number).first()
    if row is None:
        known = RequirementSet.objects.filter(district=owner).order_by("number").values_list("number", flat=True)
        refuse(f"There is no version {number}. There are: {', '.join(map(str, known)) or 'none'}.")
    output.write_text(as_file(read(row.document), owner.state_pack), encoding="utf-8")
    console.print(f"Written: {output}", markup=False, soft_wrap=True)
