"""One requirement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.graduation.wording import said
from doorway.pathways.requirements.documents import LineWish
from doorway.pathways.requirements.forms.fields import CreditField, Pairs
from doorway.pathways.requirements.forms.rules import CoursesForm
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import LinePart, WholeSet


class LineForm(CoursesForm):
    """One requirement."""

    credits = CreditField(label=_("Credits"))

    def __init__(self, *args: Any, own: WholeSet, book: RuleBook, line: LinePart | None = None, **more: Any) -> None:
        super().__init__(*args, own=own, book=book, selectors=line.accepts if line else (), **more)
        self._perhaps = bool(line and line.perhaps)
        self.fields["section"] = forms.ChoiceField(label=_("Under the heading"), choices=sections_of(own))
        if line is None or line.open or not any(one.open for one in own.lines):
            self.fields["open"] = forms.BooleanField(
                label=_("It takes every class that is left, like electives"), required=False
            )
        self.fields["way"] = forms.ChoiceField(
            label=_("Does it belong to a choice?"), required=False,
            choices=[("", _("No, it is always asked for")), *ways_of(own)],
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


def sections_of(own: WholeSet) -> Pairs:
    """The headings of a set, to choose from."""
    return [(section.key, said(section.title.root)) for section in own.sections]


def ways_of(own: WholeSet) -> Pairs:
    """Every way of every choice of a set, to choose from."""
    return [
        (f"{choice.key}:{option.key}", f"{said(choice.title.root)}: {said(option.title.root)}")
        for choice in own.choices
        for option in choice.options
    ]
