"""Score files: whole or not at all, with a reason for every row that is left out."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import World
from typer.testing import CliRunner

from doorway.assessments.imports import apply_scores, preview_scores, sentence_of
from doorway.assessments.imports.sentences import SENTENCES
from doorway.assessments.models import Score
from doorway.assessments.queries import evidence_for, evidence_for_many
from doorway.policy.packs import load_pack
from doorway.roster.files.errors import FileChanged, ImportNotPossible, TableRefused
from doorway.roster.models import ImportRun

PACK = load_pack("utah")
COLUMNS = (
    "student_id",
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
    "accommodations",
)
READING = {
    "student_id": "L-mateo",
    "instrument": "Acadience Reading",
    "subject": "reading",
    "school_year": "2024-25",
    "grade": "2",
    "period": "EOY",
    "value": "239",
}
MATH = {
    "student_id": "S-lucia",
    "instrument": "RISE",
    "subject": "Mathematics",
    "school_year": "2024-25",
    "grade": "06",
    "value": "440",
    "growth_percentile": "62",
}


def write(folder: Path, *rows: dict[str, str], name: str = "scores.csv") -> Path:
    """A score file with these rows."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(world: World, path: Path) -> ImportRun:
    """Look at the file and make the import."""
    run = preview_scores(district=world.district, path=path, by=None)
    return apply_scores(run=run, path=path, by=None)


def reasons(run: ImportRun) -> list[tuple[int | None, str, str]]:
    """(row, column, code) of the refused rows."""
    return list(run.lines.filter(verdict="refused").values_list("row", "field", "code"))


def test_scores_go_in_under_the_packs_names(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, READING, MATH))
    assert run.counts == {"created": 2, "changed": 0, "unchanged": 0, "waiting": 0, "refused": 0, "noticed": 0}
    mateo = Score.objects.get(student=world.people["mateo"])
    assert (mateo.instrument, mateo.edition, mateo.scale, mateo.measure, mateo.grade) == (
        "acadience",
        "acadience-2018",
        "acadience",
        "composite",
        "02",
    )
    lucia = Score.objects.get(student=world.people["lucia"])
    assert (lucia.subject, lucia.period, lucia.scale, lucia.growth_percentile) == ("math", "YEAR", "rise-math-2019", 62)
    assert lucia.imported_by == run


def test_looking_changes_nothing(world: World, tmp_path: Path) -> None:
    run = preview_scores(district=world.district, path=write(tmp_path, READING), by=None)
    assert run.status == "previewed"
    assert run.counts["created"] == 1
    assert not Score.objects.exists()


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, READING, MATH)
    take(world, path)
    again = take(world, path)
    assert again.counts == {"created": 0, "changed": 0, "unchanged": 2, "waiting": 0, "refused": 0, "noticed": 0}
    assert Score.history.count() == 2


def test_a_correction_keeps_the_old_value_in_the_history(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, READING, MATH))
    run = take(world, write(tmp_path, READING | {"value": "241"}))
    assert run.counts["changed"] == 1
    assert run.lines.get(verdict="changed").changes == {"value": ["239", "241"]}
    score = Score.objects.get(student=world.people["mateo"])
    assert [row.value for row in score.history.order_by("history_id")] == [Decimal("239"), Decimal("241")]


def test_an_empty_cell_leaves_what_is_on_file(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH))
    assert take(world, write(tmp_path, MATH | {"growth_percentile": ""})).counts["unchanged"] == 1


