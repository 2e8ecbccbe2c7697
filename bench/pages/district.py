"""The district that is measured: built once by ``doorway demo``, kept in var/bench, used again for some days."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.servers import postgresql

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "bench"
# Then its open conferences have passed, and booking pages would be measured empty.
FRESH_DAYS = 4


@dataclass(frozen=True)
class District:
    """Where the district is: the environment in which the product finds it."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """What the commands and the server are started with."""
        return os.environ | {
            "DOORWAY_HOME": str(self.home),
            "DOORWAY_DATABASE": self.database,
            "DOORWAY_DEMO": "yes",
            "DOORWAY_DEBUG": "no",
            "DOORWAY_ADDRESS": "http://localhost:8000",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }


@contextmanager
def district(engine: str, students: int, *, again: bool = False) -> Iterator[District]:
    """The district in SQLite, or in a PostgreSQL that runs as long as the context does."""
    home = KEPT / f"{engine}-{students}"
    if again or not _is_fresh(home):
        shutil.rmtree(home, ignore_errors=True)
    if engine == "sqlite":
        here = District(home, "")
        _build(here, students)
        yield here
        return
    server = postgresql.start()
    try:
        here = District(home, server.address)
        dump = home / "district.dump"
        if dump.exists():
            server.restore(dump)
            _build(here, students)  # brings its tables up to date
        else:
            shutil.rmtree(home, ignore_errors=True)
            _build(here, students)
            server.dump(dump)
        yield here
    finally:
        server.stop()


def _is_fresh(home: Path) -> bool:
    report = home / "demo" / "built.json"
    if not report.exists():
        return False
    built_on = date.fromisoformat(json.loads(report.read_text(encoding="utf-8"))["built_on"])
    return (date.today() - built_on).days <= FRESH_DAYS  # noqa: DTZ011  # this machine's day, as the build's


def _build(here: District, students: int) -> None:
    """Build what is not there; where it is, only migrate. Shows the command's own progress."""
    quiet = (here.home / "demo" / "built.json").exists()
    print(f"▸ {'The kept' if quiet else 'Building the'} district in {here.home.relative_to(ROOT)}", flush=True)
    command = [sys.executable, "-m", "doorway", "demo", "--students", str(students)]
    code = subprocess.run(
        command, cwd=ROOT, env=here.environment, check=False, stdout=subprocess.DEVNULL if quiet else None
    ).returncode
    if code:
        raise SystemExit(f"The district could not be built (doorway demo ended with {code}).")
