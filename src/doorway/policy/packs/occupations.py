"""Occupations that matter in a state: words of our own in every language, and figures with their source and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.values import Part, Text

WORDS = "occupations.toml"
FIGURES = "occupations.csv"

# What this work asks for, from the least to the most.
Education = Literal["none", "high_school", "certificate", "associate", "bachelor", "graduate"]
EDUCATION: tuple[Education, ...] = ("none", "high_school", "certificate", "associate", "bachelor", "graduate")
# The release's twelve steps (from 8 on: beyond a bachelor's degree); families ask for six.
_STEP: dict[int, Education] = {
    1: "none", 2: "high_school", 3: "certificate", 4: "certificate", 5: "associate", 6: "bachelor", 7: "bachelor",
}  # fmt: skip
# On the scale of interests from 1 to 7: from here on it says something about the work.
_TELLING = 4.0
Code = Annotated[str, Field(pattern=r"^\d{2}-\d{4}\.\d{2}$")]
# A sentence or two: more is not read on a phone.
LONGEST_ABOUT = 240


def usual_education(shares: Mapping[int, float]) -> Education:
    """The least education that is enough for half of those asked; ``shares``: percent for each of the twelve steps."""
    return _enough_for(0.5, shares)


def least_education(shares: Mapping[int, float]) -> Education:
    """The least education with which many begin: it is enough for a quarter of those asked."""
    return _enough_for(0.25, shares)


def _enough_for(part: float, shares: Mapping[int, float]) -> Education:
    wanted, so_far = sum(shares.values()) * part, 0.0
    for category, percent in sorted(shares.items()):
        so_far += percent
        if so_far >= wanted and percent:
            return _STEP.get(category, "graduate")
    raise ValueError("nobody answered")


def interest_letters(scores: Mapping[str, float]) -> str:
    """The first letters of the telling interests (Realistic, Investigative …), strongest first: one to three."""
    strongest = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:3]
    return "".join(name[0] for name, value in strongest if value >= _TELLING) or strongest[0][0][0]


class OccupationWords(Part):
    """What people call an occupation, and what one does in it. ``also``: other titles that people use."""

    code: Code
    title: Text
    about: Text
    also: dict[str, tuple[str, ...]]

    @field_validator("about")
    @classmethod
    def _short(cls, about: Text) -> Text:
        """Refuse a description that is none any more."""
        for language, text in about.root.items():
            if len(text) > LONGEST_ABOUT:
                raise ValueError(f"is longer than {LONGEST_ABOUT} letters in: {language}")
        return about

    @model_validator(mode="after")
    def _said_in_every_language(self, info: ValidationInfo) -> OccupationWords:
        """Refuse an occupation that nobody could find in one of the pack's languages."""
        languages: tuple[str, ...] = (info.context or {}).get("languages", ())
        missing = [name for name in languages if not self.also.get(name)]
        if missing:
            raise ValueError(f"also has no other titles in: {', '.join(missing)}")
        return self


class OccupationsFile(Part):
    """occupations.toml: ``source`` says who wrote the words."""

    source: str
    occupations: tuple[OccupationWords, ...]


class OccupationFigures(Part):
    """occupations.csv: one row for each occupation. An empty wage is one that was not published.

    ``education``: what half of those asked have or less.
    """

    code: Code
    interests: Annotated[str, Field(pattern=r"^[RIASEC]{1,3}$")]
    job_zone: Annotated[int, Field(ge=1, le=5)]
    source: str
    education: Education
    # With how little many begin; empty where nobody was asked, or it is the same.
    education_least: Education | None = None
    education_source: str
    annual_median: int | None = Field(default=None, gt=0)
    hourly_median: float | None = Field(default=None, gt=0)
    employment: int | None = Field(default=None, gt=0)
    # The group of the wage statistics; shorter than the occupation's own where only a wider one is published.
    wage_group: str
    wage_year: Annotated[int, Field(ge=1990, le=2100)]
    wage_source: str

    @field_validator("education_least", "annual_median", "hourly_median", "employment", mode="before")
    @classmethod
    def _blank(cls, value: object) -> object:
        """An empty cell is not a number."""
        return None if value == "" else value

    @property
    def is_of_a_wider_group(self) -> bool:
        """Wage and employment are those of several occupations together."""
        return not self.code.startswith(self.wage_group)


@dataclass(frozen=True)
class PackOccupation:
    """An occupation of the pack: its words and its figures."""

    words: OccupationWords
    figures: OccupationFigures

    @property
    def code(self) -> str:
        """The O*NET-SOC code."""
        return self.words.code


def problems_of_occupations(
    file: OccupationsFile | None, figures: Sequence[tuple[int, OccupationFigures]], sources: Sequence[str]
) -> Iterator[Problem]:
    """What does not fit together: sources, codes, and titles that two occupations claim."""
    if file is None:
        return
    if file.source not in sources:
        yield Problem(WORDS, "source", f"{file.source!r} is not in sources.toml")
    words = Counter(occupation.code for occupation in file.occupations)
    rows = Counter(row.code for _line, row in figures)
    for code, count in words.items():
        if count > 1:
            yield Problem(WORDS, f"occupations.{code}", "is there twice")
        if code not in rows:
            yield Problem(WORDS, f"occupations.{code}", f"has no row in {FIGURES}")
    for line, row in figures:
        if row.code not in words:
            yield Problem(FIGURES, f"line {line}, code", f"{row.code} is not in {WORDS}")
        if rows[row.code] > 1:
            yield Problem(FIGURES, f"line {line}, code", f"{row.code} is there twice")
        for key in ("source", "education_source", "wage_source"):
            if getattr(row, key) not in sources:
                yield Problem(FIGURES, f"line {line}, {key}", f"{getattr(row, key)!r} is not in sources.toml")
    yield from _titles_of_two(file)


def _titles_of_two(file: OccupationsFile) -> Iterator[Problem]:
    """A title that two occupations claim in one language leads a search nowhere."""
    seen: dict[tuple[str, str], str] = {}
    for occupation in file.occupations:
        for language in occupation.also:
            for title in dict.fromkeys((occupation.title(language), *occupation.also[language])):
                other = seen.setdefault((language, title.casefold()), occupation.code)
                if other != occupation.code:
                    yield Problem(WORDS, f"occupations.{occupation.code}", f"{title!r} ({language}) is also of {other}")
