"""What the school office types while it prepares a conference."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from doorway.accounts.decimals import DecimalField
from doorway.conferences.actions.submission import HostChoice
from doorway.conferences.forms.widgets import ShortSelect
from doorway.conferences.models import Conference, Host
from doorway.conferences.queries.staffing import Candidate
from doorway.conferences.wording import minutes
from doorway.roster.models import Role, Room, School

LENGTHS = (180, 300, 450, 600, 900, 1200)
OTHER = "other"


def _offer(form: forms.BaseForm, name: str, choices: Sequence[tuple[str, object]]) -> None:
    """Set the choices of a field, which are known only when the form is made."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # every such field is a choice


class DayInput(forms.DateInput):
    """The browser's own calendar, or year-month-day by hand."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own clock, or hour:minute by hand."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"step": 60})


class LengthChoice(forms.ChoiceField):
    """The usual lengths of a meeting, and another one."""

    def __init__(self, **options: Any) -> None:
        choices = [(str(seconds), minutes_text(seconds)) for seconds in LENGTHS]
        super().__init__(choices=[*choices, (OTHER, _("A different length"))], widget=forms.RadioSelect, **options)


def minutes_text(seconds: int) -> str:
    """“15 minutes”, “7.5 minutes”."""
    return ngettext("%(count)s minute", "%(count)s minutes", 1 if seconds == 60 else 2) % {"count": minutes(seconds)}


class NewConferenceForm(forms.Form):
    """Which school prepares which kind of conference, alone or together with others."""

    school = forms.ChoiceField(label=_("School"))
    kind = forms.ChoiceField(label=_("Which conference?"), widget=forms.RadioSelect)
    also_for = forms.MultipleChoiceField(
        label=_("Held together with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only when the schools hold it in one place on the same days."),
    )
    label = forms.CharField(
        label=_("One name for these schools"),
        required=False,
        max_length=120,
        help_text=_("For example: Panguitch Middle/High."),
    )

    def __init__(
        self, *args: Any, schools: Sequence[School], kinds: Mapping[str, str], others: Sequence[School], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {str(school.pk): school for school in [*schools, *others]}
        _offer(self, "school", [(str(school.pk), school.name) for school in schools])
        _offer(self, "kind", list(kinds.items()))
        _offer(self, "also_for", [(str(school.pk), school.name) for school in others])
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = str(schools[0].pk)
        if len(kinds) == 1:
            self.fields["kind"].initial = next(iter(kinds))

    @property
    def chosen_school(self) -> School:
        """The school that was chosen."""
        return self._schools[self.cleaned_data["school"]]

    @property
    def partners(self) -> list[School]:
        """The schools that hold it too."""
        return [self._schools[key] for key in self.cleaned_data["also_for"]]


class WindowForm(forms.Form):
    """A day with its hours."""

    date = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("From"), widget=ClockInput)
    ends = forms.TimeField(label=_("To"), widget=ClockInput)

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Beginning and end in the district's time zone."""
        values = self.cleaned_data
        return _moment(values["date"], values["begins"], zone), _moment(values["date"], values["ends"], zone)


