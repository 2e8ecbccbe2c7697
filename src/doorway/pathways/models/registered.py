"""Why a class of an approved course plan is not among a student's classes: what a counselor has written down."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.planned import PlannedCourse
from doorway.roster.models import Person


class RegistrationReason(DistrictRow):
    """One such reason. It is never rewritten: a wrong one is withdrawn, and stays as what was."""

    planned = models.ForeignKey(PlannedCourse, on_delete=models.CASCADE, related_name="registration_reasons")
    reason = models.CharField(max_length=300)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-written_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["planned"], condition=Q(withdrawn_at=None), name="one_reason_for_a_class_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_registration_reason_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="who_withdrew_a_registration_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_id}: {self.reason}"