def test_a_score_takes_the_place_of_not_tested(world: World, tmp_path: Path) -> None:
    absent = READING | {"value": "", "not_tested": "Absent"}
    take(world, write(tmp_path, absent))
    assert Score.objects.get().not_tested == "absent"
    take(world, write(tmp_path, READING))
    score = Score.objects.get()
    assert (score.value, score.not_tested) == (Decimal("239"), "")


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"student_id": ""}, "student_id", "no_student_id"),
        ({"student_id": "123-45-6789"}, "student_id", "ssn_shaped"),
        ({"not_tested": "ask 123-45-6789"}, "", "holds_ssn"),
        ({"instrument": "Abacus"}, "instrument", "unknown_instrument"),
        ({"edition": "9th"}, "edition", "unknown_edition"),
        ({"subject": "science"}, "subject", "unknown_subject"),
        ({"school_year": "2024-26"}, "school_year", "bad_year"),
        ({"school_year": "3025-26"}, "school_year", "year_to_come"),
        ({"school_year": "2011-12"}, "school_year", "year_outside"),
        ({"grade": ""}, "grade", "no_grade"),
        ({"school_year": ""}, "school_year", "no_year"),
        ({"national_percentile": "101"}, "national_percentile", "bad_percentile"),
        ({"grade": "thirteen"}, "grade", "bad_grade"),
        ({"grade": "9"}, "grade", "grade_outside"),
        ({"period": ""}, "period", "no_period"),
        ({"period": "sometime"}, "period", "unknown_period"),
        ({"measure": "vocabulary"}, "measure", "unknown_measure"),
        ({"value": "85%"}, "value", "percent_sign"),
        ({"value": "<200"}, "value", "bound"),
        ({"value": "NaN"}, "value", "not_a_number"),
        ({"value": "1e99"}, "value", "not_a_number"),
        ({"value": "3.6e2"}, "value", "not_a_number"),
        ({"value": "0x1F"}, "value", "not_a_number"),
        ({"value": "1_000"}, "value", "not_a_number"),
        ({"value": "٣٦٠"}, "value", "not_a_number"),
        ({"value": "３６０"}, "value", "not_a_number"),
        ({"value": "inf"}, "value", "not_a_number"),
        ({"value": "1,250"}, "value", "not_a_number"),
        ({"value": "9" * 150}, "value", "not_a_number"),
        ({"school_year": "２０２５"}, "school_year", "bad_year"),
        ({"school_year": "٢٠٢٤-٢٥"}, "school_year", "bad_year"),
        ({"test_date": "٢٠٢٥-٠٤-٢٢"}, "test_date", "bad_date"),
        ({"value": "-1"}, "value", "outside_scale_or_below"),
        ({"value": "", "level": " "}, "value", "says_nothing"),
        ({"level": "super"}, "level", "unknown_level"),
        ({"growth_percentile": "100"}, "growth_percentile", "bad_growth"),
        ({"growth_percentile": "40.5"}, "growth_percentile", "bad_growth"),
        ({"not_tested": "absent"}, "not_tested", "tested_and_not"),
        ({"value": "", "not_tested": "on the moon"}, "not_tested", "unknown_reason"),
        ({"test_date": "someday"}, "test_date", "bad_date"),
        ({"test_date": "3026-01-01"}, "test_date", "date_outside"),
        ({"edition": "x" * 201}, "", "too_long"),
    ],
)
def test_a_bad_row_is_refused_by_row_and_reason_and_the_others_go_in(
    world: World, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    run = take(world, write(tmp_path, MATH, READING | changes))
    expected = "below_scale" if code == "outside_scale_or_below" else code
    assert reasons(run) == [(3, column, expected)]
    assert run.counts["created"] == 1


def test_a_score_outside_the_scale_is_refused_with_the_scale(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, MATH | {"value": "4400"}))
    line = run.lines.get()
    assert sentence_of(line.code, line.params, PACK) == "4400 is outside the scale, which goes from 255 to 563."


def test_two_students_with_one_local_id_are_not_guessed(world: World, tmp_path: Path) -> None:
    world.people["ellie"].identifier = "L-mateo"
    world.people["ellie"].save()
    run = take(world, write(tmp_path, READING, READING | {"student_id": "S-mateo"}))
    assert reasons(run) == [(2, "student_id", "ambiguous_student")]
    assert Score.objects.get().student == world.people["mateo"]


def test_only_students_of_the_district_are_found(world: World, other_world: World, tmp_path: Path) -> None:
    other_world.people["mateo"].identifier = "elsewhere"
    other_world.people["mateo"].save()
    run = take(world, write(tmp_path, READING | {"student_id": "elsewhere"}, READING | {"student_id": "june"}))
    assert (run.counts["waiting"], Score.objects.count()) == (2, 0)


def test_a_row_that_is_there_twice_counts_once_and_contradicting_rows_not_at_all(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, READING, READING, MATH, MATH | {"value": "441"}, MATH | {"value": "442"}))
    assert reasons(run) == [
        (3, "", "said_twice"),
        (4, "", "contradicts"),
        (5, "", "contradicts"),
        (6, "", "contradicts"),
    ]
    assert Score.objects.get().student == world.people["mateo"]


SAID = (
    "value", "instrument", "known", "lowest", "highest", "most", "row", "waited", "on_file", "grade", "other",
    "expected", "level", "by_score", "year", "day", "count",
)  # fmt: skip


def test_every_reason_is_a_sentence_with_its_values() -> None:
    params: dict[str, Any] = dict.fromkeys(SAID, "something")
    for code in SENTENCES:
        assert sentence_of(code, params, PACK).endswith(".")


