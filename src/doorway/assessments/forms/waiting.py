"""Whose a result is that waits."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WhoseForm(forms.Form):
    """The id of a student of the district; ``sure`` is the student that was shown by name."""

    student = forms.CharField(
        label=_("State or local id of the student"),
        max_length=200,
        help_text=_("As the roster has it. Names are not looked for: two students can have the same one."),
        error_messages={"required": _("Write the state or local id of the student.")},
    )
    sure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class DropForm(forms.Form):
    """To be sure that the results are of nobody here."""

    sure = forms.BooleanField(label=_("Yes, this student is not and was not in our district"))
