"""A line of a transcript file (JSON), checked, as a :class:`~doorway.pathways.core.transcript.Transcript`.

What a line is made of is checked by pydantic, and a line that is made otherwise is refused as a whole. A row whose
values make no sense (credits that are no number, a year that is none) is left out and named, the others are read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import PydanticCustomError, from_json
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from doorway.pathways.core.problems import Problem
from doorway.pathways.core.rules import ByFact, ByTest, RuleSet, known_marks
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.transcript import STATES, Certainty, Course, Decision, TestScore, Transcript
from doorway.pathways.core.units import credits_of, most_of_a_class, units_of
from doorway.pathways.files.twice import said_twice
from doorway.policy.packs.values import HIGHEST_GRADE, grade_number, grade_text, year_ending, year_text

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _no_truth(value: Any) -> Any:
    """Python counts true as 1, and no file means that."""
    if value is True or value is False:
        raise PydanticCustomError("no_number", "is true or false, where a number is needed")
    return value


_NUMBER = BeforeValidator(_no_truth)
Number = Annotated[int | float | str, _NUMBER]
Whole = Annotated[int, _NUMBER]


class _RowNeeds(TypedDict):
    code: str
    credits: Number
    year: Annotated[str | int, _NUMBER]


@with_config(_STRICT)
class Row(_RowNeeds, total=False):
    """A course. ``id`` may be left out; it is then made from code, year, term and part."""

    id: str
    term: str
    state: Literal["completed", "in_progress", "scheduled", "planned", "projected"]
    mark: str
    grade: Annotated[str | int | None, _NUMBER]
    part: str
    title: str
    areas: list[str] | None
    tags: list[str] | None
    scale: Number | None


@with_config(_STRICT)
class Score(TypedDict):
    """A test score."""

    test: str
    part: str
    score: Whole


class _DecisionNeeds(TypedDict):
    kind: Literal["pin", "substitution", "waiver", "opt_out", "conversion"]
    person: str
    reason: str
    date: date


@with_config(_STRICT)
class Decided(_DecisionNeeds, total=False):
    """A decision. ``opens`` names the opt-out, ``factor`` is written "3/2" or 1.5."""

    expires: date | None
    line: str
    opens: str
    courses: list[str]
    credits: Number
    factor: Number
    lowers_total: bool
    rests_on: list[str]


class _LineNeeds(TypedDict):
    student: str
    class_of: Whole
    grade: Annotated[str | int, _NUMBER]


@with_config(_STRICT)
class Line(_LineNeeds, total=False):
    """One student."""

    courses: list[Row]
    tests: list[Score]
    decisions: list[Decided]
    facts: dict[str, bool]


_LINE = TypeAdapter(Line)
_ROW = TypeAdapter(Row)
# Some ten thousand different rows make up most transcripts of a state; a process keeps this many.
_MOST_ROWS = 50_000
# Where the rows of a student begin: the list, and behind the brace the text of the first.
_ROWS_BEGIN = re.compile(rb'"courses"\s*:\s*(\[\s*\{)')
# What a school registers: in a year that is over it has become something, whatever the row says.
_BEGUN = frozenset({Certainty.IN_PROGRESS, Certainty.SCHEDULED})
_SSN = re.compile(r"^\d{3}-\d{2}-\d{4}$")


class LineRefused(Exception):
    """A line cannot be read. ``problems``: (place in the line, reason)."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{place}: {reason}" if place else reason for place, reason in problems))


@dataclass(frozen=True)
class Asked:
    """What requirements ask for beside classes, tests with their part and facts; and what they know of classes.

    ``areas``: what a class can be about; ``marks``: every mark that is known, by itself and in small letters;
    ``codes``: how the course list writes codes; ``rows``: rows in which nothing was wrong, to the
    letter, and the course that each is.
    """

    tests: frozenset[tuple[str, str]]
    facts: frozenset[str]
    areas: frozenset[str]
    marks: Mapping[str, str] = field(default_factory=dict)
    codes: Spelling = field(default_factory=lambda: Spelling(()), compare=False)
    rows: dict[bytes, Course] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def by(cls, sets: Sequence[RuleSet], areas: Collection[str]) -> Asked:
        """What any of these sets asks for: whoever writes a file need not know which class is asked what."""
        criteria = [criterion for rules in sets for criterion in rules.criteria]
        ways = [way for criterion in criteria for way in criterion.ways]
        facts = {criterion.only_for for criterion in criteria} | {way.fact for way in ways if isinstance(way, ByFact)}
        tests = frozenset((way.test, way.part) for way in ways if isinstance(way, ByTest))
        # “arts” is no subject of its own, and a line can ask for all that is below it.
        wide = {area.rpartition(".")[0] for area in areas} - {""}
        codes = Spelling(code for rules in sets for code in rules.catalog)
        return cls(tests, frozenset(facts - {""}), frozenset(areas) | wide, known_marks(sets), codes)


