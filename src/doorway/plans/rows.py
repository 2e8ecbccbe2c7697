"""Rows of another table as one JSON list in a column, so that a whole document is one query."""

from __future__ import annotations

from datetime import UTC, datetime
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


Row = dict[str, Any]
_NAME = ("given_name", "family_name", "preferred_given_name")


def name_columns(prefix: str) -> dict[str, str]:
    """The columns of a person's name, for a row; :func:`name_in` puts them together."""
    return {f"{prefix}_{column}": f"{prefix}__{column}" for column in _NAME}


def name_in(row: Row, prefix: str) -> str:
    """The person's name as one says it; empty when there is nobody."""
    first = row[f"{prefix}_preferred_given_name"] or row[f"{prefix}_given_name"]
    return f"{first or ''} {row[f'{prefix}_family_name'] or ''}".strip()


def moment_in(text: str) -> datetime:
    """A moment as either database writes it (SQLite: UTC without saying so)."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
