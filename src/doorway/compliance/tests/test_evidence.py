"""The evidence pack: what is in it, what is not, and who gets it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.http import FileResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from fastexcel import read_excel
from tests.world import World

from doorway.compliance.actions.exceptions import Approval, approve_exception
from doorway.compliance.actions.following_up import hold_group
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.actions.ordering import make_next_evidence
from doorway.compliance.actions.policies import add_consultation, adopt, write_sight
from doorway.compliance.core.rules import Difference
from doorway.compliance.errors import NoPolicy
from doorway.compliance.evidence import as_csv, as_pdf, as_workbook, evidence_of
from doorway.compliance.evidence.attendance import attendance_blocks, try_blocks
from doorway.compliance.evidence.blocks import table
from doorway.compliance.evidence.figures import figure_blocks
from doorway.compliance.evidence.policy import _hearing, _markdown_blocks, policy_blocks
from doorway.compliance.models import (
    Consultation,
    ContactTry,
    EvidenceOrder,
    GroupConference,
    KeptFigures,
    PolicyText,
)
from doorway.compliance.models.kept import NUMBERS
from doorway.compliance.queries.policies import texts_and_hearings
from doorway.compliance.queries.sample import Record
from doorway.compliance.queries.standing import Line
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from doorway.compliance.tests.test_follow_up import followed
from doorway.compliance.workbook import Section, plain, workbook
from doorway.conferences.models import Appointment, Conference, ConferenceWindow
from doorway.messages.paper import pressed
from doorway.plans.core.document import from_json, to_json
from doorway.plans.documents import document_for
from doorway.plans.filling import filled_in
from doorway.plans.models import Plan, PlanEntry, PlanVersion, Signature
from doorway.plans.tests.paper import Paper
from doorway.policy.queries import state_pack
from doorway.roster.access import Kind
from doorway.roster.models import EarlierStay, Membership, Person, RecordLook, School, SchoolYear

__all__ = ["followed"]

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three students of the school are a sample, although it is a small one."""
    monkeypatch.setattr("doorway.compliance.queries.sample.STUDENTS_FOR_ONE", 1)
    monkeypatch.setattr("doorway.compliance.queries.sample.ALIKE", 1)


def school_of(world: World) -> School:
    return world.schools["panguitch-elementary"]


