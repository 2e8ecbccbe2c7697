"""What the form's fields are called, and the small readings of what was said in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.assessments.layouts import Cell, plain_heading
from doorway.policy.packs import year_ending

DATES = {
    "us": ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"),
    "day": ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"),
    "compact": ("%Y%m%d", "%m%d%Y"),
    "months": ("%m%Y", "%m%d%Y"),
    "named": ("%B %Y", "%b %Y"),
}
PART_FIELDS = ("value", "level", "national_percentile", "not_tested")
TELLING = ("value", "level", "national_percentile")
# Parts of which the file says what they are called.
OWN_PARTS = range(1, 7)
OWN = "own-"
SUPPORT = "support-"
# Some files say one kind of support in two columns: read again by a person, read again by a recording.
SUPPORT_COLUMNS = ("", "-more")
# A longer table of parts is folded until something is said in it.
MOST_PARTS = 20
MOST_GRADES = range(-1, 13)
# For a field what the file's words mean.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Part:
    """A part of the test that may have columns of its own."""

    subject: str
    measure: str
    title: str

    def field(self, name: str) -> str:
        """The form's field for one of its columns."""
        return f"part-{self.subject}-{self.measure}-{name}"


def support_field(key: str, more: str) -> str:
    """The form's field for a column that says yes or no to one kind of support."""
    return SUPPORT + key + more


def own_part_field(number: int, name: str) -> str:
    """The form's field for one of the columns of a part that the file names."""
    return f"named-{number}-{name}"


def listed(text: str) -> list[str]:
    """What stands between the commas."""
    return [piece.strip() for piece in str(text).split(",") if piece.strip()]


def year_of(text: str) -> int | None:
    """The year in which a school year ends, none where the field is empty."""
    if not text:
        return None
    try:
        return year_ending(text)
    except ValueError:
        raise forms.ValidationError(_("Write the school year like 2025-26.")) from None


def columns_of(cells: Mapping[str, Cell]) -> list[str]:
    """The columns that cells are made of."""
    return [column for cell in cells.values() for column in cell.columns]


def choosable(header: Sequence[str]) -> list[tuple[int, str]]:
    """The columns that can be chosen: each heading once, none that a layout could not write."""
    seen: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(header):
        text = cell.strip()
        if text and not set(text) & set("{}*"):
            seen.setdefault(plain_heading(text), (place, text))
    return list(seen.values())


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Let these be chosen."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
