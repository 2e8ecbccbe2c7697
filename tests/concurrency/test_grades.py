"""A grade of before that somebody enters while another does, or while a roster comes in: the counts follow from both.

Who enters one locks the student. An import that says something new of the student's grades writes the student first, so
whichever comes second waits, and goes by what the first has written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.following import recount
from doorway.compliance.models import Standing
from doorway.roster.actions.grades import set_earlier_grade
from doorway.roster.errors import RosterChanged
from doorway.roster.imports import actions
from doorway.roster.models import EarlierGrade, ImportRun, Person
from doorway.roster.tests.test_import_grades import AUGUST, SEVENTH, SPRING, Rosters
from tests.concurrency.clients import at_once, rounds
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

MOVED_ON = dict.fromkeys(SEVENTH, "08") | {"x0": "07"}
"""Next year's grades: x0 repeats grade 7."""


def enter(student: Person, year: int, grade: str) -> bool:
    return set_earlier_grade(student=student, school_year=year, grade=grade, by=None, now=timezone.now(), is_sure=True)


def kept(student: Person) -> dict[int, str]:
    return dict(EarlierGrade.objects.filter(student=student, taken_back_at=None).values_list("school_year", "grade"))


def counts_are_right() -> bool:
    """What the database kept is what a recount from nothing says."""
    before = list(Standing.objects.order_by("pk").values_list())
    recount(connection)
    return before == list(Standing.objects.order_by("pk").values_list())


def test_two_who_enter_grades_of_one_student_are_both_counted(world: World) -> None:
    student = world.people["diego"]
    Person.objects.filter(pk=student.pk).update(grade="08", grade_year=world.year.end_year)
    last = world.year.end_year - 1
    for _round in rounds(4):
        EarlierGrade.objects.all().delete()

        answers = at_once([partial(enter, student, last, "08"), partial(enter, student, last - 3, "07")])

        assert answers == [True, True]
        assert kept(student) == {last: "08", last - 3: "07"}
        found = Standing.objects.get(student=student).earlier
        assert found == f"08 {last + 1} {last}:08 {last - 3}:07"
        assert counts_are_right()


def test_two_who_say_something_else_of_one_year_leave_one_that_counts(world: World) -> None:
    student = world.people["diego"]
    Person.objects.filter(pk=student.pk).update(grade="08", grade_year=world.year.end_year)
    last = world.year.end_year - 1

    answers = at_once([partial(enter, student, last, "08"), partial(enter, student, last, "09")])

    assert answers == [True, True]
    assert EarlierGrade.objects.filter(taken_back_at=None).count() == 1
    # The other one stays on record.
    assert EarlierGrade.objects.count() == 2
    assert counts_are_right()


@pytest.fixture
def rosters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rosters:
    return Rosters(District.objects.create(code="garfield", name="Garfield"), tmp_path, monkeypatch)


def beside(work: Callable[[], object]) -> threading.Thread:
    """Somebody else does this at the same time."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_who_enters_one_while_a_roster_is_written_goes_by_what_it_says(
    rosters: Rosters, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosters.bring(SPRING, SEVENTH)
    student = Person.objects.get(sourced_id="x0")
    answered: list[bool] = []
    threads: list[threading.Thread] = []
    write = actions.write_plan

    def write_and_let_in(*args: Any) -> None:
        write(*args)
        # Of the year that the roster has just made one that is over.
        threads.append(beside(lambda: answered.append(enter(student, 2026, "08"))))
        threads[0].join(1)

    monkeypatch.setattr(actions, "write_plan", write_and_let_in)

    rosters.bring(AUGUST, MOVED_ON)
    threads[0].join(30)

    assert answered == [True]
    assert kept(student) == {2026: "08"}
    assert Standing.objects.get(student=student).earlier == "07 2027 2026:08"
    assert counts_are_right()


@pytest.mark.parametrize(("year", "grade"), [(2025, "07"), (2024, "04")])
def test_what_is_entered_before_a_roster_is_written_stays(
    rosters: Rosters, monkeypatch: pytest.MonkeyPatch, year: int, grade: str
) -> None:
    """The roster has been compared, and nothing of it is written."""
    rosters.bring(SPRING, SEVENTH)
    student = Person.objects.get(sourced_id="x0")
    compare = actions._plan

    def compare_and_let_in(*args: Any) -> Any:
        made = compare(*args)
        if connection.vendor == "postgresql":
            beside(lambda: enter(student, year, grade)).join(30)
        return made

    if connection.vendor == "sqlite":
        # One writer: before the roster is compared, or after it is in.
        enter(student, year, grade)
    monkeypatch.setattr(actions, "_plan", compare_and_let_in)

    rosters.bring(AUGUST, MOVED_ON)

    assert kept(student) == {2026: "07", year: grade}
    assert Standing.objects.get(student=student).earlier == f"07 2027 2026:07 {year}:{grade}"
    assert counts_are_right()


def test_a_roster_that_says_another_grade_of_the_same_year_is_not_taken_in(
    rosters: Rosters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever entered it knows the student; the next roster finds it there."""
    rosters.bring(SPRING, SEVENTH)
    rosters.bring(AUGUST, dict.fromkeys(SEVENTH, "08"))
    student = Person.objects.get(sourced_id="x0")
    compare, corrected = actions._plan, dict.fromkeys(SEVENTH, "08") | {"x0": "07"}

    def compare_and_let_in(*args: Any) -> Any:
        made = compare(*args)
        beside(lambda: enter(student, 2026, "08")).join(30)
        return made

    if connection.vendor == "sqlite":
        enter(student, 2026, "08")
    else:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(actions, "_plan", compare_and_let_in)
            with pytest.raises(RosterChanged):
                rosters.bring(AUGUST, corrected)
        assert ImportRun.objects.count() == 2
    rosters.bring(AUGUST, corrected)

    assert kept(student) == {2026: "08"}
    assert counts_are_right()
