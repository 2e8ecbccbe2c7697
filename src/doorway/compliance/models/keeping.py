"""How long records are kept by the policy, what was decided about old ones, and what holds them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.compliance.models.policies import BoardPolicy

MOST_YEARS = 100


class PolicyKeeping(DistrictRow):
    """How many years a version keeps records of one kind (``roster/keeping.py``), and on what that rests.

    ``is_named``: what it rests on names that number of years; otherwise the number is the board's own choice.
    """

    policy = models.ForeignKey(BoardPolicy, on_delete=models.CASCADE, related_name="keepings")
    kind = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    citation = models.CharField(max_length=300)
    is_named = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "kind"], name="one_time_of_keeping_per_kind"),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=MOST_YEARS), name="records_are_kept_for_whole_years"
            ),
            models.CheckConstraint(condition=~Q(citation=""), name="why_records_are_kept_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.years}"


class KeepingDecision(DistrictRow):
    """What the district office decided about records that were past their time. It stays as it was written.

    ``before``: all of them were written before this day. ``until``: kept at least until then.
    """

    class What(models.TextChoices):
        DELETED = "deleted", _("Deleted for good")
        KEPT = "kept", _("Kept longer")

    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.DateField()
    records = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)
    policy_number = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(what="deleted", until=None) | Q(what="kept", until__isnull=False),
                name="what_is_kept_longer_has_a_day",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="why_was_decided_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "kind", "-decided_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.before}"


class RecordHold(DistrictRow):
    """Nothing is deleted as long as this stands: a court, an audit, a request. ``kind`` empty: of any kind."""

    kind = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-set_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="why_records_are_held_is_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="who_lifted_a_hold_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'all'}: {self.reason[:40]}"
