"""A roster that names no first days: who comes by a later one begins with it, and nobody was there before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import DateField, Value

from doorway.accounts.models import District
from doorway.compliance.counseling import is_counsel_of
from doorway.compliance.models import Standing
from doorway.conferences.queries.held import school_on
from doorway.roster.actions import grant_role
from doorway.roster.core.oneroster.tests.bundles import Files, as_1_1, as_delta, good_files, write_bundle
from doorway.roster.errors import RosterChanged
from doorway.roster.imports.actions import apply_roster, import_roster, plan_roster, preview_roster
from doorway.roster.imports.sentences import sentence_of
from doorway.roster.models import EarlierStay, ImportRun, Membership, Person, School

pytestmark = pytest.mark.both

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 21), date(2026, 10, 14), date(2026, 11, 30)
BEFORE = NOVEMBER - timedelta(days=1)
OPEN = (None, None)


class Office:
    """The rosters of a district, each taken in on its day. Four students at one school, five at another."""

    def __init__(self, district: District, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.district = district
        self.monkeypatch = monkeypatch
        self.folder = folder
        self.number = 0

    def at(self, day: date) -> None:
        self.monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: day)

    def written(self, files: Files, **options: Any) -> Path:
        self.number += 1
        return write_bundle(self.folder / str(self.number), files, **options)

    def bring(self, day: date, files: Files, **options: Any) -> ImportRun:
        self.at(day)
        district = District.objects.get(pk=self.district.pk)
        path = self.written(files, **options)
        run = import_roster(district=district, path=path, by=None, yes_vanished=True)
        # The same once more, that day or later, says nothing new.
        for later in (day, day + timedelta(days=20)):
            self.at(later)
            assert plan_roster(district=District.objects.get(pk=district.pk), path=path).changes_nothing
        return run


@pytest.fixture
def office(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(District.objects.create(code="garfield", name="Garfield"), tmp_path, monkeypatch)


def role(person: str, school: str = "s1", kind: str = "student", *, first: date | None = None) -> dict[str, str]:
    days = {"beginDate": first.isoformat()} if first else {}
    row = {"userSourcedId": person, "roleType": "primary", "role": kind, "orgSourcedId": school}
    return row | {"sourcedId": f"r-{person}-{school}-{kind}"} | days


def user(key: str, grade: str = "08") -> dict[str, str]:
    student = good_files()["users"][1] | {"agentSourcedIds": "", "grades": grade}
    return student | {"sourcedId": key, "username": key, "identifier": f"9{key}"}


SEATS = {**{f"a{number}": "s1" for number in range(4)}, **{f"b{number}": "s2" for number in range(5)}}


def roster(
    changes: dict[str, str | None] | None = None, *staff: dict[str, str], grade: str = "08", **first: date
) -> Files:
    """``changes``: where somebody is, or nowhere, who is elsewhere or nobody otherwise. ``staff``: what June is."""
    files = good_files()
    files["orgs"].append({"sourcedId": "s2", "name": "Panguitch", "type": "school", "parentSourcedId": "d1"})
    files["roles"] = [one for one in files["roles"] if one["userSourcedId"] != "t1"]
    files["roles"] += staff or [role("t1", kind="teacher")]
    for key, school in (SEATS | (changes or {})).items():
        if school is not None:
            files["users"].append(user(key, grade))
            files["roles"].append(role(key, school, first=first.get(key)))
    return files


def seats(key: str, kind: str = "student") -> dict[str, tuple[date | None, date | None]]:
    rows = Membership.objects.filter(person__sourced_id=key, role=kind)
    return {row.school.sourced_id: (row.begins_on, row.ends_on) for row in rows.select_related("school") if row.school}


def before(key: str) -> list[tuple[date | None, date]]:
    rows = EarlierStay.objects.filter(person__sourced_id=key).order_by("ends_on")
    return [(row.begins_on, row.ends_on) for row in rows]


def came_on(key: str, school: str = "s1") -> date | None:
    return Standing.objects.get(student__sourced_id=key, school__sourced_id=school).came_on


def said(run: ImportRun) -> list[tuple[str, str]]:
    return [(line.params["value"], line.params["begin"]) for line in run.lines.filter(code="begins_now")]


def counsels(key: str, day: date) -> bool:
    people = Person.objects.annotate(day=Value(day, output_field=DateField()))
    return people.filter(is_counsel_of("pk", "day"), sourced_id=key).exists()


def test_a_first_roster_knows_of_everybody_that_they_are_there_and_not_since_when(office: Office) -> None:
    run = office.bring(OCTOBER, roster())

    assert set(Membership.objects.values_list("begins_on", "ends_on")) == {OPEN}
    assert said(run) == []


def test_a_student_who_comes_by_a_later_roster_comes_that_day(office: Office) -> None:
    office.bring(OCTOBER, roster())

    run = office.bring(NOVEMBER, roster({"new": "s1"}))

    assert (seats("new"), came_on("new")) == ({"s1": (NOVEMBER, None)}, NOVEMBER)
    assert (seats("a0"), came_on("a0")) == ({"s1": OPEN}, None)
    assert said(run) == [("1", "2026-11-30")]
    line = run.lines.get(code="begins_now")
    assert (line.verdict, line.file, line.field) == ("forgiven", "roles.csv", "beginDate")
    assert sentence_of(line.code, line.params) == (
        "The file names no first day for roles that are new or come back: 1. They begin on 2026-11-30."
    )
    # The next roster says no more of it than that the student is there.
    assert said(office.bring(NOVEMBER + timedelta(days=30), roster({"new": "s1"}))) == []
    assert seats("new") == {"s1": (NOVEMBER, None)}


def test_a_first_day_that_the_file_names_is_believed(office: Office) -> None:
    office.bring(OCTOBER, roster())

    run = office.bring(NOVEMBER, roster({"new": "s1", "b0": "s1"}, new=SEPTEMBER, b0=OCTOBER))

    assert (seats("new"), seats("b0")["s1"]) == ({"s1": (SEPTEMBER, None)}, (OCTOBER, None))
    assert said(run) == []
    # The column is not in the next one: what is known stays known.
    office.bring(NOVEMBER + timedelta(days=1), roster({"new": "s1", "b0": "s1"}))
    assert seats("new") == {"s1": (SEPTEMBER, None)}


def test_the_whole_roster_after_a_trial_makes_nobody_new(office: Office) -> None:
    trial = roster({key: None for key in SEATS if key not in ("a0", "b0")})
    trial["users"] = [one for one in trial["users"] if one["sourcedId"] not in ("p1", "g1", "t1")]
    trial["roles"] = [one for one in trial["roles"] if one["userSourcedId"] in ("a0", "b0")]
    trial["enrollments"] = []
    trial["demographics"] = []
    office.bring(OCTOBER, trial)
    assert Membership.objects.count() == 2

    run = office.bring(NOVEMBER, roster())

    assert Membership.objects.count() == len(SEATS) + 3
    assert set(Membership.objects.values_list("begins_on", "ends_on")) == {OPEN}
    assert said(run) == []


def test_as_many_as_were_there_are_new_and_one_more_is_a_roster_that_knows_them_for_the_first_time(
    office: Office,
) -> None:
    office.bring(OCTOBER, roster())

    # Five are at each of the schools, Mateo with the four of the first.
    run = office.bring(NOVEMBER, roster({f"new{number}": ("s1", "s2")[number > 4] for number in range(11)}))

    assert {seats(f"new{number}")["s1"] for number in range(5)} == {(NOVEMBER, None)}
    assert {seats(f"new{number}")["s2"] for number in range(5, 11)} == {OPEN}
    assert said(run) == [("5", "2026-11-30")]


def test_who_changes_school_was_at_the_school_of_before(office: Office) -> None:
    office.bring(SEPTEMBER, roster())

    office.bring(NOVEMBER, roster({"a0": "s2"}))

    assert seats("a0") == {"s1": (None, BEFORE), "s2": (NOVEMBER, None)}
    assert (came_on("a0", "s2"), came_on("a0")) == (None, None)
    student = Person.objects.get(sourced_id="a0")
    where = {day: school_on(student, day) for day in (OCTOBER, BEFORE, NOVEMBER)}
    assert [school and school.sourced_id for school in where.values()] == ["s1", "s1", "s2"]

    # Back on the day of the move: nothing has happened.
    office.bring(NOVEMBER, roster())
    assert seats("a0") == {"s1": OPEN, "s2": (NOVEMBER, BEFORE)}
    assert [getattr(school_on(student, day), "sourced_id", "") for day in (OCTOBER, NOVEMBER)] == ["s1", "s1"]


def test_who_comes_back_to_the_school_of_before_was_away_between(office: Office) -> None:
    office.bring(SEPTEMBER, roster())
    office.bring(OCTOBER, roster({"a0": "s2"}))

    run = office.bring(NOVEMBER, roster())

    left = OCTOBER - timedelta(days=1)
    assert seats("a0") == {"s1": (NOVEMBER, None), "s2": (OCTOBER, BEFORE)}
    assert (before("a0"), came_on("a0")) == ([(None, left)], None)
    assert said(run) == [("1", "2026-11-30")]
    student = Person.objects.get(sourced_id="a0")
    where = [getattr(school_on(student, day), "sourced_id", "") for day in (left, OCTOBER, BEFORE, NOVEMBER)]
    assert where == ["s1", "s2", "s2", "s1"]


def test_a_school_that_is_closed_sends_its_students_to_another_on_that_day(office: Office) -> None:
    """They are more than the school had; but a roster knew all of them, at their school."""
    office.bring(OCTOBER, roster({"b5": "s2", "b6": "s2"}))

    office.bring(NOVEMBER, roster({f"b{number}": "s1" for number in range(7)}))

    assert {seats(f"b{number}")["s1"] for number in range(7)} == {(NOVEMBER, None)}
    assert {seats(f"b{number}")["s2"] for number in range(7)} == {(None, BEFORE)}


def test_who_left_in_march_and_is_back_in_november_was_away_for_eight_months(office: Office) -> None:
    march = date(2026, 3, 30)
    office.bring(date(2026, 2, 2), roster())
    office.bring(march, roster({"a0": None}))
    assert seats("a0") == {"s1": (None, date(2026, 3, 29))}

    office.bring(NOVEMBER, roster())

    assert (seats("a0"), before("a0")) == ({"s1": (NOVEMBER, None)}, [(None, date(2026, 3, 29))])
    assert came_on("a0") == NOVEMBER
    # Away once more: each time is kept.
    office.bring(NOVEMBER + timedelta(days=10), roster({"a0": None}))
    office.bring(NOVEMBER + timedelta(days=40), roster())
    assert before("a0") == [(None, date(2026, 3, 29)), (NOVEMBER, NOVEMBER + timedelta(days=9))]


@pytest.mark.parametrize(
    ("days", "is_away"),
    # A weekly file comes on its day, or a few days late; two of them; a break.
    [(0, False), (6, False), (7, False), (8, False), (10, False), (11, True), (14, True), (21, True)],
)
def test_whom_one_weekly_file_leaves_out_was_never_away_and_who_is_missing_for_weeks_was(
    office: Office, days: int, is_away: bool
) -> None:
    """``days``: after the file that left them out."""
    counselor = role("t1", kind="counselor")
    office.bring(SEPTEMBER, roster({}, counselor))
    office.bring(OCTOBER, roster({"a0": None}, role("t1", kind="aide")))

    back = OCTOBER + timedelta(days=days)
    run = office.bring(back, roster({}, counselor))

    goes_on = (back, None) if is_away else OPEN
    assert (seats("a0"), seats("t1", "counselor")) == ({"s1": goes_on}, {"s1": goes_on})
    assert said(run) == ([("2", back.isoformat())] if is_away else [])
    assert len(before("a0")) == len(before("t1")) == is_away
    assert counsels("t1", OCTOBER) is not is_away


@pytest.mark.parametrize("gaps", [[7, 7, 7], [8, 6, 10]])
def test_weekly_files_that_leave_somebody_out_now_and_then_cut_nothing(office: Office, gaps: list[int]) -> None:
    """Each of them by itself, as often as it happens; only weeks on end are an absence."""
    counselor, day = role("t1", kind="counselor"), SEPTEMBER
    office.bring(day, roster({}, counselor))
    for gap in gaps:
        day += timedelta(days=7)
        office.bring(day, roster({"a0": None}, role("t1", kind="aide")))
        day += timedelta(days=gap)
        office.bring(day, roster({}, counselor))
    assert (seats("a0"), seats("t1", "counselor")) == ({"s1": OPEN}, {"s1": OPEN})
    assert counsels("t1", OCTOBER)

    left = day + timedelta(days=7)
    for week in range(3):
        office.bring(left + timedelta(days=7 * week), roster({"a0": None}, role("t1", kind="aide")))
    back = left + timedelta(days=21)
    office.bring(back, roster({}, counselor))

    assert (seats("a0"), before("a0")) == ({"s1": (back, None)}, [(None, left - timedelta(days=1))])
    assert [counsels("t1", one) for one in (OCTOBER, left, back)] == [True, False, True]


def test_a_teacher_who_becomes_a_counselor_is_one_from_that_day(office: Office) -> None:
    """June is the only one of the staff of the school, and no roster says for the first time that she is there."""
    office.bring(SEPTEMBER, roster())

    office.bring(NOVEMBER, roster({}, role("t1", kind="counselor")))

    assert seats("t1", "counselor") == {"s1": (NOVEMBER, None)}
    assert seats("t1", "teacher") == {"s1": (None, BEFORE)}
    assert [counsels("t1", day) for day in (OCTOBER, BEFORE, NOVEMBER)] == [False, False, True]


def test_the_first_roster_of_a_school_year_says_who_is_there_from_its_first_day_however_late(office: Office) -> None:
    """On September 21 the new grades come; until then the file of every night was last year's."""
    office.bring(date(2026, 5, 4), roster(grade="08"))
    office.bring(date(2026, 9, 18), roster(grade="08"))

    run = office.bring(
        SEPTEMBER, roster({"a0": "s2", "new": "s1"}, role("t1", kind="counselor"), grade="09")
    )  # fmt: skip

    july, ended = date(2026, 7, 1), SEPTEMBER - timedelta(days=1)
    assert seats("a0") == {"s1": (None, ended), "s2": (july, None)}
    assert (seats("new"), came_on("new")) == ({"s1": (july, None)}, july)
    assert seats("t1", "counselor") == {"s1": (july, None)}
    assert said(run) == [("3", "2026-07-01")]
    # From the next one on whoever comes has come since.
    office.bring(NOVEMBER, roster({"a0": "s2", "new": "s1", "newer": "s1"}, role("t1", kind="counselor"), grade="09"))
    assert seats("newer") == {"s1": (NOVEMBER, None)}


