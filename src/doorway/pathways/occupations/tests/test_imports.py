"""Releases are taken in as a whole or not at all, again and again."""

from __future__ import annotations

import csv
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from doorway.pathways.models import Occupation, Release, WageGroup
from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports import Outcome, Sure, take_in_onet, take_in_wages
from doorway.pathways.occupations.tests.releases import (
    CHIEF,
    NURSE,
    OFFICIAL,
    OFFICIAL_WAGES,
    SHORT,
    WAGES,
    WELDER,
    write,
)
from doorway.pathways.occupations.tests.sheets import write_sheets

pytestmark = pytest.mark.django_db


def onet(folder: Path, **options: object) -> Outcome:
    values = {"release": "29.3", "now": timezone.now(), "progress": lambda done, total: None, **options}
    return take_in_onet(folder, **values)  # type: ignore[arg-type]


def wages(path: Path, **options: object) -> Outcome:
    values = {"now": timezone.now(), "progress": lambda done, total: None, **options}
    return take_in_wages(path, **values)  # type: ignore[arg-type]


def test_a_short_release_fills_the_occupations(tmp_path: Path) -> None:
    outcome = onet(write(tmp_path / "r", SHORT))

    nurse = Occupation.objects.get(code=NURSE)
    assert outcome.counts == {"created": 3, "changed": 0, "vanished": 0, "unchanged": 0}
    assert nurse.titles == ["Staff Nurse", "Registered Nurse", "RN"]
    assert nurse.interests == {"S": 5.62, "I": 4.82}
    assert (nurse.job_zone, nurse.education) == (4, {"5": 40, "6": 60})
    assert nurse.skills == [["Service Orientation", 4.25, 4.4], ["Active Listening", 4.12, 4.5]]
    assert nurse.tasks == ["Record vital signs.", "Order supplies."]
    assert nurse.tools == ["Epic Systems", "Some program"]
    assert nurse.related == [WELDER, CHIEF]
    assert Occupation.objects.get(code=WELDER).related == []


def test_the_official_text_tables_say_the_same(tmp_path: Path) -> None:
    outcome = onet(write(tmp_path / "db_30_1_text", OFFICIAL, ".txt"), release="")

    nurse = Occupation.objects.get(code=NURSE)
    assert outcome.name == "O*NET 30.1"
    assert nurse.about == 'Assess "whole" patients.'
    assert nurse.titles == ["Registered Nurse", "RN"]
    assert Occupation.objects.get(code=WELDER).titles == ["Fitter"]
    assert nurse.education == {"6": 100}
    assert nurse.skills == [["Active Listening", 4.12, 4.5]]


def test_the_papers_beside_the_tables_say_which_release_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", SHORT)
    (folder / "Read Me.txt").write_text("O*NET® 29.3 Database\n", encoding="utf-8")
    assert onet(folder, release="").name == "O*NET 29.3"
    (folder / "Read Me.txt").unlink()
    with pytest.raises(ReleaseRefused, match="--release"):
        onet(folder, release="")


def test_the_same_release_again_changes_nothing_and_a_newer_one_only_what_differs(tmp_path: Path) -> None:
    onet(write(tmp_path / "a", SHORT))
    again = onet(tmp_path / "a")
    newer = onet(
        write(tmp_path / "b", SHORT, job_zones=SHORT["job_zones"].replace(f"{WELDER},2", f"{WELDER},3")),
        release="30.0",
    )

    assert again.counts == {"created": 0, "changed": 0, "vanished": 0, "unchanged": 3}
    assert newer.counts == {"created": 0, "changed": 1, "vanished": 0, "unchanged": 2}
    assert [(line.code, line.fields) for line in newer.lines] == [(WELDER, ["job_zone"])]
    assert Occupation.objects.get(code=WELDER).job_zone == 3
    assert Release.objects.count() == 3
    assert newer.release is not None
    assert newer.release.lines.get().code == WELDER


