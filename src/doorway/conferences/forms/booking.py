"""The form in which a family books several times in one go."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doorway.conferences import wording
from doorway.conferences.actions.booking import QUESTION_LIMIT, Wish
from doorway.conferences.core import itinerary
from doorway.conferences.core.slots import Span
from doorway.conferences.errors.booking import AlreadyMeeting
from doorway.conferences.models import Appointment
from doorway.conferences.queries.families import Choice, FamilyBoard, Ward
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

QUESTION_HINT = gettext_lazy(
    "The teacher reads it before you meet, and the school keeps it. Please write nothing about health or other "
    "private matters that you would not want kept: tell those when you meet."
)

COMES = [
    ("yes", pgettext_lazy("the student comes", "Yes")),
    ("no", pgettext_lazy("the student comes", "No")),
    ("open", gettext_lazy("We decide later")),
]


def written(moment: datetime) -> str:
    """The value of a time in a form."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class TimeField(forms.ChoiceField):
    """One of the free times, grouped by day, or none. ``alone``: those at which no interpreter is free, which they say.

    A time that is not on the list (any more) is no error of the form: the action says whether it was taken, and what
    fits instead.
    """

    def __init__(
        self, free: Sequence[Span], zone: Any, *, none: str, alone: Collection[datetime] = (), **kwargs: Any
    ) -> None:
        self._alone = alone
        days = groupby(free, key=lambda span: span.starts_at.astimezone(zone).date())
        choices: list[Any] = [("", none)]
        choices += [(wording.days_in_words([day]), [self._option(s, zone) for s in spans]) for day, spans in days]
        kwargs.setdefault("error_messages", {}).setdefault("required", gettext_lazy("Choose a time."))
        super().__init__(choices=choices, **kwargs)

    def _option(self, span: Span, zone: Any) -> tuple[str, str]:
        # The day with its date as well: once chosen, the list is closed and only these words are seen, and a family may
        # have a conference in December and one in January.
        words = wording.short_moment(span.starts_at.astimezone(zone))
        if span.starts_at in self._alone:
            words += " · " + _("no interpreter yet")
        return written(span.starts_at), words

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2100:
            raise forms.ValidationError(_("This is not a time from the list. Please choose one of the times."))
        return moment

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


@dataclass(frozen=True)
class MeetingRow:
    """What the page shows for one student with one host."""

    choice: Choice
    time: BoundField
    question: BoundField


@dataclass(frozen=True)
class ChildRows:
    """What the page shows for one student."""

    ward: Ward
    comes: BoundField
    wording: str
    meetings: list[MeetingRow]
    more: list[MeetingRow]
    # Two conferences are open for the student: each meeting says to which it belongs.
    is_several: bool = False

    @property
    def answer(self) -> str:
        """What is put down for "does the student come?": the question itself is folded away."""
        return _label(self.comes)


