"""The parts of a test and the support during it, which each test brings with it: their fields and their tables."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.assessments.forms.mapping import closely
from doorway.assessments.forms.mapping.columns.fields import ColumnFields
from doorway.assessments.forms.mapping.columns.names import (
    MOST_PARTS,
    OWN_PARTS,
    PART_FIELDS,
    SUPPORT_COLUMNS,
    TELLING,
    Part,
    own_part_field,
    support_field,
)
from doorway.policy.packs import Instrument, StatePack
from doorway.policy.packs.instruments import Accommodation


class PartFields(ColumnFields):
    """The form with the fields that its test brings with it, and the tables that they stand in."""

    header: Sequence[str]
    instrument: Instrument
    pack: StatePack
    language: str

    def add_part_fields(self, columns: list[tuple[str, str]]) -> None:
        """Let one of the columns be chosen for each part and each kind of support."""
        for support in self.supports:
            title = support.title(self.language)
            for more in SUPPORT_COLUMNS:
                self.fields[support_field(support.key, more)] = forms.ChoiceField(
                    label=_("%(support)s: another column") % {"support": title} if more else title,
                    required=False,
                    choices=columns,
                )
        for part in self.parts:
            for name in PART_FIELDS:
                if name in self.fields:
                    label = f"{part.title}: {self.fields[name].label}"
                    self.fields[part.field(name)] = forms.ChoiceField(label=label, required=False, choices=columns)
        for number in OWN_PARTS if self.instrument.open_measures else ():
            title = _("Part %(number)s") % {"number": number}
            self.fields[own_part_field(number, "measure")] = forms.CharField(
                label=_("%(part)s: what it is called") % {"part": title}, max_length=closely.LONGEST, required=False
            )
            for name in TELLING:
                if name in self.fields:
                    self.fields[own_part_field(number, name)] = forms.ChoiceField(
                        label=f"{title}: {self.fields[name].label}", required=False, choices=columns
                    )

    @property
    def supports(self) -> tuple[Accommodation, ...]:
        """The support that the test knows, in the words of the pack."""
        known = {support.key: support for support in self.pack.tests.accommodations}
        return tuple(known[own.key] for own in self.instrument.accommodations)

    @property
    def support_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each of them with the columns that say yes or no."""
        return [
            (support.title(self.language), [self[support_field(support.key, more)] for more in SUPPORT_COLUMNS])
            for support in self.supports
        ]

    @property
    def names_supports(self) -> bool:
        """A column was chosen for one of them."""
        return any(field.value() for _title, fields in self.support_rows for field in fields)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of the test."""
        return tuple(dict.fromkeys(offering.subject for offering in self.instrument.subjects))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that may stand side by side; none where the test has only one."""
        found = tuple(
            Part(subject, measure.key, self._part(subject, measure.title(self.language)))
            for subject in self.subjects
            for measure in self.instrument.measures
        )
        return found if len(found) > 1 else ()

    @property
    def part_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The parts with their fields, for the table."""
        return [
            (part.title, [self[part.field(name)] for name in PART_FIELDS if part.field(name) in self.fields])
            for part in self.parts
        ]

    @property
    def part_heads(self) -> list[str | Promise]:
        """The headings of that table."""
        return [self.fields[name].label or "" for name in PART_FIELDS if name in self.fields]

    @property
    def own_part_rows(self) -> list[list[forms.BoundField]]:
        """The parts that the file names, with their fields; none where the test knows all of its parts."""
        if not self.instrument.open_measures:
            return []
        names = ("measure", *(name for name in TELLING if name in self.fields))
        return [[self[own_part_field(number, name)] for name in names] for number in OWN_PARTS]

    @property
    def own_part_heads(self) -> list[str | Promise]:
        """The headings of that table."""
        return [_("What it is called"), *(self.fields[name].label or "" for name in TELLING if name in self.fields)]

    @property
    def has_own_parts(self) -> bool:
        """Something was said of one of them."""
        return any(field.value() for row in self.own_part_rows for field in row)

    @property
    def folds_parts(self) -> bool:
        """The table of the parts is long, and nothing is said in it."""
        return len(self.parts) > MOST_PARTS and not any(
            field.value() for _title, row in self.part_rows for field in row
        )

    def _subject(self, key: str) -> str:
        """A subject in words."""
        return self.pack.subject(key).title(self.language)

    def _part(self, subject: str, measure: str) -> str:
        """A part in words: the subject only where there are several."""
        if len(self.subjects) == 1:
            return measure
        return self._subject(subject) if len(self.instrument.measures) == 1 else f"{self._subject(subject)}: {measure}"
