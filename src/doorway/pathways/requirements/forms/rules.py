"""What every rule has: its own words and where they stand, and which classes it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doorway.accounts.languages import in_words
from doorway.pathways.graduation.wording import said
from doorway.pathways.requirements.documents import Courses, Rule, fixed_of, plain_of
from doorway.pathways.requirements.forms.fields import Pairs
from doorway.pathways.requirements.wording import area_words, selector_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import SelectorPart, WholeSet
from doorway.policy.packs import Text


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


class CoursesForm(RuleForm):
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
