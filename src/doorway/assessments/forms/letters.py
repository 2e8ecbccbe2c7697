"""What a school says that it does for a child who reads below the goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from doorway.accounts.languages import in_words
from doorway.assessments.letters.actions import LONGEST_HELP


class HelpForm(forms.Form):
    """One text in each language; ``initial``: by language."""

    def __init__(self, *args: Any, words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            self.fields[f"help_{code}"] = forms.CharField(
                label=_("What your school does, in %(language)s") % {"language": in_words(code)},
                initial=words.get(code, ""),
                max_length=LONGEST_HELP,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
                error_messages={"required": _("Write what your school does. It is in every letter.")},
            )

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by language."""
        return {code: self.cleaned_data[f"help_{code}"] for code, _name in settings.LANGUAGES}
