"""The ledger of imports: what each file changed, row by row, and what it could not."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow


class ImportRun(DistrictRow):
    """One import: previewed, then applied as a whole or not at all."""

    class Kind(models.TextChoices):
        ROSTER = "roster", _("Roster")
        SCORES = "scores", _("Scores")
        COURSES = "courses", _("Course catalog")
        TRANSCRIPTS = "transcript", _("Transcripts")
        EARLIER = "earlier", _("Earlier conferences")

    class Status(models.TextChoices):
        PREVIEWED = "previewed", _("Looked at, not yet made")
        APPLIED = "applied", _("Made")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    source_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source_name}"


class ImportLine(models.Model):
    """One line of the ledger. ``code`` and ``params`` make the sentence; ``changes`` holds {field: [before, after]}."""

    class Verdict(models.TextChoices):
        CREATED = "created", _("New")
        CHANGED = "changed", _("Changed")
        REFUSED = "refused", _("Refused")
        FORGIVEN = "forgiven", _("Forgiven")
        VANISHED = "vanished", _("No longer listed")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    file = models.CharField(max_length=80, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=255, blank=True)
    label = models.CharField(max_length=255, blank=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "verdict", "id"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.file}:{self.row or ''} {self.key}"
