"""Plain tables (CSV) that come from outside: read, checked, and kept until they are taken in.

Courses and transcripts are read with :func:`open_table`, and :class:`StudentIds` finds whose a row is. Every importer
says of a row that cannot be taken why (:class:`RowRefused`). Of a score file a layout says what its columns mean: it is
opened with :func:`open_text`. Uploads wait in a folder of their kind (:mod:`~doorway.roster.files.waiting`).
"""

from doorway.roster.files.errors import TableRefused
from doorway.roster.files.rows import COMMON_SENTENCES, LONGEST_CELL, SSN, RowRefused, cells_of, check_id, given_id
from doorway.roster.files.students import StudentIds
from doorway.roster.files.table import TableFile, TextTable, open_table, open_text

__all__ = [
    "COMMON_SENTENCES",
    "LONGEST_CELL",
    "SSN",
    "RowRefused",
    "StudentIds",
    "TableFile",
    "TableRefused",
    "TextTable",
    "cells_of",
    "check_id",
    "given_id",
    "open_table",
    "open_text",
]
