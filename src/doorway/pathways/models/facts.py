"""What rules make depend on and a person says of a student, like going to college."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person


class StudentFact(DistrictRow):
    """One answer to a question that the requirements ask of a student. Only ever added; the last one holds.

    ``fact``: its key in the state pack; ``title`` holds its words of that day by language. ``open`` takes an answer
    back: then nobody has said it. ``number`` counts the answers of a student.
    """

    class Says(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        OPEN = "open", _("Not known yet")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="facts")
    fact = models.CharField(max_length=80)
    title = models.JSONField()
    says = models.CharField(max_length=4, choices=Says.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    at = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "student", "number"], name="facts_of_a_student_are_counted"),
            models.CheckConstraint(condition=~Q(fact=""), name="a_fact_has_a_key"),
            models.CheckConstraint(condition=Q(says__in=["yes", "no", "open"]), name="a_fact_is_yes_no_or_open"),
            models.CheckConstraint(
                condition=Q(role="student", by=F("student"))
                | Q(role__in=["guardian", "counselor"]) & ~Q(by=F("student")),
                name="who_says_a_fact_is_what_they_say",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "fact", "student", "number"], name="facts_of_a_district")
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.says}"
