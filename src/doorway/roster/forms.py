"""The forms for a roster: the bundle, and the yes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RosterForm(forms.Form):
    """One zip, read in the tolerant or the strict way."""

    file = forms.FileField(
        label=_("Roster (OneRoster CSV, zip)"),
        help_text=_("Nothing changes until you have seen what would change."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    strict = forms.BooleanField(
        label=_("Report every breach of the standard"),
        help_text=_("Then a file with even one breach is not taken in. Good for testing an export."),
        required=False,
    )