class BookingForm(forms.Form):
    """All open meetings of a family: the time of each, who comes, the language, questions."""

    def __init__(self, board: FamilyBoard, data: Any = None, *, times: Mapping[str, datetime] | None = None) -> None:
        self.board = board
        # What was sent and stands already, at just these times: a form that was sent twice.
        self.standing: list[Appointment] = []
        self._times = times or {}
        super().__init__(data)
        for choice in board.open_choices:
            self._add_meeting(choice)
        for ward in self.wards:
            self._add_child(ward)
        self._add_visit()
        self._add_limits()

    # Fields

    @property
    def wards(self) -> list[Ward]:
        """The students with something to book."""
        return [w for w in self.board.wards if any(choice.ward == w for choice in self.board.open_choices)]

    @property
    def home(self) -> list[Person]:
        """The other guardians of the students' homes."""
        found = {person.pk: person for ward in self.wards for person in ward.home}
        return [person for key, person in found.items() if key not in {w.guardian.pk for w in self.wards}]

    def _add_meeting(self, choice: Choice) -> None:
        names = {"host": choice.host.person.full_name, "student": choice.ward.student.first_name}
        begin = self._times.get(choice.key)
        self.fields[f"time-{choice.key}"] = TimeField(
            choice.free,
            self.board.zone,
            none=_("No time for this one"),
            required=False,
            label=_("Time with %(host)s about %(student)s") % names,
            initial=written(begin) if begin else "",
        )
        self.fields[f"question-{choice.key}"] = forms.CharField(
            required=False,
            label=_("What would you like to ask %(host)s about %(student)s?") % names,
            help_text=QUESTION_HINT,
            max_length=QUESTION_LIMIT,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _add_child(self, ward: Ward) -> None:
        self.fields[_child("comes", ward)] = forms.ChoiceField(
            required=False,
            label=_("Does %(student)s come?") % {"student": ward.student.first_name},
            help_text=attendance_wording(ward.student),
            choices=COMES,
            initial="yes" if encouraged(ward.student) else "open",
            widget=forms.RadioSelect,
        )

    def _add_visit(self) -> None:
        own = self.board.wards[0].guardian.language if self.board.wards else settings.LANGUAGE_CODE
        if self.home:
            self.fields["guests"] = forms.MultipleChoiceField(
                required=False,
                label=_("Who comes with you?"),
                choices=[(str(person.pk), person.full_name) for person in self.home],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["guest_name"] = forms.CharField(
            required=False,
            max_length=120,
            label=_("Somebody else comes"),
            help_text=_("For example a grandmother. Please write the name."),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("In which language would you like to talk?"),
            choices=settings.LANGUAGES,
            initial=own,
            widget=forms.RadioSelect,
        )
        self.fields["interpreter"] = forms.BooleanField(
            required=False, label=_("We would like an interpreter"), initial=own != settings.LANGUAGE_CODE
        )

    def _add_limits(self) -> None:
        spans = [span for choice in self.board.open_choices for span in choice.free]
        days = sorted({span.starts_at.astimezone(self.board.zone).date() for span in spans})
        hours = _hours(spans, self.board.zone)
        self.fields["days"] = forms.MultipleChoiceField(
            required=False,
            label=_("On which days can you come?"),
            choices=[(day.isoformat(), wording.days_in_words([day])) for day in days],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["earliest"] = forms.ChoiceField(
            required=False, label=_("Not before"), choices=[("", _("Any time")), *hours]
        )
        self.fields["latest"] = forms.ChoiceField(
            required=False, label=_("Over by"), choices=[("", _("Any time")), *hours]
        )

    # For the page

    @property
    def children(self) -> list[ChildRows]:
        """One part per student with something to book, with one row per host."""
        parts = [self._rows(ward) for ward in self.wards]
        return [part for part in parts if part.meetings or part.more]

    @property
    def visit_answer(self) -> str:
        """The language that is put down, and whether with an interpreter."""
        language = _label(self["language"])
        return (
            _("%(language)s, with an interpreter") % {"language": language} if self["interpreter"].value() else language
        )

    def _rows(self, ward: Ward) -> ChildRows:
        """Suggested and chosen meetings stand open; the others of the child are folded below them."""
        suggested = {choice.key for choice in self.board.suggested}
        # A time that was sent for a meeting that cannot be booked any more is shown, and refused with a sentence.
        rows = [row for row in self._meetings(ward) if not row.choice.is_closed or row.time.value() or row.time.errors]
        first = [row for row in rows if row.choice.key in suggested or row.time.value() or row.time.errors]
        more = [row for row in rows if row not in first]
        several = len({row.choice.host.conference_id for row in rows}) > 1
        return ChildRows(ward, self[_child("comes", ward)], attendance_wording(ward.student), first, more, several)

    def _meetings(self, ward: Ward) -> list[MeetingRow]:
        return [
            MeetingRow(choice, self[f"time-{choice.key}"], self[f"question-{choice.key}"])
            for choice in self.board.open_choices
            if choice.ward == ward
        ]

    # What was chosen

    def clean(self) -> dict[str, Any]:
        """A basket is booked whole: a time of it that cannot be booked any more is said, and never left out silently.

        While the page stood open, another person of the home may have booked, or the school may have changed the list.
        """
        values = super().clean() or {}
        for name in self.data:
            if name.startswith("time-") and name not in self.fields and self.data[name].strip():
                self._judge(self.board.choice(name.removeprefix("time-")), self.data[name].strip())
        return values

    def _judge(self, choice: Choice | None, sent: str) -> None:
        appointment = choice.appointment if choice else None
        if appointment and written(appointment.starts_at) == sent:
            self.standing.append(appointment)
        elif appointment and choice:
            names = {"host": choice.host.person.full_name, "student": choice.ward.student.first_name}
            self.add_error(None, f"{AlreadyMeeting(**names)} {_nothing_booked()}")
        else:
            gone = _("One of the meetings you chose cannot be booked any more.")
            self.add_error(None, f"{gone} {_nothing_booked()}")

    def chosen(self) -> dict[str, datetime]:
        """The times, by the key of the wish."""
        found = {choice.key: self.cleaned_data.get(f"time-{choice.key}") for choice in self.board.open_choices}
        return {key: begin for key, begin in found.items() if begin is not None}

    def wishes(self) -> list[Wish]:
        """The basket."""
        chosen = self.chosen()
        return [self._wish(choice, chosen[choice.key]) for choice in self.board.open_choices if choice.key in chosen]

    def _wish(self, choice: Choice, begin: datetime) -> Wish:
        data, ward = self.cleaned_data, choice.ward
        guests = {uuid.UUID(value) for value in data.get("guests", [])}
        return Wish(
            student=ward.student,
            host=choice.host,
            starts_at=begin,
            student_comes=data.get(_child("comes", ward)) or Appointment.StudentComes.OPEN,
            language=data["language"],
            wants_interpreter=data["interpreter"],
            guests=tuple(person for person in ward.home if person.pk in guests),
            guest_names=tuple(filter(None, [data["guest_name"].strip()])),
            question=data[f"question-{choice.key}"],
            guardian=ward.guardian,
        )

    def limited(self) -> list[itinerary.Wish]:
        """The suggested and the chosen meetings with the times at which the family can come."""
        wanted = {choice.key for choice in self.board.suggested} | set(self.chosen())
        data, zone = self.cleaned_data, self.board.zone
        days = {date.fromisoformat(day) for day in data.get("days", [])}
        earliest = time.fromisoformat(data["earliest"]) if data.get("earliest") else time.min
        latest = time.fromisoformat(data["latest"]) if data.get("latest") else time.max

        def suits(span: Span) -> bool:
            begin, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
            return (not days or begin.date() in days) and begin.time() >= earliest and end.time() <= latest

        return [
            itinerary.Wish(wish.key, wish.place, tuple(filter(suits, wish.options)))
            for wish in self.board.wishes(wanted)
        ]

    def with_times(self, times: Mapping[str, datetime]) -> BookingForm:
        """The same answers with other times, to show again; what was typed stays."""
        sent: Any = self.data  # a QueryDict
        data = sent.copy()
        for choice in self.board.open_choices:
            begin = times.get(choice.key)
            data[f"time-{choice.key}"] = written(begin) if begin else ""
        return BookingForm(self.board, data)


class MoveForm(forms.Form):
    """Another time with the same host. ``alone``: the times at which the meeting would lose its interpreter."""

    def __init__(
        self,
        free: Sequence[Span],
        zone: Any,
        data: Any = None,
        *,
        alone: Collection[datetime] = (),
    ) -> None:
        super().__init__(data)
        self.fields["time"] = TimeField(
            free,
            zone,
            # Nothing is chosen beforehand: one tap too early would have moved the meeting to the first time of all.
            none=_("Choose a time"),
            alone=alone,
            label=_("New time"),
            help_text=_("At some times no interpreter is free. Then the school looks for one.") if alone else "",
        )


class InterpreterForm(forms.Form):
    """Which of the free interpreters comes, or none."""

    interpreter = forms.ChoiceField(required=False, label=gettext_lazy("Interpreter"))

    def __init__(self, data: Any = None, *, people: Sequence[Person], initial: Person | None = None) -> None:
        super().__init__(data, initial={"interpreter": str(initial.pk) if initial else ""})
        self._people = {str(person.pk): person for person in people}
        choices = [("", _("Nobody yet")), *((key, person.full_name) for key, person in self._people.items())]
        self.fields["interpreter"].choices = choices  # type: ignore[attr-defined]  # it is a choice

    @property
    def chosen(self) -> Person | None:
        """The interpreter that was chosen."""
        return self._people.get(self.cleaned_data["interpreter"])


class QuestionForm(forms.Form):
    """The family's question to the host."""

    text = forms.CharField(
        required=False,
        label=gettext_lazy("What would you like to ask?"),
        help_text=QUESTION_HINT,
        max_length=QUESTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def attendance_wording(student: Person) -> str:
    """What the state says about bringing a student of this grade; empty where it says nothing."""
    try:
        return state_pack().attendance_wording(student.grade, wording.language())
    except (LookupError, ValueError):  # a grade outside the ladder
        return ""


def encouraged(student: Person) -> bool:
    """The state asks families to bring a student of this grade."""
    try:
        return state_pack().conference_rule(student.grade).student == "encouraged"
    except (LookupError, ValueError):
        return False


def _label(field: BoundField) -> str:
    """The words of the choice that a field has now."""
    choices: Any = field.field
    return str(dict(choices.choices).get(field.value(), ""))


def _nothing_booked() -> str:
    return _("Nothing was booked yet. Look at the times below once more and book them.")


def _child(name: str, ward: Ward) -> str:
    return f"{name}-{ward.student.pk.hex}"


def _hours(spans: Sequence[Span], zone: Any) -> list[tuple[str, str]]:
    """Full hours from the first to the last span."""
    if not spans:
        return []
    first = min(span.starts_at.astimezone(zone).hour for span in spans)
    last = max((span.ends_at + timedelta(minutes=59)).astimezone(zone).hour for span in spans)
    return [(time(hour).isoformat("minutes"), wording.clock(time(hour))) for hour in range(first, last + 1)]
