"""Vendors' files: recognised by their first line, read by a layout, as many results as a row holds."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.world import World
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``
from doorway.assessments.errors import HeaderUnknown, ScoreFileRefused, YearUnknown
from doorway.assessments.imports import apply_scores, preview_scores, sentence_of
from doorway.assessments.imports.names import PackNames, plain
from doorway.assessments.layouts import PLAIN, Cell, Layout, Translator, recognise, shipped_layouts
from doorway.assessments.models import Score
from doorway.assessments.queries import evidence_for
from doorway.cli.app import app
from doorway.policy.packs import load_pack
from doorway.roster.models import ImportRun

VENDORS = {layout.key: layout for layout in shipped_layouts() if layout.key != PLAIN.key}
MATEO = "S-mateo"


def columns_of(layout: Layout) -> list[str]:
    """Every column that a layout reads, as a file of the vendor has them."""
    found = [*layout.recognised_by, *layout.students, *(skip.column for skip in layout.skips)]
    found += [column for support in layout.accommodations for column, _means in support.each]
    for part in layout.results:
        for cell in {**layout.cells, **part.cells}.values():
            for name in part.repeat or ("",):
                found += cell.repeated(name).columns
    return list(dict.fromkeys(found))


def vendor_file(folder: Path, key: str, *rows: dict[str, str], name: str = "vendor.csv") -> Path:
    """A file of that layout with these rows; the cells that a row does not name are empty."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, ["Last Name", *columns_of(VENDORS[key])], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(world: World, path: Path, **how: str) -> ImportRun:
    """Look at the file and make the import."""
    run = preview_scores(district=world.district, path=path, by=None, **how)
    return apply_scores(run=run, path=path, by=None)


def on_file() -> list[tuple[Any, ...]]:
    """What was taken in."""
    fields = ("instrument", "subject", "measure", "school_year", "grade", "period", "sitting", "value", "level")
    rows = Score.objects.order_by("subject", "measure", "sitting").values_list(*fields)
    return [(*row[:7], None if row[7] is None else float(row[7]), row[8]) for row in rows]


def reasons(run: ImportRun) -> list[tuple[int | None, str, str]]:
    """(row, column, code) of the refused rows."""
    return list(run.lines.filter(verdict="refused").values_list("row", "field", "code"))


DIBELS = {
    "Primary ID - Student ID (State ID)": MATEO,
    "School Year": "2023-2024",
    "Assessment Edition": "DIBELS 8th Edition",
    "Assessment Grade": "K",
    "Benchmark Period": "BOY",
    "Client Date": "2023-10-05",
    "Composite Level": "Well Below Benchmark",
    "Composite Score": "271",
    "Composite - National Norm Percentile": "42",
    "Letter Sounds (NWF-CLS) - National Norm Percentile": "Discontinue",
}
READY = {
    "Student ID": "L-lucia",
    "Student State ID": "S-lucia",
    "Student Grade": "6",
    "Academic Year": "2025-2026",
    "Completion Date": "8/27/2025",
    "Norming Window": "Fall (Beginning of Year - November 15)",
    "Overall Scale Score": "572",
    "Overall Relative Placement": "1 Grade Level Below",
    "Percentile": "47",
}
ACCESS = {
    "State Student ID": MATEO,
    "Grade": "03",
    "Test Completion Date": "2/6/2026",
    "Scale Score - Overall": "228",
    "Proficiency Level - Overall": "3.4",
    "Scale Score - Speaking": "NA",
    "Do Not Score Code - Speaking": "ABS",
}

