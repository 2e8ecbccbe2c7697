"""How a choice came about, and what was decided, is never rewritten: the database sees to it."""

from __future__ import annotations

from doorway.accounts.guards import Guard, trigger_guard

_DECIDED = (
    "student_id", "kind", "line", "units", "lowers_total", "course_title", "rests_on_title", "school", "numerator",
    "denominator", "decided_by_id", "reason", "decided_on", "decided_at",
)  # fmt: skip
_LINKED = ("school_id", "occupation", "course_id", "kind", "reason", "decided_by_id", "decided_at")
_PLANNED = (
    "student_id", "course_id", "school_year", "term", "proposed_by_id", "role", "proposed_at", "moved_as", "makes_up",
    "part",
)  # fmt: skip
_MOVED = ("moved_by_id", "moved_at", "units")
_CODED = ("course_id", "before", "code", "how", "words", "by_id", "at")
_KEPT_WAY = ("student_id", "name", "codes", "kept_by_id", "role", "kept_at")
_KEPT_PLAN = ("student_id", "name", "classes", "kept_by_id", "role", "kept_at")
_EXPLAINED = ("planned_id", "reason", "written_by_id", "written_at")

# What a set of requirements is; of one in force all that may happen is that it ends, or is withdrawn before it holds.
_REQUIRED = (
    "number", "first_class", "document", "made_from", "accepted", "created_by_id", "created_at", "changed_by_id",
    "changed_at", "checked_by_id", "checked_at", "decided_on", "citation", "holds_from", "put_in_force_by_id",
    "put_in_force_at",
)  # fmt: skip
_SETS = "pathways_requirementset"


def _one_set_for_a_class() -> Guard:
    """No graduating class is held against two sets on one day.

    SQLite has one writer at a time, so a look is exact. PostgreSQL has an exclusion constraint over classes and days.
    """
    name = "one_requirement_set_for_a_class"
    overlap = (
        f"NEW.status = 'in_force' AND EXISTS (SELECT 1 FROM {_SETS} o WHERE o.district_id = NEW.district_id "  # noqa: S608  # a constant
        "AND o.id <> NEW.id AND o.status = 'in_force' "
        "AND o.first_class <= COALESCE(NEW.last_class, 9999) AND NEW.first_class <= COALESCE(o.last_class, 9999) "
        "AND o.holds_from < COALESCE(NEW.holds_until, '9999-12-31') "
        "AND NEW.holds_from < COALESCE(o.holds_until, '9999-12-31'))"
    )
    return Guard(
        name=name,
        table=_SETS,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {_SETS} FOR EACH ROW WHEN {overlap} "
            f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            for event in ("INSERT", "UPDATE")
        ),
        postgresql=(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {_SETS} ADD CONSTRAINT {name} EXCLUDE USING gist (district_id WITH =, "
            "int4range(first_class::int, COALESCE(last_class, 9999)::int, '[]') WITH &&, "
            "daterange(holds_from, holds_until) WITH &&) WHERE (status = 'in_force')",
        ),
        postgresql_drop=(f"ALTER TABLE IF EXISTS {_SETS} DROP CONSTRAINT IF EXISTS {name}",),
    )


def _differs(name: str) -> str:
    """Whether a column that may be none has changed."""
    return (
        f"((NEW.{name} IS NULL) <> (OLD.{name} IS NULL)"
        f" OR (NEW.{name} IS NOT NULL AND OLD.{name} IS NOT NULL AND NEW.{name} <> OLD.{name}))"
    )


def _names_another_class(name: str) -> str:
    """Whether a decision that has a class gets another one, or one that never had any, or a class of somebody else."""
    classes = "pathways_transcriptcourse"
    return (
        f"(NEW.{name}_id IS NOT NULL AND ((OLD.{name}_id IS NOT NULL AND NEW.{name}_id <> OLD.{name}_id)"  # noqa: S608  # constants
        f" OR (OLD.{name}_id IS NULL AND (OLD.{name}_title = '' OR NOT EXISTS"
        f" (SELECT 1 FROM {classes} c WHERE c.id = NEW.{name}_id AND c.student_id = NEW.student_id)))))"
    )


GUARDS = [
    _one_set_for_a_class(),
    trigger_guard(
        "requirements_in_force_stay",
        _SETS,
        "DELETE",
        "(OLD.status IN ('in_force', 'withdrawn'))",
        "requirements that were in force stay on record",
    ),
    trigger_guard(
        "requirements_begin_as_draft",
        _SETS,
        "INSERT",
        "(NEW.status <> 'draft')",
        "requirements begin as a draft",
    ),
    trigger_guard(
        "requirements_are_checked_before",
        _SETS,
        "UPDATE",
        "((NEW.status = 'in_force' AND OLD.status NOT IN ('checked', 'in_force'))"
        " OR (NEW.status = 'withdrawn' AND OLD.status <> 'in_force')"
        " OR (OLD.status = 'checked' AND NEW.status <> 'draft'"
        " AND (NEW.document <> OLD.document OR NEW.accepted <> OLD.accepted OR NEW.first_class <> OLD.first_class OR "
        + _differs("last_class")
        + ")))",
        "requirements are checked as they are before they are put in force",
    ),
    trigger_guard(
        "requirements_in_force_are_kept",
        _SETS,
        "UPDATE",
        "(OLD.status = 'withdrawn' OR (OLD.status = 'in_force' AND (NEW.status NOT IN ('in_force', 'withdrawn') OR "
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _REQUIRED)
        + " OR "
        + _differs("last_class")
        + " OR "
        + _differs("corrects_id")
        # It ends once; a correction that is withdrawn before it holds takes the end away again.
        + " OR (NEW.holds_until IS NOT NULL AND OLD.holds_until IS NOT NULL AND NEW.holds_until <> OLD.holds_until))))",
        "requirements in force never change; write a new version",
    ),
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
    trigger_guard(
        "student_fact_is_kept",
        "pathways_studentfact",
        "UPDATE",
        "(OLD.id IS NOT NULL)",
        "what was said of a student is never rewritten",
    ),
    # Withdrawing it once, losing the class it was about, and finding it again are all that may happen to a decision.
    trigger_guard(
        "graduation_decision_is_kept",
        "pathways_graduationdecision",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _DECIDED)
        + " OR (NEW.expires_on IS NULL) <> (OLD.expires_on IS NULL) OR NEW.expires_on <> OLD.expires_on"
        # A class may be taken off the record and come back: then it is another row, of the same student.
        + f" OR {_names_another_class('course')} OR {_names_another_class('rests_on')}"
        # Decisions that were withdrawn before a reason was asked for have none.
        + " OR (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND NEW.withdrawal_reason = '')"
        " OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at"
        " OR NEW.withdrawn_by_id <> OLD.withdrawn_by_id OR NEW.withdrawal_reason <> OLD.withdrawal_reason)))",
        "a decision is never rewritten, and withdrawn with a reason",
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
    trigger_guard(
        "kept_plan_is_kept",
        "pathways_keptplan",
        "UPDATE",
        "("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT_PLAN)
        + " OR (OLD.let_go_at IS NOT NULL AND (NEW.let_go_at IS NULL OR NEW.let_go_at <> OLD.let_go_at)))",
        "a course plan that was kept is never rewritten",
    ),
    # It is decided on; what was proposed, by whom and when, stays.
    trigger_guard(
        "planned_course_is_kept",
        "pathways_plannedcourse",
        "UPDATE",
        "("
        + " OR ".join([*(f"NEW.{name} <> OLD.{name}" for name in _PLANNED), *map(_differs, _MOVED)])
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
