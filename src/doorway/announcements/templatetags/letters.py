"""Words for the marks of a reply, and a number that can be tapped."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

_MARKS: dict[str, str | Promise] = {
    "links": _("Has a link"),
    "student_name": _("Names a student"),
    "perhaps_name": _("May name a student"),
    "markup": _("Has program code"),
}


@register.filter
def mark_words(mark: str) -> str | Promise:
    """A mark in words."""
    return _MARKS.get(mark, mark)


@register.filter
def tel(number: str) -> SafeString:
    """A telephone number that can be tapped."""
    return format_html('<a href="tel:{}">{}</a>', number, number)
