"""Start-up checks: what would hurt later is said before a user meets it, with an id, a sentence and a hint."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

SAFE_SQLITE = (3, 51, 3)
SHORTEST_KEY = 32


@register(Tags.security)
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Settings that must not meet real records."""
    found: list[CheckMessage] = []
    public = settings.ADDRESS.startswith("https://")
    if public and settings.DEMO:
        found.append(
            Error(
                "The demo's sign-in without a code is on, on an address that looks public.",
                hint="Set DOORWAY_DEMO=no. The demo is for http://localhost.",
                id="doorway.E001",
            )
        )
    if public and settings.DEBUG:
        found.append(
            Error(
                "Error pages with details of records are on, on an address that looks public.",
                hint="Set DOORWAY_DEBUG=no.",
                id="doorway.E002",
            )
        )
    if public and len(settings.SECRET_KEY) < SHORTEST_KEY:
        found.append(
            Error(
                "The signing key is short enough to be guessed.",
                hint="Leave DOORWAY_SECRET_KEY empty: a good one is made and kept in DOORWAY_HOME.",
                id="doorway.E003",
            )
        )
    if not settings.DEMO and settings.MAIL_MODE == "outbox":
        found.append(
            (Error if public else checks.Warning)(
                "Letters and sign-in codes are kept in the database and reach nobody.",
                hint="Set DOORWAY_MAIL=smtp, and DOORWAY_SMTP and DOORWAY_FROM to your mail server and address.",
                id="doorway.E005" if public else "doorway.W005",
            )
        )
    return found


@register(Tags.compatibility)
def check_sqlite(**_kwargs: Any) -> list[CheckMessage]:
    """Versions of SQLite before 3.51.3 can lose data in WAL mode when two connections reset the log at once."""
    uses_sqlite = any(entry["ENGINE"].endswith("sqlite3") for entry in settings.DATABASES.values())
    if not uses_sqlite or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Warning(
            f"This Python brings SQLite {sqlite3.sqlite_version}. Versions before 3.51.3 have a rare fault that can"
            " damage a database in WAL mode.",
            hint="For a demo it does no harm. For real records use PostgreSQL (DOORWAY_DATABASE), or a newer SQLite.",
            id="doorway.W001",
        )
    ]


@register(Tags.database)
def check_guards(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The database's own promises (nobody in two places, a signed version never changes) must be in place."""
    from doorway.accounts import guards  # late: models are loaded after this module

    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            missing = guards.missing_names(connection)
        except DatabaseError:
            continue
        if missing:
            # Between two versions they wait for the last step, which an error would not let anybody take.
            waits = not guards.is_of_this_version(connection)
            found.append(
                (checks.Warning if waits else Error)(
                    f"{len(missing)} of the database's guards are missing, the first of them {missing[0]}.",
                    hint="Run: doorway setup",
                    id="doorway.W004" if waits else "doorway.E004",
                )
            )
    return found
