"""What is left to plan: requirements with the last grade in which they can begin, failed classes to take again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from django.utils.translation import gettext as _

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.flow import ASK
from doorway.pathways.core.planning import LAST_GRADE, Step, objection
from doorway.pathways.core.result import LineResult
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.core.ways import ends_of_ways, latest, way_to
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import Held
from doorway.pathways.graduation.records import Taught, class_of
from doorway.pathways.graduation.wording import credit_words, said, term_words
from doorway.pathways.models import TranscriptCourse
from doorway.policy.packs import year_text

# So many classes are tried for one requirement; the first that fit are as good as any.
MOST_TRIED = 40
# So many other classes are named beside the first one.
MOST_NAMED = 3
# By the key of a requirement the codes of the classes that would count for it.
Fillers = Mapping[str, Mapping[str, None]]


@dataclass(frozen=True)
class Turn:
    """A class on the way to a requirement, and the last grade in which it can be taken."""

    code: str
    title: str
    grade: int


@dataclass(frozen=True)
class Left:
    """A requirement that nothing in record or plan fills. ``missing`` is sure, ``unsure`` a question of the rules.

    ``turns``: the way to fill it with the plainest class, in its order; ``others``: classes that ask for more and
    would do as well. Where any class counts (``is_any``) there is no such way: ``others`` are examples then, taken in
    the next grade, ``more`` how many there are besides, and ``by`` the last grade in which to begin, so that all that
    is missing has room. ``title`` is empty for credit that is missing in all and in no requirement.

    Without either no class of this school fills it any more. ``is_late``: it should have begun by now, and the turns
    stand in the earliest grades that are left. ``is_full``: the plan as it stands has no room for it.
    """

    key: str
    title: str
    missing: str
    unsure: str = ""
    turns: tuple[Turn, ...] = ()
    others: tuple[Turn, ...] = ()
    more: int = 0
    by: int = 0
    is_any: bool = False
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
class Crowded:
    """What is missing in all, where it does not fit into the last grade. ``room``: what that grade still takes.

    ``by``: the last grade in which to begin; 0 where the grades to come have no room for it, and ``room`` is theirs.
    """

    missing: str
    room: str
    by: int


@dataclass(frozen=True)
class Again:
    """A class that was failed and gives no credit yet, or not all of it.

    ``grade``: where it can be taken again; 0 for nowhere. ``now``: the terms of this year in which it can be made up,
    as people say them; empty for none. ``term``: the first of them as the plan writes it. ``short``: the credit that is
    missing; empty where the catalog does not have the class.
    """

    code: str
    title: str
    mark: str
    year: str
    grade: int
    now: tuple[str, ...] = ()
    short: str = ""
    term: str = ""


@dataclass(frozen=True)
class Ends:
    """A class to which a way of several leads, and what stands on it."""

    code: str
    title: str
    titles: str


def left_to_plan(planning: Planning, held: Held | None) -> list[Left]:
    """All that is not filled even when the plan is kept, what has to begin first first, any classes last. No query."""
    if held is None or not is_known(planning, held):
        return []
    lines = [line for line in held.result.lines if line.short]
    found: list[_Own] = []
    closed = [line for line in lines if not line.line.open]
    fillers = {line.line.key: _fillers(line.line.key, held.compiled, planning) for line in closed}
    for line in lines:
        if not line.line.open:
            own = _Own((line,), _left(line, closed, fillers, planning))
            at = next((at for at, before in enumerate(found) if _is_one_class(before, own, held, planning)), None)
            if at is None:
                found.append(own)
            else:
                found[at] = _merged(found[at], own, planning)
    named = [own.left for own in found]
    named.sort(key=lambda one: (not one.is_late, one.first.grade if one.first else 0))
    return [*named, *_of_any(lines, held, planning)]


def crowded(planning: Planning, held: Held | None) -> Crowded | None:
    """Each requirement may have time until the last grade, and all of them together none. No query."""
    if held is None or not planning.grades or not is_known(planning, held):
        return None
    lines = [line for line in held.result.lines if line.short]
    beyond = held.result.short[Certainty.PROJECTED] - sum(line.short for line in lines)
    missing = sum(_sure(line) for line in lines) + max(0, beyond)
    by = _last_to_begin(missing, planning)
    grades = (LAST_GRADE,) if by else planning.grades
    rooms = [room for grade in grades if (room := _room_in(grade, planning)) is not None]
    if not missing or by == LAST_GRADE or len(rooms) < len(grades):
        return None
    return Crowded(credit_words(missing), credit_words(sum(rooms)), by)


def is_known(planning: Planning, held: Held) -> bool:
    """Without a record nobody knows what is filled; before the first grade that counts nothing is."""
    return bool(planning.catalog.kinds) and (bool(planning.record) or planning.grade < held.compiled.rules.first_grade)


# —— requirements that certain classes fill


@dataclass(frozen=True)
class _Own:
    """Requirements that one class fills together, and what is said of them."""

    lines: tuple[LineResult, ...]
    left: Left

    @property
    def short(self) -> int:
        return sum(line.short for line in self.lines)


def _is_one_class(before: _Own, own: _Own, held: Held, planning: Planning) -> bool:
    """Whether the class that is named for one requirement of a section fills the next one as well."""
    last = own.left.last
    return (
        last is not None
        and held.compiled.rules.split == "free"
        and before.lines[0].line.section == own.lines[0].line.section
        and (before.left.turns, before.left.is_late, before.left.is_full)
        == (own.left.turns, own.left.is_late, own.left.is_full)
        and planning.catalog.taught[last.code].units >= before.short + own.short
    )


def _merged(before: _Own, own: _Own, planning: Planning) -> _Own:
    """Two requirements as one. Harder classes stay where they would fill both."""
    lines = (*before.lines, *own.lines)
    short = before.short + own.short
    others = tuple(
        turn
        for turn in before.left.others
        if turn in own.left.others and planning.catalog.taught[turn.code].units >= short
    )
    title = _title_of([said(line.line.title) for line in lines])
    missing, unsure = _words(sum(_sure(line) for line in lines), short)
    return _Own(lines, replace(before.left, title=title, missing=missing, unsure=unsure, others=others))


def _title_of(titles: Sequence[str]) -> str:
    """Titles as one, with what they begin with alike said once: “History, first semester and second semester”."""
    head, _comma, _rest = titles[0].partition(", ")
    if all(title.startswith(f"{head}, ") for title in titles):
        titles = [title if at == 0 else title.removeprefix(f"{head}, ") for at, title in enumerate(titles)]
    return reduce(lambda one, other: _("%(one)s and %(other)s") % {"one": one, "other": other}, titles)


def _left(line: LineResult, closed: Sequence[LineResult], fillers: Fillers, planning: Planning) -> Left:
    """The way to fill the line with a class that asks for no more than usual, and those that ask for more.

    Of plain classes the one that fills all of it, that goes on from what is needed in the same section anyway or needs
    nothing before it, and that leaves the most time. ``closed``: all lines that are open to be filled by certain
    classes; ``fillers``: these classes, by line.
    """
    others = [other.line for other in closed if other is not line]
    needed = set[str]().union(*(fillers[other.key] for other in others))
    same = set[str]().union(*(fillers[other.key] for other in others if other.section == line.line.section))
    leaves = class_of(planning.grade, planning.year)
    by = LAST_GRADE if line.by is None else LAST_GRADE - (leaves - line.by)
    taught = planning.catalog.taught
    open_ones = [code for code in fillers[line.line.key] if _is_open(code, planning)]
    open_ones.sort(
        key=lambda code: (not taught[code].is_plain, taught[code].units < line.short, taught[code].own_title)
    )
    tried = open_ones[:MOST_TRIED]
    ways = [way for code in tried if (way := latest(code, planning.offers, planning.ground, by=by))]
    ways.sort(key=lambda way: (not _end(way, planning).is_plain, _end(way, planning).units < line.short,
                               _detour(way, same, needed), -way[0][1], len(way)))  # fmt: skip
    steps = {code: way_to(code, planning.offers, planning.ground).steps for code in tried}
    # What is named is what can be put into the plan as it stands; where nothing can, that is said.
    fitting = [way for way in ways if _is_by(steps[way[-1][0]], by)]
    best = (fitting or ways or [[]])[0]
    is_full = bool(ways) and not fitting
    is_late = not best
    if is_late:
        soon = min(filter(None, steps.values()), key=lambda way: _soonest(way, planning), default=())
        best = [(step.code, step.grade) for step in soon]
    turns = tuple(Turn(code, taught[code].title, grade) for code, grade in best)
    harder = [way[0] for way in fitting if len(way) == 1 and not taught[way[0][0]].is_plain and way is not best]
    return Left(
        line.line.key,
        said(line.line.title),
        *_missing(line),
        turns=turns,
        others=tuple(Turn(code, taught[code].title, grade) for code, grade in harder[:MOST_NAMED]),
        is_late=is_late and bool(turns),
        is_full=is_full,
    )


def _detour(way: Sequence[tuple[str, int]], same: set[str], needed: set[str]) -> int:
    """How far a way leads around: 2 where it needs a class first that fills nothing else that is open.

    0 where it goes on from what the same section needs anyway, as English 12 from English 11; 1 for all other ways.
    """
    before = {code for code, _grade in way[:-1]}
    if not before:
        return 1
    if before <= same:
        return 0
    return 1 if before <= needed else 2


def _fillers(key: str, compiled: Compiled, planning: Planning) -> dict[str, None]:
    """Classes that would count for a line in one of the grades to come."""
    codes: dict[str, None] = {}
    for grade in planning.grades:
        codes |= dict.fromkeys(compiled.fillers(planning.year_of(grade), grade)[key])
    return codes


def _is_open(code: str, planning: Planning) -> bool:
    """Whether a class is taught here, and neither it nor one of the same content is taken whole or planned."""
    return code in planning.offers and planning.offers[code].taught and code not in planning.ground.closed


def _end(way: Sequence[tuple[str, int]], planning: Planning) -> Taught:
    return planning.catalog.taught[way[-1][0]]


def _soonest(way: Sequence[Step], planning: Planning) -> tuple[bool, int, int]:
    return not planning.catalog.taught[way[-1].code].is_plain, way[-1].grade, len(way)


def _is_by(steps: Sequence[Step], by: int) -> bool:
    return bool(steps) and steps[-1].grade <= by


def _missing(line: LineResult) -> tuple[str, str]:
    """What a line lacks for sure, and what it may lack besides: there the rules leave a question."""
    return _words(_sure(line), line.short)


def _sure(line: LineResult) -> int:
    enough = line.need if line.line.enough is None else min(line.need, line.line.enough - line.waived)
    return min(line.short, max(0, enough - line.filled[ASK]))


def _words(sure: int, short: int) -> tuple[str, str]:
    return credit_words(sure) if sure else "", credit_words(short - sure) if short > sure else ""


# —— where any class counts


def _of_any(lines: Sequence[LineResult], held: Held, planning: Planning) -> list[Left]:
    """The line that takes every class, and what is missing in all beyond the lines."""
    short = sum(line.short for line in lines)
    more = held.result.short[Certainty.PROJECTED] - short
    open_ones = [(line.line.key, said(line.line.title), *_missing(line)) for line in lines if line.line.open]
    if more > 0:
        open_ones.append(("total", "", credit_words(more), ""))
    if not open_ones:
        return []
    closed = [line.line.key for line in lines if not line.line.open]
    examples = _examples(closed, held.compiled, planning)
    by = _last_to_begin(max(short, short + more), planning)
    return [
        Left(
            *words, others=tuple(examples[:MOST_NAMED]), more=max(0, len(examples) - MOST_NAMED), by=by, is_any=True,
            is_full=not by,
        )
        for words in open_ones
    ]  # fmt: skip


def _examples(closed: Sequence[str], compiled: Compiled, planning: Planning) -> list[Turn]:
    """Plain classes that can be taken in the next grade and are needed for no requirement that is still open."""
    needed = {code for key in closed for code in _fillers(key, compiled, planning)}
    found = []
    for code, offer in planning.offers.items():
        course = planning.catalog.taught[code]
        if course.is_plain and code not in needed and _is_open(code, planning):
            grade = next((at for at in planning.grades if objection(offer, at, "", planning.ground) is None), 0)
            if grade:
                found.append(Turn(code, course.title, grade))
    # By the catalog's own title: what is named does not depend on the language of the reader.
    return sorted(found, key=lambda turn: (turn.grade, planning.catalog.taught[turn.code].own_title))


def _last_to_begin(units: int, planning: Planning) -> int:
    """The last grade in which so much can begin: counted backwards from the last one over the room that is left.

    0 where the grades to come have no room for it.
    """
    for grade in reversed(planning.grades):
        room = _room_in(grade, planning)
        units -= units if room is None else room
        if units <= 0:
            return grade
    return 0


def _room_in(grade: int, planning: Planning) -> int | None:
    """What a grade still takes beside what is planned for it; None where nothing says how much it takes."""
    room = planning.ground.room_of(grade)
    if room is None:
        return None
    return max(0, room - sum(step.units for step in planning.ground.steps if step.grade == grade))


# —— again, and ways of several


def to_take_again(planning: Planning) -> list[Again]:
    """Failed classes that were not passed since, are not under way and not planned, as an honors class neither.

    One of which a part was passed, or is still under way, and another failed is among them, as long as it gave less
    than all of its credit.
    """
    if planning.rules is None:
        return []
    marks, closed = planning.rules.marks, planning.ground.closed
    failed: dict[str, TranscriptCourse] = {}
    for row in planning.record:
        is_failed = row.mark in marks and marks[row.mark].credit == "no"
        if row.state == TranscriptCourse.State.COMPLETED and is_failed:
            failed[row.code] = row
    return [_again(row, planning) for code, row in failed.items() if code not in closed]


def _again(row: TranscriptCourse, planning: Planning) -> Again:
    terms, short = terms_now(row.code, planning), planning.lacking.get(row.code, 0)
    return Again(
        row.code,
        _title(row, planning),
        row.mark,
        year_text(row.school_year),
        _next_grade(row.code, planning),
        tuple(map(term_words, terms)),
        credit_words(short) if short else "",
        terms[0] if terms else "",
    )


def terms_now(code: str, planning: Planning) -> list[str]:
    """The terms of this year in which the rules still take a class, the first one first."""
    ground = planning.ground
    if ground.now is None or code not in planning.offers:
        return []
    offer = planning.offers[code]
    return [term for term in ground.now.terms_of(offer) if objection(offer, ground.grade, term, ground) is None]


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
