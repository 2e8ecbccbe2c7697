"""Goals: set with an owner and a date, judged at the next conference, carried on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format

from doorway.plans.actions.opening import open_plan
from doorway.plans.actions.text import tidy
from doorway.plans.errors.writing import (
    AlreadyCarried,
    DateInPast,
    DateTooFar,
    GoalIsShared,
    NoDate,
    NoOwner,
    NothingWritten,
    UnknownStatus,
)
from doorway.plans.models import Goal, Plan, PlanVersion
from doorway.roster.models import Person

LONGEST_GOAL = 500
LONGEST_NAME = 120
# A goal is for the next conferences, not for life; a slip of the keyboard (3026) is caught.
FARTHEST = timedelta(days=731)


@transaction.atomic
def set_goal(
    *,
    student: Person,
    text: str,
    owner: str,
    due_on: date | None,
    by: Person,
    on: date,
    now: datetime,
    owner_name: str = "",
) -> Goal:
    """Set a goal in this year's plan. The same goal once more is a form that was sent twice: it stands once."""
    said = {
        "text": _wording(text),
        "owner": _owner(owner),
        "owner_name": tidy(owner_name, LONGEST_NAME),
        "due_on": _date(due_on, on),
    }
    plan = Plan.objects.select_for_update().get(pk=open_plan(student=student, on=on, now=now).pk)
    known = Goal.objects.filter(plan=plan, created_by=by, status=Goal.Status.OPEN, **said).first()
    if known is not None:
        return known
    return Goal.objects.create(plan=plan, district_id=student.district_id, created_by=by, created_at=now, **said)


@transaction.atomic
def change_goal(*, goal: Goal, text: str, owner: str, due_on: date | None, on: date, owner_name: str = "") -> Goal:
    """Say a goal better. A date that stays as it is may have passed in the meantime."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    goal.text, goal.owner, goal.owner_name = _wording(text), _owner(owner), tidy(owner_name, LONGEST_NAME)
    if due_on != goal.due_on:
        goal.due_on = _date(due_on, on)
    goal.save()
    return goal


@transaction.atomic
def judge_goal(*, goal: Goal, status: str) -> Goal:
    """Say what became of a goal: met, still open, or dropped."""
    if status not in Goal.Status.values:
        raise UnknownStatus
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.status != status:
        goal.status = status
        goal.save(update_fields=["status"])
    return goal


@transaction.atomic
def carry_goal(*, goal: Goal, student: Person, due_on: date | None, by: Person, on: date, now: datetime) -> Goal:
    """Take a goal of last time into this year's plan with a new date. Each goal goes on once."""
    due_on = _date(due_on, on)
    plan = open_plan(student=student, on=on, now=now)
    goal = Goal.objects.select_for_update().get(pk=goal.pk, plan__student=student)
    if Goal.objects.filter(carried_from=goal).exists():
        raise AlreadyCarried
    return Goal.objects.create(
        text=goal.text,
        owner=goal.owner,
        owner_name=goal.owner_name,
        due_on=due_on,
        plan=plan,
        district_id=student.district_id,
        carried_from=goal,
        created_by=by,
        created_at=now,
    )


@transaction.atomic
def remove_goal(*, goal: Goal) -> None:
    """Take away a goal that was typed by mistake, as long as no family has read it in a shared version."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if PlanVersion.objects.filter(plan=goal.plan_id, created_at__gte=goal.created_at).exists():
        raise GoalIsShared
    goal.delete()


def _wording(text: str) -> str:
    text = tidy(text, LONGEST_GOAL)
    if not text:
        raise NothingWritten
    return text


def _owner(owner: str) -> str:
    if owner not in Goal.Owner.values:
        raise NoOwner
    return owner


def _date(due_on: date | None, today: date) -> date:
    if due_on is None:
        raise NoDate(example=date_format(today + timedelta(days=90), "SHORT_DATE_FORMAT"))
    if due_on < today:
        raise DateInPast(date=date_format(due_on, "DATE_FORMAT"))
    if due_on > today + FARTHEST:
        raise DateTooFar(date=date_format(due_on, "DATE_FORMAT"), limit=date_format(today + FARTHEST, "DATE_FORMAT"))
    return due_on
