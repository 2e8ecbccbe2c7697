"""How many credits a school lets a student take."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from doorway.accounts.models import DistrictRow
from doorway.pathways.core.loads import Limit
from doorway.pathways.core.units import CREDIT
from doorway.roster.models import Person, School

# A year with less than one credit is a slip of the pen; some districts count five credits a class, and up to eighty.
LEAST_A_YEAR, MOST_A_YEAR = CREDIT, 100 * CREDIT
# The smallest class gives a quarter of a credit.
LEAST_A_TERM = CREDIT // 4


class LoadLimit(DistrictRow):
    """What one school has said last, in thousandths of a credit, by whom and when.

    Without ``units_a_year`` the school has taken back what it said, and the course plan guesses again.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    units_a_year = models.PositiveIntegerField(null=True, blank=True)
    units_a_term = models.PositiveIntegerField(null=True, blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["school__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "school"], name="a_school_has_one_load_limit"),
            models.CheckConstraint(
                condition=Q(units_a_year=None) | Q(units_a_year__gte=LEAST_A_YEAR, units_a_year__lte=MOST_A_YEAR),
                name="a_load_of_a_year_is_one_to_a_hundred_credits",
            ),
            models.CheckConstraint(
                condition=Q(units_a_term=None)
                | Q(units_a_year__isnull=False, units_a_term__gte=LEAST_A_TERM, units_a_term__lte=F("units_a_year")),
                name="a_load_of_a_term_is_within_that_of_the_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}: {self.units_a_year} a year, {self.units_a_term} a term"

    @property
    def limit(self) -> Limit | None:
        """The same as the rules of the plan read it; None where it is taken back."""
        return None if self.units_a_year is None else Limit(self.units_a_year, self.units_a_term)
