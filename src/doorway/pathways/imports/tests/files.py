"""Small files for the tests of courses, transcripts and graduation."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.world import World

from doorway.pathways.courses.file import CourseFile
from doorway.pathways.imports import preview, take_in
from doorway.pathways.imports.model import RecordFile
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.models import ImportRun

Row = dict[str, str]

ENGLISH_9 = {"code": "ENG-9", "title": "English 9", "credits": "1", "areas": "ela.9", "grades": "9"}
ENGLISH_10 = ENGLISH_9 | {
    "code": "ENG-10", "title": "English 10", "areas": "ela.10", "grades": "10", "prerequisites": "ENG-9",
}  # fmt: skip
CATALOG: tuple[Row, ...] = (
    ENGLISH_9,
    ENGLISH_10,
    {"code": "ENG-11", "title": "English 11", "credits": "1", "areas": "ela.11", "grades": "11"},
    {"code": "ENG-12", "title": "English 12", "credits": "1", "areas": "ela.12", "grades": "12"},
    {"code": "MATH-1", "title": "Secondary Math I", "credits": "1", "areas": "math.secondary-1", "grades": "9-12"},
    {"code": "MATH-2", "title": "Secondary Math II", "credits": "1", "areas": "math.secondary-2", "grades": "9-12"},
    {"code": "BIOLOGY", "title": "Biology", "credits": "1", "areas": "science.biology", "grades": "9-12"},
    {"code": "WELDING", "title": "Welding 1", "credits": "1", "cte": "yes", "grades": "9-12"},
    {"code": "BAND", "title": "Band", "credits": "1", "areas": "arts.music", "repeatable": "yes", "grades": "9-12"},
)
ENGLISH = {"student_id": "L-diego", "code": "ENG-9", "credits": "0.5", "term": "S1", "mark": "B", "grade": "9"}


def write(folder: Path, kind: type[RecordFile], *rows: Row, name: str = "records.csv") -> Path:
    """A file of that kind with these rows and the columns that they name."""
    path = folder / name
    named = {column for row in rows for column in row}
    columns = [column for column in (*kind.required, *kind.optional) if column in named or column in kind.required]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(world: World, folder: Path, kind: type[RecordFile], *rows: Row) -> ImportRun:
    """Look at such a file and take it in."""
    path = write(folder, kind, *rows)
    run = preview(kind, district=world.district, path=path, by=None)
    return take_in(kind, run=run, path=path, by=None)


def take_courses(world: World, folder: Path, *rows: Row) -> ImportRun:
    """Take a catalog in; without rows the small one."""
    return take(world, folder, CourseFile, *(rows or CATALOG))


def take_transcripts(world: World, folder: Path, *rows: Row) -> ImportRun:
    """Take transcripts in; a row without a year is of the year before this one."""
    year = f"{world.year.end_year - 1}"
    return take(world, folder, TranscriptFile, *({"school_year": year} | row for row in rows))


def reasons(run: ImportRun, verdict: str = "refused") -> list[tuple[int | None, str, str]]:
    """(row, column, code) of the lines of a verdict."""
    return list(run.lines.filter(verdict=verdict).values_list("row", "field", "code"))
