"""A policy's rules: which contradict each other or the state, what they ask of a student, and by when.

Grades are numbers (preschool -1, kindergarten 0, then 1 to 12). A *span* is the stretch of time in which conferences
and plans count: one school year, or the years that a rule's grades take ("band").
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import Any, Literal

Span = Literal["year", "band"]
MOST_CONFERENCES = 3
"""So many conferences of one kind a rule can ask for in its span."""


@dataclass(frozen=True)
class Rule:
    """What the policy asks in a run of grades.

    ``with_counselor``: an individual conference counts only when one of those whom the family met is a counselor;
    ``takes_part``: who is at it; one from which the student was recorded as away does not count where the student is;
    ``group_with_counselor``: a group conference counts only when one of those who held it is one.
    ``registration``: the student is registered for every class that the course plan has for this school year.
    ``due``: (month, day) of the school year, none for its last day. ``newcomer_days``: whoever came to the district
    late has at least so many days from then. ``first_due``: (month, day) by which the first of several individual
    conferences of a school year was held; none where all of them are due together.
    ``plan_years``: for so many school years a shared plan is in force, from the first grade of its kind on; 0 for the
    span only. ``plan_due``: (month, day) by which there is a plan at all, in the first year in which it can be; none
    for the day of everything else. ``plan_newcomer_days``: whoever came later has so many days from then for it.
    """

    first: int
    last: int
    kind: str
    individual: int = 1
    group: int = 0
    span: Span = "year"
    with_counselor: bool = False
    takes_part: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    due: tuple[int, int] | None = None
    newcomer_days: int = 0
    registration: bool = False
    group_with_counselor: bool = False
    plan_due: tuple[int, int] | None = None
    plan_newcomer_days: int = 0
    plan_years: int = 0
    first_due: tuple[int, int] | None = None

    def __contains__(self, grade: object) -> bool:
        """Whether the rule is for this grade."""
        return isinstance(grade, int) and self.first <= grade <= self.last

    @property
    def years(self) -> int:
        """How many school years its grades take."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Floor:
    """The least that the state asks in a run of grades, with the rule that says so.

    ``with_counselor``: an individual conference is one with a counselor, ``group_with_counselor``: so is a group
    conference. ``takes_part``: who makes the plan together. ``plan_years``: a plan is for so many years at most;
    ``plan_days``: there is one at the latest so many days after a student has come. 0 where the state says nothing.
    ``since``: from that day on the rule is known to say this; none where it always did.
    """

    first: int
    last: int
    individual: int
    group: int
    span: Span
    citation: str
    registration: bool = False
    with_counselor: bool = False
    takes_part: tuple[str, ...] = ()
    group_with_counselor: bool = False
    plan_years: int = 0
    plan_days: int = 0
    since: date | None = None

    def binds(self, begins: date | None) -> bool:
        """Whether a policy that begins on a day must ask for this; one without a day must."""
        return self.since is None or begins is None or begins >= self.since


