"""The occupations that a student keeps, and how the choice changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person


class KeptOccupation(DistrictRow):
    """An occupation that a student keeps, or kept until ``let_go_at``. ``place`` is 1 (first choice), 2, or empty.

    ``title`` holds its words of that day by language, so that no later release changes what a student chose.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_occupations")
    code = models.CharField(max_length=10)
    title = models.JSONField()
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kept_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "code"], condition=Q(let_go_at=None), name="an_occupation_is_kept_once"
            ),
            models.UniqueConstraint(
                fields=["district", "student", "place"],
                condition=Q(let_go_at=None, place__isnull=False),
                name="one_first_and_one_second_choice",
            ),
            models.CheckConstraint(condition=Q(place=None) | Q(place__in=[1, 2]), name="place_is_first_or_second"),
            models.CheckConstraint(condition=Q(let_go_at=None) | Q(place=None), name="what_is_let_go_has_no_place"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place or ''}".strip()


class OccupationChange(DistrictRow):
    """One change of a student's choice: what, when, and as what to the student it was made. Only ever added.

    ``number`` counts the changes of a student: several are made at one moment.
    """

    class What(models.TextChoices):
        KEPT = "kept", _("Kept")
        FIRST = "first", _("Made the first choice")
        SECOND = "second", _("Made the second choice")
        NEITHER = "neither", _("No longer first or second")
        LET_GO = "let_go", _("Let go")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="occupation_changes")
    code = models.CharField(max_length=10)
    title = models.JSONField()
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    at = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "student", "number"], name="changes_of_a_choice_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.what}"
