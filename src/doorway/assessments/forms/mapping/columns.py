"""What the columns of a file mean, said by a person: first which test it is, then where each thing stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.assessments.forms.mapping import closely
from doorway.assessments.forms.mapping.repeating import STAR, families, names_of
from doorway.assessments.imports.cells import day
from doorway.assessments.imports.names import names, plain
from doorway.assessments.layouts import Cell, Layout, ResultPart, plain_heading
from doorway.assessments.layouts.values import COLUMN
from doorway.policy.packs import Instrument, StatePack, grade_text, year_ending
from doorway.policy.packs.instruments import Accommodation

DATES = {
    "us": ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"),
    "day": ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"),
    "compact": ("%Y%m%d", "%m%d%Y"),
    "months": ("%m%Y", "%m%d%Y"),
    "named": ("%B %Y", "%b %Y"),
}
PART_FIELDS = ("value", "level", "national_percentile", "not_tested")
TELLING = ("value", "level", "national_percentile")
# Parts of which the file says what they are called.
OWN_PARTS = range(1, 7)
OWN = "own-"
SUPPORT = "support-"
# Some files say one kind of support in two columns: read again by a person, read again by a recording.
SUPPORT_COLUMNS = ("", "-more")
# A longer table of parts is folded until something is said in it.
MOST_PARTS = 20
MOST_GRADES = range(-1, 13)
# For a field what the file's words mean.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Part:
    """A part of the test that may have columns of its own."""

    subject: str
    measure: str
    title: str

    def field(self, name: str) -> str:
        """The form's field for one of its columns."""
        return f"part-{self.subject}-{self.measure}-{name}"


