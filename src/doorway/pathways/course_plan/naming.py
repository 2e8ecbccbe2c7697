"""Which classes are named for what is missing: each at most once, and together enough of them. The audit is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from doorway.pathways.core.audit import audit
from doorway.pathways.core.planning import LAST_GRADE, Step
from doorway.pathways.core.result import LineResult
from doorway.pathways.core.transcript import Certainty, Course
from doorway.pathways.core.ways import latest, way_to
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import Held
from doorway.pathways.graduation.records import Taught, class_of

# So many classes are tried for one requirement; the first that fit are as good as any.
MOST_TRIED = 40
# So often the audit is asked what is still missing with what is named, and so many orders of naming are tried.
MOST_ROUNDS = 6
MOST_ORDERS = 3
# A class and the last grade for it.
At = tuple[str, int]


@dataclass(frozen=True)
class Pick:
    """A way to a class that is named: what comes before it first.

    ``is_late``: it should have begun by now, and its classes stand in the earliest grades that are left. ``is_full``:
    the plan as it stands has no room for it.
    """

    steps: tuple[At, ...]
    is_late: bool = False
    is_full: bool = False


@dataclass
class Named:
    """Requirements, and what is named for them. ``rest``: units of them that no other class here can fill."""

    lines: list[LineResult]
    picks: list[Pick] = field(default_factory=list)
    rest: int = 0

    @property
    def short(self) -> int:
        """Units that are missing."""
        return _sum(self.lines)

    def rest_takes(self, code: str, namer: Namer) -> bool:
        """Whether the class counts for any of them."""
        return any(code in namer.fillers(line) for line in self.lines)


class Namer:
    """Names classes for one plan. No query."""

    def __init__(self, planning: Planning, held: Held) -> None:
        self.planning, self.held = planning, held
        self._closed = [line for line in held.result.lines if line.short and not line.line.open]
        self._latest = lru_cache(maxsize=None)(self._latest_way)
        self._way = lru_cache(maxsize=None)(self._way_now)

    def named(self) -> list[Named]:
        """Every requirement that certain classes fill and nothing does, with the classes that are named for it."""
        best = _Naming(self, ())
        first = set(best.stuck)
        # A class that two requirements take may be the only one that one of them has: then that one chooses first.
        for _number in range(1, MOST_ORDERS):
            if not first or not best.rest:
                break
            tried = _Naming(self, first)
            if tried.rest < best.rest:
                best = tried
            if tried.stuck <= first:
                break
            first |= tried.stuck
        return best.groups

    def fillers(self, line: LineResult) -> dict[str, None]:
        """Classes that would count for a line in one of the grades to come."""
        return self.fillers_of.get(line.line.key, {})

    @cached_property
    def fillers_of(self) -> dict[str, dict[str, None]]:
        """The same of every line."""
        found: dict[str, dict[str, None]] = {}
        for grade in self.planning.grades:
            for key, codes in self.held.compiled.fillers(self.planning.year_of(grade), grade).items():
                found.setdefault(key, {}).update(dict.fromkeys(codes))
        return found

    def is_open(self, code: str) -> bool:
        """Whether a class is taught here, and neither it nor one of the same content is taken whole or planned."""
        offers = self.planning.offers
        return code in offers and offers[code].taught and code not in self._gone

    @cached_property
    def _gone(self) -> set[str]:
        return self.planning.ground.closed

    @cached_property
    def useful(self) -> list[str]:
        """Classes that can still be taken, plain and large ones last: what comes first is left out first.

        Whether one counts somewhere the audit says: a requirement may take no more than so much of a kind of class.
        """
        taught = self.planning.catalog.taught
        found = [code for code in taught if self.is_open(code) and self._way(code)]
        return sorted(found, key=lambda code: (taught[code].is_plain, self.gives(code), taught[code].own_title))

    def steps(self, code: str) -> tuple[At, ...]:
        """The way to a class, each in the last grade for it, else in the earliest one that is left."""
        way = self._latest(code, LAST_GRADE)
        return way or tuple((step.code, step.grade) for step in self._way(code))

    def gives(self, code: str) -> int:
        """Units that a class would give: all of it, or what is missing of it."""
        return self.planning.lacking.get(code, self.planning.catalog.taught[code].units)

    def _latest_way(self, code: str, by: int) -> tuple[At, ...]:
        return tuple(latest(code, self.planning.offers, self.planning.ground, by=by))

    def _way_now(self, code: str) -> tuple[Step, ...]:
        return way_to(code, self.planning.offers, self.planning.ground).steps

    def _ways(self, line: LineResult, need: int, without: Iterable[str]) -> tuple[list[tuple[At, ...]], list[str], int]:
        """Ways to fill so much of a line, best first; the classes that were tried; the last grade for the line.

        Of plain classes the one that fills all of it, that goes on from what is needed in the same section anyway or
        needs nothing before it, and that leaves the most time.
        """
        planning, taught, without = self.planning, self.planning.catalog.taught, set(without)
        others = [other for other in self._closed if other.line is not line.line]
        needed = set[str]().union(*(self.fillers(other) for other in others))
        same = set[str]().union(
            *(self.fillers(other) for other in others if other.line.section == line.line.section)
        )  # fmt: skip
        leaves = class_of(planning.grade, planning.year)
        by = LAST_GRADE if line.by is None else LAST_GRADE - (leaves - line.by)

        def lacks(code: str) -> int:
            return max(0, need - self.gives(code))

        tried = [code for code in self.fillers(line) if self.is_open(code) and code not in without]
        tried.sort(key=lambda code: (not taught[code].is_plain, lacks(code), taught[code].own_title))
        tried = tried[:MOST_TRIED]
        ways = [way for code in tried if (way := self._latest(code, by))]
        ways.sort(key=lambda way: (not self._end(way).is_plain, lacks(way[-1][0]), _detour(way, same, needed),
                                   -way[0][1], len(way)))  # fmt: skip
        return ways, tried, by

    def pick(self, line: LineResult, need: int, without: Iterable[str]) -> Pick | None:
        """The way to fill so much of a line with the class that asks for no more than usual; None for nothing."""
        ways, tried, by = self._ways(line, need, without)
        # What is named is what can be put into the plan as it stands; where nothing can, that is said.
        fitting = [way for way in ways if self._fits(way, by)]
        if ways:
            return Pick((fitting or ways)[0], is_full=not fitting)
        soon = min(filter(None, map(self._way, tried)), key=self._soonest, default=())
        return Pick(tuple((step.code, step.grade) for step in soon), is_late=True) if soon else None

    def harder(self, line: LineResult, without: Iterable[str]) -> list[At]:
        """Classes that ask for more than usual, need nothing before them and would do as well."""
        ways, _tried, by = self._ways(line, line.short, without)
        return [way[0] for way in ways if len(way) == 1 and not self._end(way).is_plain and self._fits(way, by)]

    def _end(self, way: Sequence[At]) -> Taught:
        return self.planning.catalog.taught[way[-1][0]]

    def _fits(self, way: Sequence[At], by: int) -> bool:
        steps = self._way(way[-1][0])
        return bool(steps) and steps[-1].grade <= by

    def _soonest(self, way: Sequence[Step]) -> tuple[bool, int, int]:
        return not self.planning.catalog.taught[way[-1].code].is_plain, way[-1].grade, len(way)

    def short_with(self, grades: dict[str, int]) -> list[LineResult]:
        """The requirements that are not filled when these classes are passed as well, each in its grade."""
        if not grades:
            return self._closed
        planning, held = self.planning, self.held
        more = tuple(
            Course(f"named-{code}", code, planning.offers[code].units, planning.year_of(grade), _term(code, planning),
                   state=Certainty.PROJECTED)
            for code, grade in grades.items()
        )  # fmt: skip
        record = replace(held.record, courses=(*held.record.courses, *more))
        result = audit(held.compiled, record, today=held.today)
        return [line for line in result.lines if line.short and not line.line.open]


class _Naming:
    """One try to name classes for everything. ``stuck``: keys for which there was no class left that is not named."""

    def __init__(self, namer: Namer, first: Iterable[str]) -> None:
        self.namer, self.first = namer, set(first)
        self.groups: list[Named] = []
        self.grades: dict[str, int] = {}
        self.stuck: set[str] = set()
        # Of the classes that were named since the audit was asked: what they give and nothing has taken yet, and
        # for which requirements they are named; None for what only comes before another one.
        self._spare: dict[str, int] = {}
        self._owner: dict[str, Named | None] = {}
        lines = namer.short_with({})
        for _number in range(MOST_ROUNDS):
            todo = [line for line in lines if line.line.key not in self.stuck]
            if not todo:
                break
            self._spare.clear()
            todo.sort(key=self._rank)
            for line in todo:
                self._fill(line)
            lines = namer.short_with(self.grades)
        lines = self._shifted(lines)
        left = {line.line.key: line.short for line in lines}
        for group in self.groups:
            group.rest = sum(left.pop(line.line.key, 0) for line in group.lines)
            self._own(group)
        self.rest = sum(group.rest for group in self.groups) + sum(left.values())

    def _rank(self, line: LineResult) -> tuple[bool, int]:
        """Whoever found nothing before chooses first, then whoever has the fewest classes to choose from."""
        open_ones = (code for code in self.namer.fillers(line) if self.namer.is_open(code))
        return line.line.key not in self.first, sum(1 for _code in open_ones)

    def _known(self, line: LineResult) -> Named | None:
        found = (group for group in self.groups if any(one.line.key == line.line.key for one in group.lines))
        return next(found, None)

    def _group(self, line: LineResult) -> Named:
        group = self._known(line)
        if group is None:
            group = Named([line])
            self.groups.append(group)
        return group

    def _fill(self, line: LineResult) -> None:
        need = line.short
        if self._is_filled_beside(line):
            return
        group = self._group(line)
        for code in self._spare:
            if need > 0 and self._owner[code] is None and code in self.namer.fillers(line):
                # It is named already, because it comes before another one.
                self._owner[code] = group
                group.picks.append(Pick(((code, self.grades[code]),)))
                need, self._spare[code] = need - self._spare[code], max(0, self._spare[code] - need)
        while need > 0:
            pick = self.namer.pick(line, need, self.namer.planning.ground.with_same(self.grades))
            if pick is None:
                self.stuck.add(line.line.key)
                return
            need -= self._name(pick, group, line, need)

    def _name(self, pick: Pick, group: Named, line: LineResult, need: int) -> int:
        """Name a way; what it gives to the line."""
        group.picks.append(pick)
        given, end = 0, pick.steps[-1][0]
        for code, grade in pick.steps:
            is_new = code not in self.grades
            self.grades[code] = min(grade, self.grades.get(code, LAST_GRADE))
            if is_new:
                units = self.namer.gives(code)
                takes = min(units, max(0, need - given)) if code in self.namer.fillers(line) else 0
                given += takes
                self._spare[code] = units - takes
                self._owner[code] = group if takes or code == end else None
        # A class that gives nothing to the line it was chosen for would be chosen without end.
        return given or need

    def _is_filled_beside(self, line: LineResult) -> bool:
        """Whether a class that is named for a requirement of the same section fills this one as well: one for both."""
        if self.namer.held.compiled.rules.split != "free" or self._known(line) is not None:
            return False
        for code, spare in self._spare.items():
            owner = self._owner[code]
            if owner is None or spare < line.short or code not in self.namer.fillers(line):
                continue
            if owner.lines[0].line.section == line.line.section and len(owner.picks) == 1:
                owner.lines.append(line)
                self._spare[code] -= line.short
                return True
        return False

    def _shifted(self, lines: list[LineResult]) -> list[LineResult]:
        """Where nothing is left that a requirement takes, another class may free one that it takes: the audit says it.

        All of them are tried at once, and then whatever is not needed is left out again.
        """
        short = _sum(lines)
        if not short:
            return lines
        namer, gone = self.namer, self.namer.planning.ground.with_same(self.grades)
        ends = [code for code in namer.useful if code not in gone]
        tried = self._with(ends)
        best = namer.short_with(tried)
        least = _sum(best)
        if least >= short:
            return lines
        size = len(ends)
        while size:
            for start in range(0, len(ends), size):
                fewer = [*ends[:start], *ends[start + size :]]
                without = namer.short_with(self._with(fewer))
                if _sum(without) <= least:
                    ends, best = fewer, without
                    break
            else:
                size = min(size - 1, size // 2)
        stuck = [group for group in self.groups if any(line.line.key in self.stuck for line in group.lines)]
        for number, code in enumerate(ends):
            steps = namer.steps(code)
            for one, grade in steps:
                self._owner.setdefault(one, None)
                self.grades.setdefault(one, grade)
            group = next((group for group in stuck if group.rest_takes(code, namer)), stuck[number % len(stuck)])
            self._owner[code] = group
            group.picks.append(Pick(steps))
        return best

    def _with(self, ends: Iterable[str]) -> dict[str, int]:
        more = {code: grade for end in ends for code, grade in self.namer.steps(end)}
        return more | self.grades

    def _own(self, group: Named) -> None:
        """Leave in the ways of a group what is named nowhere else, each class in the last grade for all of its ways."""
        picks: list[Pick] = []
        for pick in group.picks:
            steps = []
            for code, _grade in pick.steps:
                owner = self._owner[code]
                if owner is None:
                    owner = self._owner[code] = group
                if owner is group and all(code != one for shown in picks for one, _at in shown.steps):
                    steps.append((code, self.grades[code]))
            if steps:
                picks.append(replace(pick, steps=tuple(steps)))
        group.picks = picks


def _sum(lines: Iterable[LineResult]) -> int:
    return sum(line.short for line in lines)


def _term(code: str, planning: Planning) -> str:
    terms = planning.offers[code].terms
    return terms[0] if len(terms) == 1 else ""


def _detour(way: Sequence[At], same: set[str], needed: set[str]) -> int:
    """How far a way leads around: 2 where it needs a class first that fills nothing else that is open.

    0 where it goes on from what the same section needs anyway, as English 12 from English 11; 1 for all other ways.
    """
    before = {code for code, _grade in way[:-1]}
    if not before:
        return 1
    if before <= same:
        return 0
    return 1 if before <= needed else 2
