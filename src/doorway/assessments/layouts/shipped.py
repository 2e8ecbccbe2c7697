"""The layouts that come with the product: the plain long file, and the files of vendors."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from doorway.assessments.layouts.values import Layout

VENDORS = Path(__file__).resolve().parent / "vendors"

# The column of a plain file that lists with which support the test was taken.
ACCOMMODATIONS = "accommodations"
PLAIN = Layout.model_validate(
    {
        "key": "plain",
        "title": {"en": "Plain long file, one result in each row", "es": "Archivo sencillo, un resultado por fila"},
        "source": "docs/howto/import-scores.md",
        "recognised_by": ["student_id", "instrument", "subject", "school_year", "grade"],
        "students": ["student_id"],
        "accommodations": [{"column": ACCOMMODATIONS}],
        "results": [
            {
                name: "{" + name + "}"
                for name in (
                    "instrument",
                    "edition",
                    "subject",
                    "school_year",
                    "grade",
                    "period",
                    "measure",
                    "value",
                    "level",
                    "growth_percentile",
                    "national_percentile",
                    "not_tested",
                    "test_date",
                )
            }
        ],
    }
)


class LayoutBroken(Exception):
    """A layout file of the product cannot be read."""


@lru_cache(maxsize=1)
def shipped_layouts() -> tuple[Layout, ...]:
    """The plain file and every vendor's, read once; LayoutBroken names the file and what is wrong in it."""
    return (PLAIN, *(read_layout(path) for path in sorted(VENDORS.glob("*.toml"))))


def read_layout(path: Path) -> Layout:
    """The layout in a file; LayoutBroken when it is none."""
    try:
        return Layout.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError, OSError) as error:
        raise LayoutBroken(f"{path.name}: {error}") from error
