"""Fields that several forms of the requirements have: credits, a class, a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doorway.accounts.decimals import with_point
from doorway.accounts.errors import Refusal
from doorway.pathways.core.units import credits_of, units_of
from doorway.pathways.models.requirements import FIRST_CLASS, LAST_CLASS
from doorway.pathways.requirements.years import refuse_slip

Pairs = Sequence[tuple[str, Any]]

MOST_CREDITS = 200_000


class CreditField(forms.CharField):
    """Credits as people write them, in thousandths. ``bounded``: refuses what no requirement can ask for."""

    bounded = True

    def __init__(self, **more: Any) -> None:
        messages = {"required": _("Write the credits like 1 or 0.5.")}
        super().__init__(max_length=8, error_messages=messages, **more)
        self.widget.attrs |= {"inputmode": "decimal", "class": "govuk-input--width-5"}

    def prepare_value(self, value: Any) -> Any:
        """As people write them."""
        return credits_of(value).removesuffix(".0") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Thousandths, or none where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            units = units_of(with_point(text))
        except ValueError:
            raise forms.ValidationError(_("Write the credits like 1 or 0.5.")) from None
        if self.bounded and not 0 <= units <= MOST_CREDITS:
            raise forms.ValidationError(_("Write credits between 0 and 200."))
        return units


def class_field(label: Any, **more: Any) -> forms.IntegerField:
    """A graduating class, by its year."""
    sentence = _("Write the year of graduation, like 2028.")
    field = forms.IntegerField(label=label, min_value=FIRST_CLASS, max_value=LAST_CLASS, **more)
    field.error_messages |= {"invalid": sentence, "required": sentence}
    for validator in field.validators:
        validator.message = sentence  # type: ignore[attr-defined]  # of the two limits
    field.widget.attrs |= {"class": "govuk-input--width-5"}
    return field


def of_somebody(form: forms.Form, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with an error where nobody is in a class that is written anew any more, or yet."""
    for name in ("first_class", "last_class"):
        if values.get(name) != form.initial.get(name):
            try:
                refuse_slip(values.get(name), this_year=timezone.localdate().year)
            except Refusal as refusal:
                form.add_error(name, str(refusal))
    return values


def day_field(label: Any, required: Any, **more: Any) -> forms.DateField:
    """A day; ``required`` is the sentence where it is not written."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like 2027-03-31."), "required": required}, **more,
    )  # fmt: skip


def in_order(form: forms.Form, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with an error where the last class comes before the first one."""
    first, last = values.get("first_class"), values.get("last_class")
    if first and last and last < first:
        form.add_error("last_class", _("The last class comes before the first one."))
    return values
