"""The counselor writes down why a planned class is not taken, or withdraws that."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorway.accounts.typing import holds_ssn
from doorway.pathways.core.registering import Fit
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.graduation.access import Decider
from doorway.pathways.models import RegistrationReason
from doorway.pathways.registration.errors import LooksLikeNumber, NothingSaid, NotMissing
from doorway.pathways.registration.queries import registration_of
from doorway.roster.models import Person

LONGEST = 300


@transaction.atomic
def explain(approver: Decider, planned_id: uuid.UUID, *, reason: str, today: date, now: datetime) -> RegistrationReason:
    """Write down why an approved class is not among the student's classes."""
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST]
    if not reason:
        raise NothingSaid
    if holds_ssn(reason):
        raise LooksLikeNumber
    Person.objects.select_for_update().get(pk=approver.student.pk)
    lines = [
        line for year in registration_of(planning_of(approver.student, today=today)) for line in year.compared.lines
    ]
    if not any(line.key == planned_id.hex and line.fit is Fit.MISSING for line in lines):
        raise NotMissing
    try:
        with transaction.atomic():
            return RegistrationReason.objects.create(
                district_id=approver.student.district_id, planned_id=planned_id, reason=reason,
                written_by=approver.person, written_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise NotMissing from error


@transaction.atomic
def withdraw_reason(approver: Decider, planned_id: uuid.UUID, *, now: datetime) -> None:
    """The reason does not hold any more; it stays on record."""
    rows = RegistrationReason.objects.select_for_update(of=("self",)).filter(
        planned=planned_id, planned__student=approver.student, withdrawn_at=None
    )
    row = rows.first()
    if row is None:
        raise NotMissing
    row.withdrawn_at, row.withdrawn_by = now, approver.person
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
