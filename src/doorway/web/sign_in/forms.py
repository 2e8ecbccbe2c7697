"""The two forms of signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AskForCodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The mailbox that the school knows."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one that you gave to the school."),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is not a whole e-mail address. It looks like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class EnterCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The six digits; spaces and dashes that come along with pasting do no harm."""

    code = forms.CharField(
        label=_("The code from the e-mail"),
        help_text=_("Six digits."),
        max_length=20,
        error_messages={"required": _("Type the six digits from the e-mail.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "dw-code",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser's own length check would cut what was pasted with spaces.
        self.fields["code"].widget.attrs.pop("maxlength", None)
