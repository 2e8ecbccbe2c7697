"""What every connection to PostgreSQL is told at its beginning."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def without_compiling(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Signal handler of ``connection_created``: no statement is compiled before it runs.

    PostgreSQL compiles what it takes to be dear. Ours have many branches and run for some tenths of a second: of the
    counts of 650,000 students half the time went into the compiler, and of a preview six sevenths. It is said by
    statement and not at the connecting, where poolers such as PgBouncer refuse it.
    """
    if connection.vendor == "postgresql":
        connection.connection.execute("SET jit = off")
