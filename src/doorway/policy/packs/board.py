"""The policy with which a board can begin, and the least that the state asks of any board's policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.values import Fact, Grades, Part, Text

_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")

FILE = "board.toml"

MOST_PLAN_YEARS = 6
"""No plan is made for more years."""

Span = Literal["year", "band"]
Participant = Literal["guardian", "student", "counselor", "teacher"]
Signer = Literal["guardian", "student"]
Consulted = Literal["staff", "parents", "councils", "others"]


def _month_and_day(value: str) -> str:
    """Refuse what is no day of a year."""
    if value and not _DAY.match(value):
        raise ValueError(f"{value!r} is not a day. Write month and day, like 05-31.")
    return value


Day = Annotated[str, AfterValidator(_month_and_day)]


class BoardRule(Fact):
    """What the policy asks in some grades. ``due``: month and day, empty for the last day of the school year.

    ``first_due``: by which day the first of several individual conferences of a school year was held, empty where all
    are due together.
    ``registration``: the student is registered for every class that the course plan has for the year.
    ``with_counselor`` is about individual conferences, ``group_with_counselor`` about group conferences.
    ``plan_years``: for so many school years a shared plan is in force, 0 for the span only; ``plan_due``: by which day
    of its first year there is one, empty for the day of everything else; ``plan_newcomer_days``: so many days have they
    who come later.
    """

    grades: Grades
    kind: str
    individual: int = Field(ge=0, le=3)
    group: int = Field(ge=0, le=3)
    span: Span
    with_counselor: bool = False
    takes_part: tuple[Participant, ...]
    sections: tuple[str, ...] = ()
    signatures: tuple[Signer, ...] = ()
    due: Day = ""
    newcomer_days: int = Field(default=0, ge=0, le=730)
    registration: bool = False
    group_with_counselor: bool = False
    plan_due: Day = ""
    first_due: Day = ""
    plan_newcomer_days: int = Field(default=0, ge=0, le=730)
    plan_years: int = Field(default=0, ge=0, le=MOST_PLAN_YEARS)


class StateFloor(Fact):
    """The least that the state asks for in some grades; ``citation`` is the rule that says so.

    ``with_counselor``: its individual conference is one with a counselor, ``group_with_counselor``: so is its group
    conference; ``takes_part``: who makes the plan together. ``plan_years``: a plan is for so many years at most;
    ``plan_days``: there is one at the latest so many days after a student has come. 0 where the rule says nothing.
    ``since``: the day on which the rule began to say this; none where it always did. A policy that began earlier is not
    held against it.
    """

    grades: Grades
    individual: int = Field(ge=0, le=3)
    group: int = Field(ge=0, le=3)
    span: Span
    citation: str
    since: date | None = None
    registration: bool = False
    with_counselor: bool = False
    takes_part: tuple[Participant, ...] = ()
    group_with_counselor: bool = False
    plan_years: int = Field(default=0, ge=0, le=MOST_PLAN_YEARS)
    plan_days: int = Field(default=0, ge=0, le=730)


class DirectService(Fact):
    """The least percent of their time that counselors spend with students and families; ``citation``: the rule."""

    percent: int = Field(ge=1, le=100)
    citation: str


class KeepingTime(Fact):
    """How many years a board keeps records of one kind to begin with, and on what that rests.

    ``is_named``: the rule cited names that number; otherwise it is the board's own choice, and is said to be.
    """

    kind: Literal[
        "messages", "replies", "uploads", "waiting", "survey", "asked", "tries", "groups", "service_time",
        "student_file",
    ]  # fmt: skip
    years: int = Field(ge=1, le=100)
    citation: str = Field(min_length=1, max_length=300)
    is_named: bool = False


class SurveyQuestion(Part):
    """One question after a conference: as a family reads it, and as a student does."""

    key: str = Field(pattern=r"^[a-z_]{1,20}$")
    text: Text
    student: Text


class Survey(Fact):
    """What is asked after a conference, on one scale whose best step comes first. ``asks``: whom, to begin with."""

    asks: tuple[Literal["guardian", "student"], ...] = ()
    scale: tuple[Text, ...] = Field(min_length=2, max_length=5)
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1, max_length=3)


class BoardFile(Fact):
    """board.toml: text and rules to begin with, whom a board must hear, and the state's floor.

    In ``text`` stands ``{district}`` where the district is named.
    """

    citation: str
    title: Text
    text: Text
    review_years: int = Field(ge=1, le=10)
    consult: tuple[Consulted, ...]
    rules: tuple[BoardRule, ...]
    floors: tuple[StateFloor, ...] = ()
    direct_service: DirectService | None = None
    keeping: tuple[KeepingTime, ...] = ()
    survey: Survey | None = None


def problems_of_board(board: BoardFile | None, kinds: dict[str, set[str]], sources: list[str]) -> Iterator[Problem]:
    """What in the file names something that the pack does not have. ``kinds``: sections by kind of plan."""
    if board is None:
        return
    facts: list[tuple[str, Fact]] = [
        ("", board),
        *((f"rules.{n}", rule) for n, rule in enumerate(board.rules, start=1)),
    ]
    facts += [(f"floors.{n}", floor) for n, floor in enumerate(board.floors, start=1)]
    facts += [(f"keeping.{n}", time) for n, time in enumerate(board.keeping, start=1)]
    facts += [("survey", board.survey)] if board.survey is not None else []
    facts += [("direct_service", board.direct_service)] if board.direct_service is not None else []
    for place, fact in facts:
        if fact.source not in sources:
            yield Problem(FILE, f"{place}.source".lstrip("."), f"{fact.source!r} is not in sources.toml")
    for number, rule in enumerate(board.rules, start=1):
        if rule.kind not in kinds:
            yield Problem(FILE, f"rules.{number}.kind", f"no kind of plan {rule.kind!r}")
            continue
        for section in set(rule.sections) - kinds[rule.kind]:
            yield Problem(FILE, f"rules.{number}.sections", f"{rule.kind} has no section {section!r}")
