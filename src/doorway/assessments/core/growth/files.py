"""Score files in, percentiles out. Rows that cannot be used are left out with row and reason, the others go on."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doorway.assessments.core.growth.cohorts import SubjectScores, run_of
from doorway.assessments.core.growth.percentiles import METHOD, Outcome

NAMES = {
    "id": ("id", "student_id"),
    "year": ("year", "school_year"),
    "grade": ("grade",),
    "score": ("scale_score", "score", "value"),
    "subject": ("subject", "content_area"),
    "valid": ("valid_case",),
}
NEEDED = ("id", "year", "grade", "score")
BLANK = ("", "NA", "N/A", "NULL", "NONE")
ORDERS = 4
"""The output has columns for at least so many orders."""


class FileProblem(Exception):
    """The file as a whole cannot be used. ``code`` names why and ``values`` fill the sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class LeftOut:
    """A row that was left out. ``row``: as a spreadsheet counts, the first line is 1."""

    row: int
    code: str
    value: str = ""


@dataclass(frozen=True)
class ScoreFile:
    """What is in a score file.

    ``ids``: of the students, in the order of the output; scores name them by place. ``rows``: how many there are
    below the first line; ``blank``: rows without a score; ``not_valid``: rows that the file itself marks as not valid.
    """

    subjects: tuple[SubjectScores, ...]
    ids: Sequence[str]
    rows: int
    blank: int
    not_valid: int
    left_out: tuple[LeftOut, ...]


def subject_in(path: Path) -> str:
    """The subject that a file's name says: ``scores_READING.csv.gz`` holds READING."""
    stem = path.name.split(".")[0]
    return (re.sub(r"^scores?[_-]", "", stem, flags=re.IGNORECASE) or stem).upper()


def read_scores(path: Path, subject: str = "", *, lowest: float = -math.inf, highest: float = math.inf) -> ScoreFile:
    """Read a CSV file (also .gz) with the columns ID, YEAR, GRADE, SCALE_SCORE and, for several subjects, SUBJECT.

    ``subject``: of the rows where the file has no such column; the file's name where it is empty. ``lowest`` and
    ``highest``: scores outside of them are left out, as 0 or 999 often stands for no score.
    """
    table = _text_of(path)
    places = _places(table.columns)
    rows = table.height
    if "subject" in places and subject:
        raise FileProblem("bad_subject")
    if "subject" not in places:
        table = table.with_columns(pl.lit(subject or subject_in(path)).alias("subject"))
        places["subject"] = "subject"
    table = table.select(
        (pl.col(column).str.strip_chars().alias(name) for name, column in places.items()),
    ).with_row_index("row", offset=2)
    not_valid = 0
    if "valid" in places:
        table = table.filter(pl.col("valid").is_null() | (pl.col("valid").str.to_uppercase() == "VALID_CASE"))
        not_valid = rows - table.height
    tested = table.filter(pl.col("score").is_not_null() & ~pl.col("score").str.to_uppercase().is_in(BLANK))
    blank = table.height - tested.height
    good, left_out = _checked(tested, lowest, highest)
    subjects, ids, twice = _coded(good)
    every = sorted([*left_out, *twice], key=lambda one: one.row)
    return ScoreFile(subjects, ids, rows, blank, not_valid, tuple(every))


