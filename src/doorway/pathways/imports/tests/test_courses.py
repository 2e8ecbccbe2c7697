"""The course catalog from a file."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.world import World

from doorway.pathways.courses.cycles import cycles
from doorway.pathways.courses.export import write_catalog
from doorway.pathways.courses.file import CourseFile
from doorway.pathways.graduation.records import kinds_of
from doorway.pathways.imports import preview, sentence_of, take_in
from doorway.pathways.imports.sentences import SENTENCES
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH_9, ENGLISH_10, reasons, take, take_courses
from doorway.pathways.models import CatalogCourse, TaughtAt
from doorway.pathways.rules import load_rules
from doorway.roster.files import TableRefused
from doorway.roster.models import Course, ImportRun


def test_a_catalog_goes_in_with_what_each_course_is(world: World, tmp_path: Path) -> None:
    row = ENGLISH_10 | {
        "sced": "01002", "terms": "S1 S2", "tags": "honors", "concurrent": "yes", "schools": "panguitch-high",
    }  # fmt: skip
    run = take_courses(world, tmp_path, ENGLISH_9, row)

    assert (run.counts["created"], run.counts["refused"], run.counts["noted"]) == (2, 0, 0)
    course = CatalogCourse.objects.get(code="ENG-10")
    assert (course.units, course.first_grade, course.last_grade, course.areas) == (1000, 10, 10, ["ela.10"])
    assert (course.prerequisites, course.sced, course.is_concurrent, course.is_cte) == (["ENG-9"], "01002", True, False)
    assert course.is_offered
    assert TaughtAt.objects.get().school == world.schools["panguitch-high"]


def test_the_same_catalog_again_changes_nothing(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG, ENGLISH_9 | {"code": "E", "schools": "panguitch-high"})
    run = take_courses(world, tmp_path, *CATALOG, ENGLISH_9 | {"code": "E", "schools": "panguitch-high"})

    assert run.counts == {
        "created": 0, "changed": 0, "unchanged": len(CATALOG) + 1, "vanished": 0, "refused": 0, "noted": 0,
    }  # fmt: skip


def test_a_correction_keeps_the_old_value_and_what_the_file_does_not_say(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"schools": "panguitch-high"})
    run = take(world, tmp_path, CourseFile, {"code": "ENG-9", "title": "English 9", "credits": "0.5"})

    assert run.counts["changed"] == 1
    assert run.lines.get(verdict="changed").changes == {"units": [1000, 500]}
    course = CatalogCourse.objects.get()
    assert (course.units, course.areas, course.taught_at.count()) == (500, ["ela.9"], 1)
    assert [row.units for row in course.history.order_by("history_date")] == [1000, 500]


def test_seats_come_from_the_file_and_go_out_with_it(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"seats": "28"})
    assert CatalogCourse.objects.get().seats == 28
    out = StringIO()
    write_catalog(world.district, out)
    assert next(row["seats"] for row in csv.DictReader(StringIO(out.getvalue()))) == "28"
    take(world, tmp_path, CourseFile, {"code": "ENG-9", "title": "English 9", "credits": "1"})
    assert CatalogCourse.objects.get().seats == 28

    take_courses(world, tmp_path, ENGLISH_9 | {"seats": ""})
    assert CatalogCourse.objects.get().seats is None


def seats_file(folder: Path, text: str) -> Path:
    path = folder / "seats.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_of_seats_alone_changes_nothing_else(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    before = dict(CatalogCourse.objects.values_list("code", "units"))
    path = seats_file(tmp_path, "Code;Seats;Room\nWELDING;24;Shop\nBAND;;Hall\nNOBODY;20;x\nENG-9;many;x\n")
    run = preview(CourseFile, district=world.district, path=path, by=None)
    assert take_in(CourseFile, run=run, path=path, by=None).counts["changed"] == 1

    assert sorted(reasons(run)) == [(4, "code", "seats_unknown_course"), (5, "seats", "bad_seats")]
    course = CatalogCourse.objects.get(code="WELDING")
    assert (course.seats, course.title, course.is_cte, course.first_grade) == (24, "Welding 1", True, 9)
    assert dict(CatalogCourse.objects.values_list("code", "units")) == before
    # Seats that nobody knows any more are taken back with an empty cell.
    path = seats_file(tmp_path, "code,seats\nWELDING,\n")
    take_in(CourseFile, run=preview(CourseFile, district=world.district, path=path, by=None), path=path, by=None)
    assert CatalogCourse.objects.get(code="WELDING").seats is None


@pytest.mark.parametrize(
    "head", ["code", "code,seats,credits", "code,title,seats", "seats", "student_id,code,school_year,credits"]
)
def test_a_file_that_is_neither_a_catalog_nor_seats_is_refused(world: World, tmp_path: Path, head: str) -> None:
    path = seats_file(tmp_path, f"{head}\nWELDING,24,1,1\n")
    with pytest.raises(TableRefused) as refused:
        preview(CourseFile, district=world.district, path=path, by=None)
    assert refused.value.sentence is TableRefused.COLUMNS


def test_a_course_that_is_not_listed_stays(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_courses(world, tmp_path, ENGLISH_9 | {"offered": "no"})

    assert CatalogCourse.objects.count() == len(CATALOG)
    assert not CatalogCourse.objects.get(code="ENG-9").is_offered


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"code": ""}, "code", "no_code"),
        ({"title": ""}, "title", "no_title"),
        ({"credits": "one"}, "credits", "bad_credits"),
        ({"credits": "1e0"}, "credits", "bad_credits"),
        ({"credits": "1_0"}, "credits", "bad_credits"),
        ({"credits": "١"}, "credits", "bad_credits"),
        ({"credits": ""}, "credits", "no_credits"),
        ({"credits": "-0.5"}, "credits", "negative_credits"),
        ({"credits": "36"}, "credits", "too_many_credits"),
        ({"credits": "0.3333"}, "credits", "bad_credits"),
        ({"sced": "01001" + "A" * 20}, "sced", "cell_too_long"),
        ({"terms": "S1, S2, " * 10}, "terms", "cell_too_long"),
        ({"code": "X" * 81}, "code", "cell_too_long"),
        ({"sced": "ENG"}, "sced", "bad_sced"),
        ({"grades": "12-9"}, "grades", "bad_grades"),
        ({"grades": "9-13"}, "grades", "bad_grades"),
        ({"areas": "ela.9 magic"}, "areas", "unknown_area"),
        ({"seats": "many"}, "seats", "bad_seats"),
        ({"seats": "0"}, "seats", "bad_seats"),
        ({"seats": "-3"}, "seats", "bad_seats"),
        ({"cte": "perhaps"}, "cte", "bad_yes_no"),
        ({"schools": "hogwarts"}, "schools", "unknown_school"),
        ({"prerequisites": "ENG-9"}, "prerequisites", "own_prerequisite"),
    ],
)
def test_what_cannot_be_is_refused_by_row_and_column(
    world: World, tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    run = take_courses(world, tmp_path, ENGLISH_10, ENGLISH_9 | change)

    assert reasons(run) == [(3, column, code)]
    assert list(CatalogCourse.objects.values_list("code", flat=True)) == ["ENG-10"]


def test_two_rows_about_one_course_are_refused_when_they_disagree(world: World, tmp_path: Path) -> None:
    run = take_courses(world, tmp_path, ENGLISH_9, ENGLISH_9 | {"credits": "2"}, ENGLISH_10, ENGLISH_10)

    assert reasons(run) == [(2, "", "contradicts_course"), (3, "", "contradicts_course"), (5, "", "said_twice")]
    assert CatalogCourse.objects.get().code == "ENG-10"


def test_courses_that_wait_for_each_other_and_unknown_ones_are_said(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9)
    run = take_courses(
        world,
        tmp_path,
        ENGLISH_9 | {"prerequisites": "ENG-12"},
        ENGLISH_10,
        ENGLISH_9 | {"code": "ENG-12", "prerequisites": "ENG-10 ENG-8", "grades": "9-12"},
    )

    notes = {line.code: line for line in run.lines.filter(verdict="forgiven")}
    assert notes["prerequisite_cycle"].params == {"value": "ENG-10 → ENG-9 → ENG-12 → ENG-10"}
    assert (notes["prerequisite_unknown"].row, notes["prerequisite_unknown"].params) == (4, {"value": "ENG-8"})
    assert run.counts["noted"] == 2
    assert CatalogCourse.objects.count() == 3


def notes_of(run: ImportRun) -> list[tuple[int | None, str, str]]:
    """(row, code, sentence) of what was noted."""
    lines = run.lines.filter(verdict="forgiven").order_by("row", "code")
    return [(line.row, line.code, sentence_of(line.code, line.params)) for line in lines]


def test_what_comes_first_and_cannot_is_said(world: World, tmp_path: Path) -> None:
    """A class of grade 9 after English 12; one that comes after a class that is not offered any more."""
    english_12 = ENGLISH_9 | {"code": "ENG-12", "grades": "12"}
    run = take_courses(
        world,
        tmp_path,
        english_12,
        ENGLISH_9 | {"code": "EARLY", "prerequisites": "ENG-12", "offered": "yes"},
        ENGLISH_9 | {"offered": "no"},
        ENGLISH_10 | {"offered": "yes"},
        ENGLISH_10 | {"code": "OLD", "offered": "no"},
        ENGLISH_10 | {"code": "SAME", "prerequisites": "ENG-10", "offered": "yes"},
    )

    later = (
        "ENG-12, which should come before EARLY, is from grade 12 on, and EARLY only up to grade 9. Nobody can take"
        " one before the other."
    )
    gone = (
        "ENG-9, which should come before ENG-10, is not offered any more. Nobody who has not passed it yet can take"
        " ENG-10."
    )
    # What is not offered itself waits for nothing, and within one grade one term can come before the other.
    assert notes_of(run) == [(3, "prerequisite_later", later), (5, "prerequisite_not_offered", gone)]
    assert CatalogCourse.objects.count() == 6
    with translation.override("es"):
        assert notes_of(run)[1][2].startswith("ENG-9, que debería ir antes de ENG-10, ya no se ofrece.")


def test_a_file_that_only_withdraws_a_class_says_what_waits_for_it(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9, ENGLISH_10)
    run = take_courses(world, tmp_path, ENGLISH_9 | {"offered": "no"})

    assert [(row, code) for row, code, _words in notes_of(run)] == [(2, "prerequisite_not_offered")]


def test_rings_are_found_and_what_waits_for_one_is_none() -> None:
    assert cycles({"A": ["B"], "B": ["A"], "C": ["A"], "D": ["E"], "E": [], "F": ["F"]}) == [("A", "B"), ("F",)]
    assert cycles({"A": ["B", "C"], "B": ["C"], "C": ["Z"]}) == []


def test_the_catalog_comes_out_as_it_goes_in_with_the_courses_of_the_roster(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, ENGLISH_9 | {"schools": "panguitch-high", "cte": "yes"}, ENGLISH_10)
    for code, grades in (("ENG-9", "09"), ("2044", "11,12"), ("0007", "03")):
        Course.objects.create(
            district=world.district, sourced_id=f"c-{code}", code=code, title=f"Course {code}", grades=grades,
            school=world.schools["panguitch-high"],
        )  # fmt: skip
    out = StringIO()

    assert write_catalog(world.district, out) == 3
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert [row["code"] for row in rows] == ["ENG-10", "ENG-9", "2044"]
    assert (rows[2]["credits"], rows[2]["grades"], rows[2]["schools"]) == ("", "11-12", "panguitch-high")
    path = tmp_path / "again.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    from doorway.pathways.imports import preview  # late: only this test reads a file it did not write by rows

    run = preview(CourseFile, district=world.district, path=path, by=None)
    assert (run.counts["unchanged"], run.counts["changed"]) == (2, 0)
    assert reasons(run) == [(4, "credits", "no_credits")]


def test_every_sentence_takes_its_values() -> None:
    params = dict.fromkeys(
        (
            "value",
            "known",
            "row",
            "most",
            "table",
            "mark",
            "credits",
            "code",
            "year",
            "class_of",
            "course",
            "first",
            "last",
            "terms",
            "school",
            "titles",
            "before",
            "after",
        ),
        "something",
    )
    for code in SENTENCES:
        assert sentence_of(code, params).endswith(".")


@pytest.mark.both
def test_the_database_keeps_one_course_for_a_code_in_each_district(
    world: World, other_world: World, tmp_path: Path
) -> None:
    take_courses(world, tmp_path, ENGLISH_9)
    take_courses(other_world, tmp_path, ENGLISH_9)
    first, second = CatalogCourse.objects.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogCourse.objects.filter(pk=second.pk).update(district=first.district)
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogCourse.objects.filter(pk=first.pk).update(first_grade=12, last_grade=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaughtAt.objects.create(
            district=world.district, course=CatalogCourse.objects.get(district=other_world.district),
            school=world.schools["panguitch-high"],
        )  # fmt: skip


def test_a_file_with_semicolons_has_commas_in_its_figures(world: World, tmp_path: Path) -> None:
    path = seats_file(tmp_path, "code;title;credits\nBAND;Band;0,5\nWELDING;Welding;1,0\nBAD;Bad;1,2,3\n")
    run = preview(CourseFile, district=world.district, path=path, by=None)
    take_in(CourseFile, run=run, path=path, by=None)

    assert dict(CatalogCourse.objects.values_list("code", "units")) == {"BAND": 500, "WELDING": 1000}
    assert reasons(run) == [(4, "credits", "bad_credits")]


def test_a_code_in_other_capitals_is_no_second_course(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    after = CATALOG[2] | {"prerequisites": "eng-10"}
    run = take_courses(world, tmp_path, CATALOG[0] | {"code": "eng-9", "title": "English nine"}, after)

    assert CatalogCourse.objects.filter(code__iexact="eng-9").values_list("code", "title").get() == (
        "ENG-9", "English nine",
    )  # fmt: skip
    assert CatalogCourse.objects.get(code="ENG-11").prerequisites == ["ENG-10"]
    assert [(line.row, line.params) for line in run.lines.filter(code="code_read_as")] == [
        (2, {"value": "eng-9", "code": "ENG-9"})
    ]
    new = {"code": "NEW-1", "title": "New", "credits": "1"}
    run = take_courses(world, tmp_path, new, new | {"code": "new-1", "title": "Other"})
    assert run.counts["refused"]
    assert CatalogCourse.objects.filter(code__iexact="new-1").count() < 2


def test_the_catalog_that_was_written_out_is_a_course_list_for_the_audit(world: World, tmp_path: Path) -> None:
    """Each class counts for a file of students as it counts on the pages."""
    take_courses(world, tmp_path, *CATALOG, CATALOG[0] | {"code": "CE-1", "concurrent": "yes", "terms": "S1, S2"})
    path = tmp_path / "written.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        write_catalog(world.district, handle)

    catalog = load_rules("utah/garfield", path).sets[0].catalog
    assert {code: replace(kind, titles={}) for code, kind in catalog.items()} == {
        kind.code: replace(kind, titles={}) for kind in kinds_of(world.district)
    }
