"""Conferences of before from a file: what is taken, what is named, what counts, and that nothing counts twice."""

from __future__ import annotations

import random
import string
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.world import ZONE, World, add_conference

from doorway.accounts import guards
from doorway.accounts.errors import Refusal
from doorway.compliance.core.rules import Rule
from doorway.compliance.earlier import preview, sentence_of, take_back, take_in, take_row_back
from doorway.compliance.earlier.columns import HEADINGS
from doorway.compliance.earlier.sentences import SENTENCES
from doorway.compliance.earlier.tests.files import look, row, said, take, write
from doorway.compliance.errors import LooksLikeNumber, NoReason, WordsNameStudent
from doorway.compliance.evidence.meetings import group_meetings
from doorway.compliance.models import GroupConference, GroupGuest, GroupHost, Standing
from doorway.compliance.queries.sample import records
from doorway.compliance.queries.service import time_in
from doorway.compliance.queries.standing import StudentLine, asked_of, described, students_of
from doorway.conferences.actions.holding import Account, write_down
from doorway.conferences.errors import held as errors
from doorway.conferences.models import Appointment, EarlierConference, EarlierGroup
from doorway.roster.files import TableRefused
from doorway.roster.files.errors import FileChanged, ImportNotPossible
from doorway.roster.models import EarlierGrade, ImportRun, Membership, Person, SchoolYear

RULE = Rule(
    9, 10, "seop", individual=1, group=1, span="band", with_counselor=True, group_with_counselor=True,
    takes_part=("guardian", "student"),
)  # fmt: skip


def today() -> date:
    return timezone.localdate(timezone=ZONE)


def last_year(world: World, days: int = 60) -> date:
    """A day of the school year before this one."""
    return world.year.starts_on.replace(year=world.year.starts_on.year - 1) + timedelta(days=days)


def line(world: World, student: str = "diego", rule: Rule = RULE) -> StudentLine:
    """Where a student stands by a rule for grades 9 and 10."""
    person = world.people[student]
    seat = Membership.objects.filter(person=person, role="student").latest("pk")
    asked = asked_of([rule], world.district, today())
    assert asked is not None
    assert seat.school_id is not None
    (found,) = described(students_of(seat.school_id, asked).filter(student=person), asked)
    return found


def standing(world: World, student: str = "diego") -> Standing:
    return Standing.objects.get(student=world.people[student])


def booked(world: World, on: date, attendance: str = "came") -> Appointment:
    """Diego's family has an appointment with Dana on a day."""
    add_conference(world, school="panguitch-high", host="dana")
    starts = datetime(on.year, on.month, on.day, 19, 30, tzinfo=ZONE)
    return Appointment.objects.create(
        district=world.district, conference=world.hosts["dana"].conference, host=world.hosts["dana"],
        student=world.people["diego"], guardian=world.people["rosa"], starts_at=starts,
        ends_at=starts + timedelta(minutes=15), booked_at=starts, attendance=attendance,
    )  # fmt: skip


# —— what counts


