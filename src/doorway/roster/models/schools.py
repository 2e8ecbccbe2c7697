"""Schools, school years, days without school, rooms."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from doorway.accounts.models import DistrictRow


class SchoolYear(DistrictRow):
    """A school year, named like ``2026-27``."""

    name = models.CharField(max_length=9)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "name"], name="one_school_year_per_name"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="school_year_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def end_year(self) -> int:
        """The calendar year in which the school year ends (OneRoster's ``schoolYear``)."""
        return self.ends_on.year


class School(DistrictRow):
    """A school. ``grades`` are CEDS codes in order, separated by commas: ``KG,01,02``."""

    sourced_id = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    identifier = models.CharField(max_length=80, blank=True)
    grades = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "slug"], name="one_school_per_slug"),
            models.UniqueConstraint(
                fields=["district", "sourced_id"], condition=~Q(sourced_id=""), name="one_school_per_sourced_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grade_list(self) -> list[str]:
        """The grades as a list of CEDS codes."""
        return [grade for grade in self.grades.split(",") if grade]


class DayOff(DistrictRow):
    """A weekday without school: in one school, or (``school`` empty) in the whole district."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="days_off")
    date = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["date"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "school", "date"], name="one_day_off_per_school_and_date"),
            models.UniqueConstraint(
                fields=["district", "date"], condition=Q(school=None), name="one_day_off_per_district_and_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"


class Room(DistrictRow):
    """A room of a school in which people can meet."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "school", "name"], name="one_room_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
