"""Plain tables (CSV) that come from outside: read, checked, and kept until they are taken in.

Every importer of a long table (scores, courses, transcripts) reads it with :func:`open_table`, finds its students with
:class:`StudentIds`, and says of a row that cannot be taken why (:class:`RowRefused`).
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
