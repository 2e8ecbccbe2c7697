"""A plan into the database: the fewest statements that either engine needs, inside the caller's transaction.

Django's own bulk statements take a minute and a gigabyte longer for a large district.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from django.db import connection, models

from doorway.roster.imports.plan import Plan
from doorway.roster.imports.rows import PEOPLE, TABLES, USERS, AnyRow, Table

_BATCH: Final = 5_000
# Ids that are named in one statement.
_AT_ONCE: Final = 500
# Of one statement, so that a large file does not lie in memory twice.
_ROWS: Final = 50_000
# Lines that are handed to PostgreSQL's driver at once.
_LINES: Final = 500
# Kilobytes of pages that SQLite keeps at hand while rows with random ids go in; it keeps 2 MB otherwise.
_ROOM: Final = 128 * 1024

Progress = Callable[[str, int], None]
"""Called with the name of what is written and the number of rows, before it is written."""


def write_plan(plan: Plan, progress: Progress | None = None) -> None:
    """Make everything that is new and change everything that differs, in an order in which references hold."""
    with roomy_cache():
        for table in TABLES:
            made, updates = plan.created.get(table, []), plan.updates(table)
            touched = sum(map(len, updates.values()))
            if progress is not None and (made or touched):
                progress(table.plural, len(made) + touched)
            _delete(table, plan.removed.get(table, []))
            _insert(plan, table, made)
            for fields, rows in updates.items():
                _update(table, fields, rows)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New rows of a model; ``names`` are its attributes in the order of the values (JSON as dicts)."""
    plain = _PLAIN[connection.vendor].get
    # Values of most kinds go to the driver as they are.
    values = ([value if (change := plain(type(value))) is None else change(value) for value in row] for row in rows)
    insert_plain_rows(model, names, values)


def insert_plain_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same with values that this database's driver takes as they are (see :func:`plain_value`)."""
    if connection.vendor == "postgresql":
        _copy(model, names, (_copied(row) for row in rows))
        return
    # First into a table without guards and indexes: before each statement SQLite sets aside every page that a guard
    # could undo, so few statements are wanted. And past Django's cursor, which looks through each statement for places.
    given = iter(rows)
    with _waiting(model, "doorway_rows", names) as run:
        while batch := list(islice(given, _ROWS)):
            run.executemany(_filling("doorway_rows", len(names)), batch)
            run.execute(_taking(model, names, "doorway_rows"))
            run.execute("DELETE FROM temp.doorway_rows")


def insert_alike_rows(
    model: type[models.Model],
    own: Sequence[str],
    shared: Sequence[str],
    rows: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]],
) -> None:
    """The same for rows of which many say alike: of each what is its own, and a tuple that it shares with others.

    The shared tuples live as long as this. PostgreSQL gets the text of one that was met before, SQLite its number:
    neither is handed the same values twice.
    """
    names = (*own, *shared)
    if connection.vendor == "postgresql":
        texts: dict[int, str] = {}
        _copy(model, names, (f"{_copied(of_row)}\t{_known(texts, alike)}" for of_row, alike in rows))
        return
    numbers: dict[int, int] = {}
    new: list[tuple[Any, ...]] = []

    def numbered() -> Iterator[tuple[Any, ...]]:
        for of_row, alike in rows:
            number = numbers.get(id(alike))
            if number is None:
                new.append(alike)
                number = numbers[id(alike)] = len(numbers) + 1
            yield (*of_row, number)

    given = numbered()
    source = "doorway_rows CROSS JOIN doorway_shared ON doorway_shared.rowid = doorway_rows.number"
    with _waiting(model, "doorway_rows", own, "0 AS number") as run, _waiting(model, "doorway_shared", shared):
        while batch := list(islice(given, _ROWS)):
            run.executemany(_filling("doorway_shared", len(shared)), new)
            new.clear()
            run.executemany(_filling("doorway_rows", len(own) + 1), batch)
            run.execute(_taking(model, names, source))
            run.execute("DELETE FROM temp.doorway_rows")


