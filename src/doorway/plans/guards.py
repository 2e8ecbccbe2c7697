"""A version and its signatures never change: the database refuses every update and delete."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

GUARDS = [
    trigger_guard(
        "plan_version_is_frozen",
        "plans_planversion",
        "UPDATE, DELETE",
        "(OLD.id IS NOT NULL)",
        "a version of a plan never changes; a correction is a new version",
    ),
    trigger_guard(
        "signature_is_frozen", "plans_signature", "UPDATE, DELETE", "(OLD.id IS NOT NULL)", "a signature never changes"
    ),
]
