"""``doorway requirements``: an own set as a file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.world import World
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # the commands register themselves
from doorway.cli.app import app
from doorway.pathways.requirements.documents import written
from doorway.pathways.requirements.tests.sets import draft
from doorway.pathways.rules.alone import set_in


def test_the_command_writes_what_the_page_gives(world: World, tmp_path: Path) -> None:
    row = draft(world.people["ruth"])
    path = tmp_path / "own.toml"
    done = CliRunner().invoke(app, ["requirements", "export", str(row.number), "-o", str(path)])

    assert done.exit_code == 0, done.output
    assert written(set_in(path.read_text(encoding="utf-8"), "own.toml").whole()) == row.document
    assert tomllib.loads(path.read_text(encoding="utf-8"))["pack"] == "utah"
    missing = CliRunner().invoke(app, ["requirements", "export", "99", "-o", str(path)])
    assert missing.exit_code == 1
    assert f"There is no version 99. There are: {row.number}." in missing.output
