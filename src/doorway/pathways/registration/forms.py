"""The counselor's reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
