"""What is left to plan: requirements with the last grade in which they can begin, failed classes to take again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.planning import LAST_GRADE, Step
from doorway.pathways.core.result import LineResult, Status
from doorway.pathways.core.ways import ends_of_ways, latest, way_to
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import as_record, class_of, transcript_of, with_plan
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.wording import credit_words, said
from doorway.pathways.models import TranscriptCourse
from doorway.policy.packs import year_text

# So many classes are tried for one requirement; the first that fit are as good as any.
MOST_TRIED = 40


@dataclass(frozen=True)
class Turn:
    """A class on the way to a requirement, and the last grade in which it can be taken."""

    code: str
    title: str
    grade: int


@dataclass(frozen=True)
class Left:
    """A requirement that nothing in record or plan fills. ``turns``: the way with the most time, in its order.

    Without ``turns`` no class of this school fills it any more. ``is_late``: it should have begun by now, and the
    turns stand in the earliest grades that are left. ``is_full``: the plan as it stands has no room for it.
    """

    key: str
    title: str
    missing: str
    turns: tuple[Turn, ...]
    is_late: bool = False
    is_full: bool = False

    @property
    def first(self) -> Turn | None:
        """What has to begin."""
        return self.turns[0] if self.turns else None

    @property
    def last(self) -> Turn | None:
        """What fills the requirement."""
        return self.turns[-1] if self.turns else None


@dataclass(frozen=True)
class Again:
    """A class that was failed and gives no credit yet. ``grade``: where it can be taken again; 0 for nowhere."""

    code: str
    title: str
    mark: str
    year: str
    grade: int


@dataclass(frozen=True)
class Ends:
    """A class to which a way of several leads, and what stands on it."""

    code: str
    title: str
    titles: str


def left_to_plan(planning: Planning, *, today: date) -> list[Left]:
    """Requirements that are not filled even when the plan is kept, those that have to begin first first.

    One query; none for a student who carries that there are no decisions (``has_decisions``).
    """
    if planning.rules is None or not planning.catalog.kinds:
        return []
    # Without a record nobody knows what is filled; before the first grade that counts nothing is.
    if not planning.record and planning.grade >= planning.rules.first_grade:
        return []
    compiled = ready(planning.rules, planning.catalog.kinds)
    rows = with_plan(list(planning.record), [as_record(row) for row in planning.active])
    student = planning.student
    decisions = decisions_of([student.pk])[student.pk] if getattr(student, "has_decisions", True) else []
    record = transcript_of(student, rows, decisions, this_year=planning.year)
    result = audit(compiled, record, today=today)
    found = [
        _left(line, compiled, planning)
        for line in result.lines
        if line.status in {Status.MISSING, Status.ASK} and line.short and not line.line.open
    ]
    return sorted(found, key=lambda one: (not one.is_late, one.first.grade if one.first else 0))


def _left(line: LineResult, compiled: Compiled, planning: Planning) -> Left:
    """The way to fill the line that leaves the most time; of equal ones the shortest, then the plainest."""
    leaves = class_of(planning.grade, planning.year)
    by = LAST_GRADE if line.by is None else LAST_GRADE - (leaves - line.by)
    taught = planning.catalog.taught
    codes: dict[str, None] = {}
    for grade in planning.grades:
        codes |= dict.fromkeys(compiled.fillers(planning.year_of(grade), grade)[line.line.key])
    there = planning.ground.taken | {step.code for step in planning.ground.steps}
    open_ones = [code for code in codes if code in taught and code not in there and planning.offers[code].taught]
    # What fills all of it comes before what fills a part.
    open_ones.sort(key=lambda code: (taught[code].units < line.short, not taught[code].is_plain, taught[code].title))
    tried = open_ones[:MOST_TRIED]
    ways = [way for code in tried if (way := latest(code, planning.offers, planning.ground, by=by))]
    ways.sort(key=lambda way: (-way[0][1], len(way)))
    steps = {code: way_to(code, planning.offers, planning.ground).steps for code in tried}
    # What is named is what can be put into the plan as it stands; where nothing can, that is said.
    fitting = [way for way in ways if _is_by(steps[way[-1][0]], by)]
    best = (fitting or ways or [[]])[0]
    is_full = bool(ways) and not fitting
    is_late = not best
    if is_late:
        soon = min(filter(None, steps.values()), key=lambda way: (way[-1].grade, len(way)), default=())
        best = [(step.code, step.grade) for step in soon]
    turns = tuple(Turn(code, taught[code].title, grade) for code, grade in best)
    words = said(line.line.title), credit_words(line.short)
    return Left(line.line.key, *words, turns, is_late=is_late and bool(turns), is_full=is_full)


def _is_by(steps: Sequence[Step], by: int) -> bool:
    return bool(steps) and steps[-1].grade <= by


def to_take_again(planning: Planning) -> list[Again]:
    """Failed classes that were not passed since, are not under way and not planned. No query."""
    if planning.rules is None:
        return []
    marks = planning.rules.marks
    planned = {step.code for step in planning.ground.steps}
    failed: dict[str, TranscriptCourse] = {}
    for row in planning.record:
        is_failed = row.mark in marks and marks[row.mark].credit == "no"
        if row.state == TranscriptCourse.State.COMPLETED and is_failed:
            failed[row.code] = row
    return [
        Again(code, _title(row, planning), row.mark, year_text(row.school_year), _next_grade(code, planning))
        for code, row in failed.items()
        if code not in planned and code not in planning.ground.taken
    ]


def _next_grade(code: str, planning: Planning) -> int:
    if code not in planning.offers:
        return 0
    way = way_to(code, planning.offers, planning.ground)
    return way.steps[-1].grade if way.steps else 0


def _title(row: TranscriptCourse, planning: Planning) -> str:
    known = planning.catalog.taught.get(row.code)
    return (known.title if known else "") or row.title or row.code


def ways_that_lead(planning: Planning) -> list[Ends]:
    """Ways of several classes that can still be gone whole, by the title of the last. No query."""
    ends = ends_of_ways(planning.offers, planning.ground)
    titles = planning.ground.titles
    found = [Ends(code, titles[code], " → ".join(titles[one] for one in codes)) for code, codes in ends]
    return sorted(found, key=lambda one: one.title)
