"""How a choice came about, and what was decided, is never rewritten: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import trigger_guard

_DECIDED = (
    "student_id", "kind", "line", "units", "lowers_total", "course_title", "school", "numerator", "denominator",
    "decided_by_id", "reason", "decided_on", "decided_at",
)  # fmt: skip
_LINKED = ("school_id", "occupation", "course_id", "kind", "reason", "decided_by_id", "decided_at")
_PLANNED = ("student_id", "course_id", "school_year", "term", "proposed_by_id", "role", "proposed_at")
_CODED = ("course_id", "before", "code", "how", "words", "by_id", "at")
_KEPT_WAY = ("student_id", "name", "codes", "kept_by_id", "role", "kept_at")
_EXPLAINED = ("planned_id", "reason", "written_by_id", "written_at")

GUARDS = [
    trigger_guard(
        "occupation_change_is_kept",
        "pathways_occupationchange",
        "UPDATE",
        "(OLD.id IS NOT NULL)",
        "a change of a choice is never rewritten",
    ),
    trigger_guard(
        "scholarship_step_is_kept",
        "pathways_scholarshipstep",
        "UPDATE",
        "(OLD.id IS NOT NULL)",
        "what was said about a scholarship is never rewritten",
    ),
    # Withdrawing it once, and losing the class it was about, are all that may happen to a decision.
    trigger_guard(
        "graduation_decision_is_kept",
        "pathways_graduationdecision",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _DECIDED)
        + " OR (NEW.expires_on IS NULL) <> (OLD.expires_on IS NULL) OR NEW.expires_on <> OLD.expires_on"
        # The class may be taken off the record, and that is all.
        " OR (NEW.course_id IS NOT NULL AND (OLD.course_id IS NULL OR NEW.course_id <> OLD.course_id))"
        " OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at"
        " OR NEW.withdrawn_by_id <> OLD.withdrawn_by_id)))",
        "a decision is never rewritten",
    ),
    # Withdrawing it once is all that may happen to it.
    trigger_guard(
        "class_link_is_kept",
        "pathways_classlink",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _LINKED)
        + " OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at"
        " OR NEW.withdrawn_by_id <> OLD.withdrawn_by_id)))",
        "what a counselor said about a class is never rewritten",
    ),
    # The import it came from may be put away, and that is all.
    trigger_guard(
        "code_change_is_kept",
        "pathways_codechange",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _CODED)
        + " OR (NEW.by_id IS NULL) <> (OLD.by_id IS NULL))",
        "how a class got its code is never rewritten",
    ),
    # Letting it go once is all that may happen to it.
    trigger_guard(
        "kept_way_is_kept",
        "pathways_keptway",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT_WAY)
        + " OR (OLD.let_go_at IS NOT NULL AND (NEW.let_go_at IS NULL OR NEW.let_go_at <> OLD.let_go_at)))",
        "what was kept of a course plan is never rewritten",
    ),
    # It is decided on; what was proposed, by whom and when, stays.
    trigger_guard(
        "planned_course_is_kept",
        "pathways_plannedcourse",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _PLANNED)
        + " OR (OLD.status IN ('declined', 'taken_back') AND NEW.status <> OLD.status))",
        "what was proposed for a course plan is never rewritten",
    ),
    # Withdrawing it once is all that may happen to it.
    trigger_guard(
        "registration_reason_is_kept",
        "pathways_registrationreason",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _EXPLAINED)
        + " OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at"
        " OR NEW.withdrawn_by_id <> OLD.withdrawn_by_id)))",
        "what a counselor said about a registration is never rewritten",
    ),
]