def shared(world: World, student: Person, at: datetime, kind: str = "sep") -> PlanVersion:
    """A plan in which one section is filled, shared with the family."""
    plan = Plan.objects.create(
        district=world.district, student=student, school_year=world.year, kind=kind, grade=student.grade, created_at=at
    )
    PlanEntry.objects.create(
        district=world.district, plan=plan, section="strengths", author=world.people["june"], text="She reads.",
        updated_at=at,
    )  # fmt: skip
    content = to_json(document_for(student, year=world.year))
    return PlanVersion.objects.create(
        district=world.district, plan=plan, number=1, content=content, sha256="0" * 64, created_by=world.user("june"),
        created_at=at, filled=filled_in(from_json(content), state_pack(world.district)),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def fetched(world: World, client: Client, ending: str) -> tuple[bytes, Mapping[str, str]]:
    """The file that somebody orders, and what it is sent with."""
    ordered = client.post(reverse("evidence", args=[school_of(world).pk]), {"format": ending})
    assert ordered.status_code == 302
    made = make_next_evidence()
    assert made is not None
    assert made.status == "ready"
    answer = client.get(reverse("evidence_file", args=[made.pk]))
    assert isinstance(answer, FileResponse)
    return answer.getvalue(), answer.headers


def paper_of(world: World, folder: Path, language: str = "en") -> Paper:
    return Paper(as_pdf(evidence_of(school_of(world), now=timezone.now()), language), folder)


def test_the_paper_has_figures_attendance_a_sample_and_the_policy(followed: World, tmp_path: Path) -> None:
    paper = paper_of(followed, tmp_path)

    text = paper.text()
    for words in ("Figures", "Attendance", "A sample without names", "Adopted by the board on", "We meet."):
        assert words in text
    assert "School personnel" in text
    assert "nobody is said to lack one" not in text


def test_the_paper_is_tagged_so_that_it_can_be_heard(followed: World, tmp_path: Path) -> None:
    paper = paper_of(followed, tmp_path)

    kinds = [tag.kind for tag in paper.tags()]
    assert paper.says_ua()
    assert str(paper.root.Lang) == "en"
    assert {"H1", "H2", "Table", "TH", "TD", "L"} <= set(kinds)


@pytest.mark.usefixtures("drawn")
def test_the_sample_names_nobody_and_no_day_that_would_tell_the_grade(followed: World, tmp_path: Path) -> None:
    paper = paper_of(followed, tmp_path)

    text = paper.text()
    for person in followed.people.values():
        assert person.family_name not in text
    assert "3 students, chosen at random" in text
    assert "Due by" not in text


@pytest.mark.usefixtures("drawn")
def test_the_sample_is_what_is_on_record_of_each_student_without_a_day(followed: World, tmp_path: Path) -> None:
    mateo, now = followed.people["mateo"], timezone.now()
    begins = now - timedelta(days=5)
    version = shared(followed, mateo, begins)
    for signer, person in (("guardian", "rosa"), ("teacher", "june")):
        Signature.objects.create(
            district=followed.district, version=version, signer=signer, person=followed.people[person],
            typed_name="Somebody", version_sha256=version.sha256, signed_at=now,
        )  # fmt: skip
    for how, outcome in (("call", "no_answer"), ("call", "message"), ("visit", "reached")):
        ContactTry.objects.create(
            district=followed.district, student=mateo, how=how, outcome=outcome, note="On Main Street.", at=now,
            by=followed.people["peggy"],
        )  # fmt: skip

    found = evidence_of(school_of(followed), now=now)

    record = next(one for one in found.sample if one.line.standing.student_id == mateo.pk)
    assert {one["en"] for one in record.filled} == {"Strengths"}
    # What the policy asks is said apart, and the plan does not count without it.
    assert {one["en"] for one in record.lacking} == {"Accomplishments", "Areas for improvement", "Behavior", "Homework"}
    assert record.empty == ()
    assert (record.line.verdict.shared, record.line.verdict.plan) == (True, False)
    assert record.met == {("teacher",): 1}
    assert record.signed == {"guardian", "teacher"}
    assert record.tries == {"call": 2, "visit": 1}
    others = [one for one in found.sample if one is not record]
    assert all(not (one.filled or one.met or one.signed or one.tries) for one in others)
    text = " ".join(Paper(as_pdf(found, "en"), tmp_path).text().split())
    sample = text.split("A sample without names", 1)[1].split("The board’s policy, version", 1)[0]
    for words in (
        "Filled in: Strengths.", "Conferences to which the family came: with teacher: 1.", "Plan: none in force.",
        "Signed under the newest version: Guardian, Teacher.", "Tries to reach the family: Called: 2; Visited: 1.",
    ):  # fmt: skip
        assert words in sample
    for told in ("Main Street", "Somebody", "Mateo", "She reads", "Grade", str(now.year)):
        assert told not in sample


@pytest.mark.both
@pytest.mark.usefixtures("drawn")
def test_a_plan_of_an_earlier_year_that_is_in_force_is_in_the_sample_with_its_signatures(
    world: World, tmp_path: Path
) -> None:
    """The policy lets a plan be in force for longer than conferences count."""
    adopted_policy(world, days_ago=1500)
    mateo, now = world.people["mateo"], timezone.now()
    mateo.grade = "11"
    mateo.save()
    line = next(one for one in records_of(world) if one.line.standing.student_id == mateo.pk).line
    assert line.part.plan_begins < line.part.begins - timedelta(days=300)
    version = shared(world, mateo, line.part.begins - timedelta(days=100), kind="seop")
    for signer, days in (("guardian", 99), ("student", 98)):
        Signature.objects.create(
            district=world.district, version=version, signer=signer, person=mateo, typed_name="Somebody",
            version_sha256=version.sha256, signed_at=line.part.begins - timedelta(days=days),
        )  # fmt: skip
    # What is not of the plan counts in its own time, as everywhere.
    ContactTry.objects.create(
        district=world.district, student=mateo, how="call", outcome="message", note="", by=world.people["peggy"],
        at=line.part.begins - timedelta(days=97),
    )  # fmt: skip

    record = next(one for one in records_of(world) if one.line.standing.student_id == mateo.pk)

    assert record.line.verdict.shared
    assert {one["en"] for one in record.filled} == {"Strengths"}
    assert record.signed == {"guardian", "student"}
    assert not record.tries
    text = " ".join(Paper(as_pdf(evidence_of(school_of(world), now=now), "en"), tmp_path).text().split())
    assert "Filled in: Strengths." in text
    assert "Signed under the newest version: Guardian, Student." in text


def records_of(world: World) -> Sequence[Record]:
    found = evidence_of(school_of(world), now=timezone.now()).sample
    assert found
    return found


def test_nobody_is_drawn_of_whom_the_same_is_asked_of_few(followed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked is another thing for each band of grades, so it would tell the few."""
    monkeypatch.setattr("doorway.compliance.queries.sample.STUDENTS_FOR_ONE", 1)
    for alike, number in ((3, 3), (4, 0)):
        monkeypatch.setattr("doorway.compliance.queries.sample.ALIKE", alike)
        assert len(evidence_of(school_of(followed), now=timezone.now()).sample) == number


def test_the_spreadsheet_says_in_every_row_and_in_its_name_that_it_is_for_the_reviewer(
    followed: World, client_of: ClientOf
) -> None:
    answer = client_of(followed, "ruth").get(f"/follow-up/{school_of(followed).pk}/evidence.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert 'filename="evidence-do-not-publish-' in answer.headers["Content-Disposition"]
    assert all(row["do_not_publish"].startswith("For the reviewer alone") for row in rows)
    assert all(row["students"].isdigit() for row in rows)


def test_of_a_small_school_no_sample_is_drawn(followed: World, tmp_path: Path) -> None:
    found = evidence_of(school_of(followed), now=timezone.now())

    text = " ".join(paper_of(followed, tmp_path).text().split())
    assert found.sample == ()
    assert "anybody shown here would be known without a name" in text


def test_every_page_says_that_it_is_for_the_reviewer_alone(followed: World, tmp_path: Path) -> None:
    text = paper_of(followed, tmp_path).text()

    pages = re.findall(r"do not publish it or pass it on\.\s+Evidence: [^/]*?(\d+) / (\d+)", text)
    last = int(pages[-1][1])
    assert last > 1
    # At the foot of each.
    assert [int(page) for page, _last in pages] == list(range(1, last + 1))


@pytest.mark.usefixtures("drawn")
def test_the_sample_is_the_same_all_day(followed: World) -> None:
    first, second = (evidence_of(school_of(followed), now=timezone.now()) for _time in range(2))

    assert [one.line.standing.pk for one in first.sample] == [one.line.standing.pk for one in second.sample]
    assert len(first.sample) == 3


def test_no_word_of_the_policys_own_text_is_lost() -> None:
    body = "We meet **twice**, see [the\nlaw](https://law.example).\n\n    Moved in by a typist.\n\n- one\n- two"

    blocks = list(_markdown_blocks(body))

    assert [block.get("text", block.get("items")) for block in blocks] == [
        "We meet twice, see the law.",
        "Moved in by a typist.",
        ["one", "two"],
    ]


def test_of_grades_that_are_not_all_counted_there_is_no_sum(followed: World) -> None:
    """A sum of the grades that are counted would read as one of all."""
    school = school_of(followed)
    hold_group(
        school=school, topic="Reading", hosts=[followed.people["june"].pk], by=followed.user("ruth"),
        held_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    found = evidence_of(school, now=timezone.now())
    (line,) = found.lines
    rule = replace(line.part.rule, group=1)
    counted = replace(line, part=replace(line.part, rule=rule, groups=True))
    # Of two of its three students it is not known; the third has come to one elsewhere.
    one = replace(line.tally, group=1)
    unknown = replace(line, part=replace(line.part, rule=rule, groups=False), tally=one, group_known=1)
    of_nobody = replace(unknown, tally=replace(one, group=0), group_known=0)

    def rows(*lines: Line) -> list[dict[str, str]]:
        blocks = list(figure_blocks(replace(found, lines=tuple(lines))))
        table = next(block for block in blocks if block["kind"] == "table")
        return [dict(zip(table["head"], row, strict=True)) for row in table["rows"]]

    def sums(*lines: Line) -> dict[str, str]:
        return rows(*lines)[-1]

    assert sums(counted, counted)["Group conference"] == "6"
    assert [row["Group conference"] for row in rows(counted, unknown, of_nobody)] == ["3", "1", "–", "–"]
    assert sums(counted, unknown)["Group conference"] == "–"
    assert sums(counted, unknown)["Students"] == "6"


def test_no_head_and_no_grade_of_the_figures_is_wider_than_its_column(followed: World) -> None:
    """In Spanish the words are long: each column has its share by its longest word, the grades by a whole line."""
    found = evidence_of(school_of(followed), now=timezone.now())
    with translation.override("es"):
        table = next(block for block in figure_blocks(found) if block["kind"] == "table")
    longest = [len(table["rows"][0][0]), *(max(map(len, words.split())) for words in table["head"][1:])]
    room = [width / letters for width, letters in zip(table["widths"], longest, strict=True)]

    assert table["rows"][0][0] == "3.º grado"
    assert room[0] > 0.17
    assert min(room) > 0.14
    assert max(room) < 2 * min(room)


def test_it_says_of_each_group_conference_whether_a_counselor_was_there(followed: World, tmp_path: Path) -> None:
    school = school_of(followed)
    june, dana = followed.people["june"], followed.people["dana"]
    Membership.objects.create(district=followed.district, person=dana, school=school, role="counselor")
    for topic, hosts in (("Reading", [june.pk]), ("Math", [june.pk, dana.pk])):
        hold_group(
            school=school, topic=topic, hosts=hosts, led_by="A guest", held_on=timezone.localdate(),
            by=followed.user("ruth"), now=timezone.now(),
        )  # fmt: skip
    GroupConference.objects.create(
        district=followed.district, school=school, held_at=timezone.now() - timedelta(days=2), topic="Older",
        led_by="The principal", created_by=followed.user("ruth"), created_at=timezone.now(),
    )  # fmt: skip

    with translation.override("en"):
        blocks = list(attendance_blocks(evidence_of(school, now=timezone.now()), "en"))
    table = next(block for block in blocks if block["kind"] == "table" and "Counselor" in block["head"])

    said = {row[0]: (row[2], row[4]) for row in table["rows"]}
    assert said == {
        "Reading": (f"{june.full_name}, A guest", "no"),
        "Math": (f"{dana.full_name} (counselor), {june.full_name}, A guest", "yes"),
        "Older": ("The principal", "not known"),
    }
    text = " ".join(paper_of(followed, tmp_path).text().split())
    assert "one of the people who held it was a counselor on that day" in text
    assert "Not known: nobody has said which people of the school held it." in text


def test_it_is_made_in_spanish_too(followed: World, tmp_path: Path) -> None:
    text = paper_of(followed, tmp_path, "es").text()

    assert "Una muestra sin nombres" in text
    assert "Nos reunimos." in text


def test_letters_that_no_typeface_has_do_not_stop_the_paper(followed: World) -> None:
    school = school_of(followed)
    school.name = "Escuela 學校 \U0001f3eb"
    school.save()

    assert as_pdf(evidence_of(school, now=timezone.now()), "en").startswith(b"%PDF")


def test_attendance_is_of_the_time_that_the_schools_own_grades_count(followed: World) -> None:
    """That others count two years does not make last year's conference a part of an elementary school's evidence."""
    SchoolYear.objects.create(
        district=followed.district, name="before",
        starts_on=followed.year.starts_on - timedelta(days=365), ends_on=followed.year.starts_on - timedelta(days=1),
    )  # fmt: skip
    begins = datetime.combine(followed.year.starts_on, time(), tzinfo=followed.district.zone)
    ConferenceWindow.objects.last().delete()

    for starts, found in ((begins, [1]), (begins - timedelta(days=1), [])):
        ConferenceWindow.objects.update(starts_at=starts, ends_at=starts + timedelta(hours=1))
        assert [one.came for one in evidence_of(school_of(followed), now=timezone.now()).held] == found


def test_the_spreadsheet_has_a_row_for_each_grade_and_no_formula(followed: World) -> None:
    school = school_of(followed)
    school.name = '=HYPERLINK("https://evil.example")'
    school.save()

    rows = list(csv.DictReader(io.StringIO(as_csv(evidence_of(school, now=timezone.now())))))

    assert [(row["grade"], row["students"], row["met"], row["individual"]) for row in rows] == [("03", "3", "1", "0")]
    assert rows[0]["school"].startswith("'=")
    assert "group" not in rows[0]


def sheets_of(world: World, language: str = "en") -> dict[str, list[list[str]]]:
    """The spreadsheet as it is read: the cells of each sheet that are not empty, row by row."""
    found = evidence_of(school_of(world), now=timezone.now())
    book = read_excel(as_workbook(found, language))
    return {
        name: [
            [str(cell) for cell in row if cell is not None]
            for row in book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        ]
        for name in book.sheet_names
    }


@pytest.mark.usefixtures("drawn")
def test_a_student_of_the_sample_stays_on_one_page_and_nothing_is_of_the_right_gender(
    followed: World, tmp_path: Path
) -> None:
    found = evidence_of(followed.schools["panguitch-elementary"], now=timezone.now())
    many = replace(found, sample=found.sample * 12)

    paper = Paper(as_pdf(many, "es"), tmp_path)

    pages = [paper.text(page) for page in range(1, paper.pages + 1)]
    names, last = (
        [len(re.findall(words, page)) for page in pages]
        for words in (r"Estudiante \d+", "Intentos de comunicarse con la familia:")
    )
    assert sum(last) == len(many.sample)
    assert sum(map(bool, last)) > 1
    assert names == last
    text = " ".join(" ".join(pages).split())
    assert "Conferencias a las que vino la familia: ninguna." in text
    assert "Intentos de comunicarse con la familia: ninguno." in text


def test_where_every_family_was_met_or_tried_nobody_is_counted_as_left(followed: World) -> None:
    found = evidence_of(followed.schools["panguitch-elementary"], now=timezone.now())

    blocks = list(try_blocks(replace(found, tried=replace(found.tried, left=0))))

    said = [block["text"] for block in blocks if block["kind"] == "text"]
    assert said[-1] == "Every family was met, one by one or in a group, or somebody tried to reach it."


@pytest.mark.usefixtures("drawn")
def test_the_spreadsheet_has_a_sheet_for_each_part_and_each_says_for_whom_it_is(followed: World) -> None:
    keep_figures(now=timezone.now())
    ContactTry.objects.create(
        district=followed.district, student=followed.people["ellie"], how="call", outcome="no_answer",
        note="On Main Street.", at=timezone.now(), by=followed.people["peggy"],
    )  # fmt: skip

    sheets = sheets_of(followed)

    assert list(sheets) == ["Figures", "Month by month", "Attendance", "Tries", "Sample", "Policy"]
    assert all(rows[0][0].startswith("For the reviewer.") for rows in sheets.values())
    assert ["Grade 3", "3", "1", "0", "0", "1", "0", "0", "0"] in sheets["Figures"]
    assert ["Called, no answer", "1"] in sheets["Tries"]
    assert ["Nobody has met, one by one or in a group, or tried to reach the family of 1 student."] in sheets["Tries"]
    assert ["Student 3"] in sheets["Sample"]
    assert any("Adopted by the board on" in cell for row in sheets["Policy"] for cell in row)
    everything = " ".join(cell for rows in sheets.values() for row in rows for cell in row)
    for person in followed.people.values():
        assert person.family_name not in everything
    assert "Main Street" not in everything


def test_it_says_what_the_policy_asks_of_a_plan_and_of_whom(followed: World, tmp_path: Path) -> None:
    """Plans are counted by their parts, and registrations by their plans: a reviewer must read which are asked."""
    rows = sheets_of(followed)["Policy"]

    assert ["Grades", "Who takes part", "The plan has", "The plan by when", "Registration"] in rows
    asked = {row[0]: row[1:] for row in rows if len(row) > 2 and row[0].startswith(("Preschool", "Grades 9"))}
    assert asked["Preschool to grade 6"][:2] == [
        "Parents or guardians and a teacher",
        "Strengths, Accomplishments, Areas for improvement, Behavior, Homework",
    ]
    assert asked["Grades 9 and 10"][2] == (
        "By December 31 in grade 7; whoever comes later has at least 365 days from then; in force for 4 school years"
    )
    assert asked["Grades 9 and 10"][-1] == "Goes together with the course plan, or a counselor has written why not"
    assert "Areas for improvement" in paper_of(followed, tmp_path).text()


def test_the_spreadsheet_is_in_the_readers_language_and_runs_nothing(followed: World) -> None:
    hold_group(
        school=school_of(followed), topic='=HYPERLINK("https://evil.example")', led_by="+1", by=followed.user("ruth"),
        hosts=[followed.people["june"].pk], held_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    found = evidence_of(school_of(followed), now=timezone.now())
    made = as_workbook(found, "es")

    assert "Cifras" in read_excel(made).sheet_names
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        written = "".join(packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets"))
    assert "<f>" not in written
    assert "hyperlink" not in written.lower()


def test_every_column_of_the_widest_table_is_as_wide_as_the_others() -> None:
    """Beside a first column for words: from the tenth on they were narrower than their heads."""
    table = {"kind": "table", "head": [str(n) for n in range(11)], "rows": [], "widths": [1.0] * 11, "numeric": 1}
    made = workbook([Section("Figures", [table])], title="", author="", note="", at=timezone.now())

    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert [(low, high) for low, high in re.findall(r'<col min="(\d+)" max="(\d+)"', sheet)] == [
        ("1", "1"),
        ("2", "11"),
    ]


def test_sheets_have_names_that_a_spreadsheet_takes(followed: World) -> None:
    sections = [Section(name, []) for name in ("A/B [c]: d?", "x" * 40, "X" * 40, "''")]
    made = workbook(sections, title="T", author="A", note="N", at=timezone.now())

    names = read_excel(made).sheet_names
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_group_conferences_of_earlier_years_are_not_in_it(followed: World, tmp_path: Path) -> None:
    for topic, days in (("Reading at home", 3), ("Long ago", 3 * 365)):
        hold_group(
            school=school_of(followed), topic=topic, hosts=[followed.people["june"].pk],
            held_on=timezone.localdate() - timedelta(days=days), by=followed.user("ruth"), now=timezone.now(),
        )  # fmt: skip

    text = paper_of(followed, tmp_path).text()

    assert "Reading at home" in text
    assert "Long ago" not in text


def test_what_came_back_from_the_hearings_is_in_it(followed: World, tmp_path: Path) -> None:
    hearing = Consultation(
        group="parents", held_on=timezone.localdate(), how="Evening", comments=7, summary="More\ntime."
    )

    assert plain(_hearing(hearing, "en")).endswith("Evening · 7 comments. More time.")
    assert "Open meeting · 3 comments" in " ".join(paper_of(followed, tmp_path).text().split())


def test_the_language_of_a_hearing_comes_with_it(world: World) -> None:
    draft = ready_draft(world)
    Consultation.objects.filter(policy=draft).delete()
    for group, language in (("parents", "es"), ("staff", "en"), ("councils", "")):
        add_consultation(
            policy=draft, group=group, held_on=timezone.localdate(), how="Evening", comments=0, summary="",
            language=language, now=timezone.now(),
        )  # fmt: skip

    _texts, hearings = texts_and_hearings(draft)

    assert {row.group: row.language for row in hearings} == {"parents": "es", "staff": "en", "councils": ""}


def test_words_in_another_language_say_so_in_the_paper(followed: World, tmp_path: Path) -> None:
    """Hearings, the school's exception and the policy's text are heard in the voice in which they were written."""
    school, today = school_of(followed), timezone.localdate()
    approve_exception(
        school=school, difference=Difference(3, 3, individual=1),
        approval=Approval(
            reasons={"en": "The bridge is closed."}, approved_on=today, minutes="Minutes, item four", starts_on=today,
            language="en",
        ),
        by=followed.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    found = evidence_of(school, now=timezone.now())
    heard = {"group": "parents", "held_on": today, "comments": 7}
    hearings = (
        Consultation(**heard, how="Evening at the library", summary="More time.", language="en"),
        Consultation(**heard, how="Reunión en la escuela", summary="Más tiempo.", language="es"),
        Consultation(**heard, how="By mail", summary="Fine.", language=""),
    )
    text = PolicyText(language="en", title="Plans", body="## Purpose\n\nWe meet.\n\n- once\n- twice")
    found = replace(found, hearings=hearings, texts=(text,))
    with translation.override("es"):
        blocks = [*policy_blocks(found, "es")]

    parts = [
        part
        for block in blocks
        for words in [block.get("text", ""), *block.get("items", ())]
        if not isinstance(words, str)
        for part in words
    ]
    assert [part["text"] for part in parts if part["lang"] == "en"] == [
        "Minutes, item four", "The bridge is closed.", "Evening at the library", "More time.", "Plans", "Purpose",
        "We meet.", "once", "twice",
    ]  # fmt: skip
    assert {part["lang"] for part in parts} == {"en", "es"}
    paper = Paper(as_pdf(found, "es"), tmp_path)
    assert paper.says_ua()
    assert str(paper.root.Lang) == "es"
    assert paper.languages()["en"] >= 9
    # In a spreadsheet no cell has a language: the words are there all the same.
    with zipfile.ZipFile(io.BytesIO(as_workbook(found, "es"))) as packed:
        assert "Evening at the library" in packed.read("xl/sharedStrings.xml").decode()
    assert Paper(as_pdf(replace(found, hearings=hearings[:1]), "en"), tmp_path).languages()["es"] == 0


def test_words_in_two_languages_have_a_space_between_them_on_paper(followed: World, tmp_path: Path) -> None:
    """They come in parts, and the spaces are at the edges of the parts."""
    school, today = school_of(followed), timezone.localdate()
    found = evidence_of(school, now=timezone.now())
    heard = Consultation(
        group="staff", held_on=today, comments=14, how="Talk at all schools", summary="Teachers asked.", language="en"
    )

    text = Paper(as_pdf(replace(found, hearings=(heard,)), "es"), tmp_path).text()

    assert ": Talk at all schools · 14 comentarios. Teachers asked." in text


def test_no_row_of_a_table_begins_on_one_page_and_ends_on_the_next(followed: World, tmp_path: Path) -> None:
    rows = [(f"row{number}", f"{'many words ' * (17 * number % 41)}end{number}") for number in range(40)]
    table_of_them = table(["First", "Second"], rows, widths=[1.0, 1.0], numeric=9)
    report = {"title": "T", "author": "A", "lang": "en", "blocks": [table_of_them]}

    paper = Paper(pressed(report, layout="report", now=timezone.now()), tmp_path)

    assert paper.pages > 3
    for number in range(40):
        pages = [page for page in range(1, paper.pages + 1) if f"end{number} " in f"{paper.text(page)} "]
        assert len(pages) == 1
        assert f"row{number} " in paper.text(pages[0])


def test_what_a_group_conference_was_about_says_in_which_language_it_is(followed: World, tmp_path: Path) -> None:
    june = [followed.people["june"].pk]
    for topic, language in (("Leer en casa", "es"), ("Math at home", "en"), ("Open house", "")):
        hold_group(
            school=school_of(followed), topic=topic, hosts=june, by=followed.user("ruth"), language=language,
            held_on=timezone.localdate(), first_grade=3, last_grade=3, now=timezone.now(),
        )  # fmt: skip

    rows = {row[0]: row for row in sheets_of(followed)["Attendance"] if row}

    assert rows["What it was about"][:2] == ["What it was about", "Written in"]
    written = {topic: rows[topic][1] for topic in ("Leer en casa", "Math at home", "Open house")}
    assert written == {"Leer en casa": "Spanish", "Math at home": "English", "Open house": "not known"}
    assert rows["Leer en casa"][-1] == "0"
    paper = paper_of(followed, tmp_path)
    assert paper.languages()["es"] == 1
    assert "Leer en casa" in paper.text()
    # Where all of it is in the language of the paper there is nothing to say.
    GroupConference.objects.filter(language="es").delete()
    assert "Written in" not in str(sheets_of(followed)["Attendance"])
    assert paper_of(followed, tmp_path).languages()["es"] == 0


def attended(world: World) -> dict[str, tuple[int, int]]:
    """Of each school that holds a conference with others: meetings, and those to which the family came."""
    found = {}
    for slug in ("panguitch-elementary", "panguitch-middle", "boulder-elementary"):
        for one in evidence_of(world.schools[slug], now=timezone.now(), with_sample=False).held:
            booked, came = found.get(slug, (0, 0))
            found[slug] = (booked + one.booked, came + one.came)
    return found


def test_a_conference_of_two_schools_counts_once_and_where_the_student_was(followed: World) -> None:
    """Also when the student has left since, changed twice, or was at two schools at once."""
    conference = followed.hosts["june"].conference
    ConferenceWindow.objects.update(starts_at=F("starts_at") - timedelta(days=20))
    conference.also_for.set([followed.schools["panguitch-middle"]])
    mateo, today = followed.people["mateo"], timezone.localdate()
    own = Membership.objects.filter(pk=Membership.objects.get(person=mateo, role="student").pk)
    own.update(begins_on=today - timedelta(days=60))
    assert attended(followed) == {"panguitch-elementary": (1, 1), "panguitch-middle": (0, 0)}

    # He was at the other school in that week, and is back: there it counts, and only there.
    own.update(begins_on=today)
    away = Membership.objects.create(
        district=followed.district, person=mateo, school=followed.schools["panguitch-middle"], role="student",
        begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=1),
    )  # fmt: skip
    assert attended(followed) == {"panguitch-elementary": (0, 0), "panguitch-middle": (1, 1)}
    own.update(begins_on=today - timedelta(days=60))
    assert attended(followed) == {"panguitch-elementary": (0, 0), "panguitch-middle": (1, 1)}
    # A third school that holds nothing with them takes nothing away, and neither does a roster that knows no days.
    Membership.objects.filter(pk=away.pk).update(school=followed.schools["boulder-elementary"])
    assert attended(followed) == {"panguitch-elementary": (1, 1), "panguitch-middle": (0, 0)}
    own.update(begins_on=today)
    assert attended(followed) == {"panguitch-elementary": (1, 1), "panguitch-middle": (0, 0)}


def test_a_conference_of_before_a_few_days_away_counts_where_the_student_was(followed: World) -> None:
    """He was at the middle school, changed, and is back at it since today: one row, and the time before."""
    conference = followed.hosts["june"].conference
    ConferenceWindow.objects.update(starts_at=F("starts_at") - timedelta(days=20))
    conference.also_for.set([followed.schools["panguitch-middle"]])
    mateo, today = followed.people["mateo"], timezone.localdate()
    held = timezone.localdate(conference.appointments.get(student=mateo).starts_at, followed.district.zone)
    Membership.objects.filter(person=mateo, role="student").update(begins_on=held + timedelta(days=1), ends_on=today)
    place = {
        "district": followed.district, "person": mateo, "school": followed.schools["panguitch-middle"],
        "role": "student",
    }  # fmt: skip
    Membership.objects.create(begins_on=today, **place)
    assert attended(followed) == {"panguitch-elementary": (1, 1), "panguitch-middle": (0, 0)}

    before = EarlierStay.objects.create(begins_on=held, ends_on=held, **place)

    assert attended(followed) == {"panguitch-elementary": (0, 0), "panguitch-middle": (1, 1)}
    # At two schools on that day: the primary one counts, whichever is the earlier stay.
    Membership.objects.filter(person=mateo, school=followed.schools["panguitch-elementary"]).update(begins_on=held)
    EarlierStay.objects.filter(pk=before.pk).update(is_primary=False)
    assert attended(followed) == {"panguitch-elementary": (1, 1), "panguitch-middle": (0, 0)}
    Membership.objects.filter(person=mateo).update(is_primary=False)
    EarlierStay.objects.filter(pk=before.pk).update(is_primary=True)
    assert attended(followed) == {"panguitch-elementary": (0, 0), "panguitch-middle": (1, 1)}


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "approved"])
def test_a_conference_that_was_never_published_is_not_in_it(followed: World, status: str) -> None:
    """Its days may have passed while it was prepared or lay with the school."""
    ConferenceWindow.objects.update(starts_at=F("starts_at") - timedelta(days=20))
    assert len(evidence_of(school_of(followed), now=timezone.now(), with_sample=False).held) == 1
    lying = Conference.objects.create(
        district=followed.district, school=school_of(followed), school_year=followed.year, kind="sep", label="Lying",
        slot_seconds=900, status=status, created_at=timezone.now(),
    )  # fmt: skip
    starts = timezone.now() - timedelta(days=3)
    ConferenceWindow.objects.create(
        district=followed.district, conference=lying, starts_at=starts, ends_at=starts + timedelta(hours=2)
    )

    assert len(evidence_of(school_of(followed), now=timezone.now(), with_sample=False).held) == 1


def test_without_a_policy_there_is_nothing_to_give_evidence_of(world: World, client_of: ClientOf) -> None:
    with pytest.raises(NoPolicy):
        evidence_of(school_of(world), now=timezone.now())
    answer = client_of(world, "harriet").post(f"/follow-up/{school_of(world).pk}/evidence/", {"format": "pdf"})
    assert answer.status_code == 409
    assert not EvidenceOrder.objects.exists()
    assert "Adopt one first" in answer.content.decode()


@pytest.mark.usefixtures("drawn")
def test_principal_and_district_get_it_the_office_does_not_and_the_sample_is_logged(
    followed: World, client_of: ClientOf
) -> None:
    address = f"/follow-up/{school_of(followed).pk}/evidence"

    assert client_of(followed, "peggy").get(f"{address}/").status_code == 404
    assert client_of(followed, "peggy").post(f"{address}/", {"format": "pdf"}).status_code == 404
    assert client_of(followed, "ruth").get(f"{address}.csv").headers["Content-Type"].startswith("text/csv")
    content, headers = fetched(followed, client_of(followed, "harriet"), "pdf")

    assert content.startswith(b"%PDF")
    assert "no-store" in headers["Cache-Control"]
    assert RecordLook.objects.filter(page="evidence", reason="principal").count() == 3


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_from_whom_plans_are_kept_the_sample_is_kept_too(
    followed: World, client_of: ClientOf, ending: str, tmp_path: Path
) -> None:
    """And nobody is said to have looked at a record that is not in it; the figures are there all the same."""
    draft = ready_draft(followed)
    write_sight(policy=draft, kept_from={Kind.PLAN: ["principal"]}, now=timezone.now())
    adopt(policy=draft, by=followed.user("ruth"), now=timezone.now())

    def given_to(key: str) -> str:
        client = client_of(followed, key)
        client.cookies["doorway_language"] = "en"
        content, _headers = fetched(followed, client, ending)
        if ending == "pdf":
            return Paper(content, tmp_path).text()
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return packed.read("xl/sharedStrings.xml").decode()

    kept, whole = given_to("harriet"), given_to("ruth")

    assert "Grade 3" in kept
    assert "Student 1" not in kept
    assert "The board keeps plans from whoever made this file" in " ".join(kept.split())
    assert "too small" not in kept
    assert "Student 1" in whole
    assert set(RecordLook.objects.filter(page="evidence").values_list("reason", flat=True)) == {"district"}


def test_the_paper_asks_the_same_for_many_kept_days_and_reads_school_years_once(followed: World) -> None:
    school, numbers = school_of(followed), []
    for more in (range(1), range(1, 8)):
        for day in more:
            KeptFigures.objects.create(
                district=followed.district, school=school, on=timezone.localdate() - timedelta(days=31 * day),
                grade="03", policy_number=1, groups=False, registration=False, **dict.fromkeys(NUMBERS, 3),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert as_pdf(evidence_of(school, now=timezone.now()), "en").startswith(b"%PDF")
        said = [one["sql"] for one in asked.captured_queries]
        numbers.append(len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "SELECT JSON"))]))
        assert len([one for one in said if one.startswith('SELECT "roster_schoolyear"')]) == 1
    assert numbers[0] == numbers[1] <= 20
    assert len(evidence_of(school, now=timezone.now()).days) == 8
    assert {day.year for day in evidence_of(school, now=timezone.now()).days if day.on >= followed.year.starts_on} == {
        followed.year.name
    }


def test_of_six_years_it_tells_what_the_time_that_counts_leaves_out(world: World, tmp_path: Path) -> None:
    """A review looks back: conferences, group conferences, tries, months and versions of then are in it."""
    school, today = school_of(world), timezone.localdate()
    long_ago = today - timedelta(days=4 * 365)
    for days in (12 * 365, 8 * 365, 5 * 365, 40):
        adopted_policy(world, today - timedelta(days=days))
    hold_group(
        school=school, topic="Long ago", hosts=[world.people["june"].pk], held_on=long_ago, first_grade=3, last_grade=3,
        by=world.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    KeptFigures.objects.bulk_create(
        KeptFigures(
            district=world.district, school=school, on=today - timedelta(days=31 * month), grade="03", policy_number=3,
            groups=False, registration=False, **dict.fromkeys(NUMBERS, 77),
        )
        for month in range(60)
    )  # fmt: skip
    left, new = (
        Person.objects.create(district=world.district, given_name="Nora", family_name=name)
        for name in ("Left", "Elsewhere")
    )
    Membership.objects.create(
        district=world.district, person=left, school=school, role="student",
        begins_on=long_ago - timedelta(days=90), ends_on=long_ago + timedelta(days=90),
    )  # fmt: skip
    Membership.objects.create(
        district=world.district, person=new, school=school, role="student",
        begins_on=long_ago - timedelta(days=900), ends_on=long_ago - timedelta(days=90),
    )  # fmt: skip
    for student in (left, new):
        ContactTry.objects.create(
            district=world.district, student=student, how="visit", outcome="no_answer",
            at=datetime.combine(long_ago, time(12), tzinfo=world.district.zone), by=world.people["peggy"],
        )  # fmt: skip

    now = evidence_of(school, now=timezone.now())
    six = evidence_of(school, now=timezone.now(), years=6)

    assert (now.since, [one.topic for one in now.groups], now.tried.families) == (None, [], 0)
    assert [one.number for one in now.versions] == [4, 3]
    assert [one.topic for one in six.groups] == ["Long ago"]
    # Of whom was at this school on the day of the try.
    assert six.tried.families == 1
    assert six.tried.left == now.tried.left
    assert (len(now.days), len(six.days)) == (36, 60)
    # The one that held when the six years began is in it, and what was over by then is not.
    assert [one.number for one in six.versions] == [4, 3, 2]
    assert six.lines == now.lines
    text = " ".join(Paper(as_pdf(six, "en"), tmp_path).text().split())
    assert "It looks back 6 school years" in text
    assert "Versions that were in force in this time" in text
    assert "Grade 3" in text
    assert "It looks back" not in Paper(as_pdf(now, "en"), tmp_path).text()


def test_days_are_days_in_the_spreadsheet(followed: World) -> None:
    keep_figures(now=timezone.now())

    cells = {cell for row in sheets_of(followed)["Month by month"] for cell in row}

    assert f"{timezone.localdate().isoformat()} 00:00:00" in cells


def test_who_was_a_counselor_at_a_meeting_is_asked_of_the_day_in_the_district(followed: World, drawn: None) -> None:
    """In the evening of Utah it is the next day elsewhere, and the person may be a counselor only since then."""
    meeting = Appointment.objects.get(attendance="came")
    evening = datetime.combine(timezone.localdate() - timedelta(days=3), time(19, 30), tzinfo=followed.district.zone)
    Appointment.objects.filter(pk=meeting.pk).update(starts_at=evening, ends_at=evening + timedelta(minutes=15))
    seat = Membership.objects.create(
        district=followed.district, person=meeting.host.person, school=school_of(followed), role="counselor",
        begins_on=evening.date() + timedelta(days=1),
    )  # fmt: skip

    def kinds() -> set[tuple[str, ...]]:
        with timezone.override("UTC"):
            found = evidence_of(school_of(followed), now=timezone.now())
        assert found.sample is not None
        return {kinds for record in found.sample for kinds in record.met}

    assert kinds() == {("teacher",)}
    seat.begins_on = evening.date()
    seat.save(update_fields=["begins_on"])
    assert kinds() == {("counselor",)}
