"""Words of the policy's pages: ``{% load compliance %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from doorway.compliance.wording import RuleChange, capital, grade_name

register = template.Library()


@register.filter
def grade_title(grade: int) -> str:
    """A grade as a table names it."""
    return capital(grade_name(grade))


@register.filter
def rows_of_change(change: RuleChange) -> list[tuple[str, str, str]]:
    """What is asked now and then, line by line."""
    labels = {
        "plan": _("Plan"),
        "conferences": _("Conferences"),
        "takes_part": _("Who takes part"),
        "sections": _("The plan has"),
        "registration": _("Registration"),
        "signatures": _("Signed by"),
        "due": _("When"),
    }
    return [
        (label, getattr(change.now, name, "") or "", getattr(change.then, name, "") or "")
        for name, label in labels.items()
    ]
