"""``{% load late_roster %}{% late_roster district %}``: that the roster of this year is late, for staff."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doorway.accounts.models import District
from doorway.roster.late import ask_for_it, late_words

register = template.Library()


@register.simple_tag(takes_context=True)
def late_roster(context: Any, district: District | None) -> SafeString | str:
    """What is late and what the viewer can do about it; nothing for families, and while it is not late. No query."""
    viewer = getattr(context.get("request"), "viewer", None)
    if district is None or viewer is None:
        return ""
    day = timezone.localdate(timezone=district.zone)
    asks = ask_for_it(viewer, district, day)
    if not asks:
        return ""
    return format_html('<div class="dw-note dw-note--wait"><p>{} {}</p></div>', late_words(district, day), asks)
