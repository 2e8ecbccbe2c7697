"""A roster goes in while others write, and whole or not at all: with simultaneous clients, and with kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.models import Appointment
from doorway.roster.core.oneroster.tests.bundles import as_delta, changed, good_files, write_bundle, zip_of
from doorway.roster.errors import RosterChanged
from doorway.roster.files.errors import UploadGone
from doorway.roster.imports import actions
from doorway.roster.imports.actions import apply_roster, import_roster, preview_roster
from doorway.roster.models import ImportLine, ImportRun, Person
from tests.concurrency.clients import at_once, families
from tests.concurrency.live import count_rows, environment_in
from tests.world import World, at, school_day

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def bundle(folder: Path) -> Path:
    """A delivery that adds three people to the district."""
    return zip_of(write_bundle(folder / "roster", as_delta(good_files()), mode="delta"))


def test_the_same_looked_at_roster_is_made_once(world: World, tmp_path: Path) -> None:
    path = bundle(tmp_path)
    run = preview_roster(district=world.district, path=path, by=None)

    def make() -> ImportRun:
        return apply_roster(run=run, path=path, by=None, yes_vanished=True)

    answers = at_once([make] * 4)

    assert sum(isinstance(answer, ImportRun) for answer in answers) == 1, answers
    assert sum(isinstance(answer, UploadGone) for answer in answers) == 3, answers
    assert Person.objects.filter(sourced_id__in=["t1", "p1", "g1"]).count() == 3


def test_two_looked_at_rosters_that_say_the_same_are_not_both_made(world: World, tmp_path: Path) -> None:
    path = bundle(tmp_path)
    runs = [preview_roster(district=world.district, path=path, by=None) for _ in range(2)]

    def make(run: ImportRun) -> Callable[[], ImportRun]:
        return lambda: apply_roster(run=run, path=path, by=None, yes_vanished=True)

    answers = at_once([make(run) for run in runs])

    assert sum(isinstance(answer, ImportRun) for answer in answers) == 1, answers
    assert sum(isinstance(answer, RosterChanged) for answer in answers) == 1, answers
    assert Person.objects.filter(sourced_id="p1").count() == 1


def test_two_commands_at_once_leave_one_district(world: World, tmp_path: Path) -> None:
    path = bundle(tmp_path)

    def bring() -> ImportRun:
        return import_roster(district=world.district, path=path, by=None, yes_vanished=True)

    answers = at_once([bring] * 3)

    assert all(isinstance(answer, ImportRun) for answer in answers), answers
    created = sorted(answer.counts["nouns"]["people"].get("created", 0) for answer in answers)
    assert created == [0, 0, 3]
    assert Person.objects.filter(sourced_id="p1").count() == 1


def test_a_family_books_while_a_roster_is_written(open_world: World, tmp_path: Path, monkeypatch: Any) -> None:
    """On PostgreSQL at once; on SQLite, which has one writer, as soon as the roster is in."""
    path, when = bundle(tmp_path), at(school_day(), 13)
    (guardian, student) = families(open_world, 1)[0]
    written, booked = threading.Event(), threading.Event()
    write = actions.write_plan

    def write_and_wait(*args: Any) -> None:
        write(*args)
        written.set()
        booked.wait(1 if connection.vendor == "sqlite" else 30)

    monkeypatch.setattr(actions, "write_plan", write_and_wait)

    def bring() -> str:
        import_roster(district=open_world.district, path=path, by=None, yes_vanished=True)
        return "booked before" if booked.is_set() else "in first"

    def book() -> str:
        assert written.wait(30)
        wish = Wish(student, open_world.hosts["june"], when)
        book_basket(wishes=[wish], guardian=guardian, by=None, now=timezone.now())
        booked.set()
        return "booked"

    answers = at_once([bring, book])

    expected = "in first" if connection.vendor == "sqlite" else "booked before"
    assert answers == [expected, "booked"]
    assert Appointment.objects.count() == 1
    assert Person.objects.filter(sourced_id="p1").exists()


def test_a_language_chosen_while_a_roster_is_written_stays(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    Person.objects.filter(pk=world.people["rosa"].pk).update(sourced_id="g1", language="es", language_is_own=False)
    files = as_delta(changed("users", 2, **{"metadata.language": "en"}))
    path = write_bundle(tmp_path / "b", files, mode="delta")

    def choose_after_the_comparison(*args: Any) -> Any:
        made = compare(*args)
        if connection.vendor == "postgresql":
            chosen = threading.Thread(target=choose)
            chosen.start()
            chosen.join(30)
        return made

    def choose() -> None:
        Person.objects.filter(sourced_id="g1").update(language="es", language_is_own=True)
        connections.close_all()

    compare = actions._plan
    monkeypatch.setattr(actions, "_plan", choose_after_the_comparison)
    if connection.vendor == "sqlite":
        # One writer: the family chooses before the roster is compared, or after it is in.
        choose()
    import_roster(district=world.district, path=path, by=None, yes_vanished=True)

    assert Person.objects.get(sourced_id="g1").language == "es"


KILLED_WHILE_WRITING = """
import sys, time
import django
django.setup()
from pathlib import Path
from doorway.accounts.models import District
from doorway.roster.imports import actions

write = actions.write_plan

def write_and_wait(plan, progress=None):
    write(plan, progress)
    print("written", flush=True)
    time.sleep(60)

if "wait" in sys.argv:
    actions.write_plan = write_and_wait
district = District.objects.get(code="garfield")
actions.import_roster(district=district, path=Path(sys.argv[1]), by=None, yes_vanished=True)
print("done", flush=True)
"""


def test_killed_in_the_middle_leaves_everything_as_it_was(world: World, tmp_path: Path) -> None:
    path = bundle(tmp_path)
    environment = environment_in(tmp_path) | {"DJANGO_SETTINGS_MODULE": "doorway.config.settings"}
    before = {model: count_rows(model, tmp_path) for model in (Person, ImportRun, ImportLine)}
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)]

    with subprocess.Popen([*command, "wait"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        os.kill(process.pid, signal.SIGKILL)

    assert {model: count_rows(model, tmp_path) for model in before} == before
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert again.stdout == "done\n", again.stderr
    assert count_rows(Person, tmp_path) == before[Person] + 3
    assert count_rows(ImportRun, tmp_path) == before[ImportRun] + 1
