"""What a policy asks on a day: in parts, one for each rule and span."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from doorway.accounts.models import District
from doorway.compliance.core.days import (
    PlanDays,
    SpanDays,
    Year,
    opening_with,
    plan_days,
    since,
    span_days,
    with_next,
)
from doorway.compliance.core.path import USUAL, Path
from doorway.compliance.core.rules import Difference, PlanTimes, Rule, differing, rule_for
from doorway.compliance.models import BoardPolicy, SchoolException
from doorway.compliance.queries.policies import first_grade_of, rows_in_force, rules_of
from doorway.compliance.queries.standing.calendar import Calendar, calendar_of
from doorway.compliance.queries.standing.seats import Here
from doorway.policy.packs import StatePack, grade_code
from doorway.policy.queries import state_pack

GRADES = range(-1, 13)


@dataclass(frozen=True)
class Part:
    """Grades (as codes) of which the same is asked since the same moment, and by when."""

    rule: Rule
    begins: datetime
    days: SpanDays
    grades: tuple[str, ...]
    # The school year of the day, by its end.
    year: int
    # A school that does it differently has parts of its own, and so have those that have written a group conference
    # down for these grades and this span; the others are for everybody but those schools.
    only: frozenset[uuid.UUID] = frozenset()
    but: frozenset[uuid.UUID] = frozenset()
    # Who repeated or skipped a grade, and of whom something else follows from that, has parts of their own, by
    # ``Standing.earlier``; the others are for everybody but these students.
    paths: frozenset[str] = frozenset()
    but_paths: frozenset[str] = frozenset()
    # Whether group conferences are known, and count.
    groups: bool = False
    # The parts that the rule asks of the plan of these grades, by bits.
    sections: int = 0
    # Since when a plan counts and by when there is one, where that is not as it is with everything else.
    plan: PlanDays | None = None
    plan_times: PlanTimes | None = None

    @property
    def due(self) -> date:
        """By when everything is due, for whoever did not come late."""
        return self.days.due

    @property
    def first_due(self) -> date | None:
        """By when the first of several conferences was held; none where they are due together."""
        return self.days.first

    @property
    def plan_begins(self) -> datetime:
        """A plan that was shared since then is in force."""
        return self.plan_times.in_force if self.plan_times else self.begins

    @property
    def plan_due(self) -> date | None:
        """By when there is a plan at all; none where that is due with everything else."""
        return self.plan.due if self.plan else None

    def is_new(self, came_on: date | None, asked: Asked) -> bool:
        """Whether a student came to the district so lately that it is worth a word."""
        return (
            came_on is not None
            and came_on > self.new_after(asked)
            and opening_with(came_on, asked.year.starts_on) is None
        )

    def new_after(self, asked: Asked) -> date:
        """Who came after this day is new: after the first day of the school year, or their own days are not over. Not
        who came in the first weeks of one, with everybody else."""
        days = max(self.rule.newcomer_days, self.rule.plan_newcomer_days if self.plan_due else 0)
        return min(asked.year.starts_on, asked.on - timedelta(days=days))

    def is_for(self, school: uuid.UUID | None) -> bool:
        """Whether it is asked at this school; none is a school without anything of its own."""
        return school in self.only if self.only else school not in self.but

    def is_of(self, earlier: str) -> bool:
        """Whether it is asked of students who came through these grades (``Standing.earlier``)."""
        return earlier in self.paths if self.paths else earlier not in self.but_paths

    def of_path(self) -> Q:
        """The same for the database."""
        if self.paths:
            return Q(earlier__in=self.paths)
        return ~Q(earlier__in=self.but_paths) if self.but_paths else Q()

    @property
    def seats(self) -> Q:
        """Students of these grades at these schools, through whichever grades they came."""
        found = Q(grade__in=self.grades)
        if self.only:
            found &= Q(school__in=self.only)
        return found & ~Q(school__in=self.but) if self.but else found


@dataclass(frozen=True)
class Asked:
    """What a policy asks on a day: in parts, one for each rule and span.

    Where nobody at a school has written a group conference down for a grade in the span that counts, Doorway does not
    know whether there were any: then nobody lacks one there, and the page says so. So it is where only those with a
    counselor count and nobody has said of one who held it: ``unsaid`` are the schools with such a one. Who has what is
    asked, from another school, has it there too.
    ``registration``: the same of course plans and registrations of this school year, for the district.
    """

    district: District
    on: date
    year: Year
    parts: tuple[Part, ...]
    registration: bool
    # Whose numbers they are.
    here: Here
    # What it was made of, for the words of a page.
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[SchoolException, ...] = ()
    unsaid: frozenset[uuid.UUID] = frozenset()

    def part(self, grade: str, school: uuid.UUID | None = None, earlier: str = "") -> Part | None:
        """The part of a grade at a school; none where the policy asks nothing.

        ``earlier``: of students who came to the grade in another way than by one grade each year.
        """
        return next(
            (part for part in self.parts if grade in part.grades and part.is_for(school) and part.is_of(earlier)), None
        )

    def parts_of(self, grade: str) -> tuple[Part, ...]:
        """What is asked in a grade, at any school and of whoever came to it on any way: everybody has one of these."""
        return tuple(part for part in self.parts if grade in part.grades)

    def knows(self, part: Part) -> bool:
        """Whether everything that is asked is known of everybody in these grades: who lacks nothing has everything."""
        return (part.groups or not part.rule.group) and (self.registration or not part.rule.registration)


def asked_on(district: District, on: date) -> Asked | None:
    """What the policy in force asks on a day; none without a policy or a school year. Two queries."""
    rules = [row.as_rule for row in rows_in_force(district, on)]
    return asked_of(rules, district, on) if rules else None


def asked_by(policy: BoardPolicy | None, district: District, on: date) -> Asked | None:
    """What this version asks on a day, in force or not. Two queries."""
    return None if policy is None else asked_of(rules_of(policy), district, on)


def asked_of(
    rules: Sequence[Rule],
    district: District,
    on: date,
    held: Calendar | None = None,
    exceptions: Iterable[SchoolException] | None = None,
) -> Asked | None:
    """The same for rules as such; ``exceptions``: others than those that hold on the day, to try something.

    One query, or none where the calendar is known.
    """
    held = held or calendar_of(district, on)
    if not held.years:
        return None
    years, pack = held.years, state_pack(district)
    starts = years[0].starts_on.month, years[0].starts_on.day
    kept_apart = held.exceptions if exceptions is None else tuple(exceptions)
    differences = [(row.school_id, row.difference) for row in kept_apart]
    found: dict[tuple[_Alike, bool], _Students] = {}
    all_unsaid: set[uuid.UUID] = set()

    def ways(rule: Rule, grade: int, path: Path = USUAL) -> list[_Alike]:
        """What is asked in a grade of whoever came to it on a path, at one school and another."""
        own = {school: differing(rule, one, starts) for school, one in differences if grade in one}
        kept = [(rule, Schools(), Schools(own))]
        kept += [(other, Schools({school}), Schools()) for school, other in own.items()]
        alike: list[_Alike] = []
        for one, only, but in kept:
            begins = datetime.combine(since(one, grade, years, path), time(), tzinfo=district.zone)
            school = next(iter(only), None)
            own_rules = [row for place, row in differences if place == school]
            days = _days_of(one, grade, years[0], rules, own_rules, held.known_from)
            plan = _plan_of(one, grade, years, pack, held.known_from, path)
            sections = asked_sections(one, grade, pack)
            known = (held.gathered(grade, begins, path) if one.group else Schools()) - but
            if one.group_with_counselor:
                unsaid = (known & held.unsaid(grade, begins, path)) & (only or known)
                known = known - unsaid
                all_unsaid.update(unsaid)
            alike += [
                (one, begins, days, schools, others, groups, sections, plan)
                for schools, others, groups in _known_apart(only, but, known)
            ]
        return alike

    for grade in GRADES:
        rule = rule_for(rules, grade)
        if rule is None:
            continue
        usual = ways(rule, grade)
        for alike in usual:
            found.setdefault((alike, False), _Students()).grades.append(grade_code(grade))
        for apart in held.apart:
            if apart.grade != grade or (other := ways(rule, grade, apart.path)) == usual:
                continue
            for alike in other:
                found.setdefault((alike, True), _Students()).add(grade_code(grade), apart.key)
    of_own = [one for (_alike, is_own), one in found.items() if is_own]
    parts = (
        Part(
            rule=rule,
            begins=begins,
            days=days,
            grades=tuple(students.grades),
            year=years[0].ends_on.year,
            only=only,
            but=but,
            paths=frozenset(students.paths),
            but_paths=frozenset() if is_own else _paths_in(students.grades, of_own),
            groups=groups,
            sections=sections,
            plan=plan,
            plan_times=_times_of(plan, district),
        )
        for ((rule, begins, days, only, but, groups, sections, plan), is_own), students in found.items()
    )
    return Asked(
        district,
        on,
        years[0],
        tuple(parts),
        held.registration,
        held.here,
        tuple(rules),
        kept_apart,
        frozenset(all_unsaid),
    )


@dataclass
class _Students:
    """Of whom the same is asked: their grades, and how they came to them, where that is not the usual way."""

    grades: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def add(self, grade: str, path: str) -> None:
        """Those of a grade who came through the same grades."""
        if grade not in self.grades:
            self.grades.append(grade)
        self.paths.add(path)


def _paths_in(grades: Iterable[str], found: Iterable[_Students]) -> frozenset[str]:
    """The ways to these grades that have parts of their own."""
    there = set(grades)
    return frozenset().union(*(one.paths for one in found if there.intersection(one.grades)))


def _days_of(
    rule: Rule,
    grade: int,
    year: Year,
    rules: Sequence[Rule],
    differences: Iterable[Difference],
    known_from: date,
) -> SpanDays:
    """By when everything is due, and when in the next span: by the policy's rule of the grade in which that begins."""
    after = (rule.last if rule.span == "band" else grade) + 1
    following = rule_for(rules, after)
    if following is not None:
        own = next((one for one in differences if after in one), None)
        following = differing(following, own, (year.starts_on.month, year.starts_on.day)) if own else following
    return with_next(span_days(rule, grade, year, known_from), following, after, year)


