"""What the database knows of its own rows when it chooses between indexes.

PostgreSQL counts by itself, a minute later; SQLite never does, and then takes "all rows of this district" for as
narrow as "all rows of this person": a page of a large school took minutes. So they are counted after much came in.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Rows that SQLite looks at in each index: enough to tell a district from a person, and a matter of milliseconds.
ROWS_LOOKED_AT = 1_000


def count_rows(using: BaseDatabaseWrapper = connection) -> None:
    """Let the database count anew what its tables hold. Milliseconds on SQLite, seconds for a whole state."""
    with using.cursor() as cursor:
        if using.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
            return
        tables = (using.ops.quote_name(model._meta.db_table) for model in apps.get_models(include_auto_created=True))
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def count_rows_later() -> None:
    """The same once the transaction that goes on is committed; without it, what came in is there all the same."""
    transaction.on_commit(count_rows, robust=True)
