"""Which parts of a student's plan the policy in force asks: for the page on which a plan is shared."""

from __future__ import annotations

from datetime import date

from doorway.compliance.core.rules import rule_for
from doorway.compliance.queries.policies import rows_in_force
from doorway.policy.packs import grade_number
from doorway.roster.models import Person


def parts_of_policy(student: Person, on: date) -> frozenset[str]:
    """Keys of the parts that the rule for the student's grade asks; none without a rule. One query."""
    try:
        grade = grade_number(student.grade)
    except ValueError:
        return frozenset()
    rule = rule_for((row.as_rule for row in rows_in_force(student.district, on)), grade)
    return frozenset(rule.sections) if rule else frozenset()
