"""Final marks out of a OneRoster bundle."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from tests.world import World

from doorway.pathways.imports import preview, take_in
from doorway.pathways.imports.sentences import sentence_of
from doorway.pathways.imports.tests.files import CATALOG, Row, take_courses, take_transcripts
from doorway.pathways.imports.tests.files import reasons as lines
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.files.errors import TableRefused
from doorway.roster.models import ImportRun

Files = dict[str, list[Row]]


def bundle(world: World) -> Files:
    """A year's course and a course of one term, each with a mark of the last year."""
    year = str(world.year.end_year - 1)
    return {
        "academicSessions": [
            {"sourcedId": "y", "title": "The year", "type": "schoolYear", "schoolYear": year},
            {"sourcedId": "s1", "title": "Fall Semester", "type": "term", "parentSourcedId": "y"},
            {"sourcedId": "s2", "title": "Spring Semester", "type": "term", "schoolYear": year},
        ],
        "courses": [
            {"sourcedId": "c1", "title": "English", "courseCode": "ENG-9"},
            {"sourcedId": "c2", "title": "Half", "courseCode": "HALF"},
            {"sourcedId": "c3", "title": "Nobody", "courseCode": "NOBODY"},
        ],
        "classes": [
            {"sourcedId": "k1", "title": "English 1", "courseSourcedId": "c1", "termSourcedIds": "s1,s2"},
            {"sourcedId": "k2", "title": "Half 1", "courseSourcedId": "c2", "termSourcedIds": "s1"},
            {"sourcedId": "k3", "title": "Nobody 1", "courseSourcedId": "c3", "termSourcedIds": "s1"},
        ],
        "categories": [{"sourcedId": "f", "title": "Final Grade"}, {"sourcedId": "h", "title": "Homework"}],
        "lineItems": [
            item("i1", "k1", "s1"), item("i2", "k1", "s2"), item("i3", "k2", "s1"), item("i4", "k3", "s1"),
            item("i5", "k1", "s1", category="h"),
        ],
        "results": [result("i1", "B"), result("i2", "A-"), result("i3", "C"), result("i5", "F")],
    }  # fmt: skip


def item(key: str, of: str, period: str, category: str = "f") -> Row:
    return {"sourcedId": key, "classSourcedId": of, "categorySourcedId": category, "gradingPeriodSourcedId": period}


def result(of: str, score: str, **more: str) -> Row:
    row = {
        "sourcedId": f"r-{of}", "status": "", "lineItemSourcedId": of, "studentSourcedId": "L-diego",
        "scoreStatus": "fully graded", "score": score, "textScore": "",
    }  # fmt: skip
    return row | more


def write(folder: Path, files: Files) -> Path:
    path = folder / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in files.items():
            out = io.StringIO()
            columns = list(dict.fromkeys(column for row in rows for column in row)) or ["sourcedId"]
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"{name}.csv", out.getvalue())
    return path


def take(world: World, folder: Path, files: Files) -> ImportRun:
    path = write(folder, files)
    run = preview(TranscriptFile, district=world.district, path=path, by=None)
    return take_in(TranscriptFile, run=run, path=path, by=None)


def reasons(run: ImportRun) -> list[tuple[int | None, str]]:
    return [(row, code) for row, _column, code in lines(run)]


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    take_courses(world, tmp_path, *CATALOG, {"code": "HALF", "title": "Half", "credits": "0.5", "terms": "S1, S2"})
    return world


def test_final_marks_become_classes_with_the_credits_of_the_catalog(taught: World, tmp_path: Path) -> None:
    run = take(taught, tmp_path, bundle(taught))

    rows = TranscriptCourse.objects.order_by("code", "term").values_list("code", "term", "mark", "units", "state")
    # English is a year's course: each of its two terms gives half. Homework is no final mark.
    assert list(rows) == [
        ("ENG-9", "S1", "B", 500, "completed"),
        ("ENG-9", "S2", "A-", 500, "completed"),
        ("HALF", "S1", "C", 500, "completed"),
    ]
    assert (run.counts["created"], run.counts["refused"]) == (3, 0)
    assert take(taught, tmp_path, bundle(taught)).counts["unchanged"] == 3


