"""What a form says of a field says what to do, and above the form of which field it is."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from doorway.web.templatetags.doorway import error_summary


class EveryField(forms.Form):
    name = forms.CharField(label="Name", max_length=5)
    day = forms.DateField(label="Day")
    begins = forms.TimeField(label="From")
    passing = forms.DecimalField(label="Passing time", min_value=0, max_value=60, max_digits=4, decimal_places=1)
    number = forms.IntegerField(label="Number")
    school = forms.ChoiceField(label="School", choices=[("a", "A")])
    days = forms.MultipleChoiceField(label="Days", choices=[("a", "A")])
    sure = forms.BooleanField(label="Sure")
    email = forms.EmailField(label="E-mail")
    key = forms.UUIDField(label="Key")
    own = forms.CharField(label="Reason", error_messages={"required": "Please write the reason."})


WRONG = {
    "name": "too long", "day": "x", "begins": "x", "passing": "-1", "number": "x", "school": "b", "days": ["b"],
    "sure": "", "email": "x", "key": "x", "own": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        {},
        WRONG,
        WRONG | {"passing": "61.25"},
        WRONG | {"passing": "99999"},
        WRONG | {"passing": "9999.9"},
        WRONG | {"name": "a\x00"},
    ],
)
@pytest.mark.parametrize(("language", "please"), [("en", "Please "), ("es", "or favor")])
def test_every_sentence_says_what_to_do(data: dict[str, object], language: str, please: str) -> None:
    with translation.override(language):
        errors = {key: list(found) for key, found in EveryField(data).errors.items()}

    assert errors.keys() == EveryField.base_fields.keys()
    if language == "es":
        del errors["own"]
    assert [words for found in errors.values() for words in found if please not in words] == []


def test_above_the_form_stands_which_field_is_meant() -> None:
    said = error_summary(EveryField(WRONG))

    for words in (
        "Day: Please write the day like 2026-11-30", "Name: Please write at most 5 characters; there are 8.",
        "Passing time: Please write 0 or more.", ">Please write the reason.",
    ):  # fmt: skip
        assert words in said
