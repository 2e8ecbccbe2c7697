"""How the national code of a class came about: a guess that a person confirmed, a code somebody entered, a file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.courses import CatalogCourse
from doorway.roster.models import ImportRun, Person


class CodeChange(DistrictRow):
    """One change of a class's national code. Only ever added.

    ``code`` is empty where none fits; ``words`` are those for which a confirmed code had been guessed.
    """

    class How(models.TextChoices):
        CONFIRMED = "confirmed", _("A guess was confirmed")
        ENTERED = "entered", _("Entered")
        NONE = "none", _("No national code fits")
        FILE = "file", _("From the catalog file")

    course = models.ForeignKey(CatalogCourse, on_delete=models.CASCADE, related_name="code_changes")
    before = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=20, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    words = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "course"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(how="file", by=None) | (~Q(how="file") & Q(by__isnull=False)),
                name="who_said_a_code_is_known",
            ),
            models.CheckConstraint(condition=Q(how="none", code="") | ~Q(how="none"), name="no_code_is_no_code"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "-at"], name="code_changes_newest"),
            models.Index(fields=["course", "-at"], name="code_changes_of_a_class"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.before} → {self.code}"
