"""What a counselor has decided about one student's graduation: with person, reason, day and end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.transcripts import TranscriptCourse
from doorway.roster.models import Person


class GraduationDecision(DistrictRow):
    """One decision. What was decided is never rewritten: a wrong one is withdrawn, and stays as what was.

    waiver: ``line`` (a key of the requirements) needs ``units`` less, the total only if ``lowers_total``. substitution:
    ``line`` takes ``course`` although its rule does not; ``course_title`` stays when the class is taken off the record.
    pin: ``course`` counts for ``line`` and for nothing else. opt_out: opens the way that has ``line`` as its opener.
    conversion: credit from ``school`` counts ``numerator``/``denominator`` times.

    ``rests_on``: a class that a waiver, a substitution or an opt-out takes for granted. It falls when that class gives
    no credit, and when it is taken off the record; ``rests_on_title`` stays then. When the class comes back, most
    often with its mark, ``course`` and ``rests_on`` name it again.
    """

    class Kind(models.TextChoices):
        WAIVER = "waiver", _("Waiver")
        SUBSTITUTION = "substitution", _("Another class counts")
        PIN = "pin", _("A class counts for one requirement only")
        OPT_OUT = "opt_out", _("The family opts out")
        CONVERSION = "conversion", _("Credit from another school")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="graduation_decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    line = models.CharField(max_length=80, blank=True)
    units = models.PositiveIntegerField(default=0)
    lowers_total = models.BooleanField(default=False)
    course = models.ForeignKey(TranscriptCourse, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    course_title = models.CharField(max_length=200, blank=True)
    rests_on = models.ForeignKey(TranscriptCourse, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rests_on_title = models.CharField(max_length=200, blank=True)
    school = models.CharField(max_length=200, blank=True)
    numerator = models.PositiveSmallIntegerField(default=1)
    denominator = models.PositiveSmallIntegerField(default=1)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["decided_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="conversion", line="", units=0)
                | Q(kind="waiver", units__gt=0) & ~Q(line="")
                | Q(kind="substitution", units=0) & ~Q(line="", course_title="")
                | Q(kind="pin", units=0) & ~Q(line="") & ~Q(course_title="")
                | Q(kind="opt_out", units=0, course_title="") & ~Q(line=""),
                name="a_decision_says_what_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(rests_on=None, rests_on_title="")
                | Q(kind__in=["waiver", "substitution", "opt_out"]) & ~Q(rests_on_title=""),
                name="what_a_decision_rests_on_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=1, denominator__gte=1), name="credit_is_converted_by_a_factor"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("decided_on")), name="a_decision_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="who_withdrew_a_decision_is_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "student"], name="decisions_of_student")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line or self.school}"
