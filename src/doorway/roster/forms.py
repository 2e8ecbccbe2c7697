"""The forms for a roster (the bundle, and the yes), and for closing a record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.roster.core.grades import HIGHEST, PRESCHOOL, code_of
from doorway.roster.grades import grade_words
from doorway.roster.models import Guardianship


class RosterForm(forms.Form):
    """One zip, read in the tolerant or the strict way."""

    file = forms.FileField(
        label=_("Roster (OneRoster CSV, zip)"),
        help_text=_("Nothing changes until you have seen what would change."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    strict = forms.BooleanField(
        label=_("Report every breach of the standard"),
        help_text=_("Then a file with even one breach is not taken in. Good for testing an export."),
        required=False,
    )


class CloseForm(forms.Form):
    """Why a record is closed, which order is on file, and the yes."""

    reason = forms.CharField(
        label=_("Why is the record closed to this person?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Only the offices read this."),
        error_messages={"required": _("Please write the reason.")},
    )
    order = forms.CharField(
        label=_("Court order on file"),
        required=False,
        max_length=300,
        help_text=_("Its number and date, and where the paper is kept. Leave this empty if there is none."),
    )
    sure = forms.BooleanField(
        label=_("I have read what happens. Close the record now."),
        error_messages={"required": _("Please read what happens, and check this box.")},
    )


class HomesForm(forms.Form):
    """For each guardian the home in which they live with the student."""

    def __init__(self, guardianships: Sequence[Guardianship], data: Any = None) -> None:
        super().__init__(data)
        most = max([len(guardianships), *(row.household for row in guardianships)])
        choices = [(str(number), _("Home %(number)s") % {"number": number}) for number in range(1, most + 1)]
        for row in guardianships:
            self.fields[row.guardian_id.hex] = forms.ChoiceField(
                label=row.guardian.full_name, choices=choices, initial=str(row.household), widget=forms.RadioSelect
            )

    @property
    def homes(self) -> dict[uuid.UUID, int]:
        """The number of the home by guardian."""
        return {uuid.UUID(key): int(home) for key, home in self.cleaned_data.items()}


class EarlierGradeForm(forms.Form):
    """In which grade the student was in one of these school years."""

    school_year = forms.ChoiceField(
        label=_("School year"),
        error_messages={
            "required": _("Choose a school year."),
            "invalid_choice": _("Choose one of the school years in the list."),
        },
    )
    grade = forms.ChoiceField(
        label=_("Grade in that year"),
        error_messages={"required": _("Choose a grade."), "invalid_choice": _("Choose one of the grades in the list.")},
    )
    # Asked only of grades that hardly ever follow each other.
    sure = forms.BooleanField(label=_("Yes, that is how it was."), required=False)

    def __init__(self, years: Sequence[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["school_year"]
        field.choices = [(str(year), name) for year, name in years]
        grade: Any = self.fields["grade"]
        codes = map(code_of, range(PRESCHOOL, HIGHEST + 1))
        grade.choices = [("", _("Choose a grade")), *((code, grade_words(code)) for code in codes)]


class LiftForm(forms.Form):
    """Why a record is opened again, and the yes."""

    reason = forms.CharField(
        label=_("Why may this person see the record again?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the court ended the order, with its date. Only the offices read this."),
        error_messages={"required": _("Please write the reason.")},
    )
    sure = forms.BooleanField(
        label=_("I have checked this. Open the record now."),
        error_messages={"required": _("Please check this box if you are sure.")},
    )
