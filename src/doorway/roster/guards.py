"""The log of looks only grows, and what was done with a student's homes stays as it was."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

GUARDS = [
    trigger_guard(
        "record_look_is_kept",
        "roster_recordlook",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "the log of looks only grows",
    ),
    # Whom a change set who is gone by now is all that may be taken out of it.
    trigger_guard(
        "home_change_is_kept",
        "roster_homechange",
        "UPDATE",
        "(OLD.home_before <> NEW.home_before OR OLD.home_after <> NEW.home_after OR OLD.guardian_id <> NEW.guardian_id"
        " OR OLD.student_id <> NEW.student_id OR OLD.changed_at <> NEW.changed_at)",
        "who changed a home is kept as it was",
    ),
]