class TestForm(forms.Form):
    """Which test the file is of."""

    __test__ = False

    test = forms.ChoiceField(label=_("Which test is it?"))

    def __init__(self, *args: Any, pack: StatePack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        tests = sorted((instrument.title(language), instrument.key) for instrument in pack.instruments)
        _offer(self, "test", [("", str(_("Choose a test"))), *((key, title) for title, key in tests)])


class ColumnsForm(forms.Form):
    """Where each thing stands in the file. A choice is a column ("c3") or the same for every row ("=math")."""

    name = forms.CharField(
        label=_("Name of the layout"),
        max_length=60,
        required=False,
        help_text=_("Files with the same first line are recognised by it from then on."),
    )
    student = forms.ChoiceField(
        label=_("Student id"), error_messages={"required": _("Choose the column with the student’s state or local id.")}
    )
    other_student = forms.ChoiceField(
        label=_("Second student id"),
        required=False,
        help_text=_("Where the file has a state and a local id. Students are never found by name."),
    )
    third_student = forms.ChoiceField(label=_("Third student id"), required=False)
    school_year = forms.ChoiceField(
        label=_("School year"),
        required=False,
        help_text=_("If no column says it, the day of the test tells it, or you are asked each time."),
    )
    test_date = forms.ChoiceField(label=_("Day of the test"), required=False)
    dates = forms.ChoiceField(
        label=_("How days are written"),
        choices=[
            ("us", _("2026-04-21 or 4/21/2026")),
            ("day", _("2026-04-21 or 21/4/2026")),
            ("compact", _("20260421 or 04212026")),
            ("months", _("042026 or 04212026: some say the month only")),
            ("named", _("April 2026 or Apr 2026")),
        ],
    )
    grade = forms.ChoiceField(label=_("Grade of the test"), required=False)
    period = forms.ChoiceField(label=_("Time of the year"), required=False)
    edition = forms.ChoiceField(label=_("Edition of the test"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    measure = forms.ChoiceField(
        label=_("Part of the test"),
        required=False,
        help_text=_("Only where a row names it; else the whole test."),
    )
    value = forms.ChoiceField(label=_("Score"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    national_percentile = forms.ChoiceField(label=_("National percentile"), required=False)
    growth_percentile = forms.ChoiceField(label=_("Growth percentile of the state"), required=False)
    not_tested = forms.ChoiceField(label=_("Why not tested"), required=False)
    accommodations = forms.ChoiceField(
        label=_("Support during the test"),
        required=False,
        help_text=_("A column that names it. Several in one cell have commas or semicolons between them."),
    )
    first_year = forms.CharField(
        label=_("First school year of such files"),
        max_length=10,
        required=False,
        help_text=_("For example 2024-25. Empty: there is none. A file of another year is refused, not misread."),
    )
    last_year = forms.CharField(label=_("Last school year of such files"), max_length=10, required=False)
    placeholder_days = forms.CharField(
        label=_("Days that mean nobody knows the day"),
        max_length=200,
        required=False,
        help_text=_("For example 1900-01-01. With commas between them."),
    )
    may_lack = forms.CharField(
        label=_("Columns that such a file may lack"),
        max_length=2_000,
        required=False,
        help_text=_("With commas between them. A file without them is recognised all the same."),
    )
    without = forms.CharField(
        label=_("Columns that only files of another kind have"),
        max_length=400,
        required=False,
        help_text=_("With commas between them. A file with one of them is not read by this layout."),
    )
    skip_column = forms.ChoiceField(
        label=_("Column that says which rows to leave out"),
        required=False,
        help_text=_("Where the file has rows that hold no result yet."),
    )
    skip_values = forms.CharField(
        label=_("What it says in those rows"),
        max_length=200,
        required=False,
        help_text=_("With commas between them."),
    )
    reasons = forms.CharField(
        label=_("Marks in place of a score that say why there is none"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    blanks = forms.CharField(
        label=_("Marks that mean nothing"),
        max_length=200,
        required=False,
        initial="-, --, N/A",
        help_text=_("With commas between them."),
    )
    percent_signs = forms.BooleanField(label=_("85% is a score of 85"), required=False)
    level_only = forms.BooleanField(label=_("For a value like “<200”, only the level counts"), required=False)

    def __init__(
        self, *args: Any, header: Sequence[str], instrument: Instrument, pack: StatePack, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.instrument, self.pack = header, instrument, pack
        self.language = get_language() or "en"
        columns = [(f"c{place}", title) for place, title in _columns(header)]
        none = ("", str(_("No column")))
        self.families = families(title for _place, title in _columns(header))
        self._named = {plain_heading(title): title for _place, title in _columns(header)}
        self._named |= {plain_heading(heading): heading for heading in self.families}
        several = [(f"r{place}", family.title) for place, family in enumerate(self.families.values())]
        of_file: list[Any] = [(str(_("Columns")), columns)]
        if several:
            of_file.append((str(_("Columns that repeat, one result for each")), several))
        for name in _ONE_COLUMN:
            _offer(self, name, [none, *columns])
        for name in (*PART_FIELDS, "growth_percentile", *_OF_THE_ROW):
            _offer(self, name, [none, *(of_file if several else columns)])
        every = str(_("The same for every row"))
        own_name = [("=" + STAR, _("the name that repeats"))] if several else []
        grades = [(f"={grade_text(grade)}", grade_text(grade)) for grade in MOST_GRADES]
        _offer(self, "grade", [none, *of_file, (every, [*grades, *own_name])])
        periods = [(f"={period.key}", period.title(self.language)) for period in instrument.periods]
        _offer(self, "period", [none, *of_file, (every, [*periods, *own_name])])
        subjects = [(f"={key}", self._subject(key)) for key in self.subjects]
        _offer(self, "subject", [none, *of_file, (every, [*subjects, *own_name])])
        editions = [(f"={edition.key}", edition.title(self.language)) for edition in instrument.editions]
        _offer(self, "edition", [none, *of_file, (every, editions)])
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
        for support in self.supports:
            title = support.title(self.language)
            for more in SUPPORT_COLUMNS:
                self.fields[_support(support.key, more)] = forms.ChoiceField(
                    label=_("%(support)s: another column") % {"support": title} if more else title,
                    required=False,
                    choices=[none, *columns],
                )
        self.fields["reasons"].help_text = self._reasons_help()
        for part in self.parts:
            for name in PART_FIELDS:
                if name in self.fields:
                    label = f"{part.title}: {self.fields[name].label}"
                    self.fields[part.field(name)] = forms.ChoiceField(
                        label=label, required=False, choices=[none, *columns]
                    )
        for number in OWN_PARTS if instrument.open_measures else ():
            title = _("Part %(number)s") % {"number": number}
            self.fields[_own_part(number, "measure")] = forms.CharField(
                label=_("%(part)s: what it is called") % {"part": title}, max_length=closely.LONGEST, required=False
            )
            for name in TELLING:
                if name in self.fields:
                    self.fields[_own_part(number, name)] = forms.ChoiceField(
                        label=f"{title}: {self.fields[name].label}", required=False, choices=[none, *columns]
                    )
        closely.add_fields(self)

    @property
    def supports(self) -> tuple[Accommodation, ...]:
        """The support that the test knows, in the words of the pack."""
        known = {support.key: support for support in self.pack.tests.accommodations}
        return tuple(known[own.key] for own in self.instrument.accommodations)

    @property
    def support_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each of them with the columns that say yes or no."""
        return [
            (support.title(self.language), [self[_support(support.key, more)] for more in SUPPORT_COLUMNS])
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
    def own_part_rows(self) -> list[list[forms.BoundField]]:
        """The parts that the file names, with their fields; none where the test knows all of its parts."""
        if not self.instrument.open_measures:
            return []
        names = ("measure", *(name for name in TELLING if name in self.fields))
        return [[self[_own_part(number, name)] for name in names] for number in OWN_PARTS]

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

    @property
    def part_heads(self) -> list[str | Promise]:
        """The headings of that table."""
        return [self.fields[name].label or "" for name in PART_FIELDS if name in self.fields]

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
        own = [self._named.get(plain_heading(one), "") for one in _listed(data.get("without", ""))]
        if any(own):
            own_title = next(title for title in own if title)
            self.add_error("without", _("This file has the column “%(column)s” itself.") % {"column": own_title})
        if not self.errors and not self._recognised_by(data):
            self.add_error("may_lack", _("By these columns no file could be recognised. Leave out at least one."))
        if bool(data.get("skip_column")) != bool(_listed(data.get("skip_values", ""))):
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
        return _year(self.cleaned_data["first_year"])

    def clean_last_year(self) -> int | None:
        """The same."""
        return _year(self.cleaned_data["last_year"])

    def clean_placeholder_days(self) -> list[date]:
        """The days, in any of the ways in which days are written here."""
        formats = DATES.get(str(self.data.get("dates")), DATES["us"])
        found = [(text, day(text, formats)) for text in _listed(self.cleaned_data["placeholder_days"])]
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

    def layout(self, *, key: str, words: dict[str, dict[str, str]] | None = None) -> Layout:
        """What was said, as a layout. ``words``: for a field, what the file's words mean."""
        data = self.cleaned_data
        title = str(data.get("name") or self.instrument.title(self.language))
        return Layout.model_validate(
            {
                "key": key,
                "title": {"en": title},
                "source": "district",
                "recognised_by": self._recognised_by(data),
                "without": _listed(data["without"]),
                "students": self._students(data),
                "first_year": data["first_year"],
                "last_year": data["last_year"],
                "blanks": _listed(data["blanks"]),
                "reasons": data["reasons"],
                "placeholder_days": data["placeholder_days"],
                "skips": self._skips(data),
                "dates": DATES[data["dates"]],
                "bounds": "level_only" if data["level_only"] else "refuse",
                "percent_signs": data["percent_signs"],
                "accommodations": self._supports(data),
                "instrument": Cell(text=self.instrument.key),
                **self._shared(data, words or {}),
                "results": self._results(data, words or {}),
            }
        )

    def _students(self, data: dict[str, Any]) -> list[str]:
        """The columns with an id, the best first."""
        chosen = (data.get(name) for name in ("student", "other_student", "third_student"))
        return list(dict.fromkeys(self._heading(one) for one in chosen if one))

    def _recognised_by(self, data: dict[str, Any]) -> list[str]:
        """The columns that are read, less those that may be lacking; of those that repeat the first."""
        lacking = {plain_heading(column) for column in _listed(data.get("may_lack", ""))}
        parts = self._results(data)
        used = {*self._students(data), *_named(self._shared(data))}
        for part in parts:
            each = [part.cells] if not part.repeat else [
                {name: cell.repeated(again) for name, cell in part.cells.items()} for again in part.repeat
            ]  # fmt: skip
            there = (cells for cells in each if all(plain_heading(one) in self._named for one in _named(cells)))
            used |= set(_named(next(there, each[0])))
        return sorted(column for column in used if plain_heading(column) not in lacking)

    def _shared(self, data: dict[str, Any], words: Words = MappingProxyType({})) -> dict[str, Cell]:
        """What holds for all results of a row."""
        found = {name: self._said(data, name, words) for name in _SHARED}
        return {name: cell for name, cell in found.items() if cell is not None and STAR not in cell.text}

    def _skips(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows that are left out."""
        if not data.get("skip_column"):
            return []
        return [{"column": self._heading(data["skip_column"]), "values": _listed(data["skip_values"])}]

    def _supports(self, data: dict[str, Any]) -> list[dict[str, str]]:
        """The column that lists the support, and those that say yes or no to one kind."""
        found = [{"column": self._heading(data["accommodations"])}] if data.get("accommodations") else []
        chosen = (
            (support.key, data.get(_support(support.key, more)))
            for support in self.supports
            for more in SUPPORT_COLUMNS
        )
        return found + [{"column": self._heading(column), "means": key} for key, column in chosen if column]

    def _reasons_help(self) -> str:
        """How marks are written, with the reasons that the pack knows."""
        known = [f"{reason.key} ({reason.title(self.language)})" for reason in self.pack.tests.not_tested]
        return _("One in each line, for example ABS = absent. The reasons: %(known)s.") % {"known": "; ".join(known)}

    def key(self, taken: Sequence[str]) -> str:
        """A key for the layout's name that no other has."""
        base = OWN + (slugify(self.cleaned_data["name"])[:40] or "layout")
        key, number = base, 2
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        return key

    def _results(self, data: dict[str, Any], words: Words = MappingProxyType({})) -> list[ResultPart]:
        """The results that were said: that of the row, and the parts side by side."""
        found: list[ResultPart] = []
        row = {name: self._said(data, name, words) for name in (*PART_FIELDS, "growth_percentile")}
        subject = self._said(data, "subject", words) or Cell(text=self.subjects[0])
        if any(row[name] is not None for name in TELLING):
            found.append(self._of_the_row(data, row | {"subject": subject}, words))
        for part in self.parts:
            cells = {name: self._read(data, name, data.get(part.field(name), ""), words) for name in PART_FIELDS}
            if any(cell is not None for cell in cells.values()):
                found.append(_part(subject=Cell(text=part.subject), measure=Cell(text=part.measure), **cells))
        for number in self._own_parts(data):
            cells = {name: self._read(data, name, data.get(_own_part(number, name), ""), words) for name in TELLING}
            found.append(_part(subject=subject, measure=Cell(text=data[_own_part(number, "measure")].strip()), **cells))
        return found

    def _of_the_row(self, data: dict[str, Any], row: dict[str, Cell | None], words: Words) -> ResultPart:
        """The one result of a row, or where its columns repeat one for each name."""
        cells = row | {"measure": self._said(data, "measure", words)}
        shared = {name: self._said(data, name, words) for name in _SHARED if name not in row}
        starred = {name: cell for name, cell in shared.items() if cell is not None and STAR in cell.text}
        cells |= starred
        used = [
            self.families[heading]
            for name in (*TELLING, *starred)
            if (cell := cells.get(name)) is not None
            for column in cell.columns
            if (heading := self._named.get(plain_heading(column), "")) in self.families
        ]
        # What tells a result comes first: a name without a score or a level is none.
        telling = [family for family in used if any(family.heading in (cells[name] or _NONE).text for name in TELLING)]
        return ResultPart.model_validate({**cells, "repeat": names_of(telling or used)})

    def _own_parts(self, data: dict[str, Any]) -> list[int]:
        """The parts that the file names."""
        if not self.instrument.open_measures:
            return []
        told = [number for number in OWN_PARTS if any(data.get(_own_part(number, name)) for name in TELLING)]
        return [number for number in told if data.get(_own_part(number, "measure"))]

    def _check_own_parts(self, data: dict[str, Any]) -> None:
        """A part has a name and says something; its name stands in columns that are there."""
        for number in OWN_PARTS if self.instrument.open_measures else ():
            called = str(data.get(_own_part(number, "measure")) or "").strip()
            tells = any(data.get(_own_part(number, name)) for name in TELLING)
            if tells != bool(called):
                self.add_error(
                    _own_part(number, "measure"), _("Write what the part is called, and choose a score or a level.")
                )
            unknown = next((one for one in COLUMN.findall(called) if plain_heading(one) not in self._named), None)
            if unknown is not None:
                self.add_error(
                    _own_part(number, "measure"),
                    _("The file has no column “%(column)s”.") % {"column": unknown.strip()[:60]},
                )

    def _said(self, data: dict[str, Any], name: str, words: Words) -> Cell | None:
        """What was said of a field, as a cell; none where nothing was."""
        text = closely.text_of(data, name)
        return self._read(data, name, data.get(name, ""), words, text=text)

    def _read(self, data: dict[str, Any], name: str, choice: str, words: Words, text: str = "") -> Cell | None:
        """A choice of the form, or columns put together, with what is read of them."""
        if not text and not choice:
            return None
        if choice.startswith("=") and choice != "=" + STAR:
            return Cell(text=choice[1:])
        if not text:
            text = STAR if choice.startswith("=") else "{" + self._heading(choice) + "}"
        return closely.cell(data, name, text, words.get(name, {}))

    def _heading(self, choice: str) -> str:
        """The heading of a chosen column, with a * where it repeats."""
        place = int(choice[1:])
        return list(self.families)[place] if choice.startswith("r") else self.header[place].strip()

    def _subject(self, key: str) -> str:
        """A subject in words."""
        return self.pack.subject(key).title(self.language)

    def _part(self, subject: str, measure: str) -> str:
        """A part in words: the subject only where there are several."""
        if len(self.subjects) == 1:
            return measure
        return self._subject(subject) if len(self.instrument.measures) == 1 else f"{self._subject(subject)}: {measure}"


_ONE_COLUMN = ("student", "other_student", "third_student", "accommodations", "skip_column")
_OF_THE_ROW = ("school_year", "test_date", "measure")
_SHARED = ("school_year", "test_date", "grade", "period", "edition", "not_tested")
_NONE = Cell(text=" ")


def _support(key: str, more: str) -> str:
    """The form's field for a column that says yes or no to one kind of support."""
    return SUPPORT + key + more


def _own_part(number: int, name: str) -> str:
    """The form's field for one of the columns of a part that the file names."""
    return f"named-{number}-{name}"


def _part(**cells: Cell | None) -> ResultPart:
    """A result of these cells."""
    return ResultPart.model_validate(cells)


def _listed(text: str) -> list[str]:
    """What stands between the commas."""
    return [piece.strip() for piece in str(text).split(",") if piece.strip()]


def _year(text: str) -> int | None:
    """The year in which a school year ends, none where the field is empty."""
    if not text:
        return None
    try:
        return year_ending(text)
    except ValueError:
        raise forms.ValidationError(_("Write the school year like 2025-26.")) from None


def _named(cells: Mapping[str, Cell]) -> list[str]:
    """The columns that cells are made of."""
    return [column for cell in cells.values() for column in cell.columns]


def _columns(header: Sequence[str]) -> list[tuple[int, str]]:
    """The columns that can be chosen: each heading once, none that a layout could not write."""
    seen: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(header):
        text = cell.strip()
        if text and not set(text) & set("{}*"):
            seen.setdefault(plain_heading(text), (place, text))
    return list(seen.values())


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Let these be chosen."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
