"""Course transcripts from an Ed-Fi system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.world import World

from doorway.pathways.imports import preview, take_in
from doorway.pathways.imports.sentences import sentence_of
from doorway.pathways.imports.tests.files import reasons as lines
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.files.errors import TableRefused
from doorway.roster.models import ImportRun


def attempt(world: World, code: str = "ENG-9", **more: Any) -> dict[str, Any]:
    """A resource as the API writes it."""
    record = {
        "educationOrganizationId": 255901001,
        "schoolYear": world.year.end_year - 1,
        "studentUniqueId": "L-diego",
        "termDescriptor": "uri://ed-fi.org/TermDescriptor#Fall Semester",
    }
    return {
        "id": "0d2f5b3e",
        "courseAttemptResultDescriptor": "uri://ed-fi.org/CourseAttemptResultDescriptor#Pass",
        "courseReference": {"courseCode": code, "educationOrganizationId": 255901001},
        "studentAcademicRecordReference": record | more.pop("record", {}),
        "attemptedCredits": 0.5,
        "earnedCredits": 0.5,
        "finalLetterGradeEarned": "B+",
        "whenTakenGradeLevelDescriptor": "uri://ed-fi.org/GradeLevelDescriptor#Ninth grade",
        "_etag": "5250168731208835753",
    } | more


def write(folder: Path, content: Any, name: str = "courseTranscripts.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def reasons(run: ImportRun) -> list[tuple[int | None, str]]:
    """(place in the file, code) of what was refused."""
    return [(row, code) for row, _column, code in lines(run)]


def take(world: World, folder: Path, content: Any) -> ImportRun:
    path = write(folder, content)
    run = preview(TranscriptFile, district=world.district, path=path, by=None)
    return take_in(TranscriptFile, run=run, path=path, by=None)


def test_attempts_become_classes(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    spring = {"termDescriptor": "uri://ed-fi.org/TermDescriptor#Spring Semester"}
    failed = {"courseAttemptResultDescriptor": "Fail", "finalLetterGradeEarned": None, "earnedCredits": 0}
    run = take(
        world, tmp_path,
        [
            attempt(world),
            attempt(world, record=spring, finalLetterGradeEarned=None),
            attempt(world, "BIOLOGY", **failed),
            attempt(world, "X-1", courseTitle="Elsewhere", externalEducationOrganizationNameOfInstitution="Red Cliffs"),
        ],
    )  # fmt: skip
    rows = TranscriptCourse.objects.order_by("code", "term").values_list(
        "code", "term", "mark", "units", "state", "taken_grade", "school", "title"
    )
    assert list(rows) == [
        ("BIOLOGY", "S1", "F", 500, "completed", 9, "", ""),
        ("ENG-9", "S1", "B+", 500, "completed", 9, "", ""),
        ("ENG-9", "S2", "P", 500, "completed", 9, "", ""),
        ("X-1", "S1", "B+", 500, "completed", 9, "Red Cliffs", "Elsewhere"),
    ]
    assert (run.counts["created"], run.counts["refused"], run.counts["noted"]) == (4, 0, 1)  # X-1 is not in the catalog


def test_a_class_gives_what_was_earned_and_a_failed_one_keeps_what_was_tried_for(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take(
        world, tmp_path,
        [
            attempt(world, "A-1", attemptedCredits=1.0, earnedCredits=0.5),
            attempt(world, "B-1", attemptedCredits=1.0, earnedCredits=0),
            attempt(world, "C-1", attemptedCredits=1.0, earnedCredits=0, finalLetterGradeEarned="F"),
            attempt(world, "D-1", attemptedCredits=1.0, earnedCredits=None),
        ],
    )  # fmt: skip
    assert dict(TranscriptCourse.objects.values_list("code", "units")) == {
        "A-1": 500, "B-1": 0, "C-1": 1000, "D-1": 1000,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
def test_brackets_without_end_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TableRefused):
        TranscriptFile.open(write(tmp_path, text))


def test_the_same_file_again_changes_nothing_and_one_in_each_line_is_the_same(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take(world, tmp_path, [attempt(world)])
    again = take(world, tmp_path, json.dumps(attempt(world)) + "\n\n" + json.dumps(attempt(world, "BIOLOGY")) + "\n")
    assert (again.counts["unchanged"], again.counts["created"]) == (1, 1)
    # It is the record that a CSV file would correct.
    year = str(world.year.end_year - 1)
    row = {"student_id": "L-diego", "code": "ENG-9", "credits": "0.5", "term": "S1", "mark": "A", "school_year": year}
    assert take_transcripts(world, tmp_path, row).counts["changed"] == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"attemptedCredits": -1}, "negative_credits"),
        ({"attemptedCredits": None, "earnedCredits": None}, "no_credits"),
        ({"finalLetterGradeEarned": "Z"}, "bad_mark"),
        ({"finalLetterGradeEarned": None, "courseAttemptResultDescriptor": "Ditched"}, "bad_mark"),
        ({"finalLetterGradeEarned": None, "courseAttemptResultDescriptor": None}, "no_mark"),
        ({"courseReference": {}}, "no_code"),
        ({"record": {"studentUniqueId": "nobody"}}, "unknown_student"),
        ({"record": {"studentUniqueId": "123-45-6789"}}, "ssn_shaped"),
        ({"record": {"studentUniqueId": None}}, "no_student_id"),
        ({"record": {"schoolYear": "soon"}}, "bad_year"),
        ({"whenTakenGradeLevelDescriptor": "Postgraduate"}, "bad_grade"),
        ({"courseTitle": "long " * 60}, "too_long"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_reason(
    world: World, tmp_path: Path, more: dict[str, Any], code: str
) -> None:
    take_courses(world, tmp_path)
    run = take(world, tmp_path, [attempt(world, "BIOLOGY"), attempt(world, **more)])

    assert reasons(run) == [(2, code)]
    assert TranscriptCourse.objects.get().code == "BIOLOGY"


def test_the_same_class_twice_in_a_term_is_refused_twice(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take(world, tmp_path, [attempt(world), attempt(world, finalLetterGradeEarned="A")])

    assert reasons(run) == [(1, "taken_twice"), (2, "taken_twice")]
    assert not TranscriptCourse.objects.exists()


@pytest.mark.parametrize("content", ["[1, 2]", '{"studentUniqueId": "1"}', "[{}]", '{"a": 1}\n{', "[", "{}"])
def test_other_json_is_no_such_file(world: World, tmp_path: Path, content: str) -> None:
    with pytest.raises(TableRefused):
        preview(TranscriptFile, district=world.district, path=write(tmp_path, content), by=None)
    assert not ImportRun.objects.exists()


def test_what_else_stands_in_the_file_is_named_and_the_rest_is_taken(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    other = {"studentReference": {}, "schoolReference": {}, "entryDate": "2026-08-20", "id": "x"}
    run = take(world, tmp_path, [other, attempt(world, "BIOLOGY"), 7, {}, None])

    assert reasons(run) == [(number, "no_transcript") for number in (1, 3, 4, 5)]
    first = run.lines.get(row=1)
    assert sentence_of(first.code, first.params) == (
        "This is no course transcript (entryDate, id, schoolReference). It is left out."
    )
    assert TranscriptCourse.objects.get().code == "BIOLOGY"


def college(factor: Any = None, kind: str = "Semester hour credit", amount: float = 3) -> dict[str, Any]:
    """Credits as a college counts them, with or without what they are worth."""
    word = f"uri://ed-fi.org/CreditTypeDescriptor#{kind}"
    both = {
        f"{which}{name}": value
        for which in ("attempted", "earned")
        for name, value in (("Credits", amount), ("CreditTypeDescriptor", word), ("CreditConversion", factor))
    }
    return {name: value for name, value in both.items() if value is not None}


@pytest.mark.parametrize(
    ("more", "units"),
    [
        (college(0.33), 1000),  # a third, in the two digits of the standard
        (college(0.33, amount=4), 1320),
        (college("0.17", amount=3), 500),
        (college("0.1667", amount=6), 1000),
        (college(kind="Carnegie unit", amount=0.5), 500),
        (college(0, kind="Carnegie unit", amount=0.5), 500),  # nobody has said it
        (college(1, kind="Carnegie unit", amount=0.25), 250),
        ({"attemptedCredits": 6, "attemptedCreditTypeDescriptor": "Quarter hour credit", "earnedCredits": 1}, 1000),
    ],
)
def test_credit_is_converted_as_the_file_says(world: World, tmp_path: Path, more: dict[str, Any], units: int) -> None:
    take_courses(world, tmp_path)
    take(world, tmp_path, [attempt(world, **more)])
    assert TranscriptCourse.objects.get().units == units


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"earnedCreditConversion": -1}, "-1"), ({"attemptedCreditConversion": "x"}, "x"),
        (college("x"), "x"), (college(-1, kind="Quarter hour credit"), "-1"), (college("NaN"), "NaN"),
    ],
)  # fmt: skip
def test_a_conversion_that_is_none_is_refused(world: World, tmp_path: Path, more: dict[str, Any], said: str) -> None:
    take_courses(world, tmp_path)
    run = take(world, tmp_path, [attempt(world, **more), attempt(world, code="BAND")])

    assert lines(run) == [(1, "credits", "bad_conversion")]
    line = run.lines.get(verdict="refused")
    assert f"converted by {said}, which is no number above zero" in sentence_of(line.code, line.params)
    assert TranscriptCourse.objects.get().code == "BAND"


@pytest.mark.parametrize("is_lines", [False, True])
def test_a_name_twice_in_one_object_is_refused_with_its_place(world: World, tmp_path: Path, *, is_lines: bool) -> None:
    take_courses(world, tmp_path)
    once = json.dumps(attempt(world))
    mark = once.replace(
        '"finalLetterGradeEarned": "B+"', '"finalLetterGradeEarned": "B+", "finalLetterGradeEarned": "F"'
    )
    year = once.replace('"schoolYear":', '"schoolYear": 2020, "schoolYear":')
    texts = [mark, year, json.dumps(attempt(world, "BAND"))]
    run = take(world, tmp_path, "\n".join(texts) if is_lines else f"[{','.join(texts)}]")

    assert reasons(run) == [(1, "name_twice"), (2, "name_twice")]
    assert [line.params["value"] for line in run.lines.filter(verdict="refused").order_by("row")] == [
        "finalLetterGradeEarned", "studentAcademicRecordReference.schoolYear",
    ]  # fmt: skip
    assert TranscriptCourse.objects.get().code == "BAND"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085"])
def test_a_sign_within_a_text_ends_no_line(world: World, tmp_path: Path, sign: str) -> None:
    take_courses(world, tmp_path)
    first = json.dumps(attempt(world, courseTitle=f"English{sign}9"), ensure_ascii=False)
    run = take(world, tmp_path, f"{first}\r\n{json.dumps(attempt(world, 'BAND'))}\n")

    assert (run.counts["created"], run.counts["refused"]) == (2, 0)


def test_json_in_another_encoding_is_not_to_be_saved_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "courseTranscripts.json"
    path.write_bytes('[{"courseTitle": "Español"}]'.encode("latin-1"))

    with pytest.raises(TableRefused) as refused:
        TranscriptFile.open(path)
    assert str(refused.value) == "The file is not in UTF-8, as JSON has to be. Export it again in UTF-8."


@pytest.mark.parametrize("more", [college(), college(0)])
def test_college_hours_without_a_conversion_are_refused(world: World, tmp_path: Path, more: dict[str, Any]) -> None:
    take_courses(world, tmp_path)
    run = take(world, tmp_path, [attempt(world, **more), attempt(world, code="BAND")])
    assert reasons(run) == [(1, "credit_hours")]
    assert TranscriptCourse.objects.get().code == "BAND"


def test_a_mark_that_is_only_a_number_is_taken_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take(
        world, tmp_path,
        [
            attempt(world, finalLetterGradeEarned=None, finalNumericGradeEarned=92),
            attempt(world, code="BAND", finalNumericGradeEarned=88),
        ],
    )  # fmt: skip
    assert lines(run, "forgiven") == [(1, "mark", "number_mark")]
    assert list(TranscriptCourse.objects.order_by("code").values_list("code", "mark")) == [
        ("BAND", "B+"),
        ("ENG-9", "P"),
    ]


@pytest.mark.parametrize(
    "word", ["Postsecondary", "Ungraded", "Other", "Grade 13", "uri://x/GradeLevelDescriptor#Adult Education"]
)
def test_a_class_outside_the_grades_is_taken_without_one(world: World, tmp_path: Path, word: str) -> None:
    take_courses(world, tmp_path)
    run = take(world, tmp_path, [attempt(world, whenTakenGradeLevelDescriptor=word)])
    assert (run.counts["refused"], TranscriptCourse.objects.get().taken_grade) == (0, None)
