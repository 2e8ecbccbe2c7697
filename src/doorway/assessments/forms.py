"""The form for a score file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ScoreFileForm(forms.Form):
    """One CSV file."""

    file = forms.FileField(
        label=_("Score file"),
        help_text=_("A CSV file with one result in each row. Nothing changes until you have seen what would change."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it again.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
