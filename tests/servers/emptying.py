"""An empty database after each test that has committed something.

Such a test leaves rows that the guards let nobody delete. To take some three hundred guards away, empty every table and
put the guards back took SQLite a third of a second of the processor each time. It is done once in a process: what comes
of it is kept in memory, and put back as it is after every further test.
"""

from __future__ import annotations

import sqlite3

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from doorway.accounts import guards

# As often as the copy may find somebody else writing; Python waits a quarter of a second each time.
PATIENCE = 80

_emptied: list[sqlite3.Connection] = []


def empty() -> None:
    """Leave tables without rows, and every guard in its place."""
    if connection.vendor == "sqlite" and _emptied:
        connection.ensure_connection()
        _copy(_emptied[0], connection.connection)
        return
    # What Django would write again after every emptying (its permissions) is left out: Doorway has roles of its own.
    with guards.lifted(connection):
        call_command("flush", verbosity=0, interactive=False, allow_cascade=False, inhibit_post_migrate=True)
    if connection.vendor == "sqlite":
        # The table of the cache is no model's.
        cache.clear()
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        _copy(connection.connection, kept)
        _emptied.append(kept)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    waited = 0

    def be_patient(status: int, left: int, of: int) -> None:
        nonlocal waited
        waited += status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if waited > PATIENCE:
            raise RuntimeError("A test has left somebody behind who writes into the database.")

    source.backup(target, progress=be_patient)
