"""What a page with a scholarship showed, field by field, so that nobody saves over what they have not seen.

The same as requirements have it (decision 053), for a form without parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import QueryDict

from doorway.pathways.requirements.forms.beside import in_words
from doorway.pathways.requirements.prints import Prints, differing_parts, print_of


def prints_of_form(form: BaseForm) -> dict[str, str]:
    """The print of each field, of a form that was sent or of what is saved: the same value has the same print."""
    return {name: print_of(_value(field, form[name].value())) for name, field in form.fields.items()}


def _value(field: Any, value: Any) -> str:
    """A value as both a page and the file would have it."""
    if value is None:
        return ""
    text = str(value).replace("\r\n", "\n").strip()
    try:
        found = field.to_python(text if isinstance(value, str) else value)
    except ValidationError:
        return text
    if isinstance(found, Decimal):
        return format(found.normalize(), "f")
    return "" if found is None else str(found).replace("\r\n", "\n").strip()


def saved_since(typed: BaseForm, saved: BaseForm, seen: Prints) -> dict[str, bool]:
    """The fields that were saved since a page was opened, and are not as they were sent from it.

    Each with whether something was typed there.
    """
    now, sent = prints_of_form(saved), prints_of_form(typed)
    changed = [name for name in differing_parts(seen, now) if name in now and sent[name] != now[name]]
    return {name: sent[name] != seen.get(name) for name in changed}


def with_theirs(sent: QueryDict, saved: BaseForm, since: Mapping[str, bool]) -> QueryDict:
    """What was sent, with what is saved now in each field in which nothing was typed."""
    found = sent.copy()
    for name, was_typed in since.items():
        if not was_typed:
            value = saved[name].value()
            found[name] = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return found


def named(saved: BaseForm, names: Mapping[str, bool], *, typed: bool) -> list[tuple[str, str]]:
    """The fields in which something was typed, or nothing, each with what is saved now."""
    return [
        (str(saved[name].label), in_words(saved[name].value(), saved.fields[name]))
        for name, was_typed in names.items()
        if was_typed is typed
    ]
