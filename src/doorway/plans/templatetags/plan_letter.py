"""The words of a plan document on a page: ``{% load plan_letter %}``.

| filter | what it gives |
| --- | --- |
| ``{{ section.title|said }}`` | a wording of the document in the page's language |
| ``{{ entry|author }}`` | who wrote it: name, and the class or what they are to the student |
| ``{{ goal|owner }}`` | who works on a goal |
| ``{{ occupation|choice }}`` | which choice it is: first, second, or nothing |
| ``{{ text|in_language:entry.language }}`` | a text in its paragraph, marked where the page has another language |
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doorway.plans import wording
from doorway.plans.core.document import Entry, Goal, Occupation, Words
from doorway.plans.models import Goal as GoalRow

register = template.Library()


@register.filter
def said(words: Words) -> str:
    """A wording in the page's language."""
    return wording.said(words)


@register.filter
def author(entry: Entry) -> str:
    """Name, and the class or the role."""
    more = entry.subject or wording.role_words(entry.role)
    return f"{entry.author}, {more}" if more else entry.author


@register.filter
def choice(occupation: Occupation) -> str:
    """Which choice an occupation is."""
    return wording.choice_words(occupation.place)


@register.filter
def owner(goal: Goal) -> str:
    """Who works on it."""
    return wording.owner_words(goal)


@register.filter
def status_words(goal: Goal) -> str:
    """What became of it; empty while it is worked on."""
    return "" if goal.status == GoalRow.Status.OPEN else str(GoalRow.Status(goal.status).label)


@register.filter
def in_language(text: str, code: str) -> SafeString:
    """The text as it was typed; screen readers change their voice where it is not in the page's language."""
    if code == wording.language():
        return format_html('<p class="dw-plaintext">{}</p>', text)
    return format_html('<p class="dw-plaintext" lang="{}">{}</p>', code, text)
