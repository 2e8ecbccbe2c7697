"""Which class of the catalog is the same as another one at a higher level."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.courses import CatalogCourse


class HigherLevel(DistrictRow):
    """``course`` has the content of ``plain`` at a higher level: a student in it has what a plan means by ``plain``.

    It follows from the catalog (``core.level``), and is written anew with it (``courses.levels``). The database counts
    registrations by it.
    """

    course = models.OneToOneField(CatalogCourse, on_delete=models.CASCADE, related_name="higher_than")
    plain = models.ForeignKey(CatalogCourse, on_delete=models.CASCADE, related_name="higher")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(course=F("plain")), name="no_class_is_higher_than_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} is {self.plain_id} at a higher level"
