"""``{% load turning %}{% year_over district %}``: that the grades on a page are of a school year that is over."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doorway.accounts.models import District
from doorway.pathways.graduation.wording import year_over_words
from doorway.roster.late import ask_for_it

register = template.Library()


@register.simple_tag(takes_context=True)
def year_over(context: Any, district: District | None) -> SafeString | str:
    """Where the roster of the school year that has begun has not come yet, that it has not; else nothing. No query.

    Once it is late, whoever works there reads what to do about it.
    """
    if district is None:
        return ""
    day, viewer = timezone.localdate(timezone=district.zone), getattr(context.get("request"), "viewer", None)
    said = year_over_words(district, day)
    asks = "" if viewer is None else ask_for_it(viewer, district, day)
    return format_html('<div class="dw-note dw-note--wait"><p>{} {}</p></div>', said, asks) if said else ""
