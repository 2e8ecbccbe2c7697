"""Small files of earlier conferences."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.world import World

from doorway.compliance.earlier import preview, take_in
from doorway.compliance.earlier.columns import OPTIONAL, REQUIRED
from doorway.roster.models import ImportRun

Row = dict[str, Any]


def row(person: str, date: Any, kind: str = "individual", /, **more: Any) -> Row:
    """A row about one of the cast; a parent was there."""
    return {"student_id": f"L-{person}", "date": str(date), "kind": kind, "parent": "yes", **more}


def write(folder: Path, *rows: Row, name: str = "old.csv", columns: tuple[str, ...] = ()) -> Path:
    """A file with these rows and the columns that they name."""
    path = folder / name
    named = {column for one in rows for column in one}
    columns = columns or tuple(column for column in (*REQUIRED, *OPTIONAL) if column in named or column in REQUIRED)
    columns = (*columns, *sorted(named - set(columns)))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def look(world: World, path: Path) -> ImportRun:
    """What the file would do."""
    return preview(district=world.district, path=path, by=world.user("sam"))


def take(world: World, folder: Path, *rows: Row, name: str = "old.csv") -> ImportRun:
    """The rows, taken in by the data person."""
    path = write(folder, *rows, name=name)
    return take_in(run=look(world, path), path=path, by=world.user("sam"))


def said(run: ImportRun) -> list[tuple[int | None, str]]:
    """Which row was refused, or named, for what."""
    return [(line.row, line.code) for line in run.lines.all()]
