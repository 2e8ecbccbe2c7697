"""Figures with a point or a comma."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from doorway.accounts.decimals import DecimalField, with_point


class Form(forms.Form):
    figure = DecimalField(min_value=0, max_value=60, decimal_places=3)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("0,5", "0.5"), (" 9,25 ", "9.25"), (",5", ".5"), ("-1,5", "-1.5"), ("0,333", "0.333"), ("0.5", "0.5"),
        ("1,2,3", "1,2,3"), ("1.000,5", "1.000,5"), ("1,0005", "1.0005"), ("5,", "5,"), ("a,5", "a,5"), ("", ""),
    ],
)  # fmt: skip
def test_one_comma_is_a_point(text: str, point: str) -> None:
    assert with_point(text) == point


def test_where_figures_are_large_a_comma_before_three_digits_may_be_a_thousand() -> None:
    assert with_point("1,250", may_be_thousands=True) == "1,250"
    assert with_point("245,5", may_be_thousands=True) == "245.5"


@pytest.mark.parametrize("text", ["9,5", "9.5", " 9,500 "])
def test_a_box_takes_both(text: str) -> None:
    form = Form({"figure": text})

    assert form.is_valid()
    assert form.cleaned_data["figure"] == Decimal("9.5")
    assert 'type="text"' in str(Form()["figure"])
    assert 'inputmode="decimal"' in str(Form()["figure"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2,3", "Please write a number, like 7.5."),
        ("999", "Please write 60 or less."),
        ("0,0001", "Please write at most 3 digits after the point."),
        ("1e99", "Please write 60 or less."),
        ("NaN", "Please write a number, like 7.5."),
    ],
)
def test_what_is_none_is_refused_with_one_sentence(text: str, sentence: str) -> None:
    assert Form({"figure": text}).errors["figure"] == [sentence]
