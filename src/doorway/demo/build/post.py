"""The mail of the building: delivered, and dated to the day on which it would have gone out."""

from __future__ import annotations

from datetime import datetime, timedelta

from doorway.conferences.models import Appointment, Conference
from doorway.demo.build.stage import Stage
from doorway.messages.actions import deliver_due
from doorway.messages.models import Message
from doorway.plans.models import PlanVersion


def deliver_all(stage: Stage) -> int:
    """Empty the outbox into the demo's readable mail; the number of messages."""
    count = 0
    while done := deliver_due(limit=500).sent:
        count += done
    _date_back(stage)
    return count


def _date_back(stage: Stage) -> None:
    """The clock of the build is one minute long; the story is three weeks."""
    for conference in Conference.objects.filter(district=stage.district, invited_at__isnull=False):
        _set(Message.objects.filter(idempotency_key__startswith=f"invitation:{conference.pk}:"), conference.invited_at)
    rows = list(Message.objects.filter(district=stage.district, kind__contains="book").order_by("created_at"))
    booked = list(
        Appointment.objects.filter(district=stage.district).order_by("booked_at").values_list("booked_at", flat=True)
    )
    if rows and booked:
        for number, row in enumerate(rows):
            row.created_at = row.sent_at = booked[min(len(booked) - 1, number * len(booked) // len(rows))]
        Message.objects.bulk_update(rows, ["created_at", "sent_at"], batch_size=200)
    rest = Message.objects.filter(district=stage.district, created_at__gt=stage.now - timedelta(hours=1))
    _set(rest.exclude(pk__in=[row.pk for row in rows]), stage.now - timedelta(hours=2))
    for version in PlanVersion.objects.filter(district=stage.district).defer("content"):
        _set(Message.objects.filter(idempotency_key__startswith=f"plan:{version.pk}:"), version.created_at)


def _set(rows: object, moment: datetime | None) -> None:
    if moment is not None:
        rows.update(created_at=moment, sent_at=moment, not_before=moment)  # type: ignore[attr-defined]
