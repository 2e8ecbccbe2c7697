"""The files of the requirements as they are written: graduation/*.toml and courses.csv of a state pack.

See docs/howto/graduation-audit.md for each key. Nothing here knows how an audit is done; ``book`` turns these parts
into the values of ``pathways.core.rules``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from doorway.pathways.core.planning import terms_in
from doorway.pathways.core.rules import Selector
from doorway.pathways.core.units import credits_of, units_of
from doorway.policy.packs.errors import Wrong
from doorway.policy.packs.mistakes import KEY
from doorway.policy.packs.values import Fact, Grades, Part, Text, Year

_FIRST_CLASS, _LAST_CLASS = 1990, 2100
_GRADES = re.compile(r"^(\d{1,2})(?:-(\d{1,2}))?$")

_NO_CREDITS = (
    _("%(value)s is not a number of credits. Write it like 0.5."),
    _("%(value)s is more credits than there can be. Write it like 0.5."),
    _("%(value)s has more than three decimals. Write credits like 0.5, 0.25 or 0.333."),
)


def _units(value: Any) -> int:
    """Credits as the core reads them. What it refuses in English can be said in other languages, too."""
    try:
        return units_of(value)
    except ValueError as error:
        same = (one for one in _NO_CREDITS if one % {"value": repr(value)} == str(error))
        raise next((Wrong(one, value=repr(value)) for one in same), error) from None


# Read from a text like "0.5" and written as one, so that a set that is kept is read as it was.
Units = Annotated[int, BeforeValidator(_units), PlainSerializer(credits_of, return_type=str, when_used="json")]
Class = Annotated[int, Field(ge=_FIRST_CLASS, le=_LAST_CLASS)]
Key = Annotated[str, Field(pattern=KEY)]
Names = tuple[str, ...]


class SelectorPart(Part):
    """Which courses are meant."""

    codes: Names = ()
    areas: Names = ()
    tags: Names = ()
    without: Names = ()
    parts: Names = ()
    min_mark: str = ""
    grades: Grades | None = None
    first_year: Year | None = None
    last_year: Year | None = None

    @model_validator(mode="after")
    def _means_something(self) -> SelectorPart:
        """Refuse a selector that names no course at all: it would mean every course."""
        if not (self.codes or self.areas or self.tags):
            raise Wrong(_("names no codes, areas or tags"))
        return self

    def selector(self) -> Selector:
        """As a value of the engine."""
        return Selector(
            codes=frozenset(self.codes),
            areas=frozenset(self.areas),
            tags=frozenset(self.tags),
            without=frozenset(self.without),
            parts=frozenset(self.parts),
            min_mark=self.min_mark,
            first_grade=self.grades.first if self.grades else None,
            last_grade=self.grades.last if self.grades else None,
            first_year=self.first_year,
            last_year=self.last_year,
        )


Selectors = tuple[SelectorPart, ...]


class ForClasses(Part):
    """Something that holds for some graduating classes; an open end holds for ever."""

    first_class: Class | None = None
    last_class: Class | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ForClasses:
        """Refuse a last class before the first."""
        if self.first_class and self.last_class and self.last_class < self.first_class:
            raise Wrong(
                _("ends with the class of %(last)s, before the class of %(first)s"),
                last=self.last_class,
                first=self.first_class,
            )
        return self

    def overlap(self, other: ForClasses) -> int | None:
        """A class of both, or none."""
        first = max(self.first_class or _FIRST_CLASS, other.first_class or _FIRST_CLASS)
        last = min(self.last_class or _LAST_CLASS, other.last_class or _LAST_CLASS)
        return first if first <= last else None

    def covers(self, other: ForClasses) -> bool:
        """Whether it holds for every class of the other."""
        return (self.first_class or _FIRST_CLASS) <= (other.first_class or _FIRST_CLASS) and (
            self.last_class or _LAST_CLASS
        ) >= (other.last_class or _LAST_CLASS)


class Cited(Fact):
    """A piece of a rule: where it stands, and in which words."""

    cite: str
    words: Text


class SectionPart(Part):
    """A heading over lines."""

    key: Key
    title: Text


class SetPart(ForClasses, Cited):
    """What holds for a run of classes as a whole. ``printed``: sums that the published list prints."""

    key: Key
    title: Text
    total: Units = 0
    pace: dict[int, Units] = Field(default_factory=dict)
    printed: dict[str, Units] = Field(default_factory=dict)
    ask: Text | None = None


class LinePart(ForClasses, Cited):
    """One requirement."""

    key: Key
    section: Key
    title: Text
    credits: Units
    accepts: Selectors = ()
    perhaps: Selectors = ()
    ask: Text | None = None
    enough: Units | None = None
    open: bool = False
    choice: str = ""
    option: str = ""
    usual_grade: int | None = None
    follows: str = ""

    @model_validator(mode="after")
    def _complete(self) -> LinePart:
        """Refuse a line that nothing can fill, and a doubt without the question to ask."""
        if not self.open and not (self.accepts or self.perhaps) and self.credits:
            raise Wrong(_("accepts no courses"))
        if (self.perhaps or self.enough is not None) and self.ask is None:
            raise Wrong(_("leaves something open (perhaps, enough), but does not say what to ask"))
        if bool(self.choice) != bool(self.option):
            raise Wrong(_("needs both choice and option, or neither"))
        return self


class OptionPart(Part):
    """One way through a choice."""

    key: Key
    title: Text
    opened_by: str = ""
    opened_when: SelectorPart | None = None
    forgives: bool = False


class ChoicePart(ForClasses, Cited):
    """So many of the options must be done."""

    key: Key
    section: Key
    title: Text
    pick: int
    options: tuple[OptionPart, ...]


class AllowancePart(ForClasses, Cited):
    """Courses that together may fill so much of some lines."""

    key: Key
    courses: Selectors
    lines: Names
    credits: Units


class CeilingPart(ForClasses, Cited):
    """Courses of which so much counts in all."""

    key: Key
    courses: Selectors
    credits: Units


class WayPart(Part):
    """One way to fulfil a criterion: a test, courses, courses of different kinds, an average or a fact."""

    test: str = ""
    part: str = ""
    score: int | None = None
    courses: Selectors = ()
    kinds: tuple[Selectors, ...] = ()
    credits: Units = 0
    count: int = 0
    average: Units | None = None
    fact: str = ""

    @model_validator(mode="after")
    def _one_thing(self) -> WayPart:
        """Refuse a way that says nothing, or two things at once."""
        said = [self.test != "", bool(self.courses), bool(self.kinds), self.average is not None, self.fact != ""]
        if sum(said) != 1:
            raise Wrong(_("must name exactly one of: test, courses, kinds, average, fact"))
        if self.test and self.score is None:
            raise Wrong(_("needs the score that is asked for"))
        if self.courses and not (self.credits or self.count):
            raise Wrong(_("needs credits or a count of courses"))
        if self.kinds and not 0 < self.count <= len(self.kinds):
            raise Wrong(_("needs a count of kinds, and no more than there are"))
        return self


class CriterionPart(ForClasses, Cited):
    """Something beside the credits."""

    key: Key
    section: Key
    title: Text
    ways: tuple[WayPart, ...]
    only_for: str = ""
    ask: Text | None = None


class ChangePart(ForClasses, Cited):
    """What a district asks for more than the state in a line of the state."""

    line: Key
    credits: Units | None = None
    enough: Units | None = None
    title: Text | None = None
    perhaps: Selectors = ()
    ask: Text | None = None


class DropPart(ForClasses, Fact):
    """A line of the state that a district covers by another one of at least as many credits more."""

    line: Key
    covered_by: Key
    why: str


class AuthorityFile(Part):
    """Everything one authority (a state, a district) asks for."""

    key: Key
    title: Text
    on_top_of: str = ""
    first_grade: int = 9
    split: Literal["free", "one"] = "free"
    unknown_credits: Units = 1000
    sets: tuple[SetPart, ...]
    sections: tuple[SectionPart, ...] = ()
    lines: tuple[LinePart, ...] = ()
    choices: tuple[ChoicePart, ...] = ()
    allowances: tuple[AllowancePart, ...] = ()
    ceilings: tuple[CeilingPart, ...] = ()
    criteria: tuple[CriterionPart, ...] = ()
    early: Selectors = ()
    changes: tuple[ChangePart, ...] = ()
    drops: tuple[DropPart, ...] = ()


class WholeSet(Part):
    """One set with everything that it takes over from the layer below: what a run of classes is held against.

    ``layers``: from whom a line, choice or criterion comes, like ``{"lines.la_9": "state"}``; whatever is not named
    comes from ``layer``. ``drops`` says which lines of the state are covered by others, and by which.
    """

    layer: Key
    set: SetPart
    first_grade: int = 9
    split: Literal["free", "one"] = "free"
    unknown_credits: Units = 1000
    sections: tuple[SectionPart, ...] = ()
    lines: tuple[LinePart, ...] = ()
    choices: tuple[ChoicePart, ...] = ()
    allowances: tuple[AllowancePart, ...] = ()
    ceilings: tuple[CeilingPart, ...] = ()
    criteria: tuple[CriterionPart, ...] = ()
    early: Selectors = ()
    drops: tuple[DropPart, ...] = ()
    layers: dict[str, str] = Field(default_factory=dict)

    def layer_of(self, kind: str, key: str) -> str:
        """From whom a part comes."""
        return self.layers.get(f"{kind}.{key}", self.layer)


class MarkPart(Fact):
    """What a mark means."""

    mark: Annotated[str, Field(min_length=1)]
    credit: Literal["yes", "no", "pending"]
    rank: int | None = None
    points: Units | None = None


class MarksFile(Part):
    """marks.toml."""

    marks: tuple[MarkPart, ...]


class AreaPart(Fact):
    """What a class can be about. ``sced``: beginnings of national codes of such classes."""

    key: Key
    title: Text
    sced: tuple[Annotated[str, Field(pattern=r"^\d{2,5}$")], ...] = ()


class AreasFile(Part):
    """areas.toml."""

    areas: tuple[AreaPart, ...]


class KnownPart(Fact):
    """What rules make depend on and a person says of a student: its name, how it is asked, and the two answers."""

    key: Key
    title: Text
    question: Text
    about: Text
    yes: Text
    no: Text


class FactsFile(Part):
    """facts.toml."""

    facts: tuple[KnownPart, ...] = ()


def _words(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


def _ways(value: Any) -> Any:
    return terms_in(value) if isinstance(value, str) else value


def is_yes(value: Any) -> bool | None:
    """What a cell answers; nothing is no, and None is neither."""
    text = str(value or "").strip().lower()
    if text in {"", "no", "false", "0"}:
        return False
    return True if text in {"yes", "true", "1"} else None


def _unless_no(value: Any) -> Any:
    return _yes(value) if str(value or "").strip() else True


def _yes(value: Any) -> Any:
    said = is_yes(value)
    if said is None:
        raise ValueError(f"{value!r} is neither yes nor no")
    return said


OTHER_TITLE = "title_"


class CourseRow(Part):
    """A row of the course list."""

    code: Annotated[str, Field(min_length=1)]
    title: str
    # The title in other languages, by language: the columns "title_es" and the like.
    titles: dict[str, str] = Field(default_factory=dict)
    areas: Annotated[Names, BeforeValidator(_words)] = ()
    tags: Annotated[Names, BeforeValidator(_words)] = ()
    credits: Units
    repeatable: Annotated[bool, BeforeValidator(_yes)] = False
    grades: tuple[int, int] | None = None
    terms: Annotated[Names, BeforeValidator(_ways)] = ()
    # A catalog says "no" of what is not taught any more and older records name.
    offered: Annotated[bool, BeforeValidator(_unless_no)] = True

    @model_validator(mode="before")
    @classmethod
    def _other_languages(cls, data: Any) -> Any:
        """Put the titles in other languages together."""
        if not isinstance(data, dict):
            return data
        own = {name: text for name, text in data.items() if name.startswith(OTHER_TITLE)}
        titles = {name.removeprefix(OTHER_TITLE): text.strip() for name, text in own.items() if text.strip()}
        return {name: value for name, value in data.items() if name not in own} | {"titles": titles}

    @field_validator("grades", mode="before")
    @classmethod
    def _run(cls, value: Any) -> Any:
        """Read "9", "9-12" or nothing."""
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        match = _GRADES.match(value.strip())
        if not match or int(match[1]) > int(match[2] or match[1]):
            raise ValueError(f"{value!r} is no run of grades. Write it like 9-12.")
        return int(match[1]), int(match[2] or match[1])

    @field_validator("credits")
    @classmethod
    def _positive(cls, value: int) -> int:
        """Refuse credits below zero."""
        if value < 0:
            raise ValueError("credits cannot be below zero")
        return value