@dataclass(frozen=True)
class PlanKind:
    """A kind of plan as the state has it: its grades and its sections. ``course_grades``: those with a course plan."""

    key: str
    first: int
    last: int
    sections: frozenset[str]
    course_grades: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Problem:
    """One contradiction: its code, and the values of its sentence. ``rules`` are the places in the list of rules."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[int, ...] = ()

    @property
    def is_of_state(self) -> bool:
        """The state asks for more."""
        return self.code in {"below_state", "across_bands", "not_every_year"}


FIRST_OF_JULY = (7, 1)


def problems(
    rules: Sequence[Rule],
    *,
    kinds: Iterable[PlanKind],
    floors: Iterable[Floor],
    grades: Iterable[int],
    year_starts: tuple[int, int] = FIRST_OF_JULY,
) -> list[Problem]:
    """Everything in the rules that contradicts itself, the state's plans, the state's floor; grades without a rule.

    ``year_starts``: (month, day) on which a school year begins, to tell which of two days comes first.
    """
    known = {kind.key: kind for kind in kinds}
    found: list[Problem] = []
    if not rules:
        return [Problem("no_rules")]
    for place, rule in enumerate(rules):
        found += (Problem(one.code, one.params, (place,)) for one in _inside(rule, known, year_starts))
    for (one, rule), (other, second) in combinations(enumerate(rules), 2):
        first, last = max(rule.first, second.first), min(rule.last, second.last)
        if first <= last:
            found.append(Problem("two_rules", {"first": first, "last": last}, (one, other)))
    found += _two_days(rules)
    without = sorted(grade for grade in set(grades) if not any(grade in rule for rule in rules))
    found += [Problem("no_rule", {"grade": grade}) for grade in without]
    for floor in floors:
        found += _below(floor, rules)
    return found


def _inside(rule: Rule, kinds: Mapping[str, PlanKind], year_starts: tuple[int, int]) -> Iterator[Problem]:
    """What is wrong in one rule."""
    if rule.last < rule.first:
        yield Problem("grades_backwards", {"first": rule.first, "last": rule.last})
        return
    kind = kinds.get(rule.kind)
    if kind is None:
        yield Problem("unknown_kind", {"kind": rule.kind})
    else:
        if rule.first < kind.first or rule.last > kind.last:
            yield Problem("kind_of_other_grades", {"kind": rule.kind, "first": kind.first, "last": kind.last})
        missing = sorted(set(rule.sections) - kind.sections)
        if missing:
            yield Problem("unknown_section", {"section": missing[0], "kind": rule.kind})
        unplanned = set(range(rule.first, rule.last + 1)) - kind.course_grades
        if rule.registration and unplanned:
            yield Problem("registration_without_plan", {"first": min(unplanned), "last": max(unplanned)})
    if not (rule.individual or rule.group or rule.sections or rule.signatures or rule.registration or rule.plan_due):
        yield Problem("asks_nothing", {"first": rule.first, "last": rule.last})
    if rule.with_counselor and not rule.individual:
        yield Problem("counselor_without_conference")
    if rule.group_with_counselor and not rule.group:
        yield Problem("counselor_without_group")
    if (rule.with_counselor or rule.group_with_counselor) and "counselor" not in rule.takes_part:
        yield Problem("counselor_not_invited")
    if rule.with_counselor and "student" not in rule.takes_part:
        # Of conferences with a counselor those are counted from which the student was not away.
        yield Problem("counselor_without_student")
    if (rule.individual or rule.group) and "guardian" not in rule.takes_part:
        # A conference of either kind counts when the family came.
        yield Problem("family_not_invited")
    for who in rule.signatures:
        if who not in rule.takes_part:
            yield Problem("signer_not_invited", {"who": who})
    for due in (rule.due, rule.plan_due, rule.first_due):
        if due is not None and not _is_day(*due):
            yield Problem("no_such_day", {"month": due[0], "day": due[1]})
    if rule.due == year_starts and (rule.span == "year" or rule.years == 1):
        yield Problem("due_at_once", {"due": rule.due})
    yield from _about_first(rule, year_starts)
    if rule.plan_due == year_starts:
        yield Problem("plan_due_at_once", {"plan_due": rule.plan_due})
    if rule.plan_newcomer_days and rule.plan_due is None:
        yield Problem("plan_days_without_day")
    if _plan_comes_last(rule, kind, year_starts):
        yield Problem("plan_due_last", {"due": rule.due, "plan_due": rule.plan_due})
    if not 0 <= rule.individual <= MOST_CONFERENCES or not 0 <= rule.group <= MOST_CONFERENCES:
        yield Problem("too_many", {"most": MOST_CONFERENCES})


def _about_first(rule: Rule, year_starts: tuple[int, int]) -> Iterator[Problem]:
    """What is wrong with the day of the first of several conferences."""
    if rule.first_due is None:
        return
    if rule.individual < 2 or (rule.span == "band" and rule.years > 1):
        yield Problem("first_of_one")
    if rule.first_due == year_starts:
        yield Problem("first_due_at_once", {"first_due": rule.first_due})
    if rule.due is not None and not _is_sooner(rule.first_due, rule.due, year_starts):
        yield Problem("first_due_last", {"due": rule.due, "first_due": rule.first_due})


def _is_sooner(one: tuple[int, int], other: tuple[int, int], year_starts: tuple[int, int]) -> bool:
    """Whether the one (month, day) comes before the other in a school year."""
    return (one < year_starts, one) < (other < year_starts, other)


def _two_days(rules: Sequence[Rule]) -> Iterator[Problem]:
    """A plan that goes on from the grades of one rule into those of another, with another day in each.

    Its day is in the first grade of its kind, and does not begin anew: a student who moved on would have been late, or
    not, a year ago. Where it is as long as conferences count there is a new one in each span, with a day of its own.
    """
    going_on = [(place, rule) for place, rule in enumerate(rules) if rule.plan_years and rule.first <= rule.last]
    going_on.sort(key=lambda one: (one[1].kind, one[1].first))
    for (one, rule), (other, later) in pairwise(going_on):
        if rule.kind == later.kind and _plan_terms(rule) != _plan_terms(later):
            params = {"kind": rule.kind, "first": rule.first, "last": later.last}
            yield Problem("plan_of_two_days", params, (one, other))


def _plan_terms(rule: Rule) -> tuple[tuple[int, int] | None, int, int]:
    return rule.plan_due, rule.plan_newcomer_days, rule.plan_years


def _is_day(month: int, day: int) -> bool:
    # February 29 comes only every four years: nothing can be due on it.
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2023, month)[1]


def _plan_comes_last(rule: Rule, kind: PlanKind | None, year_starts: tuple[int, int]) -> bool:
    """A plan that nobody has begun would be due later in a school year than everything else, the plan included."""
    if rule.due is None or rule.plan_due is None:
        return False
    # The plan's day comes in its first grade. Everything else is due in each grade, or in the last one of the band.
    first = kind.first if rule.plan_years and kind is not None else rule.first
    if first not in rule or (rule.span == "band" and first != rule.last):
        return False
    return _is_sooner(rule.due, rule.plan_due, year_starts)


def _below(floor: Floor, rules: Sequence[Rule]) -> Iterator[Problem]:
    """The rules that ask for less than the state."""
    for place, rule in enumerate(rules):
        if rule.last < floor.first or rule.first > floor.last:
            continue
        where = {"first": floor.first, "last": floor.last, "citation": floor.citation}
        if floor.registration and not rule.registration:
            yield Problem("below_state", where | {"kind": "registration"}, (place,))
        if floor.with_counselor and not rule.with_counselor:
            yield Problem("below_state", where | {"kind": "counselor"}, (place,))
        if floor.group_with_counselor and not rule.group_with_counselor:
            yield Problem("below_state", where | {"kind": "group_counselor"}, (place,))
        if floor.plan_years and rule.plan_years > floor.plan_years:
            yield Problem("below_state", where | {"kind": "plan_years", "years": floor.plan_years}, (place,))
        if floor.plan_days and (rule.plan_due is None or rule.plan_newcomer_days > floor.plan_days):
            yield Problem("below_state", where | {"kind": "plan_days", "days": floor.plan_days}, (place,))
        for who in floor.takes_part:
            if who not in rule.takes_part:
                yield Problem("below_state", where | {"kind": "takes_part", "who": who}, (place,))
        cures = set()
        for kind in ("individual", "group"):
            asked, least = getattr(rule, kind), getattr(floor, kind)
            if _reaches(rule, asked, floor, least):
                continue
            if rule.span == "band" and asked >= least:
                # To ask for more would not help: the grades that count together are the wrong ones.
                cures.add("across_bands" if floor.span == "band" else "not_every_year")
            else:
                yield Problem("below_state", where | {"kind": kind, "least": least}, (place,))
        yield from (Problem(code, where, (place,)) for code in sorted(cures))


def _reaches(rule: Rule, asked: int, floor: Floor, least: int) -> bool:
    if not least:
        return True
    if rule.span == "year":
        years = floor.last - floor.first + 1 if floor.span == "band" else 1
        return asked * years >= least
    if floor.span == "year":
        return rule.years == 1 and asked >= least
    # A band of the policy that reaches over the state's own would let a student pass one of them without a conference.
    return asked >= least and floor.first <= rule.first and rule.last <= floor.last


@dataclass(frozen=True)
class Difference:
    """What a school does differently in some grades; what is none stays as the policy's rule has it."""

    first: int
    last: int
    individual: int | None = None
    group: int | None = None
    with_counselor: bool | None = None
    group_with_counselor: bool | None = None
    signatures: tuple[str, ...] | None = None
    due: tuple[int, int] | None = None

    def __contains__(self, grade: object) -> bool:
        """Whether it is for this grade."""
        return isinstance(grade, int) and self.first <= grade <= self.last

    @property
    def changed(self) -> dict[str, Any]:
        """The fields of a rule that it sets."""
        names = ("individual", "group", "with_counselor", "group_with_counselor", "signatures", "due")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def differing(rule: Rule, difference: Difference, year_starts: tuple[int, int] = FIRST_OF_JULY) -> Rule:
    """The rule as the school keeps it. Where it asks for one conference only, or for everything by an earlier day,
    the first of several has no day of its own."""
    kept = replace(rule, **difference.changed)
    if kept.first_due is None:
        return kept
    is_sooner = kept.due is None or _is_sooner(kept.first_due, kept.due, year_starts)
    return kept if kept.individual > 1 and is_sooner else replace(kept, first_due=None)


