"""Ways to go on that somebody has kept, to look at again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person


class KeptWay(DistrictRow):
    """Two ways of the course plan side by side, under a name. ``codes`` are the classes to which they lead.

    What is kept is which ways are meant, not what they come to: that is worked out each time from the plan as it is.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_ways")
    name = models.CharField(max_length=80)
    codes = models.JSONField()
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    kept_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kept_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "name"], condition=Q(let_go_at=None), name="a_way_is_kept_under_one_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_kept_way_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
