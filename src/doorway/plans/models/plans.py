"""The working plan of one student in one school year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models import Person, SchoolYear


class Plan(DistrictRow):
    """A student's plan of one school year. ``kind`` is a plan kind of the state pack; its words come from there."""

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20)
    grade = models.CharField(max_length=5)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-school_year__starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "school_year"], name="one_plan_per_student_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.student_id}"


class PlanEntry(DistrictRow):
    """What one person says in one section of the plan (strengths, behavior, homework …).

    ``section`` is a key of the state pack; ``rating`` is a step of that section's scale, where it has one.
    ``subject`` tells the class for which a teacher of one subject speaks; empty for a homeroom teacher.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="entries")
    section = models.CharField(max_length=40)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["section", "author"]
        verbose_name_plural = "plan entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "section", "author"], name="one_entry_per_section_and_author"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="rating_is_a_step_of_a_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:40]}"


class Goal(DistrictRow):
    """A goal with an owner and a date. ``carried_from`` is the goal of last time that it goes on from."""

    class Owner(models.TextChoices):
        STUDENT = "student", _("Student")
        FAMILY = "family", _("Family")
        TEACHER = "teacher", _("Teacher")
        SCHOOL = "school", _("School")

    class Status(models.TextChoices):
        OPEN = "open", _("Still working on it")
        MET = "met", _("Met")
        DROPPED = "dropped", _("No longer a goal")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField()
    owner = models.CharField(max_length=10, choices=Owner.choices)
    owner_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "created_at"]

    def __str__(self) -> str:
        return self.text[:60]


class PlanNote(DistrictRow):
    """A note of the conversation, by one author, kept with the plan and shown to the family."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at"]

    def __str__(self) -> str:
        return self.text[:60]
