"""Where the students of a school or a district stand, as of this minute: counted in the database in one pass."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.db.models.lookups import Exact
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.core.days import (
    Opening,
    PlanDays,
    SpanDays,
    Year,
    due_on,
    opening_with,
    openings,
    plan_day_of,
    plan_days,
    plan_due_on,
    since,
    span_days,
    with_next,
    years_back,
)
from doorway.compliance.core.rules import (
    MOST_CONFERENCES,
    Difference,
    Facts,
    PlanTimes,
    Rule,
    Verdict,
    conferences_asked,
    differing,
    judge,
    rule_for,
)
from doorway.compliance.models import BoardPolicy, GroupConference, GroupHost, SchoolException, Standing
from doorway.compliance.queries.exceptions import exception_rows, exceptions_in
from doorway.compliance.queries.policies import first_grade_of, rows_in_force, rules_of
from doorway.pathways.models import PlannedCourse, TranscriptCourse
from doorway.plans.rows import JsonRows, Row, moment_in
from doorway.policy.packs import StatePack, grade_code
from doorway.policy.queries import state_pack
from doorway.roster.access.viewer import current
from doorway.roster.models import School, SchoolClass, SchoolYear

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

    @property
    def seats(self) -> Q:
        """Students of these grades at these schools."""
        found = Q(grade__in=self.grades)
        if self.only:
            found &= Q(school__in=self.only)
        return found & ~Q(school__in=self.but) if self.but else found


@dataclass(frozen=True)
class Asked:
    """What a policy asks on a day: in parts, one for each rule and span.

    Where nobody at a school has written a group conference down for a grade in the span that counts, Doorway does not
    know whether there were any: then they are not counted there, and the page says so. So it is where only those with a
    counselor count and nobody has said of one who held it: ``unsaid`` are the schools with such a one.
    ``registration``: the same of course plans and registrations of this school year, for the district.
    """

    district: District
    on: date
    year: Year
    parts: tuple[Part, ...]
    registration: bool
    # What it was made of, for the words of a page.
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[SchoolException, ...] = ()
    unsaid: frozenset[uuid.UUID] = frozenset()

    def part(self, grade: str, school: uuid.UUID | None = None) -> Part | None:
        """The part of a grade at a school; none where the policy asks nothing."""
        return next((part for part in self.parts if grade in part.grades and part.is_for(school)), None)

    def knows(self, part: Part) -> bool:
        """Whether everything that is asked of these grades is known, so that who lacks nothing has everything."""
        return (part.groups or not part.rule.group) and (self.registration or not part.rule.registration)

    def own_schools(self, grade: str) -> frozenset[uuid.UUID]:
        """The schools that have a part of their own in a grade."""
        return frozenset().union(*(part.only for part in self.parts if grade in part.grades))


def asked_on(district: District, on: date) -> Asked | None:
    """What the policy in force asks on a day; none without a policy or a school year. Two queries."""
    rules = [row.as_rule for row in rows_in_force(district, on)]
    return asked_of(rules, district, on) if rules else None


def asked_by(policy: BoardPolicy | None, district: District, on: date) -> Asked | None:
    """What this version asks on a day, in force or not. Two queries."""
    return None if policy is None else asked_of(rules_of(policy), district, on)


@dataclass(frozen=True)
class Gathered:
    """When a school last held a group conference of one school year for a run of grades, or for all of them.

    ``unsaid_at``: the last one of which nobody has said who held it. ``years``: those that have begun, the newest
    first.
    """

    school: uuid.UUID
    grades: range | None
    at: datetime
    years: Sequence[Year]
    unsaid_at: datetime | None = None

    def held_for(self, grade: int, begins: datetime) -> bool:
        """Whether one was held since then for whoever is in this grade today."""
        return self._is_for(grade, self.at, begins)

    def is_unsaid_for(self, grade: int, begins: datetime) -> bool:
        """Whether nobody has said who held one of them."""
        return self.unsaid_at is not None and self._is_for(grade, self.unsaid_at, begins)

    def _is_for(self, grade: int, at: datetime, begins: datetime) -> bool:
        # Whoever is in grade 10 today was in grade 9 last year: for them was what was for grade 9 then.
        return at >= begins and (self.grades is None or grade - years_back(at.date(), self.years) in self.grades)


@dataclass(frozen=True)
class Calendar:
    """The school years that have begun, the newest first, and each year's last group conferences of schools.

    ``registration``: for the newest, some class is approved in a course plan, and some registration is known.
    ``exceptions``: what schools do differently on the day. ``known_from``: since when plans are written here.
    """

    years: tuple[Year, ...]
    groups: tuple[Gathered, ...]
    registration: bool
    exceptions: tuple[SchoolException, ...]
    known_from: date

    def gathered(self, grade: int, begins: datetime) -> frozenset[uuid.UUID]:
        """The schools that have held a group conference since then for whoever is in this grade today."""
        return frozenset(one.school for one in self.groups if one.held_for(grade, begins))

    def unsaid(self, grade: int, begins: datetime) -> frozenset[uuid.UUID]:
        """Those of them that have held one of which nobody has said who held it."""
        return frozenset(one.school for one in self.groups if one.is_unsaid_for(grade, begins))


def calendar_of(district: District, on: date) -> Calendar:
    """What a policy is held against on a day. One query."""
    held = GroupConference.objects.filter(district=district, taken_back_at=None).order_by()
    held = held.alias(is_said=Exists(GroupHost.objects.filter(conference=OuterRef("pk"))))
    # Each school year has its own, and so has the time before the first one that is known. A conference is written down
    # for noon, so its moment compares with a day in every time zone that has a school.
    begun_then = SchoolYear.objects.filter(district=district, starts_on__lte=OuterRef("held_at"))
    held = held.annotate(year=Subquery(begun_then.order_by("-starts_on").values("starts_on")[:1]))
    last = held.values("school", "first_grade", "last_grade", "year").annotate(
        at=Max("held_at"), unsaid_at=Max("held_at", filter=Q(is_said=False))
    )
    named = ExtractYear(OuterRef("ends_on"))
    planned = PlannedCourse.objects.filter(
        district=OuterRef("district"), school_year=named, status=PlannedCourse.Status.APPROVED, makes_up=False
    )
    taught = SchoolClass.objects.filter(school_year=OuterRef("pk"), is_active=True, course__code__gt="")
    recorded = TranscriptCourse.objects.filter(district=OuterRef("district"), school_year=named)
    # Of an older year nobody asks, and the database would look through every plan to find that none is of it.
    later = SchoolYear.objects.filter(district=district, starts_on__gt=OuterRef("starts_on"), starts_on__lte=on)
    compared = Q(Exists(planned)) & (Q(Exists(taught)) | Q(Exists(recorded)))
    rows = SchoolYear.objects.filter(district=district, starts_on__lte=on).annotate(
        groups=Case(
            When(Exists(later), then=Value(None, output_field=JSONField())),
            default=JsonRows(
                last, school="school", first="first_grade", last="last_grade", at="at", unsaid="unsaid_at"
            ),
        ),
        registration=Case(
            When(Exists(later), then=Value(value=False)),
            default=ExpressionWrapper(compared, output_field=BooleanField()),
        ),
        different=exception_rows(district, on),
        known_from=Subquery(
            BoardPolicy.objects.filter(district=district, status=BoardPolicy.Status.ADOPTED)
            .order_by("adopted_at")
            .values("adopted_at")[:1]
        ),
    )
    begun = list(
        rows.order_by("-starts_on").values_list(
            "starts_on", "ends_on", "groups", "registration", "different", "known_from"
        )
    )
    years = tuple(Year(starts, ends) for starts, ends, *_known in begun)
    return Calendar(
        years,
        tuple(_gathered(row, years) for row in begun[0][2]) if begun else (),
        bool(begun) and bool(begun[0][3]),
        exceptions_in(begun[0][4]) if begun else (),
        # The first policy is where a district begins; before it there is only the draft that would begin today.
        timezone.localdate(begun[0][5], district.zone) if begun and begun[0][5] else on,
    )


def _gathered(row: Row, years: Sequence[Year]) -> Gathered:
    grades = None if row["first"] is None else range(row["first"], row["last"] + 1)
    unsaid_at = None if row["unsaid"] is None else moment_in(row["unsaid"])
    return Gathered(uuid.UUID(row["school"]), grades, moment_in(row["at"]), years, unsaid_at)


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
    kept_apart = held.exceptions if exceptions is None else tuple(exceptions)
    differences = [(row.school_id, row.difference) for row in kept_apart]
    found: dict[_Alike, list[str]] = {}
    all_unsaid: set[uuid.UUID] = set()
    for grade in GRADES:
        rule = rule_for(rules, grade)
        if rule is None:
            continue
        own = {school: differing(rule, one) for school, one in differences if grade in one}
        kept = [(rule, frozenset[uuid.UUID](), frozenset(own))]
        kept += [(other, frozenset({school}), frozenset[uuid.UUID]()) for school, other in own.items()]
        for one, only, but in kept:
            begins = datetime.combine(since(one, grade, years), time(), tzinfo=district.zone)
            school = next(iter(only), None)
            days = _days_of(one, grade, years[0], rules, [row for place, row in differences if place == school])
            plan = _plan_of(one, grade, years, pack, held.known_from)
            sections = asked_sections(one, grade, pack)
            known = (held.gathered(grade, begins) if one.group else frozenset()) - but
            if one.group_with_counselor:
                unsaid = (known & held.unsaid(grade, begins)) & (only or known)
                known, all_unsaid = known - unsaid, all_unsaid | unsaid
            for schools, others, groups in _known_apart(only, but, known):
                alike = (one, begins, days, schools, others, groups, sections, plan)
                found.setdefault(alike, []).append(grade_code(grade))
    parts = (
        Part(
            rule=rule,
            begins=begins,
            days=days,
            grades=tuple(grades),
            year=years[0].ends_on.year,
            only=only,
            but=but,
            groups=groups,
            sections=sections,
            plan=plan,
            plan_times=_times_of(plan, district),
        )
        for (rule, begins, days, only, but, groups, sections, plan), grades in found.items()
    )
    return Asked(
        district, on, years[0], tuple(parts), held.registration, tuple(rules), kept_apart, frozenset(all_unsaid)
    )


def _days_of(rule: Rule, grade: int, year: Year, rules: Sequence[Rule], differences: Iterable[Difference]) -> SpanDays:
    """By when everything is due, and when in the next span: by the policy's rule of the grade in which that begins."""
    after = (rule.last if rule.span == "band" else grade) + 1
    following = rule_for(rules, after)
    if following is not None:
        own = next((one for one in differences if after in one), None)
        following = differing(following, own) if own else following
    return with_next(span_days(rule, grade, year), following, after, year)


