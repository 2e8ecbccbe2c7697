"""One row of a table: its cells, the id it gives, and why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.typing import holds_ssn
from doorway.roster.files.table import TableFile

SSN = re.compile(r"^\d{3}-\d{2}-\d{4}$")
LONGEST_CELL = 200

# What every table can be refused for, by the code that the ledger keeps.
COMMON_SENTENCES: dict[str, str | Promise] = {
    "no_student_id": _("The row has no student id."),
    "ssn_shaped": _("The student id looks like a Social Security number. Use the local or the state id."),
    "unknown_student": _("No student has the id %(value)s. Take the roster in first, or correct the id."),
    "ambiguous_student": _("More than one student has the id %(value)s. Use the state id in this row."),
    "ids_disagree": _("The ids in this row belong to different students. Correct the row."),
    "holds_ssn": _("This cell holds what looks like a Social Security number. Take it out of the file."),
    "bad_year": _("%(value)s is not a school year. Write it like 2025-26."),
    "bad_grade": _("%(value)s is not a grade. Write K or 1 to 12."),
    "too_long": _("A cell of this row is longer than %(most)s characters."),
    "too_many_cells": _("The row has more cells than the first line has columns."),
    "said_twice": _("The row says the same as row %(row)s."),
}


class RowRefused(Exception):
    """One row cannot be taken: the column, the code of its sentence and the values in it."""

    def __init__(self, column: str, code: str, **params: Any) -> None:
        self.column, self.code, self.params = column, code, params
        super().__init__(code)


def given_id(file: TableFile, cells: list[str], column: str = "student_id") -> str:
    """The id that the row gives, as far as a ledger may keep it: not at all where it looks like an SSN."""
    at = file.places[column]
    given = cells[at].strip() if at < len(cells) else ""
    return "" if SSN.match(given) else given[:LONGEST_CELL]


def cells_of(file: TableFile, cells: list[str]) -> dict[str, str]:
    """The cells by column, without blanks around them; :class:`RowRefused` for a row of another shape."""
    if len(cells) > file.width and any(cells[file.width :]):
        raise RowRefused("", "too_many_cells")
    if max(map(len, cells)) > LONGEST_CELL:
        raise RowRefused("", "too_long", most=LONGEST_CELL)
    row = {name: cells[at].strip() for name, at in file.places.items() if at < len(cells)}
    for name, text in row.items():
        # The id has a sentence of its own.
        if "-" in text and name != "student_id" and holds_ssn(text):
            raise RowRefused(name, "holds_ssn")
    return row


def check_id(row: Mapping[str, str], column: str = "student_id") -> None:
    """Refuse a row without an id, and one whose id looks like a Social Security number."""
    given = row.get(column, "")
    if not given:
        raise RowRefused(column, "no_student_id")
    if SSN.match(given):
        raise RowRefused(column, "ssn_shaped")
