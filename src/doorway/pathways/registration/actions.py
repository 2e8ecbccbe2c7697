"""The counselor writes down why a planned class is not taken, or withdraws that."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorway.accounts.typing import holds_ssn
from doorway.pathways.core.registering import Compared
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.graduation.access import Decider
from doorway.pathways.models import RegistrationReason
from doorway.pathways.registration.errors import LooksLikeNumber, NothingSaid, NotMissing
from doorway.pathways.registration.queries import registration_of
from doorway.roster.models import Person

LONGEST = 300


@transaction.atomic
def explain(
    approver: Decider, planned_id: uuid.UUID, *, reason: str, whole: bool = False, today: date, now: datetime
) -> list[RegistrationReason]:
    """Write down why an approved class is not among the student's classes.

    ``whole``: the same holds for every class of that year that is missing.
    """
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST]
    if not reason:
        raise NothingSaid
    if holds_ssn(reason):
        raise LooksLikeNumber
    Person.objects.select_for_update().get(pk=approver.student.pk)
    years = registration_of(planning_of(approver.student, today=today))
    missing = next((keys for year in years if planned_id.hex in (keys := keys_missing(year.compared))), [])
    if not missing:
        raise NotMissing
    rows = [
        RegistrationReason(
            district_id=approver.student.district_id, planned_id=uuid.UUID(key), reason=reason,
            written_by=approver.person, written_at=now,
        )
        for key in (missing if whole else [planned_id.hex])
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return RegistrationReason.objects.bulk_create(rows)
    except IntegrityError as error:
        raise NotMissing from error


def keys_missing(compared: Compared) -> list[str]:
    """The keys of the classes of a year that are missing."""
    return [line.key for line in compared.missing]


def others_missing(student: Person, planned_id: uuid.UUID, *, today: date) -> tuple[int, bool]:
    """How many other classes of the same year are missing, and whether the student is registered for any."""
    for year in registration_of(planning_of(student, today=today)):
        keys = keys_missing(year.compared)
        if planned_id.hex in keys:
            return len(keys) - 1, year.compared.is_known
    return 0, True


@transaction.atomic
def withdraw_reason(approver: Decider, planned_id: uuid.UUID, *, whole: bool = False, now: datetime) -> None:
    """The reason does not hold any more; it stays on record. ``whole``: wherever it was written in that year."""
    rows = RegistrationReason.objects.select_for_update(of=("self",)).filter(
        planned__student=approver.student, withdrawn_at=None
    )
    row = rows.filter(planned=planned_id).select_related("planned").first()
    if row is None:
        raise NotMissing
    same = rows.filter(planned__school_year=row.planned.school_year, reason=row.reason) if whole else [row]
    for one in same:
        one.withdrawn_at, one.withdrawn_by = now, approver.person
        one.save(update_fields=["withdrawn_at", "withdrawn_by"])