def _plan_of(rule: Rule, grade: int, years: Sequence[Year], pack: StatePack, known_from: date) -> PlanDays | None:
    """The days of the plan, where the rule has any of its own."""
    if not rule.plan_years and rule.plan_due is None:
        return None
    return plan_days(rule, grade, years, first_grade_of(rule, pack), known_from)


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


# —— conditions: the same that core/rules.py judges by, for the database


def has_plan(part: Part) -> Q:
    """The plan that was shared is in force, and every part that is asked is filled in."""
    shared = Q(shared_at__gte=part.plan_begins)
    return shared & Q(Exact(F("filled").bitand(part.sections), part.sections)) if part.sections else shared


def was_met(part: Part) -> Q:
    """The family came to a conference at all."""
    return Q(met_1__gte=part.begins)


def has_individual(part: Part) -> Q:
    """As many individual conferences as the rule asks."""
    return nth_conference("individual", part, part.rule.individual)


def has_group(part: Part) -> Q:
    """As many group conferences as the rule asks."""
    return nth_conference("group", part, part.rule.group)


def nth_conference(kind: str, part: Part, number: int) -> Q:
    """At least so many individual or group conferences of those that the rule counts."""
    if kind == "individual":
        name: str = conferences_asked(part.rule)
    else:
        name = "group_counselor" if part.rule.group_with_counselor else "group"
    return Q(**{f"{name}_{number}__gte": part.begins}) if number else Q()


