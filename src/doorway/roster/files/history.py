"""The first history of what an import made, copied inside the database: for a state minutes less than row by row."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from doorway.accounts.models import User
from doorway.roster.models import ImportRun


def keep_first_history(model: Any, run: ImportRun, by: User | None) -> None:
    """Write the first history row of every record that carries this run.

    Called after the new records are made and before others are changed: the changed ones carry the run only then.
    ``model`` has a ``history`` of django-simple-history and a reference ``imported_by``.
    """
    quote = connection.ops.quote_name
    history = model.history.model._meta
    shared = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    extra = ("history_date", "history_type", "history_user_id", "history_change_reason")
    sql = (
        f"INSERT INTO {quote(history.db_table)} ({shared}, {', '.join(map(quote, extra))}) "  # noqa: S608  # our names
        f"SELECT {shared}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} WHERE {quote('imported_by_id')} = %s"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    user = None if by is None else model._meta.pk.get_db_prep_value(by.pk, connection)
    this_run = model._meta.pk.get_db_prep_value(run.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, "+", user, None, this_run])
