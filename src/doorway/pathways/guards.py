"""How a choice came about is never rewritten: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

GUARDS = [
    trigger_guard(
        "occupation_change_is_kept",
        "pathways_occupationchange",
        "UPDATE",
        "(OLD.id IS NOT NULL)",
        "a change of a choice is never rewritten",
    ),
]
