"""``{% load turning %}{% year_over district %}``: that the grades on a page are of a school year that is over."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doorway.accounts.models import District
from doorway.pathways.graduation.wording import year_over_words

register = template.Library()


@register.simple_tag
def year_over(district: District | None) -> SafeString | str:
    """One sentence where the roster of the school year that has begun has not come yet; else nothing. No query."""
    said = "" if district is None else year_over_words(district, timezone.localdate(timezone=district.zone))
    return format_html('<div class="dw-note dw-note--wait"><p>{}</p></div>', said) if said else ""
