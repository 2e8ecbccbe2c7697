"""The forms of a counselor's decisions: one for each kind."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from doorway.accounts.decimals import with_point
from doorway.pathways.choices import TypedSelect
from doorway.pathways.core.units import units_of
from doorway.pathways.graduation.decisions import Wish
from doorway.pathways.graduation.off_record import LONGEST_REASON
from doorway.pathways.models import GraduationDecision

Kind = GraduationDecision.Kind
Choices = Sequence[tuple[str, str]]


class DecisionForm(forms.Form):
    """What every decision needs: the reason, and a last day where it has one. ``wish`` holds what was filled in."""

    kind: GraduationDecision.Kind

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The student and the family read it. Leave out health and family matters."),
        max_length=300,
        error_messages={"required": _("Write the reason. The family reads it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expires_on = forms.DateField(
        label=_("Last day on which it holds"),
        help_text=_("Empty is for good."),
        required=False,
        error_messages={"invalid": _("Write the day like 2027-06-01.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def wish(self) -> Wish:
        """What is to be decided."""
        return Wish(self.kind, self.cleaned_data["reason"], self.cleaned_data["expires_on"], **self.about())

    def about(self) -> dict[str, Any]:
        """What the decision is about."""
        raise NotImplementedError


class _LineForm(DecisionForm):
    line = forms.ChoiceField(
        label=_("Requirement"),
        error_messages={"required": _("Choose a requirement."), "invalid_choice": _("Choose one.")},
    )

    def __init__(self, lines: Choices, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["line"]
        field.choices = [("", ""), *lines]


class _RestingForm(_LineForm):
    """A decision that may take a class for granted."""

    rests_on = forms.ChoiceField(
        label=_("Class that it rests on"),
        help_text=_(
            "Empty is none. If the student turns out to have no credit for this class, the decision no longer counts,"
            " and you are asked to decide again."
        ),
        required=False,
        error_messages={"invalid_choice": _("Choose one.")},
        widget=TypedSelect,
    )

    def __init__(self, lines: Choices, courses: Choices, *args: Any, **more: Any) -> None:
        super().__init__(lines, *args, **more)
        field: Any = self.fields["rests_on"]
        field.choices = [("", ""), *courses]

    def ground(self) -> dict[str, Any]:
        """The class that it rests on."""
        chosen = self.cleaned_data["rests_on"]
        return {"rests_on": uuid.UUID(chosen) if chosen else None}


class WaiverForm(_RestingForm):
    """So much less of a requirement is needed."""

    kind = Kind.WAIVER
    field_order = ("line", "units", "lowers_total", "rests_on", "reason", "expires_on")

    units = forms.CharField(
        label=_("Credits that are waived"),
        max_length=8,
        error_messages={"required": _("Write how many credits are waived, like 0.5.")},
    )
    lowers_total = forms.BooleanField(label=_("As many credits less are needed in all"), required=False)

    def clean_units(self) -> int:
        """The credits in thousandths."""
        try:
            return units_of(with_point(self.cleaned_data["units"]))
        except ValueError:
            raise forms.ValidationError(_("Write how many credits are waived, like 0.5.")) from None

    def about(self) -> dict[str, Any]:
        """Line and credits, and what it rests on."""
        return {name: self.cleaned_data[name] for name in ("line", "units", "lowers_total")} | self.ground()


def _class_that_counts() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Class that counts for it"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose one.")},
        widget=TypedSelect,
    )


class SubstitutionForm(_RestingForm):
    """A class counts for a requirement whose rule does not take it."""

    kind = Kind.SUBSTITUTION
    field_order = ("line", "course", "rests_on", "reason", "expires_on")

    course = _class_that_counts()

    def __init__(self, lines: Choices, courses: Choices, *args: Any, **more: Any) -> None:
        super().__init__(lines, courses, *args, **more)
        field: Any = self.fields["course"]
        field.choices = [("", ""), *courses]

    def about(self) -> dict[str, Any]:
        """Line and class, and what it rests on."""
        given = self.cleaned_data
        return {"line": given["line"], "course": uuid.UUID(given["course"])} | self.ground()


class PinForm(_LineForm):
    """A class counts for one requirement of those that take it, and is used nowhere else."""

    kind = Kind.PIN
    field_order = ("line", "course", "reason", "expires_on")

    course = _class_that_counts()

    def __init__(self, lines: Choices, courses: Choices, *args: Any, **more: Any) -> None:
        super().__init__(lines, *args, **more)
        field: Any = self.fields["course"]
        field.choices = [("", ""), *courses]

    def about(self) -> dict[str, Any]:
        """Line and class."""
        return {"line": self.cleaned_data["line"], "course": uuid.UUID(self.cleaned_data["course"])}


class OptOutForm(_RestingForm):
    """A way through the requirements that only the family's request opens."""

    kind = Kind.OPT_OUT
    field_order = ("line", "rests_on", "reason", "expires_on")

    def __init__(self, openers: Choices, courses: Choices, *args: Any, **more: Any) -> None:
        super().__init__(openers, courses, *args, **more)
        self.fields["line"].label = _("What the family asks for")

    def about(self) -> dict[str, Any]:
        """What opens the way, and what it rests on."""
        return {"line": self.cleaned_data["line"]} | self.ground()


class ConversionForm(DecisionForm):
    """Credit from a school that asks for another number of credits."""

    kind = Kind.CONVERSION
    field_order = ("school", "theirs", "ours", "reason", "expires_on")

    school = forms.ChoiceField(
        label=_("The other school"),
        error_messages={"required": _("Choose a school."), "invalid_choice": _("Choose one.")},
    )
    theirs = forms.IntegerField(label=_("Credits that it asks for in all"))
    ours = forms.IntegerField(label=_("Credits that count as much here"))

    def __init__(self, schools: Sequence[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["school"]
        field.choices = [("", ""), *((school, school) for school in schools)]
        sentence = _("Write both numbers of credits, like 24 there and 36 here.")
        for name in ("theirs", "ours"):
            # The limits of a whole number refuse with sentences of their own.
            self.fields[name].validators = [
                MinValueValidator(1, sentence),
                MaxValueValidator(1000, sentence),
            ]
            self.fields[name].error_messages |= {"required": sentence, "invalid": sentence}

    def about(self) -> dict[str, Any]:
        """School and factor."""
        given = self.cleaned_data
        return {"school": given["school"], "factor": Fraction(given["ours"], given["theirs"])}


class OffRecordForm(forms.Form):
    """A class without a mark that is taken off the record, and why."""

    course = forms.ChoiceField(
        label=_("Class without a mark"),
        error_messages={"required": _("Choose a class."), "invalid_choice": _("Choose one.")},
        widget=TypedSelect,
    )
    reason = forms.CharField(
        label=_("Why no mark will come"),
        help_text=_("It stays in the history of the record. Leave out health and family matters."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write why no mark will come.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, courses: Choices, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["course"]
        field.choices = [("", ""), *courses]


class WithdrawForm(forms.Form):
    """Why a decision is withdrawn."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("The student and the family read it. Leave out health and family matters."),
        max_length=300,
        error_messages={"required": _("Write why the decision is withdrawn. The family reads it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
