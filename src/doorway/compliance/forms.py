"""What the district office and the schools type."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal
from doorway.accounts.languages import in_words
from doorway.compliance.actions.exceptions import LONGEST_REASON, Approval
from doorway.compliance.actions.following_up import LONGEST_NOTE as LONGEST_TRY_REASON
from doorway.compliance.actions.following_up import LONGEST_REASON as LONGEST_GROUP_REASON
from doorway.compliance.actions.keeping_records import LONGEST_REASON as LONGEST_WHY
from doorway.compliance.actions.keeping_records import Time
from doorway.compliance.actions.policies import LONGEST_TEXT, Wording
from doorway.compliance.actions.service import LONGEST_NOTE as LONGEST_SERVICE_NOTE
from doorway.compliance.core.rules import MOST_CONFERENCES, Difference, Rule
from doorway.compliance.core.service import MOST_MINUTES
from doorway.compliance.errors import NoHost, NoTimeReason, NoTryReason, WordsMayNameStudent
from doorway.compliance.models import BoardPolicy, Consultation, EvidenceOrder, PolicyRule, ServiceTime
from doorway.compliance.models.keeping import MOST_YEARS
from doorway.compliance.models.standing import MOST_GROUP_MINUTES
from doorway.compliance.models.survey import LONGEST_SENTENCE, Asked
from doorway.compliance.queries.groups import Staff, staff_of
from doorway.compliance.queries.keeping import times_of
from doorway.compliance.queries.policies import numbered_grades
from doorway.compliance.queries.sight import kept_from
from doorway.compliance.queries.survey import Question
from doorway.compliance.wording import PARTICIPANTS, ROLES, SIGNERS, TRIES, capital, grade_name, plan_name
from doorway.policy.packs import StatePack
from doorway.policy.packs.board import MOST_PLAN_YEARS
from doorway.roster.access import Kind
from doorway.roster.access.kinds import can_be_kept_from
from doorway.roster.keeping import Aging, kinds
from doorway.roster.models import Person, School
from doorway.roster.names import quoted

# Of more people than this a page shows counselors and a few others at once.
MOST_STAFF, FIRST_STAFF = 12, 6


def _day(label: Any, help_text: Any = "", required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class PolicyForm(forms.Form):
    """Days and text of a draft, in every language side by side. What is missing may be missing for now."""

    adopted_on = _day(_("Adopted by the board on"))
    starts_on = _day(_("Holds from"), _("On this day it takes the place of the version before it."))
    review_on = _day(_("The board looks at it again by"))
    citation = forms.CharField(
        label=_("Law and rule on which it rests"), required=False, max_length=300, widget=forms.TextInput()
    )

    def __init__(self, *args: Any, policy: BoardPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**_initial(policy), **self.initial}
        for code, _name in settings.LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title in %(language)s") % {"language": in_words(code)}, required=False, max_length=200
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text in %(language)s") % {"language": in_words(code)},
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 22, "lang": code}),
            )

    @property
    def wordings(self) -> dict[str, Wording]:
        """What was written, by language."""
        return {
            code: Wording(self.cleaned_data[f"title_{code}"], self.cleaned_data[f"body_{code}"])
            for code, _name in settings.LANGUAGES
        }

    @property
    def texts(self) -> list[tuple[str, Any, Any]]:
        """Each language with the fields of its title and text."""
        return [(code, self[f"title_{code}"], self[f"body_{code}"]) for code, _name in settings.LANGUAGES]


def _initial(policy: BoardPolicy) -> dict[str, Any]:
    values: dict[str, Any] = {
        "citation": policy.citation,
        "adopted_on": policy.adopted_on,
        "starts_on": policy.starts_on,
        "review_on": policy.review_on,
    }
    for text in policy.texts.all():
        values |= {f"title_{text.language}": text.title, f"body_{text.language}": text.body}
    return values


class _WithDay(forms.Form):
    """A form that may name a day of the year."""

    def clean(self) -> dict[str, Any]:
        """Month and day belong together."""
        found: Mapping[str, Any] = super().clean() or self.cleaned_data
        for month, day in (
            ("due_month", "due_day"),
            ("plan_due_month", "plan_due_day"),
            ("first_due_month", "first_due_day"),
        ):
            if (found.get(month) is None) != (found.get(day) is None) and not self.errors:
                self.add_error(day, _("Choose month and day, or leave both empty."))
        return dict(found)


class RuleForm(_WithDay):
    """What the policy asks in a run of grades."""

    first_grade = forms.TypedChoiceField(label=_("From"), coerce=int)
    last_grade = forms.TypedChoiceField(label=_("To"), coerce=int)
    kind = forms.ChoiceField(label=_("Plan"))
    individual = forms.IntegerField(
        label=_("Individual conferences"),
        min_value=0,
        max_value=MOST_CONFERENCES,
        help_text=_("The family meets teachers or a counselor alone."),
    )
    group = forms.IntegerField(
        label=_("Group conferences"),
        min_value=0,
        max_value=MOST_CONFERENCES,
        help_text=_("Several families together, for example about graduation."),
    )
    span = forms.ChoiceField(label=_("So many"), choices=PolicyRule.Span.choices, widget=forms.RadioSelect)
    with_counselor = forms.BooleanField(
        label=_("An individual conference counts only with a counselor"), required=False
    )
    group_with_counselor = forms.BooleanField(
        label=_("A group conference counts only with a counselor"), required=False
    )
    takes_part = forms.MultipleChoiceField(
        label=_("Who takes part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Families read who is invited. Counted is that the family came, that the student was not away where the "
            "student is checked, and that a school counselor was there where a box above says so. When you check the "
            "counselor, check that box, too, unless a conference without one is to count. A teacher is not counted."
        ),
    )
    sections = forms.MultipleChoiceField(
        label=_("What the plan must have"), required=False, widget=forms.CheckboxSelectMultiple
    )
    signatures = forms.MultipleChoiceField(label=_("Who signs"), required=False, widget=forms.CheckboxSelectMultiple)
    registration = forms.BooleanField(
        label=_("Registration and course plan go together"),
        required=False,
        help_text=_(
            "Each year the student is registered for every class of the approved course plan, or a counselor has "
            "written why not."
        ),
    )
    due_month = forms.TypedChoiceField(
        label=_("Due: month"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Leave month and day empty for the last day of the school year."),
    )
    due_day = forms.IntegerField(label=_("Due: day"), min_value=1, max_value=31, required=False)
    newcomer_days = forms.IntegerField(
        label=_("Days for whoever comes later"),
        min_value=0,
        max_value=730,
        help_text=_(
            "A student who comes to the district late has at least so many days. 0 for no extra time. When fewer are "
            "left in the time that counts, it is due in the next one."
        ),
    )
    first_due_month = forms.TypedChoiceField(
        label=_("The first of several conferences is due: month"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "For at least two individual conferences in each school year, such as one in fall and one in winter: "
            "whoever was at none by then is late. Leave month and day empty when all of them are due together."
        ),
    )
    first_due_day = forms.IntegerField(
        label=_("The first of several conferences is due: day"), min_value=1, max_value=31, required=False
    )
    plan_years = forms.IntegerField(
        label=_("School years for which a plan is in force"),
        min_value=0,
        max_value=MOST_PLAN_YEARS,
        required=False,
        help_text=_("Counted from the first grade of this plan on. 0 for the same time as the conferences."),
    )
    plan_due_month = forms.TypedChoiceField(
        label=_("The plan is due: month"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "In the first year in which there can be one. Leave month and day empty when it is due with everything "
            "else."
        ),
    )
    plan_due_day = forms.IntegerField(label=_("The plan is due: day"), min_value=1, max_value=31, required=False)
    plan_newcomer_days = forms.IntegerField(
        label=_("Days for the plan for whoever comes later"),
        min_value=0,
        max_value=730,
        required=False,
        help_text=_("From the day on which the student came to the district. 0 for no extra time."),
    )

    def __init__(self, *args: Any, pack: StatePack, year: int, row: PolicyRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**(_of_rule(row) if row else _of_new_rule()), **self.initial}
        language = get_language() or "en"
        grades = [(number, capital(grade_name(number))) for number in range(-1, 13)]
        self._choices("first_grade", grades)
        self._choices("last_grade", grades)
        self._choices("kind", [(kind.key, plan_name(kind.key, pack, year)) for kind in pack.plans.kinds])
        self._choices("takes_part", [(key, capfirst(str(words))) for key, words in PARTICIPANTS.items()])
        self._choices("signatures", [(key, capfirst(str(words))) for key, words in SIGNERS.items()])
        months = [("", ""), *((number, capfirst(str(name))) for number, name in MONTHS.items())]
        self._choices("due_month", months)
        self._choices("plan_due_month", months)
        self._choices("first_due_month", months)
        titles: dict[str, str] = {}
        for kind in pack.plans.kinds:
            for section in kind.sections:
                titles.setdefault(section.key, section.title(language))
        self._choices("sections", titles.items())

    def _choices(self, name: str, choices: Any) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # it is a choice

    @property
    def rule(self) -> Rule:
        """The rule as it was typed."""
        found = self.cleaned_data
        return Rule(
            first=found["first_grade"],
            last=found["last_grade"],
            kind=found["kind"],
            individual=found["individual"],
            group=found["group"],
            span="band" if found["span"] == PolicyRule.Span.BAND else "year",
            with_counselor=found["with_counselor"],
            takes_part=tuple(found["takes_part"]),
            sections=tuple(found["sections"]),
            signatures=tuple(found["signatures"]),
            due=_typed_day(found["due_month"], found["due_day"]),
            newcomer_days=found["newcomer_days"],
            registration=found["registration"],
            group_with_counselor=found["group_with_counselor"],
            plan_due=_typed_day(found["plan_due_month"], found["plan_due_day"]),
            plan_newcomer_days=found["plan_newcomer_days"] or 0,
            plan_years=found["plan_years"] or 0,
            first_due=_typed_day(found["first_due_month"], found["first_due_day"]),
        )


def _typed_day(month: int | None, day: int | None) -> tuple[int, int] | None:
    return None if month is None or day is None else (month, day)


def _of_new_rule() -> dict[str, Any]:
    return {
        "individual": 1,
        "group": 0,
        "span": PolicyRule.Span.YEAR,
        "newcomer_days": 60,
        "plan_newcomer_days": 0,
        "plan_years": 0,
        "takes_part": ["guardian", "teacher"],
    }


def _of_rule(row: PolicyRule) -> dict[str, Any]:
    names = (
        "first_grade", "last_grade", "kind", "individual", "group", "span", "with_counselor", "takes_part", "sections",
        "signatures", "due_month", "due_day", "newcomer_days", "registration", "group_with_counselor",
        "plan_due_month", "plan_due_day", "plan_newcomer_days", "plan_years",
        "first_due_month", "first_due_day",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


class SightForm(forms.Form):
    """From whom the policy keeps which kind of record."""

    def __init__(self, *args: Any, policy: BoardPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = kept_from(policy)
        for kind in Kind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=str(kind.words),
                required=False,
                choices=[(role, capfirst(str(ROLES[role]))) for role in can_be_kept_from(kind)],
                initial=kept.get(kind, ()),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def kept_from(self) -> dict[Kind, list[str]]:
        """The roles that were chosen, by kind."""
        return {kind: self.cleaned_data[kind.value] for kind in Kind}


class KeepingForm(forms.Form):
    """How long the policy keeps records of each kind. What is left empty, the policy does not say."""

    def __init__(self, *args: Any, policy: BoardPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = times_of(policy)
        for kind in kinds():
            row = said.get(kind.key)
            self.fields[f"{kind.key}_years"] = forms.IntegerField(
                label=_("Years"),
                required=False,
                min_value=1,
                max_value=MOST_YEARS,
                initial=row.years if row else None,
            )
            self.fields[f"{kind.key}_citation"] = forms.CharField(
                label=_("On what it rests"), required=False, max_length=300, initial=row.citation if row else ""
            )
            self.fields[f"{kind.key}_is_named"] = forms.BooleanField(
                label=_("It names this number of years"),
                required=False,
                initial=row.is_named if row else False,
            )

    @property
    def rows(self) -> list[tuple[Aging, Any, Any, Any]]:
        """Each kind with its three fields."""
        return [
            (kind, self[f"{kind.key}_years"], self[f"{kind.key}_citation"], self[f"{kind.key}_is_named"])
            for kind in kinds()
        ]

    @property
    def times(self) -> dict[str, Time | None]:
        """What was typed, by kind."""
        found = self.cleaned_data
        return {
            kind.key: Time(years, found[f"{kind.key}_citation"], found[f"{kind.key}_is_named"])
            if (years := found[f"{kind.key}_years"])
            else None
            for kind in kinds()
        }


class EvidenceForm(forms.Form):
    """As what the evidence of a school is made."""

    format = forms.ChoiceField(label=_("As what"), choices=EvidenceOrder.Format.choices)
    years = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        label=_("Which years should it cover?"),
        coerce=int,
        choices=EvidenceOrder.Years.choices,
        initial=EvidenceOrder.Years.NOW,
        help_text=_("The district’s own review looks back three years, the state’s six."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        # An order that says nothing of years is of the time that counts now.
        super().__init__(data if data is None else {"years": EvidenceOrder.Years.NOW, **dict(data.items())})


class DeleteForm(forms.Form):
    """Deleting old records for good."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WHY, help_text=_("It stays with the decision."))
    sure = forms.BooleanField(label=_("I know that they cannot be brought back."))


