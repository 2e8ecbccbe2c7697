r"""The words of occupations on a page: ``{% load occupation_words %}``.

| filter | what it gives |
| --- | --- |
| ``{{ words\|in_words }}`` | a wording in the page's language, marked as English where there is no other |
| ``{{ work\|education }}`` | with what education many begin, and what is usual |
| ``{{ names\|ability_names }}`` | knowledge and skills, separated by commas |
| ``{{ work\|pay }}`` | the median wage and its year |
| ``{% only_in_english words %}`` | a note where the page is in another language and there are only English words |
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.pathways.occupations import wording
from doorway.pathways.occupations.catalog import Words, Work

register = template.Library()


@register.filter
def in_words(words: Words) -> SafeString:
    """A wording; screen readers change their voice where it is not in the page's language."""
    spoken = wording.spoken(words)
    if spoken:
        return format_html('<span lang="{}">{}</span>', spoken, wording.said(words))
    return format_html("{}", wording.said(words))


@register.filter
def plain_words(words: Words) -> str:
    """The same without a mark, for titles of pages."""
    return wording.said(words)


@register.simple_tag
def only_in_english(words: Words) -> SafeString:
    """A plain note, where the page is in another language and there are no such words."""
    if not wording.spoken(words):
        return SafeString("")
    return format_html(' <span class="dw-quiet">({})</span>', _("only in English"))


@register.filter
def education(work: Work) -> str:
    """With what education many begin, and what is usual where that is more."""
    return wording.education(work)


@register.filter
def field_name(work: Work) -> str:
    """The field of work."""
    return wording.field_name(work.field)


@register.filter
def ability_names(names: Iterable[str]) -> str:
    """Knowledge and skills in the page's language."""
    return ", ".join(wording.ability(name) for name in names)


@register.filter
def pay(work: Work) -> str:
    """The median wage and its year; empty where none was published."""
    if work.wage is None:
        return ""
    amount = wording.dollars(work.wage)
    return f"{amount} ({work.wage.year})" if amount else ""
