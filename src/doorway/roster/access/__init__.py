"""The one door to a student: who may see whom, why, and the log of every look.

Views never fetch a person by id themselves. They ask :func:`student_for` (a person or 404) or :func:`open_record`
(the same, and the look is logged with its reason); lists come from :func:`visible_students`.
"""

from doorway.roster.access.kinds import WHOLE_PLAN, Kind
from doorway.roster.access.log import Look, log_each, log_look, log_looks
from doorway.roster.access.rules import AccessRule, guardian, public, rule_of, shown_by, shows, signed_in, staff
from doorway.roster.access.viewer import Viewer
from doorway.roster.access.visibility import (
    STAFF_REASONS,
    Reason,
    Scope,
    open_record,
    reason_of,
    student_for,
    visible_students,
    weighed,
    why_visible,
    with_reasons,
)

__all__ = [
    "STAFF_REASONS",
    "WHOLE_PLAN",
    "AccessRule",
    "Kind",
    "Look",
    "Reason",
    "Scope",
    "Viewer",
    "guardian",
    "log_each",
    "log_look",
    "log_looks",
    "open_record",
    "public",
    "reason_of",
    "rule_of",
    "shown_by",
    "shows",
    "signed_in",
    "staff",
    "student_for",
    "visible_students",
    "weighed",
    "why_visible",
    "with_reasons",
]