def may_have_group(part: Part) -> Q | None:
    """Too few with a counselor, and the family was at one of which nobody has said who held it: the student may have
    what is asked. It goes with the student to a school that has said it of all its own. None where that cannot be."""
    if not (part.groups and part.rule.group and part.rule.group_with_counselor):
        return None
    last = f"group_counselor_{part.rule.group}"
    too_few = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__lt": part.begins})
    return too_few & Q(unsaid_group__gte=part.begins)


def came_to_group(school: uuid.UUID, asked: Asked) -> Q:
    """Students of a school whose family came to a group conference in the span that counts, asked for or not."""
    found = (
        Q(grade__in=part.grades, group_1__isnull=False, group_1__gte=part.begins)
        for part in asked.parts
        if part.is_for(school)
    )
    return reduce(or_, found, Q(pk__in=()))


def is_involved(part: Part) -> Q:
    """A parent's part is documented."""
    return Q(involved_at__gte=part.begins)


def is_signed(part: Part) -> Q:
    """Everybody who signs has signed the newest version."""
    found = Q()
    for signer in part.rule.signatures:
        found &= Q(**{f"{signer}_signed_at__gte": part.plan_begins})
    return found


def is_as_planned(part: Part) -> Q:
    """The registration of this school year goes with the course plan, where the rule asks that."""
    return Q(as_planned_1=part.year) | Q(as_planned_2=part.year) if part.rule.registration else Q()


