"""The table of subjects and the usual importance of abilities, read once in a process from the files beside this."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path

from doorway.pathways.core.leading import Subject, Subjects, Usual

HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """What classes are about (``subjects.toml``)."""
    rows = tomllib.loads((HERE / "subjects.toml").read_text(encoding="utf-8"))["subjects"]
    return Subjects(
        Subject(
            key=row["key"],
            sced=tuple(row["sced"]),
            words=tuple(row["words"]),
            teaches=row["teaches"],
            work=tuple(row["work"]),
            basis=row.get("basis", False),
            general=row.get("general", False),
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def usual() -> dict[str, Usual]:
    """How important each ability of O*NET 29.3 is in the middle of all occupations (``usual.csv``)."""
    with (HERE / "usual.csv").open(encoding="utf-8", newline="") as file:
        return {row["ability"]: Usual(float(row["mean"]), float(row["spread"])) for row in csv.DictReader(file)}
