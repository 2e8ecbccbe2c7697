"""The table of national course codes (SCED): the official spreadsheet, the same saved as CSV, or our short CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports.sheets import open_any
from doorway.pathways.occupations.imports.tables import Problems, Progress, sha256_of

CODE = re.compile(r"^\d{5}$")
COLUMNS = {
    "code": ("sced_code", "SCED Code", "Course Code", "SCED Course Code"),
    "title": ("Course Title", "SCED Course Name", "SCED Course Title"),
    "about": ("description", "Course Description", "SCED Course Description"),
}
OPTIONAL = {"status": ("Change Status", "Status")}
# What the official table still lists, and says that it is no longer in use.
_GONE = ("archived", "deleted", "removed", "retired")


@dataclass(frozen=True)
class National:
    """One course; the fields of :class:`doorway.pathways.models.NationalCourse`."""

    code: str
    title: str
    about: str


@dataclass(frozen=True)
class ScedRelease:
    """A whole release."""

    name: str
    sha256: str
    courses: dict[str, National]


def read_sced(path: Path, release: str, progress: Progress) -> ScedRelease:
    """The release in a file; :class:`ReleaseRefused` with every reason when it cannot be one."""
    table = open_any(path, COLUMNS, OPTIONAL)
    name = release.strip() or _version_in(path.name)
    problems, courses = Problems(), {}
    for row, cells in table.rows():
        code, title, about = (cells[column] for column in COLUMNS)
        if not code and not about:
            continue  # the heading of a subject area
        if cells.get("status", "").casefold().startswith(_GONE):
            continue
        # A spreadsheet that keeps codes as numbers has lost their zeros.
        code = code.removesuffix(".0")
        code = code.zfill(5) if code.isdigit() else code
        if not CODE.match(code):
            problems.add(table.name, row, "code", "national", value=code[:40])
        elif code in courses:
            problems.add(table.name, row, "code", "twice", value=code)
        elif not title:
            problems.add(table.name, row, "title", "empty")
        else:
            courses[code] = National(code, " ".join(title.split())[:200], " ".join(about.split()))
    total = path.stat().st_size
    progress(total, total)
    problems.refuse()
    if not courses:
        raise ReleaseRefused(ReleaseRefused.NOTHING, file=table.name)
    return ScedRelease(f"SCED, version {name}", sha256_of([path]), courses)


def _version_in(name: str) -> str:
    """The version in the file's name: ``sced_v12_courses.csv``, ``SCED Version 13.xlsx``."""
    found = re.search(r"v(?:ersion)?[ _.-]?(\d{1,2}(?:\.\d)?)(?=[^\d]|$)", name, re.IGNORECASE)
    if found is None:
        raise ReleaseRefused(ReleaseRefused.NO_VERSION)
    return found[1].removesuffix(".0")
