"""The counselor's reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from doorway.pathways.registration.actions import LONGEST
from doorway.pathways.registration.errors import NothingSaid


class ReasonForm(forms.Form):
    """Why a planned class is not taken."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST,
        help_text=_("For example: the family chose Welding 1 instead, agreed on October 6."),
        error_messages={"required": NothingSaid.sentence},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    whole = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: int, is_known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not others:
            del self.fields["whole"]
            return
        words = ngettext(
            "The same holds for the other class of this year that is missing",
            "The same holds for the other %(number)s classes of this year that are missing",
            others,
        )
        self.fields["whole"].label = words % {"number": others} if others > 1 else words
        # Whoever is registered for nothing is elsewhere, or the school has not begun: one reason says it.
        self.fields["whole"].initial = not is_known