def planned_in(year: int) -> Exists:
    """Whether a class of that school year is approved in the student's plan: else there is nothing to compare."""
    approved = PlannedCourse.Status.APPROVED
    return Exists(
        PlannedCourse.objects.filter(student=OuterRef("student"), status=approved, school_year=year, makes_up=False)
    )


def is_done(part: Part, asked: Asked) -> Q:
    """Nothing of what is counted is known to be missing."""
    return has_plan(part) & is_signed(part) & besides(part, asked)


def besides(part: Part, asked: Asked) -> Q:
    """The same of everything besides the plan and its signatures."""
    found = has_individual(part) & is_involved(part)
    if part.groups:
        maybe = may_have_group(part)
        found &= has_group(part) if maybe is None else has_group(part) | maybe
    return found & is_as_planned(part) if asked.registration else found


def is_overdue(part: Part, asked: Asked, on: date | None = None) -> Q | None:
    """Something is missing, and the day by which it was due is over, for whoever came late too; none while it is for
    nobody.

    ``on``: another day than today; the first one on which it would be overdue, so that a list can look ahead.
    """
    on = on or asked.on
    late = _is_late(part, on)
    if part.plan_due is None:
        return None if late is None else late & ~is_done(part, asked)
    # A plan that nobody has begun has its own day, and nothing of it is due before. What is missing in one that was
    # begun, or has run out, is due with everything else.
    unbegun, begun = _unbegun(part), ~_unbegun(part)
    plan_late = _is_plan_late(part, on)
    found = None if plan_late is None else unbegun & plan_late
    if late is None:
        return found
    lacks = ~besides(part, asked) | (begun & ~(has_plan(part) & is_signed(part)))
    return late & lacks if found is None else found | (late & lacks)


def _unbegun(part: Part) -> Q:
    """There was never a plan since the first day on which there could be one."""
    begun = part.plan_times.begun if part.plan_times else part.begins
    return Q(shared_at=None) | Q(shared_at__lt=begun)


def _is_late(part: Part, on: date) -> Q | None:
    """Who should have everything; ``core/days.py`` says the same of one student."""
    if part.due >= on:
        return None
    days = timedelta(days=part.rule.newcomer_days)
    if not days or (part.days.then is None and on > part.days.ends):
        return Q()
    last = on - timedelta(days=1)
    last = (last if part.days.then is None else min(last, part.days.ends)) - days
    with_all = _in((one, part.due) for one in openings(part.days.starts, last, on))
    return Q(came_on=None) | Q(came_on__lte=last) | with_all


def _is_plan_late(part: Part, on: date) -> Q | None:
    """Who should have begun a plan."""
    if part.plan is None or part.plan.due is None or part.plan.due >= on:
        return None
    days = timedelta(days=part.rule.plan_newcomer_days)
    if not days:
        return Q()
    begun = openings(part.plan.first, part.plan.first, on)
    own = [(one, plan_day_of(one, part.rule)) for one in begun]
    due = [(one, day) for one, day in own if day < on]
    later = [(one, day) for one, day in own if day >= on and one.first < on - days]
    came_late = Q(came_on__lt=on - days) & ~_in(later)
    return Q(came_on=None) | Q(came_on__lte=part.plan.first) | came_late | _in(due)


def _in(found: Iterable[tuple[Opening, date]]) -> Q:
    """Whoever began in the first weeks of one of these school years, until a day; empty where there is none."""
    spans = ((one.first, min(one.last, day)) for one, day in found)
    return reduce(or_, (Q(came_on__range=span) for span in spans if span[0] <= span[1]), Q())


# —— rows

