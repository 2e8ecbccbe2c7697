"""What a counselor has said about an occupation and a class: it belongs on the list there, or does not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.courses import CatalogCourse
from doorway.roster.models import Person, School


class ClassLink(DistrictRow):
    """One such decision, for one school. It is never rewritten: a wrong one is withdrawn, and stays as what was.

    ``occupation`` is an O*NET-SOC code.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Put on the list")
        TAKEN_OFF = "taken_off", _("Taken off the list")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    occupation = models.CharField(max_length=10)
    course = models.ForeignKey(CatalogCourse, on_delete=models.CASCADE, related_name="occupation_links")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "school", "occupation", "course"],
                condition=Q(withdrawn_at=None),
                name="one_word_about_a_class_and_an_occupation",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_class_link_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="who_withdrew_a_class_link_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.kind} {self.course_id}"
