"""A packet that somebody ordered: made in the background, fetched once it is there, gone after a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models import School


class PacketOrder(DistrictRow):
    """The plans of a whole school as one PDF, for the one who ordered it.

    The file is no row: it lies in ``DOORWAY_HOME/packets`` under the order's id, as long as the status says so.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        GONE = "gone", _("Deleted")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    as_it_stands = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    ordered_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # How far along it is, and in the end how many pages the file has.
    copies_done = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-ordered_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["status", "ordered_at"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.status}"
