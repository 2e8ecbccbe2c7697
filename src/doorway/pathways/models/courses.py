"""The district's course catalog: what is taught, where, and what it counts for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models import ImportRun, School


class CatalogCourse(DistrictRow):
    """A course of the district. ``units`` are thousandths of a credit: what all its terms together give.

    ``areas`` and ``tags`` are the words in which the graduation requirements speak of courses. A course that is no
    longer offered stays: older transcripts name it. ``prerequisites`` are codes; ``sced`` is the national code.
    ``titles`` holds the title in other languages, by language. ``seats``: how many students each school that teaches it
    has room for in a school year, where somebody has said so.
    """

    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict, blank=True)
    sced = models.CharField(max_length=20, blank=True)
    units = models.PositiveIntegerField()
    first_grade = models.PositiveSmallIntegerField(null=True, blank=True)
    last_grade = models.PositiveSmallIntegerField(null=True, blank=True)
    terms = models.CharField(max_length=60, blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    areas = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    prerequisites = models.JSONField(default=list)
    is_concurrent = models.BooleanField(default=False)
    is_cte = models.BooleanField(default=False)
    is_repeatable = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    imported_by = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "code"], name="one_catalog_course_per_code"),
            models.CheckConstraint(condition=~Q(code=""), name="a_catalog_course_has_a_code"),
            models.CheckConstraint(
                condition=Q(first_grade=None, last_grade=None)
                | Q(first_grade__lte=F("last_grade"), last_grade__lte=12),
                name="grades_of_a_course_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats__gte=1), name="a_course_with_seats_has_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def called(self) -> str:
        """The title in the reader's language, where somebody has written one."""
        return called(self.title, self.titles)


def called(title: str, titles: Mapping[str, str]) -> str:
    """The title of a class in the reader's language: ``titles`` by language, else the catalog's own."""
    return titles.get((get_language() or "").split("-")[0]) or title


class TaughtAt(DistrictRow):
    """This course is taught at this school. A course without any such row is taught at every school of the district."""

    course = models.ForeignKey(CatalogCourse, on_delete=models.CASCADE, related_name="taught_at")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "course", "school"], name="a_course_is_at_a_school_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} at {self.school_id}"