# layout, a row, and the results that come of it as (subject, measure, year, grade, period, sitting, value, level)
CASES: list[tuple[str, dict[str, str], list[tuple[Any, ...]]]] = [
    ("dibels-8", DIBELS, [("reading", "composite", 2024, "KG", "BOY", "", 271.0, "red")]),
    (
        "dibels-next",
        {
            "Student Primary ID": MATEO,
            "School Year": "2022-2023",
            "Assessment Grade": "2",
            "Benchmark Period": "MOY",
            "Assessment Measure-Composite Score-Score": "200",
            "Assessment Measure-Composite Score-Levels": "Benchmark",
            "Assessment Measure-LNF-Levels": "Not Determined",
            "Assessment Measure-DORF (Accuracy)-Score": "97%",
        },
        [
            ("reading", "composite", 2023, "02", "MOY", "", 200.0, "at"),
            ("reading", "orf-accuracy", 2023, "02", "MOY", "", 97.0, ""),
        ],
    ),
    (
        "idel",
        {
            "Student Primary ID": MATEO,
            "School Year": "2022-2023",
            "Assessment Grade": "K",
            "Benchmark Period": "BOY",
            "Assessment Measure-Instructional Recommendation-Levels": "Strategic",
            "Assessment Measure-Fluidez en Nombrar Letras-Levels": "Red",
            "Assessment Measure-Fluidez en Nombrar Letras-Score": "5",
        },
        [
            ("spanish-reading", "fnl", 2023, "KG", "BOY", "", 5.0, "red"),
            ("spanish-reading", "recommendation", 2023, "KG", "BOY", "", None, "yellow"),
        ],
    ),
    (
        "lectura",
        {
            "Student Primary ID": MATEO,
            "School Year": "2023-2024",
            "Assessment Grade": "K",
            "Benchmark Period": "BOY",
            "Composite Level": "At Benchmark",
            "Composite Score": "291",
        },
        [("spanish-reading", "composite", 2024, "KG", "BOY", "", 291.0, "at")],
    ),
    (
        "act",
        {
            "ID_StateAssign": MATEO,
            "HS_GradeLev": "11th Grade",
            "Test_Dte": "092024",
            "Composite": "16",
            "Eng": "15",
            "ELA": "--",
        },
        [
            ("composite", "score", 2025, "11", "YEAR", "2024-09", 16.0, ""),
            ("english", "score", 2025, "11", "YEAR", "2024-09", 15.0, ""),
        ],
    ),
    (
        "preact",
        {"Stu_ID_Num": MATEO, "Grade_Reported": "10", "Test_Dte": "20201007", "Mth": "08"},
        [("math", "score", 2021, "10", "YEAR", "2020-10-07", 8.0, "")],
    ),
    (
        "psat-8-9",
        {
            "STATE_STUDENT_ID": MATEO,
            "LATEST_PSAT_DATE": "9/26/2022",
            "LATEST_PSAT_GRADE": "2",
            "LATEST_PSAT_TOTAL": "650",
        },
        [("composite", "score", 2023, "08", "YEAR", "2022-09-26", 650.0, "")],
    ),
    (
        "psat-10",
        {
            "SECONDARY_ID": MATEO,
            "LATEST_PSAT_DATE": "4/13/2022",
            "LATEST_PSAT_GRADE": "5",
            "LATEST_PSAT_EBRW": "300",
        },
        [("ela", "score", 2022, "10", "YEAR", "2022-04-13", 300.0, "")],
    ),
    (
        "psat-nmsqt",
        {
            "SECONDARY_ID": MATEO,
            "LATEST_PSAT_DATE": "10/12/2022",
            "LATEST_PSAT_GRADE": "10",
            "LATEST_PSAT_TOTAL": "760",
        },
        [("composite", "score", 2023, "", "YEAR", "2022-10-12", 760.0, "")],
    ),
    (
        "sat",
        {
            "SECONDARY_ID": MATEO,
            "LATEST_SAT_DATE": "10/12/2023",
            "LATEST_SAT_GRADE": "6",
            "LATEST_SAT_MATH_SECTION": "640",
        },
        [("math", "score", 2024, "11", "YEAR", "2023-10-12", 640.0, "")],
    ),
    (
        "map",
        {
            "Student_StateID": MATEO,
            "TermName": "Fall 2021-2022",
            "Subject": "Language Arts",
            "Course": "Reading K-2",
            "TestStartDate": "09/16/2021",
            "TestRITScore": "165",
            "AchievementQuintile": "LoAvg",
        },
        [("reading", "rit", 2022, "", "BOY", "2021-09-16", 165.0, "lo_avg")],
    ),
    ("i-ready-reading", READY, [("reading", "overall", 2026, "06", "BOY", "2025-08-27", 572.0, "one_below")]),
    (
        "i-ready-math",
        READY | {"Geometry Scale Score": "525", "Geometry Relative Placement": "Not Assessed"},
        [
            ("math", "geometry", 2026, "06", "BOY", "2025-08-27", 525.0, ""),
            ("math", "overall", 2026, "06", "BOY", "2025-08-27", 572.0, "one_below"),
        ],
    ),
    (
        "access",
        ACCESS,
        [
            ("english-language", "overall", 2026, "03", "YEAR", "", 228.0, "level_3"),
            ("english-language", "overall-level", 2026, "03", "YEAR", "", 3.4, ""),
            ("english-language", "speaking", 2026, "03", "YEAR", "", None, ""),
        ],
    ),
    (
        "access-2021",
        ACCESS | {"Test Completion Date": "2/6/2024"},
        [
            ("english-language", "overall", 2024, "03", "YEAR", "", 228.0, "level_3"),
            ("english-language", "overall-level", 2024, "03", "YEAR", "", 3.4, ""),
            ("english-language", "speaking", 2024, "03", "YEAR", "", None, ""),
        ],
    ),
    (
        "alternate-access",
        {
            "State Student ID": MATEO,
            "Grade": "6",
            "Test Completion Date": "3/6/2026",
            "Scale Score - Overall": "949",
            "Proficiency Level - Overall": "2",
        },
        [
            ("english-language", "overall", 2026, "06", "YEAR", "", 949.0, ""),
            ("english-language", "overall-level", 2026, "06", "YEAR", "", 2.0, ""),
        ],
    ),
    (
        "alternate-access-2021",
        {
            "State Student ID": MATEO,
            "Grade": "11",
            "Test Completion Date": "3/6/2023",
            "Scale Score - Overall": "945",
            "Proficiency Level - Overall": "P2",
        },
        [("english-language", "overall", 2023, "11", "YEAR", "", 945.0, "p2")],
    ),
    (
        "ap",
        {
            "Student Identifier": MATEO,
            "Admin Year 01": "24",
            "Exam Code 01": "93",
            "Exam Grade 01": "2",
            "Admin Year 30": "23",
            "Exam Code 30": "07",
            "Exam Grade 30": "5",
        },
        [
            ("college", "united-states-history", 2023, "", "YEAR", "", 5.0, ""),
            ("college", "world-history-modern", 2024, "", "YEAR", "", 2.0, ""),
        ],
    ),
    (
        "ib",
        {
            "student_unique_id": MATEO,
            "YEAR": "2024",
            "MONTH": "MAY",
            "SUBJECT": "MATH ANALYSIS",
            "LEVEL": "HL",
            "SUBJECT_GRADE": "5",
        },
        [("college", "math analysis hl", 2024, "", "YEAR", "2024-05", 5.0, "")],
    ),
    (
        "asvab",
        {"student_unique_id": MATEO, "Test Date": "11/21/2023", "AFQT": "45", "AS (Auto & Shop Information)": "67"},
        [
            ("careers", "afqt", 2024, "", "YEAR", "2023-11-21", 45.0, ""),
            ("careers", "as", 2024, "", "YEAR", "2023-11-21", 67.0, ""),
        ],
    ),
    (
        "istation",
        {
            "STUDENT_ID": "L-mateo",
            "GRADE": "1",
            "September_SCORE": "335",
            "September_TIER": "1",
            "September_ADMIN_DATE": "9/6/2023",
            "May_SCORE": "371",
            "May_TIER": "3",
            "May_ADMIN_DATE": "5/2/2024",
        },
        [
            ("reading", "overall", 2024, "01", "YEAR", "2023-09-06", 335.0, "tier_1"),
            ("reading", "overall", 2024, "01", "YEAR", "2024-05-02", 371.0, "tier_3"),
        ],
    ),
    (
        "kra",
        {
            "StudentSUNS": MATEO,
            "SchoolYear": "2023",
            "DateTaken": "8/15/2022",
            "OverallScore": "264",
            "PerformanceLevelDescriptor": "Approaching Readiness",
        },
        [("readiness", "overall", 2023, "KG", "YEAR", "", 264.0, "approaching")],
    ),
    (
        "stamp",
        {
            "Test Taker ID": MATEO,
            "Language": "Spanish",
            "Grade": "10",
            "Start Date": "12/1/2022",
            "Reading Level": "6+",
            "Reading Scaled Score": "560",
            "Speaking Level": "7",
            "Writing Level": "NS",
        },
        [
            ("world-language", "spanish reading", 2023, "10", "YEAR", "2022-12-01", 560.0, "pre_advanced"),
            ("world-language", "spanish speaking", 2023, "10", "YEAR", "2022-12-01", None, "advanced_low"),
        ],
    ),
]


