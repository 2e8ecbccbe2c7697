"""The form that changes who comes to a meeting, and in which language one talks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doorway.accounts.typing import holds_ssn
from doorway.conferences.actions.booking import Attending
from doorway.conferences.forms.booking import COMES, attendance_wording
from doorway.conferences.models import Appointment
from doorway.roster.models import Person


class AttendingForm(forms.Form):
    """Guardians of the home, somebody else by name, the student, the language.

    ``home``: the guardians of the home. ``others``: the same home's other meetings about the student at this
    conference, for which the same can be put down in one go.
    """

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who comes?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Somebody has to come. Choose at least one person, or cancel the time."),
            "invalid_choice": gettext_lazy("One of these people is not in this home any more. Please choose again."),
        },
    )
    guest_name = forms.CharField(
        required=False,
        max_length=120,
        label=gettext_lazy("Somebody else comes"),
        help_text=gettext_lazy("For example a grandmother. Please write the name."),
    )
    comes = forms.ChoiceField(choices=COMES, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=gettext_lazy("In which language would you like to talk?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    interpreter = forms.BooleanField(required=False, label=gettext_lazy("We would like an interpreter"))
    together = forms.BooleanField(required=False, initial=True)

    def __init__(
        self, appointment: Appointment, home: Sequence[Person], others: Sequence[Appointment], data: Any = None
    ) -> None:
        guests = list(appointment.guests.select_related("person"))
        self._home = {str(person.pk): person for person in home}
        self._others = others
        self.appointment = appointment
        super().__init__(
            data,
            initial={
                "people": [str(appointment.guardian_id), *(str(one.person_id) for one in guests if one.person_id)],
                "guest_name": ", ".join(one.name for one in guests if one.name),
                "comes": appointment.student_comes,
                "language": appointment.language,
                "interpreter": appointment.wants_interpreter,
            },
        )
        fields: Any = self.fields
        fields["people"].choices = [(key, person.full_name) for key, person in self._home.items()]
        fields["comes"].label = _("Does %(student)s come?") % {"student": appointment.student.first_name}
        fields["comes"].help_text = attendance_wording(appointment.student)
        if others:
            fields["together"].label = ngettext(
                "The same for the other time about %(student)s",
                "The same for the %(number)s other times about %(student)s",
                len(others),
            ) % {"number": len(others), "student": appointment.student.first_name}
        else:
            del fields["together"]

    def clean_guest_name(self) -> str:
        """Names are kept with the meeting, and read by the school."""
        name = str(self.cleaned_data["guest_name"]).strip()
        if holds_ssn(name):
            raise forms.ValidationError(_("Please write only the name here."))
        return name

    @property
    def meetings(self) -> list[Appointment]:
        """The meetings for which it is put down."""
        return [self.appointment, *(self._others if self.cleaned_data.get("together") else ())]

    @property
    def attending(self) -> Attending:
        """What was put down."""
        data = self.cleaned_data
        return Attending(
            people=tuple(self._home[key] for key in data["people"]),
            names=tuple(filter(None, [data["guest_name"]])),
            student_comes=data["comes"],
            language=data["language"],
            wants_interpreter=data["interpreter"],
        )
