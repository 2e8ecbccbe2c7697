"""Course lists as they come: the list beside the requirements, or a district's catalog as Doorway writes it out.

The catalog has columns of its own. Two of them say what the list says with an area and a tag, and the others say
nothing about what a class counts for.
"""

from __future__ import annotations

from typing import Any

from doorway.accounts.tables import given_cell
from doorway.pathways.core.rules import CONCURRENT_TAG, CTE_AREA
from doorway.pathways.rules.schema import OTHER_TITLE, CourseRow, is_yes

# What the catalog says of a class and the requirements do not ask.
_BESIDE = frozenset({"sced", "seats", "prerequisites", "schools"})
# Its marks, and what is added to the column of the list where one says yes.
_MARKS = {"concurrent": ("tags", CONCURRENT_TAG), "cte": ("areas", CTE_AREA)}
_OWN = frozenset(CourseRow.model_fields) - {"titles"}


def is_course_column(name: str) -> bool:
    """Whether a course list or a catalog has such a column."""
    return name in _OWN | _BESIDE | {*_MARKS} or name.startswith(OTHER_TITLE)


def course_row(cells: dict[str, Any]) -> dict[str, Any] | None:
    """A row as the course list has it.

    None for a course of the roster that stands in a catalog without credits: nobody has said yet what it gives, so its
    code is one that nobody knows. In a list that is no catalog, a row without credits is a mistake.
    """
    is_catalog = not (_BESIDE | {*_MARKS, "offered"}).isdisjoint(cells)
    row = {name: given_cell(cell) if isinstance(cell, str) else cell for name, cell in cells.items()}
    if is_catalog and not (row.get("credits") or "").strip():
        return None
    for mark, (column, word) in _MARKS.items():
        # What is neither yes nor no stays, and is refused by its name.
        if mark in row and (said := is_yes(row[mark])) is not None:
            del row[mark]
            if said:
                row[column] = f"{row.get(column) or ''} {word}"
    return {name: cell for name, cell in row.items() if name not in _BESIDE}
