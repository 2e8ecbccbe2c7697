"""How a choice came about, and what was decided, is never rewritten: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

_DECIDED = (
    "student_id", "kind", "line", "units", "course_title", "school", "numerator", "denominator", "decided_by_id",
    "reason", "decided_on", "decided_at",
)  # fmt: skip

GUARDS = [
    trigger_guard(
        "occupation_change_is_kept",
        "pathways_occupationchange",
        "UPDATE",
        "(OLD.id IS NOT NULL)",
        "a change of a choice is never rewritten",
    ),
    # Withdrawing it once, and losing the class it was about, are all that may happen to a decision.
    trigger_guard(
        "graduation_decision_is_kept",
        "pathways_graduationdecision",
        "UPDATE",
        "(OLD.withdrawn_at IS NOT NULL OR " + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _DECIDED) + ")",
        "a decision is never rewritten",
    ),
]
