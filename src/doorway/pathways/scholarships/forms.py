"""The form with which a counselor enters a scholarship of the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.accounts.decimals import DecimalField
from doorway.accounts.languages import in_words
from doorway.pathways.core.rules import Mark, RuleSet, Words
from doorway.pathways.core.units import CREDIT
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.graduation.wording import credit_words, said
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.actions import Entered
from doorway.pathways.scholarships.local import TAGS
from doorway.pathways.scholarships.tests_taken import Askable
from doorway.policy.packs import grade_number
from doorway.roster.models import School

EVERY_SCHOOL = "every"
# So many kinds of classes, scores of tests, and so many things that a person confirms.
COURSES, TESTS, CONFIRMS = 3, 2, 3
# Nobody earns more than so many times what graduation takes: with every class of every year it is a third more.
MOST_TIMES = Decimal("1.5")
TEXTS = ("name", "about", "how", "money")


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like 2027-03-31."), "required": _("Write the deadline.")}, **more,
    )  # fmt: skip


class ScholarshipForm(forms.Form):
    """Everything about one scholarship; texts in every language, of which English must be there."""

    school = forms.ChoiceField(label=_("For whom?"), error_messages={"invalid_choice": _("Choose one from the list.")})
    amount = forms.IntegerField(
        label=_("Dollars in all"), required=False, min_value=1, max_value=1_000_000,
        help_text=_("Only the number, like 1000. Leave it empty where it is not one figure."),
        error_messages={"invalid": _("Write only the number, like 1000.")},
    )  # fmt: skip
    opens_on = _date(_("First day"), required=False, help_text=_("Leave it empty if students can apply right away."))
    closes_on = _date(_("Deadline"))
    first_grade = forms.TypedChoiceField(label=_("From grade"), coerce=int, initial=12)
    last_grade = forms.TypedChoiceField(label=_("To grade"), coerce=int, initial=12)
    average = DecimalField(
        label=_("Average of at least"), required=False, min_value=0, max_value=4, decimal_places=3,
        help_text=_("Not weighted, like 3.0. Leave it empty where none is asked for."),
        error_messages={"invalid": _("Write the average like 3.0."), "max_value": _("Write an average up to 4.")},
    )  # fmt: skip
    units = DecimalField(
        label=_("Credits in all, at least"), required=False, min_value=0, max_value=60, decimal_places=3,
        help_text=_("Leave it empty where none are asked for."),
        error_messages={"invalid": _("Write the credits like 18.")},
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where this comes from"), max_length=200,
        help_text=_("Families read it. For example: letter of the Lions Club, October 2026."),
        error_messages={"required": _("Write where this comes from, so that families can ask there.")},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        schools: Sequence[School],
        areas: Mapping[str, Words],
        marks: Mapping[str, Mark],
        tests: Mapping[str, Askable],
        grades: range,
        rules: RuleSet | None = None,
        row: LocalScholarship | None = None,
        asked_before: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._rules = rules
        fields: dict[str, Any] = self.fields
        self._schools = {str(school.pk): school for school in schools}
        fields["school"].choices = [
            *((key, school.name) for key, school in self._schools.items()),
            (EVERY_SCHOOL, _("Every school of the district")),
        ]
        for name in ("first_grade", "last_grade"):
            fields[name].choices = [(grade, str(grade)) for grade in grades]
        self._texts()
        ranked = sorted((mark for mark in marks.values() if mark.rank and mark.credit == "yes"), key=_by_rank)
        subjects = [("", _("Any subject")), *_subjects(areas, row)]
        for index in range(COURSES):
            self._course(index, subjects, [mark.mark for mark in ranked])
        self._tests_known = tests
        # One that a scholarship asks for already stays to choose, though the state pack does not mark it.
        titles = {**(asked_before or {}), **{key: one.title for key, one in tests.items()}}
        for index in range(TESTS):
            self._test(index, titles)
        if row is not None:
            self.initial = {**self.initial, **_initial(row)}

    def _texts(self) -> None:
        labels: dict[str, tuple[Any, Any, int, int]] = {
            "name": (_("Name in %(language)s"), _("Write the name."), 200, 1),
            "about": (_("In plain words, in %(language)s"), _("Write in a sentence what it is."), 600, 3),
            "how": (_("How to apply, in %(language)s"), "", 600, 2),
            "money": (_("What it pays, in words, in %(language)s"), "", 200, 1),
        }
        for name in TEXTS:
            label, missing, length, rows = labels[name]
            for code, _name in settings.LANGUAGES:
                widget = (
                    forms.Textarea(attrs={"rows": rows, "lang": code})
                    if rows > 1
                    else forms.TextInput(attrs={"lang": code})
                )
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": in_words(code)}, required=bool(missing) and code == "en",
                    max_length=length, widget=widget, error_messages={"required": missing} if missing else None,
                )  # fmt: skip
        for index in range(CONFIRMS):
            for code, _name in settings.LANGUAGES:
                self.fields[f"confirm_{index}_{code}"] = forms.CharField(
                    label=_("Something only a person can say, in %(language)s") % {"language": in_words(code)},
                    required=False, max_length=200, widget=forms.TextInput(attrs={"lang": code}),
                )  # fmt: skip

    def _course(self, index: int, subjects: list[tuple[str, Any]], marks: list[str]) -> None:
        self.fields[f"units_{index}"] = DecimalField(
            label=_("Credits"), required=False, min_value=Decimal("0.125"), max_value=20,
            decimal_places=3, error_messages={"invalid": _("Write the credits like 1 or 0.5.")},
        )  # fmt: skip
        self.fields[f"area_{index}"] = forms.ChoiceField(label=_("Subject"), required=False, choices=subjects)
        kinds = [("", _("Any class")), *TAGS.items()]
        self.fields[f"tag_{index}"] = forms.ChoiceField(label=_("Kind of class"), required=False, choices=kinds)
        least = [("", _("Any passing mark")), *((mark, mark) for mark in marks)]
        self.fields[f"mark_{index}"] = forms.ChoiceField(label=_("Mark of at least"), required=False, choices=least)

    def _test(self, index: int, tests: Mapping[str, str]) -> None:
        self.fields[f"test_{index}"] = forms.ChoiceField(
            label=_("Test"),
            required=False,
            choices=[("", _("No test")), *tests.items()],
            error_messages={"invalid_choice": _("Choose one from the list.")},
        )
        self.fields[f"score_{index}"] = forms.IntegerField(
            label=_("Score of at least"), required=False, min_value=1, max_value=10_000,
            error_messages={"invalid": _("Write only the number, like 22.")},
        )  # fmt: skip

    # How the page groups the fields

    def of(self, *names: str) -> list[BoundField]:
        """Fields by name; of a text those of every language."""
        found = []
        for name in names:
            parts = [name] if name in self.fields else [f"{name}_{code}" for code, _name in settings.LANGUAGES]
            found += [self[part] for part in parts]
        return found

    @property
    def words(self) -> list[BoundField]:
        """What it is."""
        return self.of("name", "about", "school")

    @property
    def pays(self) -> list[BoundField]:
        """Money, days and how to apply."""
        return self.of("amount", "money", "opens_on", "closes_on", "how", "source")

    @property
    def who(self) -> list[BoundField]:
        """Who can have it."""
        return self.of("first_grade", "last_grade", "average", "units")

    @property
    def classes(self) -> list[list[BoundField]]:
        """Classes that are asked for, a row each."""
        return [self.of(f"units_{n}", f"area_{n}", f"tag_{n}", f"mark_{n}") for n in range(COURSES)]

    @property
    def scores(self) -> list[list[BoundField]]:
        """Scores of tests that are asked for, a row each."""
        return [self.of(f"test_{n}", f"score_{n}") for n in range(TESTS)]

    @property
    def has_scores(self) -> bool:
        """Something was entered there, or has to be put right."""
        return any(field.value() or field.errors for fields in self.scores for field in fields)

    @property
    def persons(self) -> list[list[BoundField]]:
        """What only a person can say."""
        return [self.of(f"confirm_{n}") for n in range(CONFIRMS)]

    @property
    def has_classes(self) -> bool:
        """Something was entered there, or has to be put right."""
        return any(field.value() or field.errors for fields in self.classes for field in fields)

    @property
    def has_persons(self) -> bool:
        """The same of what only a person can say."""
        return any(field.value() or field.errors for fields in self.persons for field in fields)

    # What was entered

    def clean(self) -> dict[str, Any]:
        """Say where a wish is only half there."""
        values: dict[str, Any] = super().clean() or {}
        self._refuse_for_nobody(values)
        for index in range(COURSES):
            asked = any(values.get(f"{name}_{index}") for name in ("area", "tag", "mark"))
            if asked and not values.get(f"units_{index}") and f"units_{index}" not in self.errors:
                self.add_error(f"units_{index}", _("Write how many credits of these classes are asked for."))
        for index in range(TESTS):
            test, score = values.get(f"test_{index}"), values.get(f"score_{index}")
            if test and not score and f"score_{index}" not in self.errors:
                self.add_error(f"score_{index}", _("Write the score that is asked for."))
            if score and test and test in self._tests_known:
                self._in_scale(index, self._tests_known[test], score)
            if score and not test and f"test_{index}" not in self.errors:
                self.add_error(f"test_{index}", _("Choose the test of this score."))
        for index in range(CONFIRMS):
            others = any(values.get(f"confirm_{index}_{code}") for code, _name in settings.LANGUAGES if code != "en")
            if others and not values.get(f"confirm_{index}_en"):
                self.add_error(f"confirm_{index}_en", _("Write it in English, too."))
        return values

    def _refuse_for_nobody(self, values: dict[str, Any]) -> None:
        """Say before it is published, and stands in everybody's calendar, that no student could ever have it."""
        first, last, units = values.get("first_grade"), values.get("last_grade"), values.get("units")
        if first is None or last is None or first > last:
            return
        school = self._schools.get(values.get("school", ""))
        taught = _grades_of(school) if school is not None else []
        if school is not None and taught and not any(first <= grade <= last for grade in taught):
            words = {"school": school.name, "first": min(taught), "last": max(taught)}
            self.add_error(
                "school",
                _(
                    "%(school)s teaches grades %(first)s to %(last)s, so nobody there could have it. Choose another"
                    " school or other grades."
                )
                % words,
            )
        rules = self._rules
        if units is not None and rules is not None and rules.total and units > _most_credits(rules, last):
            self.add_error(
                "units",
                _(
                    "Nobody has so many credits by grade %(grade)s, so nobody could have it: graduation takes"
                    " %(total)s. Check the number."
                )
                % {"grade": last, "total": credit_words(rules.total)},
            )

    def _in_scale(self, index: int, test: Askable, score: int) -> None:
        """Say that there is no such score: nobody could ever reach it, or everybody has it."""
        if not test.lowest <= score <= test.highest:
            values = {"test": test.title, "lowest": test.lowest, "highest": test.highest}
            self.add_error(
                f"score_{index}", _("Scores of this test (%(test)s) go from %(lowest)s to %(highest)s.") % values
            )

    def entered(self) -> Entered:
        """What was entered, of a form that is valid."""
        values = self.cleaned_data
        texts = {name: self._said(name) for name in TEXTS}
        return Entered(
            **texts,
            school=self._schools.get(values["school"]),
            amount=values["amount"],
            opens_on=values["opens_on"],
            closes_on=values["closes_on"],
            first_grade=values["first_grade"],
            last_grade=values["last_grade"],
            average=_thousandths(values["average"]),
            units=_thousandths(values["units"]),
            source=values["source"],
            courses=tuple(self._courses()),
            tests=tuple(self._tests()),
            confirms=tuple(filter(None, (self._said(f"confirm_{index}") for index in range(CONFIRMS)))),
        )

    def _said(self, name: str) -> dict[str, str]:
        found = ((code, self.cleaned_data.get(f"{name}_{code}", "").strip()) for code, _name in settings.LANGUAGES)
        return {code: text for code, text in found if text}

    def _courses(self) -> Iterator[dict[str, Any]]:
        for index in range(COURSES):
            units = _thousandths(self.cleaned_data.get(f"units_{index}"))
            if units:
                yield {"units": units} | {
                    name: self.cleaned_data[f"{name}_{index}"] for name in ("area", "tag", "mark")
                }

    def _tests(self) -> Iterator[dict[str, Any]]:
        for index in range(TESTS):
            test, part = (self.cleaned_data[f"test_{index}"] or ".").split(".", 1)
            if test:
                yield {"test": test, "part": part, "score": self.cleaned_data[f"score_{index}"]}


