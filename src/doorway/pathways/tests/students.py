"""Students for the tests of the audit, written as short as they can be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import count

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit, LineResult
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import STATES, Course, Decision, DecisionKind, TestScore, Transcript
from doorway.pathways.core.units import units_of
from doorway.pathways.rules import load_rules

CLASS_OF = 2028
TODAY = date(2027, 9, 1)
_numbers = count(1)


def utah(class_of: int = CLASS_OF) -> RuleSet:
    """The state's set of a class."""
    return load_rules("utah/state").for_class(class_of)


def garfield(class_of: int = CLASS_OF) -> RuleSet:
    """The district's set of a class, on top of the state's."""
    return load_rules("utah/garfield").for_class(class_of)


def course(
    code: str,
    credits: str = "1.0",  # noqa: A002 # the word of the field
    mark: str = "B",
    *,
    grade: int = 10,
    term: str = "Y",
    part: str = "",
    state: str = "completed",
    class_of: int = CLASS_OF,
    key: str = "",
    areas: tuple[str, ...] | None = None,
    tags: tuple[str, ...] | None = None,
    scale: str | None = None,
) -> Course:
    """A row; the school year follows from grade and class."""
    return Course(
        key=key or f"{code}-{next(_numbers)}",
        code=code,
        units=units_of(credits),
        year=class_of - 12 + grade,
        term=term,
        state=STATES[state],
        mark=mark if state == "completed" else "",
        grade=grade,
        part=part,
        areas=areas,
        tags=tags,
        scale=None if scale is None else units_of(scale),
    )


def decision(kind: DecisionKind, line: str = "", *courses: str, **more: object) -> Decision:
    """A decision of the counselor, in force."""
    values: dict[str, object] = {"person": "June Carter", "reason": "agreed with the family", "day": date(2027, 8, 20)}
    return Decision(kind=kind, line=line, courses=courses, **(values | more))  # type: ignore[arg-type]


def audited(
    rules: RuleSet,
    *courses: Course,
    decisions: tuple[Decision, ...] = (),
    tests: tuple[TestScore, ...] = (),
    facts: dict[str, bool] | None = None,
    class_of: int = CLASS_OF,
    grade: int = 12,
    today: date = TODAY,
) -> Audit:
    """One student, audited."""
    transcript = Transcript("s1", class_of, grade, tuple(courses), tests, decisions, facts or {})
    return audit(Compiled(rules), transcript, today=today)


def line(result: Audit, key: str) -> LineResult:
    """A line of the result; KeyError when it is not asked for."""
    found = {item.line.key: item for item in result.lines}
    return found[key]


def status(result: Audit, key: str) -> str:
    """The status of a line."""
    return str(line(result, key).status)


def earned(result: Audit, key: str) -> int:
    """The units of a line that count today."""
    return line(result, key).filled[0]


def used(result: Audit, key: str) -> list[str]:
    """The codes that fill a line."""
    return [use.row.course.code for use in line(result, key).uses]


def codes(result: Audit) -> list[str]:
    """The codes of the problems."""
    return [problem.code for problem in result.problems]


HALF = Fraction(1, 2)