class KeepForm(forms.Form):
    """Keeping old records longer."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WHY, help_text=_("It stays with the decision."))
    until = _day(_("Keep them at least until"), required=True)


class HoldForm(forms.Form):
    """Nothing is deleted as long as something goes on."""

    kind = forms.ChoiceField(label=_("Which records"))
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_WHY, help_text=_("For example: a lawsuit, an audit. Leave out names.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["kind"]
        choices.choices = [("all", _("all of them")), *((kind.key, kind.words) for kind in kinds())]

    def clean_kind(self) -> str:
        """The key of the kind; empty for all of them."""
        return "" if self.cleaned_data["kind"] == "all" else str(self.cleaned_data["kind"])


class AsksForm(forms.Form):
    """Who is asked after a conference how it was."""

    asks = forms.MultipleChoiceField(
        label=_("Ask"), required=False, choices=Asked.choices, widget=forms.CheckboxSelectMultiple
    )


class SurveyForm(forms.Form):
    """The questions after a conference."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in self.questions:
            self.fields[question.key] = forms.TypedChoiceField(
                label=question.text,
                coerce=int,
                choices=list(enumerate(question.steps)),
                widget=forms.RadioSelect,
            )
        self.fields["sentence"] = forms.CharField(
            label=_("Is there anything that we should do better?"),
            required=False,
            max_length=LONGEST_SENTENCE,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("One sentence. Leave out names: others may read it."),
        )

    @property
    def marks(self) -> dict[str, int]:
        """The chosen step of each question."""
        return {question.key: self.cleaned_data[question.key] for question in self.questions}