def test_the_terms_of_the_catalog_say_what_part_a_mark_is(taught: World, tmp_path: Path) -> None:
    # The school makes two classes of a year's course, each in one term.
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "S1 S2"})
    files = bundle(taught)
    files["classes"][0]["termSourcedIds"] = "s1"
    files["results"] = [result("i1", "B")]
    take(taught, tmp_path, files)
    assert TranscriptCourse.objects.get().units == 500
    # A mark of the whole year gives all of it.
    files["lineItems"][0]["gradingPeriodSourcedId"] = "y"
    take(taught, tmp_path, files)
    assert TranscriptCourse.objects.get(term="").units == 1000


@pytest.mark.parametrize(("of", "terms"), [(3, ""), (6, ""), (3, "T1 T2 T3"), (6, "P1 P2 P3 P4 P5 P6")])
def test_the_terms_of_a_class_give_its_whole_credit_together(
    taught: World, tmp_path: Path, of: int, terms: str
) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": terms})
    files = bundle(taught)
    # Of three terms one has the name of the standard; the others only have their place in the class.
    names = ["First Trimester", "Middle Term", "Third Trimester"] if of == 3 else [f"Period {one}" for one in range(of)]
    files["academicSessions"] = [
        {"sourcedId": f"t{at}", "title": name, "type": "term", "schoolYear": str(taught.year.end_year - 1)}
        for at, name in enumerate(names)
    ]
    files["classes"][0]["termSourcedIds"] = ",".join(f"t{at}" for at in range(of))
    files["lineItems"] = [item(f"i{at}", "k1", f"t{at}") for at in range(of)]
    files["results"] = [result(f"i{at}", "B") for at in range(of)]
    take(taught, tmp_path, files)

    given = sorted(TranscriptCourse.objects.values_list("units", flat=True))
    assert (len(given), sum(given), given[0]) == (of, 1000, 1000 // of)


def test_terms_of_a_year_are_known_by_their_usual_names(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "T1 T2 T3"})
    files = bundle(taught)
    year = str(taught.year.end_year - 1)
    files["academicSessions"] = [
        {"sourcedId": f"t{at}", "title": f"2025-2026 Trimester {at}", "type": "term", "schoolYear": year}
        for at in (1, 2, 3)
    ]
    files["lineItems"] = [item(f"i{at}", "k1", f"t{at}") for at in (1, 2, 3)]
    files["results"] = [result(f"i{at}", "B") for at in (1, 2, 3)]
    run = take(taught, tmp_path, files)

    assert (run.counts["created"], run.counts["refused"]) == (3, 0)
    assert dict(TranscriptCourse.objects.values_list("term", "units")) == {"T1": 333, "T2": 334, "T3": 333}


