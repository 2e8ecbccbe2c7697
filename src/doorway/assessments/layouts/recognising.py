"""Which layout a file has: by its first line, without regard to case, spaces and hyphens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doorway.assessments.layouts.values import Layout


def plain_heading(cell: str) -> str:
    """A heading as headings are compared: "School Year" is school_year."""
    return "_".join(cell.strip().lower().replace("-", " ").split())


def headings(header: Sequence[str]) -> dict[str, int]:
    """The headings of a file, each with its first place."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        if cell.strip():
            found.setdefault(plain_heading(cell), place)
    return found


def missing_columns(layout: Layout, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that a layout is recognised by and that the file lacks."""
    found = headings(header)
    return tuple(column for column in layout.recognised_by if plain_heading(column) not in found)


def recognise(header: Sequence[str], layouts: Iterable[Layout]) -> tuple[Layout, ...]:
    """The layouts that fit, only the closest: none, the one, or those between which a person must choose."""
    found = headings(header)
    fitting = [
        layout
        for layout in layouts
        if not missing_columns(layout, header) and not any(plain_heading(column) in found for column in layout.without)
    ]
    closest = max((len(layout.recognised_by) for layout in fitting), default=0)
    return tuple(layout for layout in fitting if len(layout.recognised_by) == closest)
