"""The command in a plain shell: nothing set, nothing prepared."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def doorway(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own, as the console script does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DOORWAY_"))}
    return subprocess.run(
        [sys.executable, "-m", "doorway", *arguments],
        env=kept | {"DOORWAY_HOME": str(home), "COLUMNS": "200"} | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("arguments", [("--help",), ("settings",)])
def test_help_and_settings_need_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = doorway(*arguments, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "packets" in done.stdout or "DOORWAY_HOME" in done.stdout


def test_settings_are_listed_where_one_is_wrong(tmp_path: Path) -> None:
    done = doorway("settings", home=tmp_path, DOORWAY_DATABASE="nonsense://")
    assert done.returncode == 0
    assert "DOORWAY_DATABASE" in done.stdout


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = doorway("check", home=tmp_path, DOORWAY_VANISH_LIMIT="abc")
    assert done.returncode == 1
    assert "DOORWAY_VANISH_LIMIT is 'abc'. Write a whole number." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("district", "add", "Garfield"), ("import", "scores", "x.csv")])
def test_before_setup_every_command_says_what_comes_first(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text("student_id\n1\n")
    done = doorway(*arguments, home=tmp_path)
    assert done.returncode == 1
    assert "doorway setup" in done.stdout
    assert "var/demo" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_who_has_built_only_the_demo_is_told_how_to_ask_it(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "doorway.sqlite3").touch()

    done = doorway("grants", home=tmp_path)

    assert "DOORWAY_HOME=var/demo" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
