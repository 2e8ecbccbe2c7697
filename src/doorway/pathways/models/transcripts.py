"""Transcripts: the classes that a student has taken, takes, and has been given for later."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models import ImportRun, Person


class TranscriptCourse(DistrictRow):
    """One class of one student in one term.

    ``units``: thousandths of a credit that the class gives when passed; ``mark`` is final only when it is completed.
    ``school_year`` is the calendar year in which the school year ends. ``part`` is the half of a class ("1", "2").
    ``areas``: what the class is about, where the catalog does not know its code; None leaves it to the catalog.
    ``scale``: what the other school asks for in all, in thousandths, on credit from one that counts otherwise.
    ``taken_grade`` is the grade in which it was taken; None counts back from the grade of today.
    """

    class State(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        IN_PROGRESS = "in_progress", _("In progress")
        SCHEDULED = "scheduled", pgettext_lazy("a course", "Scheduled")
        PLANNED = "planned", _("Planned")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="transcript")
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    school_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=20, blank=True)
    part = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    mark = models.CharField(max_length=10, blank=True)
    units = models.PositiveIntegerField()
    taken_grade = models.SmallIntegerField(null=True, blank=True)
    school = models.CharField(max_length=200, blank=True)
    scale = models.PositiveIntegerField(null=True, blank=True)
    areas = models.JSONField(null=True, blank=True)
    imported_by = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["school_year", "term", "code", "part"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "code", "school_year", "term", "part"],
                name="a_class_is_once_in_a_term",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="a_class_has_a_code"),
            models.CheckConstraint(condition=~Q(state="completed") | ~Q(mark=""), name="a_completed_class_has_a_mark"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "student", "changed_at"], name="transcript_changes"),
        ]

    # Of a row that is a plan and not saved: it makes up credit.
    makes_up = False
    # Not columns either. An approved class of this year that the record does not have yet, or not all of it;
    waits = False
    # the day on which it waits; and what the catalog says of a class of the plan: the ways to take it.
    on: date | None = None
    ways: tuple[str, ...] = ()
    # Whether the class list still has the student in a class of the plan.
    is_there = False

    def __str__(self) -> str:
        return f"{self.code} {self.school_year} {self.term}".strip()
