"""Files in and out: a reason for every row that is left out, a sentence for every file and cohort that is refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from doorway.assessments.core.growth.cohorts import SubjectScores, cohorts_of
from doorway.assessments.core.growth.files import FileProblem, percentile_table, read_scores, subject_in, write_table
from doorway.assessments.core.growth.percentiles import outcome_of, outcomes_of
from doorway.assessments.growth_sentences import COHORT, cohort_sentence, file_sentence, row_sentence
from doorway.assessments.tests.growth.made import cohort

HEAD = "ID,YEAR,GRADE,SCALE_SCORE"


def written(folder: Path, *rows: str, head: str = HEAD, name: str = "scores_MATH.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def subject_of(years_before: int = 2, **changed: Any) -> SubjectScores:
    """400 students of grade 5 in 2025 with the years before; ``changed`` replaces arrays by ones made from them."""
    students = 400
    priors, scores, _knots = cohort(1, students, years_before)
    rows = np.vstack([scores[None], priors])
    values = {
        "students": np.tile(np.arange(students, dtype=np.int32), years_before + 1),
        "years": np.repeat(2025 - np.arange(years_before + 1), students).astype(np.int16),
        "grades": np.repeat(5 - np.arange(years_before + 1), students).astype(np.int16),
        "scores": rows.ravel(),
    }
    return SubjectScores("MATH", **{**values, **{name: change(values[name]) for name, change in changed.items()}})


def test_every_row_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "1,2025,4,500",
        "2,2025,4,<200",
        "3,2025,4,12%",
        "4,2025,4,abc",
        "5,20x5,4,500",
        "6,2025,14,500",
        ",2025,4,500",
        "123-45-6789,2025,4,500",
        "7,2025,4,",
        "8,2025,4,NA",
        "9,2025,4,nan",
        "10,2025,4,inf",
        "11,2024-25,04,501.5",
        "12,2023-25,4,500",
    )
    scores = read_scores(path)
    assert [(one.row, one.code, one.value) for one in scores.left_out] == [
        (3, "not_a_number", "<200"),
        (4, "not_a_number", "12%"),
        (5, "not_a_number", "abc"),
        (6, "bad_year", "20x5"),
        (7, "bad_grade", "14"),
        (8, "no_id", ""),
        (9, "ssn_shaped", ""),
        (12, "not_a_number", "nan"),
        (13, "not_a_number", "inf"),
        (15, "bad_year", "2023-25"),
    ]
    assert (scores.rows, scores.blank) == (14, 2)
    (math,) = scores.subjects
    assert math.subject == "MATH"
    assert math.scores.tolist() == [500.0, 501.5]
    assert math.years.tolist() == [2025, 2025]
    assert all(row_sentence(one.code, one.value).endswith(".") for one in scores.left_out)


def test_scores_that_the_test_cannot_give_are_left_out_by_row(tmp_path: Path) -> None:
    path = written(
        tmp_path, "1,2025,4,500", "2,2025,4,999", "3,2025,4,0", "4,2025,4,560", "5,2025,4,561", "6,2025,4,-1"
    )
    assert read_scores(path).left_out == ()
    scores = read_scores(path, lowest=200, highest=560)
    assert [(one.row, one.code, one.value) for one in scores.left_out] == [
        (3, "outside", "999"),
        (4, "outside", "0"),
        (6, "outside", "561"),
        (7, "outside", "-1"),
    ]
    assert scores.subjects[0].scores.tolist() == [500.0, 560.0]
    assert row_sentence("outside", "999") == "999 is outside of the scores that you said are possible."


def test_a_row_that_repeats_goes_and_rows_that_contradict_all_go(tmp_path: Path) -> None:
    path = written(
        tmp_path, "1,2025,4,500", "1,2025,4,500", "2,2025,4,500", "2,2025,4,510", "2,2024,3,480", "3,2025,4,5"
    )
    scores = read_scores(path)
    assert [(one.row, one.code, one.value) for one in scores.left_out] == [
        (3, "said_twice", "2"),
        (4, "contradicts", "5"),
        (5, "contradicts", "4"),
    ]
    assert sorted(zip(scores.subjects[0].years.tolist(), scores.subjects[0].scores.tolist(), strict=True)) == [
        (2024, 480.0),
        (2025, 5.0),
        (2025, 500.0),
    ]


def test_other_headings_separators_and_marks_are_understood(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "VALID_CASE;a7;2025;K;1;Reading",
        "INVALID_CASE;a8;2025;1;2;Reading",
        "VALID_CASE;a9;2025;1;3;Math",
        head="valid_case;Student Id;school year;Grade;score;content_area",
    )
    scores = read_scores(path)
    assert [one.subject for one in scores.subjects] == ["MATH", "READING"]
    assert (scores.not_valid, list(scores.ids)) == (1, ["a7", "a9"])
    assert scores.subjects[1].grades.tolist() == [0]


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("missing", lambda folder: folder / "nothing.csv"),
        ("columns", lambda folder: written(folder, "1,2025,4", head="ID,YEAR,GRADE")),
        ("column_twice", lambda folder: written(folder, "1,2025,4,5,6", head=HEAD + ",SCORE")),
        ("empty", lambda folder: written(folder, head="")),
        ("broken", lambda folder: written(folder, "1,2025,4,500,7,8")),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, code: str, make: Callable[[Path], Path]) -> None:
    with pytest.raises(FileProblem) as refused:
        read_scores(make(tmp_path))
    assert refused.value.code == code
    assert "%(" not in file_sentence(code, refused.value.values)


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("not_text", "scores.csv", "ID,JOSÉ".encode("latin-1")),
        ("not_text", "scores.csv", b"PK\x03\x04 a spreadsheet"),
        ("not_gzip", "scores.csv.gz", b"ID,YEAR,GRADE,SCALE_SCORE\n"),
        ("not_gzip", "scores.csv.gz", gzip.compress(b"ID,YEAR,GRADE,SCALE_SCORE\n" * 9, mtime=0)[:20]),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, code: str, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileProblem) as refused:
        read_scores(tmp_path / name)
    assert refused.value.code == code


def test_the_subject_is_in_the_name_of_the_file() -> None:
    assert subject_in(Path("a/scores_READING.csv.gz")) == "READING"
    assert subject_in(Path("ela-2025.csv")) == "ELA-2025"


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("small", {"students": lambda them: np.where(them < 100, them, np.arange(1000, 1000 + them.size))}),
        ("same_now", {"scores": lambda them: np.r_[np.full(400, 500.0), them[400:]]}),
        ("few_now", {"scores": lambda them: np.r_[np.arange(400) % 4 + 1.0, them[400:]]}),
        ("same_before", {"scores": lambda them: np.r_[them[:400], np.full(400, 500.0), them[800:]]}),
        ("few_before", {"scores": lambda them: np.r_[them[:400], np.arange(400) % 5 + 1.0, them[800:]]}),
    ],
)
def test_a_cohort_whose_percentiles_would_mean_nothing_gets_none(reason: str, changed: dict[str, Any]) -> None:
    first = next(cohorts_of(subject_of(**changed), 2025))
    outcome = outcome_of(first)
    assert (outcome.reason, outcome.percentiles) == (reason, None)
    assert "%(" not in cohort_sentence(reason, outcome.number, 300)


def test_priors_that_say_the_same_leave_the_lower_order(tmp_path: Path) -> None:
    scores = subject_of(scores=lambda them: np.r_[them[:800], them[400:800]])
    outcomes = list(outcomes_of(cohorts_of(scores, 2025)))
    assert {outcome.order: outcome.reason for outcome in outcomes} == {1: None, 2: "singular"}
    table = percentile_table([str(number) for number in range(400)], outcomes)
    assert table["SGP_ORDER"].unique().to_list() == [1]
    assert table["SGP"].to_list() == table["SGP_ORDER_1"].to_list()
    assert table["SGP_NORM_GROUP"][0] == "2024/MATH_4; 2025/MATH_5"


def test_students_whose_grade_jumped_or_stayed_are_in_no_cohort() -> None:
    def jump(grades: Any) -> Any:
        changed = grades.copy()
        changed[400:410] = 5  # ten repeated grade 5
        changed[410:420] = 3  # ten skipped grade 4
        return changed

    first, second = cohorts_of(subject_of(grades=jump), 2025)
    assert first.students.tolist() == second.students.tolist() == list(range(20, 400))


def test_a_year_without_tests_ends_the_run() -> None:
    scores = subject_of(years_before=3, years=lambda years: np.where(years < 2024, years - 1, years))
    assert [one.order for one in cohorts_of(scores, 2025)] == [1]


def test_the_highest_order_counts_and_is_written_with_what_it_rests_on(tmp_path: Path) -> None:
    scores = subject_of(years_before=2)
    outcomes = list(outcomes_of(cohorts_of(scores, 2025), verify=True))
    assert all(outcome.proof is not None and outcome.proof < 1e-8 for outcome in outcomes)
    table = percentile_table([f"s{number}" for number in range(400)], outcomes)
    write_table(table, tmp_path / "out.csv.gz")
    lines = gzip.decompress((tmp_path / "out.csv.gz").read_bytes()).decode().splitlines()
    assert lines[0] == (
        "SUBJECT,YEAR,GRADE,ID,SGP,SGP_ORDER_1,SGP_ORDER_2,SGP_ORDER_3,SGP_ORDER_4,SGP_NORM_GROUP,"
        "SGP_ORDER,COHORT_SIZE,METHOD"
    )
    cells = lines[1].split(",")
    assert (cells[4], cells[7:9], cells[10:12]) == (cells[6], ["", ""], ["2", "400"])
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv.gz"]


def test_every_reason_has_a_sentence() -> None:
    assert set(COHORT) == {"small", "same_now", "few_now", "same_before", "few_before", "singular", "unproven"}
