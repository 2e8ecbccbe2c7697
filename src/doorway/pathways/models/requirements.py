"""A district's own requirement sets: for which classes, from when, and what the board decided."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models import Person

FIRST_CLASS, LAST_CLASS = 1990, 2100


class RequirementSet(DistrictRow):
    """One version of what some graduating classes are held against.

    A draft is changed as one likes. A set in force never changes (``pathways/guards.py``); a correction is a new set
    that names it as ``corrects``, and ends it on the day from which the new one holds. ``document`` is a whole set as
    ``pathways.rules`` writes it. ``last_class`` empty: every later class, too. ``holds_until`` is the first day on
    which it does not hold any more. ``accepted``: warnings that stand, each ``{"mark", "said", "reason"}`` with what is
    said in every language.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Checked")
        IN_FORCE = "in_force", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    first_class = models.PositiveSmallIntegerField()
    last_class = models.PositiveSmallIntegerField(null=True, blank=True)
    document = models.JSONField()
    # What it was made from, in the words of that day: a set of the pack, or an earlier own set.
    made_from = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    accepted = models.JSONField(default=list)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    holds_from = models.DateField(null=True, blank=True)
    holds_until = models.DateField(null=True, blank=True)
    put_in_force_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    put_in_force_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "number"], name="requirement_sets_are_counted"),
            models.CheckConstraint(
                condition=Q(first_class__gte=FIRST_CLASS, first_class__lte=LAST_CLASS)
                & (Q(last_class=None) | Q(last_class__gte=F("first_class"), last_class__lte=LAST_CLASS)),
                name="classes_of_requirements_are_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["in_force", "withdrawn"])
                | Q(
                    decided_on__isnull=False,
                    holds_from__isnull=False,
                    put_in_force_by__isnull=False,
                    put_in_force_at__isnull=False,
                )
                & ~Q(citation=""),
                name="requirements_in_force_say_who_decided_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", checked_at=None, checked_by=None)
                | ~Q(status="draft") & Q(checked_at__isnull=False, checked_by__isnull=False),
                name="who_checked_requirements_is_known",
            ),
            models.CheckConstraint(
                condition=Q(holds_until=None) | Q(holds_until__gte=F("holds_from")),
                name="requirements_end_after_they_began",
            ),
            # What nobody was held against yet can be withdrawn; what held on a day stays on record as what was.
            models.CheckConstraint(
                condition=~Q(status="withdrawn") & Q(withdrawn_at=None, withdrawn_by=None, withdrawn_on=None)
                | Q(
                    status="withdrawn",
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_on__lt=F("holds_from"),
                )
                & ~Q(withdrawal_reason=""),
                name="requirements_are_withdrawn_before_they_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.status}"

    @property
    def is_open(self) -> bool:
        """It can still be changed."""
        return self.status in {self.Status.DRAFT, self.Status.CHECKED}

    @property
    def last(self) -> int:
        """The last class, as a number that can be compared."""
        return self.last_class or LAST_CLASS

    def overlaps(self, other: RequirementSet) -> bool:
        """Whether both are for one class."""
        return self.first_class <= other.last and other.first_class <= self.last

    def holds_on(self, day: date) -> bool:
        """Whether students are held against it on a day."""
        if self.status != self.Status.IN_FORCE or self.holds_from is None or self.holds_from > day:
            return False
        return self.holds_until is None or self.holds_until > day
