"""What the database itself refuses, on SQLite and PostgreSQL alike.

Django's constraints cover most promises; the rest (nobody in two places, a version that never changes, references that
stay inside their district) need triggers or exclusion constraints, whose SQL differs between the two databases. They
are written as :class:`Guard` values in each slice's ``guards.py`` and put in place after **every** migrate: SQLite
remakes a table when a column changes and silently drops its triggers, so a guard made once in a migration could vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from doorway.accounts.models import DistrictRow

NOT_OF_THIS_VERSION = (
    "The tables are older than this version of Doorway, so its guards are not put in place. Before anybody writes, run "
    "doorway setup, with this version or with the older one.\n"
)


@dataclass(frozen=True)
class Guard:
    """One promise of the database: the statements that take it away and put it in place, per engine."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    postgresql_drop: tuple[str, ...]

    def names(self, vendor: str) -> tuple[str, ...]:
        """Under which names the database lists it: triggers, or a constraint."""
        statements = self.sqlite if vendor == "sqlite" else self.postgresql
        if not statements:
            return ()
        return tuple(_trigger_name(one) for one in statements if one.startswith("CREATE TRIGGER")) or (self.name,)

    @property
    def sqlite_drop(self) -> tuple[str, ...]:
        """SQLite guards are triggers named after the guard; those made for several events carry a suffix.

        A trigger on a view goes with its view.
        """
        return tuple(" ".join(("DROP", kind, "IF EXISTS", name)) for kind, name in map(_made, self.sqlite))


def _made(statement: str) -> tuple[str, str]:
    """What a statement makes: ``("TRIGGER", its name)``, or a view."""
    kind, name = statement.split()[1:3]
    return kind, name


def _trigger_name(statement: str) -> str:
    return _made(statement)[1]


def trigger_guard(name: str, table: str, event: str, refuse_when: str, sentence: str) -> Guard:
    """A guard that refuses ``event`` (like ``INSERT``) on ``table`` when an SQL condition on NEW/OLD holds.

    The condition must be plain SQL that both engines read the same way.
    """
    events = [part.strip() for part in event.split(",")]
    return Guard(
        name=name,
        table=table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{one.split()[0].lower()} BEFORE {one} ON {table} FOR EACH ROW "
            f"WHEN {refuse_when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for one in events
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refuse_when} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation', "
            f"CONSTRAINT = '{name}'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
        postgresql_drop=(f"DROP TRIGGER IF EXISTS {name} ON {table}",),
    )


def guard_of_reference(name: str, table: str, column: str, refuse_when: str, sentence: str) -> Guard:
    """A guard that refuses new rows, and rows whose ``column`` is set anew, when a condition on ``{row}`` holds.

    PostgreSQL looks at all new rows of a statement at once, when they are there: an import of a million rows is one
    look then, not a million (docs/decisions/037). Nothing of the statement stays when one row is refused.
    """
    by_row = trigger_guard(name, table, f"INSERT, UPDATE OF {column}", refuse_when.format(row="NEW"), sentence)
    on_update = trigger_guard(name, table, f"UPDATE OF {column}", refuse_when.format(row="NEW"), sentence)
    at_once = f"{name}_rows"
    found = f"SELECT 1 FROM made WHERE {refuse_when.format(row='made')}"  # noqa: S608  # names of models
    return Guard(
        name=name,
        table=table,
        sqlite=by_row.sqlite,
        postgresql=(
            *on_update.postgresql,
            f"CREATE OR REPLACE FUNCTION {at_once}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({found}) THEN "
            f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}'; "
            "END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {at_once} AFTER INSERT ON {table} REFERENCING NEW TABLE AS made "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {at_once}()",
        ),
        postgresql_drop=(*by_row.postgresql_drop, f"DROP TRIGGER IF EXISTS {at_once} ON {table}"),
    )


def _district_guards(model: type[models.Model]) -> Iterator[Guard]:
    """One guard for each reference from a district's row to another district's row."""
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        if not isinstance(field, models.ForeignKey) or not (
            isinstance(target, type) and issubclass(target, DistrictRow)
        ):
            continue
        column, parent = field.column, target._meta.db_table
        yield guard_of_reference(
            name=f"same_district_{table}_{column}"[:58],
            table=table,
            column=column,
            refuse_when=(
                f"({{row}}.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} p "  # noqa: S608  # names
                f"WHERE p.id = {{row}}.{column} AND p.district_id = {{row}}.district_id))"
            ),
            sentence=f"{table}.{column} belongs to another district",
        )


def _district_stays(model: type[models.Model]) -> Guard:
    """No row goes to another district: what refers to it would be left behind."""
    table = model._meta.db_table
    return trigger_guard(
        name=f"district_stays_{table}"[:58],
        table=table,
        event="UPDATE OF district_id",
        refuse_when="(NEW.district_id <> OLD.district_id)",
        sentence=f"a row of {table} stays in its district",
    )