def test_who_comes_while_the_roster_is_late_comes_that_day(office: Office) -> None:
    office.bring(date(2026, 5, 4), roster(grade="08"))

    office.bring(NOVEMBER, roster({"new": "s1"}, grade="08"))

    assert seats("new") == {"s1": (NOVEMBER, None)}


def test_version_1_1_knows_no_first_days_and_is_read_the_same(office: Office) -> None:
    office.bring(OCTOBER, as_1_1(roster()), version="1.1")

    run = office.bring(NOVEMBER, as_1_1(roster({"new": "s1", "a0": "s2"})), version="1.1")

    assert (seats("new"), seats("a1")) == ({"s1": (NOVEMBER, None)}, {"s1": OPEN})
    assert seats("a0") == {"s1": (None, BEFORE), "s2": (NOVEMBER, None)}
    assert run.lines.get(code="begins_now").file == "users.csv"


def test_a_delivery_of_changes_begins_and_ends_on_its_day(office: Office) -> None:
    office.bring(OCTOBER, roster())
    gone = role("a0") | {"status": "tobedeleted"}
    changes = as_delta({"users": [user("new")], "roles": [role("new"), role("a0", "s2"), gone]})

    office.bring(NOVEMBER, changes, mode="delta")

    assert seats("new") == {"s1": (NOVEMBER, None)}
    assert seats("a0") == {"s1": (None, BEFORE), "s2": (NOVEMBER, None)}