def test_half_a_download_is_refused_until_somebody_says_that_it_is_right(tmp_path: Path) -> None:
    onet(write(tmp_path / "a", SHORT))
    less = {name: "".join(line for line in text.splitlines(True) if WELDER not in line) for name, text in SHORT.items()}
    write(tmp_path / "b", less)

    with pytest.raises(ReleaseRefused, match="1 of 3 would no longer be listed"):
        onet(tmp_path / "b")
    assert Occupation.objects.count() == 3

    outcome = onet(tmp_path / "b", sure=Sure(fewer=True))
    assert outcome.counts["vanished"] == 1
    assert not Occupation.objects.filter(code=WELDER).exists()


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    outcome = onet(write(tmp_path / "r", SHORT), dry_run=True)

    assert outcome.counts["created"] == 3
    assert not Occupation.objects.exists()
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("occupations", f"{CHIEF},", "11-1011,", "occupations.csv, 4, code: “11-1011” is not a code like 29-1141.00."),
        ("occupations", f"{CHIEF},", f"{NURSE},", f"occupations.csv, 4, code: {NURSE} is there twice."),
        ("occupations", "Chief Executives", "", "occupations.csv, 4, title: The cell is empty."),
        ("interests", "5.62", "8", "interests.csv, 2, value: “8” is not a number from 1 to 7."),
        ("job_zones", f"{NURSE},4", f"{NURSE},IV", "job_zones.csv, 2, job_zone: “IV” is not a number from 1 to 5."),
        ("skills", "4.25", "nan", "skills.csv, 3, importance: “nan” is not a number from 1 to 5."),
        ("education_required", "5,40", "13,40", "category: “13” is not a number from 1 to 12."),
        ("related_occupations", f"{NURSE},{CHIEF}", f"{NURSE},99-9999.00", "related: 99-9999.00 is not in the table"),
    ],
)
def test_one_row_that_cannot_be_right_refuses_the_whole(
    tmp_path: Path, table: str, old: str, new: str, said: str
) -> None:
    assert old in SHORT[table]
    folder = write(tmp_path / "r", SHORT, **{table: SHORT[table].replace(old, new, 1)})

    with pytest.raises(ReleaseRefused) as caught:
        onet(folder)

    assert any(said in row for row in caught.value.rows), caught.value.rows
    assert not Occupation.objects.exists()


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("interests", "", "The folder has no interests"),
        (
            "interests",
            "code,name\n",
            "interests.csv lacks these columns: Scale ID (scale), Element Name (element), Data Value (value).",
        ),
        ("interests", "PK\x03\x04", "interests.csv cannot be opened as a spreadsheet"),
        ("interests", "\x00\x00", "interests.csv is not text in UTF-8"),
        ("occupations", "onetsoc_code,title,description\n", "is not in the table of occupations|no row"),
    ],
)
def test_what_is_no_release_is_refused_with_a_sentence(tmp_path: Path, table: str, text: str, said: str) -> None:
    folder = write(tmp_path / "r", SHORT, **{table: text})

    with pytest.raises(ReleaseRefused) as caught:
        onet(folder)

    whole = " ".join([str(caught.value), *caught.value.rows])
    assert any(part in whole for part in said.split("|")), whole
    assert not Occupation.objects.exists()


def as_cells(text: str, separator: str) -> list[list[str | int | float]]:
    """The rows of a table of text as a spreadsheet keeps them: figures as numbers."""

    def cell(value: str) -> str | int | float:
        try:
            return int(value) if value.isdecimal() else float(value)
        except ValueError:
            return value

    return [[cell(value) for value in row] for row in csv.reader(text.splitlines(), delimiter=separator)]


def test_the_official_spreadsheets_say_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "db_30_1_excel"
    folder.mkdir()
    for name, text in OFFICIAL.items():
        write_sheets(folder / f"{name}.xlsx", **{name: as_cells(text.replace('"', ""), "\t")})

    outcome = onet(folder, release="")

    nurse = Occupation.objects.get(code=NURSE)
    assert (outcome.name, outcome.counts["created"]) == ("O*NET 30.1", 2)
    assert nurse.interests == {"S": 5.62}
    assert (nurse.job_zone, nurse.education) == (4, {"6": 100})
    assert nurse.skills == [["Active Listening", 4.12, 4.5]]
    assert onet(write(tmp_path / "db_30_1_text", OFFICIAL, ".txt"), release="").counts["unchanged"] == 1, (
        "but for quotes"
    )


