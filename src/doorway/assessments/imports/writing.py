"""How results are written: one import at a time, and never without their history."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.assessments.models import Score
from doorway.roster.models import ImportRun


def lock(district: District) -> None:
    """One import at a time in a district, so that two files cannot both find a result missing."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)


def keep_history(run: ImportRun, by: User | None) -> None:
    """The first history row of every new result of the run, copied inside the database: minutes less for a state."""
    quote = connection.ops.quote_name
    history = Score.history.model._meta
    shared = ", ".join(quote(str(field.column)) for field in Score._meta.concrete_fields)
    extra = ("history_date", "history_type", "history_user_id", "history_change_reason")
    sql = (
        f"INSERT INTO {quote(history.db_table)} ({shared}, {', '.join(map(quote, extra))}) "  # noqa: S608  # our names
        f"SELECT {shared}, %s, %s, %s, %s FROM {quote(Score._meta.db_table)} WHERE {quote('imported_by_id')} = %s"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    user = None if by is None else Score._meta.pk.get_db_prep_value(by.pk, connection)
    this_run = Score._meta.pk.get_db_prep_value(run.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, "+", user, None, this_run])
