"""Appointments, the people they keep busy, and what families ask beforehand."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.conferences.models.conferences import Conference, Host
from doorway.roster.models import Person, Room


class Appointment(DistrictRow):
    """A family meets a host about one student.

    ``household`` is the student's home for which it is booked: each home of a student may meet each host once.
    ``basket`` joins what was booked in one go. What stands in the family's calendar is a :class:`Visit`.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")

    class StudentComes(models.TextChoices):
        YES = "yes", _("The student comes")
        NO = "no", _("The student does not come")
        OPEN = "open", _("Not decided")

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("Not yet known")
        CAME = "came", _("They came")
        NO_SHOW = "no_show", _("Nobody came")

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="appointments")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="appointments")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="booked_appointments")
    household = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    student_comes = models.CharField(max_length=4, choices=StudentComes.choices, default=StudentComes.OPEN)
    language = models.CharField(max_length=5, default="en")
    wants_interpreter = models.BooleanField(default=False)
    interpreter = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="interpreted_appointments"
    )
    attendance = models.CharField(max_length=8, choices=Attendance.choices, default=Attendance.UNKNOWN, blank=True)
    attendance_at = models.DateTimeField(null=True, blank=True)
    basket = models.UUIDField(default=uuid.uuid4)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["host", "student", "household"],
                condition=Q(status="booked"),
                name="one_meeting_per_host_student_and_home",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["conference", "status", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.student_id}"


class AppointmentGuest(DistrictRow):
    """Who comes besides the booking guardian: another person of the roster, or somebody by name (a grandparent)."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person__isnull=True) & ~Q(name="")),
                name="guest_is_a_person_or_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person_id)


class Occupancy(DistrictRow):
    """Somebody or some room is taken by an appointment for a stretch of time.

    One row per host, attending guardian, coming student, interpreter and room. The database refuses two rows of one
    person, or of one room, that overlap: see ``conferences/guards.py``. A cancelled appointment has none.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="occupancies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "occupancies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, room__isnull=True) | Q(person__isnull=True, room__isnull=False),
                name="occupancy_is_of_a_person_or_a_room",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occupancy_ends_after_it_begins"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "starts_at"]),
            models.Index(fields=["room", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"


class FamilyQuestion(DistrictRow):
    """What the family wants to ask, before or during the conference, and the answer that is kept.

    ``host`` empty: for everybody who meets about this student.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="questions")
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_questions")
    host = models.ForeignKey(Host, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at"]

    def __str__(self) -> str:
        return self.text[:60]
