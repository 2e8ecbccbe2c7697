"""Evidence that somebody ordered: made in the background, fetched once it is there, gone after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models import School

# What waits longer than this is not begun by anybody.
SOON = timedelta(minutes=2)


class EvidenceOrder(DistrictRow):
    """The evidence of a school as one file, for the one who ordered it.

    The file is no row: it lies in ``DOORWAY_HOME/evidence`` under the order's id, as long as the status says so.
    ``years``: of how many school years it tells beside the figures of now. ``with_sample``: records of students were
    read for it. ``tries`` counts how often it was begun. ``refused``: why it came to nothing
    (``wording.ORDER_REFUSED``).
    """

    class Format(models.TextChoices):
        PDF = "pdf", _("PDF")
        XLSX = "xlsx", _("Spreadsheet (XLSX)")

    class Years(models.IntegerChoices):
        NOW = 1, _("The time that counts now")
        THREE = 3, _("The last 3 school years")
        SIX = 6, _("The last 6 school years")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        GONE = "gone", _("Deleted")

    class Stage(models.TextChoices):
        FIGURES = "figures", _("Counting the figures")
        SAMPLE = "sample", _("Reading the sample of records")
        MEETINGS = "meetings", _("Reading attendance, tries and answers")
        WRITING = "writing", _("Writing the file")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=5)
    years = models.PositiveSmallIntegerField(choices=Years.choices, default=Years.NOW)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.FIGURES)
    ordered_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    with_sample = models.BooleanField(default=False)
    refused = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-ordered_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(years__in=(1, 3, 6)), name="evidence_is_of_1_3_or_6_years"),
            # Pressing the button again while a file is made orders it once.
            models.UniqueConstraint(
                fields=["school", "ordered_by", "format", "language", "years"],
                condition=Q(status__in=["waiting", "working"]),
                name="one_such_evidence_order_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["status", "ordered_at"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.format} {self.status}"

    @property
    def is_underway(self) -> bool:
        """Somebody waits for it, or works on it."""
        return self.status in {self.Status.WAITING, self.Status.WORKING}

    @property
    def is_late(self) -> bool:
        """Nobody has begun it, and somebody should have."""
        return self.status == self.Status.WAITING and timezone.now() - self.ordered_at > SOON

    @property
    def step(self) -> int:
        """How many of the stages are done."""
        return self.Stage.values.index(self.stage) if self.status == self.Status.WORKING else 0

    @property
    def steps(self) -> int:
        """How many stages there are."""
        return len(self.Stage)
