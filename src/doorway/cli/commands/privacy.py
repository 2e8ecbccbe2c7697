"""``doorway privacy``: the metadata dictionary, as a table for a spreadsheet."""

from __future__ import annotations

import csv
import sys
from typing import Annotated

import typer

from doorway.cli.app import app
from doorway.policy.privacy import registry


@app.command()
def privacy(language: Annotated[str, typer.Option(help="en or es.")] = "en") -> None:
    """Write every personal field that is kept, with purpose, who sees it and how long it is kept, as CSV."""
    data = registry()
    out = csv.writer(sys.stdout)
    out.writerow(["record", "field", "purpose", "necessary", "seen by", "kept"])
    for model, name, entry in data.rows():
        necessary = "necessary" if entry.required else "optional"
        kept = data.keep[entry.keep].text(language)
        out.writerow([model, name, entry.text(language), necessary, " ".join(entry.seen_by), kept])
