"""Transcripts from a file: whole or not at all, with a reason for every row that is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.world import World
from typer.testing import CliRunner

from doorway.pathways.core.registering import WITHDRAWN
from doorway.pathways.graduation.errors import NoRules
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.imports import preview, take_in
from doorway.pathways.imports.sentences import sentence_of
from doorway.pathways.imports.tests.files import (
    CATALOG,
    ENGLISH,
    reasons,
    take_courses,
    take_transcripts,
    write,
)
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.files.errors import FileChanged, ImportNotPossible, TableRefused

SPRING = ENGLISH | {"term": "S2"}


def marks(world: World, key: str = "diego") -> dict[str, str]:
    """Term to mark of what is on file."""
    return dict(TranscriptCourse.objects.filter(student=world.people[key]).values_list("term", "mark"))


def test_classes_go_in_under_the_local_the_state_and_the_roster_id(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(
        world, tmp_path, ENGLISH, SPRING | {"student_id": "S-diego", "mark": "b-"},
        ENGLISH | {"student_id": "diego", "code": "BAND", "title": "Concert Band"},
    )  # fmt: skip

    assert run.counts["created"] == 3
    first = TranscriptCourse.objects.get(code="ENG-9", term="S1")
    assert (first.student, first.units, first.state, first.mark) == (world.people["diego"], 500, "completed", "B")
    assert (first.taken_grade, first.school_year) == (9, world.year.end_year - 1)
    assert TranscriptCourse.objects.get(term="S2").mark == "B-"
    # The mark is defined in other letters, and the ledger says what was made of it.
    assert [(line.row, line.params) for line in run.lines.filter(code="mark_read_as")] == [
        (3, {"value": "b-", "mark": "B-"})
    ]


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ENGLISH, SPRING)
    before = list(TranscriptCourse.objects.values_list("changed_at", flat=True))
    run = take_transcripts(world, tmp_path, ENGLISH, SPRING)

    assert (run.counts["created"], run.counts["changed"], run.counts["unchanged"]) == (0, 0, 2)
    assert list(TranscriptCourse.objects.values_list("changed_at", flat=True)) == before


def test_a_correction_keeps_the_old_value(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ENGLISH)
    run = take_transcripts(world, tmp_path, ENGLISH | {"mark": "A-"})

    assert run.lines.get(verdict="changed").changes == {"mark": ["B", "A-"]}
    row = TranscriptCourse.objects.get()
    assert [old.mark for old in row.history.order_by("history_date")] == ["B", "A-"]
    assert row.imported_by == run


@pytest.mark.parametrize("given", ["0.333", "0.33"])
def test_three_thirds_are_a_whole_credit_and_it_is_said(world: World, tmp_path: Path, given: str) -> None:
    take_courses(world, tmp_path, CATALOG[0] | {"terms": "T1 T2 T3"}, CATALOG[1])
    rows = [ENGLISH | {"term": f"T{number}", "credits": given} for number in (1, 2, 3)]
    other = ENGLISH | {"code": "ENG-10", "credits": "0.3"}
    run = take_transcripts(world, tmp_path, *rows, other)

    assert dict(TranscriptCourse.objects.values_list("term", "units")) == {"T1": 333, "T2": 334, "T3": 333, "S1": 300}
    assert (run.counts["created"], run.counts["refused"]) == (4, 0)
    (said,) = [line for line in run.lines.filter(code="credits_rounded") if line.row == 3]
    assert sentence_of(said.code, said.params) == (
        f"{given} credits are the share of this term, rounded. On record are 0.334, so that all terms of the class"
        " together give its whole credit."
    )
    assert take_transcripts(world, tmp_path, *rows, other).counts["unchanged"] == 4


@pytest.mark.parametrize("given", ["0.333", "0.33"])
def test_three_thirds_of_a_class_that_nobody_knows_are_its_credit(world: World, tmp_path: Path, given: str) -> None:
    take_courses(world, tmp_path)
    there = {"code": "LA9-X", "title": "Language Arts", "areas": "ela.9", "credits": given, "school": "Boise High"}
    rows = [ENGLISH | there | {"term": f"T{number}"} for number in (1, 2, 3)]
    others = [ENGLISH | there | {"code": "OTHER", "term": "T1", "credits": "0.3"}, ENGLISH | there | {"term": "Lunch"}]
    run = take_transcripts(world, tmp_path, *rows, *others)

    own = TranscriptCourse.objects.filter(code="LA9-X").values_list("term", "units")
    assert dict(own) == {"T1": 333, "T2": 334, "T3": 333, "Lunch": int(given.removeprefix("0.").ljust(3, "0"))}
    assert TranscriptCourse.objects.get(code="OTHER").units == 300
    said = [row for row, _column, code in reasons(run, "forgiven") if code == "credits_rounded"]
    assert said == ([3] if given == "0.333" else [2, 3, 4])
    # So is what came in before that.
    TranscriptCourse.objects.filter(term="Lunch").delete()
    TranscriptCourse.objects.filter(code="LA9-X").update(units=330)
    (found,) = (one for one in graduation_page(world.people["diego"]).lines if one.key == "la_9")
    assert (found.missing, found.status) == ("", "Done")


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"student_id": ""}, "student_id", "no_student_id"),
        ({"student_id": "123-45-6789"}, "student_id", "ssn_shaped"),
        ({"student_id": "L-nobody"}, "student_id", "unknown_student"),
        ({"student_id": "Diego Morales"}, "student_id", "unknown_student"),
        ({"code": ""}, "code", "no_code"),
        ({"credits": "-1"}, "credits", "negative_credits"),
        ({"credits": "half"}, "credits", "bad_credits"),
        ({"school_year": "soon"}, "school_year", "bad_year"),
        ({"school_year": ""}, "school_year", "no_year"),
        ({"school_year": "1970"}, "school_year", "year_far"),
        ({"mark": "Z"}, "mark", "bad_mark"),
        ({"mark": ""}, "mark", "no_mark"),
        ({"mark": "", "status": "completed"}, "mark", "no_mark"),
        ({"status": "lost"}, "status", "bad_state"),
        ({"grade": "13"}, "grade", "bad_grade"),
        ({"school_credits": "0"}, "school_credits", "bad_credits"),
        ({"title": "English 123-45-6789"}, "title", "holds_ssn"),
        ({"areas": "magic"}, "areas", "unknown_area"),
        ({"term": "The first part of it all"}, "term", "cell_too_long"),
        ({"term": "Fall Semester of Red Cliffs"}, "term", "cell_too_long"),
        ({"part": "the first half"}, "part", "cell_too_long"),
        ({"code": "X" * 81}, "code", "cell_too_long"),
    ],
)
def test_what_cannot_be_is_refused_by_row_and_column(
    world: World, tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(world, tmp_path, ENGLISH, SPRING | change)

    assert reasons(run) == [(3, column, code)]
    assert marks(world) == {"S1": "B"}
    assert "6789" not in str(list(run.lines.values("key", "label", "params", "changes")))


def test_a_class_of_a_year_to_come_is_not_over(world: World, tmp_path: Path) -> None:
    run = take_transcripts(world, tmp_path, ENGLISH | {"school_year": str(world.year.end_year + 1)})

    assert reasons(run) == [(2, "school_year", "completed_later")]


def test_the_same_class_twice_in_a_term_is_refused_both_times(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(world, tmp_path, ENGLISH, ENGLISH | {"mark": "F"}, SPRING, SPRING)

    assert reasons(run) == [(2, "", "taken_twice"), (3, "", "taken_twice"), (5, "", "said_twice")]
    assert marks(world) == {"S2": "B"}


ELSEWHERE = {"term": "Fall", "school": "Elsewhere High"}
HERE = {"school": ""}
NOW = {"mark": "", "status": "in_progress"}


@pytest.mark.parametrize(
    ("there", "here", "held"),
    [
        # Who left a class at one school goes on with it at the next one.
        ({"mark": "W"}, NOW, "here"),
        ({"mark": "WF"}, {"mark": "C"}, "here"),
        (NOW, {"mark": "C"}, "here"),
        ({"mark": "B"}, NOW, "there"),
        ({"mark": "B"}, {"mark": "W"}, "there"),
        ({"mark": "F"}, NOW, "here"),
        (NOW, NOW, "here"),
        ({"mark": "W"}, {"mark": "W"}, "here"),
        # Of two marks no file says which one holds.
        ({"mark": "B"}, {"mark": "C"}, ""),
        ({"mark": "F"}, {"mark": "C"}, ""),
        ({"mark": "F"}, {"mark": "F"}, ""),
    ],
)
def test_a_class_at_two_schools_in_one_term_is_taken_once(
    world: World, tmp_path: Path, there: dict[str, str], here: dict[str, str], held: str
) -> None:
    """The student moved: “Fall” at one school and S1 at the other are one class in one term."""
    take_courses(world, tmp_path)
    year = {"school_year": str(world.year.end_year), "status": ""}
    rows = [ENGLISH | year | ELSEWHERE | there, ENGLISH | year | HERE | here]

    for given in (rows, rows[::-1]):
        TranscriptCourse.objects.all().delete()
        run = take_transcripts(world, tmp_path, *given)
        at = {2: "there", 3: "here"} if given is rows else {2: "here", 3: "there"}
        noted = [(at[row], code) for row, _column, code in reasons(run, "forgiven") if row and code == "two_schools"]
        if held:
            (course,) = TranscriptCourse.objects.all()
            assert course.school == ("Elsewhere High" if held == "there" else "")
            assert (course.term, course.mark) == (("Fall", there["mark"]) if held == "there" else ("S1", here["mark"]))
            assert noted == [("here" if held == "there" else "there", "two_schools")]
            assert reasons(run) == []
        else:
            assert reasons(run) == [(2, "", "marks_of_two_schools"), (3, "", "marks_of_two_schools")]
            assert not TranscriptCourse.objects.exists()
        # The same file again changes nothing.
        again = take_transcripts(world, tmp_path, *given)
        assert (again.counts["created"], again.counts["changed"], again.counts["vanished"]) == (0, 0, 0)


@pytest.mark.parametrize("mark", WITHDRAWN)
def test_every_mark_of_a_class_that_was_left_is_known(world: World, tmp_path: Path, mark: str) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(world, tmp_path, ENGLISH | {"mark": mark})

    assert reasons(run) == []
    assert (marks(world), graduation_page(world.people["diego"]).earned) == ({"S1": mark}, "0")


def test_two_rows_of_one_school_are_the_same_class_twice_whatever_a_third_says(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    own = [ENGLISH | HERE, ENGLISH | HERE | {"mark": "W"}, ENGLISH | ELSEWHERE | {"mark": "W"}]
    for given in (own, own[::-1], [own[2], *own[:2]]):
        run = take_transcripts(world, tmp_path, *given)
        assert run.counts["refused"] == 3
        assert not TranscriptCourse.objects.exists()

    run = take_transcripts(world, tmp_path, own[0], own[2], own[2])
    assert reasons(run) == [(4, "", "said_twice")]
    assert marks(world) == {"S1": "B"}


@pytest.mark.parametrize("called", ["Fall", "Semester 1", "First Semester", "2026-27 S1", "s1"])
def test_a_mark_under_another_name_of_the_term_is_the_mark_of_that_class(
    world: World, tmp_path: Path, called: str
) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ENGLISH | {"mark": "", "school_year": str(world.year.end_year)})
    row = TranscriptCourse.objects.get()
    run = take_transcripts(
        world, tmp_path, ENGLISH | {"term": called, "mark": "F", "school_year": str(world.year.end_year)}
    )

    assert (run.counts["created"], run.counts["changed"]) == (0, 1)
    row.refresh_from_db()
    # On record it stays called as it was.
    assert (row.term, row.state, row.mark) == ("S1", "completed", "F")


def test_a_class_in_fall_and_in_the_first_semester_is_there_twice(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, CATALOG[0], CATALOG[1] | {"terms": "T1 T2 T3"})
    of_three = ENGLISH | {"code": "ENG-10"}
    run = take_transcripts(
        world, tmp_path, ENGLISH | {"term": "Fall"}, ENGLISH | {"mark": "C"}, SPRING, ENGLISH | {"term": "SU1"},
        ENGLISH | {"term": "SU2"}, of_three | {"term": "Fall"}, of_three, of_three | {"term": "T1"},
    )  # fmt: skip

    # Where the class has three terms, Fall is the first of them, and S1 is another one.
    assert reasons(run) == [(2, "", "taken_twice"), (3, "", "taken_twice"), (9, "", "said_twice")]
    assert sorted(TranscriptCourse.objects.values_list("code", "term")) == [
        ("ENG-10", "Fall"), ("ENG-10", "S1"), ("ENG-9", "S2"), ("ENG-9", "SU1"), ("ENG-9", "SU2"),
    ]  # fmt: skip


def test_what_stands_under_two_names_of_a_term_is_settled_by_a_file_and_nothing_completed_is_lost(
    world: World, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    now = {"school_year": str(world.year.end_year)}
    take_transcripts(world, tmp_path, ENGLISH | now | {"term": "Fall", "mark": "F"})
    # As it came in before names of terms were understood.
    first = TranscriptCourse.objects.get()
    for term, mark, state in (("S1", "", "in_progress"), ("Semester 1", "D", "completed")):
        TranscriptCourse.objects.create(
            district=world.district, student=first.student, code="ENG-9", school_year=first.school_year, term=term,
            mark=mark, state=state, units=500, changed_at=first.changed_at,
        )  # fmt: skip
    # A file that does not name the class leaves all of them.
    assert take_transcripts(world, tmp_path, ENGLISH | {"code": "BAND"}).counts["vanished"] == 0
    run = take_transcripts(world, tmp_path, ENGLISH | now | {"term": "Fall", "mark": "F"})

    assert (run.counts["unchanged"], run.counts["created"], run.counts["vanished"]) == (1, 0, 1)
    assert run.lines.get(verdict="vanished").label.split()[-1] == "S1"
    assert dict(TranscriptCourse.objects.filter(code="ENG-9").values_list("term", "mark")) == {
        "Fall": "F", "Semester 1": "D",
    }  # fmt: skip
    # The other name is a row of its own, as long as the file calls it so.
    again = take_transcripts(world, tmp_path, ENGLISH | now | {"term": "Semester 1", "mark": "D-"})
    assert again.counts["changed"] == 1
    assert TranscriptCourse.objects.get(term="Fall").mark == "F"


def test_nothing_is_cut_off_in_silence(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, CATALOG[0] | {"terms": "T1 T2 T3"})
    terms = ["2025-2026 Trimester 1", "2025-2026 Trimester 2", "2025-2026 Trimester 3", "Summer School 2025-2026"]
    both = [ENGLISH | {"code": "X" * 79 + letter * 2} for letter in "AB"]
    run = take_transcripts(world, tmp_path, *(ENGLISH | {"term": term} for term in terms), *both)

    assert reasons(run) == [(6, "code", "cell_too_long"), (7, "code", "cell_too_long")]
    said = run.lines.filter(verdict="refused").first()
    assert said is not None
    assert sentence_of(said.code, said.params) == (
        f"“{'X' * 40}…” has more than 80 characters, and nothing is cut off. Write it shorter."
    )
    assert set(TranscriptCourse.objects.values_list("term", flat=True)) == {"T1", "T2", "T3", "Summer"}


def test_codes_that_nobody_knows_are_taken_and_counted(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(
        world, tmp_path, ENGLISH, ENGLISH | {"code": "LIT-I"},
        ENGLISH | {"code": "ALGEBRA", "areas": "math.secondary-1", "school": "Elsewhere High", "school_credits": "24"},
    )  # fmt: skip

    assert reasons(run, "forgiven") == [(3, "code", "code_unknown")]
    assert run.counts["noted"] == 1
    moved = TranscriptCourse.objects.get(code="ALGEBRA")
    assert (moved.areas, moved.scale, moved.school) == (["math.secondary-1"], 24_000, "Elsewhere High")


@pytest.mark.parametrize(
    ("years", "mark", "state"),
    [(0, "", "in_progress"), (1, "", "planned"), (0, "A", "completed"), (-1, "W", "completed")],
)
def test_what_a_class_is_without_a_status(world: World, tmp_path: Path, years: int, mark: str, state: str) -> None:
    take_courses(world, tmp_path)
    year = str(world.year.end_year + years)
    take_transcripts(world, tmp_path, ENGLISH | {"school_year": year, "mark": mark})

    assert TranscriptCourse.objects.get().state == state


def test_a_dropped_class_goes_and_what_is_completed_stays(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    now = {"school_year": str(world.year.end_year), "mark": ""}
    take_transcripts(world, tmp_path, ENGLISH, ENGLISH | now | {"code": "BAND"}, ENGLISH | now | {"code": "WELDING"})
    run = take_transcripts(world, tmp_path, ENGLISH | now | {"code": "WELDING"})

    assert run.counts["vanished"] == 1
    gone = run.lines.get(verdict="vanished")
    assert (gone.key, gone.label.split()[0]) == ("L-diego", "BAND")
    assert sorted(TranscriptCourse.objects.values_list("code", flat=True)) == ["ENG-9", "WELDING"]
    kept = TranscriptCourse.history.filter(code="BAND").order_by("history_date")
    assert [row.history_type for row in kept] == ["+", "-"]

    # A file of older credit says nothing about the classes of now.
    run = take_transcripts(world, tmp_path, SPRING)
    assert run.counts["vanished"] == 0
    assert TranscriptCourse.objects.filter(code="WELDING").exists()


def test_registrations_of_a_year_to_come_leave_the_classes_of_now(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    year = world.year.end_year
    now, later = {"school_year": str(year), "mark": ""}, {"school_year": str(year + 1), "mark": ""}
    take_transcripts(world, tmp_path, ENGLISH | now | {"code": "BAND"}, ENGLISH | later | {"code": "BAND"})
    run = take_transcripts(world, tmp_path, ENGLISH | later | {"code": "WELDING"})

    # Of the next year all was said, of this one nothing.
    assert run.counts["vanished"] == 1
    rows = TranscriptCourse.objects.values_list("code", "school_year")
    assert sorted(rows) == [("BAND", year), ("WELDING", year + 1)]


def test_the_classes_of_a_new_year_leave_those_that_wait_for_their_marks(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    year = world.year.end_year
    now, before = ({"school_year": str(year - back), "mark": "", "status": "in progress"} for back in (0, 1))
    take_transcripts(world, tmp_path, ENGLISH | before | {"code": "BAND"}, ENGLISH | before | {"code": "MATH-1"})
    # The school has turned, and the marks of June are not there.
    assert take_transcripts(world, tmp_path, ENGLISH | now | {"code": "WELDING"}).counts["vanished"] == 0
    marks_of_june = ENGLISH | {"school_year": str(year - 1), "code": "MATH-1"}
    run = take_transcripts(world, tmp_path, marks_of_june)
    assert (run.counts["changed"], run.counts["vanished"]) == (1, 0)
    rows = TranscriptCourse.objects.values_list("code", "school_year", "state")
    assert sorted(rows) == [
        ("BAND", year - 1, "in_progress"), ("MATH-1", year - 1, "completed"), ("WELDING", year, "in_progress"),
    ]  # fmt: skip
    # What was only planned then waits for nothing.
    TranscriptCourse.objects.filter(code="BAND").update(state="planned")
    assert take_transcripts(world, tmp_path, marks_of_june).counts["vanished"] == 0
    assert take_transcripts(world, tmp_path, ENGLISH | now | {"code": "WELDING"}).counts["vanished"] == 1
    take_transcripts(world, tmp_path, ENGLISH | before | {"code": "BAND"})
    # A file that says what was taken in that year says all of it.
    run = take_transcripts(world, tmp_path, ENGLISH | before | {"code": "BIOLOGY"})
    assert run.counts["vanished"] == 1
    assert run.lines.get(verdict="vanished").label.split()[0] == "BAND"
    assert TranscriptCourse.objects.filter(code="WELDING").exists()


@pytest.mark.parametrize(
    ("term", "marks", "is_over"),
    [
        ("Y", ("S1", "S2"), True), ("Y", ("Fall", "Spring"), True), ("Y", ("T1", "T2", "T3"), True),
        ("Y", ("S1",), False), ("Y", ("T1", "T2"), False), ("Y", ("Summer",), False),
        ("S2", ("Y",), True), ("S2", ("S1",), False), ("Summer", ("Y",), False),
    ],
)  # fmt: skip
def test_a_class_goes_when_marks_under_other_terms_are_there_for_all_of_its_time(
    world: World, tmp_path: Path, term: str, marks: tuple[str, ...], is_over: bool
) -> None:
    take_courses(world, tmp_path)
    waits = ENGLISH | {"term": term, "mark": "", "status": "in progress"}
    take_transcripts(world, tmp_path, waits, waits | {"code": "MATH-1"})
    # Mark after mark, each in a file of its own.
    runs = [take_transcripts(world, tmp_path, ENGLISH | {"term": one}) for one in marks]

    assert [run.counts["vanished"] for run in runs] == [0] * (len(marks) - 1) + [int(is_over)]
    assert TranscriptCourse.objects.filter(state="in_progress", code="ENG-9").exists() is not is_over
    assert TranscriptCourse.objects.filter(state="in_progress", code="MATH-1").exists()


def test_who_withdrew_or_took_another_class_under_that_code_may_still_be_in_the_class(
    world: World, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    waits = ENGLISH | {"term": "Y", "mark": "", "status": "in progress"}
    other = {"code": "TRANSFER", "title": "Ceramics"}
    take_transcripts(world, tmp_path, waits | {"title": ""}, waits | other)
    halves = ({"term": "S1"}, {"term": "S2"})
    run = take_transcripts(
        world, tmp_path, *(ENGLISH | half | {"mark": "W", "title": ""} for half in halves),
        *(ENGLISH | half | other | {"title": "Auto Shop"} for half in halves),
    )  # fmt: skip

    assert run.counts["vanished"] == 0
    run = take_transcripts(world, tmp_path, *(ENGLISH | half | other | {"part": "2"} for half in halves))
    assert run.counts["vanished"] == 0
    assert TranscriptCourse.objects.filter(state="in_progress").count() == 2


@pytest.mark.parametrize(
    ("years", "status", "mark", "code"),
    [
        (-1, "planned", "", "open_before"),
        (-1, "scheduled", "A", "open_before"),
        (0, "planned", "A", "open_with_mark"),
        (1, "scheduled", "f", "open_with_mark"),
    ],
)
def test_a_class_cannot_be_planned_and_over(
    world: World, tmp_path: Path, years: int, status: str, mark: str, code: str
) -> None:
    take_courses(world, tmp_path)
    row = {"school_year": str(world.year.end_year + years), "status": status, "mark": mark}
    run = take_transcripts(world, tmp_path, ENGLISH | row)

    assert reasons(run) == [(2, "status", code)]
    said = run.lines.get()
    assert f"still “{status}”" in sentence_of(said.code, said.params)
    assert not TranscriptCourse.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"code": "BAND", "status": "planned", "mark": "A"}, {"code": "BAND", "credits": "-1"},
        {"code": "BAND", "mark": "Z"},
    ],
)  # fmt: skip
def test_of_whom_a_row_is_refused_nothing_is_taken_away(world: World, tmp_path: Path, broken: dict[str, str]) -> None:
    take_courses(world, tmp_path)
    now = {"school_year": str(world.year.end_year), "mark": ""}
    take_transcripts(world, tmp_path, ENGLISH | now | {"code": "BAND"}, ENGLISH | now | {"code": "WELDING"})
    run = take_transcripts(world, tmp_path, ENGLISH | now | {"code": "WELDING"}, ENGLISH | now | broken)

    assert (run.counts["vanished"], run.counts["refused"]) == (0, 1)
    assert TranscriptCourse.objects.filter(code="BAND").exists()
    # Two rows that say different things about one class are neither of them taken.
    twice = [ENGLISH | now | {"code": "BAND", "credits": given} for given in ("0.5", "0.25")]
    assert take_transcripts(world, tmp_path, ENGLISH | now | {"code": "WELDING"}, *twice).counts["vanished"] == 0


def test_a_mark_of_a_class_in_progress_is_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    now = {"school_year": str(world.year.end_year), "status": "in_progress"}
    run = take_transcripts(world, tmp_path, ENGLISH | now, ENGLISH | now | {"term": "S2", "mark": "I"})

    # What is not final anyway needs no word.
    assert reasons(run, "forgiven") == [(2, "mark", "mark_waits")]
    assert TranscriptCourse.objects.count() == 2


def test_a_class_of_a_school_that_counts_in_tens_may_have_more_than_ten_credits(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    there = {"school": "Fresno High", "school_credits": "220"}
    rows = ((there, "15"), (there, "221"), ({}, "15"), (there | {"school_credits": "6"}, "10"))
    run = take_transcripts(
        world, tmp_path, *(ENGLISH | {"code": f"C{at}", "credits": one} | more for at, (more, one) in enumerate(rows))
    )

    assert reasons(run) == [(3, "credits", "too_many_credits"), (4, "credits", "too_many_credits")]
    assert sorted(TranscriptCourse.objects.values_list("code", "units")) == [("C0", 15_000), ("C3", 10_000)]


def test_much_credit_of_a_class_that_nobody_knows_is_taken_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    there = {"code": "CA-1", "credits": "10"}
    run = take_transcripts(
        world, tmp_path, ENGLISH | there, ENGLISH | there | {"code": "CA-2", "credits": "1"},
        ENGLISH | there | {"code": "CA-3", "school": "Fresno High", "school_credits": "220"},
        ENGLISH | there | {"code": "CA-4", "areas": "ela.9"},
    )  # fmt: skip

    assert [(row, code) for row, _column, code in reasons(run, "forgiven") if code == "much_credit"] == [
        (2, "much_credit"), (5, "much_credit"),
    ]  # fmt: skip
    said = run.lines.filter(code="much_credit").first()
    assert said is not None
    assert "one that the course catalog does not know usually gives 1.0" in sentence_of(said.code, said.params)
    problems = graduation_page(world.people["diego"]).problems
    assert any("CA-1 has 10 credits" in one and "usually gives 1 credit." in one for one in problems)


def test_more_credit_than_the_class_has_is_taken_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    elsewhere = {"school": "Elsewhere High", "school_credits": "240", "credits": "10"}
    run = take_transcripts(
        world, tmp_path, ENGLISH | {"credits": "9"}, ENGLISH | {"code": "BAND", "credits": "1"},
        ENGLISH | {"code": "BIOLOGY"} | elsewhere,
    )  # fmt: skip

    assert reasons(run, "forgiven") == [(2, "credits", "more_credits")]
    said = run.lines.get(code="more_credits")
    assert sentence_of(said.code, said.params).startswith("9.0 credits are more than the 1.0 that the course catalog")
    assert TranscriptCourse.objects.get(code="ENG-9").units == 9000
    # The other school's figure stays known where a later file does not have the column.
    again = take_transcripts(world, tmp_path, ENGLISH | {"code": "BIOLOGY", "credits": "10", "mark": "A"})
    assert reasons(again, "forgiven") == []


def test_without_a_catalog_the_course_list_of_the_state_says_how_much_a_class_has(world: World, tmp_path: Path) -> None:
    run = take_transcripts(world, tmp_path, ENGLISH | {"credits": "9"}, ENGLISH | {"term": "S2"})

    assert reasons(run, "forgiven") == [(2, "credits", "more_credits")]


def test_a_class_after_the_student_has_graduated_is_taken_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    student = world.people["diego"]
    last = world.year.end_year + 12 - int(student.grade)
    rows = [ENGLISH | {"code": "ENG-12", "mark": "", "school_year": str(year)} for year in (last, last + 1, last + 4)]
    run = take_transcripts(world, tmp_path, *rows)

    assert reasons(run, "forgiven") == [(row, "school_year", "after_the_class") for row in (3, 4)]
    said = run.lines.filter(code="after_the_class").first()
    assert said is not None
    assert f"the student’s class ({last}) has graduated" in sentence_of(said.code, said.params)
    assert TranscriptCourse.objects.count() == 3
    # Of whom nobody knows the grade, nobody knows the class either.
    student.grade = ""
    student.save(update_fields=["grade"])
    assert reasons(take_transcripts(world, tmp_path, *rows), "forgiven") == []


def test_a_look_changes_nothing_and_is_made_once(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, TranscriptFile, ENGLISH | {"school_year": "2025"})
    run = preview(TranscriptFile, district=world.district, path=path, by=None)
    assert not TranscriptCourse.objects.exists()
    take_in(TranscriptFile, run=run, path=path, by=None)

    with pytest.raises(ImportNotPossible):
        take_in(TranscriptFile, run=run, path=path, by=None)
    other = preview(TranscriptFile, district=world.district, path=path, by=None)
    path.write_text(path.read_text() + "L-diego,X,2025,1,,C\n")
    with pytest.raises(FileChanged):
        take_in(TranscriptFile, run=other, path=path, by=None)


def test_a_failure_in_the_middle_leaves_nothing(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, TranscriptFile, ENGLISH | {"school_year": "2025"})
    run = preview(TranscriptFile, district=world.district, path=path, by=None)

    def fail(*_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doorway.pathways.imports.actions._write_lines", fail)
    with pytest.raises(OSError, match="full"):
        take_in(TranscriptFile, run=run, path=path, by=None)
    assert not TranscriptCourse.objects.exists()
    run.refresh_from_db()
    assert run.status == "previewed"


def test_what_is_no_such_file_is_refused_as_a_whole(world: World, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("name,course\nDiego,English\n")

    with pytest.raises(TableRefused, match="student_id, code, school_year, credits"):
        preview(TranscriptFile, district=world.district, path=path, by=None)


def test_a_district_without_requirements_takes_none(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "pack"
    empty.mkdir()
    world.district.state_pack = str(empty)
    path = write(tmp_path, TranscriptFile, ENGLISH | {"school_year": "2025"})

    with pytest.raises(NoRules):
        preview(TranscriptFile, district=world.district, path=path, by=None)


def test_queries_do_not_grow_with_the_file(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    counts = []
    for number in (2, 40):
        rows = [ENGLISH | {"term": f"T{place}", "school_year": "2025"} for place in range(number)]
        path = write(tmp_path, TranscriptFile, *rows)
        with CaptureQueriesContext(connection) as queries:
            preview(TranscriptFile, district=world.district, path=path, by=None)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.both
def test_the_database_keeps_a_class_once_and_a_completed_one_with_its_mark(world: World, tmp_path: Path) -> None:
    take_transcripts(world, tmp_path, ENGLISH, SPRING)

    with pytest.raises(IntegrityError), transaction.atomic():
        TranscriptCourse.objects.update(term="S1")
    with pytest.raises(IntegrityError), transaction.atomic():
        TranscriptCourse.objects.filter(term="S1").update(mark="")
    with pytest.raises(IntegrityError), transaction.atomic():
        TranscriptCourse.objects.filter(term="S1").update(units=-500)


def test_the_command_says_what_was_taken_and_what_not(world: World, tmp_path: Path) -> None:
    from doorway.cli.app import app  # late: registers the commands
    from doorway.cli.commands import import_records  # noqa: F401

    rows = [ENGLISH | {"school_year": "2025"}, ENGLISH | {"school_year": "2025", "term": "S2", "mark": "Z"}]
    path = write(tmp_path, TranscriptFile, *rows)
    looked = CliRunner().invoke(app, ["import", "transcripts", str(path), "--dry-run"])
    assert looked.exit_code == 3
    assert "Would be taken in: 1 new, 0 changed, 0 unchanged, 1 refused." in looked.output
    assert not TranscriptCourse.objects.exists()

    done = CliRunner().invoke(app, ["import", "transcripts", str(path)])
    assert (done.exit_code, "Taken in: 1 new" in done.output) == (3, True)
    whole = write(tmp_path, TranscriptFile, rows[0], name="whole.csv")
    for more in (["--dry-run"], []):
        assert CliRunner().invoke(app, ["import", "transcripts", str(whole), *more]).exit_code == 0
    assert "row 3, mark: Nobody has defined the mark Z." in done.output
    missing = CliRunner().invoke(app, ["import", "transcripts", str(tmp_path / "none.csv")])
    assert (missing.exit_code, "There is no file" in missing.output) == (1, True)


def test_credits_are_taken_with_a_comma(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, ENGLISH | {"credits": "0,5", "school": "Elsewhere", "school_credits": "24,5"})

    row = TranscriptCourse.objects.get()
    assert (row.units, row.scale) == (500, 24_500)


def test_a_code_in_other_capitals_is_the_same_class(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(world, tmp_path, ENGLISH | {"code": "eng-9"}, ENGLISH | {"code": "Lab-x", "term": "S2"})
    assert [(line.row, line.params) for line in run.lines.filter(code="code_read_as")] == [
        (2, {"value": "eng-9", "code": "ENG-9"})
    ]
    # The next file writes it as the catalog does, and what the catalog does not know in other capitals.
    run = take_transcripts(world, tmp_path, ENGLISH, ENGLISH | {"code": "LAB-X", "term": "S2"})
    assert run.counts["unchanged"] == 2
    assert sorted(TranscriptCourse.objects.values_list("code", flat=True)) == ["ENG-9", "Lab-x"]


def test_a_class_in_two_spellings_stands_twice_in_a_file(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take_transcripts(world, tmp_path, ENGLISH, ENGLISH | {"code": "eng-9", "mark": "C"})
    assert "taken_twice" in {line.code for line in run.lines.filter(verdict="refused")}
    assert TranscriptCourse.objects.count() < 2


def test_a_class_of_the_whole_year_is_one_row_whatever_the_year_is_called(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    year = ENGLISH | {"credits": "1", "term": "Y"}
    take_transcripts(world, tmp_path, year)
    for name in ("", "Full Year", "FY", "S1 S2"):
        run = take_transcripts(world, tmp_path, year | {"term": name})
        assert (run.counts["created"], run.counts["unchanged"]) == (0, 1), name
    # In one file they are the same class twice.
    run = take_transcripts(world, tmp_path, year | {"mark": "A"}, year | {"term": "Year Round", "mark": "F"})
    assert [code for _row, _column, code in reasons(run)] == ["taken_twice", "taken_twice"]
    assert TranscriptCourse.objects.get().term == "Y"


def test_a_term_that_names_another_year_is_taken_in_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    year = world.year.end_year - 1
    own, other = (f"S1 {one - 1}-{one % 100:02d}" for one in (year, year + 1))
    run = take_transcripts(world, tmp_path, ENGLISH | {"term": own}, ENGLISH | {"code": "BIOLOGY", "term": other})

    (said,) = run.lines.filter(code="other_year")
    assert (run.counts["created"], said.row, said.field, said.params["value"]) == (2, 3, "term", other)
    assert f"It is taken in for {said.params['year']}." in sentence_of(said.code, said.params)


def test_a_general_code_with_different_titles_is_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    one = ENGLISH | {"code": "TRANSFER", "title": "Ceramics II", "credits": "1"}
    assert not take_transcripts(world, tmp_path, one).lines.filter(code="titles_of_code").exists()
    two = one | {"title": "Auto Shop", "school_year": str(world.year.end_year - 2)}
    run = take_transcripts(world, tmp_path, two)

    (said,) = run.lines.filter(code="titles_of_code")
    assert (said.row, said.field, said.params) == (
        2,
        "title",
        {"value": "TRANSFER", "titles": "Auto Shop, Ceramics II"},
    )
    page = graduation_page(world.people["diego"])
    assert page.earned == "2"
    assert any("different titles: Auto Shop, Ceramics II." in sentence for sentence in page.problems)
    assert not any("more than once" in sentence for sentence in page.problems)
    # One without a title takes nothing from the others, and is named.
    bare = one | {"title": "", "credits": "0.5", "school_year": str(world.year.end_year - 3)}
    run = take_transcripts(world, tmp_path, one, two, bare)
    (said,) = run.lines.filter(code="also_untitled")
    assert "with a title (Auto Shop, Ceramics II) and without one" in sentence_of(said.code, said.params)
    page = graduation_page(world.people["diego"])
    assert page.earned == "2.5"
    assert any("What has no title counts as a class of its own." in sentence for sentence in page.problems)
    # The same title is the same class.
    assert not take_transcripts(world, tmp_path, two | {"title": " ceramics ii"}).lines.filter(code="titles_of_code")


def test_two_classes_of_a_general_code_in_one_term_are_refused_with_the_true_reason(
    world: World, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    one = ENGLISH | {"code": "TRANSFER", "title": "Ceramics II"}
    run = take_transcripts(world, tmp_path, one, one | {"title": "Auto Shop"})
    assert [code for _row, _column, code in reasons(run)] == ["titles_differ", "titles_differ"]
    run = take_transcripts(world, tmp_path, one | {"part": "1"}, one | {"title": "Auto Shop", "part": "2"})
    assert (run.counts["created"], run.counts["refused"]) == (2, 0)
    # In one term a row without a title says nothing else than the one that has it.
    run = take_transcripts(world, tmp_path, one, one | {"title": ""})
    assert [code for _row, _column, code in reasons(run)] == ["taken_twice", "taken_twice"]
    # What the catalog knows is the same class, whatever it is called.
    run = take_transcripts(world, tmp_path, ENGLISH | {"title": "A"}, ENGLISH | {"title": "B"})
    assert [code for _row, _column, code in reasons(run)] == ["taken_twice", "taken_twice"]


def test_a_row_that_makes_another_class_of_one_on_record_is_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    one = ENGLISH | {"code": "TRANSFER", "title": "Ceramics II"}
    take_transcripts(world, tmp_path, one)
    (said,) = take_transcripts(world, tmp_path, one | {"title": "Auto Shop"}).lines.filter(code="other_title")

    assert said.params == {"value": "TRANSFER", "before": "Ceramics II", "after": "Auto Shop"}


def test_a_completed_class_that_a_file_has_without_its_mark_is_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    row = ENGLISH | {"school_year": str(world.year.end_year), "status": ""}
    take_transcripts(world, tmp_path, row, row | {"code": "BIOLOGY", "mark": "", "status": "in_progress"})
    run = take_transcripts(world, tmp_path, row | {"mark": ""}, row | {"code": "BIOLOGY", "mark": ""})

    assert TranscriptCourse.objects.get(code="ENG-9").state == "in_progress"
    (summary,), (said,) = run.lines.filter(code="many_open_again"), run.lines.filter(code="open_again")
    assert (summary.row, summary.params) == (None, {"value": 1})
    assert (said.row, said.field, said.key, said.params) == (2, "status", "L-diego", {"mark": "B"})


def test_a_file_without_marks_and_states_leaves_what_is_completed(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    row = ENGLISH | {"school_year": str(world.year.end_year)}
    take_transcripts(world, tmp_path, row)
    bare = {name: text for name, text in row.items() if name != "mark"}
    run = take_transcripts(world, tmp_path, bare, bare | {"code": "BIOLOGY"})

    assert dict(TranscriptCourse.objects.values_list("code", "state")) == {
        "ENG-9": "completed",
        "BIOLOGY": "in_progress",
    }
    assert TranscriptCourse.objects.get(code="ENG-9").mark == "B"
    assert (run.counts["created"], run.counts["unchanged"]) == (1, 1)
    assert not run.lines.filter(code="open_again").exists()
