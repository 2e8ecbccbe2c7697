"""The forms of a course plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, str]]


class ProposeForm(forms.Form):
    """A class, a grade and, where it matters, a term."""

    course = forms.ChoiceField(
        label=_("Class"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose a class from the list.")},
    )
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        coerce=int,
        error_messages={"required": _("Choose a grade."), "invalid_choice": _("Choose a grade from the list.")},
    )
    term = forms.ChoiceField(
        label=_("Term"),
        required=False,
        error_messages={"invalid_choice": _("Choose a term from the list.")},
    )

    def __init__(self, courses: Choices, grades: Choices, terms: Sequence[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["course"].choices = [("", ""), *courses]
        fields["grade"].choices = [("", ""), *grades]
        fields["term"].choices = [("", _("It does not matter")), *((term, term) for term in terms)]
        if not terms:
            del self.fields["term"]


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Write the reason. The student and the family read it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
