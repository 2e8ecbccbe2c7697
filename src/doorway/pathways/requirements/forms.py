"""The forms of the requirements: a set as a whole, a line, a choice, a limit; what the board decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.accounts.decimals import with_point
from doorway.accounts.languages import in_words
from doorway.pathways.core.checks import CORE, TOTAL
from doorway.pathways.core.units import credits_of, units_of
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.graduation.wording import said
from doorway.pathways.models.requirements import FIRST_CLASS, LAST_CLASS
from doorway.pathways.requirements.actions import Decided
from doorway.pathways.requirements.documents import (
    ChoiceWish,
    Courses,
    HeadWish,
    LimitWish,
    LineWish,
    Rule,
    fixed_of,
    plain_of,
)
from doorway.pathways.requirements.wording import area_words, option_words, selector_words, sum_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.alone import MOST_LETTERS
from doorway.pathways.rules.schema import (
    AllowancePart,
    CeilingPart,
    ChoicePart,
    LinePart,
    SelectorPart,
    WholeSet,
)
from doorway.policy.packs import Text

Pairs = Sequence[tuple[str, Any]]
# So many new ways can be added to a choice at a time.
NEW_WAYS = 2
MOST_CREDITS = 200_000


class CreditField(forms.CharField):
    """Credits as people write them, in thousandths."""

    def __init__(self, **more: Any) -> None:
        messages = {"required": _("Write the credits like 1 or 0.5.")}
        super().__init__(max_length=8, error_messages=messages, **more)
        self.widget.attrs |= {"inputmode": "decimal", "class": "govuk-input--width-5"}

    def prepare_value(self, value: Any) -> Any:
        """As people write them."""
        return credits_of(value).removesuffix(".0") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Thousandths, or none where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            units = units_of(with_point(text))
        except ValueError:
            raise forms.ValidationError(_("Write the credits like 1 or 0.5.")) from None
        if not 0 <= units <= MOST_CREDITS:
            raise forms.ValidationError(_("Write credits between 0 and 200."))
        return units


def _class(label: Any, **more: Any) -> forms.IntegerField:
    sentence = _("Write the year of graduation, like 2028.")
    field = forms.IntegerField(label=label, min_value=FIRST_CLASS, max_value=LAST_CLASS, **more)
    field.error_messages |= {"invalid": sentence, "required": sentence}
    for validator in field.validators:
        validator.message = sentence  # type: ignore[attr-defined]  # of the two limits
    field.widget.attrs |= {"class": "govuk-input--width-5"}
    return field


def _day(label: Any, required: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like 2027-03-31."), "required": required}, **more,
    )  # fmt: skip


class BeginForm(forms.Form):
    """From what a draft is made, and for which classes."""

    source = forms.ChoiceField(
        label=_("Begin with a copy of"),
        help_text=_("A copy of a version that is in force becomes its correction."),
        error_messages={"required": _("Choose what to begin with."), "invalid_choice": _("Choose one from the list.")},
    )
    first_class = _class(_("For the class of"), help_text=_("The year of graduation, like 2028."))
    last_class = _class(
        _("To the class of"), required=False, help_text=_("Leave it empty where every later class has it, too.")
    )

    def __init__(self, sources: Pairs, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["source"]
        field.choices = [("", ""), *sources]

    def clean(self) -> dict[str, Any]:
        """Classes in order."""
        return _in_order(self, super().clean() or {})


def _in_order(form: forms.Form, values: dict[str, Any]) -> dict[str, Any]:
    first, last = values.get("first_class"), values.get("last_class")
    if first and last and last < first:
        form.add_error("last_class", _("The last class comes before the first one."))
    return values


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


class RuleForm(forms.Form):
    """The rule's own words and where they stand: part of every form here."""

    names = True
    texts: tuple[str, ...] = ("words",)

    def __init__(self, *args: Any, own: WholeSet, sources: Pairs, **more: Any) -> None:
        super().__init__(*args, **more)
        self.own = own
        for code, _name in settings.LANGUAGES:
            if self.names:
                self.fields[f"title_{code}"] = forms.CharField(
                    label=_("Name in %(language)s") % {"language": in_words(code)}, max_length=200,
                    error_messages={"required": _("Write the name in both languages: families read it.")},
                    widget=forms.TextInput(attrs={"lang": code}),
                )  # fmt: skip
            self.fields[f"words_{code}"] = forms.CharField(
                label=_("The rule in its own words, in %(language)s") % {"language": in_words(code)}, max_length=1000,
                error_messages={"required": _("Write what the rule says: students and families read it.")},
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}), required=code == "en",
            )  # fmt: skip
        self.fields["cite"] = forms.CharField(
            label=_("Where it stands"), max_length=300,
            help_text=_("For example: board policy 5210, section 3."),
            error_messages={"required": _("Write where the rule can be found, so that people can look it up.")},
        )  # fmt: skip
        self.fields["source"] = forms.ChoiceField(
            label=_("Source"), choices=sources, error_messages={"invalid_choice": _("Choose one from the list.")},
            # Sources are called as they call themselves.
            widget=forms.Select(attrs={"lang": "en"}),
        )  # fmt: skip

    def _begin(self, *values: Mapping[str, Any]) -> None:
        """What the fields hold before anything was typed."""
        for some in values:
            self.initial = {**self.initial, **some}

    def _say(self, title: Text | None, words: Text | None, cite: str, source: str) -> dict[str, Any]:
        values: dict[str, Any] = {"cite": cite, "source": source or self.own.set.source}
        for code, _name in settings.LANGUAGES:
            values[f"title_{code}"] = title.root.get(code, "") if title else ""
            values[f"words_{code}"] = words.root.get(code, "") if words else ""
        return values

    def rule(self) -> Rule:
        """What was written."""
        return Rule(self._texts("title"), self._texts("words"), self.cleaned_data["cite"], self.cleaned_data["source"])

    def _texts(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code, _language in settings.LANGUAGES}

    def of(self, *names: str) -> list[BoundField]:
        """Fields by name; of a text those of every language. Those that the form does not have are left out."""
        found = []
        for name in names:
            parts = [name] if name in self.fields else [f"{name}_{code}" for code, _name in settings.LANGUAGES]
            found += [self[part] for part in parts if part in self.fields]
        return found

    @property
    def rule_fields(self) -> list[BoundField]:
        """The words and where they stand."""
        return self.of("words", "cite", "source")

    def _ask(self, label: Any, help_text: Any) -> None:
        for code, _name in settings.LANGUAGES:
            self.fields[f"ask_{code}"] = forms.CharField(
                label=label % {"language": in_words(code)}, help_text=help_text, max_length=600, required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )  # fmt: skip

    def _asked(self) -> dict[str, str] | None:
        texts = self._texts("ask")
        return texts if any(texts.values()) else None