def test_a_missing_quotation_mark_gives_no_child_the_score_of_another(world: World, tmp_path: Path) -> None:
    head = "student_id,name,instrument,subject,school_year,grade,period,value\n"
    row = "{},{},Acadience Reading,reading,2024-25,2,EOY,{}\n"
    path = tmp_path / "quotes.csv"
    for names in (('"Morales', '"Whitaker'), ('"Morales', "Whitaker"), ('"Mor""ales', "Whitaker")):
        path.write_text(
            head + row.format("L-mateo", names[0], 150) + row.format("S-ellie", names[1], 300), encoding="utf-8"
        )
        with pytest.raises(TableRefused, match="In row 2 a quotation mark is missing"):
            preview_scores(district=world.district, path=path, by=None)
    # A cell of several lines is none of that.
    path.write_text(head + row.format("L-mateo", '"Morales,\nMateo ""M."""', 150), encoding="utf-8")
    assert take(world, path).counts["created"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a csv", "spreadsheet"),
        (b"student_id,\0", "not a text file"),
        ("student_id,instrument,subject,school_year,grade\nJos\u00e9".encode("latin-1"), "UTF-8"),
        (b"name,score\nMateo,3\n", "student_id, instrument, subject, school_year, grade"),
        (b"student_id,instrument,subject,school_year,grade,value,value\n", "twice: value"),
        (b"student_id,instrument,subject,school_year,grade\n" + b"x" * 200_000, "broken near line 2"),
    ],
)
def test_what_is_no_score_file_is_refused_with_a_sentence(
    world: World, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(TableRefused) as caught:
        preview_scores(district=world.district, path=path, by=None)
    assert sentence in str(caught.value)
    assert not ImportRun.objects.exists()


def test_headings_and_separators_of_spreadsheets_are_understood(world: World, tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text(
        "\ufeffStudent ID;Instrument;Subject;School Year;Grade;Period;Value;Teacher\r\n"
        "L-mateo;acadience;reading;2025;2;Spring;239;June\r\n;;;;;;;\r\n",
        encoding="utf-8",
    )
    run = take(world, path)
    assert run.counts["created"] == 1
    assert run.options["ignored_columns"] == ["teacher"]


def test_another_file_than_the_one_looked_at_is_not_taken(world: World, tmp_path: Path) -> None:
    run = preview_scores(district=world.district, path=write(tmp_path, READING), by=None)
    with pytest.raises(FileChanged):
        apply_scores(run=run, path=write(tmp_path, READING | {"value": "1"}), by=None)
    assert not Score.objects.exists()


def test_an_import_is_made_once(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, READING)
    run = take(world, path)
    with pytest.raises(ImportNotPossible):
        apply_scores(run=run, path=path, by=None)


def test_the_number_of_queries_does_not_grow_with_the_file(world: World, tmp_path: Path) -> None:
    def queries(*rows: dict[str, str]) -> int:
        path = write(tmp_path, *rows)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            preview_scores(district=world.district, path=path, by=None)
        return len(captured)

    years = [READING | {"school_year": str(year), "period": p} for year in range(2019, 2026) for p in ("BOY", "EOY")]
    assert queries(years[0]) == queries(*years)


def test_evidence_comes_from_what_was_taken_in(world: World, tmp_path: Path, django_assert_num_queries: Any) -> None:
    take(world, write(tmp_path, READING, MATH))
    students = [world.people["mateo"], world.people["lucia"], world.people["ellie"]]
    with django_assert_num_queries(1):
        evidence = evidence_for(world.people["mateo"])
    assert evidence.reading is not None
    assert evidence.reading.status.latest.distance == 1
    with django_assert_num_queries(1):
        many = evidence_for_many(students)
    assert [bool(many[student.pk]) for student in students] == [True, True, False]


def test_the_growth_of_every_year_is_said_and_whose_it_is(world: World, tmp_path: Path) -> None:
    years = [("2022-23", "4", "340", "31"), ("2023-24", "5", "380", "55"), ("2024-25", "6", "440", "62")]
    rows = [
        MATH | {"school_year": year, "grade": grade, "value": value, "growth_percentile": percentile}
        for year, grade, value, percentile in years
    ]
    take(world, write(tmp_path, *rows))
    subject = evidence_for(world.people["lucia"]).subjects[0]
    assert "the state’s growth percentile is 62" in subject.growth("en")
    assert subject.growth_before("en") == (
        "Math, growth percentiles of the years before: 2023-24: 55 (the state’s); 2022-23: 31 (the state’s)."
    )
    assert subject.growth_before("es").startswith("Matemáticas, percentiles de progreso de los años anteriores: ")
    assert evidence_for(world.people["lucia"]).tells_growth


def test_the_command_says_what_it_did(world: World, tmp_path: Path) -> None:
    import doorway.cli.commands  # noqa: F401  # registers the command
    from doorway.cli.app import app

    path = write(tmp_path, READING, MATH | {"value": "9"})
    dry = CliRunner().invoke(app, ["import", "scores", str(path), "--dry-run"])
    assert "Would be taken in: 1 new, 0 changed, 0 unchanged, 0 waiting for their student, 1 refused." in dry.output
    assert not Score.objects.exists()
    done = CliRunner().invoke(app, ["import", "scores", str(path)])
    assert done.exit_code == 0
    assert "row 3, value: 9 is outside the scale" in done.output
    assert Score.objects.count() == 1
    missing = CliRunner().invoke(app, ["import", "scores", str(tmp_path / "none.csv")])
    assert missing.exit_code == 1
    assert "There is no file" in missing.output


def test_the_ledger_names_the_student_of_a_refused_row_but_keeps_no_ssn(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, READING | {"value": "85%"}, READING | {"student_id": "123-45-6789"}))
    assert list(run.lines.values_list("key", flat=True)) == ["L-mateo", ""]
