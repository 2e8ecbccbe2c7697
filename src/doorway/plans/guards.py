"""A version and its signatures never change, and a signature is under what was read: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

_VERSION = (
    "id", "district_id", "plan_id", "number", "content", "sha256", "reason", "created_by_id", "created_at",
)  # fmt: skip

GUARDS = [
    # That it is said once which parts of an older one are filled in is all that may happen to it.
    trigger_guard(
        "plan_version_is_frozen",
        "plans_planversion",
        "UPDATE",
        "(OLD.filled <> 0 OR NEW.filled = 0 OR "
        + " OR ".join(f'CAST(NEW."{name}" AS TEXT) <> CAST(OLD."{name}" AS TEXT)' for name in _VERSION)
        + ")",
        "a version of a plan never changes; a correction is a new version",
    ),
    trigger_guard(
        "plan_version_stays",
        "plans_planversion",
        "DELETE",
        "(OLD.id IS NOT NULL)",
        "a version of a plan never changes; a correction is a new version",
    ),
    trigger_guard(
        "signature_is_frozen", "plans_signature", "UPDATE, DELETE", "(OLD.id IS NOT NULL)", "a signature never changes"
    ),
    trigger_guard(
        "signature_is_of_what_was_read",
        "plans_signature",
        "INSERT",
        "(NOT EXISTS (SELECT 1 FROM plans_planversion v WHERE v.id = NEW.version_id "
        "AND v.sha256 = NEW.version_sha256))",
        "a signature is under the content that was read",
    ),
    trigger_guard(
        "signature_is_of_the_newest",
        "plans_signature",
        "INSERT",
        "(EXISTS (SELECT 1 FROM plans_planversion v JOIN plans_planversion w ON w.plan_id = v.plan_id "
        "AND w.number > v.number WHERE v.id = NEW.version_id))",
        "only the newest version of a plan is signed",
    ),
]
