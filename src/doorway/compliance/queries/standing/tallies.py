"""How many students have what, by school and grade: counted in one pass."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeAlias

from django.db.models import Aggregate, Count, Q, QuerySet, Value

from doorway.accounts.statements import Statement
from doorway.compliance.models import Standing
from doorway.compliance.queries.standing.asked import Asked, Part
from doorway.compliance.queries.standing.conditions import (
    has_group,
    has_individual,
    has_plan,
    is_as_planned,
    is_done,
    is_involved,
    is_overdue,
    is_signed,
    known_to_be_there,
    was_met,
)
from doorway.compliance.queries.standing.seats import seats, seats_in_force
from doorway.compliance.queries.standing.students import described
from doorway.roster.core.oneroster.values import GRADES
from doorway.roster.models import School


@dataclass(frozen=True)
class Tally:
    """How many students there are, and how many have what.

    ``sure``: everything that is asked is there. ``unsure``: nothing is missing of what is known, and something is not
    known at all: group conferences that nobody has written down, who held one to which the family came, or
    registrations. A student who has these is sure at every school.
    """

    students: int = 0
    plan: int = 0
    met: int = 0
    individual: int = 0
    group: int = 0
    involved: int = 0
    signed: int = 0
    registered: int = 0
    sure: int = 0
    overdue: int = 0
    unsure: int = 0

    def __add__(self, other: Tally) -> Tally:
        # Written out: a page of a large district adds a thousand of them.
        return Tally(
            self.students + other.students,
            self.plan + other.plan,
            self.met + other.met,
            self.individual + other.individual,
            self.group + other.group,
            self.involved + other.involved,
            self.signed + other.signed,
            self.registered + other.registered,
            self.sure + other.sure,
            self.overdue + other.overdue,
            self.unsure + other.unsure,
        )

    @property
    def unmet(self) -> int:
        """Families whom nobody has met one by one."""
        return self.students - self.met

    @property
    def missing(self) -> int:
        """Students who lack something that is known to be missing."""
        return self.students - self.sure - self.unsure


_COUNTED = tuple(one.name for one in fields(Tally))


@dataclass(frozen=True)
class Line:
    """A tally of one school and one grade."""

    school: uuid.UUID
    grade: str
    part: Part
    tally: Tally
    # Of how many students it is known whether they have the group conferences that are asked.
    group_known: int


def group_known(part: Part, tally: Tally) -> int:
    """Of how many students of a part it is known whether they have the group conferences that are asked: who has them,
    has them wherever they are now."""
    return tally.students if part.groups or not part.rule.group else tally.group


MOST_ALONE = 150
"""So many students are judged one by one, 0.07 ms each; of more the database is asked."""


def lines(asked: Asked, *, school: School | None = None) -> list[Line]:
    """Every school and grade with its numbers, or those of one school. Two queries, three where many are apart.

    One pass over the rows, and those apart from them: students with two rows, of whom one counts, students who repeated
    or skipped a grade, and, in one school, students of a grade that it does not say it has. ``Line.part`` is what is
    asked of all the others of the grade.
    """
    of = (asked, None, frozenset()) if school is None else (asked, school.pk, frozenset(school.grade_list))
    found = _most(*of).found()
    few = list(_apart(*of)[: MOST_ALONE + 1])
    found += _judged(few, asked) if len(few) <= MOST_ALONE else _those_apart(*of).found()
    tallies: dict[tuple[uuid.UUID, str], Tally] = {}
    known: Counter[tuple[uuid.UUID, str]] = Counter()
    for place, grade, part, tally in found:
        tallies[place, grade] = tallies.get((place, grade), Tally()) + tally
        known[place, grade] += group_known(part, tally)
    return [
        Line(place, grade, usually, tally, known[place, grade])
        for (place, grade), tally in tallies.items()
        if (usually := asked.part(grade, place)) is not None
    ]


@dataclass(frozen=True)
class LeftOut:
    """Students of a school of whose grade the policy says nothing. ``grade``: as the roster writes it, or empty."""

    school: uuid.UUID
    grade: str
    students: int


def left_out(asked: Asked, *, school: School | None = None) -> list[LeftOut]:
    """The students of whom nothing is asked, because no rule is for their grade: there is none for it, it is no grade
    from preschool to 12, or the roster says none. They are in no :func:`lines`. One query."""
    rows = _unruled(asked, None if school is None else school.pk).rows()
    return sorted((LeftOut(*row) for row in rows), key=lambda one: (one.school, one.grade))


@lru_cache(maxsize=64)
def _unruled(asked: Asked, school: uuid.UUID | None) -> Statement:
    """The question of :func:`left_out`, put together once for as long as the same is asked."""
    ruled = {grade for part in asked.parts for grade in part.grades}
    # Asked for by name the index is opened at these few places, and not read from end to end.
    others = sorted((GRADES | {""}) - ruled)
    rows = seats(asked.district, asked.here, schools=_only(school)).filter(grade__in=others).order_by()
    counted = rows.values("school_id", "grade").annotate(students=Count("*"))
    return Statement(counted.values_list("school_id", "grade", "students"))


_Found: TypeAlias = list[tuple[uuid.UUID, str, Part, Tally]]


class _Passes:
    """The rows of parts, counted by school and grade in one statement."""

    def __init__(self, asking: list[tuple[Part, QuerySet[Standing]]], asked: Asked) -> None:
        self._parts = [part for part, _rows in asking]
        counted = [
            rows.order_by()
            .values("school_id", "grade")
            .annotate(part=Value(place), **_counts(part, asked))
            .values_list("school_id", "grade", "part", *_COUNTED)
            for place, (part, rows) in enumerate(asking)
        ]
        self._statement = Statement(counted[0].union(*counted[1:], all=True)) if counted else None

    def found(self) -> _Found:
        """What there is now. One query, or none where nothing is asked."""
        rows = self._statement.rows() if self._statement else []
        return [(place, grade, self._parts[number], Tally(*numbers)) for place, grade, number, *numbers in rows]


# Both are put together once for as long as the same is asked, which is a day where nothing of the policy changes: it
# takes half as long as counting 65,000 students. Everything that they follow from is an argument.


@lru_cache(maxsize=64)
def _most(asked: Asked, school: uuid.UUID | None, usual: frozenset[str]) -> _Passes:
    """Nearly all the students of a school, or of all. ``usual``: of these grades, where there are any: of a school's
    own grades only a few parts ask something, and each is a branch of the statement."""
    # Which of two rows counts is asked for those apart alone: in the pass over everybody the question cost more than
    # its answer.
    rows = seats_in_force(asked.district, asked.here, _only(school)).filter(contested=False)
    parts = (part for part in _parts_at(asked, school, usual) if not part.paths)
    return _Passes([(part, rows.filter(_of(part, usual))) for part in parts], asked)


@lru_cache(maxsize=64)
def _those_apart(asked: Asked, school: uuid.UUID | None, usual: frozenset[str]) -> _Passes:
    """The students whom :func:`_most` leaves out."""
    rows = _apart(asked, school, usual)
    parts = _parts_at(asked, school, frozenset())
    return _Passes([(part, rows.filter(part.seats & part.of_path())) for part in parts], asked)


def _apart(asked: Asked, school: uuid.UUID | None, usual: frozenset[str]) -> QuerySet[Standing]:
    special = Q(contested=True) | ~Q(grade__in=usual) if usual else Q(contested=True)
    return seats(asked.district, asked.here, schools=_only(school)).filter(special)


def _only(school: uuid.UUID | None) -> list[uuid.UUID] | None:
    return None if school is None else [school]


def _parts_at(asked: Asked, school: uuid.UUID | None, usual: frozenset[str]) -> list[Part]:
    """What is asked at a school, or at any; ``usual``: of these grades, where there are any."""
    if school is None:
        return list(asked.parts)
    return [part for part in asked.parts if part.is_for(school) and (not usual or usual & set(part.grades))]


def _of(part: Part, usual: frozenset[str]) -> Q:
    return Q(grade__in=[grade for grade in part.grades if grade in usual]) if usual else part.seats


def _judged(rows: Iterable[Standing], asked: Asked) -> _Found:
    """The same, one student after the other."""
    return [
        (row.school_id, row.grade, part, tally_of(row, asked))
        for row in rows
        if (part := asked.part(row.grade, row.school_id, row.earlier)) is not None
    ]


def tally_of(row: Standing, asked: Asked) -> Tally:
    """One student as numbers: of a grade of which something is asked."""
    line = next(described([row], asked))
    verdict, rule = line.verdict, line.part.rule
    return Tally(
        students=1,
        plan=int(verdict.plan),
        met=int(line.was_met or not rule.individual),
        individual=int(verdict.individual),
        group=int(verdict.group),
        involved=int(verdict.involved),
        signed=int(verdict.signed),
        registered=int(verdict.registered),
        sure=int(line.is_done and not line.is_unsure),
        overdue=int(line.is_overdue),
        unsure=int(line.is_done and line.is_unsure),
    )


def _counts(part: Part, asked: Asked) -> dict[str, Aggregate | Value]:
    done, there = is_done(part, asked), known_to_be_there(part, asked)
    late = is_overdue(part, asked)
    return {
        "students": Count("*"),
        "plan": count_if(has_plan(part)),
        "met": count_if(was_met(part)) if part.rule.individual else Count("*"),
        "individual": count_if(has_individual(part)),
        "group": count_if(has_group(part)),
        "involved": count_if(is_involved(part)),
        "signed": count_if(is_signed(part)),
        "registered": count_if(is_as_planned(part)),
        "sure": count_if(done & there),
        "overdue": Value(0) if late is None else count_if(late),
        "unsure": count_if(done & ~there) if there else Value(0),
    }


def count_if(condition: Q) -> Aggregate:
    """How many fulfill it."""
    return Count(Value(1), filter=condition) if condition else Count("*")


def total(found: Iterable[Line]) -> Tally:
    """All of these together."""
    return sum((line.tally for line in found), Tally())
