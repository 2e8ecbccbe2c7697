"""Rows of another table as one JSON list in a column, so that a whole document is one query."""

from __future__ import annotations

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JsonRows(Subquery):
    """``JsonRows(Goal.objects.filter(plan__student=OuterRef("pk")), text="text")``: a list of ``{"text": …}``.

    The order of the queryset is kept; no rows give an empty list. Dates and ids come as the database writes them.
    """

    template = "(SELECT COALESCE(jsonb_agg(_rows.row), '[]'::jsonb) FROM (%(subquery)s) _rows)"

    def __init__(self, queryset: QuerySet[Any], **fields: Any) -> None:
        super().__init__(queryset.values(row=JSONObject(**fields)), output_field=JSONField())

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite's own function; ``json()`` because a text column would be quoted as a text."""
        template = '(SELECT json_group_array(json(_rows."row")) FROM (%(subquery)s) _rows)'
        return self.as_sql(compiler, connection, template=template, **extra)
