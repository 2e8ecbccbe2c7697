"""Whole course plans that somebody has kept, to hold them against another one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person


class KeptPlan(DistrictRow):
    """A course plan as it was when somebody kept it, under a name.

    ``classes`` are copies, each with code, title, school year (by its end), term, and whether it makes up credit: the
    plan goes on changing, and a class may leave the catalog. Whether they fit is worked out when they are looked at.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_plans")
    name = models.CharField(max_length=80)
    classes = models.JSONField()
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    kept_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kept_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "name"],
                condition=Q(let_go_at=None),
                name="a_plan_is_kept_under_one_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_kept_plan_has_a_name"),
            models.CheckConstraint(condition=~Q(classes=[]), name="a_kept_plan_has_classes"),
        ]

    def __str__(self) -> str:
        return self.name
