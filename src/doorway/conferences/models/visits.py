"""What one guardian has at one conference on one day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from doorway.accounts.models import DistrictRow
from doorway.conferences.models.conferences import Conference
from doorway.roster.models import Person


class Visit(DistrictRow):
    """One entry of a guardian's calendar, and one letter: all meetings at a conference on a day (docs/decisions/015).

    ``calendar_uid`` names the entry in calendar programs, and ``sequence`` grows with everything that changes in it, so
    that they follow. ``is_over``: nothing is left of it; a new booking begins a new entry.

    ``starts_at`` is when its first meeting begins, ``told_at`` when a letter last named its times: reminders go by
    these two, so whoever was written to since a reminder was due needs none.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    calendar_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["is_over", "starts_at"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "person", "day"], name="one_visit_per_guardian_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
