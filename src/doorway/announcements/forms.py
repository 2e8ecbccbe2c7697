"""What offices and readers type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from doorway.accounts.languages import in_words
from doorway.accounts.models import District
from doorway.announcements.actions.letters import LONGEST_BODY, Wording
from doorway.announcements.core.judging import LONGEST
from doorway.announcements.errors import FormTooOld
from doorway.announcements.models import Announcement
from doorway.roster.models import School

WHOLE_DISTRICT = "district"
OF_THE_ADDRESS = _("Needed from the start: it becomes a part of the letter’s address.")
BEFORE_PUBLISHING = _("A draft can do without it. It is needed before the letter is published.")
# Nobody reads a letter and writes a sentence in two seconds; nobody's page lies open for three days.
SOONEST, LATEST = timedelta(seconds=2), timedelta(days=3)
_SALT = "doorway.announcements.reply"


class NeededLater(forms.CharField):
    """May be empty in a draft and not in the end: the form does not call it optional."""

    is_needed_later = True


class LetterForm(forms.Form):
    """A letter in every language, side by side. ``is_out_of_date``: a colleague saved it after this page was made.
    ``names_student``: what was typed names one, and nobody has said that it may.
    """

    is_out_of_date = False
    names_student = False
    sender = forms.ChoiceField(label=_("Who writes?"))
    dated = forms.DateField(
        label=_("Date on the letter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signed_by = forms.CharField(
        label=_("Name under the letter"),
        required=False,
        max_length=200,
        help_text=_("For example: Superintendent Ruth Castleton."),
    )
    takes_replies = forms.BooleanField(
        label=_("Readers can reply"), required=False, help_text=_("You read every reply before anybody else does.")
    )

    def __init__(
        self,
        *args: Any,
        schools: Sequence[School],
        district: District | None,
        letter: Announcement | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if letter is not None:
            self.initial = {**self.initial, **_initial(letter)}
        self._schools = {str(school.pk): school for school in schools}
        whole = [(WHOLE_DISTRICT, district.name)] if district else []
        choices = [*whole, *((key, school.name) for key, school in self._schools.items())]
        self.fields["sender"].choices = choices  # type: ignore[attr-defined]  # it is a choice
        for code, _name in settings.LANGUAGES:
            self.fields[f"title_{code}"] = NeededLater(
                label=_("Title in %(language)s") % {"language": in_words(code)},
                required=False,
                max_length=200,
                help_text=OF_THE_ADDRESS if code == settings.LANGUAGE_CODE else BEFORE_PUBLISHING,
            )
            self.fields[f"body_{code}"] = NeededLater(
                label=_("Letter in %(language)s") % {"language": in_words(code)},
                required=False,
                max_length=LONGEST_BODY,
                help_text=BEFORE_PUBLISHING,
                widget=forms.Textarea(attrs={"rows": 14, "lang": code}),
            )
            if code != settings.LANGUAGE_CODE:
                self.fields[f"signed_by_{code}"] = forms.CharField(
                    label=_("Name under the letter in %(language)s") % {"language": in_words(code)},
                    required=False,
                    max_length=200,
                    help_text=_("Leave it empty when it reads the same."),
                    widget=forms.TextInput(attrs={"lang": code}),
                )

    @property
    def school(self) -> School | None:
        """The school that writes; none for the district."""
        return self._schools.get(self.cleaned_data["sender"])

    @property
    def wordings(self) -> dict[str, Wording]:
        """What was written, by language."""
        return {
            code: Wording(
                self.cleaned_data[f"title_{code}"],
                self.cleaned_data[f"body_{code}"],
                self.cleaned_data.get(f"signed_by_{code}", ""),
            )
            for code, _name in settings.LANGUAGES
        }


def _initial(letter: Announcement) -> dict[str, Any]:
    values: dict[str, Any] = {
        "sender": str(letter.school_id) if letter.school_id else WHOLE_DISTRICT,
        "dated": letter.dated,
        "signed_by": letter.signed_by,
        "takes_replies": letter.takes_replies,
    }
    for text in letter.texts.all():
        values |= {
            f"title_{text.language}": text.title,
            f"body_{text.language}": text.body,
            f"signed_by_{text.language}": text.signed_by,
        }
    return values


class ReplyForm(forms.Form):
    """A reader's reply. ``page`` seals when the page was made; ``website`` is a field that only machines fill in."""

    name = forms.CharField(label=_("Your name"), max_length=80, help_text=_("It appears under your reply."))
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False, help_text=_("Only the office sees it, to answer you.")
    )
    text = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST * 2,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Please leave out names of students. For questions about your own child, call the school."),
    )
    website = forms.CharField(required=False)
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        """Hidden from people; a machine that fills in everything gives itself away."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""

    def check_page(self, now: datetime) -> None:
        """FormTooOld when the page was made by nobody, a moment ago, or days ago."""
        try:
            made = datetime.fromisoformat(signing.loads(self.cleaned_data["page"], salt=_SALT))
        except (signing.BadSignature, ValueError):
            raise FormTooOld from None
        if not SOONEST <= now - made <= LATEST:
            raise FormTooOld


def seal(now: datetime) -> str:
    """When the page was made, so that it cannot be made up."""
    return signing.dumps(now.isoformat(), salt=_SALT)
