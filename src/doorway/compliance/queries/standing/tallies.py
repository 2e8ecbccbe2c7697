"""How many students have what, by school and grade: counted in one pass."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Aggregate, Count, Q, Value

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
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

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


def lines(asked: Asked, *, school: School | None = None) -> list[Line]:
    """Every school and grade with its numbers, or those of one school. Two queries.

    One pass over the rows, and the few that are judged one by one: students with two rows, of whom one counts, students
    who repeated or skipped a grade, and, in one school, students of a grade that it does not say it has. ``Line.part``
    is what is asked of all the others of the grade.
    """
    chosen = None if school is None else [school.pk]
    usual = set(school.grade_list) if school is not None else set()
    parts = [
        part
        for part in asked.parts
        if not part.paths and (school is None or (part.is_for(school.pk) and (not usual or usual & set(part.grades))))
    ]
    # Which of two rows counts is asked for those alone: in the pass over everybody the question cost more than its
    # answer. And of a school's own grades only a few parts ask something: each is a question in the one statement.
    rows = seats_in_force(asked.district, asked.on, chosen).filter(contested=False)
    counted = [
        rows.filter(part.seats if not usual else Q(grade__in=[grade for grade in part.grades if grade in usual]))
        .values("school_id", "grade")
        .annotate(part=Value(place), **_counts(part, asked))
        .values_list("school_id", "grade", "part", *_COUNTED)
        for place, part in enumerate(parts)
    ]
    found: dict[tuple[uuid.UUID, str], Tally] = {}
    known: Counter[tuple[uuid.UUID, str]] = Counter()
    if counted:
        first, *others = counted
        passed = first.union(*others, all=True) if others else first
        for place, grade, number, *numbers in passed:
            found[place, grade] = tally = Tally(*numbers)
            known[place, grade] = group_known(parts[number], tally)
    special = Q(contested=True) | ~Q(grade__in=usual) if usual else Q(contested=True)
    for row in seats(asked.district, asked.on, schools=chosen).filter(special):
        part = asked.part(row.grade, row.school_id, row.earlier)
        if part is not None:
            key = (row.school_id, row.grade)
            tally = tally_of(row, asked)
            found[key] = found.get(key, Tally()) + tally
            known[key] += group_known(part, tally)
    return [
        Line(place, grade, part, tally, known[place, grade])
        for (place, grade), tally in found.items()
        if (part := asked.part(grade, place)) is not None
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
