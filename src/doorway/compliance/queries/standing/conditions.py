"""Conditions for the database: the same that ``core/rules.py`` judges by."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import Exact

from doorway.compliance.core.days import Opening, openings, plan_day_of
from doorway.compliance.core.rules import conferences_asked
from doorway.compliance.queries.standing.asked import Asked, Part
from doorway.pathways.models import PlannedCourse


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
        Q(part.of_path(), grade__in=part.grades, group_1__isnull=False, group_1__gte=part.begins)
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


def known_to_be_there(part: Part, asked: Asked) -> Q:
    """Of what is not known of everybody: it is there. Whoever lacks nothing that is known has everything when this is
    so, at whatever school; empty where everything is known."""
    found = Q()
    if not part.groups or may_have_group(part) is not None:
        found &= has_group(part)
    return found if asked.registration else found & is_as_planned(part)


def is_overdue(part: Part, asked: Asked, on: date | None = None) -> Q | None:
    """Something is missing, and the day by which it was due is over, for whoever came late too; none while it is for
    nobody.

    ``on``: another day than today; the first one on which it would be overdue, so that a list can look ahead.
    """
    on = on or asked.on
    late, first_late = _is_late(part, on), _is_first_late(part, on)
    if first_late is not None:
        # Whoever was at none is late already, whatever else is there.
        first_late &= ~nth_conference("individual", part, 1)
    found = _late_with_the_rest(part, asked, on, late)
    return found if first_late is None else first_late if found is None else found | first_late


def _late_with_the_rest(part: Part, asked: Asked, on: date, late: Q | None) -> Q | None:
    """Who is late for the plan or for everything. ``late``: for whom the day of everything is over."""
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
    with_all = within((one, part.due) for one in openings(part.days.starts, last, on))
    return Q(came_on=None) | Q(came_on__lte=last) | with_all


def _is_first_late(part: Part, on: date) -> Q | None:
    """Who should have been at the first of several conferences; ``core/days.py`` says the same of one student."""
    first = part.first_due
    if first is None or first >= on:
        return None
    last = first - timedelta(days=part.rule.newcomer_days)
    with_all = within((one, first) for one in openings(part.days.starts, last, first))
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
    came_late = Q(came_on__lt=on - days) & ~within(later)
    return Q(came_on=None) | Q(came_on__lte=part.plan.first) | came_late | within(due)


def within(found: Iterable[tuple[Opening, date]]) -> Q:
    """Whoever began in the first weeks of one of these school years, until a day; empty where there is none."""
    spans = ((one.first, min(one.last, day)) for one, day in found)
    return reduce(or_, (Q(came_on__range=span) for span in spans if span[0] <= span[1]), Q())