def _subjects(areas: Mapping[str, Words], row: LocalScholarship | None) -> Iterator[tuple[str, str]]:
    """Every subject with a name of its own: one that has a single part is that part, unless it was chosen before."""
    chosen = {course.get("area", "") for course in (row.courses if row else ())}
    names = {key: said(words) for key, words in areas.items()}
    last = {name: key for key, name in names.items()}
    return ((key, name) for key, name in names.items() if key in chosen or last[name] == key)


def _grades_of(school: School) -> list[int]:
    """The grades that a school teaches; empty where nobody has said it."""
    return [grade_number(code) for code in school.grade_list if code.isdigit()]


def _most_credits(rules: RuleSet, grade: int) -> Decimal:
    """The credits that somebody could have by the end of a grade: well above what graduation takes by then."""
    share = Decimal(max(0, grade + 1 - rules.first_grade)) / (LAST_GRADE + 1 - rules.first_grade)
    return MOST_TIMES * share * rules.total / CREDIT


def _by_rank(mark: Mark) -> int:
    return -(mark.rank or 0)


def _thousandths(value: Decimal | None) -> int | None:
    return None if value is None else int(value * CREDIT)


def _credits(units: int | None) -> Decimal | None:
    # As people write it: normalized alone, twenty would stand in its field as 2E+1.
    return None if units is None else Decimal(format((Decimal(units) / CREDIT).normalize(), "f"))


def _initial(row: LocalScholarship) -> dict[str, Any]:
    values: dict[str, Any] = {
        "school": str(row.school_id) if row.school_id else EVERY_SCHOOL,
        "average": _credits(row.average),
        "units": _credits(row.units),
    }
    for name in ("amount", "opens_on", "closes_on", "first_grade", "last_grade", "source"):
        values[name] = getattr(row, name)
    for name in TEXTS:
        values |= {f"{name}_{code}": text for code, text in getattr(row, name).items()}
    for index, course in enumerate(row.courses[:COURSES]):
        values |= {f"{name}_{index}": course.get(name, "") for name in ("area", "tag", "mark")}
        values[f"units_{index}"] = _credits(course["units"])
    for index, test in enumerate(row.tests[:TESTS]):
        values |= {f"test_{index}": f"{test['test']}.{test['part']}", f"score_{index}": test["score"]}
    for index, confirm in enumerate(row.confirms[:CONFIRMS]):
        values |= {f"confirm_{index}_{code}": text for code, text in confirm["words"].items()}
    return values