def test_what_has_no_mark_yet_is_in_progress_and_letters_have_a_column_of_their_own(
    taught: World, tmp_path: Path
) -> None:
    files = bundle(taught)
    year = str(taught.year.end_year)
    for session in files["academicSessions"]:
        session["schoolYear"] = year
    files["results"] = [
        result("i1", "91.5", textScore="A-"), result("i2", "", scoreStatus="partially graded"),
        result("i3", "", scoreStatus="exempt"),
    ]  # fmt: skip
    take(taught, tmp_path, files)

    assert list(TranscriptCourse.objects.order_by("term").values_list("term", "mark", "state")) == [
        ("S1", "A-", "completed"), ("S2", "", "in_progress"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (result("i1", "91.5"), "bad_mark"),  # points are no mark, and are not turned into one
        (result("i1", ""), "no_mark"),
        (result("i1", "Z"), "bad_mark"),
        (result("i4", "B"), "no_credits_known"),
        (result("i1", "B", studentSourcedId="nobody"), "unknown_student"),
        (result("i1", "B", studentSourcedId="123-45-6789"), "ssn_shaped"),
        (result("i1", "B", studentSourcedId=""), "no_student_id"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_reason(taught: World, tmp_path: Path, row: Row, code: str) -> None:
    files = bundle(taught)
    files["results"] = [result("i3", "C"), row]
    assert reasons(take(taught, tmp_path, files)) == [(3, code)]
    assert TranscriptCourse.objects.get().code == "HALF"


def test_a_class_or_a_period_that_is_not_there_is_refused(taught: World, tmp_path: Path) -> None:
    files = bundle(taught)
    files["lineItems"] = [item("i1", "nowhere", "s1"), item("i2", "k1", "nowhere")]
    files["results"] = [result("i1", "B"), result("i2", "B")]
    assert reasons(take(taught, tmp_path, files)) == [(2, "no_code"), (3, "no_session")]


def test_a_result_whose_line_item_is_not_there_is_named(taught: World, tmp_path: Path) -> None:
    files = bundle(taught)
    files["lineItems"][1]["status"] = "tobedeleted"
    files["results"] = [
        result("i1", "B"), result("nowhere", "F"), result("i2", "F"), result("i5", "F"), result("", "F"),
        result("gone", "", scoreStatus="exempt"),
    ]  # fmt: skip
    run = take(taught, tmp_path, files)

    # Homework (i5) has an item, which is of no final mark.
    assert lines(run) == [(row, "line_item", "no_line_item") for row in (3, 4, 6)]
    said = [sentence_of(line.code, line.params) for line in run.lines.filter(verdict="refused").order_by("row")]
    assert [text.partition(",")[0] for text in said] == [
        f"The bundle has no line item {item}" for item in ("nowhere", "i2", "–")
    ]
    assert run.counts["created"] == 1


def test_two_marks_for_one_class_and_term_are_refused_and_a_deleted_one_is_not_read(
    taught: World, tmp_path: Path
) -> None:
    files = bundle(taught)
    files["results"] = [result("i1", "B"), result("i1", "A", sourcedId="other")]
    assert reasons(take(taught, tmp_path, files)) == [(2, "taken_twice"), (3, "taken_twice")]
    files["results"][0]["status"] = "tobedeleted"
    assert reasons(take(taught, tmp_path, files)) == []
    assert TranscriptCourse.objects.get().mark == "A"


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("left", "stays", "record"),
    [
        ("W", "B", ("B", "completed")), ("", "B", ("B", "completed")), ("W", "", ("", "in_progress")),
        # The mark is that of the class: an F is not hidden by a section that nobody has ended.
        ("", "F", ("F", "completed")), ("I", "B", ("B", "completed")), ("F", "B", None), ("A", "B", None),
    ],
)  # fmt: skip
def test_who_changes_sections_within_a_term_has_one_class(
    taught: World, tmp_path: Path, left: str, stays: str, record: tuple[str, str] | None, turned: bool
) -> None:
    files = bundle(taught)
    files["classes"].append(files["classes"][0] | {"sourcedId": "k1b", "title": "English 3"})
    files["lineItems"].append(item("i1b", "k1b", "s1"))
    both = [
        result(of, mark, scoreStatus="fully graded" if mark else "partially graded")
        for of, mark in (("i1", left), ("i1b", stays))
    ]
    files["results"] = [*(both[::-1] if turned else both), result("i2", "A-")]
    run = take(taught, tmp_path, files)

    found = TranscriptCourse.objects.filter(term="S1").values_list("mark", "state").first()
    assert found == record
    assert TranscriptCourse.objects.get(term="S2").mark == "A-"
    noted = [(row, code) for row, _column, code in lines(run, "forgiven")]
    if record is None:
        assert reasons(run) == [(2, "taken_twice"), (3, "taken_twice")]
    else:
        assert (reasons(run), noted) == ([], [(3 if turned else 2, "two_sections")])
        said = run.lines.get(code="two_sections")
        assert "two sections of the same class" in sentence_of(said.code, said.params)


def test_two_marks_of_one_section_stay_a_contradiction(taught: World, tmp_path: Path) -> None:
    files = bundle(taught)
    files["results"] = [result("i1", "B"), result("i1", "W", sourcedId="other")]
    assert reasons(take(taught, tmp_path, files)) == [(2, "taken_twice"), (3, "taken_twice")]


def test_results_do_not_say_what_else_a_student_takes(taught: World, tmp_path: Path) -> None:
    """The classes of now, as another file said them, stay."""
    year = str(taught.year.end_year)
    take_transcripts(
        taught, tmp_path, {"student_id": "L-diego", "code": "BIOLOGY", "credits": "1", "school_year": year}
    )
    files = bundle(taught)
    for session in files["academicSessions"]:
        session["schoolYear"] = year
    files["results"] = [result("i1", "", scoreStatus="submitted")]
    assert take(taught, tmp_path, files).counts["vanished"] == 0
    assert {row.code for row in TranscriptCourse.objects.filter(state="in_progress")} == {"BIOLOGY", "ENG-9"}


def test_a_bundle_that_says_nothing_about_final_marks_is_refused_as_a_whole(taught: World, tmp_path: Path) -> None:
    files = bundle(taught)
    files["categories"] = [{"sourcedId": "h", "title": "Homework"}]
    with pytest.raises(TableRefused, match=r"The bundle has: Homework\."):
        preview(TranscriptFile, district=taught.district, path=write(tmp_path, files), by=None)
    del files["results"]
    with pytest.raises(TableRefused, match=r"lacks these files, or they cannot be read: results\.csv"):
        preview(TranscriptFile, district=taught.district, path=write(tmp_path, files), by=None)
    sheet = tmp_path / "marks.xlsx"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(TableRefused, match="This is a spreadsheet"):
        preview(TranscriptFile, district=taught.district, path=sheet, by=None)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(write(tmp_path, bundle(taught)).read_bytes()[:200])
    with pytest.raises(TableRefused, match=r"The zip cannot be taken in\."):
        preview(TranscriptFile, district=taught.district, path=broken, by=None)
    assert not ImportRun.objects.filter(kind=ImportRun.Kind.TRANSCRIPTS).exists()


def report_cards(world: World, *marks: tuple[str, str], terms: str = "s1,s2", **days: tuple[str, str]) -> Files:
    """A class of the year with marks of quarters, semesters and the year, each as a final mark."""
    files = bundle(world)
    year = str(world.year.end_year - 1)
    titles = {
        "y": "2025-26",
        "s1": "S1",
        "s2": "S2",
        "q1": "Q1",
        "q2": "Q2",
        "q3": "Q3",
        "q4": "Q4",
        "p1": "Progress 1",
    }
    files["academicSessions"] = [
        {
            "sourcedId": key, "title": title, "type": "schoolYear" if key == "y" else "gradingPeriod",
            "schoolYear": year, "parentSourcedId": "" if key == "y" else "y",
            "startDate": days.get(key, ("", ""))[0], "endDate": days.get(key, ("", ""))[1],
        }
        for key, title in titles.items()
    ]  # fmt: skip
    files["classes"][0]["termSourcedIds"] = terms
    files["lineItems"] = [item(f"i-{term}", "k1", term) for term, _mark in marks]
    files["results"] = [result(f"i-{term}", mark) for term, mark in marks]
    return files


QUARTERS = (("q1", "C"), ("q2", "D"), ("s1", "F"), ("q3", "F"), ("q4", "C"), ("s2", "F"))


@pytest.mark.parametrize(("ways", "terms"), [("S1 S2", "s1,s2"), ("", "s1,s2"), ("S1 S2", "q1,q2,q3,q4"), ("", "y")])
def test_marks_of_quarters_give_no_credit_beside_those_of_the_semesters(
    taught: World, tmp_path: Path, ways: str, terms: str
) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": ways})
    run = take(taught, tmp_path, report_cards(taught, *QUARTERS, terms=terms))

    assert [(row.term, row.mark, row.units) for row in TranscriptCourse.objects.order_by("term")] == [
        ("S1", "F", 500), ("S2", "F", 500),
    ]  # fmt: skip
    assert (run.counts["created"], run.counts["refused"], run.counts["noted"]) == (2, 0, 1)
    said = run.lines.get(code="counted_already")
    assert (said.row, said.params) == (None, {"value": 4, "terms": "Q1, Q2, Q3, Q4"})
    assert sentence_of(said.code, said.params).startswith("Marks that are left out: 4 (Q1, Q2, Q3, Q4).")


def test_a_part_of_a_term_is_known_by_its_days(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "S1 S2"})
    days = {"s1": ("2025-08-20", "2025-12-20"), "p1": ("2025-08-20", "2025-09-30")}
    run = take(taught, tmp_path, report_cards(taught, ("p1", "C"), ("s1", "B"), **days))

    assert TranscriptCourse.objects.get().mark == "B"
    assert run.lines.get(code="counted_already").params == {"value": 1, "terms": "Progress 1"}


def test_a_mark_of_a_quarter_alone_is_refused_by_name(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "S1 S2"})
    run = take(taught, tmp_path, report_cards(taught, ("q1", "C"), ("s2", "A"), ("q3", "B")))

    assert lines(run) == [(2, "term", "part_of_term")]
    assert "ENG-9 gives no credit by Q1" in sentence_of("part_of_term", run.lines.get(row=2).params)
    assert list(TranscriptCourse.objects.values_list("term", "units")) == [("S2", 500)]


