"""A limit on classes of a kind, and what may stand in for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.pathways.graduation.wording import said
from doorway.pathways.requirements.documents import LimitWish
from doorway.pathways.requirements.forms.fields import CreditField
from doorway.pathways.requirements.forms.rules import CoursesForm
from doorway.pathways.rules.schema import AllowancePart, CeilingPart, WholeSet


class LimitForm(CoursesForm):
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