def _text_of(path: Path) -> pl.DataFrame:
    """The file as a table of text."""
    if not path.is_file():
        raise FileProblem("missing", name=str(path))
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as handle:
            first = handle.readline(100_000).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem("not_text", name=path.name) from None
    except (gzip.BadGzipFile, EOFError):
        raise FileProblem("not_gzip", name=path.name) from None
    if not first.strip():
        raise FileProblem("empty", name=path.name)
    if first.startswith("PK") or "\0" in first:
        raise FileProblem("not_text", name=path.name)
    try:
        return pl.read_csv(path, infer_schema=False, separator=max(",;\t", key=first.count), raise_if_empty=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as error:
        raise FileProblem("broken", name=path.name, why=str(error).splitlines()[0][:200]) from None


def _places(columns: Sequence[str]) -> dict[str, str]:
    """For each of our columns the name it has in the file."""
    spelled: dict[str, list[str]] = {}
    for column in columns:
        spelled.setdefault("_".join(column.strip().lower().replace("-", " ").split()), []).append(column)
    places = {}
    for name, known in NAMES.items():
        given = [column for one in known for column in spelled.get(one, [])]
        if len(given) > 1:
            raise FileProblem("column_twice", columns=", ".join(given))
        if given:
            places[name] = given[0]
    missing = [NAMES[name][-1 if name != "score" else 0].upper() for name in NEEDED if name not in places]
    if missing:
        raise FileProblem("columns", missing=", ".join(missing))
    return places


def _checked(table: pl.DataFrame, lowest: float, highest: float) -> tuple[pl.DataFrame, list[LeftOut]]:
    """Numbers for the texts, and the rows that have something else."""
    year, grade = pl.col("year"), pl.col("grade").str.to_uppercase()
    ends = year.str.extract(r"^(?:19|20)\d\d[-_/](?:\d\d)?(\d\d)$").cast(pl.Int16, strict=False)
    begins = year.str.slice(0, 4).cast(pl.Int16, strict=False)
    spoken = year.str.contains(r"^(?:19|20)\d\d$")
    table = table.with_columns(
        pl.when(spoken)
        .then(begins)
        .when(ends == (begins + 1) % 100)
        .then(begins + 1)
        .otherwise(None)
        .cast(pl.Int16)
        .alias("ended"),
        pl.when(grade.is_in(["K", "KG"]))
        .then(pl.lit(0, pl.Int16))
        .when(grade.str.contains(r"^(?:0?[0-9]|1[0-2])$"))
        .then(grade.cast(pl.Int16, strict=False))
        .otherwise(None)
        .alias("level"),
        pl.when(pl.col("score").str.contains(r"^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$"))
        .then(pl.col("score").cast(pl.Float64, strict=False))
        .otherwise(None)
        .alias("points"),
    )
    checks = (
        ("no_id", "id", pl.col("id").is_null() | (pl.col("id") == "")),
        ("ssn_shaped", "", pl.col("id").str.contains(r"^\d{3}-\d{2}-\d{4}$")),
        ("no_subject", "subject", pl.col("subject").is_null() | (pl.col("subject") == "")),
        ("bad_year", "year", pl.col("ended").is_null()),
        ("bad_grade", "grade", pl.col("level").is_null()),
        ("not_a_number", "score", pl.col("points").is_null() | ~pl.col("points").is_finite()),
        ("outside", "score", ~pl.col("points").is_between(lowest, highest)),
    )
    wrong = pl.coalesce(*(pl.when(test).then(pl.lit(code)) for code, _column, test in checks))
    table = table.with_columns(wrong.alias("wrong"))
    shown = {code: column for code, column, _test in checks}
    left_out = [
        LeftOut(row["row"], row["wrong"], (row[shown[row["wrong"]]] or "")[:60] if shown[row["wrong"]] else "")
        for row in table.filter(pl.col("wrong").is_not_null()).iter_rows(named=True)
    ]
    good = table.filter(pl.col("wrong").is_null())
    return good.select("row", "id", pl.col("subject").str.to_uppercase(), "ended", "level", "points"), left_out


def _coded(table: pl.DataFrame) -> tuple[tuple[SubjectScores, ...], Sequence[str], list[LeftOut]]:
    """Students by number, one row for each student, subject and year, and the rows that say something twice."""
    ids = table.select("id").unique()
    digits = ids.select(pl.col("id").str.contains(r"^\d+$").all()).item()
    order = [pl.col("id").str.len_bytes(), pl.col("id")] if digits else [pl.col("id")]
    ids = ids.sort(order).with_row_index("student")
    table = table.join(ids, on="id", how="left", maintain_order="left").drop("id")
    subjects, left_out = [], []
    for (subject,), rows in sorted(table.partition_by("subject", as_dict=True).items()):
        years, grades = rows["ended"].to_numpy(), rows["level"].to_numpy()
        students, scores = rows["student"].to_numpy().astype(np.int32), rows["points"].to_numpy()
        kept, again = _once(students, years, grades, scores, rows["row"].to_numpy())
        left_out += again
        subjects.append(SubjectScores(str(subject), students[kept], years[kept], grades[kept], scores[kept]))
    return tuple(subjects), ids["id"].to_list(), left_out


def _once(
    students: NDArray[np.int32],
    years: NDArray[np.int16],
    grades: NDArray[np.int16],
    scores: NDArray[np.float64],
    rows: NDArray[np.uint32],
) -> tuple[NDArray[np.int64], list[LeftOut]]:
    """Which rows to keep. One that repeats another goes; those that contradict each other all go."""
    key = years.astype(np.int64) * (int(students.max()) + 1) + students
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    sizes = np.diff(np.r_[begins, order.size])
    keep = np.ones(order.size, np.bool_)
    left_out = []
    for begin, size in zip(begins[sizes > 1], sizes[sizes > 1], strict=True):
        same = order[begin : begin + size]
        agree = np.ptp(scores[same]) == 0 and np.ptp(grades[same]) == 0
        keep[same[1:] if agree else same] = False
        code, gone = ("said_twice", same[1:]) if agree else ("contradicts", same)
        left_out += [LeftOut(int(rows[i]), code, str(rows[same[0] if i != same[0] else same[1]])) for i in gone]
    return np.flatnonzero(keep), left_out


def percentile_table(ids: Sequence[str], outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """One row for each student, subject and grade with a percentile; the columns of SGP, and what they rest on."""
    cohorts: dict[tuple[str, int, int], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.percentiles is not None:
            cohorts.setdefault((outcome.subject, outcome.grade, outcome.year), []).append(outcome)
    most = max([ORDERS, *(outcome.order for found in cohorts.values() for outcome in found)])
    names = pl.Series("ID", ids, pl.String)
    return pl.concat([_empty(most), *(_rows(names, cohorts[key], most) for key in sorted(cohorts))])


def _rows(names: pl.Series, outcomes: list[Outcome], most: int) -> pl.DataFrame:
    """The rows of a grade."""
    outcomes.sort(key=lambda outcome: outcome.order)
    students = np.unique(np.concatenate([outcome.students for outcome in outcomes]))
    percentiles = np.zeros((most + 1, students.size), np.int16)
    highest, sizes = np.zeros(students.size, np.int64), np.zeros(students.size, np.int64)
    for outcome in outcomes:
        where = np.searchsorted(students, outcome.students)
        percentiles[outcome.order, where] = 0 if outcome.percentiles is None else outcome.percentiles
        highest[where], sizes[where] = outcome.order, outcome.students.size
    first = outcomes[0]
    runs = pl.Series([run_of(first.subject, first.year, first.grade, order) for order in range(most + 1)])
    grade = str(first.grade) if first.grade else "K"
    return pl.DataFrame(
        {
            "SUBJECT": pl.repeat(first.subject, students.size, eager=True),
            "YEAR": pl.repeat(first.year, students.size, dtype=pl.Int16, eager=True),
            "GRADE": pl.repeat(grade, students.size, eager=True),
            "ID": names.gather(students),
            "SGP": percentiles[highest, np.arange(students.size)],
            **{f"SGP_ORDER_{order}": pl.Series(percentiles[order]).replace(0, None) for order in range(1, most + 1)},
            "SGP_NORM_GROUP": runs.gather(highest),
            "SGP_ORDER": highest.astype(np.int16),
            "COHORT_SIZE": sizes.astype(np.int32),
            "METHOD": pl.repeat(METHOD, students.size, eager=True),
        }
    )


def _empty(most: int) -> pl.DataFrame:
    """The table without rows."""
    small = {f"SGP_ORDER_{order}": pl.Int16 for order in range(1, most + 1)}
    return pl.DataFrame(
        schema={"SUBJECT": pl.String, "YEAR": pl.Int16, "GRADE": pl.String, "ID": pl.String, "SGP": pl.Int16}
        | small
        | {"SGP_NORM_GROUP": pl.String, "SGP_ORDER": pl.Int16, "COHORT_SIZE": pl.Int32, "METHOD": pl.String}
    )


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV, packed where the name ends in .gz: whole, or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        table.write_csv(part, compression="gzip" if path.suffix == ".gz" else "uncompressed", check_extension=False)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
