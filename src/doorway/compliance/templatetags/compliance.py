"""Words of the policy's pages: ``{% load compliance %}``."""

from __future__ import annotations

from django import template

from doorway.compliance.wording import RULE_PARTS, RuleChange, capital, grade_name

register = template.Library()


@register.filter
def grade_title(grade: int) -> str:
    """A grade as a table names it."""
    return capital(grade_name(grade))


@register.filter
def rows_of_change(change: RuleChange) -> list[tuple[str, str, str]]:
    """What is asked now and then, line by line."""
    return [
        (str(label), getattr(change.now, name, "") or "", getattr(change.then, name, "") or "")
        for name, label in RULE_PARTS.items()
    ]
