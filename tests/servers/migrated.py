"""An empty database that has taken every migration, made once and copied by each process of the tests.

The way over fifty migrations takes most of half a minute of the processor, and each process of each stage went it.
``scripts/run-tests`` goes it once for SQLite and once for PostgreSQL, both at the same time, and says in
``DOORWAY_TEST_MIGRATED`` where it ended. A single ``pytest`` is told nothing and goes the way itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
SAID_IN = "DOORWAY_TEST_MIGRATED"


def on_sqlite(home: Path) -> dict[str, str]:
    """Make the file; what a stage's environment says of it. CalledProcessError when a migration fails."""
    _migrate(home, "")
    return {SAID_IN: str(home / "doorway.sqlite3")}


def on_postgresql(home: Path, address: str) -> dict[str, str]:
    """Make the database on the server that answers at ``address``; otherwise like :func:`on_sqlite`."""
    with psycopg.connect(address, autocommit=True) as maintenance:
        maintenance.execute("CREATE DATABASE migrated")
    _migrate(home, address.rpartition("/")[0] + "/migrated")
    return {SAID_IN: "migrated", "DOORWAY_TEST_POSTGRESQL": address}


def _migrate(home: Path, database: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    own = {"DOORWAY_HOME": str(home), "DOORWAY_DATABASE": database, "DOORWAY_SECRET_KEY": "only-for-tests"}
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | own, stdin=subprocess.DEVNULL, check=True)


def copy(database: dict[str, Any]) -> bool:
    """Put a copy where Django will look for this process's test database; False when none was made.

    ``database`` is Django's entry, with the name of the test database in it.
    """
    original = os.environ.get(SAID_IN)
    if not original:
        return False
    name = str(database["TEST"]["NAME"] or f"test_{database['NAME']}")
    if database["ENGINE"].endswith("sqlite3"):
        shutil.copyfile(original, name)
        return True
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))
    with psycopg.connect(os.environ["DOORWAY_TEST_POSTGRESQL"], autocommit=True) as maintenance:
        maintenance.execute(statement)
    return True
