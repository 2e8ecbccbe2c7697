"""``doorway import onet``, ``import wages`` and ``import sced`` as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.cli.app import app
from doorway.pathways.models import NationalCourse, Occupation, Release, WageGroup
from doorway.pathways.occupations.tests.releases import SHORT, WAGES, WELDER, write

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["import", *words], terminal_width=200)
    return result.exit_code, result.output


def test_dry_run_the_real_one_and_the_ledger_as_a_table(tmp_path: Path) -> None:
    folder, report = str(write(tmp_path / "r", SHORT)), tmp_path / "ledger.csv"

    code, said = run("onet", folder, "--release", "29.3", "--dry-run")
    assert code == 0
    assert said.strip() == "O*NET 29.3. Would be taken in: 3 new, 0 changed, 0 unchanged, 0 no longer listed."
    assert not Occupation.objects.exists()
    code, said = run("onet", folder, "--release", "29.3", "--report", str(report))
    assert (code, "Taken in: 3 new" in said) == (0, True)
    assert f'created,{WELDER},"Welders, Cutters, Solderers, and Brazers",' in report.read_text(encoding="utf-8")

    write(tmp_path / "r", SHORT, tasks=f"onetsoc_code,task,type\n{WELDER},Weld.,Core\n")
    code, said = run("onet", folder, "--release", "29.4")
    assert f"changed: {WELDER} Welders, Cutters, Solderers, and Brazers (tasks)" in said


def test_a_release_that_cannot_be_right_ends_with_one_and_names_rows(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", SHORT, interests=SHORT["interests"].replace("5.62", "56"))

    code, said = run("onet", str(folder), "--release", "29.3")

    assert code == 1
    assert "Rows that cannot be right: 1. Nothing was taken in." in said
    assert "interests.csv, 2, value: “56” is not a number from 1 to 7." in said


def test_wages(tmp_path: Path) -> None:
    path = tmp_path / "national.csv"
    path.write_text(WAGES, encoding="utf-8")

    code, said = run("wages", str(path))
    assert (code, "--year" in said) == (1, True)
    code, said = run("wages", str(path), "--year", "2024")
    assert (code, "BLS OEWS, May 2024. Taken in: 3 new" in said) == (0, True)
    assert WageGroup.objects.count() == 3


def test_course_codes(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("sced_code,title,description\n03051,Biology,About life.\n", encoding="utf-8")

    code, said = run("sced", str(path))
    assert (code, "--release" in said) == (1, True)
    code, said = run("sced", str(path), "--release", "12", "--dry-run")
    assert (code, said.strip()) == (
        0, "SCED, version 12. Would be taken in: 1 new, 0 changed, 0 unchanged, 0 no longer listed."
    )  # fmt: skip
    assert not NationalCourse.objects.exists()
    assert run("sced", str(path), "--release", "12")[0] == 0
    assert NationalCourse.objects.get().title == "Biology"


def test_an_older_release_goes_over_a_newer_one_only_when_somebody_says_so(tmp_path: Path) -> None:
    newer = write(tmp_path / "a", SHORT)
    older = write(tmp_path / "b", SHORT, tasks=f"onetsoc_code,task,type\n{WELDER},Weld.,Core\n")
    assert run("onet", str(newer), "--release", "29.10")[0] == 0

    code, said = run("onet", str(older), "--release", "29.9")
    assert (code, "O*NET 29.9 is older than O*NET 29.10, which is here." in said, "--older" in said) == (1, True, True)
    assert Release.objects.count() == 1
    assert run("onet", str(older), "--release", "29.9", "--older")[0] == 0
    assert run("onet", str(newer), "--release", "29.10")[0] == 0, "the way back needs no word"


def test_a_file_that_was_taken_in_as_another_year_is_not_taken_for_granted(tmp_path: Path) -> None:
    path, plain = tmp_path / "oews_national_may2024.csv", tmp_path / "national.csv"
    for one in (path, plain):
        one.write_text(WAGES, encoding="utf-8")
    assert run("wages", str(path))[0] == 0

    code, said = run("wages", str(path), "--year", "2025")
    assert (code, "The file’s name says 2024, and --year says 2025." in said) == (1, True)
    code, said = run("wages", str(plain), "--year", "2025")
    assert (code, "This very file was taken in as BLS OEWS, May 2024, and would be" in said) == (1, True)
    code, said = run("wages", str(plain), "--year", "2023", "--renamed")
    assert (code, "BLS OEWS, May 2023 is older than BLS OEWS, May 2024" in said) == (1, True)
    assert Release.objects.count() == 1
    assert run("wages", str(plain), "--year", "2025", "--renamed")[0] == 0
    assert Release.objects.filter(name="BLS OEWS, May 2025", year=2025).exists()


def test_a_wrong_file_is_named_by_the_headings_that_officers_look_for(tmp_path: Path) -> None:
    path = tmp_path / "may2024.csv"
    path.write_text("name,amount\nx,1\n", encoding="utf-8")
    code, said = run("wages", str(path))

    assert code == 1
    assert (
        "lacks these columns: OCC_CODE (code), OCC_TITLE (title), TOT_EMP (employment), H_MEDIAN (hourly_median),"
        " A_MEDIAN (annual_median)." in said
    )


def test_each_word_says_yes_to_its_own_question_alone(tmp_path: Path) -> None:
    """What somebody is sure of is handed on as one, and none of it is taken for another."""
    newer, older = tmp_path / "new.csv", tmp_path / "old.csv"
    newer.write_text("sced_code,title,description\n03051,Biology,Life.\n03052,Botany,Plants.\n", encoding="utf-8")
    older.write_text("sced_code,title,description\n03051,Biology,Life.\n", encoding="utf-8")
    assert run("sced", str(newer), "--release", "12")[0] == 0

    for words in ((), ("--older",), ("--fewer",), ("--renamed",), ("--older", "--renamed"), ("--fewer", "--renamed")):
        assert run("sced", str(older), "--release", "11", *words)[0] == 1, words
    assert run("sced", str(newer), "--release", "13", "--older", "--fewer")[0] == 1
    assert run("sced", str(newer), "--release", "13", "--renamed")[0] == 0
    assert run("sced", str(older), "--release", "11", "--older", "--fewer")[0] == 0
