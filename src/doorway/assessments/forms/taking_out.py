"""Which student's results, and why one of them does not count."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.accounts.typing import holds_ssn

LONGEST_WHY = 400


class FindForm(forms.Form):
    """The id of a student of the district."""

    student = forms.CharField(
        label=_("State or local id of the student"),
        max_length=200,
        help_text=_("As the roster has it. Names are not looked for: two students can have the same one."),
        error_messages={"required": _("Write the state or local id of the student.")},
    )


class TakeOutForm(forms.Form):
    """Why a result does not count."""

    reason = forms.CharField(
        label=_("Why does this result not count?"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the file had the wrong grade. Teachers and offices who see the result read it."),
        error_messages={"required": _("Please write the reason.")},
    )

    def clean_reason(self) -> str:
        """Refuse what must not be typed anywhere."""
        reason = str(self.cleaned_data["reason"])
        if holds_ssn(reason):
            raise forms.ValidationError(_("This looks like a Social Security number. Leave it out."))
        return reason
