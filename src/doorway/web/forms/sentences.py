"""What a form says of a field that was left empty or filled in wrongly: what to do, and not only that it is wrong.

Django says "This field is required." and "Ensure this value is greater than or equal to 0." Every form of Doorway takes
these sentences instead (:func:`put_in_place` at start-up); a form that can say it better has words of its own.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Sentence = str | Promise

_NUMBER = _("Please write a number, like 7.5.")
_LIST = _("Please choose from the list.")

OF_FIELDS: dict[type[forms.Field], dict[str, Sentence]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.BooleanField: {"required": _("Please check this box.")},
    forms.ChoiceField: {"required": _("Please choose one."), "invalid_choice": _LIST},
    forms.MultipleChoiceField: {"required": _("Please choose one."), "invalid_choice": _LIST, "invalid_list": _LIST},
    forms.UUIDField: {"invalid": _LIST},
    forms.DateField: {"invalid": _("Please write the day like 2026-11-30: year, month, day.")},
    forms.TimeField: {"invalid": _("Please write the time like 13:30.")},
    forms.IntegerField: {"invalid": _("Please write a whole number, like 12.")},
    forms.DecimalField: {"invalid": _NUMBER},
    forms.FloatField: {"invalid": _NUMBER},
    forms.FileField: {
        "required": _("Please choose a file."),
        "missing": _("Please choose a file."),
        "empty": _("The file is empty. Please export it again."),
    },
}
_DIGITS = ngettext_lazy(
    "Please write at most %(max)s digit after the point.",
    "Please write at most %(max)s digits after the point.",
    "max",
)
_BEFORE = ngettext_lazy(
    "Please write at most %(max)s digit before the point.",
    "Please write at most %(max)s digits before the point.",
    "max",
)
_IN_ALL = ngettext_lazy(
    "Please write at most %(max)s digit in all.",
    "Please write at most %(max)s digits in all.",
    "max",
)
_TOO_LONG = ngettext_lazy(
    "Please write at most %(limit_value)d character; there are %(show_value)d.",
    "Please write at most %(limit_value)d characters; there are %(show_value)d.",
    "limit_value",
)
OF_VALIDATORS: dict[type, Sentence] = {
    validators.MinValueValidator: _("Please write %(limit_value)s or more."),
    validators.MaxValueValidator: _("Please write %(limit_value)s or less."),
    validators.MaxLengthValidator: _TOO_LONG,
    validators.EmailValidator: _("Please write an e-mail address like name@example.org."),
    validators.ProhibitNullCharactersValidator: _(
        "There is a character in it that cannot be kept. Please take it out."
    ),
}
# Sentences with a number in them are known by their code.
_CODES = {"min_value", "max_value", "max_length", "max_decimal_places", "max_whole_digits", "max_digits"}


def put_in_place() -> None:
    """Let every field and validator say these sentences."""
    for field, sentences in OF_FIELDS.items():
        own: dict[str, Any] = {**vars(field).get("default_error_messages", {}), **sentences}
        field.default_error_messages = own
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence  # type: ignore[attr-defined]  # each of them has one
    decimal: dict[str, Any] = validators.DecimalValidator.messages
    decimal |= {"max_decimal_places": _DIGITS, "max_whole_digits": _BEFORE, "max_digits": _IN_ALL}


def names_no_field(error: ValidationError) -> bool:
    """Whether the sentence fits every field, so that above the form it needs the name of its own."""
    known = {str(sentence) for sentences in OF_FIELDS.values() for sentence in sentences.values()}
    return error.code in _CODES or str(error.message) in known
