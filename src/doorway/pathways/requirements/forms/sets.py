"""A set of requirements as a whole: beginning one, from a file too, its head, the day from which it holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.pathways.core.checks import CORE, TOTAL
from doorway.pathways.requirements.actions import Decided
from doorway.pathways.requirements.documents import HeadWish
from doorway.pathways.requirements.forms.fields import (
    CreditField,
    Pairs,
    class_field,
    day_field,
    in_order,
    of_somebody,
)
from doorway.pathways.requirements.forms.rules import RuleForm
from doorway.pathways.requirements.wording import sum_words
from doorway.pathways.rules.alone import MOST_LETTERS


class BeginForm(forms.Form):
    """From what a draft is made, and for which classes."""

    source = forms.ChoiceField(
        label=_("Begin with a copy of"),
        help_text=_("A copy of a version that is in force becomes its correction."),
        error_messages={"required": _("Choose what to begin with."), "invalid_choice": _("Choose one from the list.")},
    )
    first_class = class_field(_("For the class of"), help_text=_("The year of graduation, like 2028."))
    last_class = class_field(
        _("To the class of"), required=False, help_text=_("Leave it empty where every later class has it, too.")
    )

    def __init__(self, sources: Pairs, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["source"]
        field.choices = [("", ""), *sources]

    def clean(self) -> dict[str, Any]:
        """Classes in order, and of students who are or will be at school."""
        return of_somebody(self, in_order(self, super().clean() or {}))


class FileForm(forms.Form):
    """A set of requirements from a file."""

    file = forms.FileField(
        label=_("File (TOML)"), help_text=_("A file that somebody got here with “Get it as a file”."),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )  # fmt: skip

    def clean_file(self) -> tuple[str, str]:
        """Its name and its text."""
        file = self.cleaned_data["file"]
        if file.size > MOST_LETTERS:
            raise forms.ValidationError(_("The file is too large for a set of requirements."))
        try:
            return file.name[:100], file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not a text in UTF-8.")) from None


class HeadForm(RuleForm):
    """What holds for a set as a whole: classes, total, the sums that the published list prints."""

    first_class = class_field(_("For the class of"))
    last_class = class_field(
        _("To the class of"), required=False, help_text=_("Leave it empty where every later class has it, too.")
    )
    total = CreditField(label=_("Credits in all"))

    def __init__(self, *args: Any, corrects: Pairs, corrected: str, **more: Any) -> None:
        super().__init__(*args, **more)
        part = self.own.set
        if corrects:
            self.fields["corrects"] = forms.ChoiceField(
                label=_("It takes the place of"), required=False, choices=[("", _("No other version")), *corrects],
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )  # fmt: skip
        self._sums = [CORE, TOTAL, *(section.key for section in self.own.sections)]
        for number, what in enumerate(self._sums):
            self.fields[f"printed_{number}"] = CreditField(label=sum_words(what, self.own), required=False)
        self._ask(
            _("A question that is still open, in %(language)s"), _("Families read it below the page. Empty for none.")
        )
        self.initial = {
            **self._say(part.title, part.words, part.cite, part.source),
            "first_class": part.first_class,
            "last_class": part.last_class,
            "total": part.total,
            "corrects": corrected,
            **{f"printed_{number}": part.printed.get(what) for number, what in enumerate(self._sums)},
            **{f"ask_{code}": text for code, text in (part.ask.root if part.ask else {}).items()},
        }

    def clean(self) -> dict[str, Any]:
        """Classes in order, and of students who are or will be at school."""
        return of_somebody(self, in_order(self, super().clean() or {}))

    @property
    def printed_fields(self) -> list[BoundField]:
        """The sums that the published list prints."""
        return [self[f"printed_{number}"] for number in range(len(self._sums))]

    def wish(self) -> HeadWish:
        """What was written. A printed sum of something that the form does not show stays."""
        given = self.cleaned_data
        shown = {what: given[f"printed_{number}"] for number, what in enumerate(self._sums)}
        # In the order in which they stood, so that a save without a change changes nothing.
        printed = {what: shown.pop(what, units) for what, units in self.own.set.printed.items()} | shown
        return HeadWish(
            rule=self.rule(),
            first_class=given["first_class"],
            last_class=given["last_class"],
            total=given["total"],
            printed={what: units for what, units in printed.items() if units is not None},
            ask=self._asked(),
        )


class InForceForm(forms.Form):
    """What the board has decided."""

    decided_on = day_field(_("Day of the board’s decision"), _("Write the day of the board’s decision."))
    citation = forms.CharField(
        label=_("Where to find the decision"), max_length=300,
        help_text=_("For example: minutes of the board, May 12, item 7. Families read it."),
        error_messages={"required": _("Write where the board’s decision can be found.")},
    )  # fmt: skip
    holds_from = day_field(
        _("Students are held against it from"), _("Write from which day on it holds."),
        help_text=_("Today or a later day. Before that day it can still be withdrawn."),
    )  # fmt: skip

    knows_begun = forms.BooleanField(
        label=_(
            "The board knows that this asks more of students who have begun high school, and it shall hold for them"
        ),
        error_messages={
            "required": _(
                "Say that the board knows whom it concerns: some of these students have begun high school already."
            )
        },
    )  # fmt: skip

    def __init__(self, *args: Any, concerns_begun: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not concerns_begun:
            del self.fields["knows_begun"]

    def decided(self) -> Decided:
        """What was written."""
        given: dict[str, Any] = self.cleaned_data
        return Decided(
            given["decided_on"], given["citation"], given["holds_from"], knows_begun=given.get("knows_begun", False)
        )


class WithdrawForm(forms.Form):
    """Why a set that does not hold yet is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, error_messages={"required": _("Write the reason.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
