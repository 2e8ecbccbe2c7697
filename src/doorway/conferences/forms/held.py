"""The forms of a conference that nobody had booked: what is written down of it, and why it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.conferences.actions.holding import LONGEST_NAME, LONGEST_REASON, Account
from doorway.conferences.errors.held import NobodyCame, NobodyHeldIt, NoHeldReason, NotInTheFamily, NotOfTheirs
from doorway.conferences.forms.preparing import ClockInput
from doorway.conferences.models import HeldConference
from doorway.conferences.models.held import LONGEST_MINUTES
from doorway.conferences.queries.held import Holder
from doorway.roster.models import Guardianship, Person


class HeldForm(forms.Form):
    """When it was, who was there. ``siblings`` are the children who may be named too."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=ClockInput(),
        help_text=_("Leave it empty if you do not remember."),
    )
    minutes = forms.IntegerField(
        label=_("How many minutes it took"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        help_text=_("About how long is enough. A counselor’s minutes count as direct service."),
    )
    how = forms.ChoiceField(label=_("How you met"), choices=HeldConference.How.choices, widget=forms.RadioSelect)
    hosts = forms.MultipleChoiceField(
        label=_("Who of the school held it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NobodyHeldIt.sentence},
        help_text=_("Check everybody who was there. The roster says who is a counselor."),
    )
    guardians = forms.MultipleChoiceField(
        label=_("Which guardians took part"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NobodyCame.sentence},
        help_text=_("Talking on the phone counts, too."),
    )
    others = forms.CharField(
        label=_("Somebody else who took part"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("For example a grandmother. Please write the name."),
    )
    students = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        # Neither is chosen already: from grade 7 on it decides whether the conference is the one that the policy asks.
        error_messages={"required": _("Please say whether the student was there.")},
    )
    also = forms.MultipleChoiceField(
        label=_("You also talked about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Children of the same guardians. It counts for each child you check."),
    )

    def __init__(
        self,
        *args: Any,
        student: Person,
        holders: Iterable[Holder],
        family: Iterable[Guardianship],
        siblings: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._siblings = {str(one.pk): one for one in siblings}
        fields: dict[str, Any] = self.fields
        fields["students"].label = _("Was %(student)s there too?") % {"student": student.first_name}
        fields["hosts"].choices = [(str(one.person), f"{one.name} · {one.role.label}") for one in holders]
        fields["hosts"].error_messages["invalid_choice"] = str(NotOfTheirs(student=student.first_name))
        homes = {str(row.guardian_id): row.guardian.full_name for row in family}
        fields["guardians"].choices = list(homes.items())
        fields["guardians"].error_messages["invalid_choice"] = str(NotInTheFamily(student=student.first_name))
        fields["also"].choices = [(key, one.full_name) for key, one in self._siblings.items()]
        if not self._siblings:
            del fields["also"]

    @property
    def account(self) -> Account:
        """What was written down."""
        data = self.cleaned_data
        return Account(
            on=data["on"],
            at=data["at"],
            how=data["how"],
            minutes=data["minutes"],
            hosts=[uuid.UUID(value) for value in data["hosts"]],
            guardians=[uuid.UUID(value) for value in data["guardians"]],
            others=data["others"],
            students=data["students"],
        )

    @property
    def also_about(self) -> list[Person]:
        """The other children who were checked."""
        return [self._siblings[key] for key in self.cleaned_data.get("also", ())]


class TakeHeldBackForm(forms.Form):
    """Why it is not to count."""

    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": NoHeldReason.sentence},
        help_text=_("It stays on record. For example: written down for the wrong day."),
    )
