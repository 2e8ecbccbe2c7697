"""The forms with which a counselor keeps the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.pathways.choices import TypedSelect


class LinkForm(forms.Form):
    """A class and a reason."""

    course = forms.ChoiceField(
        label=_("Class"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose one from the list.")},
        widget=TypedSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Students and families read it, with your name and the day."),
        max_length=300,
        error_messages={"required": _("Write the reason. Students and families read it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, courses: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["course"]
        field.choices = [("", ""), *courses]
        field.widget.under = {code: code for code, _title in courses}
