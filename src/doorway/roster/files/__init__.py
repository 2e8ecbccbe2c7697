"""Plain tables (CSV) that come from outside: read, checked, and kept until they are taken in.

Courses and transcripts are read with :func:`open_table`, and :class:`StudentIds` finds whose a row is. Every importer
says of a row that cannot be taken why (:class:`RowRefused`). Score files are opened by a reader of their own, because a
layout says what their columns mean, and their ids may have been decided by a person.
"""

from doorway.roster.files.rows import COMMON_SENTENCES, LONGEST_CELL, SSN, RowRefused, cells_of, check_id, given_id
from doorway.roster.files.students import StudentIds
from doorway.roster.files.table import TableFile, open_table

__all__ = [
    "COMMON_SENTENCES",
    "LONGEST_CELL",
    "SSN",
    "RowRefused",
    "StudentIds",
    "TableFile",
    "cells_of",
    "check_id",
    "given_id",
    "open_table",
]
