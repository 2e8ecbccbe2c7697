"""A computation of growth that somebody asked for: waited for, watched, and read afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow


class GrowthRun(DistrictRow):
    """The growth of one school year: what was computed when, from which scores, and what came of every cohort.

    ``asked_by`` is nobody where the command line asked. ``beat_at`` moves on while somebody computes; when it stands
    still, whoever computed has crashed. ``tries`` counts how often it was begun. ``scores_read`` and ``last_change``
    tell which scores it read: their number, and the last row of their history. ``cohorts``: for each its subject,
    grade, years before, students, and the reason and number where it has no percentiles. ``left_out``: for each subject
    how many students contradict themselves, how many scores are on another scale, and how many students were tested,
    have no percentile, and of those have no score of the year before. ``refused``: why the whole run
    came to nothing.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being computed")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    class Stage(models.TextChoices):
        READING = "reading", _("Reading the scores")
        PREPARING = "preparing", _("Preparing the computation for this machine, once. It takes up to a minute")
        COHORTS = "cohorts", _("Comparing students")
        AHEAD = "ahead", _("Looking ahead")
        WRITING = "writing", _("Writing down what was found")

    school_year = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.READING)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    cohorts_done = models.PositiveIntegerField(default=0)
    cohorts_all = models.PositiveIntegerField(default=0)
    scores_read = models.PositiveIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)
    students = models.PositiveIntegerField(default=0)
    percentiles = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    projections = models.PositiveIntegerField(default=0)
    cohorts = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    refused = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district"], condition=Q(status__in=["waiting", "working"]), name="one_growth_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.status}"

    @property
    def is_underway(self) -> bool:
        """Somebody waits for it, or works on it."""
        return self.status in {self.Status.WAITING, self.Status.WORKING}
