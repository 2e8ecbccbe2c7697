"""A list of classes to choose from in which one can type (``web/choose.js``); without scripts it stays a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the field says while one types, by the name of the attribute.
SAYS: dict[str, str | Promise] = {
    "data-choose": "",
    "data-hint": _("Type, or choose"),
    "data-none": _("Nothing found. Try another word, or empty the field to see all."),
    "data-one": _("One found."),
    "data-many": _("{number} found."),
    "data-pick": _("Choose one from the list."),
}


class TypedSelect(forms.Select):
    """A list in which one can type. ``under``: for each value the line below its label, which is looked in as well."""

    under: Mapping[str, str]

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.under = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With what the field says, in the reader's language."""
        return super().get_context(name, value, {**(attrs or {}), **{key: str(text) for key, text in SAYS.items()}})

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        """With the line below."""
        option = super().create_option(name, value, *args, **more)
        if under := self.under.get(str(value)):
            option["attrs"]["data-under"] = under
        return option
