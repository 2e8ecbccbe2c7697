"""The questions of the screen: which test it is, and where each thing stands in the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.assessments.forms.mapping.columns.names import offer
from doorway.policy.packs import StatePack


class TestForm(forms.Form):
    """Which test the file is of."""

    __test__ = False

    test = forms.ChoiceField(label=_("Which test is it?"))

    def __init__(self, *args: Any, pack: StatePack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        tests = sorted((instrument.title(language), instrument.key) for instrument in pack.instruments)
        offer(self, "test", [("", str(_("Choose a test"))), *((key, title) for title, key in tests)])


class ColumnFields(forms.Form):
    """The questions that are asked of every test. A choice is a column ("c3") or the same for every row ("=math")."""

    name = forms.CharField(
        label=_("Name of the layout"),
        max_length=60,
        required=False,
        help_text=_("Files with the same first line are recognised by it from then on."),
    )
    student = forms.ChoiceField(
        label=_("Student id"), error_messages={"required": _("Choose the column with the student’s state or local id.")}
    )
    other_student = forms.ChoiceField(
        label=_("Second student id"),
        required=False,
        help_text=_("Where the file has a state and a local id. Students are never found by name."),
    )
    third_student = forms.ChoiceField(label=_("Third student id"), required=False)
    school_year = forms.ChoiceField(
        label=_("School year"),
        required=False,
        help_text=_("If no column says it, the day of the test tells it, or you are asked each time."),
    )
    test_date = forms.ChoiceField(label=_("Day of the test"), required=False)
    dates = forms.ChoiceField(
        label=_("How days are written"),
        choices=[
            ("us", _("2026-04-21 or 4/21/2026")),
            ("day", _("2026-04-21 or 21/4/2026")),
            ("compact", _("20260421 or 04212026")),
            ("months", _("042026 or 04212026: some say the month only")),
            ("named", _("April 2026 or Apr 2026")),
        ],
    )
    grade = forms.ChoiceField(label=_("Grade of the test"), required=False)
    period = forms.ChoiceField(label=_("Time of the year"), required=False)
    edition = forms.ChoiceField(label=_("Edition of the test"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    measure = forms.ChoiceField(
        label=_("Part of the test"),
        required=False,
        help_text=_("Only where a row names it; else the whole test."),
    )
    value = forms.ChoiceField(label=_("Score"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    national_percentile = forms.ChoiceField(label=_("National percentile"), required=False)
    growth_percentile = forms.ChoiceField(label=_("Growth percentile of the state"), required=False)
    not_tested = forms.ChoiceField(label=_("Why not tested"), required=False)
    accommodations = forms.ChoiceField(
        label=_("Support during the test"),
        required=False,
        help_text=_("A column that names it. Several in one cell have commas or semicolons between them."),
    )
    first_year = forms.CharField(
        label=_("First school year of such files"),
        max_length=10,
        required=False,
        help_text=_("For example 2024-25. Empty: there is none. A file of another year is refused, not misread."),
    )
    last_year = forms.CharField(label=_("Last school year of such files"), max_length=10, required=False)
    placeholder_days = forms.CharField(
        label=_("Days that mean nobody knows the day"),
        max_length=200,
        required=False,
        help_text=_("For example 1900-01-01. With commas between them."),
    )
    may_lack = forms.CharField(
        label=_("Columns that such a file may lack"),
        max_length=2_000,
        required=False,
        help_text=_("With commas between them. A file without them is recognised all the same."),
    )
    without = forms.CharField(
        label=_("Columns that only files of another kind have"),
        max_length=400,
        required=False,
        help_text=_("With commas between them. A file with one of them is not read by this layout."),
    )
    skip_column = forms.ChoiceField(
        label=_("Column that says which rows to leave out"),
        required=False,
        help_text=_("Where the file has rows that hold no result yet."),
    )
    skip_values = forms.CharField(
        label=_("What it says in those rows"),
        max_length=200,
        required=False,
        help_text=_("With commas between them."),
    )
    reasons = forms.CharField(
        label=_("Marks in place of a score that say why there is none"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    blanks = forms.CharField(
        label=_("Marks that mean nothing"),
        max_length=200,
        required=False,
        initial="-, --, N/A",
        help_text=_("With commas between them."),
    )
    percent_signs = forms.BooleanField(label=_("85% is a score of 85"), required=False)
    level_only = forms.BooleanField(label=_("For a value like “<200”, only the level counts"), required=False)
