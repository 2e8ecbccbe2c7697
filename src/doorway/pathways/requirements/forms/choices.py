"""A choice between ways."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.accounts.languages import in_words
from doorway.pathways.graduation.wording import said
from doorway.pathways.requirements.documents import ChoiceWish
from doorway.pathways.requirements.forms.lines import sections_of
from doorway.pathways.requirements.forms.rules import RuleForm
from doorway.pathways.requirements.wording import option_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import ChoicePart, WholeSet

# So many new ways can be added to a choice at a time.
NEW_WAYS = 2


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
        self.fields["section"] = forms.ChoiceField(label=_("Under the heading"), choices=sections_of(own))
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
