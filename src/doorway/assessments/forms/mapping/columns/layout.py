"""The layout that comes of what was said."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from django.utils.text import slugify

from doorway.assessments.forms.mapping import closely
from doorway.assessments.forms.mapping.columns.names import (
    DATES,
    OWN,
    OWN_PARTS,
    PART_FIELDS,
    SUPPORT_COLUMNS,
    TELLING,
    Words,
    columns_of,
    listed,
    own_part_field,
    support_field,
)
from doorway.assessments.forms.mapping.columns.parts import PartFields
from doorway.assessments.forms.mapping.repeating import STAR, Family, names_of
from doorway.assessments.layouts import Cell, Layout, ResultPart, plain_heading

_SHARED = ("school_year", "test_date", "grade", "period", "edition", "not_tested")
_NONE = Cell(text=" ")


class LayoutWriter(PartFields):
    """The form with the layout that its answers make."""

    families: dict[str, Family]
    _named: dict[str, str]

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
                "without": listed(data["without"]),
                "students": self._students(data),
                "first_year": data["first_year"],
                "last_year": data["last_year"],
                "blanks": listed(data["blanks"]),
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

    def key(self, taken: Sequence[str]) -> str:
        """A key for the layout's name that no other has."""
        base = OWN + (slugify(self.cleaned_data["name"])[:40] or "layout")
        key, number = base, 2
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        return key

    def _students(self, data: dict[str, Any]) -> list[str]:
        """The columns with an id, the best first."""
        chosen = (data.get(name) for name in ("student", "other_student", "third_student"))
        return list(dict.fromkeys(self._heading(one) for one in chosen if one))

    def _recognised_by(self, data: dict[str, Any]) -> list[str]:
        """The columns that are read, less those that may be lacking; of those that repeat the first."""
        lacking = {plain_heading(column) for column in listed(data.get("may_lack", ""))}
        parts = self._results(data)
        used = {*self._students(data), *columns_of(self._shared(data))}
        for part in parts:
            each = [part.cells] if not part.repeat else [
                {name: cell.repeated(again) for name, cell in part.cells.items()} for again in part.repeat
            ]  # fmt: skip
            there = (cells for cells in each if all(plain_heading(one) in self._named for one in columns_of(cells)))
            used |= set(columns_of(next(there, each[0])))
        return sorted(column for column in used if plain_heading(column) not in lacking)

    def _shared(self, data: dict[str, Any], words: Words = MappingProxyType({})) -> dict[str, Cell]:
        """What holds for all results of a row."""
        found = {name: self._said(data, name, words) for name in _SHARED}
        return {name: cell for name, cell in found.items() if cell is not None and STAR not in cell.text}

    def _skips(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows that are left out."""
        if not data.get("skip_column"):
            return []
        return [{"column": self._heading(data["skip_column"]), "values": listed(data["skip_values"])}]

    def _supports(self, data: dict[str, Any]) -> list[dict[str, str]]:
        """The column that lists the support, and those that say yes or no to one kind."""
        found = [{"column": self._heading(data["accommodations"])}] if data.get("accommodations") else []
        chosen = (
            (support.key, data.get(support_field(support.key, more)))
            for support in self.supports
            for more in SUPPORT_COLUMNS
        )
        return found + [{"column": self._heading(column), "means": key} for key, column in chosen if column]

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
            cells = {
                name: self._read(data, name, data.get(own_part_field(number, name), ""), words) for name in TELLING
            }
            found.append(
                _part(subject=subject, measure=Cell(text=data[own_part_field(number, "measure")].strip()), **cells)
            )
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
        told = [number for number in OWN_PARTS if any(data.get(own_part_field(number, name)) for name in TELLING)]
        return [number for number in told if data.get(own_part_field(number, "measure"))]

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


def _part(**cells: Cell | None) -> ResultPart:
    """A result of these cells."""
    return ResultPart.model_validate(cells)