def transcript_of(line: bytes | str, *, this_year: int, asked: Asked) -> Transcript:
    """The student of a line; LineRefused names everything wrong in it.

    ``this_year``: the school year of today, by the year in which it ends.
    """
    problems: list[Problem] = []
    raw, read = _checked(line, asked, problems)
    if not raw["student"]:
        raise LineRefused((("student", "is empty, so nobody can say whose line it is"),))
    if _SSN.match(raw["student"]):
        # The value itself is never repeated.
        raise LineRefused((("student", "looks like a Social Security number, which is never taken in"),))
    try:
        grade = _grade(raw["grade"])
        decisions = tuple(_decision(item) for item in raw.get("decisions", ()))
    except ValueError as error:
        raise LineRefused((("", str(error)),)) from None
    usual = this_year + HIGHEST_GRADE - grade
    # A year earlier or later has ordinary reasons: a year repeated, an early graduation, a file from before the summer.
    if abs(raw["class_of"] - usual) > 1:
        values = {"grade": grade_text(grade), "class_of": raw["class_of"], "usual": usual}
        problems.append(Problem("class_and_grade", values=values))
    courses = tuple(_as_of_now(read, this_year, problems))
    tests = tuple(_scores(raw.get("tests", ()), asked, problems))
    facts = raw.get("facts", {})
    problems += [Problem("fact_not_asked", values={"fact": fact}) for fact in facts if fact not in asked.facts]
    return Transcript(raw["student"], raw["class_of"], grade, courses, tests, decisions, facts, tuple(problems))


def _checked(line: bytes | str, asked: Asked, problems: list[Problem]) -> tuple[Line, list[Course]]:
    """What stands in a line, and its rows as courses; LineRefused names everything that is made otherwise."""
    try:
        return _taken_apart(line.encode() if isinstance(line, str) else line, asked, problems)
    except ValueError:  # pydantic's too
        problems.clear()
    _refuse_twice(line)
    # Checked as a whole, every fault is found, with its place.
    try:
        raw = _LINE.validate_json(line)
    except ValidationError as error:
        found = (
            (".".join(str(part) for part in item["loc"]), _reason(item)) for item in error.errors(include_url=False)
        )
        raise LineRefused(tuple(found)) from None
    read = (_course(row, asked, problems) for row in raw.get("courses", ()))
    return raw, [course for course in read if course is not None]


def _taken_apart(line: bytes, asked: Asked, problems: list[Problem]) -> tuple[Line, list[Course]]:
    """The same by the text of each row: one that another student had as well, to the letter, is not read again.

    ValueError where the line cannot be taken apart like this or something in it is wrong. It is cut where one row
    ends and the next begins. Where that stands within a text, what is cut off is no row, and is never known as one:
    a quotation mark within a text is written otherwise than one that ends it.
    """
    found = _ROWS_BEGIN.search(line)
    begin = found.end() if found else 0
    end = line.find(b"}]", begin)
    if found is None or end < 0:
        raise ValueError("The line holds no rows.")
    rest = _object(line[: found.start(1)] + b"null" + line[end + 2 :])
    if rest.pop("courses", "") is not None:
        raise ValueError("These are not the rows of the student.")
    return _LINE.validate_python(rest), _courses(line[begin:end], asked, problems)


def _object(text: bytes) -> dict[str, Any]:
    """An object in which each name stands once; ValueError for anything else."""
    read = from_json(text)
    if not isinstance(read, dict) or said_twice(text, read):
        raise ValueError("This is no object in which each name stands once.")
    return read


def _refuse_twice(line: bytes | str) -> None:
    """Refuse a line in which a name stands twice in one object, with the places of all of them."""
    try:
        read = from_json(line)
    except ValueError:
        return
    if isinstance(read, dict) and (twice := said_twice(line, read)):
        raise LineRefused(tuple((place, "stands twice, and only one can be meant") for place in twice))


def _courses(rows: bytes, asked: Asked, problems: list[Problem]) -> list[Course]:
    """Rows as courses; ValueError where one of them is none."""
    known = asked.rows
    read = []
    for text in rows.split(b"}, {" if b"}, {" in rows else b"},{"):
        course = known.get(text)
        if course is None:
            before = len(problems)
            course = _course(_ROW.validate_python(_object(b"{" + text + b"}")), asked, problems)
            if course is None:
                continue
            if len(problems) == before:
                if len(known) >= _MOST_ROWS:
                    known.clear()
                known[text] = course
        read.append(course)
    return read


def _as_of_now(read: Iterable[Course], this_year: int, problems: list[Problem]) -> Iterator[Course]:
    """Classes as they can stand in their school years: one of a year to come is not over, one of a year before is.

    As on the page, what is still in progress in a year that is over is completed without a mark, and what was planned
    for it is nothing; what is registered for a year to come is as sure as a plan.
    """
    for row in read:
        if row.state is Certainty.EARNED and row.year <= this_year:
            yield row
        elif row.state is Certainty.EARNED:
            problems.append(Problem("completed_later", row.key, values={"year": _text(row.year)}))
        elif row.year < this_year and row.state in _BEGUN:
            yield row._replace(state=Certainty.EARNED, mark="")
        elif row.year < this_year:
            problems.append(Problem("planned_before", row.key, values={"year": _text(row.year)}))
        else:
            if row.mark:
                problems.append(Problem("mark_waits", row.key, values={"mark": row.mark}))
            if row.year <= this_year or row.state not in _BEGUN:
                yield row
                continue
            if row.state is Certainty.IN_PROGRESS:
                problems.append(Problem("in_progress_later", row.key, values={"year": _text(row.year)}))
            yield row._replace(state=Certainty.PLANNED)


