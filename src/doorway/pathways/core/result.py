"""What an audit says: line by line, in all, and about every course that does not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from doorway.pathways.core.flow import Use
from doorway.pathways.core.problems import Problem
from doorway.pathways.core.rules import Choice, Criterion, Line, RuleSet
from doorway.pathways.core.transcript import Certainty, Decision


class Status(StrEnum):
    """How a requirement stands, best first. Each but the first says what still has to happen."""

    MET = "met"
    IN_PROGRESS = "in_progress"  # met when what is in progress is passed
    SCHEDULED = "scheduled"  # met when what is scheduled is passed
    PLANNED = "planned"  # met when the plan is kept
    PROJECTED = "projected"  # met when it goes on as assumed
    ASK = "ask"  # somebody has to say whether it is met
    MISSING = "missing"


STATUSES = tuple(Status)
OF_LEVEL = STATUSES[: len(Certainty)]


def worst(statuses: list[Status]) -> Status:
    """The status of all of them together."""
    return next((status for status in reversed(STATUSES) if status in statuses), STATUSES[0])


class LineResult(NamedTuple):
    """One requirement of the student.

    ``filled``: units that count when everything at least as sure as each level counts. ``uses``: what fills it when all
    goes well; ``today``: what fills it by earned credit alone, only where earned credit would move to another line
    later. ``short``: units that nothing fills, not even a plan. ``by``: the last school year in which it can be taken
    so that what has to come after it still fits; ``late``: that year is over. ``fillers``: codes of the course list
    that would count. ``again``: a decision about it has fallen, somebody has to decide again.
    """

    line: Line
    status: Status
    need: int
    waived: int
    filled: tuple[int, ...]
    short: int
    uses: tuple[Use, ...]
    today: tuple[Use, ...] | None
    forgiven: bool
    completed: bool
    again: bool
    by: int | None
    late: bool
    fillers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    """A choice: the options that are best for the student, and those that would be open besides."""

    choice: Choice
    status: Status
    chosen: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Something beside the credits; ``way`` is the number of the way that fulfils it best, or None."""

    criterion: Criterion
    status: Status
    way: int | None
    applies: bool


@dataclass(frozen=True, slots=True)
class Total:
    """All credit that counts, against the total."""

    status: Status
    need: int
    filled: tuple[int, ...]
    short: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Whether the student is on track: credits due at the end of the last grade, and what is there.

    ``assumed``: the rules give no pace, so the total is spread evenly over the grades. ``behind``: lines that are
    usually done in an earlier grade and are neither met nor in progress.
    """

    on_track: bool
    grade: int
    due: int
    earned: int
    assumed: bool
    behind: tuple[str, ...]


class Unused(NamedTuple):
    """Credit, or a course, that fills no line, and why."""

    course: str
    units: int
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole answer for one student. ``short``: credits still to be earned when each level counts as done.

    ``factors``: of the recorded conversions, by the keys of the rows.
    """

    student: str
    rules: RuleSet
    status: Status
    lines: tuple[LineResult, ...]
    choices: tuple[ChoiceResult, ...]
    criteria: tuple[CriterionResult, ...]
    total: Total
    short: tuple[int, ...]
    pace: Pace
    unused: tuple[Unused, ...]
    decisions: tuple[tuple[str, Decision], ...]
    problems: tuple[Problem, ...]
    proven: bool
    factors: Mapping[str, Fraction]