class HeadForm(RuleForm):
    """What holds for a set as a whole: classes, total, the sums that the published list prints."""

    first_class = _class(_("For the class of"))
    last_class = _class(
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
        """Classes in order."""
        return _in_order(self, super().clean() or {})

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


class _CoursesForm(RuleForm):
    """Which classes are meant: subjects, codes, the lowest mark, and what is said more finely."""

    def __init__(
        self, *args: Any, book: RuleBook, codes: Mapping[str, str], selectors: tuple[SelectorPart, ...], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._codes = codes
        place = plain_of(selectors)
        chosen = None if place is None else selectors[place]
        self._areas(book, chosen.areas if chosen else (), label=_("Subjects that fill it"))
        self.fields["codes"] = forms.CharField(
            label=_("Single classes, by code"), required=False, max_length=600,
            help_text=_("Codes as the course catalog writes them, with a comma between them."),
        )  # fmt: skip
        ranked = sorted(
            (mark for mark in book.sets[0].marks.values() if mark.rank and mark.credit == "yes"),
            key=lambda mark: -(mark.rank or 0),
        )
        least = [("", _("Any passing mark")), *((mark.mark, mark.mark) for mark in ranked)]
        if chosen and chosen.min_mark and chosen.min_mark not in dict(least):
            least.append((chosen.min_mark, chosen.min_mark))
        self.fields["min_mark"] = forms.ChoiceField(label=_("Mark of at least"), required=False, choices=least)
        self.fixed = fixed_of(selectors)
        for at, selector in self.fixed:
            self.fields[f"keep_{at}"] = forms.BooleanField(
                label=selector_words(selector, book.areas), required=False, initial=True
            )
        if chosen is not None:
            self._begin(
                {
                    "areas": list(chosen.areas),
                    "codes": ", ".join(chosen.codes),
                    "min_mark": chosen.min_mark,
                }
            )

    def _areas(self, book: RuleBook, chosen: tuple[str, ...], label: Any) -> None:
        """Boxes of the subjects that are chosen, and folded below them those of all others."""
        areas: list[tuple[str, Any]] = [(key, said(words)) for key, words in book.areas.items()]
        # A subject with parts can be named as a whole.
        parts = Counter(key.split(".")[0] for key in book.areas)
        whole = [key for key, times in parts.items() if key not in book.areas and (times > 1 or key in chosen)]
        areas += [(key, _("All of these: %(names)s") % {"names": area_words(key, book.areas)}) for key in whole]
        areas += [(key, key) for key in chosen if key not in dict(areas)]
        for name, is_chosen in (("areas", True), ("more_areas", False)):
            field = forms.MultipleChoiceField(
                label=label if is_chosen or not chosen else _("More subjects"), choices=areas, required=False,
                widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": _("Choose from the list.")},
            )  # fmt: skip
            field.widget.choices = [pair for pair in areas if (pair[0] in chosen) is is_chosen]
            self.fields[name] = field
        self.has_areas = bool(chosen)

    @property
    def opens_more(self) -> bool:
        """Whether the other subjects stand open: nothing is chosen yet, or something among them is."""
        if self["more_areas"].value() or self["more_areas"].errors:
            return True
        return not self.has_areas and not self.initial.get("open")

    @property
    def fixed_fields(self) -> list[BoundField]:
        """What is said more finely; each can be taken out as a whole."""
        return [self[f"keep_{at}"] for at, _selector in self.fixed]

    def clean_codes(self) -> tuple[str, ...]:
        """Codes as the catalog writes them; one that it does not know is taken as it is, and found by the checks."""
        known = {code.casefold(): code for code in self._codes}
        given = (part.strip() for part in self.cleaned_data["codes"].replace(";", ",").replace("\n", ",").split(","))
        return tuple(dict.fromkeys(known.get(code.casefold(), code) for code in given if code))

    def courses(self) -> Courses:
        """What was chosen."""
        given = self.cleaned_data
        kept = frozenset(at for at, _selector in self.fixed if given[f"keep_{at}"])
        areas = tuple(dict.fromkeys([*given["areas"], *given["more_areas"]]))
        return Courses(areas, given["codes"], given["min_mark"], kept)

    def _names_courses(self, values: Mapping[str, Any]) -> bool:
        named = any(values.get(name) for name in ("areas", "more_areas", "codes"))
        return named or any(values.get(f"keep_{at}") for at, _selector in self.fixed)


def _sections(own: WholeSet) -> Pairs:
    return [(section.key, said(section.title.root)) for section in own.sections]


class LineForm(_CoursesForm):
    """One requirement."""

    credits = CreditField(label=_("Credits"))

    def __init__(self, *args: Any, own: WholeSet, book: RuleBook, line: LinePart | None = None, **more: Any) -> None:
        super().__init__(*args, own=own, book=book, selectors=line.accepts if line else (), **more)
        self._perhaps = bool(line and line.perhaps)
        self.fields["section"] = forms.ChoiceField(label=_("Under the heading"), choices=_sections(own))
        if line is None or line.open or not any(one.open for one in own.lines):
            self.fields["open"] = forms.BooleanField(
                label=_("It takes every class that is left, like electives"), required=False
            )
        self.fields["way"] = forms.ChoiceField(
            label=_("Does it belong to a choice?"), required=False,
            choices=[("", _("No, it is always asked for")), *_ways(own)],
        )  # fmt: skip
        grades: list[tuple[str, Any]] = [("", _("No grade in particular"))]
        grades += [(str(grade), str(grade)) for grade in range(own.first_grade, LAST_GRADE + 1)]
        self.fields["usual_grade"] = forms.ChoiceField(
            label=_("Usually taken in grade"), required=False, choices=grades
        )
        others: list[tuple[str, Any]] = [
            (one.key, said(one.title.root)) for one in own.lines if line is None or one.key != line.key
        ]
        if line and line.follows and line.follows not in dict(others):
            others.append((line.follows, line.follows))
        self.fields["follows"] = forms.ChoiceField(
            label=_("What has to come first"), required=False, choices=[("", _("Nothing")), *others]
        )
        self.fields["enough"] = CreditField(
            label=_("Credits that may be enough"), required=False,
            help_text=_("Only where the rule leaves it open. In between, the page says: ask the counselor."),
        )  # fmt: skip
        self._ask(_("What to ask, in %(language)s"), _("Only where something is left open. Families read it."))
        if line is not None:
            self._begin(
                {
                    **self._say(line.title, line.words, line.cite, line.source),
                    "credits": line.credits,
                    "section": line.section,
                    "open": line.open,
                    "way": f"{line.choice}:{line.option}" if line.choice else "",
                    "usual_grade": str(line.usual_grade or ""),
                    "follows": line.follows,
                    "enough": line.enough,
                    **{f"ask_{code}": text for code, text in (line.ask.root if line.ask else {}).items()},
                }
            )
        else:
            self._begin(self._say(None, None, own.set.cite, own.set.source))

    @property
    def first(self) -> list[BoundField]:
        """What it is."""
        return self.of("title", "section", "credits")

    @property
    def order(self) -> list[BoundField]:
        """When it is taken, and in which choice it stands."""
        return self.of("way", "usual_grade", "follows")

    @property
    def doubts(self) -> list[BoundField]:
        """What is left open."""
        return self.of("enough", "ask")

    @property
    def has_doubts(self) -> bool:
        """Something is left open, or has to be put right."""
        return any(field.value() or field.errors for field in self.doubts)

    def clean(self) -> dict[str, Any]:
        """Say what is missing before the set is made from it."""
        values: dict[str, Any] = super().clean() or {}
        is_open = bool(values.get("open"))
        if not is_open and not self._names_courses(values) and values.get("credits") and not self._perhaps:
            self.add_error("codes", _("Choose the subjects or write the classes that fill it."))
        if is_open and any(values.get(name) for name in ("areas", "more_areas", "codes")):
            self.add_error("open", _("It cannot take every class and name classes, too. Change one of them."))
        asks = any(values.get(f"ask_{code}") for code, _language in settings.LANGUAGES)
        if (values.get("enough") is not None or self._perhaps) and not asks:
            self.add_error("ask_en", _("Write what has to be asked, because something is left open."))
        return values

    def wish(self) -> LineWish:
        """What was written."""
        given = self.cleaned_data
        choice, _colon, option = given["way"].partition(":")
        return LineWish(
            rule=self.rule(),
            section=given["section"],
            credits=given["credits"],
            courses=self.courses(),
            open=bool(given.get("open")),
            enough=given["enough"],
            ask=self._asked(),
            choice=choice,
            option=option,
            usual_grade=int(given["usual_grade"]) if given["usual_grade"] else None,
            follows=given["follows"],
        )


def _ways(own: WholeSet) -> Pairs:
    return [
        (f"{choice.key}:{option.key}", f"{said(choice.title.root)}: {said(option.title.root)}")
        for choice in own.choices
        for option in choice.options
    ]


class ChoiceForm(RuleForm):
    """So many of some ways must be done."""

    pick = forms.IntegerField(
        label=_("How many of the ways have to be done"), min_value=1, max_value=20, initial=1,
        error_messages={"required": _("Write a number like 1."), "invalid": _("Write a number like 1.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, own: WholeSet, book: RuleBook, choice: ChoicePart | None = None, **more: Any
    ) -> None:
        super().__init__(*args, own=own, **more)
        self.fields["section"] = forms.ChoiceField(label=_("Under the heading"), choices=_sections(own))
        self.options = choice.options if choice else ()
        for option in self.options:
            self.fields[f"keep_{option.key}"] = forms.BooleanField(
                label=said(option.title.root), help_text=option_words(option, book.areas), required=False, initial=True
            )
        for number in range(NEW_WAYS):
            for code, _name in settings.LANGUAGES:
                self.fields[f"new_{number}_{code}"] = forms.CharField(
                    label=_("A new way, in %(language)s") % {"language": in_words(code)}, required=False,
                    max_length=200,
                    widget=forms.TextInput(attrs={"lang": code}),
                )  # fmt: skip
        if choice is not None:
            self._begin(self._say(choice.title, choice.words, choice.cite, choice.source))
            self._begin({"pick": choice.pick, "section": choice.section})
        else:
            self._begin(self._say(None, None, own.set.cite, own.set.source))

    @property
    def first(self) -> list[BoundField]:
        """What it is."""
        return self.of("title", "section", "pick")

    @property
    def kept_fields(self) -> list[BoundField]:
        """The ways there are."""
        return [self[f"keep_{option.key}"] for option in self.options]

    @property
    def new_fields(self) -> list[BoundField]:
        """New ways."""
        return self.of(*(f"new_{number}" for number in range(NEW_WAYS)))

    def clean(self) -> dict[str, Any]:
        """A new way has a name in both languages."""
        values: dict[str, Any] = super().clean() or {}
        for number in range(NEW_WAYS):
            names = [f"new_{number}_{code}" for code, _language in settings.LANGUAGES]
            if any(values.get(name) for name in names):
                for name in names:
                    if not values.get(name):
                        self.add_error(name, _("Write the name in both languages: families read it."))
        return values

    def wish(self) -> ChoiceWish:
        """What was written."""
        given = self.cleaned_data
        added = [self._texts(f"new_{number}") for number in range(NEW_WAYS)]
        return ChoiceWish(
            rule=self.rule(),
            section=given["section"],
            pick=given["pick"],
            kept=frozenset(option.key for option in self.options if given[f"keep_{option.key}"]),
            added=tuple(texts for texts in added if any(texts.values())),
        )


class LimitForm(_CoursesForm):
    """Of some classes only so much counts; or so much of them may stand in for some requirements."""

    names = False
    credits = CreditField(label=_("At most so many credits"))

    def __init__(
        self, *args: Any, own: WholeSet, limit: CeilingPart | AllowancePart | None = None, **more: Any
    ) -> None:
        super().__init__(*args, own=own, selectors=limit.courses if limit else (), **more)
        lines = [(line.key, said(line.title.root)) for line in own.lines if not line.open]
        before = list(limit.lines) if isinstance(limit, AllowancePart) else []
        lines += [(key, key) for key in before if key not in dict(lines)]
        lines.sort(key=lambda pair: pair[0] not in before)
        self.fields["lines"] = forms.MultipleChoiceField(
            label=_("Requirements that they may stand in for"), choices=lines, required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Choose none, and no more than these credits of the classes count at all."),
        )  # fmt: skip
        for name in ("areas", "more_areas"):
            if self.fields[name].label == _("Subjects that fill it"):
                self.fields[name].label = _("Subjects that are meant")
        if limit is not None:
            self._begin(self._say(None, limit.words, limit.cite, limit.source))
            self._begin({"credits": limit.credits, "lines": before})
        else:
            self._begin(self._say(None, None, own.set.cite, own.set.source))

    def clean(self) -> dict[str, Any]:
        """It is about some classes."""
        values: dict[str, Any] = super().clean() or {}
        if not self._names_courses(values):
            self.add_error("codes", _("Choose the subjects or write the classes that are meant."))
        return values

    def wish(self) -> LimitWish:
        """What was written."""
        given = self.cleaned_data
        return LimitWish(self.rule(), given["credits"], self.courses(), tuple(given["lines"]))


class InForceForm(forms.Form):
    """What the board has decided."""

    decided_on = _day(_("Day of the board’s decision"), _("Write the day of the board’s decision."))
    citation = forms.CharField(
        label=_("Where to find the decision"), max_length=300,
        help_text=_("For example: minutes of the board, May 12, item 7. Families read it."),
        error_messages={"required": _("Write where the board’s decision can be found.")},
    )  # fmt: skip
    holds_from = _day(
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