# Before every day: somebody whose first day is not known was always here.
_ALWAYS = Value(date(1, 1, 1), output_field=DateField())


def seats(district: District, on: date, *, schools: Iterable[uuid.UUID] | None = None) -> QuerySet[Standing]:
    """The students of a day, each once: with two rows in force, the primary and then the later one counts."""
    # Nearly nobody has a second row: only those are compared.
    return _in_force(district, on, schools).filter(Q(contested=False) | ~Exists(_better(on)))


def _in_force(district: District, on: date, schools: Iterable[uuid.UUID] | None) -> QuerySet[Standing]:
    rows = Standing.objects.filter(current(on), district=district, is_active=True)
    return rows if schools is None else rows.filter(school__in=list(schools))


def _better(on: date) -> QuerySet[Standing]:
    first = Coalesce(OuterRef("begins_on"), _ALWAYS)
    same = Q(is_primary=OuterRef("is_primary"))
    others = Standing.objects.filter(current(on), student=OuterRef("student")).alias(
        first=Coalesce("begins_on", _ALWAYS)
    )
    return others.filter(
        Q(is_primary__gt=OuterRef("is_primary"))
        | same & Q(first__gt=first)
        | same & Q(first=first, membership__gt=OuterRef("membership"))
    )


@dataclass(frozen=True)
class Tally:
    """How many students there are, and how many have what.

    ``done``: nothing is missing of what is known. For ``unsure`` of these something is not known at all: group
    conferences that nobody has written down, who held one to which the family came, or registrations.
    """

    students: int = 0
    plan: int = 0
    met: int = 0
    individual: int = 0
    group: int = 0
    involved: int = 0
    signed: int = 0
    registered: int = 0
    done: int = 0
    overdue: int = 0
    unsure: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def unmet(self) -> int:
        """Families whom nobody has met one by one."""
        return self.students - self.met

    @property
    def sure(self) -> int:
        """Students who have everything that is asked."""
        return self.done - self.unsure

    @property
    def missing(self) -> int:
        """Students who lack something that is known to be missing."""
        return self.students - self.done


_COUNTED = tuple(one.name for one in fields(Tally))


@dataclass(frozen=True)
class Line:
    """A tally of one school and one grade."""

    school: uuid.UUID
    grade: str
    part: Part
    tally: Tally


def lines(asked: Asked, *, school: School | None = None) -> list[Line]:
    """Every school and grade with its numbers, or those of one school. Two queries.

    One pass over the rows, and the few that are judged one by one: students with two rows, of whom one counts, and, in
    one school, students of a grade that it does not say it has.
    """
    chosen = None if school is None else [school.pk]
    usual = set(school.grade_list) if school is not None else set()
    parts = [
        part
        for part in asked.parts
        if school is None or (part.is_for(school.pk) and (not usual or usual & set(part.grades)))
    ]
    # Which of two rows counts is asked for those alone: in the pass over everybody the question cost more than its
    # answer. And of a school's own grades only a few parts ask something: each is a question in the one statement.
    rows = _in_force(asked.district, asked.on, chosen).filter(contested=False)
    counted = [
        rows.filter(part.seats if not usual else Q(grade__in=[grade for grade in part.grades if grade in usual]))
        .values("school_id", "grade")
        .annotate(part=Value(place), **_counts(part, asked))
        .values_list("school_id", "grade", "part", *_COUNTED)
        for place, part in enumerate(parts)
    ]
    found = {}
    if counted:
        first, *others = counted
        passed = first.union(*others, all=True) if others else first
        found = {(place, grade): Tally(*numbers) for place, grade, _part, *numbers in passed}
    special = Q(contested=True) | ~Q(grade__in=usual) if usual else Q(contested=True)
    for row in seats(asked.district, asked.on, schools=chosen).filter(special):
        if asked.part(row.grade, row.school_id) is not None:
            key = (row.school_id, row.grade)
            found[key] = found.get(key, Tally()) + tally_of(row, asked)
    return [
        Line(place, grade, part, tally if asked.knows(part) else replace(tally, unsure=tally.done))
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
        done=int(line.is_done),
        overdue=int(line.is_overdue),
        unsure=int(line.is_done and line.is_unsure),
    )


