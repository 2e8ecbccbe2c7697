"""Course transcripts from an Ed-Fi system as XML."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.world import World

from doorway.pathways.imports import preview
from doorway.pathways.imports.tests.files import reasons, take_courses
from doorway.pathways.imports.tests.test_edfi import take
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.files.errors import TableRefused

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def whole(*parts: str) -> str:
    return f'{HEAD}<InterchangeStudentTranscript xmlns="http://ed-fi.org/5.2.0">{"".join(parts)}</InterchangeStudentTranscript>'


def record(world: World, student: str = "L-diego", term: str = "Fall Semester", name: str = "") -> str:
    """Which student, year and term: an academic record with an id, or a reference that says all."""
    year = world.year.end_year - 1
    inside = (
        f"<StudentReference><StudentIdentity><StudentUniqueId>{student}</StudentUniqueId></StudentIdentity>"
        "</StudentReference><EducationOrganizationReference/>"
        f"<SchoolYear>{year - 1}-{year}</SchoolYear><Term>uri://ed-fi.org/TermDescriptor#{term}</Term>"
    )
    if name:
        return f'<StudentAcademicRecord id="{name}">{inside}</StudentAcademicRecord>'
    return (
        "<StudentAcademicRecordReference><StudentAcademicRecordIdentity>"
        f"{inside}</StudentAcademicRecordIdentity></StudentAcademicRecordReference>"
    )


def attempt(reference: str, code: str = "ENG-9", mark: str = "B+", result: str = "Pass", credit: str = "0.5") -> str:
    letter = f"<FinalLetterGradeEarned>{mark}</FinalLetterGradeEarned>" if mark else ""
    return (
        f"<CourseTranscript><CourseAttemptResult>uri://ed-fi.org/CourseAttemptResultDescriptor#{result}"
        f"</CourseAttemptResult><AttemptedCredits><Credits>{credit}</Credits></AttemptedCredits>"
        f"<WhenTakenGradeLevel>Ninth grade</WhenTakenGradeLevel>{letter}<CourseReference><CourseIdentity>"
        f"<CourseCode>{code}</CourseCode></CourseIdentity></CourseReference>{reference}</CourseTranscript>"
    )


def test_attempts_become_classes_as_they_do_from_json(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    run = take(
        world, tmp_path,
        whole(
            attempt(record(world)),
            attempt('<StudentAcademicRecordReference ref="R-1"/>', mark="", result="Fail"),
            record(world, term="Spring Semester", name="R-1"),
        ),
    )  # fmt: skip

    assert (run.counts["created"], run.counts["refused"]) == (2, 0)
    fall, spring = TranscriptCourse.objects.order_by("term")
    assert (fall.student, fall.code, fall.term, fall.mark) == (world.people["diego"], "ENG-9", "S1", "B+")
    assert (fall.units, fall.taken_grade, fall.state) == (500, 9, "completed")
    assert fall.school_year == world.year.end_year - 1
    assert (spring.term, spring.mark) == ("S2", "F")


def test_what_cannot_be_is_refused_and_named(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    own = record(world)
    run = take(
        world, tmp_path,
        whole(
            attempt(own, credit="-1"), attempt(own, mark="Q"), attempt(own, code="NEW"), attempt(own, code=""),
            attempt(record(world, student="nobody")), attempt('<StudentAcademicRecordReference ref="R-9"/>'),
            attempt(own, code="BAND", mark="A"), attempt(own, code="BAND", mark="C"),
        ),
    )  # fmt: skip

    assert [(row, code) for row, _column, code in reasons(run)] == [
        (1, "negative_credits"), (2, "bad_mark"), (4, "no_code"), (5, "unknown_student"), (6, "no_student_id"),
        (7, "taken_twice"), (8, "taken_twice"),
    ]  # fmt: skip
    assert [(row, code) for row, _column, code in reasons(run, "forgiven")] == [(3, "code_unknown")]
    assert TranscriptCourse.objects.get().code == "NEW"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}<InterchangeStudentGrade/>", "Ed-Fi"),
        (f"{HEAD}<html><body>Sign in</body></html>", "Ed-Fi"),
        (whole()[:-5], "broken near line 2"),
        (f'{HEAD}<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><InterchangeStudentTranscript>&b;'
         "</InterchangeStudentTranscript>", "entities"),
        (f'{HEAD}<!DOCTYPE x SYSTEM "file:///etc/passwd"><InterchangeStudentTranscript/>', "entities"),
    ],
)  # fmt: skip
def test_files_that_are_no_such_interchange_are_refused(world: World, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "StudentTranscript.xml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TableRefused, match=said):
        preview(TranscriptFile, district=world.district, path=path, by=None)


def test_a_class_is_of_nobody_where_the_file_does_not_say_whose(world: World, tmp_path: Path) -> None:
    """Records without an id were once all the same record, and the last child got the classes of every other."""
    take_courses(world, tmp_path)
    nameless = record(world, name="R-1").replace(' id="R-1"', "")
    other = record(world, student="L-lucia", name="R-2")
    run = take(
        world, tmp_path,
        whole(
            nameless, other, attempt(""), attempt("<StudentAcademicRecordReference/>"),
            attempt(record(world).replace("RecordReference>", 'RecordReference ref="R-2">', 1)),
        ),
    )  # fmt: skip

    assert run.counts["created"] == 0
    assert not TranscriptCourse.objects.exists()


def test_a_file_with_one_id_for_two_records_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "twice.xml"
    path.write_text(whole(record(world, name="R-1"), record(world, student="L-lucia", name="R-1")), encoding="utf-8")
    with pytest.raises(TableRefused, match="same id"):
        preview(TranscriptFile, district=world.district, path=path, by=None)


def test_what_the_standard_has_besides_is_read(world: World, tmp_path: Path) -> None:
    """A transcript with all parts in the order of the schema of data standard 5: credits of a college, and a number."""
    take_courses(world, tmp_path)
    year = world.year.end_year - 1
    run = take(
        world, tmp_path,
        whole(
            f"""
  <CourseTranscript>
    <CourseAttemptResult>uri://ed-fi.org/CourseAttemptResultDescriptor#Pass</CourseAttemptResult>
    <AttemptedCredits><Credits>3</Credits>
      <CreditType>uri://ed-fi.org/CreditTypeDescriptor#Semester hour credit</CreditType>
      <CreditConversion>0.33</CreditConversion></AttemptedCredits>
    <EarnedCredits><Credits>3</Credits>
      <CreditType>uri://ed-fi.org/CreditTypeDescriptor#Semester hour credit</CreditType>
      <CreditConversion>0.33</CreditConversion></EarnedCredits>
    <WhenTakenGradeLevel>uri://ed-fi.org/GradeLevelDescriptor#Eleventh grade</WhenTakenGradeLevel>
    <MethodCreditEarned>uri://ed-fi.org/MethodCreditEarnedDescriptor#Classroom credit</MethodCreditEarned>
    <FinalNumericGradeEarned>92</FinalNumericGradeEarned>
    <CourseRepeatCode>uri://ed-fi.org/CourseRepeatCodeDescriptor#Repeat Counted</CourseRepeatCode>
    <CourseReference><CourseIdentity><CourseCode>ENG-9</CourseCode><EducationOrganizationReference>
      <EducationOrganizationIdentity><EducationOrganizationId>255901</EducationOrganizationId>
      </EducationOrganizationIdentity></EducationOrganizationReference></CourseIdentity></CourseReference>
    <StudentAcademicRecordReference><StudentAcademicRecordIdentity><StudentReference><StudentIdentity>
      <StudentUniqueId>L-diego</StudentUniqueId></StudentIdentity></StudentReference><EducationOrganizationReference>
      <EducationOrganizationIdentity><EducationOrganizationId>255901</EducationOrganizationId>
      </EducationOrganizationIdentity></EducationOrganizationReference><SchoolYear>{year - 1}-{year}</SchoolYear>
      <Term>uri://ed-fi.org/TermDescriptor#Spring Semester</Term>
    </StudentAcademicRecordIdentity></StudentAcademicRecordReference>
    <CourseTitle>College English</CourseTitle>
    <ExternalEducationOrganizationNameOfInstitution>Some College</ExternalEducationOrganizationNameOfInstitution>
  </CourseTranscript>"""
        ),
    )  # fmt: skip
    assert (run.counts["created"], run.counts["refused"]) == (1, 0)
    row = TranscriptCourse.objects.get()
    assert (row.units, row.mark, row.term, row.taken_grade) == (1000, "P", "S2", 11)
    assert (row.title, row.school) == ("College English", "Some College")