def test_text_goes_before_the_spreadsheet_of_the_same_table(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", SHORT)
    (folder / "tasks.xlsx").write_bytes(b"PK\x03\x04 and then nothing")

    assert onet(folder).counts["created"] == 3


def test_the_official_wage_spreadsheet_says_the_same_as_its_csv(tmp_path: Path) -> None:
    sheet = write_sheets(tmp_path / "national_M2024_dl.xlsx", national=as_cells(OFFICIAL_WAGES, ","))
    text = tmp_path / "national_M2024_dl.csv"
    text.write_text(OFFICIAL_WAGES, encoding="utf-8")

    first = wages(sheet)
    nurse = WageGroup.objects.get(code="29-1141")
    assert (first.name, first.counts["created"]) == ("BLS OEWS, May 2024", 2)
    assert (nurse.employment, nurse.annual_median, nurse.hourly_median) == (3282010, 93600, Decimal("45.00"))
    assert wages(text).counts == {"created": 0, "changed": 0, "vanished": 0, "unchanged": 2}


def test_a_zip_file_and_a_folder_are_refused_with_what_to_do(tmp_path: Path) -> None:
    packed = tmp_path / "oesm2024.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("national_M2024_dl.csv", OFFICIAL_WAGES)

    with pytest.raises(ReleaseRefused, match="is a zip file"):
        wages(packed)
    with pytest.raises(ReleaseRefused, match="is a folder"):
        wages(tmp_path)
    assert not WageGroup.objects.exists()


def test_a_file_in_another_encoding_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", SHORT)
    (folder / "tasks.csv").write_bytes(f"onetsoc_code,task\n{NURSE},Ni\xf1o\n".encode("latin-1"))
    with pytest.raises(ReleaseRefused, match=r"tasks\.csv is not text in UTF-8"):
        onet(folder)
    (folder / "tasks.csv").write_bytes(b"")
    with pytest.raises(ReleaseRefused, match=r"tasks\.csv is empty"):
        onet(folder)
    with pytest.raises(ReleaseRefused, match="There is no folder"):
        onet(tmp_path / "nowhere")


def test_wages_are_taken_in_with_their_year(tmp_path: Path) -> None:
    path = tmp_path / "oews_national_may2024.csv"
    path.write_text(WAGES, encoding="utf-8")

    outcome = wages(path)

    assert outcome.name == "BLS OEWS, May 2024"
    nurse, actor = WageGroup.objects.get(code="29-1141"), WageGroup.objects.get(code="27-2011")
    assert (nurse.employment, nurse.annual_median, nurse.hourly_median) == (3_282_010, 93_600, Decimal("45.00"))
    assert (actor.annual_median, actor.hourly_median) == (None, Decimal("23.33"))
    assert wages(path).counts["unchanged"] == 3


def test_a_group_that_is_there_twice_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "oews_national_may2024.csv"
    nurse = next(line for line in WAGES.splitlines() if "29-1141" in line)
    path.write_text(f"{WAGES}{nurse}\n", encoding="utf-8")
    with pytest.raises(ReleaseRefused) as caught:
        wages(path)
    assert any("29-1141 is there twice" in row for row in caught.value.rows), caught.value.rows
    assert not WageGroup.objects.exists()


def test_of_an_official_table_only_the_nation_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "wages.csv"
    path.write_text(OFFICIAL_WAGES, encoding="utf-8")

    with pytest.raises(ReleaseRefused, match="--year"):
        wages(path)
    assert wages(path, year=2024).counts["created"] == 2
    assert WageGroup.objects.get(code="29-1141").annual_median == 93_600
    assert WageGroup.objects.get(code="29-1241").annual_median is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("29-1141", "29-11", "“29-11” is not a group like 29-1141."),
        ("29-1141", "99-9999", "code: 99-9999 is in no group of the national classification (SOC)."),
        ("29-1141", "28-1141", "code: 28-1141 is in no group of the national classification (SOC)."),
        ("3282010", "many", "employment: “many” is not a number from 0"),
        ("93600", "-5", "annual_median: “-5” is not a number from 0"),
    ],
)
def test_a_wage_that_cannot_be_right_refuses_the_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "may2024.csv"
    path.write_text(WAGES.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ReleaseRefused) as caught:
        wages(path)

    assert any(said in row for row in caught.value.rows), caught.value.rows
    assert not WageGroup.objects.exists()