@pytest.mark.parametrize(("key", "row", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_vendors_file_is_recognised_taken_in_and_changes_nothing_the_second_time(
    world: World, tmp_path: Path, key: str, row: dict[str, str], expected: list[tuple[Any, ...]]
) -> None:
    path = vendor_file(tmp_path, key, row)
    run = take(world, path)
    assert run.options["layout"] == key
    assert reasons(run) == []
    assert [found[1:] for found in on_file()] == expected
    again = take(world, path).counts
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, len(expected))
    assert Score.history.count() == len(expected)


def test_every_vendor_has_a_case() -> None:
    assert {key for key, _row, _expected in CASES} == set(VENDORS) - {"kra-items"}


@pytest.mark.parametrize("key", sorted(VENDORS))
def test_no_other_layout_takes_a_vendors_file(key: str) -> None:
    assert [found.key for found in recognise(columns_of(VENDORS[key]), shipped_layouts())] == [key]


@pytest.mark.parametrize("key", sorted(VENDORS))
def test_a_layout_names_only_what_the_state_pack_knows(key: str) -> None:
    """What is written out in a layout, not taken from a column, is in the pack under that name."""
    layout, names = VENDORS[key], PackNames.of(load_pack("utah"))
    for part in layout.results:
        said = {name: cell.text for name, cell in {**layout.cells, **part.cells}.items() if not cell.columns}
        test = names.instruments[plain(said["instrument"])]
        if "subject" in said:
            assert plain(said["subject"]) in test.subjects
        if "measure" in said:
            assert plain(said["measure"]) in test.measures
    assert set(layout.reasons.values()) <= set(names.reasons.values())


def test_the_national_percentile_and_the_reason_are_kept(world: World, tmp_path: Path) -> None:
    take(world, vendor_file(tmp_path, "dibels-8", DIBELS))
    assert Score.objects.get().national_percentile == 42
    take(world, vendor_file(tmp_path, "access", ACCESS))
    assert Score.objects.get(measure="speaking").not_tested == "absent"


def test_a_correction_of_a_wide_file_keeps_the_old_value(world: World, tmp_path: Path) -> None:
    take(world, vendor_file(tmp_path, "i-ready-math", READY | {"Geometry Scale Score": "525"}))
    run = take(world, vendor_file(tmp_path, "i-ready-math", READY | {"Geometry Scale Score": "530"}))
    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 1)
    assert run.lines.get(verdict="changed").changes == {"value": ["525", "530"]}
    values = Score.objects.get(measure="geometry").history.order_by("history_id").values_list("value", flat=True)
    assert list(values) == [Decimal(525), Decimal(530)]