class ChangeDayForm(WindowForm):
    """The same of a day that stands. ``meetings``: so many could move with it; none where they must stay."""

    with_meetings = forms.BooleanField(
        required=False,
        initial=True,
        help_text=_("Each moves to the same time of the new day. Every family gets one letter; its calendar follows."),
    )

    def __init__(self, *args: Any, meetings: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meetings:
            self.fields["with_meetings"].label = ngettext(
                "On another day, move the %(count)s booked meeting along",
                "On another day, move the %(count)s booked meetings along",
                meetings,
            ) % {"count": meetings}
        else:
            del self.fields["with_meetings"]

    @property
    def moves_meetings(self) -> bool:
        """What is booked goes along to the new day."""
        return bool(self.cleaned_data.get("with_meetings"))


class HostTimeForm(forms.Form):
    """A time of one host, on one of the conference's days."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("break", _("A break")), ("window", _("The only hours this person is there"))],
        widget=forms.RadioSelect,
        initial="break",
    )
    day = forms.ChoiceField(label=_("Day"))
    begins = forms.TimeField(label=_("From"), widget=ClockInput)
    ends = forms.TimeField(label=_("To"), widget=ClockInput)

    def __init__(self, *args: Any, days: Mapping[date, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "day", [(day.isoformat(), words) for day, words in days.items()])

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Beginning and end in the district's time zone."""
        values = self.cleaned_data
        day = date.fromisoformat(values["day"])
        return _moment(day, values["begins"], zone), _moment(day, values["ends"], zone)


class OpeningForm(forms.Form):
    """From when families can book."""

    opens_on = forms.DateField(label=_("Booking opens on"), widget=DayInput, required=False)
    opens_time = forms.TimeField(
        label=_("At what time"),
        widget=ClockInput,
        required=False,
        help_text=_("Left empty, it is 8:00 in the morning."),
    )

    def clean(self) -> dict[str, Any]:
        """A time of day alone says nothing."""
        values = super().clean() or {}
        if values.get("opens_time") and not values.get("opens_on") and "opens_on" not in self.errors:
            self.add_error("opens_on", _("Enter the day, too."))
        return values

    def moment(self, zone: ZoneInfo) -> datetime | None:
        """The opening in the district's time zone; a day without a time means 8 in the morning."""
        values = self.cleaned_data
        if not values.get("opens_on"):
            return None
        return _moment(values["opens_on"], values.get("opens_time") or time(8), zone)


class TimesForm(OpeningForm):
    """How long a meeting takes and when families may book."""

    length = LengthChoice(label=_("How long is each meeting?"))
    other_length = DecimalField(
        label=_("A different length, in minutes"), required=False, min_value=0, max_digits=5, decimal_places=2
    )
    passing = DecimalField(
        label=_("Minutes between two meetings"),
        required=False,
        min_value=0,
        max_digits=4,
        decimal_places=2,
        help_text=_("Time to say goodbye and walk to the next room. Enter 0 for none."),
    )
    closes_hours_before = forms.IntegerField(
        label=_("How many hours before a meeting does booking close?"), min_value=0, max_value=720
    )
    note = forms.CharField(
        label=_("A note for families"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes in the invitation. For example, where to park."),
    )
    note_es = forms.CharField(
        label=_("The same note in Spanish"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "es"}),
        help_text=_("For families who read Spanish. Without it they get the note above as it is."),
    )
    field_order = (
        "length",
        "other_length",
        "passing",
        "opens_on",
        "opens_time",
        "closes_hours_before",
        "note",
        "note_es",
    )

    def clean(self) -> dict[str, Any]:
        """“Another length” needs the length."""
        values = super().clean()
        if values.get("length") == OTHER and not values.get("other_length") and "other_length" not in self.errors:
            self.add_error("other_length", _("Enter how many minutes a meeting takes."))
        return values

    @property
    def slot_seconds(self) -> int:
        """The length of a meeting."""
        values = self.cleaned_data
        return round(values["other_length"] * 60) if values["length"] == OTHER else int(values["length"])

    @property
    def passing_seconds(self) -> int:
        """Time between two meetings."""
        return round((self.cleaned_data["passing"] or 0) * 60)

    @staticmethod
    def initial_of(conference: Conference) -> dict[str, Any]:
        """What the form shows of a conference."""
        usual = conference.slot_seconds in LENGTHS
        opens = conference.opens_at.astimezone(conference.district.zone) if conference.opens_at else None
        return {
            "length": str(conference.slot_seconds) if usual else OTHER,
            "other_length": None if usual else minutes(conference.slot_seconds),
            "passing": minutes(conference.passing_seconds),
            "opens_on": opens.date() if opens else None,
            "opens_time": opens.time() if opens else None,
            "closes_hours_before": conference.closes_hours_before,
            "note": conference.note,
            "note_es": conference.note_es,
        }


class HostLine(forms.Form):
    """One person of the school as a possible host: a line of the list."""

    hosts = forms.BooleanField(label=_("Meets families"), required=False)
    room = forms.ChoiceField(label=_("Room"), required=False, widget=ShortSelect)
    own_length = forms.ChoiceField(label=_("Meeting length"), required=False, widget=ShortSelect)
    everyone = forms.BooleanField(label=_("Meets every family"), required=False)

    def __init__(self, data: Any, *, candidate: Candidate, rooms: Sequence[Room], usual: int) -> None:
        self.candidate = candidate
        host = candidate.host
        super().__init__(data, prefix=candidate.person.pk.hex, initial=self._initial(host))
        name = candidate.person.full_name
        for key, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}: {name}" if key != "hosts" else name
        _offer(self, "room", [("", _("No room yet")), *((str(room.pk), room.name) for room in rooms)])
        lengths = {*LENGTHS, *([host.slot_seconds] if host and host.slot_seconds else [])} - {usual}
        usual_text = _("%(minutes)s (usual)") % {"minutes": minutes_text(usual)}
        _offer(self, "own_length", [("", usual_text), *((str(one), minutes_text(one)) for one in sorted(lengths))])

    @staticmethod
    def _initial(host: Host | None) -> dict[str, Any]:
        if host is None:
            return {}
        return {
            "hosts": True,
            "room": str(host.room_id or ""),
            "own_length": str(host.slot_seconds or ""),
            "everyone": host.meets_everyone,
        }

    @property
    def role(self) -> str:
        """The person's role in words."""
        return str(Role(self.candidate.role).label)

    @property
    def choice(self) -> HostChoice | None:
        """The person as host, or None when not ticked."""
        values = self.cleaned_data
        if not values["hosts"]:
            return None
        return HostChoice(
            person=self.candidate.person.pk,
            room=uuid.UUID(values["room"]) if values["room"] else None,
            slot_seconds=int(values["own_length"]) if values["own_length"] else None,
            meets_everyone=values["everyone"],
        )