def _joined_in_one_district(model: type[models.Model]) -> Iterator[Guard]:
    """One guard for each table that joins rows of districts, many to many: such tables name no district themselves."""
    for field in model._meta.local_many_to_many:
        through: Any = field.remote_field.through
        target: Any = field.related_model
        if not (isinstance(target, type) and issubclass(target, DistrictRow)) or issubclass(through, DistrictRow):
            continue
        table = through._meta.db_table
        here, there = field.m2m_column_name(), field.m2m_reverse_name()
        yield trigger_guard(
            name=f"one_district_{table}"[:58],
            table=table,
            event="INSERT, UPDATE",
            refuse_when=(
                f"(NOT EXISTS (SELECT 1 FROM {model._meta.db_table} a, {target._meta.db_table} b "  # noqa: S608  # names of models
                f"WHERE a.id = NEW.{here} AND b.id = NEW.{there} AND a.district_id = b.district_id))"
            ),
            sentence=f"{table} joins two districts",
        )


def all_guards() -> list[Guard]:
    """Every guard of every slice, and those made from the models' own references."""
    guards: list[Guard] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("doorway."):
            continue
        for model in config.get_models(include_auto_created=False):
            if issubclass(model, DistrictRow) and not hasattr(model, "instance_type"):
                guards.extend(_district_guards(model))
                guards.append(_district_stays(model))
                guards.extend(_joined_in_one_district(model))
        if find_spec(f"{config.name}.guards") and config.name != "doorway.accounts":
            guards.extend(import_module(f"{config.name}.guards").GUARDS)
    return guards


def is_of_this_version(using: BaseDatabaseWrapper = connection) -> bool:
    """Whether every migration has run, so that the tables are those which this version of the program knows."""
    executor = MigrationExecutor(using)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def uninstall(using: BaseDatabaseWrapper = connection) -> None:
    """Take every guard away (before a table is emptied in a test, before one goes back to an older version)."""
    tables = set(using.introspection.table_names())
    with transaction.atomic(using=using.alias), using.cursor() as cursor:
        for guard in all_guards():
            if guard.table not in tables:
                continue
            for statement in guard.sqlite_drop if using.vendor == "sqlite" else guard.postgresql_drop:
                cursor.execute(statement)


def install(using: BaseDatabaseWrapper = connection) -> None:
    """Put every guard in place, replacing what was there.

    In one transaction: a server that goes on serving never writes without them, and should one not come back, for rows
    that it would have refused, the old ones stay.
    """
    tables = set(using.introspection.table_names())
    with transaction.atomic(using=using.alias), using.cursor() as cursor:
        for guard in all_guards():
            if guard.table not in tables:
                continue
            drop = guard.sqlite_drop if using.vendor == "sqlite" else guard.postgresql_drop
            make = guard.sqlite if using.vendor == "sqlite" else guard.postgresql
            for statement in (*drop, *make):
                cursor.execute(statement)


def installed_names(using: BaseDatabaseWrapper = connection) -> set[str]:
    """Names of the triggers and exclusion constraints that the database holds now."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if using.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
        "UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
    )
    with using.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing_names(using: BaseDatabaseWrapper = connection) -> list[str]:
    """Names under which the database would list guards of tables that it has, and does not."""
    tables = set(using.introspection.table_names())
    wanted = {name for guard in all_guards() if guard.table in tables for name in guard.names(using.vendor)}
    return sorted(wanted - installed_names(using))


@contextmanager
def lifted(using: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Without guards for a moment: only for emptying a whole database (tests, ``doorway demo --again``)."""
    uninstall(using)
    try:
        yield
    finally:
        install(using)


def lift_before_migrate(**kwargs: Any) -> None:
    """Signal handler of ``pre_migrate``: SQLite changes a table by making it anew, and no trigger may name it then.

    All triggers and views are Doorway's, those of an older version too. They come back after the last step; when one
    fails, the checks at start-up and ``doorway setup`` say that they are missing. On PostgreSQL they stand all the
    while, unless one goes back: what names a column that is taken away would refuse every write, and on the way
    forward again also what a step has to set right.
    """
    from django.db import connections  # late: the alias comes with the signal

    using, plan = connections[kwargs["using"]], kwargs.get("plan")
    if not plan:
        return
    if using.vendor != "sqlite":
        if any(is_backwards for _step, is_backwards in plan):
            uninstall(using)
        return
    with using.cursor() as cursor:
        # A view last, and what belongs to it has gone by then.
        cursor.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type")
        for kind, name in cursor.fetchall():
            cursor.execute(f"DROP {kind.upper()} {using.ops.quote_name(name)}")


def install_after_migrate(**kwargs: Any) -> None:
    """Signal handler of ``post_migrate``: once the tables are those of this version, and not after a step on the way.

    On tables of before they could not be made, or would refuse what the version of then writes; it puts its own in
    place with ``doorway setup``.
    """
    from django.db import connections  # late: the alias comes with the signal

    using = connections[kwargs["using"]]
    if is_of_this_version(using):
        install(using)
    elif kwargs.get("verbosity") and (out := kwargs.get("stdout")):
        out.write(NOT_OF_THIS_VERSION)
