"""Rosters of several years: who repeats a grade or skips one is known without anybody writing it down."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.models import Standing
from doorway.roster.core.oneroster.tests.bundles import Files, as_delta, good_files, write_bundle
from doorway.roster.errors import RosterChanged
from doorway.roster.imports.actions import apply_roster, import_roster, plan_roster, preview_roster
from doorway.roster.models import EarlierGrade, ImportRun, Person

pytestmark = pytest.mark.both

SPRING, JULY, AUGUST, OCTOBER = date(2026, 4, 1), date(2026, 7, 10), date(2026, 8, 12), date(2026, 10, 5)
SEVENTH = {f"x{number}": "07" for number in range(6)}


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="garfield", name="Garfield")


def listing(grades: dict[str, str]) -> Files:
    files = good_files()
    student, role = files["users"][1], files["roles"][1]
    files["users"] = [one for one in files["users"] if one["sourcedId"] != "p1"]
    files["roles"] = [one for one in files["roles"] if one["userSourcedId"] != "p1"]
    files["users"][1]["agentSourcedIds"] = ""
    files["enrollments"], files["demographics"] = files["enrollments"][:1], []
    for key, grade in grades.items():
        more = {"sourcedId": key, "username": key, "agentSourcedIds": "", "identifier": f"9{key}", "grades": grade}
        files["users"].append(student | more)
        files["roles"].append(role | {"sourcedId": f"r-{key}", "userSourcedId": key})
    return files


class Rosters:
    """Full deliveries on one day and another."""

    def __init__(self, district: District, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.district, self.folder, self.monkeypatch, self.number = district, folder, monkeypatch, 0

    def on(self, day: date) -> None:
        self.monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: day)

    def written(self, grades: dict[str, str], mode: str = "bulk") -> Path:
        self.number += 1
        files = listing(grades)
        return write_bundle(self.folder / str(self.number), files if mode == "bulk" else as_delta(files), mode=mode)

    def bring(self, day: date, grades: dict[str, str], mode: str = "bulk") -> ImportRun:
        self.on(day)
        return import_roster(district=self.district, path=self.written(grades, mode), by=None)


@pytest.fixture
def rosters(district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rosters:
    return Rosters(district, tmp_path, monkeypatch)


def kept() -> dict[str, tuple[int, str]]:
    return {row.student.sourced_id: (row.school_year, row.grade) for row in EarlierGrade.objects.all()}


def said(key: str) -> tuple[str, int | None, str]:
    person = Person.objects.get(sourced_id=key)
    return person.grade, person.grade_year, person.grade_before


def test_who_stays_while_the_others_move_on_repeats_the_grade(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    rosters.bring(JULY, SEVENTH)
    assert (kept(), said("x0")) == ({}, ("07", 2026, ""))

    run = rosters.bring(AUGUST, dict.fromkeys(SEVENTH, "08") | {"x0": "07", "x1": "09"})

    assert kept() == {"x0": (2026, "07"), "x1": (2026, "07")}
    assert (said("x0"), said("x2")) == (("07", 2027, "07"), ("08", 2027, "07"))
    assert run.counts["nouns"]["grades"] == {"created": 2}
    by_student = dict(Standing.objects.values_list("student__sourced_id", "earlier"))
    assert by_student["x0"] == "07 2027 2026:07"
    assert by_student["x1"] == "09 2027 2026:07"
    assert by_student["x2"] == ""
    assert dict(Standing.objects.values_list("student__sourced_id", "contested"))["x0"] is True
    rosters.on(OCTOBER)
    assert plan_roster(district=rosters.district, path=rosters.folder / "3").changes_nothing


def test_a_grade_that_is_put_right_in_the_same_year_leaves_the_year_before(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    eighth = dict.fromkeys(SEVENTH, "08")
    rosters.bring(AUGUST, eighth | {"x0": "07"})

    run = rosters.bring(OCTOBER, eighth | {"x1": "07"})

    assert kept() == {"x1": (2026, "07")}
    assert run.counts["nouns"]["grades"] == {"created": 1, "vanished": 1}
    assert Standing.objects.get(student__sourced_id="x0").contested is False


def test_a_delta_that_says_nothing_of_a_student_says_that_the_student_stays(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)

    rosters.bring(AUGUST, {key: "08" for key in SEVENTH if key != "x0"}, mode="delta")

    assert kept() == {"x0": (2026, "07")}


def test_nobody_repeats_because_the_roster_is_late(rosters: Rosters) -> None:
    """Last year's every night, until winter; then the one of the year comes, and one student does repeat."""
    rosters.bring(SPRING, SEVENTH)
    rosters.bring(AUGUST, SEVENTH | {"new": "07"})
    for day in (OCTOBER, date(2026, 12, 1)):
        rosters.bring(day, SEVENTH | {"new": "07", "x1": "08"})
        assert kept() == {}
        assert District.objects.get(pk=rosters.district.pk).grades_of == 2026
    assert (said("x0"), said("x1"), said("new")) == (("07", 2026, ""), ("08", 2027, "07"), ("07", None, ""))

    rosters.bring(date(2026, 12, 2), dict.fromkeys(SEVENTH, "08") | {"x0": "07", "new": "08"})

    assert kept() == {"x0": (2026, "07")}
    assert (said("x2"), said("new")) == (("08", 2027, "07"), ("08", 2027, ""))
    assert District.objects.get(pk=rosters.district.pk).grades_of == 2027


