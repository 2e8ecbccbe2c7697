"""Questions to the database that are put together once and asked as often as wanted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


class Statement:
    """A queryset of ``values_list`` as the text that the database takes, with how its answers are read.

    For a question of many branches that is the same from one page to the next: Django takes longer to put it together
    than the database to answer it. No answer is kept, only the question. It may be asked in any thread; it must not
    follow from anything that is not in the key under which the caller keeps it.
    """

    def __init__(self, rows: QuerySet[Any, tuple[Any, ...]]) -> None:
        self._query, self._database = rows.query, rows.db
        compiler = self._query.get_compiler(self._database)
        try:
            self._text, self._values = compiler.as_sql()
        except EmptyResultSet:
            # Django knows that nothing can be found, and so does whoever asks.
            self._text, self._values = "", ()
            return
        # What it is sorted by may stand behind its columns.
        self._width = compiler.col_count
        self._columns = [column for column, *_name in compiler.select[: self._width]]

    def rows(self) -> list[tuple[Any, ...]]:
        """What the database says now, in the queryset's order. One query."""
        if not self._text:
            return []
        with connections[self._database].cursor() as cursor:
            cursor.execute(self._text, self._values)
            found = [row[: self._width] for row in cursor.fetchall()]
        compiler = self._query.get_compiler(self._database)
        # How a column is read is asked of this thread's connection: kept, it would hold that of another one open.
        converters = compiler.get_converters(self._columns)
        return [tuple(row) for row in compiler.apply_converters(found, converters)]
