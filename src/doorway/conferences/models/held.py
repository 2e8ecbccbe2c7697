"""Individual conferences that nobody had booked: written down after they took place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.conferences.models.conferences import Conference
from doorway.roster.models import Person

LONGEST_MINUTES = 240


class HeldConference(DistrictRow):
    """The family of one student met somebody of the school without a booking: a walk-in, a call, a counselor's visit.

    Its ``conference`` has the status ``held``, with a host for everybody of the school who was there and, for each of
    them and each home that came, an appointment to which the family came: so it counts wherever conferences count.
    Children who were talked about together have one row each of the same conference. ``time_known`` is false where
    only the day was said; the moments are then around noon and nobody is shown them.

    What is written stays. A mistake is taken back with why, and its appointments are cancelled.
    """

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="held")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="held_conferences")
    on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)
    minutes = models.PositiveSmallIntegerField()
    time_known = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["student", "on"],
                condition=Q(taken_back_at=None),
                name="one_held_conference_per_student_and_day",
            ),
            models.UniqueConstraint(fields=["conference", "student"], name="one_line_per_student_of_a_held_conference"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES), name="held_conference_has_minutes"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("written_at")), name="held_conference_is_over"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why=""),
                name="held_conference_is_taken_back_with_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.student_id}"