def problems_of(
    difference: Difference,
    rules: Sequence[Rule],
    *,
    kinds: Iterable[PlanKind],
    floors: Iterable[Floor],
    year_starts: tuple[int, int] = FIRST_OF_JULY,
) -> list[Problem]:
    """What contradicts itself or the state once a school keeps its own rules, and did not before.

    What the state asks comes first: whoever puts the rest right first would be refused by it afterwards.
    """
    kinds, floors = list(kinds), list(floors)
    touched = [rule for rule in rules if rule.first <= difference.last and rule.last >= difference.first]
    kept = [differing(rule, difference, year_starts) for rule in touched]
    before = problems(touched, kinds=kinds, floors=floors, grades=(), year_starts=year_starts)
    after = problems(kept, kinds=kinds, floors=floors, grades=(), year_starts=year_starts)
    return sorted((one for one in after if one not in before), key=lambda one: not one.is_of_state)


def rule_for(rules: Iterable[Rule], grade: int) -> Rule | None:
    """The rule for a grade; none where the policy has none."""
    return next((rule for rule in rules if grade in rule), None)


# —— what a rule asks of one student; from when on and by when is in days.py


@dataclass(frozen=True)
class Facts:
    """What is known of a student: when they were met (the newest first), when the plan was shared and signed.

    ``met``: individual conferences to which the family came, ``with_student``: those from which nobody has recorded the
    student as away, ``counselor``: those of them with a counselor, ``groups``: group conferences, ``counselor_groups``:
    those with a counselor. A signature is one under the newest version.
    ``involved_at``: the last sign of a parent's part.
    ``as_planned``: school years, by their end, in which the registration goes with the course plan. ``filled``: the
    parts of the newest plan in which there is something, by bits. ``unsaid_group``: the latest group conference of
    which nobody has said who held it.
    """

    met: tuple[datetime, ...] = ()
    counselor: tuple[datetime, ...] = ()
    groups: tuple[datetime, ...] = ()
    shared_at: datetime | None = None
    guardian_signed_at: datetime | None = None
    student_signed_at: datetime | None = None
    involved_at: datetime | None = None
    as_planned: tuple[int, ...] = ()
    counselor_groups: tuple[datetime, ...] = ()
    filled: int = 0
    unsaid_group: datetime | None = None
    with_student: tuple[datetime, ...] = ()


