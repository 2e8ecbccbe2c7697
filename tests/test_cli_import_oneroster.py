"""``doorway import oneroster`` as it is typed."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.accounts.models import District
from doorway.cli.app import app
from doorway.roster.core.oneroster.tests.bundles import changed, good_files, write_bundle
from doorway.roster.models import ImportRun, Person

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["import", "oneroster", *words], terminal_width=200)
    return result.exit_code, result.output


def test_dry_run_then_the_real_one(tmp_path: Path) -> None:
    District.objects.create(code="garfield", name="Garfield")
    folder = str(write_bundle(tmp_path / "b", changed("users", 0, enabledUser="TRUE", identifier="123-45-6789")))

    code, said = run(folder, "--dry-run")
    assert code == 0
    assert "users.csv row 2 identifier: A value here looks like a social security number" in said
    assert not Person.objects.exists()
    assert not ImportRun.objects.exists()

    code, said = run(folder)
    assert code == 0
    assert "The roster was taken in." in said
    assert Person.objects.count() == 2


def test_strict_and_broken_bundles_end_with_one(tmp_path: Path) -> None:
    District.objects.create(code="garfield", name="Garfield")
    folder = str(write_bundle(tmp_path / "b", changed("users", 0, enabledUser="TRUE")))

    code, said = run(folder, "--strict")
    assert code == 1
    assert "users.csv row 2 enabledUser: “TRUE” is neither true nor false. This breaks the standard." in said
    assert run(str(tmp_path / "nothing.zip"))[0] == 1
    assert not Person.objects.exists()


def test_strict_says_every_breach_and_a_report_holds_them_all(tmp_path: Path) -> None:
    District.objects.create(code="garfield", name="Garfield")
    files = good_files()
    person = files["users"][0]
    files["users"] += [
        person | {"sourcedId": f"p{number}", "enabledUser": "TRUE", "familyName": ""} for number in range(100, 180)
    ]
    folder, report = str(write_bundle(tmp_path / "b", files)), tmp_path / "report.csv"

    assert run(folder, "--strict", "--dry-run")[1].count("“TRUE” is neither true nor false") == 80
    said = run(folder, "--dry-run", "--report", str(report))[1]
    assert "more; --report FILE.csv writes all of them." in said
    rows = csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines())
    assert [row["row"] for row in rows if row["column"] == "familyName"] == [str(number) for number in range(5, 85)]
    assert not Person.objects.exists()


def test_a_report_is_no_formula_and_its_place_must_be_there(tmp_path: Path) -> None:
    District.objects.create(code="garfield", name="Garfield")
    folder = str(write_bundle(tmp_path / "b", changed("users", 0, email="=cmd|' /C calc'!A0")))
    report = tmp_path / "report.csv"

    assert run(folder, "--dry-run", "--report", str(report))[0] == 0
    cells = [cell for row in csv.reader(report.read_text(encoding="utf-8-sig").splitlines()) for cell in row]
    assert any("=cmd" in cell for cell in cells)
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert all(not cell.startswith("=") for cell in cells)
    code, said = run(folder, "--report", str(tmp_path / "no" / "report.csv"))
    assert (code, "Nothing was changed." in said) == (1, True)
    assert not Person.objects.exists()


def test_vanished_students_need_a_second_yes(tmp_path: Path) -> None:
    District.objects.create(code="garfield", name="Garfield")
    run(str(write_bundle(tmp_path / "a", good_files())))
    files = good_files()
    files["users"], files["roles"] = files["users"][:1], files["roles"][:1]
    files["enrollments"], files["demographics"] = files["enrollments"][:1], []
    folder = str(write_bundle(tmp_path / "b", files))

    code, said = run(folder)
    assert code == 3
    assert "--yes-vanished" in said
    assert Person.objects.get(sourced_id="p1").is_active
    assert run(folder, "--yes-vanished")[0] == 0
    assert not Person.objects.get(sourced_id="p1").is_active


def test_the_district_is_named_where_there_are_several(tmp_path: Path) -> None:
    for code in ("garfield", "kane"):
        District.objects.create(code=code, name=code)
    folder = str(write_bundle(tmp_path / "b", good_files()))

    code, said = run(folder)
    assert (code, "garfield, kane" in said) == (2, True)
    assert run(folder, "--district", "kane")[0] == 0
    assert set(Person.objects.values_list("district__code", flat=True)) == {"kane"}