@contextmanager
def _waiting(model: type[models.Model], name: str, names: Sequence[str], *more: str) -> Iterator[Any]:
    """SQLite's connection, with a table for such values of a model as long as rows go in."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join((*_columns(model, names), *more))
    connection.ensure_connection()
    with connection.wrap_database_errors:
        run = connection.connection
        run.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM {table} WHERE 0")  # noqa: S608  # our names
        yield run
        run.execute(f"DROP TABLE temp.{name}")


def _filling(name: str, width: int) -> str:
    return f"INSERT INTO temp.{name} VALUES ({', '.join('?' * width)})"  # noqa: S608  # our names


def _taking(model: type[models.Model], names: Sequence[str], source: str) -> str:
    listed = ", ".join(_columns(model, names))
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({listed}) SELECT {listed} FROM {source}"  # noqa: S608  # our names


def _copy(model: type[models.Model], names: Sequence[str], lines: Iterator[str]) -> None:
    """Rows into PostgreSQL, written out as its COPY reads them: a quarter of the time that the driver takes for it."""
    table = connection.ops.quote_name(model._meta.db_table)
    # The driver's own: its errors are not yet those of Django.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({', '.join(_columns(model, names))}) FROM STDIN") as copy,
    ):
        while batch := list(islice(lines, _LINES)):
            copy.write("\n".join((*batch, "")).encode())


def _known(texts: dict[int, str], shared: tuple[Any, ...]) -> str:
    """The text of shared values. The tuple lives on, so its place tells it."""
    found = texts.get(id(shared))
    if found is None:
        found = texts[id(shared)] = _copied(shared)
    return found


def _copied(row: Iterable[Any]) -> str:
    """The values of a row as a line of COPY."""
    return "\t".join([(_COPIED.get(type(value)) or _way_of(value))(value) for value in row])


def _way_of(value: Any) -> Callable[[Any], str]:
    """How a value of a kind that is derived from others is written, as a word of a choice is one of text."""
    for kind, way in _COPIED.items():
        if isinstance(value, kind):
            return way
    raise TypeError(f"no import has values of the kind {type(value).__name__}")


def _escaped(text: str) -> str:
    """A text in which nothing ends a value or a line."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def plain_value(value: Any) -> Any:
    """A value as this database's driver takes it."""
    change = _PLAIN[connection.vendor].get(type(value))
    return value if change is None else change(value)


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same attributes of many rows; each row: the values in the order of ``names``, then the id."""
    plain = _plain()
    sets = ", ".join(f"{column} = %s" for column in _columns(model, names))
    sql = f"UPDATE {connection.ops.quote_name(model._meta.db_table)} SET {sets} WHERE id = %s"  # noqa: S608  # our names
    values = ([plain(value) for value in row] for row in rows)
    with connection.cursor() as cursor:
        while batch := list(islice(values, _BATCH)):
            cursor.executemany(sql, batch)


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    by_name = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    return [connection.ops.quote_name(by_name[name]) for name in names]


def _insert(plan: Plan, table: Table, rows: list[AnyRow]) -> None:
    if not rows:
        return
    if table is USERS:
        insert_rows(table.model, table.fields, rows)
        return
    district = plan.district.pk
    insert_rows(table.model, (*table.fields, "district_id"), ((*row, district) for row in rows))


def _delete(table: Table, ids: Sequence[uuid.UUID]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        table.model._default_manager.filter(pk__in=ids[start : start + _AT_ONCE]).delete()


def _update(table: Table, fields: tuple[str, ...], rows: list[AnyRow]) -> None:
    """The same fields of many rows."""
    plain = _plain()
    name = connection.ops.quote_name(table.model._meta.db_table)
    for part, condition in _parts(table, fields):
        places = [table.fields.index(field) for field in part]
        sets = ", ".join(f"{column} = %s" for column in _columns(table.model, part))
        sql = f"UPDATE {name} SET {sets} WHERE id = %s{condition}"  # noqa: S608  # names of models
        values = ([*(plain(row[at]) for at in places), plain(row.id)] for row in rows)
        with connection.cursor() as cursor:
            while batch := list(islice(values, _BATCH)):
                cursor.executemany(sql, batch)


def _parts(table: Table, fields: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields, with the language by itself: the family may have chosen it since the plan was made."""
    if table is PEOPLE and "language" in fields:
        yield ("language",), " AND NOT language_is_own"
        fields = tuple(name for name in fields if name != "language")
    if fields:
        yield fields, ""


def _plain() -> Callable[[Any], Any]:
    """How values are handed to this database's driver."""
    by_type = _PLAIN[connection.vendor]
    return lambda value: by_type[type(value)](value) if type(value) in by_type else value


def _as_json(value: Any) -> str:
    return json.dumps(value, default=str)


# What the drivers do not take as it is, by its type.
_PLAIN: Final[dict[str, dict[type, Callable[[Any], Any]]]] = {
    "sqlite": {
        uuid.UUID: attrgetter("hex"),
        date: date.isoformat,
        datetime: datetime.isoformat,
        dict: _as_json,
        Decimal: str,
    },
    "postgresql": {dict: _as_json},
}
# How PostgreSQL's COPY reads a value, by its type.
_COPIED: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _none: "\\N",
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    Decimal: str,
    uuid.UUID: attrgetter("hex"),
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: lambda value: _escaped(_as_json(value)),
}


@contextmanager
def roomy_cache() -> Iterator[None]:
    """SQLite keeps more pages at hand than usual, as long as many rows go in."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{_ROOM}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")