def conferences_asked(rule: Rule) -> Literal["met", "with_student", "counselor"]:
    """Which individual conferences the rule counts."""
    if rule.with_counselor:
        return "counselor"
    return "with_student" if "student" in rule.takes_part else "met"


@dataclass(frozen=True)
class PlanTimes:
    """Since when a plan that was shared is in force, and since when one counts as begun."""

    in_force: datetime
    begun: datetime


@dataclass(frozen=True)
class Verdict:
    """Whether a student has what the rule asks. ``held`` and ``groups`` are numbers within the span.

    ``plan``: it was shared, and every part that is asked is filled in; ``shared``: it was shared; ``lacking``: the
    parts that are asked and empty, by bits. ``unsaid``: with a counselor there were too few group conferences, and the
    family was at another one of which nobody has said who held it: whether the student lacks one is not known.
    ``begun``: there is a plan, or was one that has run out. ``away``: so many conferences do not count because the
    student was not there; ``uncounseled``: so many others, because no counselor was.
    """

    plan: bool
    held: int
    individual: bool
    groups: int
    group: bool
    involved: bool
    signed: bool
    registered: bool = True
    shared: bool = False
    lacking: int = 0
    unsaid: bool = False
    begun: bool = False
    away: int = 0
    uncounseled: int = 0

    def done(self, *, groups: bool, registration: bool) -> bool:
        """Everything is there; group conferences and registrations count where they are known."""
        return self.plan and self.signed and self.besides(groups=groups, registration=registration)

    def besides(self, *, groups: bool, registration: bool) -> bool:
        """The same of everything besides the plan and its signatures."""
        found = self.individual and self.involved
        return found and (self.group or self.unsaid or not groups) and (self.registered or not registration)

    def leaves_open(self, *, groups: bool, registration: bool) -> bool:
        """Something that is asked is neither there nor known to be missing. What is there is known wherever the student
        is."""
        group = self.group or (groups and not self.unsaid)
        return not (group and (self.registered or registration))


