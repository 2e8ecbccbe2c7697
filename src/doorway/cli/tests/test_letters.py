"""``doorway letters``: what is due, and sending it from the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.world import World
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands on ``app``
from doorway.assessments.models import ReadingLetter
from doorway.assessments.tests.test_reading_letters import read
from doorway.cli.app import app, console
from doorway.messages.models import Message
from doorway.roster.models import Person, RecordLook


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table on one line."""
    monkeypatch.setattr(console, "_width", 200)


def said(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["letters", *words])
    return done.exit_code, " ".join(done.output.split())


def test_what_is_due_is_said_school_by_school_and_sent_once(world: World, tmp_path: Path) -> None:
    read(world, "mateo", 150)
    read(world, "ellie", 200)
    Person.objects.filter(sourced_id="rosa").update(email="")

    code, words = said("due", "--period", "BOY")
    assert code == 0
    assert f"BOY {world.year.end_year - 1}-10-30 Panguitch Elementary" in words

    code, words = said("send", "--school", "Panguitch Elementary", "-o", str(tmp_path))
    assert code == 0
    assert "BOY: 2 letters go by e-mail, 1 are on paper." in words
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF")
    assert RecordLook.objects.get(page="reading_letters_pdf").reason == "operator"
    assert Message.objects.filter(kind="reading_letter").count() == 2

    code, words = said("send", "--school", "Panguitch Elementary", "-o", str(tmp_path))
    assert code == 1
    assert "There is no letter to send any more" in words
    assert ReadingLetter.objects.count() == 3


def test_a_time_of_the_year_without_a_letter_is_refused(world: World) -> None:
    code, words = said("due", "--period", "FALL")

    assert code == 1
    assert "There is no letter for “FALL”. Choose one of: BOY, MOY, EOY." in words
