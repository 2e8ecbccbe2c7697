"""The log of looks only grows."""

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
]