def judge(
    rule: Rule, facts: Facts, begins: datetime, year: int, sections: int = 0, plan: PlanTimes | None = None
) -> Verdict:
    """What a student has of what the rule asks, since the moment at which the span begins.

    ``year``: the school year of the day, by its end. ``sections``: the parts of the plan that are asked, by bits.
    ``plan``: since when a plan counts, where that is not the span.
    """
    in_force, begun = (plan.in_force, plan.begun) if plan else (begins, begins)

    def within(moment: datetime | None, start: datetime = begins) -> bool:
        return moment is not None and moment >= start

    kind = conferences_asked(rule)
    number = {"met": facts.met, "with_student": facts.with_student, "counselor": facts.counselor}
    counted = {name: sum(map(within, moments)) for name, moments in number.items()}
    held = counted[kind]
    groups = sum(map(within, facts.counselor_groups if rule.group_with_counselor else facts.groups))
    signed = {"guardian": facts.guardian_signed_at, "student": facts.student_signed_at}
    shared = within(facts.shared_at, in_force)
    lacking = sections & ~facts.filled if shared else 0
    return Verdict(
        plan=shared and not lacking,
        shared=shared,
        lacking=lacking,
        held=held,
        individual=held >= rule.individual,
        groups=groups,
        group=groups >= rule.group,
        away=counted["met"] - counted["with_student"] if kind != "met" else 0,
        uncounseled=counted["with_student"] - held if kind == "counselor" else 0,
        unsaid=rule.group_with_counselor and groups < rule.group and within(facts.unsaid_group),
        involved=within(facts.involved_at),
        signed=all(within(signed[one], in_force) for one in rule.signatures),
        begun=within(facts.shared_at, begun),
        registered=not rule.registration or year in facts.as_planned,
    )
