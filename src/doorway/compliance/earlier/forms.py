"""The forms of a file of earlier conferences."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.compliance.earlier.actions import LONGEST_REASON


class EarlierFileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File of earlier conferences"),
        help_text=_("A CSV file with one student and conference in each row. Nothing changes until you have seen it."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it again.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class EarlierRowForm(forms.Form):
    """Which row of a file."""

    row = forms.IntegerField(
        label=_("Row of the file"),
        min_value=2,
        max_value=9_999_999,
        help_text=_("As a spreadsheet counts: the headings are row 1."),
    )


class TakeEarlierBackForm(forms.Form):
    """Why nothing of a file is to count any more."""

    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record. For example: the export had the days of another school. Leave out names."),
    )