def test_whoever_stays_repeats_from_autumn_on_where_some_have_moved_on(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    half = SEVENTH | dict.fromkeys(("x0", "x1", "x2"), "08")
    rosters.bring(AUGUST, half)
    assert kept() == {}

    rosters.bring(OCTOBER, half)

    assert kept() == dict.fromkeys(("x3", "x4", "x5"), (2026, "07"))


def test_years_later_nothing_has_to_be_kept_anew(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    rosters.bring(AUGUST, dict.fromkeys(SEVENTH, "08") | {"x0": "07"})
    rosters.bring(date(2027, 8, 12), dict.fromkeys(SEVENTH, "09") | {"x0": "08"})

    assert kept() == {"x0": (2026, "07")}
    assert Standing.objects.get(student__sourced_id="x0").earlier == "08 2028 2026:07"


def test_what_a_person_entered_no_roster_takes_away(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    for key, grade in (("x0", "07"), ("x1", "06")):
        person = Person.objects.get(sourced_id=key)
        Person.objects.filter(pk=person.pk).update(grade_year=2027)
        EarlierGrade.objects.create(
            district=rosters.district, student=person, school_year=2026, grade=grade, source="local",
            entered_at=timezone.now(),
        )  # fmt: skip
        Person.objects.filter(pk=person.pk).update(grade_year=2026)

    rosters.bring(AUGUST, dict.fromkeys(SEVENTH, "08") | {"x1": "07"})

    assert kept() == {"x0": (2026, "07"), "x1": (2026, "06")}


def test_an_import_that_was_looked_at_before_the_year_turned_is_looked_at_again(rosters: Rosters) -> None:
    """The same file says something else in October: who repeats."""
    rosters.bring(SPRING, SEVENTH)
    path = rosters.written(SEVENTH | dict.fromkeys(("x0", "x1", "x2"), "08"))
    rosters.on(AUGUST)
    run = preview_roster(district=rosters.district, path=path, by=None)
    assert "grades" not in run.counts["nouns"]

    rosters.on(OCTOBER)

    with pytest.raises(RosterChanged):
        apply_roster(run=run, path=path, by=None)
    assert kept() == {}


def test_the_database_refuses_a_grade_of_a_year_that_is_not_over(rosters: Rosters) -> None:
    rosters.bring(SPRING, SEVENTH)
    person = Person.objects.get(sourced_id="x0")
    place = {"district": rosters.district, "student": person}
    for year in (2026, 2027):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierGrade.objects.create(**place, school_year=year, grade="07")
    now = timezone.now()
    row = EarlierGrade.objects.create(**place, school_year=2025, grade="07", source="local", entered_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierGrade.objects.create(**place, school_year=2025, grade="06")
    for change in ({"grade": "06"}, {"school_year": 2024}, {"source": "roster", "entered_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierGrade.objects.filter(pk=row.pk).update(**change)

    EarlierGrade.objects.filter(pk=row.pk).update(taken_back_at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierGrade.objects.filter(pk=row.pk).update(taken_back_at=None)
    EarlierGrade.objects.create(**place, school_year=2025, grade="06")


@pytest.mark.parametrize(("day", "year"), [(SPRING, 2026), (AUGUST, None), (OCTOBER, 2026)])
def test_who_was_there_before_grades_had_years_has_that_of_the_last_roster(
    rosters: Rosters, monkeypatch: pytest.MonkeyPatch, day: date, year: int | None
) -> None:
    """In the weeks in which rosters turn the year nobody knows, and the next roster says it."""
    rosters.bring(SPRING, {"x0": "07"})
    ImportRun.objects.update(applied_at=datetime.combine(SPRING, time(12), tzinfo=UTC))
    Person.objects.update(grade_year=None)
    migration = import_module("doorway.roster.migrations.0005_of_which_year_grades_are")
    monkeypatch.setattr(migration, "date", SimpleNamespace(today=lambda: day))

    migration.say_of_which_year(apps, SimpleNamespace(connection=connection))

    assert said("x0")[1] == year
    assert Person.objects.filter(sourced_id="t1", grade_year__isnull=False).exists() is False
