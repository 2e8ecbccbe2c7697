"""What is known of one student: courses, scores, facts, and the decisions that persons have taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Literal, NamedTuple

from doorway.pathways.core.problems import Problem


class Certainty(IntEnum):
    """How sure a credit is, surest first. ``ASK`` is credit of which somebody has to say whether it counts."""

    EARNED = 0
    IN_PROGRESS = 1
    SCHEDULED = 2
    PLANNED = 3
    PROJECTED = 4
    ASK = 5


# In a file a course says what it is; whether a completed one is earned depends on its mark.
STATES: Mapping[str, Certainty] = {
    "completed": Certainty.EARNED,
    "in_progress": Certainty.IN_PROGRESS,
    "scheduled": Certainty.SCHEDULED,
    "planned": Certainty.PLANNED,
    "projected": Certainty.PROJECTED,
}


class Course(NamedTuple):
    """One row of a transcript or a plan. ``units`` are the credits of the school that gave them, in thousandths.

    ``areas`` and ``tags``: None takes those of the course list. ``scale`` is set on credit from a school that counts
    otherwise: what it asks for in all.
    """

    key: str
    code: str
    units: int
    year: int
    term: str = ""
    state: Certainty = Certainty.EARNED
    mark: str = ""
    grade: int | None = None
    part: str = ""
    title: str = ""
    areas: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    scale: int | None = None


@dataclass(frozen=True)
class TestScore:
    """A score of a test, such as ACT math."""

    __test__ = False  # pytest, this is no test

    test: str
    part: str
    score: int


DecisionKind = Literal["pin", "substitution", "waiver", "opt_out", "conversion"]


@dataclass(frozen=True)
class Decision:
    """What a person has decided about one student, with reason and date.

    pin: the ``courses`` count for ``line`` and for no other. substitution: ``line`` takes the ``courses`` although its
    rule does not. waiver: ``line`` needs ``units`` less, the total only if ``lowers_total``. opt_out: opens the
    options that ``line`` names as their ``opened_by``. conversion: credits of ``courses`` times ``factor``.
    ``rests_on`` are courses that the decision takes for granted; it falls when one of them gives no credit,
    or when a part of its class was failed since and is not made up.
    """

    kind: DecisionKind
    person: str
    reason: str
    day: date
    expires: date | None = None
    line: str = ""
    courses: tuple[str, ...] = ()
    units: int = 0
    factor: Fraction = Fraction(1)
    lowers_total: bool = False
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """One student. ``grade`` is the grade now; ``class_of`` the year of graduation.

    ``problems``: what whoever read the record already had to leave out. ``year``: the school year in which ``grade``
    is, by its end; None is that of the day.
    """

    student: str
    class_of: int
    grade: int
    courses: tuple[Course, ...] = ()
    tests: tuple[TestScore, ...] = ()
    decisions: tuple[Decision, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()
    year: int | None = None


_NEW_YEAR_MONTH = 7


def school_year(day: date) -> int:
    """The school year of a day, by the year in which it ends; it turns in July."""
    return day.year + (day.month >= _NEW_YEAR_MONTH)


def year_words(year: int) -> str:
    """A school year as people write it: “2030-31” for the one that ends in 2031."""
    return f"{year - 1}-{year % 100:02d}"


def running_year(transcript: Transcript, today: date) -> int:
    """The school year in which the student's grade is."""
    return school_year(today) if transcript.year is None else transcript.year
