"""``doorway evidence`` as it is typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from rich.progress import Progress, TaskID
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.cli.app import app
from doorway.cli.commands.evidence import STEPS
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import RecordLook
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evidence", *words], terminal_width=200)
    return result.exit_code, " ".join(result.output.split())


def test_one_command_writes_a_pdf_and_a_spreadsheet_and_logs_the_sample(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doorway.compliance.queries.sample.STUDENTS_FOR_ONE", 1)
    monkeypatch.setattr("doorway.compliance.queries.sample.ALIKE", 1)
    adopted_policy(world, timezone.localdate() - timedelta(days=3))

    code, said = run("--school", "Panguitch Elementary", "-o", str(tmp_path / "new"))

    assert code == 0, said
    assert "1 school, three files each" in said
    stem = f"evidence-do-not-publish-panguitch-elementary-{timezone.localdate().isoformat()}-en"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [f"{stem}.csv", f"{stem}.pdf", f"{stem}.xlsx"]
    assert (tmp_path / "new" / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    assert RecordLook.objects.filter(page="evidence", reason="operator", user=None).count() == 3


def test_of_one_school_every_step_is_told_when_it_is_done(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=3))
    told: list[tuple[str, int]] = []

    def update(self: Progress, task_id: TaskID, *, advance: float, description: str) -> None:
        told.append((description, len(list(tmp_path.iterdir()))))

    monkeypatch.setattr(Progress, "update", update)
    run("--school", "Panguitch Elementary", "-o", str(tmp_path))

    # How many files are there at each step: none is told before it is written.
    assert [files for _said, files in told] == [0, 1, 2, 3]
    assert [said.split(": ")[1] for said, _files in told] == [f"{step} done" for step in STEPS]


def test_without_a_policy_it_says_what_to_do(world: World, tmp_path: Path) -> None:
    code, said = run("--school", "Panguitch Elementary", "-o", str(tmp_path))

    assert code != 0
    assert "Adopt one first" in said
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_is_not_there_is_refused(world: World, tmp_path: Path) -> None:
    code, said = run("--language", "xx", "-o", str(tmp_path))

    assert code != 0
    assert "There is no language" in said
