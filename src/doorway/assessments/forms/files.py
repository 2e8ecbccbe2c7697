"""The form for a score file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.assessments.layouts import Layout
from doorway.policy.packs import year_text

# Vendors' files of older years are rare; the command takes any year.
YEARS_OFFERED = 8


class ScoreFileForm(forms.Form):
    """One CSV file; its layout and school year where the file does not tell them."""

    file = forms.FileField(
        label=_("Score file"),
        help_text=_(
            "A CSV file: the plain one, or that of a vendor. Nothing changes until you have seen what would change."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it again.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    layout = forms.ChoiceField(
        label=_("Layout"),
        help_text=_("What the columns mean. Most files are recognised by their first line."),
        required=False,
    )
    school_year = forms.ChoiceField(
        label=_("School year"), help_text=_("Only for files that do not say it."), required=False
    )

    def __init__(self, *args: Any, layouts: Iterable[Layout], this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        known = sorted((layout.title(language), layout.key) for layout in layouts)
        self._offer("layout", _("Recognise it by the first line"), [(key, title) for title, key in known])
        years = (year_text(year) for year in range(this_year, this_year - YEARS_OFFERED, -1))
        self._offer("school_year", _("The file says it"), [(year, year) for year in years])

    def _offer(self, name: str, nothing: str | Promise, choices: list[tuple[str, str]]) -> None:
        """Let these be chosen, or nothing."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", str(nothing)), *choices]
