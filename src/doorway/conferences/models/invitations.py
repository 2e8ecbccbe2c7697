"""An invitation of one guardian to book."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models

from doorway.accounts.models import DistrictRow
from doorway.conferences.models.conferences import Conference
from doorway.roster.models import Person

# How long a link works after the last day.
AFTERWARDS = timedelta(days=1)


class Invitation(DistrictRow):
    """One guardian is invited to a conference by a link.

    The link carries ``token``. It opens nothing by itself: it knows to which mailbox a sign-in code goes, so a link
    that is forwarded or opened twice shows no child's data. A guardian with children in several schools that hold
    conferences at once gets one link per conference, and every link leads to the whole family's page.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="invitations")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "guardian"], name="one_invitation_per_guardian"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} to {self.conference_id}"
