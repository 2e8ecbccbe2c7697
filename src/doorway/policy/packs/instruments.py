"""The tests of a state as a pack describes them: levels, measures, periods, scales and cut scores."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator

from doorway.policy.packs.values import Dated, Fact, Grade, Grades, Part, Text, Year


class Level(Fact):
    """One level of a test, lowest number first. ``good``: reaches what the state asks for."""

    key: str
    number: int = Field(ge=1, le=12)
    title: Text
    short: Text
    good: bool
    aliases: tuple[str, ...] = ()


class Period(Fact):
    """A time of the year at which a test is given."""

    key: str
    title: Text
    short: Text
    aliases: tuple[str, ...] = ()


class Measure(Fact):
    """What is measured: the whole test, or one part beneath it.

    No score lies outside ``lowest`` and ``highest`` (a percentage: 0 and 100). ``unusual_above`` is for scores without
    an upper end: hardly any student gets so far, so a higher one is taken in and named (a much higher one is
    no score and refused). ``part_of``: where each measure is an exam of its own, the one whose score this is a part of.
    """

    key: str
    title: Text
    main: bool = False
    unit: Text | None = None
    aliases: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    unusual_above: float | None = None
    part_of: str = ""


class Offering(Fact):
    """A subject of a test and the grades that take it."""

    subject: str
    grades: Grades


class Edition(Dated):
    """An edition of a test and the years it was in use."""

    key: str
    title: Text
    aliases: tuple[str, ...] = ()


class Scale(Dated):
    """Scores that may be compared as numbers. ``begins`` says to a family why a new scale cannot be compared."""

    key: str
    subject: str
    grades: Grades
    begins: Text
    vertical: bool = False
    # The scale this one goes on from without a break (a test that was only renamed).
    continues: str = ""
    # The possible scores where they are the same in every grade; cuts.csv says them by grade.
    lowest: float | None = None
    highest: float | None = None


class Cut(Fact):
    """Where levels begin for one grade and period of a scale; an empty level has no cut of its own there."""

    instrument: str
    scale: str
    measure: str
    grade: Grade
    period: str
    level_2: float | None = None
    level_3: float | None = None
    level_4: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @field_validator("level_2", "level_3", "level_4", "lowest", "highest", mode="before")
    @classmethod
    def _blank(cls, value: object) -> object:
        """An empty cell is not a number."""
        return None if value == "" else value

    @cached_property
    def starts(self) -> tuple[tuple[int, float], ...]:
        """(level number, lowest score of it), lowest level first, levels without a cut left out."""
        found = ((2, self.level_2), (3, self.level_3), (4, self.level_4))
        return tuple((number, score) for number, score in found if score is not None)


class KnownAccommodation(Fact):
    """An accommodation that a test knows, by its key in tests.toml; ``aliases`` are what files of the test call it."""

    key: str
    aliases: tuple[str, ...] = ()


class Instrument(Dated):
    """A test: what it is called, who takes it, in which levels and on which scales its results are given.

    ``kind``: reading benchmarks and core tests have a chart of their own, other tests stand in a table. A test of
    ``many_days`` may be taken several times in one period: the day is part of what tells its results apart. With
    ``open_measures`` the parts are what the files call them (the exams of AP), beside those listed. ``part_levels`` are
    the levels of the parts where they have words of their own; else the parts have those of the whole. ``for_awards``:
    a scholarship may ask for a score of it.
    """

    key: str
    kind: Literal["reading", "core", "other"]
    many_days: bool = False
    open_measures: bool = False
    for_awards: bool = False
    title: Text
    short: Text
    about: Text
    aliases: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    part_levels: tuple[Level, ...] = ()
    accommodations: tuple[KnownAccommodation, ...] = ()
    periods: tuple[Period, ...]
    measures: tuple[Measure, ...]
    subjects: tuple[Offering, ...]
    editions: tuple[Edition, ...] = ()
    scales: tuple[Scale, ...]

    def level(self, key: str) -> Level | None:
        """The level with that key, or none."""
        return next((level for level in self.levels if level.key == key), None)

    def level_word(self, key: str) -> Level | None:
        """The level with that key, of the whole or of its parts, or none."""
        return next((level for level in (*self.levels, *self.part_levels) if level.key == key), None)

    def level_numbered(self, number: int) -> Level | None:
        """The level with that number, or none."""
        return next((level for level in self.levels if level.number == number), None)

    def period(self, key: str) -> Period | None:
        """The period with that key, or none."""
        return next((period for period in self.periods if period.key == key), None)

    def measure(self, key: str) -> Measure | None:
        """The measure with that key, or none."""
        return next((measure for measure in self.measures if measure.key == key), None)

    @cached_property
    def main_measure(self) -> Measure:
        """The measure that stands for the whole test."""
        return next((measure for measure in self.measures if measure.main), self.measures[0])

    def bounds(self, subject: str) -> tuple[float, float] | None:
        """The lowest and the highest main score of a subject, whatever the grade; None where they are not known."""
        main = self.main_measure
        if main.lowest is not None and main.highest is not None:
            return main.lowest, main.highest
        held = [scale for scale in self.scales if scale.subject == subject]
        lows, highs = [scale.lowest for scale in held], [scale.highest for scale in held]
        known = [value for value in (*lows, *highs) if value is not None]
        return (min(known), max(known)) if held and len(known) == 2 * len(held) else None

    @cached_property
    def goal_level(self) -> Level | None:
        """The lowest level that reaches what the state asks for."""
        return min((level for level in self.levels if level.good), key=lambda level: level.number, default=None)

    @property
    def needs_grade(self) -> bool:
        """Whether a result says nothing without the grade of the test: all but the tests that stand in a table."""
        return self.kind != "other"

    def scale(self, subject: str, grade: int | None, year: int) -> Scale | None:
        """The scale a result of that subject, grade and year belongs to, or none; without a grade the only one."""
        held = [scale for scale in self.scales if scale.subject == subject and scale.holds(year)]
        if grade is None:
            return held[0] if len(held) == 1 else None
        return next((scale for scale in held if grade in scale.grades), None)

    def tests(self, subject: str, grade: int, year: int) -> bool:
        """Whether students of that grade take that subject in that year."""
        return self.holds(year) and any(o.subject == subject and grade in o.grades for o in self.subjects)


class Subject(Fact):
    """A subject that is tested.

    ``areas`` and ``classes``: which classes are about it, by the beginning of their national course code (SCED) and by
    the beginnings of words in their names.
    """

    key: str
    title: Text
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


class NotTested(Fact):
    """A reason why a student has no score."""

    key: str
    title: Text
    aliases: tuple[str, ...] = ()


class Accommodation(Fact):
    """Support with which a test may be taken, in words that say nothing of why a student has it."""

    key: str
    title: Text
    aliases: tuple[str, ...] = ()


class Pause(Dated):
    """Years in which core tests were not given, or are hard to read, and why.

    ``given``: tests that were given all the same.
    """

    kind: Literal["none", "caution"]
    reason: Text
    given: tuple[str, ...] = ()


class GradeLevelRule(Fact):
    """From when on which level counts as reading on grade level."""

    instruments: tuple[str, ...]
    first_year: Year
    first_period: str
    level: str
    sentence: Text


class GrowthRule(Fact):
    """Growth percentiles: the state gives none that compare fewer students than these."""

    smallest_cohort: int = Field(ge=1)


class Tests(Part):
    """tests.toml: what holds for all tests of the state."""

    subjects: tuple[Subject, ...]
    not_tested: tuple[NotTested, ...]
    accommodations: tuple[Accommodation, ...] = ()
    pauses: tuple[Pause, ...] = ()
    on_grade_level: tuple[GradeLevelRule, ...] = ()
    growth: GrowthRule | None = None
