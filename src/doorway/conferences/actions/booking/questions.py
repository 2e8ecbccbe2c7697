"""What families ask before they come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from doorway.accounts.typing import holds_ssn
from doorway.conferences.actions.booking.standing import changeable
from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment, FamilyQuestion
from doorway.roster.models import Guardianship, Person

QUESTION_LIMIT = 2000


def ask(*, appointment: Appointment, guardian: Person, text: str, now: datetime) -> FamilyQuestion | None:
    """Write, change or (empty) take back this home's question to the host, until the conference begins."""
    with transaction.atomic():
        row = changeable(appointment, now)
        text = readable_question(text)
        known = questions_of(row).filter(answer="").first()
        if known is None:
            return write_question(row, guardian, text, now) if text else None
        if not text:
            known.delete()
            return None
        if known.text != text:
            known.text, known.asked_by, known.asked_at = text, guardian, now
            known.save()
        return known


def questions_of(appointment: Appointment) -> QuerySet[FamilyQuestion]:
    """The questions that this home asked this host: those of the other home stay there."""
    home = Guardianship.objects.filter(student=appointment.student_id, household=appointment.household)
    return FamilyQuestion.objects.filter(
        conference=appointment.conference_id,
        student=appointment.student_id,
        host=appointment.host_id,
        asked_by__in=home.values("guardian"),
    )


def readable_question(text: str) -> str:
    """The question without its margins; refused when it is too long or holds what must not be kept."""
    text = text.strip()
    if len(text) > QUESTION_LIMIT:
        raise errors.QuestionTooLong(limit=QUESTION_LIMIT)
    if holds_ssn(text):
        raise errors.QuestionHoldsNumber
    return text


def write_question(row: Appointment, guardian: Person, text: str, now: datetime) -> FamilyQuestion:
    """Keep a new question with the meeting."""
    return FamilyQuestion.objects.create(
        district_id=row.district_id,
        conference_id=row.conference_id,
        student_id=row.student_id,
        host_id=row.host_id,
        asked_by=guardian,
        text=text,
        asked_at=now,
    )
