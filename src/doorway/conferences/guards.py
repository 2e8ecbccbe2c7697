"""Nobody is in two places at the same minute: not code, the database says so.

SQLite has one writer at a time, so a trigger that looks for an overlap is exact. PostgreSQL has an exclusion
constraint over time ranges, which holds between transactions that cannot see each other yet. The alternative, one row
per tick of time with a unique key, costs thirty rows where this costs one (docs/decisions/003).
"""

from __future__ import annotations

from doorway.accounts.guards import Guard

TABLE = "conferences_occupancy"


def _no_overlap(column: str) -> Guard:
    name = f"no_overlap_{column}"
    overlap = (
        f"NEW.{column} IS NOT NULL AND EXISTS (SELECT 1 FROM {TABLE} o WHERE o.{column} = NEW.{column} "  # noqa: S608  # constants
        "AND o.id <> NEW.id AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at)"
    )
    return Guard(
        name=name,
        table=TABLE,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH ROW WHEN {overlap} "
            f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            for event in ("INSERT", "UPDATE")
        ),
        postgresql=(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} "
            f"EXCLUDE USING gist ({column} WITH =, tstzrange(starts_at, ends_at) WITH &&)",
        ),
        postgresql_drop=(f"ALTER TABLE IF EXISTS {TABLE} DROP CONSTRAINT IF EXISTS {name}",),
    )


GUARDS = [_no_overlap("person_id"), _no_overlap("room_id")]
