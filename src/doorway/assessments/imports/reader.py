"""The columns of a score file."""

from __future__ import annotations

from pathlib import Path

from doorway.roster.files import TableFile, open_table

REQUIRED = ("student_id", "instrument", "subject", "school_year", "grade")
OPTIONAL = ("edition", "period", "measure", "value", "level", "growth_percentile", "not_tested", "test_date")


def open_scores(path: Path, name: str = "") -> TableFile:
    """The file with its columns; ``TableRefused`` when it cannot be read as a score file."""
    return open_table(path, name, required=REQUIRED, optional=OPTIONAL)