AS_IN_POLICY = _("as in the policy")
_YES_NO = {"": None, "no": False, "yes": True}
_SIGNED_BY = {
    "none": (_("nobody"), ()),
    "guardian": (_("a parent or guardian"), ("guardian",)),
    "student": (_("the student"), ("student",)),
    "both": (_("a parent or guardian, and the student"), ("guardian", "student")),
}


class _LookedAt(forms.Form):
    """Words that others read. Some may be a student's name: they are said back, and somebody says that they are none.

    The field is there only when there is something to look at.
    """

    names_nobody = forms.MultipleChoiceField(
        label=_("These words name no student"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.getlist("names_nobody") if isinstance(self.data, QueryDict) else []
        self._offer(said)

    def _offer(self, words: Iterable[str]) -> None:
        field: Any = deepcopy(type(self).base_fields["names_nobody"])
        field.choices = [(one, quoted([one])) for one in words]
        self.fields["names_nobody"] = field
        if not field.choices:
            del self.fields["names_nobody"]

    @property
    def looked_at(self) -> frozenset[str]:
        """The words of which somebody says that they name no student."""
        return frozenset(self.cleaned_data.get("names_nobody", ()))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without that."""
        return {name: value for name, value in self.cleaned_data.items() if name != "names_nobody"}

    def refuse(self, refusal: Refusal) -> None:
        """Say what is wrong; where words are to be looked at, with a box for each."""
        if isinstance(refusal, WordsMayNameStudent):
            self._offer(refusal.words)
            self.add_error("names_nobody", str(refusal))
        else:
            self.add_error(None, str(refusal))


class ExceptionForm(_WithDay, _LookedAt):
    """What a school does differently, and what the board approved."""

    school = forms.ChoiceField(label=_("School"))
    first_grade = forms.TypedChoiceField(label=_("From"), coerce=int)
    last_grade = forms.TypedChoiceField(label=_("To"), coerce=int)
    individual = forms.TypedChoiceField(label=_("Individual conferences"), coerce=int, empty_value=None, required=False)
    group = forms.TypedChoiceField(label=_("Group conferences"), coerce=int, empty_value=None, required=False)
    with_counselor = forms.ChoiceField(
        label=_("Do individual conferences count without a counselor?"),
        required=False,
        choices=[("", AS_IN_POLICY), ("no", _("yes, any of them")), ("yes", _("no, only with a counselor"))],
    )
    group_with_counselor = forms.ChoiceField(
        label=_("Do group conferences count without a counselor?"),
        required=False,
        choices=[("", AS_IN_POLICY), ("no", _("yes, any of them")), ("yes", _("no, only with a counselor"))],
    )
    signatures = forms.ChoiceField(label=_("Who signs"), required=False)
    due_month = forms.TypedChoiceField(
        label=_("Due: month"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Leave month and day empty when it is as in the policy."),
    )
    due_day = forms.IntegerField(label=_("Due: day"), min_value=1, max_value=31, required=False)
    approved_on = _day(_("Approved by the board on"), required=True)
    minutes = forms.CharField(
        label=_("Where it is written"), max_length=200, help_text=_("For example: minutes of October 14, item 7.")
    )
    starts_on = _day(_("Holds from"), required=True)
    ends_on = _day(_("Holds until"), _("The last day. Leave it empty when there is none."))

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = [(number, capital(grade_name(number))) for number in range(-1, 13)]
        numbers = [("", AS_IN_POLICY), *((number, str(number)) for number in range(MOST_CONFERENCES + 1))]
        fields: dict[str, Any] = self.fields
        fields["school"].choices = [("", ""), *((str(one.pk), one.name) for one in schools)]
        fields["first_grade"].choices = fields["last_grade"].choices = grades
        fields["individual"].choices = fields["group"].choices = numbers
        signers = ((key, capfirst(str(words))) for key, (words, _signers) in _SIGNED_BY.items())
        fields["signatures"].choices = [("", AS_IN_POLICY), *signers]
        for code, _name in settings.LANGUAGES:
            fields[f"reason_{code}"] = forms.CharField(
                label=_("What the school does differently, and why, in %(language)s") % {"language": in_words(code)},
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
                help_text=_("Everybody can read it with the policy. Leave out names."),
            )
        fields["due_month"].choices = [("", ""), *((number, capfirst(str(name))) for number, name in MONTHS.items())]

    @property
    def difference(self) -> Difference:
        """What differs, as it was typed."""
        found = self.cleaned_data
        return Difference(
            first=found["first_grade"],
            last=found["last_grade"],
            individual=found["individual"],
            group=found["group"],
            with_counselor=_YES_NO[found["with_counselor"]],
            group_with_counselor=_YES_NO[found["group_with_counselor"]],
            signatures=_SIGNED_BY[found["signatures"]][1] if found["signatures"] else None,
            due=_typed_day(found["due_month"], found["due_day"]),
        )

    @property
    def approval(self) -> Approval:
        """What the board approved."""
        names = ("approved_on", "minutes", "starts_on", "ends_on")
        reasons = {code: self.cleaned_data[f"reason_{code}"] for code, _name in settings.LANGUAGES}
        return Approval(
            reasons=reasons,
            language=get_language() or "",
            looked_at=self.looked_at,
            **{name: self.cleaned_data[name] for name in names},
        )

    @property
    def reasons(self) -> list[Any]:
        """Its fields, one for each language."""
        return [self[f"reason_{code}"] for code, _name in settings.LANGUAGES]


class WithdrawForm(forms.Form):
    """From when on it does not hold any more."""

    on = _day(_("No longer in force from"), required=True)


class TakeTryBackForm(forms.Form):
    """What was wrong with a try that was written down."""

    why = forms.CharField(
        label=_("What was wrong with it?"),
        max_length=LONGEST_TRY_REASON,
        error_messages={"required": NoTryReason.sentence},
        help_text=_("It stays on record. For example: it was about another family; the wrong day."),
    )


class TakeTimeBackForm(forms.Form):
    """What was wrong with a line of a counselor's time."""

    why = forms.CharField(
        label=_("What was wrong with it?"),
        max_length=200,
        error_messages={"required": NoTimeReason.sentence},
        help_text=_("It stays on record. For example: the wrong day; written down twice."),
    )


class TakeBackForm(forms.Form):
    """Why an adopted version is not to hold."""

    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record. For example: the year was mistyped; the board decided again on December 3."),
    )


class _InLanguage(forms.Form):
    """Words of which it is said in which language they are."""

    language = forms.ChoiceField(label=_("In which language you wrote this"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["language"]
        choices.choices = [(code, capital(in_words(code))) for code, _name in settings.LANGUAGES]
        choices.initial = get_language()

    def clean_language(self) -> str:
        """The page's own where nobody has said."""
        return self.cleaned_data["language"] or get_language() or ""


class ConsultationForm(_LookedAt, _InLanguage):
    """Who was heard before the board adopted."""

    field_order = ("group", "held_on", "how", "comments", "summary", "language")

    group = forms.ChoiceField(label=_("Who was heard"), choices=Consultation.Group.choices)
    held_on = _day(_("On"), required=True)
    how = forms.CharField(
        label=_("How"), max_length=200, help_text=_("For example: open meeting in the library of Panguitch High.")
    )
    comments = forms.IntegerField(label=_("How many comments came in"), min_value=0, max_value=100_000, initial=0)
    summary = forms.CharField(
        label=_("What they said, in short"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read it with the policy. Leave out names."),
    )


class TryForm(forms.Form):
    """One line: what somebody did to reach a family."""

    what = forms.ChoiceField(
        label=_("What you did"),
        # Nothing is chosen: one press of a button would be a line of evidence.
        choices=[("", _("Choose what you did")), *((f"{how}:{outcome}", words) for how, outcome, words in TRIES)],
        error_messages={"required": _("Choose what you did.")},
    )
    on = _day(_("On"), required=True)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("Short. The family can ask to read it."),
    )
    also = forms.MultipleChoiceField(
        label=_("Also for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Children of the same guardians. Each child you check gets the same line."),
    )

    def __init__(self, *args: Any, siblings: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._siblings = {str(one.pk): one for one in siblings}
        fields: dict[str, Any] = self.fields
        fields["also"].choices = [(key, one.full_name) for key, one in self._siblings.items()]
        if not self._siblings:
            del fields["also"]

    @property
    def also_about(self) -> list[Person]:
        """The other children who were checked."""
        return [self._siblings[key] for key in self.cleaned_data.get("also", ())]


class ServiceForm(forms.Form):
    """Minutes of a day, besides the conferences."""

    kind = forms.ChoiceField(label=_("What it was"), choices=ServiceTime.Kind.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)
    on = _day(_("On"), required=True)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_SERVICE_NOTE,
        help_text=_("Only for you. Leave out names of students."),
    )


class GroupHostsForm(forms.Form):
    """Who held a group conference."""

    hosts = forms.MultipleChoiceField(
        label=_("Who of the school held it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NoHost.sentence},
        help_text=_("Check everybody. Whether a counselor was there follows from the roster."),
    )
    led_by = forms.CharField(
        label=_("Who else led it"),
        max_length=200,
        required=False,
        help_text=_("For example somebody of a college. Leave it empty when it was only people of the school."),
    )
    minutes = forms.IntegerField(
        label=_("How many minutes it took"),
        min_value=1,
        max_value=MOST_GROUP_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        help_text=_("They count as direct service of each counselor who held it. Leave it empty if nobody remembers."),
    )

    def __init__(self, *args: Any, staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = list(staff)
        fields: dict[str, Any] = self.fields
        fields["hosts"].choices = [(str(one.person), f"{one.name} · {one.role.label}") for one in self.staff]

    def clean_hosts(self) -> list[uuid.UUID]:
        """The people, as ids."""
        return [uuid.UUID(value) for value in self.cleaned_data["hosts"]]

    @property
    def boxes(self) -> tuple[list[Any], list[Any]]:
        """A box for each of the staff: those whom a page shows at once, and those whom it folds away."""
        chosen = {str(value) for value in self["hosts"].value() or []}
        first = FIRST_STAFF if len(self.staff) > MOST_STAFF else len(self.staff)
        shown: tuple[list[Any], list[Any]] = ([], [])
        for place, (one, box) in enumerate(zip(self.staff, self["hosts"].subwidgets, strict=True)):
            shown[not (place < first or one.is_counselor or str(one.person) in chosen)].append(box)
        return shown


class GroupForm(_LookedAt, _InLanguage, GroupHostsForm):
    """A group conference that took place."""

    topic = forms.CharField(
        label=_("What it was about"), max_length=200, help_text=_("For example: graduation and classes of grade 9.")
    )
    held_on = _day(_("On"), required=True)
    first_grade = forms.TypedChoiceField(
        label=_("For which grades: from"), coerce=int, empty_value=None, required=False
    )
    last_grade = forms.TypedChoiceField(
        label=_("For which grades: to"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("It counts for these grades only. Leave both as they are when it was for the whole school."),
    )

    field_order = ("topic", "language", "held_on", "minutes", "hosts", "led_by", "first_grade", "last_grade")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff_of(school), **kwargs)
        fields: dict[str, Any] = self.fields
        numbers = numbered_grades(school) or range(-1, 13)
        grades = [(number, capital(grade_name(number))) for number in numbers]
        fields["first_grade"].choices = fields["last_grade"].choices = [("", _("all grades")), *grades]


class TakeGroupBackForm(_LookedAt):
    """Why a group conference is not to count."""

    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_GROUP_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record. For example: written down for the wrong day. Leave out names."),
    )
