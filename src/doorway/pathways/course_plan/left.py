"""What is left to plan: requirements with the last grade in which they can begin, failed classes to take again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from doorway.pathways.core.apart import told_apart
from doorway.pathways.core.planning import LAST_GRADE, objection
from doorway.pathways.core.result import Audit, LineResult
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Certainty, Transcript
from doorway.pathways.core.ways import ends_of_ways, way_to
from doorway.pathways.course_plan.ground import Planning, taken_of
from doorway.pathways.course_plan.held import Held
from doorway.pathways.course_plan.low import asked_words
from doorway.pathways.course_plan.naming import Named, Namer, Pick
from doorway.pathways.graduation.amounts import amounts, missing_words, sure
from doorway.pathways.graduation.records import course_of, is_ahead
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.unmarked import is_unsettled
from doorway.pathways.graduation.wording import credit_words, said, term_words
from doorway.pathways.models import TranscriptCourse
from doorway.policy.packs import year_text

if TYPE_CHECKING:
    from doorway.pathways.course_plan.choosing import Choosable

# So many other classes are named beside the first one.
MOST_NAMED = 3


@dataclass(frozen=True)
class Turn:
    """A class on the way to a requirement, and the last grade in which it can be taken."""

    code: str
    title: str
    grade: int


@dataclass(frozen=True)
class ToTake:
    """A class that is named for a requirement, after what comes before it and is named for no other one.

    ``is_late``: it should have begun by now, and the turns stand in the earliest grades that are left. ``is_full``: the
    plan as it stands has no room for it.
    """

    turns: tuple[Turn, ...]
    is_late: bool = False
    is_full: bool = False

    @property
    def last(self) -> Turn:
        """What fills the requirement."""
        return self.turns[-1]


@dataclass(frozen=True)
class Left:
    """A requirement that nothing in record or plan fills. ``missing`` is sure, ``unsure`` a question of the rules.

    ``ways``: the plainest classes that fill it together, and of no two requirements the same; ``others``: one that asks
    for more and would do in place of the only one. ``rest``: what no further class of this school can fill. Where any
    class counts (``is_any``) there is no such way: ``others`` are examples then, ``more`` how many there are besides,
    and ``by`` the last grade in which to begin, so that all that is missing has room; 0 where the plan as it stands
    has none. ``title`` is empty for credit that is missing in all and in no requirement. ``places``: those of the named
    classes that can be put into the plan as it stands, each with where; ``standing``: those that stand in it where it
    is not possible.

    Without either no class of this school fills it any more.
    """

    key: str
    title: str
    missing: str
    unsure: str = ""
    ways: tuple[ToTake, ...] = ()
    others: tuple[Turn, ...] = ()
    rest: str = ""
    more: int = 0
    by: int = 0
    is_any: bool = False
    places: tuple[Choosable, ...] = ()
    standing: frozenset[str] = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether the plan as it stands has no room for it."""
        return not self.by if self.is_any else any(way.is_full for way in self.ways)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every class that is named for it."""
        return tuple(turn for way in self.ways for turn in way.turns)

    @property
    def named(self) -> tuple[str, ...]:
        """The codes of all classes that are named, each once."""
        return tuple(dict.fromkeys(turn.code for turn in (*self.turns, *self.others)))

    @property
    def placed(self) -> frozenset[str]:
        """The codes of the classes that can be put into the plan where they are named, or stand in it: they need no
        second way.
        """
        return self.standing.union(course.code for course in self.places)

    @property
    def last(self) -> Turn | None:
        """The class with which it is filled."""
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
    """A class that was failed and gives no credit yet, or not all of it; or one whose mark is too low.

    ``grade``: where it can be taken again; 0 for nowhere. ``now``: the terms of this year in which it can be made up,
    as people say them; empty for none. ``term``: the first of them as the plan writes it. ``short``: the credit that is
    missing; empty where the catalog does not have the class. ``asked``: the mark that would do, and for what.
    """

    code: str
    title: str
    mark: str
    year: str
    grade: int
    now: tuple[str, ...] = ()
    short: str = ""
    term: str = ""
    asked: str = ""


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
    namer = Namer(planning, held)
    groups = namer.named()
    used = {code for group in groups for pick in group.picks for code, _grade in pick.steps}
    groups.sort(key=_begins)
    named = [_left(group, namer, used) for group in groups]
    return [*named, *_of_any([line for line in held.result.lines if line.short], held, namer, used)]


def _begins(group: Named) -> tuple[bool, int]:
    """What is late comes first, then what has to begin first."""
    grades = [grade for pick in group.picks for _code, grade in pick.steps]
    return not any(pick.is_late for pick in group.picks), min(grades, default=0)


def crowded(planning: Planning, held: Held | None) -> Crowded | None:
    """Each requirement may have time until the last grade, and all of them together none. No query."""
    if held is None or not planning.grades or not is_known(planning, held):
        return None
    missing, _unsure = missing_in(held.result)
    by = _last_to_begin(missing, planning)
    grades = (LAST_GRADE,) if by else planning.grades
    rooms = [room for grade in grades if (room := _room_in(grade, planning)) is not None]
    if not missing or by == LAST_GRADE or len(rooms) < len(grades):
        return None
    return Crowded(credit_words(missing), credit_words(sum(rooms)), by)


def missing_in(result: Audit) -> tuple[int, int]:
    """What a plan lacks in all for sure, and what it may lack besides: there the rules leave a question."""
    short = result.short[Certainty.PROJECTED]
    certain = min(short, result.short[Certainty.ASK])
    return certain, short - certain


def is_known(planning: Planning, held: Held) -> bool:
    """Without a record nobody knows what is filled; before the first grade that counts nothing is."""
    return bool(planning.catalog.kinds) and (bool(planning.record) or planning.grade < held.compiled.rules.first_grade)


# —— requirements that certain classes fill


def _left(group: Named, namer: Namer, used: set[str]) -> Left:
    """Requirements with what is named for them; ``used``: codes that are named already, also as a choice."""
    first, short = group.lines[0], group.short
    ways = tuple(_way(pick, namer) for pick in group.picks)
    others = _harder(group, namer, used) if len(ways) == 1 else ()
    used.update(turn.code for turn in others)
    return Left(
        first.line.key,
        _title_of([said(line.line.title) for line in group.lines]),
        *amounts(sum(map(sure, group.lines)), short),
        ways=ways,
        others=others,
        rest=credit_words(group.rest) if group.rest and ways else "",
    )


def _way(pick: Pick, namer: Namer) -> ToTake:
    taught = namer.planning.catalog.taught
    turns = tuple(Turn(code, taught[code].title, grade) for code, grade in pick.steps)
    return ToTake(turns, pick.is_late, pick.is_full)


def _harder(group: Named, namer: Namer, used: set[str]) -> tuple[Turn, ...]:
    """Harder classes that would do as well; for several requirements those that would fill all of them."""
    taught, rest = namer.planning.catalog.taught, group.lines[1:]
    found = [
        Turn(code, taught[code].title, grade)
        for code, grade in namer.harder(group.lines[0], used)
        if not rest or (taught[code].units >= group.short and all(code in namer.fillers(line) for line in rest))
    ]
    return tuple(found[:MOST_NAMED])


def _title_of(titles: Sequence[str]) -> str:
    """Titles as one, with what they begin with alike said once: “History, first semester and second semester”."""
    head, _comma, _rest = titles[0].partition(", ")
    if all(title.startswith(f"{head}, ") for title in titles):
        titles = [title if at == 0 else title.removeprefix(f"{head}, ") for at, title in enumerate(titles)]
    return reduce(lambda one, other: _("%(one)s and %(other)s") % {"one": one, "other": other}, titles)


# —— where any class counts


def _of_any(lines: Sequence[LineResult], held: Held, namer: Namer, used: set[str]) -> list[Left]:
    """The line that takes every class, and what is missing in all beyond the lines."""
    short = sum(line.short for line in lines)
    more = held.result.short[Certainty.PROJECTED] - short
    open_ones = [
        (line.line.key, said(line.line.title), *missing_words(line, held.result)) for line in lines if line.line.open
    ]
    if more > 0:
        open_ones.append(("total", "", credit_words(more), ""))
    if not open_ones:
        return []
    examples = _examples([line for line in lines if not line.line.open], namer, used)
    by = _last_to_begin(max(short, short + more), namer.planning)
    # Each has examples of its own.
    shares = [examples[at :: len(open_ones)] for at in range(len(open_ones))]
    return [
        Left(*words, others=tuple(own[:MOST_NAMED]), more=max(0, len(own) - MOST_NAMED), by=by, is_any=True)
        for words, own in zip(open_ones, shares, strict=True)
    ]


def _examples(closed: Sequence[LineResult], namer: Namer, used: set[str]) -> list[Turn]:
    """Plain classes that can be taken in a grade to come and are needed for no requirement that is still open."""
    planning = namer.planning
    needed = used.union(*(namer.fillers(line) for line in closed))
    found = []
    for code, offer in planning.offers.items():
        course = planning.catalog.taught[code]
        # A class whose mark is too low has given its credit: again it gives no more.
        if course.is_plain and code not in needed and code not in planning.low and namer.is_open(code):
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
    than all of its credit. So is one whose mark is too low for what is still needed, and one of a year that is over
    that has no mark, or none that is final.
    """
    if planning.rules is None:
        return []
    marks, names = planning.rules.marks, _classes(planning, planning.rules)
    failed: dict[str, TranscriptCourse] = {}
    for row in planning.record:
        is_failed = row.mark in marks and marks[row.mark].credit == "no"
        if row.state == TranscriptCourse.State.COMPLETED and is_failed:
            failed[names[row.pk.hex]] = row
    for row in planning.record:
        if is_unsettled(row, marks, planning.runs) and row.code in planning.ground.halves:
            failed.setdefault(names[row.pk.hex], row)
    low = {key for own in planning.low.values() for one in own for key in one.rows}
    for row in planning.record:
        if row.pk.hex in low:
            failed.setdefault(names[row.pk.hex], row)
    return [_again(row, planning, names) for name, row in failed.items() if not _is_closed(name, row, planning, names)]