def test_quarters_give_credit_where_the_class_has_quarters(taught: World, tmp_path: Path) -> None:
    """As the catalog says it, or the bundle where the catalog is silent. The semester over them is no more credit."""
    for ways in ("Q1 Q2 Q3 Q4", ""):
        take_courses(taught, tmp_path, CATALOG[0] | {"terms": ways})
        run = take(taught, tmp_path, report_cards(taught, *QUARTERS, terms="q1,q2,q3,q4"))
        given = dict(TranscriptCourse.objects.values_list("term", "units"))
        assert given == {"Q1": 250, "Q2": 250, "Q3": 250, "Q4": 250}
        assert run.lines.get(code="counted_already").params == {"value": 2, "terms": "S1, S2"}
    # One of the quarters is still to come, so the mark of the semester is what there is of it.
    TranscriptCourse.objects.all().delete()
    run = take(taught, tmp_path, report_cards(taught, ("q1", "C"), ("q2", "D"), ("s2", "B"), terms="q1,q2,q3,q4"))
    assert dict(TranscriptCourse.objects.values_list("term", "units")) == {"Q1": 250, "Q2": 250, "S2": 500}


def test_a_mark_of_the_year_counts_where_a_semester_has_none(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "S1 S2"})
    run = take(taught, tmp_path, report_cards(taught, ("s1", "A"), ("s2", "F"), ("y", "C")))
    assert dict(TranscriptCourse.objects.values_list("term", "units")) == {"S1": 500, "S2": 500}
    assert run.lines.get(code="counted_already").params == {"value": 1, "terms": "Y"}

    TranscriptCourse.objects.all().delete()
    take(taught, tmp_path, report_cards(taught, ("q1", "A"), ("y", "C")))
    assert dict(TranscriptCourse.objects.values_list("term", "units")) == {"": 1000}


def test_what_another_student_has_says_nothing(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, CATALOG[0] | {"terms": "S1 S2"})
    files = report_cards(taught, ("q1", "C"), ("s1", "B"))
    files["results"][1]["studentSourcedId"] = "L-lucia"
    run = take(taught, tmp_path, files)
    assert (2, "term", "part_of_term") in lines(run)
    assert not run.lines.filter(code="counted_already").exists()
