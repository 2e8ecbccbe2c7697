"""Names as one types them: in small letters and without accents, so that “lucia” finds Lucía.

In a query: ``given_name__plain__contains=plain(word)``, on both databases.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Transform
from django.db.models.sql.compiler import SQLCompiler

# Marks that stand above and below letters, as NFKD takes them apart.
_POSTGRESQL = "lower(regexp_replace(normalize(%(expressions)s, NFKD), '[\\u0300-\\u036f]', '', 'g'))"


def plain(text: str) -> str:
    """The text in small letters, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


class Plain(Transform):
    """The same of a column of text."""

    lookup_name = "plain"
    function = "doorway_plain"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        """With what PostgreSQL brings."""
        return self.as_sql(compiler, connection, template=_POSTGRESQL, **more)


def teach_sqlite(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Signal handler of ``connection_created``: SQLite learns the function from us."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("doorway_plain", 1, _or_none, deterministic=True)


def _or_none(text: str | None) -> str | None:
    return None if text is None else plain(text)