def _counts(part: Part, asked: Asked) -> dict[str, Aggregate | Value]:
    done = is_done(part, asked)
    late, maybe = is_overdue(part, asked), may_have_group(part)
    return {
        "students": Count("*"),
        "plan": count_if(has_plan(part)),
        "met": count_if(was_met(part)) if part.rule.individual else Count("*"),
        "individual": count_if(has_individual(part)),
        "group": count_if(has_group(part)),
        "involved": count_if(is_involved(part)),
        "signed": count_if(is_signed(part)),
        "registered": count_if(is_as_planned(part)),
        "done": count_if(done),
        "overdue": Value(0) if late is None else count_if(late),
        # Where something is not known of a whole grade, it is so for all of them: said when the lines are read.
        "unsure": Value(0) if maybe is None else count_if(done & maybe),
    }


def count_if(condition: Q) -> Aggregate:
    """How many fulfill it."""
    return Count(Value(1), filter=condition) if condition else Count("*")


def total(found: Iterable[Line]) -> Tally:
    """All of these together."""
    return sum((line.tally for line in found), Tally())


# —— one student after the other

SHOW = (
    "all", "unmet", "individual", "group", "involved", "plan", "signed", "registered", "unplanned", "overdue", "soon",
    "new", "done", "unsure",
)  # fmt: skip
SOON = timedelta(days=30)
"""What is due within so many days is due soon."""


def students_of(school: uuid.UUID, asked: Asked, *, show: str = "all", grade: str = "") -> QuerySet[Standing]:
    """The students of a school of whom something is asked, narrowed; by grade and name."""
    wanted: dict[Q, list[str]] = {}
    for part in asked.parts:
        if not part.is_for(school):
            continue
        narrowed = _narrowed(part, asked, show)
        if narrowed is not None:
            wanted.setdefault(narrowed, []).extend(part.grades)
    rows = seats(asked.district, asked.on, schools=[school])
    if grade:
        wanted = {narrowed: [grade] for narrowed, grades in wanted.items() if grade in grades}
    # What is asked of several grades alike is one question to the database.
    chosen = [Q(grade__in=grades) & narrowed for narrowed, grades in wanted.items()]
    rows = rows.filter(reduce(or_, chosen)) if chosen else rows.none()
    return rows.order_by("student__family_name", "student__given_name", "student")


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
        return Q(came_on__gt=after) & ~_in((one, asked.on) for one in openings(asked.year.starts_on, after, asked.on))
    if show in {"registered", "unplanned"}:
        planned = planned_in(part.year)
        apart = Q(planned) if show == "registered" else ~Q(planned)
        return ~is_as_planned(part) & apart if part.rule.registration else None
    if show in {"done", "unsure"}:
        return _done(part, asked, sure=show == "done")
    return Q()


def _done(part: Part, asked: Asked, *, sure: bool) -> Q | None:
    """Who has everything, or (not ``sure``) who lacks nothing that is known while not everything is known."""
    done, maybe = is_done(part, asked), may_have_group(part)
    if not asked.knows(part):
        return None if sure else done
    if maybe is None:
        return done if sure else None
    return done & has_group(part) if sure else done & maybe


def without_course_plan(school: uuid.UUID, asked: Asked) -> dict[str, int]:
    """By grade, the students of a school without any class of this year in a course plan, where a rule holds the
    registration against it. They lack something, and there is nothing to compare. One query, or none where it is not
    known."""
    if not asked.registration or not any(part.rule.registration for part in asked.parts if part.is_for(school)):
        return {}
    rows = students_of(school, asked, show="unplanned").order_by()
    return dict(rows.values("grade").annotate(number=Count("*")).values_list("grade", "number"))


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

    @property
    def was_met(self) -> bool:
        """The family came to a conference within the span, with or without a counselor."""
        return any(moment >= self.part.begins for moment in self.facts.met)


def described(rows: Iterable[Standing], asked: Asked) -> Iterator[StudentLine]:
    """Rows as a page shows them. No query."""
    for row in rows:
        part = asked.part(row.grade, row.school_id)
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
            not asked.knows(part) or verdict.unsaid,
            plan_due=plan_due,
            new_since=row.came_on if part.is_new(row.came_on, asked) else None,
        )


def _due_days(row: Standing, part: Part, verdict: Verdict, asked: Asked) -> tuple[date, date | None]:
    """By when the first thing is due that is missing; and the plan's own day, where nobody has begun one."""
    due = due_on(part.days, part.rule, row.came_on)
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