def test_what_was_held_last_year_counts_in_the_band_of_two_grades(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    assert not line(world).verdict.individual

    run = take(
        world, tmp_path, row("diego", on, held_by="dana", minutes=20),
        row("diego", on, "group", held_by="dana", school="panguitch-high"),
    )  # fmt: skip

    assert run.counts["created"] == 2
    assert (run.status, run.created_by) == ("applied", world.user("sam"))
    found = line(world)
    assert found.verdict.individual
    assert found.verdict.involved
    # The file says that the school held it: so group conferences are known for this grade.
    assert found.part.groups
    assert found.verdict.group
    one, _group = EarlierConference.objects.order_by("-kind")
    assert (one.host, one.minutes, one.school) == (world.people["dana"], 20, world.schools["panguitch-high"])


@pytest.mark.parametrize(
    ("more", "met", "with_student", "counselor"),
    [
        ({}, True, True, False),
        ({"counselor": "yes"}, True, True, True),
        ({"counselor": "sí", "student": "no"}, True, False, False),
        ({"held_by": "dana"}, True, True, True),
        # What the file says comes before the roster.
        ({"held_by": "dana", "counselor": "no"}, True, True, False),
        ({"held_by": "owen"}, True, True, False),
        ({"held_by": "Dana Lindqvist"}, True, True, False),
    ],
)
def test_who_was_there_decides_what_it_counts_as(
    world: World, tmp_path: Path, more: dict[str, str], met: bool, with_student: bool, counselor: bool
) -> None:
    take(world, tmp_path, row("diego", last_year(world), **more))

    found = standing(world)
    assert (found.met_1 is not None, found.with_student_1 is not None, found.counselor_1 is not None) == (
        met, with_student, counselor,
    )  # fmt: skip


def test_several_who_held_it_on_one_day_are_one_conference(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    run = take(world, tmp_path, *(row("diego", on, held_by=name) for name in ("dana", "owen", "Ms. Bell", "")))

    assert run.counts["created"] == 4
    found = standing(world)
    assert found.met_1 is not None
    assert found.met_2 is None
    assert found.counselor_2 is None


def test_a_group_conference_without_a_school_counts_for_the_student_and_makes_none_known(
    world: World, tmp_path: Path
) -> None:
    """One student who came from elsewhere says nothing of all others of the grade."""
    run = take(world, tmp_path, row("diego", last_year(world), "group", counselor="yes"))

    assert run.options["groups"] == []
    assert not EarlierGroup.objects.exists()
    assert standing(world).group_counselor_1 is not None
    assert not line(world).part.groups


def test_of_a_group_conference_of_which_nobody_says_who_held_it_it_is_not_known(world: World, tmp_path: Path) -> None:
    run = take(world, tmp_path, row("diego", last_year(world), "group", school="Panguitch High School"))

    assert run.counts["unsaid"] == 1
    assert EarlierGroup.objects.get().is_unsaid
    assert EarlierGroup.objects.get().grade == 9
    assert standing(world).unsaid_group is not None
    assert not line(world).part.groups


@pytest.mark.both
def test_whoever_repeated_a_grade_was_in_it_last_year(world: World, tmp_path: Path) -> None:
    """Diego is in grade 10 for the second time, Lucia came from grade 8: what was held last year was for those."""
    on, year = last_year(world), world.year.end_year
    for key, before in (("diego", "10"), ("lucia", "08")):
        student = world.people[key]
        student.grade, student.grade_year = "10", year
        student.save()
        EarlierGrade.objects.create(district=world.district, student=student, school_year=year - 1, grade=before)
    # What was taken back holds no more.
    EarlierGrade.objects.create(
        district=world.district, student=world.people["diego"], school_year=year - 2, grade="07", source="local",
        entered_at=timezone.now(), taken_back_at=timezone.now(),
    )  # fmt: skip
    longer_ago = on.replace(year=on.year - 1)

    run = take(
        world, tmp_path, *(row(key, on, "group", school="panguitch-high") for key in ("diego", "lucia")),
        row("diego", longer_ago, "group", school="panguitch-high"),
    )  # fmt: skip

    told = {(group.held_at.date(), group.grade) for group in EarlierGroup.objects.all()}
    assert told == {(on, 10), (on, 8), (longer_ago, 9)}
    assert sorted(one["grade"] for one in run.options["groups"]) == [8, 9, 10]
    # Taken back by itself, a row takes the group conference of its own grade with it.
    take_row_back(run=run, row=2, why="No such evening.", by=world.user("sam"), now=timezone.now())
    assert [group.grade for group in EarlierGroup.objects.filter(taken_back_at=None).order_by("grade")] == [8, 9]


def test_who_came_from_elsewhere_keeps_what_was_held_there(world: World, tmp_path: Path) -> None:
    Membership.objects.filter(person=world.people["diego"], role="student").update(begins_on=today() - timedelta(5))
    on = last_year(world)

    run = take(
        world, tmp_path, row("diego", on, counselor="yes"),
        row("diego", on + timedelta(1), "group", school="Cedar City High School"),
    )  # fmt: skip

    assert run.counts["elsewhere"] == 2
    assert line(world).verdict.individual
    one, two = EarlierConference.objects.order_by("on")
    assert (one.school, one.place, two.place) == (None, "", "Cedar City High School")
    assert not EarlierGroup.objects.exists()


def test_nobody_else_is_touched(world: World, other_world: World, tmp_path: Path) -> None:
    """The other district has a student with the very same ids."""
    take(world, tmp_path, row("diego", last_year(world)))

    assert standing(other_world).met_1 is None
    assert standing(world, "lucia").met_1 is None


# —— a counselor's time


def counsel_time(world: World, year: SchoolYear) -> tuple[int, int, int]:
    dana = world.people["dana"]
    found = time_in(year, [dana.pk])[dana.pk]
    return found.conferences, found.meetings, found.groups


def test_only_minutes_of_a_counselor_of_ours_are_time_of_ours(world: World, tmp_path: Path) -> None:
    on = world.year.starts_on + timedelta(days=50)
    take(
        world, tmp_path, row("diego", on, held_by="dana.lindqvist@staff.example", minutes=20),
        row("lucia", on, held_by="dana", minutes="25 min"),
        # No minutes, no counselor as the file says, a teacher, somebody elsewhere: none of them.
        row("mateo", on, held_by="dana"), row("ellie", on, held_by="dana", minutes=99, counselor="no"),
        row("sadie", on, held_by="owen", minutes=99), row("diego", on + timedelta(1), held_by="Dana L.", minutes=99),
        # An evening stands in the file once for each family, and takes its time once.
        row("diego", on, "group", held_by="dana", minutes=60), row("lucia", on, "group", held_by="dana", minutes=60),
    )  # fmt: skip

    assert counsel_time(world, world.year) == (20 + 25 + 60, 2, 1)


def test_what_was_before_the_role_is_not_time_of_a_counselor(world: World, tmp_path: Path) -> None:
    on = world.year.starts_on + timedelta(days=120)
    Membership.objects.filter(person=world.people["dana"]).update(begins_on=on + timedelta(1))
    take(world, tmp_path, row("diego", on, held_by="dana", minutes=20))

    assert counsel_time(world, world.year) == (0, 0, 0)
    assert standing(world).counselor_1 is None
    # The roster is put right, and the standing follows.
    Membership.objects.filter(person=world.people["dana"]).update(begins_on=on)
    assert standing(world).counselor_1 is not None
    assert counsel_time(world, world.year) == (20, 1, 0)


# —— nothing twice


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    rows = [row("diego", last_year(world), minutes=20), row("lucia", last_year(world), "group", held_by="Mr. Hale")]
    take(world, tmp_path, *rows)
    before = list(EarlierConference.objects.values())

    again = take(world, tmp_path, *rows, row("mateo", last_year(world)))

    assert (again.counts["created"], again.counts["unchanged"], again.counts["refused"]) == (1, 2, 0)
    assert list(EarlierConference.objects.exclude(student=world.people["mateo"]).values()) == before


def test_what_is_on_file_stays_when_another_file_says_something_else(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    take(world, tmp_path, row("diego", on, minutes=20), name="spring.csv")

    run = take(world, tmp_path, row("diego", on, minutes=30), name="fall.csv")

    assert said(run) == [(2, "on_file_otherwise")]
    sentence = sentence_of(run.lines.get().code, run.lines.get().params)
    assert "Row 2 of spring.csv" in sentence
    assert EarlierConference.objects.get().minutes == 20


def test_two_rows_that_say_the_same_count_once_and_two_that_differ_not_at_all(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    run = take(
        world, tmp_path, row("diego", on), row("diego", on), row("lucia", on, minutes=10), row("mateo", on),
        row("lucia", on, minutes=20),
    )  # fmt: skip

    assert said(run) == [(3, "said_twice"), (4, "contradicts"), (6, "contradicts")]
    assert run.counts["created"] == 2


@pytest.mark.parametrize(
    ("attendance", "code"), [("came", "here_already"), ("", "booked_here"), ("no_show", "no_show_here")]
)
def test_what_doorway_has_of_that_day_is_named_and_not_doubled(
    world: World, tmp_path: Path, attendance: str, code: str
) -> None:
    on = today() - timedelta(days=9)
    booked(world, on, attendance)
    met = standing(world).met_1

    run = take(world, tmp_path, row("diego", on), row("diego", on - timedelta(1)))

    assert said(run) == [(2, code)]
    assert standing(world).met_1 == (met if attendance == "came" else EarlierConference.objects.get().held_at)


def test_a_time_that_was_cancelled_is_no_conference_here(world: World, tmp_path: Path) -> None:
    on = today() - timedelta(days=9)
    row_ = booked(world, on)
    row_.status = "cancelled"
    row_.save()

    assert take(world, tmp_path, row("diego", on)).counts["created"] == 1


def gather(world: World, on: date) -> GroupConference:
    return GroupConference.objects.create(
        district=world.district, school=world.schools["panguitch-high"], topic="Graduation",
        held_at=datetime(on.year, on.month, on.day, 12, tzinfo=ZONE), created_by=world.user("ruth"),
        created_at=timezone.now(),
    )  # fmt: skip


def test_a_group_conference_of_that_day_counts_once_whichever_came_first(world: World, tmp_path: Path) -> None:
    on = today() - timedelta(days=9)
    group = gather(world, on)
    GroupGuest.objects.create(district=world.district, conference=group, student=world.people["diego"])

    run = take(world, tmp_path, row("diego", on, "group"), row("lucia", on, "group"))
    assert said(run) == [(2, "group_here")]

    # Lucía is ticked here afterwards: what stands here comes first, and it is one.
    GroupGuest.objects.create(district=world.district, conference=group, student=world.people["lucia"])
    GroupHost.objects.create(district=world.district, conference=group, person=world.people["dana"])
    found = standing(world, "lucia")
    assert (found.group_1, found.group_2) == (group.held_at, None)
    assert found.group_counselor_1 == group.held_at
    assert found.unsaid_group is None


def test_what_came_with_a_file_is_not_written_down_once_more(world: World, tmp_path: Path) -> None:
    on = today() - timedelta(days=9)
    run = take(world, tmp_path, row("diego", on))
    account = Account(on, "phone", 10, [world.people["dana"].pk], [world.people["rosa"].pk])
    values: dict[str, Any] = {
        "student": world.people["diego"], "account": account, "by": world.people["dana"],
        "user": world.user("dana"), "now": timezone.now(),
    }  # fmt: skip

    with pytest.raises(errors.CameWithAFile, match="counts already"):
        write_down(**values)

    take_back(run=run, why="Another year.", by=world.user("sam"), now=timezone.now())
    write_down(**values)
    assert standing(world).met_2 is None
    # And the other way round.
    assert said(take(world, tmp_path, row("diego", on))) == [(2, "here_already")]


@pytest.mark.both
def test_the_database_itself_refuses_a_second_one_and_any_change(world: World, tmp_path: Path) -> None:
    on = today() - timedelta(days=9)
    take(world, tmp_path, row("diego", on, held_by="Ms. Bell", counselor="no"))
    one = EarlierConference.objects.get()
    for changes in ({"minutes": 5}, {"with_counselor": True}, {"on": on - timedelta(1)}, {"school": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierConference.objects.update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.delete()
    one.pk = None
    one._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


# —— what cannot be taken


def test_each_row_that_cannot_be_taken_is_named_with_its_reason(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    Person.objects.filter(pk=world.people["mateo"].pk).update(birth_date=on)
    Person.objects.filter(sourced_id__in=("june", "owen")).update(identifier="T-7")
    cases = [
        (row("nobody", on), "unknown_student"),
        (row("diego", on) | {"student_id": ""}, "no_student_id"),
        (row("diego", on) | {"student_id": "529-88-1234"}, "ssn_shaped"),
        (row("diego", on, held_by="Bell 529-88-1234"), "holds_ssn"),
        (row("diego", ""), "no_date"),
        (row("diego", "10/3/2025"), "day_or_month"),
        (row("diego", today()), "in_future"),
        (row("diego", today() + timedelta(days=400)), "in_future"),
        (row("diego", today() - timedelta(days=366 * 6 + 1)), "too_long_ago"),
        (row("mateo", on), "before_birth"),
        (row("ellie", today() - timedelta(days=366 * 6)), "before_school"),
        (row("diego", on, "potluck"), "bad_kind"),
        (row("diego", on, ""), "no_kind"),
        (row("diego", on) | {"parent": ""}, "no_parent"),
        (row("diego", on) | {"parent": "no"}, "nobody_came"),
        (row("diego", on) | {"parent": "maybe"}, "bad_yes_no"),
        (row("diego", on, counselor="perhaps"), "bad_yes_no"),
        (row("diego", on, minutes="0"), "bad_minutes"),
        (row("diego", on, minutes="-5"), "bad_minutes"),
        (row("diego", on, minutes="half an hour"), "bad_minutes"),
        (row("diego", on, minutes="241"), "too_many_minutes"),
        (row("diego", on, "group", minutes="481"), "too_many_minutes"),
        (row("diego", on, held_by="t-7"), "ambiguous_staff"),
        (row("diego", on, held_by="He was very quiet and " * 6), "long_words"),
        (row("diego", on, held_by="x" * 201), "too_long"),
    ]
    run = take(world, tmp_path, *(case for case, _code in cases))

    assert said(run) == [(number, code) for number, (_case, code) in enumerate(cases, start=2)]
    assert run.counts["refused"] == len(cases)
    assert not EarlierConference.objects.exists()
    for told in run.lines.all():
        assert "529-88-1234" not in f"{told.key} {told.params}"
        assert sentence_of(told.code, told.params)


def test_what_is_odd_is_taken_in_and_named(world: World, tmp_path: Path) -> None:
    SchoolYear.objects.filter(pk=world.year.pk).update(starts_on=world.year.starts_on.replace(month=8))
    summer = last_year(world).replace(month=7, day=10)

    run = take(world, tmp_path, row("diego", summer), row("diego", last_year(world, 90), held_by="T1234"))

    assert said(run) == [(2, "outside_year"), (3, "unknown_staff")]
    assert run.counts["created"] == 2
    assert "lies in no school year" in sentence_of(*run.lines.values_list("code", "params")[0])


def test_every_sentence_takes_its_values_in_both_languages() -> None:
    values = {"value": "2024-10-03", "row": 7, "file": "old.csv", "years": 6, "most": 120}
    values |= {"by": "sam", "why": "A slip."}
    for language in ("en", "es"):
        with translation.override(language):
            assert all("%(" not in sentence_of(code, values) for code in SENTENCES)


# —— the file


@pytest.mark.parametrize("language", [0, 1])
def test_headings_are_read_in_english_and_in_spanish(world: World, tmp_path: Path, language: int) -> None:
    headings = [words[language][-1].replace("_", " ").title() for words in HEADINGS.values()]
    headings = [heading.replace("Duracion", "Duración").replace("Numero", "Número") for heading in headings]
    cells = ["L-diego", str(last_year(world)), "Grupo", "Sí", "no", "dana", "x", "45,0", "panguitch-high"]
    path = tmp_path / "viejas.csv"
    path.write_text(";".join(headings) + "\n" + ";".join(f'"{cell}"' for cell in cells), encoding="utf-8-sig")

    run = take_in(run=look(world, path), path=path, by=None)

    assert run.counts["refused"] == 0
    one = EarlierConference.objects.get()
    assert (one.kind, one.host, one.minutes, one.with_counselor, one.student_there) == (
        "group", world.people["dana"], 45, True, False,
    )  # fmt: skip


def test_free_words_about_a_child_are_left_out_and_the_column_is_named(world: World, tmp_path: Path) -> None:
    run = take(world, tmp_path, row("diego", last_year(world), notes="He is shy."))

    assert run.options["ignored_columns"] == ["notes"]
    stored = EarlierConference.objects.values().get()
    assert "shy" not in str(stored)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("student_id,date,parent\n", "lacks these columns: kind"),
        ("student_id,date,fecha,kind,parent\n", "twice: date, fecha"),
        ("", "empty"),
        ("PK\x03\x04", "spreadsheet"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(world: World, tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "old.csv"
    path.write_text(text)

    with pytest.raises(TableRefused, match=reason):
        look(world, path)
    assert not ImportRun.objects.exists()


def test_columns_that_lack_are_named_in_the_readers_language(world: World, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("student_id,date,parent\n")
    with translation.override("es"), pytest.raises(TableRefused, match="tipo"):
        look(world, path)


def test_rubbish_never_does_half(world: World, tmp_path: Path) -> None:
    """Whatever stands in the cells: each row is taken or named, and nothing fails."""
    chance = random.Random(7)
    letters = string.printable.replace("\r", "").replace("\x0b", "") + "éñ١—\x07"
    good = row("diego", last_year(world), held_by="dana", minutes=20, counselor="yes", student="no", school="x")
    rows = []
    for _one in range(400):
        cells = dict(good)
        for name in chance.sample(sorted(cells), chance.randint(0, 3)):
            cells[name] = "".join(chance.choices(letters, k=chance.randint(0, 12)))
        rows.append(cells)
    path = write(tmp_path, *rows)
    try:
        run = look(world, path)
    except TableRefused:
        return
    run = take_in(run=run, path=path, by=None)
    assert run.counts["created"] + run.counts["unchanged"] + run.counts["refused"] <= len(rows)
    assert EarlierConference.objects.count() == run.counts["created"]


# —— looked at, taken in, taken back


def test_a_look_changes_nothing_and_another_file_is_not_taken_in_its_place(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, row("diego", last_year(world)))
    run = look(world, path)
    assert run.counts["created"] == 1
    assert not EarlierConference.objects.exists()

    write(tmp_path, row("lucia", last_year(world)))
    with pytest.raises(FileChanged):
        take_in(run=run, path=path, by=None)
    write(tmp_path, row("diego", last_year(world)))
    take_in(run=run, path=path, by=None)
    with pytest.raises(ImportNotPossible):
        take_in(run=run, path=path, by=None)


def test_it_is_compared_anew_when_it_is_taken_in(world: World, tmp_path: Path) -> None:
    first = write(tmp_path, row("diego", last_year(world)), name="one.csv")
    second = write(tmp_path, row("diego", last_year(world)), name="two.csv")
    runs = look(world, first), look(world, second)
    take_in(run=runs[0], path=first, by=None)

    run = take_in(run=runs[1], path=second, by=None)

    assert (run.counts["created"], run.counts["unchanged"]) == (0, 1)


@pytest.mark.both
def test_a_file_is_taken_back_as_a_whole_and_stays_on_record(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    before = standing(world), line(world)
    kept = take(world, tmp_path, row("diego", on - timedelta(days=20), counselor="yes"), name="kept.csv")
    wrong = take(
        world, tmp_path, row("diego", on, counselor="yes"),
        row("diego", on, "group", counselor="yes", school="panguitch-high"), row("lucia", on), name="wrong.csv",
    )  # fmt: skip
    assert line(world).part.groups

    take_back(run=wrong, why="The days of another school.", by=world.user("sam"), now=timezone.now())

    found = standing(world)
    assert found.met_1 == EarlierConference.objects.get(imported_by=kept).held_at
    assert (found.met_2, found.group_1) == (None, before[0].group_1)
    assert standing(world, "lucia").met_1 is None
    assert not line(world).part.groups
    assert EarlierConference.objects.filter(imported_by=wrong, taken_back_by=world.user("sam")).count() == 3
    wrong.refresh_from_db()
    assert wrong.status == "taken_back"
    with pytest.raises(Refusal, match="taken back already"):
        take_back(run=wrong, why="Once more.", by=None, now=timezone.now())
    # The corrected file comes in, with the very same rows if need be.
    assert take(world, tmp_path, row("lucia", on), name="right.csv").counts["created"] == 1


@pytest.mark.both
def test_a_single_row_is_taken_back_and_the_others_count(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    before = standing(world)
    run = take(
        world, tmp_path, row("diego", on, counselor="yes"),
        row("diego", on, "group", school="panguitch-high"), row("lucia", on),
    )  # fmt: skip
    first = EarlierConference.objects.get(imported_by=run, row=2)
    assert standing(world).met_1 == first.held_at

    take_row_back(run=run, row=2, why="Another child.", by=sam, now=timezone.now())

    assert standing(world).met_1 == before.met_1
    assert standing(world, "lucia").met_1 is not None
    assert EarlierGroup.objects.get().taken_back_at is None
    first.refresh_from_db()
    assert (first.taken_back_by, first.taken_back_why) == (sam, "Another child.")
    run.refresh_from_db()
    assert run.status == "applied"
    with pytest.raises(Refusal, match="Row 2 is taken back already"):
        take_row_back(run=run, row=2, why="Once more.", by=sam, now=timezone.now())
    with pytest.raises(Refusal, match="Row 9 of this file brought no conference"):
        take_row_back(run=run, row=9, why="A slip.", by=sam, now=timezone.now())
    # The same day comes in with another file.
    assert take(world, tmp_path, row("diego", on), name="right.csv").counts["created"] == 1

    # The group conference is known no more when the last row that says so goes.
    assert EarlierGroup.objects.get().is_unsaid
    take_row_back(run=run, row=3, why="No such evening.", by=sam, now=timezone.now())
    assert EarlierGroup.objects.get().taken_back_at is not None
    assert standing(world).unsaid_group == before.unsaid_group

    # The rest goes as a whole, and what was taken back before keeps its reason.
    take_back(run=run, why="All of it.", by=sam, now=timezone.now())
    reasons = EarlierConference.objects.filter(imported_by=run).order_by("row").values_list("taken_back_why", flat=True)
    assert list(reasons) == ["Another child.", "No such evening.", "All of it."]


def test_what_was_taken_back_by_itself_does_not_come_again_with_the_same_file(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    rows = [row("diego", on, minutes=20), row("lucia", on, "group"), row("mateo", on)]
    run = take(world, tmp_path, *rows)
    take_row_back(run=run, row=2, why="Was not there.", by=sam, now=timezone.now())
    take_row_back(run=run, row=3, why="Nor was she.", by=None, now=timezone.now())

    again = take(world, tmp_path, *rows)

    assert (again.counts["created"], again.counts["unchanged"]) == (0, 1)
    assert said(again) == [(2, "row_was_taken_back_by"), (3, "row_was_taken_back")]
    told = again.lines.get(row=2)
    assert f"by {sam.email}: “Was not there.”" in sentence_of(told.code, told.params)
    assert standing(world).met_1 is None
    # What says something else is another account of that day, and comes in.
    other = take(world, tmp_path, row("diego", on, minutes=25), name="right.csv")
    assert (other.counts["created"], said(other)) == (1, [])


@pytest.mark.parametrize("kind", ["individual", "group"])
@pytest.mark.parametrize("is_older", [False, True])
def test_a_school_that_was_wrong_is_put_right_of_a_student_who_was_at_none_of_ours(
    world: World, tmp_path: Path, kind: str, is_older: bool
) -> None:
    on, sam = last_year(world), world.user("sam")
    Membership.objects.filter(person=world.people["diego"], role="student").update(begins_on=today() - timedelta(5))
    Person.objects.filter(pk=world.people["diego"].pk).update(grade="")
    wrong = [row("diego", on, kind, school="panguitch-high"), row("mateo", on, kind)]
    run = take(world, tmp_path, *wrong)
    if is_older:
        with guards.lifted(connection):
            EarlierConference.objects.update(names_school=None)
    take_row_back(run=run, row=2, why="That was at the school before.", by=sam, now=timezone.now())

    right = take(world, tmp_path, row("diego", on, kind), row("mateo", on, kind), name="right.csv")

    assert (right.counts["created"], right.counts["elsewhere"], said(right)) == (1, 1, [])
    # The wrong file stays out.
    take_back(run=right, why="To try.", by=sam, now=timezone.now())
    assert said(take(world, tmp_path, *wrong)) == [(2, "row_was_taken_back_by")]


def test_a_row_that_named_no_school_stays_out_when_the_roster_knows_less_since(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    rows = [row("diego", on), row("mateo", on)]
    run = take(world, tmp_path, *rows)
    assert EarlierConference.objects.get(row=2).school is not None
    take_row_back(run=run, row=2, why="Was not there.", by=sam, now=timezone.now())
    Membership.objects.filter(person=world.people["diego"], role="student").update(begins_on=today() - timedelta(5))

    assert said(take(world, tmp_path, *rows)) == [(2, "row_was_taken_back_by")]
    # And one that names the school which the roster had added says nothing new.
    named = take(world, tmp_path, row("diego", on, school="panguitch-high"), name="named.csv")
    assert said(named) == [(2, "row_was_taken_back_by")]


def test_a_file_that_was_taken_back_as_a_whole_comes_again_and_its_rows_are_named(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    rows = [row("diego", on), row("lucia", on), row("mateo", on)]
    run = take(world, tmp_path, *rows)
    take_row_back(run=run, row=2, why="A slip.", by=sam, now=timezone.now())
    take_back(run=run, why="All anew.", by=sam, now=timezone.now() + timedelta(seconds=1))

    again = take(world, tmp_path, *rows)

    assert again.counts["created"] == 3
    # Of those that went with the file there is nothing to say.
    assert said(again) == [(2, "row_comes_again_by")]
    assert standing(world).met_1 is not None


def test_a_group_conference_stays_known_while_a_row_of_the_grade_says_so(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    Person.objects.filter(pk=world.people["lucia"].pk).update(grade=world.people["diego"].grade)
    run = take(
        world, tmp_path, row("diego", on, "group", school="panguitch-high"),
        row("lucia", on, "group", school="panguitch-high", counselor="yes"),
    )  # fmt: skip
    assert EarlierGroup.objects.get().is_unsaid

    take_row_back(run=run, row=2, why="Was not there.", by=sam, now=timezone.now())

    group = EarlierGroup.objects.get()
    # Of the row that is left it is known who was there.
    assert (group.taken_back_at, group.is_unsaid) == (None, False)

    # With the last row that counts, the file is taken back.
    take_row_back(run=run, row=3, why="Nor was she.", by=sam, now=timezone.now())
    run.refresh_from_db()
    assert run.status == "taken_back"
    assert EarlierGroup.objects.get().taken_back_at is not None
    with pytest.raises(Refusal, match="taken back already"):
        take_row_back(run=run, row=3, why="Once more.", by=sam, now=timezone.now())


def in_one_grade(world: World, *students: str) -> None:
    """They are where Diego is."""
    of_diego = {"grade": world.people["diego"].grade, "grade_year": world.people["diego"].grade_year}
    Person.objects.filter(pk__in=[world.people[key].pk for key in students]).update(**of_diego)


@pytest.mark.both
def test_only_a_row_that_names_the_school_is_a_witness_of_a_group_conference(world: World, tmp_path: Path) -> None:
    on, sam = last_year(world), world.user("sam")
    in_one_grade(world, "lucia")
    Membership.objects.filter(person=world.people["lucia"]).update(school=world.schools["panguitch-high"])
    run = take(
        world, tmp_path, row("diego", on, "group", school="panguitch-high", counselor="yes"),
        # Where she was that day the roster says, and nobody that the school held it for all.
        row("lucia", on, "group"), row("mateo", on),
    )  # fmt: skip
    both = EarlierConference.objects.filter(kind="group").order_by("row")
    assert both.filter(school=world.schools["panguitch-high"]).count() == 2
    group = EarlierGroup.objects.get()
    assert [one.witness_of for one in both] == [group, None]
    for one, other in zip(both, (None, group), strict=True):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierConference.objects.filter(pk=one.pk).update(witness_of=other)

    take_row_back(run=run, row=3, why="Was not there.", by=sam, now=timezone.now())
    group.refresh_from_db()
    assert (group.taken_back_at, group.is_unsaid) == (None, False)
    take_row_back(run=run, row=2, why="Another school.", by=sam, now=timezone.now())

    group.refresh_from_db()
    assert group.taken_back_at is not None
    # The same evening without the school is another account, and comes in.
    right = take(world, tmp_path, row("diego", on, "group", counselor="yes"), name="right.csv")
    assert (right.counts["created"], said(right)) == (1, [])


def test_a_group_conference_is_what_its_own_witnesses_said_whatever_the_roster_says_since(
    world: World, tmp_path: Path
) -> None:
    on, sam = last_year(world), world.user("sam")
    in_one_grade(world, "lucia")
    Person.objects.filter(pk=world.people["mateo"].pk).update(grade="")
    here = {"school": "panguitch-high", "counselor": "yes"}
    run = take(
        world, tmp_path, row("diego", on, "group", **here), row("lucia", on, "group", **here),
        # In which grade he was nobody knows: of no grade does he say that nobody knows who held it.
        row("mateo", on, "group", school="panguitch-high"),
    )  # fmt: skip
    group = EarlierGroup.objects.get()
    assert (group.grade, group.is_unsaid) == (9, False)

    # Her grade is put right afterwards.
    Person.objects.filter(pk=world.people["lucia"].pk).update(grade="12")
    take_row_back(run=run, row=2, why="Was not there.", by=sam, now=timezone.now())
    group.refresh_from_db()
    assert (group.taken_back_at, group.is_unsaid) == (None, False)

    take_row_back(run=run, row=3, why="Nor was she.", by=sam, now=timezone.now())
    group.refresh_from_db()
    assert group.taken_back_at is not None


def test_a_group_conference_of_a_file_of_before_goes_by_the_grades_of_its_rows(world: World, tmp_path: Path) -> None:
    """Those rows do not say of what they are witnesses."""
    on, sam = last_year(world), world.user("sam")
    run = take(world, tmp_path, row("mateo", on))
    place = {"district": world.district, "imported_by": run, "school": world.schools["panguitch-high"]}
    place["held_at"] = EarlierConference.objects.get().held_at
    group = EarlierGroup.objects.create(**place, grade=9, is_unsaid=True)
    in_one_grade(world, "lucia")
    for number, key in enumerate(("diego", "lucia"), start=3):
        EarlierConference.objects.create(
            **place, row=number, student=world.people[key], kind="group", on=on, holder=key, held_by=key
        )

    take_row_back(run=run, row=3, why="Was not there.", by=sam, now=timezone.now())
    group.refresh_from_db()
    assert group.taken_back_at is None
    take_row_back(run=run, row=4, why="Nor was she.", by=sam, now=timezone.now())
    group.refresh_from_db()
    assert group.taken_back_at is not None


@pytest.mark.parametrize(
    ("why", "refusal"),
    [("  ", NoReason), ("Of 529-88-1234.", LooksLikeNumber), ("Diego Morales was elsewhere.", WordsNameStudent)],
)
def test_the_reason_is_one_and_names_no_child(world: World, tmp_path: Path, why: str, refusal: type[Refusal]) -> None:
    run = take(world, tmp_path, row("diego", last_year(world)))

    with pytest.raises(refusal):
        take_back(run=run, why=why, by=world.user("sam"), now=timezone.now())
    with pytest.raises(refusal):
        take_row_back(run=run, row=2, why=why, by=world.user("sam"), now=timezone.now())
    assert standing(world).met_1 is not None


def test_what_was_only_looked_at_cannot_be_taken_back(world: World, tmp_path: Path) -> None:
    run = look(world, write(tmp_path, row("diego", last_year(world))))
    with pytest.raises(Refusal, match="was not taken in"):
        take_back(run=run, why="A slip.", by=None, now=timezone.now())


@pytest.mark.both
def test_a_long_file_asks_no_more_questions(world: World, tmp_path: Path) -> None:
    def asked(number: int) -> int:
        start = last_year(world)
        rows = [row("diego", start + timedelta(days=one)) for one in range(number)]
        path = write(tmp_path, *rows)
        with CaptureQueriesContext(
            connection,
        ) as found:
            preview(district=world.district, path=path, by=None)
        return len(found)

    assert asked(2) == asked(80)


def test_of_two_who_held_it_one_counselor_is_enough_in_the_evidence_too(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    both = (row("diego", on, "group", held_by=name, school="panguitch-high") for name in ("dana", "owen"))
    take(world, tmp_path, *both)
    assert standing(world).group_counselor_1
    begins = datetime.combine(on - timedelta(days=3), time(), tzinfo=world.district.zone)
    (told,) = group_meetings(world.schools["panguitch-high"], begins)
    assert (told.counselor, told.students) == (True, 1)


def test_a_family_that_is_in_the_file_and_ticked_here_came_once_in_the_sample_too(world: World, tmp_path: Path) -> None:
    on = last_year(world)
    take(world, tmp_path, row("diego", on, "group", held_by="dana", school="panguitch-high"))
    group = GroupConference.objects.create(
        district=world.district, school=world.schools["panguitch-high"], topic="x", created_by=world.user("dana"),
        held_at=datetime(on.year, on.month, on.day, 12, tzinfo=world.district.zone), created_at=timezone.now(),
    )  # fmt: skip
    GroupGuest.objects.create(district=world.district, conference=group, student=world.people["diego"])
    assert standing(world).group_2 is None
    (record,) = records([line(world)], world.district.zone)
    assert record.groups == 1
