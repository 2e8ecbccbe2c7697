"""``doorway tick``: growth is computed beside the mail, not before it; dates that moved are noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler
from django.utils import timezone
from tests.world import World, add_conference
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.announcements.tests.test_letters import published
from doorway.assessments.growth.ledger import ask_for_growth
from doorway.assessments.models import GrowthRun
from doorway.assessments.tests.stored import YEAR
from doorway.cli.app import app
from doorway.cli.commands import tick
from doorway.conferences.models import ConferenceWindow
from doorway.config import settings as ours


class Child:
    """A process that runs until it is told."""

    started: list[list[str]]

    def __init__(self, command: list[str], **_environment: Any) -> None:
        self.started.append(command)
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.code = -15

    def wait(self, _seconds: float) -> None:
        assert self.code is not None


@pytest.fixture(autouse=True)
def _same_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round closes connections that are old; that of a test has its tables."""
    monkeypatch.setattr(tick, "close_old_connections", lambda: None)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of the processes that were begun."""
    Child.started = []
    monkeypatch.setattr(tick.subprocess, "Popen", Child)
    return Child.started


def ask(world: World) -> GrowthRun:
    """Somebody asks for the growth of a year."""
    return ask_for_growth(district=world.district, year=YEAR, by=world.user("sam"), now=timezone.now())


def test_growth_begins_in_a_process_of_its_own_once(world: World, started: list[list[str]]) -> None:
    beside = tick.Beside()
    beside.go_on()
    assert started == []
    ask(world)
    beside.go_on()
    beside.go_on()
    assert [command[-2:] for command in started] == [["growth", "asked"]]
    # This process has computed nothing.
    assert GrowthRun.objects.get().status == "waiting"

    assert beside.child is not None
    beside.child.terminate()
    beside.go_on()
    assert len(started) == 2


def test_the_process_beside_ends_with_the_tick(
    world: World, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world)
    rounds: list[int] = []

    def told_to_end(_seconds: float) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            raise SystemExit(0)

    monkeypatch.setattr(tick.time, "sleep", told_to_end)
    ended: list[str] = []
    monkeypatch.setattr(Child, "terminate", lambda self: (ended.append("ended"), setattr(self, "code", -15)))
    done = CliRunner().invoke(app, ["tick", "--every", "1"])
    assert (done.exit_code, len(rounds), len(started), ended) == (0, 3, 1, ["ended"])


def test_one_round_computes_by_itself_and_the_command_takes_one_year_after_the_other(world: World) -> None:
    ask(world)
    done = CliRunner().invoke(app, ["tick"])
    assert done.exit_code == 0, done.output
    # There are no scores of that year; the reason stands in the run.
    assert (GrowthRun.objects.get().status, GrowthRun.objects.get().refused) == ("failed", "no_scores")
    ask(world)
    again = CliRunner().invoke(app, ["growth", "asked"])
    assert again.exit_code == 0
    assert "growth of " in again.output
    assert set(GrowthRun.objects.values_list("status", flat=True)) == {"failed"}
    assert CliRunner().invoke(app, ["growth", "asked"]).output == ""


def test_a_round_notices_that_the_dates_of_a_letter_have_moved(world: World) -> None:
    add_conference(world)
    letter = published(world)
    ConferenceWindow.objects.order_by("-starts_at")[0].delete()

    said = CliRunner().invoke(app, ["tick"])

    assert "letters: 1 show other conference dates than before" in said.output
    letter.refresh_from_db()
    assert letter.dates_changed_at is not None
    assert "other conference dates" not in CliRunner().invoke(app, ["tick"]).output


@pytest.mark.django_db
def test_rounds_and_pages_of_a_minute_open_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a file of SQLite reads all of its guards, which takes longer than many a page."""
    file = ours.database("") | {"NAME": tmp_path / "a.sqlite3"}
    used, opened = ConnectionHandler({"default": file})["default"], 0
    for number in range(36):
        now = 2000.0 + 5 * number
        monkeypatch.setattr("django.db.backends.base.base.time.monotonic", lambda now=now: now)
        used.close_if_unusable_or_obsolete()
        opened += used.connection is None
        used.ensure_connection()
    used.close()

    # Three minutes.
    assert opened == 3
