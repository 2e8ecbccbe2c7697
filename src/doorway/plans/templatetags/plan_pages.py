"""Small words on the staff's pages: ``{% load plan_pages %}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from doorway.conferences import wording
from doorway.plans.wording import choice_words
from doorway.roster.grades import grade_words

register = template.Library()
register.filter(grade_words)


@register.filter
def choice_of(place: int | None) -> str:
    """“first choice”, “second choice”, or nothing."""
    return choice_words(place)


@register.filter
def clock(value: datetime) -> str:
    """“1:00 pm”, in the zone that the moment is in."""
    return wording.clock(value)


@register.filter
def weekday(value: date) -> str:
    """“Monday, November 2”, of a day or of a moment in its own zone; with a capital letter, as headings begin."""
    words = wording.days_in_words([value.date() if isinstance(value, datetime) else value])
    return words[:1].upper() + words[1:]


@register.filter
def typed(draft: object, name: str) -> str:
    """What was typed into a field of a refused form."""
    posted = getattr(draft, "posted", None)
    return "" if posted is None else str(posted.get(name, ""))
