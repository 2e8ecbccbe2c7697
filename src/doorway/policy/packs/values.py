"""The small values a pack is written in: texts in several languages, grades, school years."""

from __future__ import annotations

import re
from typing import Annotated

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, RootModel, ValidationInfo, model_validator

from doorway.policy.packs.errors import Wrong

_YEAR = re.compile(r"^(\d{4})-(\d{2}|\d{4})$")
_KINDERGARTEN = {"K", "KG", "0", "00"}
_PRESCHOOL = {"PK", "PRE-K", "-1"}
HIGHEST_GRADE = 12


def grade_number(value: str | int) -> int:
    """The grade as a number: preschool -1, kindergarten 0, then 1 to 12; ValueError for anything else."""
    text = str(value).strip().upper()
    if text in _KINDERGARTEN:
        return 0
    if text in _PRESCHOOL:
        return -1
    if text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_GRADE:
        return int(text)
    raise Wrong(_("%(value)s is not a grade. Write PK, K or 1 to 12."), value=repr(value))


def grade_text(grade: int) -> str:
    """The grade as files write it: PK, K, 1 … 12."""
    return {-1: "PK", 0: "K"}.get(grade, str(grade))


def grade_code(grade: int) -> str:
    """The grade as a CEDS code, as rosters and the database write it: PK, KG, 01 … 12."""
    return {-1: "PK", 0: "KG"}.get(grade, f"{grade:02d}")


def year_ending(value: str | int) -> int:
    """The year in which a school year ends: 2026 for "2025-26", "2025-2026" and 2026; ValueError for anything else."""
    text = str(value).strip()
    match = _YEAR.match(text) if text.isascii() else None
    if match:
        start = int(match[1])
        if int(match[2]) in (start + 1, (start + 1) % 100):
            return start + 1
    elif re.fullmatch(r"(19|20)[0-9]{2}", text):
        return int(text)
    raise Wrong(_("%(value)s is not a school year. Write it like 2025-26."), value=repr(value))


def year_text(year: int) -> str:
    """The school year as people write it: "2025-26" for 2026."""
    return f"{year - 1}-{year % 100:02d}"


Grade = Annotated[int, BeforeValidator(grade_number)]
Year = Annotated[int, BeforeValidator(year_ending)]


class Part(BaseModel):
    """A piece of a pack: never changed once read, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(RootModel[dict[str, str]]):
    """A wording in every language of the pack."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> Text:
        """Refuse a wording that leaves a language of the pack out or empty."""
        languages: tuple[str, ...] = (info.context or {}).get("languages", ())
        missing = [name for name in languages if not self.root.get(name, "").strip()]
        if missing:
            raise Wrong(_("has no wording in: %(languages)s"), languages=", ".join(missing))
        return self

    def __call__(self, language: str) -> str:
        """The wording in that language ("es-mx" takes "es"); the pack's first language where there is none."""
        short = language.split("-")[0].lower()
        return self.root.get(language) or self.root.get(short) or next(iter(self.root.values()), "")


class Fact(Part):
    """A piece that states something: where it comes from, and whether it still has to be checked."""

    source: str
    uncertain: bool = False
    note: str = ""


class Dated(Fact):
    """A fact that holds for some school years; an open end holds for ever."""

    first_year: Year | None = None
    last_year: Year | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        """Refuse a last year before the first."""
        if self.first_year is not None and self.last_year is not None and self.last_year < self.first_year:
            raise Wrong(
                _("ends in %(last)s, before it begins in %(first)s"),
                last=year_text(self.last_year),
                first=year_text(self.first_year),
            )
        return self

    def holds(self, year: int) -> bool:
        """Whether the fact holds in the school year that ends in ``year``."""
        return (self.first_year is None or year >= self.first_year) and (
            self.last_year is None or year <= self.last_year
        )


class Grades(Part):
    """A run of grades, both ends in it."""

    first: Grade
    last: Grade

    @model_validator(mode="after")
    def _in_order(self) -> Grades:
        """Refuse a run that ends before it begins."""
        if self.last < self.first:
            raise Wrong(
                _("ends with grade %(last)s, before grade %(first)s"),
                last=grade_text(self.last),
                first=grade_text(self.first),
            )
        return self

    def __contains__(self, grade: object) -> bool:
        """Whether the grade (a number) is in the run."""
        return isinstance(grade, int) and self.first <= grade <= self.last