class RoomForm(forms.Form):
    """The name of a room."""

    name = forms.CharField(label=_("Room name"), max_length=60)


class DecisionForm(forms.Form):
    """What the district office writes to the school."""

    note = forms.CharField(
        label=_("Note to the school"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PastConferenceForm(forms.Form):
    """A conference of an earlier school year, for the archive."""

    school = forms.ChoiceField(label=_("School"))
    kind = forms.ChoiceField(label=_("Which conference?"), widget=forms.RadioSelect)
    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False, help_text=_("Leave this empty if it is only one day.")
    )
    also_for = forms.MultipleChoiceField(
        label=_("Held together with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    label = forms.CharField(
        label=_("One name for these schools"),
        required=False,
        max_length=120,
        help_text=_("For example: Panguitch Middle/High."),
    )

    LONGEST = 14

    def __init__(self, *args: Any, schools: Sequence[School], kinds: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {str(school.pk): school for school in schools}
        names = [(key, school.name) for key, school in self._schools.items()]
        for field_name, choices in (("school", names), ("also_for", names), ("kind", list(kinds.items()))):
            _offer(self, field_name, choices)

    def clean(self) -> dict[str, Any]:
        """The last day is the first or one soon after it."""
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first day. Please check both."))
        elif first and last and (last - first).days >= self.LONGEST:
            self.add_error("last_day", _("That is more than two weeks. Please enter it as several conferences."))
        return values

    @property
    def days(self) -> list[date]:
        """Every weekday from the first day to the last."""
        first = self.cleaned_data["first_day"]
        last = self.cleaned_data["last_day"] or first
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [day for day in days if day.weekday() < 5] or [first]

    @property
    def chosen_school(self) -> School:
        """The school that was chosen."""
        return self._schools[self.cleaned_data["school"]]

    @property
    def partners(self) -> list[School]:
        """The schools that held it too."""
        return [self._schools[key] for key in self.cleaned_data["also_for"]]


class DayOffForm(forms.Form):
    """Days without school, in one school or in all."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False, help_text=_("Leave this empty if it is only one day.")
    )
    reason = forms.CharField(label=_("Why?"), max_length=120, help_text=_("For example: Thanksgiving."))
    school = forms.ChoiceField(label=_("Which schools?"), required=False)

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {str(school.pk): school for school in schools}
        _offer(self, "school", [("", _("All schools")), *((key, one.name) for key, one in self._schools.items())])

    @property
    def chosen_school(self) -> School | None:
        """The school that was chosen; None for the whole district."""
        return self._schools.get(self.cleaned_data["school"])


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)
