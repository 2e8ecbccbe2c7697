"""Small words on the staff's pages: ``{% load plan_pages %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def grade_words(grade: str) -> str:
    """A grade as people say it: "Grade 3", "Kindergarten"."""
    if grade in {"KG", "K"}:
        return _("Kindergarten")
    if grade in {"PK", "PR"}:
        return _("Preschool")
    return _("Grade %(number)s") % {"number": grade.lstrip("0")} if grade else ""


@register.filter
def typed(draft: object, name: str) -> str:
    """What was typed into a field of a refused form."""
    posted = getattr(draft, "posted", None)
    return "" if posted is None else str(posted.get(name, ""))
