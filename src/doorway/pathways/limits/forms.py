"""The form of a school's limits."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.pathways.requirements.forms.fields import CreditField


class LoadField(CreditField):
    """Credits of a load: which of them can be meant is said in one place, when they are saved."""

    bounded = False


class LimitForm(forms.Form):
    """Most credits in a school year and in one term; both empty takes back what was said."""

    year = LoadField(
        label=_("Most credits in a school year"),
        required=False,
        help_text=_("All classes of one student together. Summer does not count."),
    )
    term = LoadField(
        label=_("Most credits in one term"),
        required=False,
        help_text=_("For example in S1. Leave it empty if your school sets no limit for a term."),
    )
