"""The form for computing growth: which school year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.policy.packs import year_text


class GrowthForm(forms.Form):
    """A school year of which core tests are on file."""

    school_year = forms.TypedChoiceField(
        label=_("School year"),
        help_text=_("The year of the tests. The years before it are included automatically."),
        coerce=int,
        error_messages={
            "required": _("Choose a school year."),
            "invalid_choice": _("No core tests of that year are on file. Choose a year from the list."),
        },
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school_year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(year), year_text(year)) for year in years]