def test_a_second_test_in_one_window_is_a_result_of_its_own_two_for_one_day_are_none(
    world: World, tmp_path: Path
) -> None:
    later = READY | {"Completion Date": "10/2/2025", "Overall Scale Score": "580"}
    other = later | {"Overall Scale Score": "590"}
    run = take(world, vendor_file(tmp_path, "i-ready-math", READY, later, other))
    assert reasons(run) == [(3, "", "contradicts"), (4, "", "contradicts")]
    assert [row[6:8] for row in on_file()] == [("2025-08-27", 572.0)]


def test_a_file_of_another_year_is_refused_as_a_whole_with_a_sentence(world: World, tmp_path: Path) -> None:
    old = vendor_file(tmp_path, "access", ACCESS | {"Test Completion Date": "2/6/2024"})
    with pytest.raises(ScoreFileRefused) as caught:
        preview_scores(district=world.district, path=old, by=None)
    assert "are of 2023-24" in str(caught.value)
    assert "“WIDA ACCESS for ELLs, from 2026” is for 2025-26 – …" in str(caught.value)
    assert not ImportRun.objects.exists()


def test_one_row_of_another_year_is_refused_alone(world: World, tmp_path: Path) -> None:
    rows = (ACCESS, ACCESS | {"State Student ID": "S-lucia", "Test Completion Date": "2/6/2024"})
    run = take(world, vendor_file(tmp_path, "access", *rows))
    assert reasons(run) == [(3, "school_year", "layout_year")]
    assert Score.objects.filter(student=world.people["mateo"]).count() == 3


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"Composite Score": "27x"}, "Composite Score", "not_a_number"),
        ({"Composite Score": "85%"}, "Composite Score", "percent_sign"),
        ({"Composite Score": "<200"}, "Composite Score", "bound"),
        ({"Composite Score": "-4"}, "Composite Score", "below_scale"),
        ({"Composite Level": "Purple"}, "Composite Level", "unknown_level"),
        ({"Composite - National Norm Percentile": "120"}, "Composite - National Norm Percentile", "bad_percentile"),
        ({"Assessment Grade": "13"}, "Assessment Grade", "bad_grade"),
        ({"Assessment Grade": ""}, "Assessment Grade", "no_grade"),
        ({"Benchmark Period": "Summer"}, "Benchmark Period", "unknown_period"),
        ({"School Year": "2023-2025"}, "School Year", "bad_year"),
        ({"Client Date": "2021-10-05"}, "Client Date", "date_outside"),
        (
            {"Composite Score": "", "Composite Level": "", "Composite - National Norm Percentile": ""},
            "",
            "nothing_in_row",
        ),
        ({"Primary ID - Student ID (State ID)": ""}, "Primary ID - Student ID (State ID)", "no_student_id"),
        ({"Student Primary ID": "L-lucia"}, "Primary ID - Student ID (State ID)", "ids_disagree"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_in_the_vendors_column(
    world: World, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    run = take(world, vendor_file(tmp_path, "dibels-8", DIBELS | changes))
    assert reasons(run) == [(2, column, code)]
    line = run.lines.get()
    assert sentence_of(line.code, line.params, load_pack("utah")).endswith(".")
    assert not Score.objects.exists()


def test_a_bad_measure_takes_nothing_else_of_the_row_away(world: World, tmp_path: Path) -> None:
    run = take(world, vendor_file(tmp_path, "dibels-8", DIBELS | {"Word Reading (WRF) - Score": "many"}))
    assert reasons(run) == [(2, "Word Reading (WRF) - Score", "not_a_number")]
    assert [row[2] for row in on_file()] == ["composite"]


def test_a_blank_level_is_no_level(world: World, tmp_path: Path) -> None:
    take(world, vendor_file(tmp_path, "dibels-8", DIBELS | {"Composite Level": "Not Determined"}))
    assert Score.objects.get().level == ""


def test_unfinished_rows_are_left_out_and_named(world: World, tmp_path: Path) -> None:
    row = {"StudentSUNS": MATEO, "SchoolYear": "2023", "OverallScore": "264", "Status": "In Progress"}
    assert reasons(take(world, vendor_file(tmp_path, "kra", row))) == [(2, "", "row_left_out")]


def test_a_file_without_a_year_asks_for_it(world: World, tmp_path: Path) -> None:
    path = vendor_file(tmp_path, "kra-items", {"state_student_id": MATEO, "overall_score": "253"})
    with pytest.raises(YearUnknown):
        preview_scores(district=world.district, path=path, by=None)
    typed = CliRunner().invoke(app, ["import", "scores", str(path)])
    assert typed.exit_code == 1
    assert "Say it with --school-year, for example --school-year 2025-26." in typed.output
    take(world, path, school_year="2025-26")
    assert Score.objects.get().school_year == 2026


def test_the_layout_can_be_named_and_a_wrong_one_is_told_from_the_right_one(world: World, tmp_path: Path) -> None:
    path = vendor_file(tmp_path, "dibels-8", DIBELS)
    assert take(world, path, layout="dibels-8").counts["created"] == 1
    with pytest.raises(ScoreFileRefused, match="It looks like “DIBELS 8th edition"):
        preview_scores(district=world.district, path=path, by=None, layout="act")
    with pytest.raises(ScoreFileRefused, match="There is no layout none-such"):
        preview_scores(district=world.district, path=path, by=None, layout="none-such")


PLACEHOLDER = "2020-01-01"


@pytest.mark.parametrize("key", ["idel", "lectura"])
def test_a_day_that_stands_for_no_day_is_left_empty_and_said(world: World, tmp_path: Path, key: str) -> None:
    """The samples of these files were made anonymous: every day is New Year 2020. Year and time of year are there."""
    row = next(row for name, row, _expected in CASES if name == key)
    path = vendor_file(tmp_path, key, row | {"Client Date": PLACEHOLDER})
    run = take(world, path)
    assert (reasons(run), run.options["placeholder"]) == ([], PLACEHOLDER)
    assert set(Score.objects.values_list("tested_on", flat=True)) == {None}
    assert Score.objects.values_list("school_year", flat=True)[0] == int(row["School Year"][-4:])
    # A day that is none of those is a day.
    real = take(world, vendor_file(tmp_path, key, row | {"Client Date": f"{row['School Year'][:4]}-10-05"}))
    assert real.options["placeholder"] == ""
    assert None not in set(Score.objects.values_list("tested_on", flat=True))


def test_where_only_the_day_tells_the_year_a_person_is_asked_for_it(world: World, tmp_path: Path) -> None:
    sample = ACCESS | {"Test Completion Date": "01/01/2020"}
    path = vendor_file(tmp_path, "access-2021", sample)
    with pytest.raises(YearUnknown):
        preview_scores(district=world.district, path=path, by=None)
    assert not ImportRun.objects.exists()
    run = take(world, path, school_year="2023-24")
    assert (reasons(run), run.options["placeholder"]) == ([], "01/01/2020")
    assert set(Score.objects.values_list("school_year", "tested_on")) == {(2024, None)}
    # A year of which the layout is not is refused as ever, and a day that is one wins over what was chosen.
    with pytest.raises(ScoreFileRefused, match="are of 2025-26"):
        preview_scores(district=world.district, path=path, by=None, school_year="2025-26")
    told = vendor_file(tmp_path, "access-2021", ACCESS | {"Test Completion Date": "2/6/2023"})
    take(world, told, school_year="2023-24")
    assert set(Score.objects.values_list("school_year", flat=True)) == {2023, 2024}


def test_a_header_that_nobody_knows_says_what_can_be_done(world: World, tmp_path: Path) -> None:
    path = tmp_path / "unknown.csv"
    path.write_text("Pupil,Punkte\nS-mateo,3\n", encoding="utf-8")
    with pytest.raises(HeaderUnknown):
        preview_scores(district=world.district, path=path, by=None)


def test_tests_without_a_chart_stand_in_a_table(world: World, tmp_path: Path) -> None:
    take(world, vendor_file(tmp_path, "i-ready-math", READY))
    take(world, vendor_file(tmp_path, "ib", CASES[18][1] | {"student_unique_id": "S-lucia"}))
    ready, ib = evidence_for(world.people["lucia"]).others
    assert ready.table("en").rows == (("08/27/2025", "Math: Overall", "572", "One grade below", "47"),)
    assert ready.table("es").rows[0][3] == "Un grado por debajo"
    assert ib.table("en").head == ("When", "Part", "Score")
    assert ib.table("en").rows == (("May 2024", "math analysis hl", "5"),)


def test_a_row_that_ends_early_has_empty_cells() -> None:
    translator = Translator(VENDORS["act"], columns_of(VENDORS["act"]))
    assert list(translator.results(["1"])) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"results": [{"value": "{Score}"}]},
        {"results": [{"instrument": "act", "subject": "math"}]},
        {"results": [{"instrument": "act", "subject": "math", "value": {"text": "{Score}", "find": "("}}]},
        {"results": [{"instrument": "act", "subject": "math", "value": {"text": "{Score}", "find": "x"}}]},
        {"students": []},
        {"recognised_by": []},
        {"colour": "red"},
    ],
)
def test_a_layout_that_says_too_little_is_refused(wrong: dict[str, Any]) -> None:
    whole = {
        "key": "own",
        "title": {"en": "Own"},
        "source": "test",
        "recognised_by": ["Score"],
        "students": ["Student"],
        "results": [{"instrument": "act", "subject": "math", "value": "{Score}"}],
    }
    assert Layout.model_validate(whole).results[0].value == Cell(text="{Score}")
    with pytest.raises(ValidationError):
        Layout.model_validate(whole | wrong)