def test_of_a_guardian_no_day_is_asked_and_what_was_entered_here_is_not_touched(office: Office) -> None:
    office.bring(OCTOBER, roster())
    district, june = office.district, Person.objects.get(sourced_id="t1")
    school = School.objects.get(sourced_id="s2")
    grant_role(district=district, email=june.email, role="principal", school=school, since=SEPTEMBER)
    guardian = good_files()["users"][2] | {"sourcedId": "g2", "username": "g2", "email": "g2@example.test"}
    files = roster({}, role("t1", kind="teacher"), role("t1", "s2", "principal"))
    files["users"].append(guardian | {"agentSourcedIds": ""})
    files["roles"].append(role("g2", kind="guardian"))

    assert said(office.bring(NOVEMBER, files)) == []

    assert seats("g2", "guardian") == {"s1": OPEN}
    assert seats("t1", "principal") == {"s2": (SEPTEMBER, None)}


def test_a_look_is_taken_anew_when_everybody_new_would_begin_on_another_day(office: Office) -> None:
    office.bring(OCTOBER, roster())
    path = office.written(roster({"new": "s1"}))
    office.at(BEFORE)
    run = preview_roster(district=office.district, path=path, by=None)

    office.at(NOVEMBER)
    with pytest.raises(RosterChanged):
        apply_roster(run=run, path=path, by=None)
    assert said(run) == [("1", "2026-11-29")]
    office.at(BEFORE)
    apply_roster(run=run, path=path, by=None)
    assert seats("new") == {"s1": (BEFORE, None)}
