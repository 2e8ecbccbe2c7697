"""What other rules would change: measure by measure, for which students, as everything stands now, in one pass.

Counted is the day on which they begin to hold. What nobody does until then is missing on it, and what is due by then is
overdue on it, although today it is not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from doorway.accounts.models import District
from doorway.compliance.core.days import Year, years_later
from doorway.compliance.core.years import FURTHEST_START_DAYS
from doorway.compliance.models import Standing
from doorway.compliance.queries.standing import (
    GRADES,
    Asked,
    Part,
    calendar_of,
    count_if,
    has_plan,
    is_as_planned,
    is_done,
    is_involved,
    is_overdue,
    is_signed,
    may_have_group,
    nth_conference,
    seats,
)
from doorway.compliance.queries.standing.calendar import Calendar
from doorway.policy.packs import grade_code

# "done" says who lacks anything that is known; the others what that is; "overdue" whose day is over.
MEASURES = ("individual", "group", "plan", "signed", "involved", "registered", "done", "overdue")

AT_ONCE = 60
"""So many things are counted in one statement. SQLite takes five hundred of them, and some 30,000 values in all of them
together; one thing has up to four hundred values."""


@dataclass(frozen=True)
class Reckoned:
    """The day for which a preview is reckoned, and what is held against on it.

    The students are those of ``today``. ``ahead``: so many school years later the day is, so many grades further are
    they on it.
    """

    today: date
    on: date
    held: Calendar
    ahead: int = 0

    @property
    def is_later(self) -> bool:
        """The day is still to come."""
        return self.on > self.today


def reckoned_for(district: District, starts_on: date | None, today: date) -> Reckoned:
    """The day on which something begins to hold; today where it holds already or nobody has said when. One query.

    So it is where it would begin only after years: that is a slip in the year, and is said as one.
    """
    on = today if starts_on is None or (starts_on - today).days > FURTHEST_START_DAYS else max(starts_on, today)
    held = calendar_of(district, on, today)
    if on == today:
        return Reckoned(today, on, held)
    begun = [year for year in held.years if year.starts_on <= today]
    # A school year that nobody has entered yet begins like the one before it.
    years = list(held.years)
    while years and on >= years_later(years[0].starts_on, 1):
        years.insert(0, Year(years_later(years[0].starts_on, 1), years_later(years[0].ends_on, 1)))
    if len(years) > len(held.years):
        groups = tuple(replace(one, years=tuple(years)) for one in held.groups)
        # Of a year that has not begun nobody has planned or entered classes here.
        held = replace(held, years=tuple(years), groups=groups, registration=False)
    now = next(iter(begun), None)
    # A day of summer after the last school year is still of that one.
    ahead = 0 if now is None else years[0].ends_on.year - now.ends_on.year
    held = replace(held, apart=tuple(one.later(ahead) for one in held.apart))
    return Reckoned(today, on, held, ahead)


@dataclass(frozen=True)
class DueBy:
    """Grades of which something is due before the day of a preview by the new rules, and was not by the old ones.

    ``plan``: it is the plan's own day; ``is_first``: that of the first of several conferences.
    """

    first: int
    last: int
    due: date
    plan: bool = False
    is_first: bool = False


def due_before(before: Asked | None, after: Asked) -> list[DueBy]:
    """What will have been due on the day itself: whoever lacks it is late from the first day on. No query."""
    found: list[DueBy] = []
    for what in ("due", "first_due", "plan_due"):
        for grade in GRADES:
            code = grade_code(grade)
            old, new = (one.part(code) if one else None for one in (before, after))
            if new is None or same_for_student(old, new):
                continue
            was, will = (None if one is None else getattr(one, what) for one in (old, new))
            if will is None or will >= after.on or (was is not None and was < after.on):
                continue
            this = DueBy(grade, grade, will, plan=what == "plan_due", is_first=what == "first_due")
            same = next((one for one in found if replace(this, first=one.first, last=grade - 1) == one), None)
            if same is not None:
                found[found.index(same)] = replace(same, last=grade)
            else:
                found.append(this)
    return found


@dataclass(frozen=True)
class Moved:
    """One measure under two sets of rules: how many students lack it before and after.

    ``more``: lack it and did not, or lack more conferences than before; ``less`` the other way round. Of "overdue" they
    are those whose day is over. ``gone``: lacked it, and nothing is asked of their grade any more. That is no better.
    """

    before: int = 0
    after: int = 0
    more: int = 0
    less: int = 0
    gone: int = 0

    def __add__(self, other: Moved) -> Moved:
        return Moved(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    @property
    def is_any(self) -> bool:
        """Whether it is otherwise for anybody."""
        return bool(self.more or self.less or self.gone)


@dataclass(frozen=True)
class ChangeLine:
    """A school and grade under two sets of rules: how many students, and what would be otherwise for how many.

    ``moved`` has the measures whose rules differ.
    """

    school: uuid.UUID
    grade: int
    students: int
    moved: Mapping[str, Moved]

    def with_others(self, other: ChangeLine) -> ChangeLine:
        """Together with others of the same school and grade, who came to it through other grades."""
        names = [name for name in MEASURES if name in self.moved or name in other.moved]
        moved = {name: self.moved.get(name, Moved()) + other.moved.get(name, Moved()) for name in names}
        return replace(self, students=self.students + other.students, moved=moved)

    @property
    def is_moving(self) -> bool:
        """Whether anything is otherwise for anybody today."""
        return any(one.is_any for one in self.moved.values())

    @property
    def lose(self) -> int:
        """Lacked nothing that is known, and would lack something."""
        return self.moved.get("done", Moved()).more

    @property
    def win(self) -> int:
        """Lacked something, and would lack nothing that is known."""
        return self.moved.get("done", Moved()).less


def all_moved(lines: Iterable[ChangeLine]) -> dict[str, Moved]:
    """The measures that are otherwise for somebody, of all these lines together, in the order of a page."""
    lines = list(lines)
    found = {name: sum((line.moved[name] for line in lines if name in line.moved), Moved()) for name in MEASURES}
    return {name: moved for name, moved in found.items() if moved.is_any}


def changes(before: Asked | None, after: Asked, day: Reckoned | None = None) -> list[ChangeLine]:
    """Every school and grade for which the rules differ, with its numbers on their day. One query; more where there are
    more than :data:`AT_ONCE` things to count.

    ``day``: whose students they are, where that is another day than the one of which something is asked.
    """
    ahead = day.ahead if day else 0
    rows = seats(after.district, after.here)
    counted = []
    names: dict[int, tuple[int, tuple[str, ...], bool]] = {}
    for grade, there, old, new in _seats_apart(before, after):
        if same_for_student(old, new) or grade - ahead not in GRADES:
            continue
        differing = {
            name: (was, will, more, less)
            for name in MEASURES
            if (found := _compared(name, (old, before), (new, after))) is not None
            for was, will, more, less in [found]
        }
        place = len(names)
        names[place] = (grade, tuple(differing), new is None)
        numbers: dict[str, Any] = {}
        for number, name in enumerate(MEASURES):
            for what, condition in zip("bamk", differing.get(name, (None,) * 4), strict=True):
                numbers[f"{what}{number}"] = Value(0) if condition is None else count_if(condition)
        counted.append(
            rows.filter(there, grade=grade_code(grade - ahead))
            .values("school_id")
            .annotate(part=Value(place), students=Count("*"), **numbers)
            .values_list("school_id", "part", "students", *numbers)
        )
    told: dict[tuple[uuid.UUID, int], ChangeLine] = {}
    for school, place, students, *flat in _together(counted):
        grade, differ, is_gone = names[place]
        fours = {name: flat[number * 4 : number * 4 + 4] for number, name in enumerate(MEASURES) if name in differ}
        moved = {
            name: Moved(was, will, more, 0 if is_gone else less, less if is_gone else 0)
            for name, (was, will, more, less) in fours.items()
        }
        line = ChangeLine(school, grade, students, moved)
        told[school, grade] = told[school, grade].with_others(line) if (school, grade) in told else line
    return list(told.values())


def _together(counted: Sequence[QuerySet[Standing, tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    """The rows of all of these, in as few statements as a database takes."""
    for begins in range(0, len(counted), AT_ONCE):
        first, *others = counted[begins : begins + AT_ONCE]
        yield from first.union(*others, all=True) if others else first


Side = tuple[Part | None, Asked | None]
Four = tuple[Q | None, Q | None, Q | None, Q | None]


def _compared(name: str, old: Side, new: Side) -> Four | None:
    """Who lacks it before, after, more than before, less than before; none of all where it is the same for everybody.

    A condition that is none is one that nobody fulfills.
    """
    was, will = _lacks(name, *old), _lacks(name, *new)
    if name in {"individual", "group"}:
        olds, news = _steps(name, *old), _steps(name, *new)
        if olds == news:
            return None
        return was, will, _beyond(news, olds), _beyond(olds, news)
    if was == will:
        return None
    return was, will, _but(will, was), _but(was, will)


def _but(one: Q | None, other: Q | None) -> Q | None:
    """The one and not the other."""
    return one if one is None or other is None else one & ~other


def _lacks(name: str, part: Part | None, asked: Asked | None) -> Q | None:
    """Who lacks something; none where nobody can, because it is not asked or not known."""
    if part is None or asked is None:
        return None
    if name == "overdue":
        return is_overdue(part, asked)
    if name in {"individual", "group"}:
        return next(iter(_steps(name, part, asked)), None)
    if name == "registered" and not asked.registration:
        return None
    has = {
        "plan": has_plan, "signed": is_signed, "involved": is_involved, "registered": is_as_planned,
    }  # fmt: skip
    found = is_done(part, asked) if name == "done" else has[name](part)
    return ~found if found else None


def _steps(name: str, part: Part | None, asked: Asked | None) -> list[Q]:
    """Who lacks at least one conference of those that are asked, at least two, and so on."""
    if part is None or asked is None or (name == "group" and not part.groups):
        return []
    number = part.rule.individual if name == "individual" else part.rule.group
    found = [~nth_conference(name, part, number - lacking) for lacking in range(number)]
    maybe = may_have_group(part) if name == "group" else None
    # Of whom it is not known, nobody says that they lack one.
    return found if maybe is None else [one & ~maybe for one in found]


def _beyond(more: list[Q], less: list[Q]) -> Q | None:
    """Who lacks more conferences in the first way of counting than in the second."""
    found = [one & ~less[place] if place < len(less) else one for place, one in enumerate(more)]
    return reduce(or_, found) if found else None


def _seats_apart(before: Asked | None, after: Asked) -> Iterator[tuple[int, Q, Part | None, Part | None]]:
    """Every grade with what is asked before and after, and of which of its students both are: those at most schools and
    at those of which something else is asked, those who moved on by one grade each year and those who did not.

    A part is asked of some schools and some ways to the grade, each with each; so are two together. There are as many
    as there are parts that meet, however many ways students have come.
    """
    for grade in GRADES:
        code = grade_code(grade)
        # A version asks something of a grade at every school, or of nobody in it.
        olds, news = (before.parts_of(code) if before else ()) or (None,), after.parts_of(code) or (None,)
        # A part of several grades leaves out who came to any of them in another way.
        known = frozenset[str]().union(*(part.paths for part in (*olds, *news) if part))
        for old, new in product(olds, news):
            schools = _shared(*((part.only, part.but) if part else EVERYBODY for part in (old, new)))
            ways = _shared(*((part.paths, part.but_paths) if part else EVERYBODY for part in (old, new)))
            if schools is None or ways is None:
                continue
            only, but = ways
            there = _chosen("school", *schools) & _chosen("earlier", only, but & known)
            # Who did not move on by one grade each year is looked at alone, and found by that.
            yield grade, there & Q(contested=True) if only else there, old, new


Among = tuple[frozenset[Any], frozenset[Any]]
"""These alone, or (without any) everybody but the others."""
EVERYBODY: Among = (frozenset(), frozenset())


def _shared(one: Among, other: Among) -> Among | None:
    """Who is among both; none where nobody can be."""
    (only, but), (other_only, other_but) = one, other
    if not (only or other_only):
        return frozenset(), but | other_but
    both = (only & other_only if only and other_only else only | other_only) - but - other_but
    return (both, frozenset()) if both else None


def _chosen(column: str, only: frozenset[Any], but: frozenset[Any]) -> Q:
    if only:
        return Q(**{f"{column}__in": sorted(only)})
    return ~Q(**{f"{column}__in": sorted(but)}) if but else Q()


def same_for_student(old: Part | None, new: Part | None) -> bool:
    """Whether both ask the same of a student of one grade, sections and participants included."""
    if old is None or new is None:
        return old is new
    if replace(old.rule, first=0, last=0) != replace(new.rule, first=0, last=0):
        return False
    one, other = (
        # When the same is due in the next span is another rule's, and changes with that.
        (part.begins, part.sections, part.plan, part.days.due, part.days.ends, part.first_due, part.days.then is None)
        for part in (old, new)
    )
    return one == other
