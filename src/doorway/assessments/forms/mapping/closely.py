"""What is read of a cell, where it is not all of it: columns put together, a part of the text, words of the file.

A person chooses what is kept; the pattern is made here. A pattern that somebody writes could keep a server busy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.assessments.layouts import Cell, plain_heading
from doorway.assessments.layouts.values import COLUMN

# What can be kept of a text: by itself, and where only some values count ("…").
_KEEP: dict[str, tuple[str, str]] = {
    "": ("", "^(…)$"),
    "begin": ("", "^(…)"),
    "word": (r"^(\w+)", r"^(…)(?!\w)"),
    "number": (r"(\d+)", r"(?<!\d)(…)(?!\d)"),
    "whole": (r"^(\d+)(?:\.\d+)?$", r"^(…)(?:\.\d+)?$"),
    "year": (r"^(\d{4})$", r"^(…)$"),
    "years": (r"(\d{4}-\d{4}|\d{4}-\d{2})", r"(?<!\d)(…)(?!\d)"),
}
KEEP: list[tuple[str, str | Promise]] = [
    ("", _("all of it")),
    ("word", _("the first word: “Fall” of “Fall (until November)”")),
    ("number", _("the first number: “10” of “Grade 10”")),
    ("whole", _("the whole number: “3” of “3.4”")),
    ("year", _("a year: “2025”, and nothing of anything else")),
    ("years", _("a school year: “2024-2025” of “Fall 2024-2025”")),
    ("begin", _("how it begins; write the beginnings below")),
]
# Fields that may be put together, and those of which a part or other words may be read.
JOINED = ("school_year", "test_date", "grade", "period", "subject", "measure")
CLOSELY = (*JOINED, "value", "level", "national_percentile", "not_tested")
LONGEST = 200
_FIELDS = ("text", "keep", "only", "words")


def add_fields(form: forms.Form) -> None:
    """The questions for each field that the form asks for."""
    for name in CLOSELY:
        if name not in form.fields:
            continue
        if name in JOINED:
            form.fields[field(name, "text")] = forms.CharField(
                label=_("Put together from"), max_length=LONGEST, required=False,
                help_text=_("Columns in braces, for example {Month} {Year}. Then choose no column above."),
            )  # fmt: skip
        form.fields[field(name, "keep")] = forms.ChoiceField(label=_("Read of it"), required=False, choices=KEEP)
        form.fields[field(name, "only")] = forms.CharField(
            label=_("Only these"), max_length=400, required=False,
            help_text=_("With commas between them. Anything else counts as empty. Empty: everything counts."),
        )  # fmt: skip
        form.fields[field(name, "words")] = forms.CharField(
            label=_("What its words mean"), max_length=2_000, required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One in each line, for example 4 = 9, where a file writes 4 for grade 9."),
        )  # fmt: skip


def field(name: str, what: str) -> str:
    """The form's field for one of the questions about another."""
    return f"closely-{name}-{what}"


def groups(form: forms.Form) -> list[dict[str, Any]]:
    """For each field its name in words, the questions, and whether something was answered."""
    found = []
    for name in CLOSELY:
        asked = [form[field(name, what)] for what in _FIELDS if field(name, what) in form.fields]
        if asked:
            answered = any(one.value() for one in asked) or any(one.errors for one in asked)
            found.append({"label": form[name].label, "fields": asked, "answered": answered})
    return found


def check(form: forms.Form, data: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """Say what cannot be read. ``columns``: the headings that may be named, by how they are compared."""
    for name in CLOSELY:
        text, keep, only = (str(data.get(field(name, what)) or "") for what in ("text", "keep", "only"))
        if text:
            unknown = next((one for one in COLUMN.findall(text) if plain_heading(one) not in columns), None)
            if unknown is not None:
                form.add_error(
                    field(name, "text"), _("The file has no column “%(column)s”.") % {"column": unknown.strip()[:60]}
                )
            elif set(COLUMN.sub("", text)) & set("{}") or not COLUMN.search(text):
                form.add_error(field(name, "text"), _("Write each column between braces, for example {Month} {Year}."))
            elif data.get(name):
                form.add_error(field(name, "text"), _("Choose a column above, or put columns together here, not both."))
        if keep == "begin" and not only:
            form.add_error(field(name, "only"), _("Write the beginnings that count."))
        try:
            words(data, name)
        except ValueError as problem:
            form.add_error(
                field(name, "words"),
                _("“%(line)s” is not understood. Write the file’s word, = and what it means.")
                % {"line": str(problem)[:60]},
            )


def text_of(data: Mapping[str, Any], name: str) -> str:
    """What a field is put together from, empty where it is not."""
    return str(data.get(field(name, "text")) or "").strip()


def cell(data: Mapping[str, Any], name: str, text: str, meanings: Mapping[str, str]) -> Cell:
    """The cell of a field with what is read of it. ``meanings``: words that were said elsewhere."""
    return Cell(text=text, find=pattern(data, name), words={**meanings, **words(data, name)})


def pattern(data: Mapping[str, Any], name: str) -> str:
    """What is kept, as a pattern; empty where that is everything."""
    keep = str(data.get(field(name, "keep")) or "")
    only = [one for piece in str(data.get(field(name, "only")) or "").split(",") if (one := piece.strip())]
    alone, among = _KEEP[keep]
    return among.replace("…", "|".join(_literal(one) for one in only)) if only else alone


def words(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """The file's words with their meaning; ValueError with the line that is none."""
    found: dict[str, str] = {}
    for line in str(data.get(field(name, "words")) or "").splitlines():
        word, sign, meaning = (piece.strip() for piece in line.partition("="))
        if not word and not sign:
            continue
        if not word or not sign:
            raise ValueError(line.strip())
        found[word] = meaning
    return found


def _literal(text: str) -> str:
    """The text as a pattern that matches nothing else; blanks stay readable."""
    return re.escape(text).replace(r"\ ", " ").replace(r"\-", "-")
