"""Classes that a student means to take: proposed by the family, approved by the counselor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.core.terms import is_summer
from doorway.pathways.models.courses import CatalogCourse
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person


class PlannedCourse(DistrictRow):
    """One class in one school year of the plan. ``school_year`` is the calendar year in which the school year ends.

    What was proposed is never rewritten; it is approved, declined with a reason, or taken back, and stays on record.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="planned_courses")
    course = models.ForeignKey(CatalogCourse, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=20, blank=True)
    # A class of the year that runs, to make up credit: so much of it, and which part where that is known.
    makes_up = models.BooleanField(default=False)
    units = models.PositiveIntegerField(null=True, blank=True)
    part = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    # Who put it into this year instead of another one. Proposal and approval stay those of the class.
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_as = models.CharField(max_length=10, choices=SaidAs.choices, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["school_year", "proposed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                # Who fails a class makes it up in the same year.
                fields=["district", "student", "course", "school_year", "makes_up"],
                condition=Q(status__in=["proposed", "approved"]),
                name="a_class_is_planned_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="who_decided_on_a_planned_class_is_known",
            ),
            models.CheckConstraint(
                condition=Q(makes_up=False, units=None, part="") | (Q(makes_up=True, units__gte=1) & ~Q(term="")),
                name="a_class_that_makes_up_has_term_and_credit",
            ),
            models.CheckConstraint(
                condition=Q(moved_by=None, moved_at=None, moved_as="")
                | (Q(moved_by__isnull=False, moved_at__isnull=False) & ~Q(moved_as="")),
                name="who_moved_a_planned_class_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""), name="a_declined_class_has_a_reason"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "student", "status"], name="plan_of_student"),
            models.Index(fields=["district", "school_year", "status"], name="plans_of_year"),
        ]

    # No column: of a class of this year of which the record has a part, the credit and the terms that it lacks.
    rest: tuple[int, str] | None = None

    @property
    def credit(self) -> int:
        """What it gives when it is passed, in units: all of the class, or what is made up."""
        return self.course.units if self.units is None else self.units

    @property
    def term_called(self) -> str:
        """The term as pages say it."""
        return str(_("Summer")) if is_summer(self.term) else self.term

    def __str__(self) -> str:
        return f"{self.course_id} {self.school_year} {self.status}"
