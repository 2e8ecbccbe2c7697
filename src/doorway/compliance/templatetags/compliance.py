"""Words of the policy's pages: ``{% load compliance %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from doorway.accounts.languages import in_words
from doorway.compliance.core.service import Time
from doorway.compliance.queries.survey import Said
from doorway.compliance.wording import RULE_PARTS, RuleChange, capital, grade_name, said_numbers, said_steps

register = template.Library()


@register.filter
def grade_title(grade: int) -> str:
    """A grade as a table names it."""
    return capital(grade_name(grade))


@register.filter
def language_words(code: str) -> str:
    """A language in the reader's own, inside a sentence."""
    return in_words(code)


@register.filter
def reaches(time: Time, percent: int) -> bool:
    """Whether so much of a counselor's time is direct service."""
    return time.reaches(percent)


@register.filter
def hours(minutes: int) -> str:
    """Minutes as people say them: "1 h 30 min"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)s min") % {"minutes": rest}
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}
        if rest
        else _("%(hours)s h") % {"hours": whole}
    )


@register.simple_tag
def said_lines(said: Said, people: int) -> list[tuple[str, str]]:
    """What may be told of the answers of so many people to a question, line by line."""
    return list(zip(said_steps(said), said_numbers(said, people), strict=True))


@register.filter
def rows_of_change(change: RuleChange) -> list[tuple[str, str, str]]:
    """What is asked now and then, line by line: only what differs."""
    rows = (
        (str(label), getattr(change.now, name, "") or "", getattr(change.then, name, "") or "")
        for name, label in RULE_PARTS.items()
    )
    return [(label, now, then) for label, now, then in rows if now != then]
