"""What counselors write down of their own time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.compliance.core.service import MOST_MINUTES
from doorway.roster.models import Person


class ServiceTime(DistrictRow):
    """Minutes of one counselor on one day, besides the conferences, which Doorway knows. Names nobody else.

    A line of a school year that is over is taken back with why, and stays: it counts no longer.
    """

    class Kind(models.TextChoices):
        STUDENT = "student", _("With one student")
        GROUP = "group", _("With a group or a class")
        FAMILY = "family", _("With a family, or for one student with others")
        PROGRAM = "program", _("Planning and running the program")
        OTHER = "other", _("Other duties")

    counselor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    minutes = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-written_at"]
        verbose_name_plural = "service times"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="service_time_fits_into_a_day"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_why="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_why=""),
                name="service_time_is_taken_back_with_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "counselor", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}: {self.minutes}"
