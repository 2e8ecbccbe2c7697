"""The parts that pages are put together from: ``{% load doorway %}``.

| tag | what it draws |
| --- | --- |
| ``{% tag text kind %}`` | a status word; kind is empty, ``good``, ``wait`` or ``bad`` |
| ``{% button text href kind %}`` | a link that looks like a button, or (without href) a form's submit button |
| ``{% note kind title %}…{% endnote %}`` | a sentence that stands out; kind is empty, ``wait``, ``stop`` or ``quiet`` |
| ``{% error_summary form … %}`` | what is wrong in one or more forms, with links to the fields |
| ``{% summary rows %}`` | a list of (question, answer) or (question, answer, address, "Change") |
| ``{% scroll label %}<table>…{% endscroll %}`` | a frame in which a wide table scrolls on a phone |
| ``{% fold title %}…{% endfold %}`` | a folded answer |
| ``{% empty title text href action %}`` | what to say when there is nothing yet, and what to do |
| ``{% steps labels current %}`` | where one stands on a short way; ``current`` counts from 1 |
| ``{% cards items %}`` | a list of :class:`doorway.web.home.Card` |
| ``{% pages page before after %}`` | earlier and later pages of a paginated list, with other words for them |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from doorway.accounts import sign_in
from doorway.web.forms.sentences import names_no_field

register = template.Library()


@register.filter
def unbroken(text: str) -> SafeString:
    """Words that stay on one line: a browser parts “2026-27” at its hyphen."""
    return format_html('<span class="dw-unbroken">{}</span>', text)


@register.filter
def masked(mailbox: str) -> str:
    """An address as its owner knows it, and nobody else learns it."""
    return sign_in.masked(mailbox)


@register.simple_tag
def tag(text: object, kind: str = "") -> SafeString:
    """A status word in a box. The word carries the meaning; the colour only helps."""
    return format_html('<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{kind}" if kind else "", text)


@register.simple_tag
def button(text: object, href: str = "", kind: str = "", name: str = "", value: str = "") -> SafeString:
    """A link in the shape of a button, or a submit button with an optional name and value."""
    css = f"govuk-button govuk-button--{kind}" if kind else "govuk-button"
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', css, href, text)
    given = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button class="{}"{}>{}</button>', css, given, text)


@register.simple_block_tag
def note(content: str, kind: str = "", title: str = "") -> SafeString:
    """A sentence that stands out, with an optional title."""
    head = format_html('<p class="dw-note__title">{}</p>', title) if title else ""
    css = f"dw-note dw-note--{kind}" if kind else "dw-note"
    return format_html('<div class="{}">{}{}</div>', css, head, mark_safe(content))  # noqa: S308 (rendered by the engine, already escaped)


@register.simple_block_tag
def scroll(content: str, label: str) -> SafeString:
    """A frame that scrolls sideways by touch and by keyboard; ``label`` names it for screen readers."""
    return format_html(
        '<div class="dw-scroll" role="region" tabindex="0" aria-label="{}">{}</div>',
        label,
        mark_safe(content),  # noqa: S308 (rendered by the engine, already escaped)
    )


@register.simple_block_tag
def fold(content: str, title: str, is_open: bool = False) -> SafeString:
    """A folded answer below its question."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if is_open else "",
        title,
        mark_safe(content),  # noqa: S308 (rendered by the engine, already escaped)
    )


def _anchor(field: BoundField) -> str:
    """The id of what the reader lands on: the field, or the first of several choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag
def error_summary(*forms: BaseForm) -> SafeString:
    """What is wrong in the forms, first the sentences about the whole, then one link per field."""
    whole = [error for form in forms for error in form.non_field_errors()]
    fields = [
        (_anchor(field), f"{field.label}: {words}" if names_no_field(error) else words)
        for form in forms
        for field in form.visible_fields()
        for error, words in zip(field.errors.as_data(), field.errors, strict=True)
    ]
    hidden = [error for form in forms for field in form.hidden_fields() for error in field.errors]
    if not (whole or fields or hidden):
        return SafeString("")
    return render_to_string("web/parts/error_summary.html", {"whole": whole + hidden, "fields": fields})


@register.simple_tag
def summary(rows: Iterable[Sequence[Any]]) -> SafeString:
    """A list of questions and answers; a third and fourth value give an address and the word that leads there."""
    return render_to_string("web/parts/summary.html", {"rows": rows})


@register.simple_tag
def empty(title: str, text: str = "", href: str = "", action: str = "") -> SafeString:
    """Nothing here yet: say so, and say what to do."""
    return render_to_string("web/parts/empty.html", {"title": title, "text": text, "href": href, "action": action})


@register.simple_tag
def steps(labels: Sequence[str], current: int) -> SafeString:
    """Where one stands on a short way."""
    marked = [(label, "done" if n < current else "now" if n == current else "") for n, label in enumerate(labels, 1)]
    return render_to_string("web/parts/steps.html", {"steps": marked})


@register.simple_tag
def cards(items: Iterable[Any]) -> SafeString:
    """A list of cards that can be pressed as a whole."""
    return render_to_string("web/parts/cards.html", {"cards": items})


@register.simple_tag(takes_context=True)
def pages(
    context: template.Context, page: Page[Any], before: str = "", after: str = "", address: str = ""
) -> SafeString:
    """Earlier and later pages (``before`` and ``after``: other words for them); keeps what else is in the address.

    ``address`` is that of the list, where the page is shown at another one: the answer to a button on it.
    """
    if not page.has_other_pages():
        return SafeString("")
    path, _mark, rest = address.partition("?")
    query = QueryDict(rest, mutable=True) if address else context["request"].GET.copy()

    def of(number: int) -> str:
        query["page"] = str(number)
        return f"{path}?{query.urlencode()}"

    links = {
        "page": page,
        "earlier": of(page.previous_page_number()) if page.has_previous() else "",
        "later": of(page.next_page_number()) if page.has_next() else "",
        "before": before,
        "after": after,
    }
    return render_to_string("web/parts/pages.html", links)