def _scores(given: Iterable[Score], asked: Asked, problems: list[Problem]) -> Iterator[TestScore]:
    for item in given:
        name = {"test": item["test"], "part": item["part"]}
        if (item["test"], item["part"]) not in asked.tests:
            problems.append(Problem("test_not_asked", values=name))
        if item["score"] < 0:
            problems.append(Problem("negative_score", values={**name, "score": item["score"]}))
        else:
            yield TestScore(item["test"], item["part"], item["score"])


def _reason(item: Any) -> str:
    reason = str(item["msg"])
    if item["type"] == "extra_forbidden":
        return "is no field of this file"
    return reason[:1].lower() + reason[1:]


# The same few figures stand in every line, so each is read once.
_units = lru_cache(maxsize=10_000)(units_of)
_year = lru_cache(maxsize=1_000)(year_ending)
_grade = lru_cache(maxsize=1_000)(grade_number)
_text = lru_cache(maxsize=1_000)(year_text)


def _course(row: Row, asked: Asked, problems: list[Problem]) -> Course | None:
    """The row as a course, or none with the reason noted."""
    code, term, part, given = row["code"], row.get("term", ""), row.get("part", ""), row.get("grade")
    if not code:
        problems.append(Problem("no_code", row.get("id", ""), values={"year": row["year"]}))
        return None
    # A code that the list does not know is one in whatever capitals; its key is written as it stands.
    written, known = code, asked.codes.of(code)
    code = code.upper() if known is None else known
    problem = "unreadable_year"
    try:
        year = _year(row["year"])
        key = row.get("id") or course_key(written, year, term, part)
        problem = "unreadable_credits"
        units = _units(row["credits"])
        problem, scale = "unreadable_scale", row.get("scale")
        whole = None if scale is None else _scale(scale)
        problem = "unreadable_grade"
        grade = None if given is None else _grade(given)
    except ValueError as error:
        name = row.get("id") or f"{written}@{row['year']}/{term}"
        problems.append(Problem(problem, name, values={"reason": str(error)}))
        return None
    if known is not None and known != written:
        problems.append(Problem("code_read_as", key, values={"code": written, "known": known}))
    # A school that counts otherwise (``scale``) has figures of its own.
    if units > (most := most_of_a_class(whole)):
        values = {"credits": credits_of(units), "most": credits_of(most)}
        problems.append(Problem("too_many_credits", key, values=values))
        return None
    given_mark = row.get("mark", "")
    mark = asked.marks.get(given_mark) or asked.marks.get(given_mark.casefold(), given_mark)
    if mark != given_mark:
        problems.append(Problem("mark_read_as", key, values={"mark": given_mark, "known": mark}))
    areas, tags = row.get("areas"), row.get("tags")
    problems += [Problem("unknown_area", key, values={"area": a}) for a in areas or () if a not in asked.areas]
    return Course(
        key,
        code,
        units,
        year,
        term,
        STATES[row.get("state", "completed")],
        mark,
        grade,
        part,
        row.get("title", ""),
        None if areas is None else tuple(areas),
        None if tags is None else tuple(tags),
        whole,
    )


def _scale(given: Number) -> int:
    units = _units(given)
    if units <= 0:
        raise ValueError(f"{given!r} is no number of credits that a school asks for in all. Write it like 24.")
    return units


def course_key(code: str, year: int, term: str, part: str) -> str:
    """What a row without an id is called: "BIOLOGY@2025-26/S1", with "#2" for a part."""
    return f"{code}@{_text(year)}/{term}#{part}" if part else f"{code}@{_text(year)}/{term}"


def _decision(item: Decided) -> Decision:
    line = item.get("opens", "") if item["kind"] == "opt_out" else item.get("line", "")
    try:
        factor = Fraction(str(item.get("factor", 1)))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"decisions: {item.get('factor')!r} is no factor. Write it like 3/2 or 1.5.") from None
    if factor <= 0:
        raise ValueError(f"decisions: a factor must be above zero, not {factor}.")
    units = units_of(item.get("credits", 0))
    if units < 0:
        raise ValueError("decisions: credits cannot be below zero.")
    return Decision(
        kind=item["kind"],
        person=item["person"],
        reason=item["reason"],
        day=item["date"],
        expires=item.get("expires"),
        line=line,
        courses=tuple(item.get("courses", ())),
        units=units,
        factor=factor,
        lowers_total=item.get("lowers_total", False),
        rests_on=tuple(item.get("rests_on", ())),
    )
