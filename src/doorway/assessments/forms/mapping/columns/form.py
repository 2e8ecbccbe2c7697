"""The form as a whole: what can be chosen in the file at hand, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.assessments.forms.mapping import closely
from doorway.assessments.forms.mapping.columns.layout import LayoutWriter
from doorway.assessments.forms.mapping.columns.names import (
    DATES,
    MOST_GRADES,
    OWN_PARTS,
    PART_FIELDS,
    TELLING,
    choosable,
    listed,
    offer,
    own_part_field,
    year_of,
)
from doorway.assessments.forms.mapping.repeating import STAR, families
from doorway.assessments.imports.cells import day
from doorway.assessments.imports.names import names, plain
from doorway.assessments.layouts import plain_heading
from doorway.assessments.layouts.values import COLUMN
from doorway.policy.packs import Instrument, StatePack, grade_text

_ONE_COLUMN = ("student", "other_student", "third_student", "accommodations", "skip_column")
_OF_THE_ROW = ("school_year", "test_date", "measure")


class ColumnsForm(LayoutWriter):
    """Where each thing stands in the file."""

    def __init__(
        self, *args: Any, header: Sequence[str], instrument: Instrument, pack: StatePack, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.instrument, self.pack = header, instrument, pack
        self.language = get_language() or "en"
        columns = [(f"c{place}", title) for place, title in choosable(header)]
        none = ("", str(_("No column")))
        self.families = families(title for _place, title in choosable(header))
        self._named = {plain_heading(title): title for _place, title in choosable(header)}
        self._named |= {plain_heading(heading): heading for heading in self.families}
        several = [(f"r{place}", family.title) for place, family in enumerate(self.families.values())]
        of_file: list[Any] = [(str(_("Columns")), columns)]
        if several:
            of_file.append((str(_("Columns that repeat, one result for each")), several))
        for name in _ONE_COLUMN:
            offer(self, name, [none, *columns])
        for name in (*PART_FIELDS, "growth_percentile", *_OF_THE_ROW):
            offer(self, name, [none, *(of_file if several else columns)])
        every = str(_("The same for every row"))
        own_name = [("=" + STAR, _("the name that repeats"))] if several else []
        grades = [(f"={grade_text(grade)}", grade_text(grade)) for grade in MOST_GRADES]
        offer(self, "grade", [none, *of_file, (every, [*grades, *own_name])])
        periods = [(f"={period.key}", period.title(self.language)) for period in instrument.periods]
        offer(self, "period", [none, *of_file, (every, [*periods, *own_name])])
        subjects = [(f"={key}", self._subject(key)) for key in self.subjects]
        offer(self, "subject", [none, *of_file, (every, [*subjects, *own_name])])
        editions = [(f"={edition.key}", edition.title(self.language)) for edition in instrument.editions]
        offer(self, "edition", [none, *of_file, (every, editions)])
        if not editions:
            del self.fields["edition"]
        if len(instrument.periods) == 1:
            del self.fields["period"]
        if len(self.subjects) == 1:
            del self.fields["subject"]
        if len(instrument.measures) == 1 and not instrument.open_measures:
            del self.fields["measure"]
        if instrument.kind != "core":
            del self.fields["growth_percentile"]
        if not instrument.levels:
            del self.fields["level"]
        if not instrument.accommodations:
            del self.fields["accommodations"]
        self.add_part_fields([none, *columns])
        self.fields["reasons"].help_text = self._reasons_help()
        closely.add_fields(self)

    @property
    def tells_files_apart(self) -> bool:
        """Something was said of what other files have or lack."""
        return self._answers("may_lack", "without")

    @property
    def says_marks(self) -> bool:
        """Something was said of marks and signs, beyond the marks that are there at first."""
        blanks = self["blanks"].value() != self.fields["blanks"].initial
        return blanks or self._answers("reasons", "placeholder_days", "percent_signs", "level_only")

    @property
    def says_rows(self) -> bool:
        """Something was said of rows that are left out, or of years."""
        return self._answers("skip_column", "skip_values", "first_year", "last_year")

    def _answers(self, *names: str) -> bool:
        """One of these fields has an answer, or one that is wrong."""
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def closely_groups(self) -> list[dict[str, Any]]:
        """What is read of a cell, field by field."""
        return closely.groups(self)

    @property
    def reads_closely(self) -> bool:
        """Something was said of it."""
        return any(group["answered"] for group in self.closely_groups)

    def clean(self) -> dict[str, Any]:
        """Refuse what names no result, or a result of which nobody knows the subject."""
        data = super().clean() or {}
        closely.check(self, data, self._named)
        self._check_own_parts(data)
        if not self.errors and not self._results(data):
            raise forms.ValidationError(_("Choose at least one column with a score or a level."))
        named = [name for name in ("period", "grade", "subject") if data.get(name) == "=" + STAR]
        if named and not any(part.repeat for part in self._results(data)):
            self.add_error(named[0], _("Choose a score or a level that repeats, too: its name is meant here."))
        own = [self._named.get(plain_heading(one), "") for one in listed(data.get("without", ""))]
        if any(own):
            own_title = next(title for title in own if title)
            self.add_error("without", _("This file has the column “%(column)s” itself.") % {"column": own_title})
        if not self.errors and not self._recognised_by(data):
            self.add_error("may_lack", _("By these columns no file could be recognised. Leave out at least one."))
        if bool(data.get("skip_column")) != bool(listed(data.get("skip_values", ""))):
            self.add_error("skip_column", _("Choose the column and write what it says in those rows, or neither."))
        first, last = data.get("first_year"), data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("The last year is before the first."))
        one_row = any(data.get(name) for name in TELLING) or self._own_parts(data)
        said = data.get("subject") or closely.text_of(data, "subject")
        if one_row and "subject" in self.fields and not said:
            self.add_error("subject", _("Choose the subject of this score, or the column that says it."))
        return data

    def clean_first_year(self) -> int | None:
        """A school year as people write it."""
        return year_of(self.cleaned_data["first_year"])

    def clean_last_year(self) -> int | None:
        """The same."""
        return year_of(self.cleaned_data["last_year"])

    def clean_placeholder_days(self) -> list[date]:
        """The days, in any of the ways in which days are written here."""
        formats = DATES.get(str(self.data.get("dates")), DATES["us"])
        found = [(text, day(text, formats)) for text in listed(self.cleaned_data["placeholder_days"])]
        wrong = next((text for text, one in found if one is None or not one.whole), None)
        if wrong is not None:
            raise forms.ValidationError(_("%(value)s is not a date. Write it like 2026-04-21.") % {"value": wrong})
        return [one.day for _text, one in found if one is not None]

    def clean_reasons(self) -> dict[str, str]:
        """Mark to the key of a reason."""
        known: dict[str, str] = {}
        for reason in self.pack.tests.not_tested:
            known |= names(reason.key, (reason.title,), reason.aliases)
        found: dict[str, str] = {}
        for line in str(self.cleaned_data["reasons"]).splitlines():
            mark, sign, meaning = (piece.strip() for piece in line.partition("="))
            if not mark and not sign:
                continue
            if not mark or plain(meaning) not in known:
                raise forms.ValidationError(
                    _("“%(line)s” is not understood. Write a mark, = and a reason, for example ABS = absent.")
                    % {"line": line.strip()[:60]}
                )
            found[mark] = known[plain(meaning)]
        return found

    def _reasons_help(self) -> str:
        """How marks are written, with the reasons that the pack knows."""
        known = [f"{reason.key} ({reason.title(self.language)})" for reason in self.pack.tests.not_tested]
        return _("One in each line, for example ABS = absent. The reasons: %(known)s.") % {"known": "; ".join(known)}

    def _check_own_parts(self, data: dict[str, Any]) -> None:
        """A part has a name and says something; its name stands in columns that are there."""
        for number in OWN_PARTS if self.instrument.open_measures else ():
            called = str(data.get(own_part_field(number, "measure")) or "").strip()
            tells = any(data.get(own_part_field(number, name)) for name in TELLING)
            if tells != bool(called):
                self.add_error(
                    own_part_field(number, "measure"),
                    _("Write what the part is called, and choose a score or a level."),
                )
            unknown = next((one for one in COLUMN.findall(called) if plain_heading(one) not in self._named), None)
            if unknown is not None:
                self.add_error(
                    own_part_field(number, "measure"),
                    _("The file has no column “%(column)s”.") % {"column": unknown.strip()[:60]},
                )
