"""Marks that close a record, and the log of every look at one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models.people import Person


class AccessMark(DistrictRow):
    """ "No access": this person sees nothing of this student and is sent nothing about them.

    It wins over every reason to see, and no import touches it. ``order`` says which order of a court is on file, and
    where. A mark is never deleted: it is lifted, and stays as what was.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_marks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    order = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lift_reason = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "person"], condition=Q(lifted_at=None), name="one_open_mark_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ✕ {self.student_id}"


class HomeChange(DistrictRow):
    """An office put a guardian of a student into another home: who, from which to which, when. Never changed."""

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="home_changes")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    home_before = models.PositiveSmallIntegerField()
    home_after = models.PositiveSmallIntegerField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-changed_at", "guardian"]

    def __str__(self) -> str:
        return f"{self.guardian_id}: {self.home_before} → {self.home_after}"


class RecordLook(models.Model):
    """One look at a student's record: who, why they may, what they opened, when. Never changed or deleted."""

    id = models.BigAutoField(primary_key=True)
    district = models.ForeignKey("accounts.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=30)
    page = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["student", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page}"
