"""Figures as they were on a day: once a month, so that a trend can be told that was not made up afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from doorway.accounts.models import DistrictRow
from doorway.roster.models import School, SchoolYear

NUMBERS = (
    "students", "met", "individual", "group", "plan", "involved", "signed", "registered", "done", "overdue",
    "unsure",
)  # fmt: skip


class KeptFigures(DistrictRow):
    """How many students of one grade of one school had what on a day, by the policy of that day.

    Where a student stood a year ago cannot be counted today: students move up, and signatures are under a newer
    version. So it is written down on the day, and never rewritten or deleted. ``groups``: whether group
    conferences of this grade were known that day and counted, or none were asked; ``registration``: the same of
    registrations. ``done``: nothing was missing of what was known. ``unsure``: of how many of these not all was known.
    ``school_year``: whose students they are, which may be over that day; not known of days before it was kept.
    ``by_student``: that was asked student by student; on days before, nobody was known to have everything where either
    was not so, and elsewhere ``unsure`` is 0 on days before it was kept.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=5)
    policy_number = models.PositiveSmallIntegerField()
    groups = models.BooleanField()
    registration = models.BooleanField()
    students = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    individual = models.PositiveIntegerField()
    group = models.PositiveIntegerField()
    plan = models.PositiveIntegerField()
    involved = models.PositiveIntegerField()
    signed = models.PositiveIntegerField()
    registered = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    unsure = models.PositiveIntegerField(default=0)
    by_student = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "grade"]
        verbose_name_plural = "kept figures"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "school", "grade", "on"], name="figures_of_a_grade_are_kept_once_a_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "on"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.grade} {self.on}"
