"""Reminding those who have not signed a shared plan."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from doorway.messages.occasions import Fate
from doorway.plans.actions.versions import locked
from doorway.plans.errors.sharing import EverybodySigned, NobodyToWriteTo, NotShared, RemindedToday
from doorway.plans.models import Plan
from doorway.plans.notices import remind_of, reminded_on
from doorway.plans.queries.signers import guardian_rows, roll_of
from doorway.plans.queries.versions import versions_of
from doorway.roster.models import Person


@transaction.atomic
def remind(plan: Plan, *, now: datetime) -> list[Person]:
    """Write to every home that has not signed, and to the student, once a day; whom a letter went to.

    A second time on the same day only to those whose reminder the mail server has refused for good by then.
    On the day on which the plan was shared nobody is reminded: the letter of that day is there already.
    """
    plan = locked(plan)
    version = plan.versions.order_by("-number").first()
    if version is None:
        raise NotShared
    version.plan = plan
    today = timezone.localdate(now, plan.district.zone)
    if timezone.localdate(version.created_at, plan.district.zone) == today:
        raise RemindedToday
    before = reminded_on(version, today)
    refused = {person for person, fate in before.items() if fate is Fate.FAILED}
    if before and not refused:
        raise RemindedToday
    student = Person.objects.annotate(rows=guardian_rows()).select_related("district").get(pk=plan.student_id)
    line = next(found for found in versions_of(student, today) if found.id == version.pk)
    missing = roll_of(student, student.rows, line).missing
    if not missing:
        raise EverybodySigned
    left = {one.person_id for one in missing}
    if before and not left & refused:
        # Those whose reminder was refused have signed since.
        raise RemindedToday
    people = Person.objects.filter(pk__in=left & refused if before else left).select_related("district")
    # Guardians before the student, who may have the mailbox of one of them.
    told = remind_of(version, sorted(people, key=lambda person: person.pk == student.pk), today)
    if not told:
        raise NobodyToWriteTo
    return told
