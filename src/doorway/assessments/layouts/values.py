"""What a layout is written in. A layout knows no state: it names tests as files do, by key, title or alias."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from doorway.policy.packs import Text, year_ending, year_text

RESULT_FIELDS = (
    "instrument",
    "edition",
    "subject",
    "school_year",
    "grade",
    "period",
    "measure",
    "value",
    "level",
    "growth_percentile",
    "national_percentile",
    "not_tested",
    "test_date",
)
# What makes a part of a row a result. A wide row leaves the parts out of which it says none of these.
TOLD = ("value", "level", "not_tested", "growth_percentile", "national_percentile")
COLUMN = re.compile(r"\{([^{}]+)\}")


class _Part(BaseModel):
    """A piece of a layout: never changed once read, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Part):
    """Where a field comes from. ``text`` is written out, with the columns to put in between braces: "{Eng}".

    ``find`` keeps the part of it that the group of this pattern matches, nothing where it matches none. ``words``
    says what the file's words mean, without regard to case.
    """

    text: str = Field(min_length=1)
    find: str = ""
    words: dict[str, str] = {}

    @field_validator("find")
    @classmethod
    def _pattern(cls, value: str) -> str:
        """Refuse what is no pattern with one group."""
        try:
            groups = re.compile(value).groups
        except re.error as error:
            raise ValueError(f"is no pattern ({error})") from error
        if value and groups != 1:
            raise ValueError("must have one group in parentheses")
        return value

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return tuple(COLUMN.findall(self.text))

    def repeated(self, name: str) -> Cell:
        """The same with every * replaced."""
        # No model_copy: it would take the columns that were computed for this one along.
        return Cell(text=self.text.replace("*", name), find=self.find, words=self.words)


def _cell(value: Any) -> Any:
    """A text alone is a cell of that text."""
    return {"text": value} if isinstance(value, str) else value


AnyCell = Annotated[Cell, BeforeValidator(_cell)]


class Fields(_Part):
    """The fields of a result: those of the layout hold for all results of a row, a result's own come first."""

    instrument: AnyCell | None = None
    edition: AnyCell | None = None
    subject: AnyCell | None = None
    school_year: AnyCell | None = None
    grade: AnyCell | None = None
    period: AnyCell | None = None
    measure: AnyCell | None = None
    value: AnyCell | None = None
    level: AnyCell | None = None
    growth_percentile: AnyCell | None = None
    national_percentile: AnyCell | None = None
    not_tested: AnyCell | None = None
    test_date: AnyCell | None = None

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The fields that are said."""
        found = ((name, getattr(self, name)) for name in RESULT_FIELDS)
        return {name: cell for name, cell in found if cell is not None}


class ResultPart(Fields):
    """One result that a row may hold; with ``repeat`` one for each of these names, put where a text has a *."""

    repeat: tuple[str, ...] = ()


class AccommodationColumn(_Part):
    """A column that says with which support a test was taken.

    With ``means`` it says yes or no to that one accommodation; without, its cell lists them by name. With ``repeat``
    there is such a column for each of these names, put where ``column`` and ``means`` have a *.
    """

    column: str = Field(min_length=1)
    means: str = ""
    repeat: tuple[str, ...] = ()

    @property
    def each(self) -> tuple[tuple[str, str], ...]:
        """(column, what it means) of every column."""
        if not self.repeat:
            return ((self.column, self.means),)
        return tuple((self.column.replace("*", name), self.means.replace("*", name)) for name in self.repeat)


class Skip(_Part):
    """Rows that hold no result yet: those with one of these values in the column."""

    column: str
    values: tuple[str, ...] = Field(min_length=1)


class Layout(Fields):
    """What the columns of a file mean.

    ``recognised_by``: columns that must be there; ``without``: columns of a like file that must not. ``students``:
    columns with a student's id, the best first. ``blanks``: what stands for nothing; ``reasons``: what stands for a
    reason not to be tested. ``dates``: how days are written. Values such as "<200" are refused unless ``bounds`` says
    to go by the level alone; percent signs unless ``percent_signs``. Without ``school_year`` the day of the test tells
    it, and without that whoever takes the file in. ``placeholder_days``: days that such a file writes where the day was
    taken out or is not known; they say nothing. ``accommodations``: with which support the tests of a row were taken.
    """

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")
    title: Text
    source: str
    first_year: int | None = None
    last_year: int | None = None
    recognised_by: tuple[str, ...] = Field(min_length=1)
    without: tuple[str, ...] = ()
    students: tuple[str, ...] = Field(min_length=1)
    blanks: tuple[str, ...] = ()
    reasons: dict[str, str] = {}
    dates: tuple[str, ...] = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y")
    placeholder_days: tuple[date, ...] = ()
    accommodations: tuple[AccommodationColumn, ...] = ()
    bounds: Literal["refuse", "level_only"] = "refuse"
    percent_signs: bool = False
    skips: tuple[Skip, ...] = ()
    results: tuple[ResultPart, ...] = Field(min_length=1)

    @field_validator("first_year", "last_year", mode="before")
    @classmethod
    def _year(cls, value: Any) -> Any:
        """A school year as people write it."""
        return year_ending(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Refuse a layout whose results do not say of which test they are, or say nothing."""
        for number, part in enumerate(self.results, start=1):
            cells = {**self.cells, **part.cells}
            missing = [name for name in ("instrument", "subject") if name not in cells]
            if missing:
                raise ValueError(f"result {number} does not say its {' and '.join(missing)}")
            if not any(name in cells for name in TOLD):
                raise ValueError(f"result {number} has no value, no level and no reason")
        return self

    @property
    def tells_year(self) -> bool:
        """Whether a row says its school year, by itself or by a day."""
        return all({"school_year", "test_date"} & {*self.cells, *part.cells} for part in self.results)

    @property
    def is_wide(self) -> bool:
        """Whether a row may hold several results."""
        return len(self.results) > 1 or any(part.repeat for part in self.results)

    def holds(self, year: int) -> bool:
        """Whether files of the school year that ends in ``year`` are laid out like this."""
        return (self.first_year or 0) <= year <= (self.last_year or 9999)

    @property
    def years(self) -> str:
        """The school years as people write them: "2025-26 …" where they have no end, empty where they hold for all."""
        first = "…" if self.first_year is None else year_text(self.first_year)
        last = "…" if self.last_year is None else year_text(self.last_year)
        return "" if first == last == "…" else first if first == last else f"{first} – {last}"
