"""The forms of a course plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from doorway.pathways.choices import TypedSelect
from doorway.pathways.course_plan.choosing import Choosable
from doorway.pathways.graduation.wording import term_words

Choices = Sequence[tuple[str, str]]
NO_TERM = ("", _("It does not matter"))


class ProposeForm(forms.Form):
    """A class, a grade and, where it matters, a term.

    ``this_year``: the terms that the running year still takes, where it can be chosen as well. Where nothing else can
    (a senior), only these are offered.
    """

    course = forms.ChoiceField(
        label=_("Class"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose a class from the list.")},
        widget=TypedSelect,
    )
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        coerce=int,
        error_messages={"required": _("Choose a grade."), "invalid_choice": _("Choose a grade from the list.")},
    )
    term = forms.ChoiceField(
        label=_("Term"),
        help_text=_(
            "The part of the school year in which the class is taken. S1 is usually the first half of the year, S2 the "
            "second, S1 S2 both. If you are not sure, leave it as it is."
        ),
        required=False,
        error_messages={"invalid_choice": _("Choose a term from the list.")},
    )

    def __init__(
        self,
        courses: Sequence[Choosable],
        grades: Choices,
        terms: Sequence[str],
        *args: Any,
        this_year: Sequence[str] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        _fill(fields["course"], courses)
        fields["grade"].choices = grades if len(grades) == 1 else [("", ""), *grades]
        fields["term"].choices = [NO_TERM, *_named(terms)]
        if this_year and len(grades) == 1:
            fields["term"].help_text = _("What is still to come of this school year.")
        elif this_year:
            fields["term"].help_text = format_lazy(
                "{} {}", fields["term"].help_text, _("To make up credit this year, choose one that is still to come.")
            )
        if not terms:
            del self.fields["term"]

    def show_terms(self, terms: Sequence[str], *, may_be_open: bool) -> None:
        """Show these terms only: of this year's those that have not begun. What was sent is held against all of them.

        ``may_be_open``: it may be left open in which term the class is taken; for what makes up credit it may not.
        """
        fields: dict[str, Any] = self.fields
        if "term" in fields:
            fields["term"].choices = [*([NO_TERM] if may_be_open else []), *_named(terms)]


class CompareForm(forms.Form):
    """Two classes to compare; what is chosen comes from the address."""

    one = forms.ChoiceField(label=_("One way"), widget=TypedSelect)
    other = forms.ChoiceField(label=_("The other way"), widget=TypedSelect)

    def __init__(self, courses: Sequence[Choosable], picked: Sequence[str]) -> None:
        super().__init__(initial=dict(zip(("one", "other"), picked, strict=True)), use_required_attribute=False)
        for field in self.fields.values():
            _fill(field, courses)


class PlansForm(forms.Form):
    """Two whole plans to hold against each other; what is chosen comes from the address."""

    one = forms.ChoiceField(label=_("One plan"))
    other = forms.ChoiceField(label=_("The other plan"))

    def __init__(self, plans: Choices, picked: Sequence[str]) -> None:
        super().__init__(initial=dict(zip(("one", "other"), picked, strict=False)), use_required_attribute=False)
        for field in self.fields.values():
            cast(forms.ChoiceField, field).choices = list(plans)


class NameForm(forms.Form):
    """A name under which something is kept."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        error_messages={"required": _("Write a name, so that you find it again.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def add_error(self, field: Any, error: Any) -> None:
        """Whatever is wrong, the field is where one goes on."""
        super().add_error(field, error)
        self.fields["name"].widget.attrs["autofocus"] = True


class NameWaysForm(NameForm):
    """A name for two ways that stand side by side."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].label = _("Keep this under a name")


class KeepForm(NameForm):
    """A name for the plan of today; ``code``: a class that is put into what is kept, with what comes before it."""

    code = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class WayForm(forms.Form):
    """The last of several classes that build on each other."""

    course = forms.ChoiceField(label=_("Where it leads"), widget=TypedSelect)

    def __init__(self, ways: Choices) -> None:
        super().__init__(auto_id="way-%s", use_required_attribute=False)
        field: Any = self.fields["course"]
        field.choices = [("", ""), *ways]


def _named(terms: Sequence[str]) -> list[tuple[str, str]]:
    return [(term, term_words(term)) for term in terms]


def _fill(field: Any, courses: Sequence[Choosable]) -> None:
    field.choices = [("", ""), *((one.code, one.title) for one in courses)]
    field.widget.under = {one.code: one.in_short for one in courses}


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Write the reason. The student and the family read it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