def _classes(planning: Planning, rules: RuleSet) -> dict[str, str]:
    """By the key of each row of the record a name of its class: the code, and under a general one the title as well."""
    names = {row.pk.hex: row.code for row in planning.record}
    if all(code in planning.catalog.taught for code in names.values()):
        return names
    found = (course_of(row, this_year=planning.year, runs=planning.runs) for row in planning.record)
    record = Transcript("", 0, planning.grade, tuple(course for course in found if course is not None))
    apart = told_apart(ready(rules, planning.catalog.kinds), record)
    return names | {course.key: course.code for course in apart.courses}


def _is_closed(name: str, row: TranscriptCourse, planning: Planning, names: Mapping[str, str]) -> bool:
    """Whether a class has nothing more to give. One under a general code is not what others under it are."""
    if name == row.code:
        return name in planning.ground.closed
    own = [one for one in planning.record if names[one.pk.hex] == name]
    if any(is_ahead(one, planning.year) for one in own):
        return True
    low = {key for each in planning.low.get(row.code, ()) for key in each.rows}
    taken, _halves = taken_of(own, planning.rules, {}, planning.runs)
    return bool(taken) and not any(one.pk.hex in low for one in own)


def _again(row: TranscriptCourse, planning: Planning, names: Mapping[str, str]) -> Again:
    terms, short = terms_now(row.code, planning), planning.lacking.get(row.code, 0)
    own = {one.pk.hex for one in planning.record if names[one.pk.hex] == names[row.pk.hex]}
    return Again(
        row.code,
        _title(row, planning),
        row.mark or _("no mark yet"),
        year_text(row.school_year),
        _next_grade(row.code, planning),
        tuple(map(term_words, terms)),
        credit_words(short) if short else "",
        terms[0] if terms else "",
        asked_words(one for one in planning.low.get(row.code, ()) if not own.isdisjoint(one.rows)),
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
