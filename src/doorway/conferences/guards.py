"""Nobody is in two places at the same minute, and what was written down of a conference stays: the database says so.

SQLite has one writer at a time, so a trigger that looks for an overlap is exact. PostgreSQL has an exclusion
constraint over time ranges, which holds between transactions that cannot see each other yet. The alternative, one row
per tick of time with a unique key, costs thirty rows where this costs one (docs/decisions/003).
"""

from __future__ import annotations

from doorway.accounts.guards import Guard, trigger_guard

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


def _of_held(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = {row}.conference_id AND c.status = 'held')"  # noqa: S608  # constants


_WRITTEN = (
    "conference_id", "student_id", "on", "how", "minutes", "time_known", "starts_at", "ends_at", "written_by_id",
    "written_at",
)  # fmt: skip
_MET = ("conference_id", "student_id", "host_id", "starts_at", "ends_at", "attendance")


def _other(columns: tuple[str, ...]) -> str:
    return " OR ".join(f'NEW."{name}" <> OLD."{name}"' for name in columns)


HELD_GUARDS = [
    # One that was written down never gets into a calendar, and one of a calendar never becomes one without a booking.
    trigger_guard(
        "held_stays_held",
        "conferences_conference",
        "UPDATE OF status",
        "((OLD.status = 'held') <> (NEW.status = 'held'))",
        "a conference that was written down afterwards stays one",
    ),
    trigger_guard(
        "held_line_is_of_a_held_conference",
        "conferences_heldconference",
        "INSERT",
        f"(NOT {_of_held('NEW')})",
        "only of a conference that nobody had booked",
    ),
    # Taken back once, when nothing of it counts any more, is all that may happen to it.
    trigger_guard(
        "held_line_stays",
        "conferences_heldconference",
        "UPDATE",
        f"(OLD.taken_back_at IS NOT NULL OR {_other(_WRITTEN)} OR (NEW.taken_back_at IS NOT NULL AND EXISTS "  # noqa: S608  # constants
        "(SELECT 1 FROM conferences_appointment a WHERE a.conference_id = NEW.conference_id "
        "AND a.student_id = NEW.student_id AND a.status = 'booked')))",
        "a conference that was written down stays; take it back",
    ),
    trigger_guard(
        "held_line_is_kept",
        "conferences_heldconference",
        "DELETE",
        "(OLD.id IS NOT NULL)",
        "a conference that was written down stays; take it back",
    ),
    trigger_guard(
        "held_meeting_took_place",
        "conferences_appointment",
        "INSERT",
        f"({_of_held('NEW')} AND (NEW.status <> 'booked' OR NEW.attendance <> 'came' OR NOT EXISTS "  # noqa: S608  # constants
        "(SELECT 1 FROM conferences_heldconference w WHERE w.conference_id = NEW.conference_id "
        "AND w.student_id = NEW.student_id AND w.taken_back_at IS NULL "
        "AND w.starts_at = NEW.starts_at AND w.ends_at = NEW.ends_at)))",
        "of a conference that nobody had booked only what took place",
    ),
    trigger_guard(
        "held_meeting_stays",
        "conferences_appointment",
        "UPDATE",
        f"(({_of_held('OLD')} OR {_of_held('NEW')}) AND ({_other(_MET)} "
        "OR (OLD.status <> NEW.status AND NEW.status <> 'cancelled')))",
        "a conference that was written down stays; take it back",
    ),
    trigger_guard(
        "held_meeting_is_kept",
        "conferences_appointment",
        "DELETE",
        f"({_of_held('OLD')})",
        "a conference that was written down stays; take it back",
    ),
]

_IMPORTED = (
    "student_id", "imported_by_id", "row", "kind", "on", "held_at", "school_id", "names_school", "place", "host_id",
    "held_by", "holder", "with_counselor", "student_there", "minutes", "witness_of_id",
)  # fmt: skip


def _otherwise(columns: tuple[str, ...]) -> str:
    """One of these columns, which may be none, gets another value."""
    return " OR ".join(
        f"COALESCE(CAST(NEW.\"{name}\" AS VARCHAR(200)), '') <> COALESCE(CAST(OLD.\"{name}\" AS VARCHAR(200)), '')"
        for name in columns
    )


EARLIER_GUARDS = [
    # That it is taken back, by itself or with its file, once, is all that may happen to it.
    trigger_guard(
        "earlier_conference_stays",
        "conferences_earlierconference",
        "UPDATE",
        f"(OLD.taken_back_at IS NOT NULL OR {_otherwise(_IMPORTED)})",
        "an earlier conference stays as its file said it; take the file back",
    ),
    trigger_guard(
        "earlier_conference_is_kept",
        "conferences_earlierconference",
        "DELETE",
        "(OLD.id IS NOT NULL)",
        "an earlier conference stays as its file said it; take the file back",
    ),
    # The same conference is not there twice, whichever of the two was written first.
    trigger_guard(
        "earlier_conference_is_not_here",
        "conferences_earlierconference",
        "INSERT",
        "(NEW.kind = 'individual' AND EXISTS (SELECT 1 FROM conferences_heldconference w "
        'WHERE w.student_id = NEW.student_id AND w."on" = NEW."on" AND w.taken_back_at IS NULL))',
        "a conference of that day is written down here already",
    ),
    trigger_guard(
        "held_conference_is_no_earlier_one",
        "conferences_heldconference",
        "INSERT",
        "(EXISTS (SELECT 1 FROM conferences_earlierconference e WHERE e.student_id = NEW.student_id "
        'AND e."on" = NEW."on" AND e.kind = \'individual\' AND e.taken_back_at IS NULL))',
        "a conference of that day came with a file already",
    ),
]

GUARDS = [_no_overlap("person_id"), _no_overlap("room_id"), *HELD_GUARDS, *EARLIER_GUARDS]
