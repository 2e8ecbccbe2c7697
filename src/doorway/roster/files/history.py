"""The history of what an import made and changed, copied inside the database: minutes less than row by row."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from doorway.accounts.models import User
from doorway.roster.models import ImportRun

# So many ids in one statement: SQLite takes 32,766 values.
_AT_ONCE = 5_000


def keep_first_history(model: Any, run: ImportRun, by: User | None) -> None:
    """Write the first history row of every record that carries this run.

    Called after the new records are made and before others are changed: the changed ones carry the run only then.
    ``model`` has a ``history`` of django-simple-history and a reference ``imported_by``.
    """
    _copy(model, "+", by, "imported_by_id", [run.pk])


def keep_history(model: Any, ids: Sequence[uuid.UUID], by: User | None) -> None:
    """Write a history row of these records, which have just been changed."""
    for start in range(0, len(ids), _AT_ONCE):
        _copy(model, "~", by, "id", ids[start : start + _AT_ONCE])


def _copy(model: Any, kind: str, by: User | None, column: str, values: Sequence[uuid.UUID]) -> None:
    """Every record whose column holds one of these values, as it stands, into the history."""
    quote = connection.ops.quote_name
    history = model.history.model._meta
    shared = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    extra = ("history_date", "history_type", "history_user_id", "history_change_reason")
    places = ", ".join(["%s"] * len(values))
    sql = (
        f"INSERT INTO {quote(history.db_table)} ({shared}, {', '.join(map(quote, extra))}) "  # noqa: S608  # our names
        f"SELECT {shared}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} WHERE {quote(column)} IN ({places})"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    key = model._meta.pk
    user = None if by is None else key.get_db_prep_value(by.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, kind, user, None, *(key.get_db_prep_value(value, connection) for value in values)])
