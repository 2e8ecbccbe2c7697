"""The table of national course codes, as the official spreadsheet and as our short table."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from doorway.pathways.codes.table import national_table
from doorway.pathways.models import NationalCourse, Release
from doorway.pathways.occupations.errors import ReleaseRefused
from doorway.pathways.occupations.imports import Outcome, Sure, take_in_sced
from doorway.pathways.occupations.tests.sheets import write_sheets

pytestmark = pytest.mark.django_db

SHORT = (
    "sced_code,subject_area,title,description\n"
    '03051,03,Biology,"Courses about life, and more."\n'
    "03999,03,Life and Physical Sciences—Other,Other ones.\n"
    "13207,13,Welding,Courses about metals.\n"
)
OFFICIAL = (
    ("School Courses for the Exchange of Data",),
    ("Course Title", "SCED Course Code", "Course Description", "Change Status"),
    ("Life and Physical Sciences", "", "", ""),
    ("Biology", 3051, "Courses about life, and more.", ""),
    ("Life and Physical Sciences—Other", "03999", "Other ones.", ""),
    ("Phrenology", "03998", "Bumps.", "Archived in version 9"),
    ("Welding", "13207", "Courses about\nmetals.", "No Change"),
)
ALL = [
    ("03051", "Biology", "Courses about life, and more."),
    ("03999", "Life and Physical Sciences—Other", "Other ones."),
    ("13207", "Welding", "Courses about metals."),
]


def sced(path: Path, **options: object) -> Outcome:
    values = {"now": timezone.now(), "progress": lambda done, total: None, **options}
    return take_in_sced(path, **values)  # type: ignore[arg-type]


def written(folder: Path, text: str = SHORT, name: str = "sced_v12.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def stored() -> list[tuple[str, str, str]]:
    return list(NationalCourse.objects.values_list("code", "title", "about"))


def test_the_short_table(tmp_path: Path) -> None:
    outcome = sced(written(tmp_path))

    assert (outcome.name, outcome.counts["created"]) == ("SCED, version 12", 3)
    assert stored() == ALL


def test_the_official_spreadsheet_says_the_same(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "SCED Version 13.xlsx", About=[("Read me",)], Codes=OFFICIAL)

    assert sced(path).name == "SCED, version 13"
    assert stored() == ALL


def test_a_newer_version_changes_what_differs_and_the_ledger_says_what(tmp_path: Path) -> None:
    sced(written(tmp_path))
    again = sced(written(tmp_path))
    newer = sced(
        written(tmp_path, SHORT.replace("Welding,", "Welding Technology,") + "13208,13,Brazing,More metals.\n"),
        release="13",
    )

    assert again.counts == {"created": 0, "changed": 0, "vanished": 0, "unchanged": 3}
    assert [(line.verdict, line.code, line.fields) for line in newer.lines] == [
        ("changed", "13207", ["title"]), ("created", "13208", []),
    ]  # fmt: skip
    assert Release.objects.filter(kind="sced").count() == 3
    table = national_table()
    assert table.name == "SCED, version 13"
    assert (table.area_of("03051"), table.area_of("13207")) == ("Life and Physical Sciences", "")
    assert table.of("13208G1.0011") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHORT + "1320,13,Short,About.\n1320A,13,Letter,About.\n", "“1320A” is not a code of five digits"),
        (SHORT + "13207,13,Welding again,About.\n", "13207 is there twice."),
        (SHORT + "13209,13,,About.\n", "The cell is empty."),
    ],
)
def test_a_row_that_cannot_be_right_refuses_the_whole(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ReleaseRefused) as refusal:
        sced(written(tmp_path, text))

    assert said in " ".join(refusal.value.rows)
    assert stored() == []


def test_files_that_are_no_such_table_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused, match="--release"):
        sced(written(tmp_path, name="codes.csv"))
    with pytest.raises(ReleaseRefused, match="There is no file"):
        sced(tmp_path / "nowhere.xlsx")
    broken = tmp_path / "sced_v12.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(ReleaseRefused, match="cannot be opened as a spreadsheet"):
        sced(broken)
    with pytest.raises(ReleaseRefused, match="lacks these columns"):
        sced(write_sheets(tmp_path / "sced_v14.xlsx", Codes=OFFICIAL[:1]))


def test_half_a_table_is_refused_until_somebody_says_that_it_is_right(tmp_path: Path) -> None:
    sced(written(tmp_path))
    half = written(tmp_path, "\n".join(SHORT.splitlines()[:3]), "half_v12.csv")

    with pytest.raises(ReleaseRefused, match="1 of 3"):
        sced(half)
    assert sced(half, sure=Sure(fewer=True)).counts["vanished"] == 1
