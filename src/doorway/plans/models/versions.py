"""Versions of a plan, frozen when they are shared, and the signatures under them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.plans.models.plans import Plan
from doorway.roster.models import Person


class PlanVersion(DistrictRow):
    """The plan as it was shared with the family: the whole document, never changed afterwards.

    ``content`` is the document of ``plans/core/document.py`` as JSON, with everything that the page and the packet
    show, charts' numbers included; ``sha256`` is taken over its canonical form. A correction is a new version.
    The database refuses to change or delete a version (``plans/guards.py``).

    ``filled`` says which parts of the plan have something in them: the bit of each part's number in the state pack, and
    the first bit for "it was looked at". It follows from ``content``; a version of before it was kept gets it once
    (``plans/filling.py``).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    filled = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Signature(DistrictRow):
    """Somebody signed a version by typing their name. Never changed or deleted."""

    class Signer(models.TextChoices):
        GUARDIAN = "guardian", _("Guardian")
        STUDENT = "student", _("Student")
        TEACHER = "teacher", _("Teacher")
        COUNSELOR = "counselor", _("Counselor")

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=10, choices=Signer.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=120)
    version_sha256 = models.CharField(max_length=64)
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["signed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "person", "signer"], name="one_signature_per_person"),
        ]

    def __str__(self) -> str:
        return self.typed_name
