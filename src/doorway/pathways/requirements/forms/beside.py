"""What is saved, beside what was typed: where somebody else has saved the same part meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _


def differing_fields(typed: BaseForm, saved: BaseForm) -> list[tuple[str, str]]:
    """The label of each field in which both say something else, and what is saved there, in words.

    ``typed`` was sent; ``saved`` is the form of what is on file, not sent.
    """
    found = []
    for name in saved.fields:
        if name in typed.fields:
            one, other = saved[name].value(), typed[name].value()
            if _plain(one) != _plain(other):
                found.append((str(saved[name].label), in_words(one, saved.fields[name])))
    return found


def _plain(value: Any) -> Any:
    """A value as both a page and the file would have it."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(map(str, value)) or ""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return str(value).replace("\r\n", "\n").strip()


def in_words(value: Any, field: Any) -> str:
    """The value of a field as a page says it: of a choice its words."""
    named = dict(_flat(getattr(field, "choices", ())))
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    if value is True:
        return _("Yes")
    said = [str(named.get(str(one), one)) for one in values if one not in (None, False, "")]
    return ", ".join(said) or _("Nothing")


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for key, words in choices:
        if isinstance(words, (list, tuple)):
            yield from _flat(words)
        else:
            yield str(key), words
