"""Invented students of the rest of the state: nothing but core-test scores, so that growth has a group to compare in.

A district of 900 students has no cohort that is large enough. These are in nobody's roster; they have the shape of the
district's own (``generate/scores.py``), since they are made by the same hand.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from pathlib import Path
from random import Random

from doorway.demo.generate.model import DistrictDraft
from doorway.demo.generate.scores import COLUMNS, ScoreMaker
from doorway.policy.packs import StatePack

EACH = 380
"""Students of each grade: a little more than the smallest cohort, for some repeat a year or miss a test."""
GRADES = range(4, 12)
"""The grades in which they are now; the last core tests were one below."""


def write_others(draft: DistrictDraft, pack: StatePack, path: Path, *, years: int = 4) -> int:
    """Write the file, with the columns of ``doorway growth percentiles``; the number of rows."""
    place = {name: COLUMNS.index(name) for name in ("subject", "school_year", "grade", "value")}
    rows = 0
    with gzip.open(path, "wt", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("ID", "SUBJECT", "YEAR", "GRADE", "SCALE_SCORE"))
        for grade in GRADES:
            for number in range(EACH):
                key = f"other-{grade}-{number}"
                student = replace(draft.students[0], key=key, local_id=key, grade=grade)
                maker = ScoreMaker(draft, pack, student, Random(f"{draft.seed}:{key}"))  # noqa: S311
                for row in maker.core_rows(years):
                    said = {name: row[at] for name, at in place.items()}
                    if said["value"] != "":
                        writer.writerow((key, said["subject"], said["school_year"], said["grade"], said["value"]))
                        rows += 1
    return rows
