"""Reminding those who have not signed a shared plan."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from doorway.plans.actions.versions import locked
from doorway.plans.errors.sharing import EverybodySigned, NobodyToWriteTo, NotShared, RemindedToday
from doorway.plans.models import Plan
from doorway.plans.notices import remind_of, was_written_to
from doorway.plans.queries.signers import guardian_rows, roll_of
from doorway.plans.queries.versions import versions_of
from doorway.roster.models import Person


@transaction.atomic
def remind(plan: Plan, *, now: datetime) -> list[Person]:
    """Write to every home that has not signed, and to the student, once a day; whom a letter went to.

    On the day on which the plan was shared nobody is reminded: the letter of that day is there already.
    """
    plan = locked(plan)
    version = plan.versions.order_by("-number").first()
    if version is None:
        raise NotShared
    version.plan = plan
    today = timezone.localdate(now, plan.district.zone)
    if timezone.localdate(version.created_at, plan.district.zone) == today or was_written_to(version, today):
        raise RemindedToday
    student = Person.objects.annotate(rows=guardian_rows()).select_related("district").get(pk=plan.student_id)
    line = next(found for found in versions_of(student, today) if found.id == version.pk)
    missing = roll_of(student, student.rows, line).missing
    if not missing:
        raise EverybodySigned
    people = Person.objects.filter(pk__in=[one.person_id for one in missing]).select_related("district")
    # Guardians before the student, who may have the mailbox of one of them.
    told = remind_of(version, sorted(people, key=lambda person: person.pk == student.pk), today)
    if not told:
        raise NobodyToWriteTo
    return told
