"""One student after the other: the lists of a school, and what is asked, there and missing of each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from doorway.accounts.statements import Statement
from doorway.compliance.core.days import due_on, first_due_on, openings, plan_due_on
from doorway.compliance.core.rules import MOST_CONFERENCES, Facts, Verdict, judge
from doorway.compliance.models import Standing
from doorway.compliance.queries.standing.asked import Asked, Part
from doorway.compliance.queries.standing.calendar import Apart, apart_of
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
    may_have_group,
    planned_in,
    was_met,
    within,
)
from doorway.compliance.queries.standing.seats import seats
from doorway.roster.access.viewer import current
from doorway.roster.queries import named

SHOW = (
    "all", "unmet", "individual", "group", "involved", "plan", "signed", "registered", "unplanned", "overdue", "soon",
    "new", "done", "unsure",
)  # fmt: skip


SOON = timedelta(days=30)
"""What is due within so many days is due soon."""


def students_of(
    school: uuid.UUID, asked: Asked, *, show: str = "all", grade: str = "", name: str = ""
) -> QuerySet[Standing]:
    """The students of a school of whom something is asked, narrowed by what they lack, grade and name; in the order of
    their names."""
    wanted: dict[tuple[Q, Q], list[str]] = {}
    for part in asked.parts:
        if not part.is_for(school):
            continue
        narrowed = _narrowed(part, asked, show)
        if narrowed is not None:
            wanted.setdefault((narrowed, part.of_path()), []).extend(part.grades)
    rows = seats(asked.district, asked.here, schools=[school])
    if name:
        rows = rows.filter(named(name, of="student__"))
    if grade:
        wanted = {alike: [grade] for alike, grades in wanted.items() if grade in grades}
    # What is asked of several grades alike is one question to the database.
    chosen = [Q(grade__in=grades) & path & narrowed for (narrowed, path), grades in wanted.items()]
    rows = rows.filter(reduce(or_, chosen)) if chosen else rows.none()
    return rows.order_by("student__family_name", "student__given_name", "student")


def here_today(rows: QuerySet[Standing], asked: Asked) -> QuerySet[Standing]:
    """Those of them who are on the roster today: whose time here is over is counted until the next school year begins,
    and stands by name on no list, since nobody at the school sees their records any more."""
    return rows.filter(current(asked.on)) if asked.here.is_over else rows


def _narrowed(part: Part, asked: Asked, show: str) -> Q | None:
    """What a list wants of the students of a part; none where it wants nobody of them."""
    if show == "unmet":
        return ~was_met(part) if part.rule.individual else None
    if show == "individual":
        return ~has_individual(part) if part.rule.individual else None
    if show == "group":
        # Where it is not known whether there was one, it is not missing.
        maybe = may_have_group(part)
        missing = ~has_group(part) if maybe is None else ~has_group(part) & ~maybe
        return missing if part.rule.group and part.groups else None
    if show == "involved":
        return ~is_involved(part)
    if show == "plan":
        return ~has_plan(part)
    if show == "signed":
        return ~is_signed(part) if part.rule.signatures else None
    if show == "overdue":
        return is_overdue(part, asked)
    if show == "soon":
        over, late = is_overdue(part, asked), is_overdue(part, asked, asked.on + SOON + timedelta(days=1))
        return late if late is None or over is None else late & ~over
    if show == "new":
        after = part.new_after(asked)
        begun = openings(asked.year.starts_on, after, asked.on)
        return Q(came_on__gt=after) & ~within((one, asked.on) for one in begun)
    if show in {"registered", "unplanned"}:
        planned = planned_in(part.year)
        apart = Q(planned) if show == "registered" else ~Q(planned)
        return ~is_as_planned(part) & apart if part.rule.registration else None
    if show in {"done", "unsure"}:
        return _done(part, asked, sure=show == "done")
    return Q()


def _done(part: Part, asked: Asked, *, sure: bool) -> Q | None:
    """Who has everything, or (not ``sure``) who lacks nothing that is known while not everything is known."""
    done, there = is_done(part, asked), known_to_be_there(part, asked)
    if sure:
        return done & there
    return done & ~there if there else None


def without_course_plan(school: uuid.UUID, asked: Asked) -> dict[str, int]:
    """By grade, the students of a school without any class of this year in a course plan, where a rule holds the
    registration against it. They lack something, and there is nothing to compare. One query, or none where it is not
    known."""
    if not asked.registration or not any(part.rule.registration for part in asked.parts if part.is_for(school)):
        return {}
    return dict(_unplanned(school, asked).rows())


@lru_cache(maxsize=64)
def _unplanned(school: uuid.UUID, asked: Asked) -> Statement:
    """The question of :func:`without_course_plan`, put together once for as long as the same is asked."""
    rows = students_of(school, asked, show="unplanned").order_by()
    return Statement(rows.values("grade").annotate(number=Count("*")).values_list("grade", "number"))


@dataclass(frozen=True)
class StudentLine:
    """One student of a list: what is asked, what is there, by when the rest is due."""

    standing: Standing
    part: Part
    facts: Facts
    verdict: Verdict
    due: date
    is_done: bool
    is_overdue: bool
    # Something that is asked is not known: nothing is missing, and nobody can say that everything is there.
    is_unsure: bool = False
    # By when there is a plan at all, where nobody has begun one and that day is not the day of everything else.
    plan_due: date | None = None
    # The first day in the district, of whoever came lately.
    new_since: date | None = None
    # Through which grades the student came, where that was not one a year.
    apart: Apart | None = None

    @property
    def was_met(self) -> bool:
        """The family came to a conference within the span, with or without a counselor."""
        return any(moment >= self.part.begins for moment in self.facts.met)


def described(rows: Iterable[Standing], asked: Asked) -> Iterator[StudentLine]:
    """Rows as a page shows them. No query."""
    for row in rows:
        part = asked.part(row.grade, row.school_id, row.earlier)
        if part is None:
            continue
        known = facts_of(row)
        verdict = judge(part.rule, known, part.begins, part.year, part.sections, part.plan_times)
        done = verdict.done(groups=part.groups, registration=asked.registration)
        due, plan_due = _due_days(row, part, verdict, asked)
        yield StudentLine(
            row,
            part,
            known,
            verdict,
            due,
            done,
            not done and due < asked.on,
            verdict.leaves_open(groups=part.groups, registration=asked.registration),
            plan_due=plan_due,
            new_since=row.came_on if part.is_new(row.came_on, asked) else None,
            apart=apart_of(row.earlier) if row.earlier else None,
        )


def _due_days(row: Standing, part: Part, verdict: Verdict, asked: Asked) -> tuple[date, date | None]:
    """By when the first thing is due that is missing; and the plan's own day, where nobody has begun one."""
    due = due_on(part.days, part.rule, row.came_on)
    first = None if verdict.held else first_due_on(part.days, part.rule, row.came_on)
    due = due if first is None else min(due, first)
    plan_due = plan_due_on(part.plan, part.rule, row.came_on) if part.plan else None
    if plan_due is None or verdict.begun:
        return due, None
    others = not verdict.besides(groups=part.groups, registration=asked.registration)
    return min(due, plan_due) if others else plan_due, plan_due


def facts_of(row: Standing) -> Facts:
    """A row as the core reads it."""
    return Facts(
        met=_moments(row, "met"),
        counselor=_moments(row, "counselor"),
        with_student=_moments(row, "with_student"),
        groups=_moments(row, "group"),
        counselor_groups=_moments(row, "group_counselor"),
        filled=row.filled,
        unsaid_group=row.unsaid_group,
        shared_at=row.shared_at,
        guardian_signed_at=row.guardian_signed_at,
        student_signed_at=row.student_signed_at,
        involved_at=row.involved_at,
        as_planned=tuple(year for year in (row.as_planned_1, row.as_planned_2) if year is not None),
    )


def _moments(row: Standing, name: str) -> tuple[datetime, ...]:
    found = (getattr(row, f"{name}_{place}") for place in range(1, MOST_CONFERENCES + 1))
    return tuple(moment for moment in found if moment is not None)