def _plan_of(
    rule: Rule, grade: int, years: Sequence[Year], pack: StatePack, known_from: date, path: Path
) -> PlanDays | None:
    """The days of the plan, where the rule has any of its own."""
    if not rule.plan_years and rule.plan_due is None:
        return None
    return plan_days(rule, grade, years, first_grade_of(rule, pack), known_from, path)


def _times_of(plan: PlanDays | None, district: District) -> PlanTimes | None:
    if plan is None:
        return None
    begins, first = (datetime.combine(day, time(), tzinfo=district.zone) for day in (plan.begins, plan.first))
    return PlanTimes(begins, first)


def asked_sections(rule: Rule, grade: int, pack: StatePack) -> int:
    """The parts that a rule asks of the plan of a grade, by bits: a part that the plan of the grade lacks, nobody can
    fill in."""
    try:
        there = {part.key for part in pack.sections(rule.kind, grade)}
    except LookupError:
        return 0
    return pack.marks(there.intersection(rule.sections))


Schools = frozenset[uuid.UUID]


# What grades have to have in common to be asked together.
_Alike = tuple[Rule, datetime, SpanDays, Schools, Schools, bool, int, PlanDays | None]


def _known_apart(only: Schools, but: Schools, known: Schools) -> list[tuple[Schools, Schools, bool]]:
    """The schools of a part, once with and once without those whose group conferences are known."""
    if only:
        return [(only, but, bool(only & known))]
    return [(known, Schools(), True), (only, but | known, False)] if known else [(only, but, False)]
