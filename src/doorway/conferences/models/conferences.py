"""A conference: its half-day windows, the people who host it, and its way from the school to the public."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models import Person, Room, School, SchoolYear


class Conference(DistrictRow):
    """A school's conference days. ``kind`` is a plan kind of the state pack.

    ``school`` submits it; ``also_for`` lists schools that hold it together with that one. A conference of the archive
    has windows and no hosts. One that nobody had booked (``held``) has hosts and no windows, stands in no calendar, and
    goes no other way: see :class:`~doorway.conferences.models.held.HeldConference`. Slot length and passing time are
    seconds: 7.5 minutes exist.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        SUBMITTED = "submitted", _("Waiting for the district")
        RETURNED = "returned", _("Sent back to the school")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        HELD = "held", _("Written down afterwards")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="conferences")
    also_for = models.ManyToManyField(School, blank=True, related_name="joint_conferences")
    label = models.CharField(max_length=120, blank=True)
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    slot_seconds = models.PositiveIntegerField(
        default=900, validators=[MinValueValidator(120), MaxValueValidator(7200)]
    )
    passing_seconds = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(3600)])
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_hours_before = models.PositiveSmallIntegerField(default=2)
    note = models.TextField(blank=True)
    note_es = models.TextField(blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(slot_seconds__range=(120, 7200)), name="slot_is_2_to_120_minutes"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="published_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.school.name

    def note_in(self, language: str) -> str:
        """The note to families in this language; in the other one where it was written in one only."""
        spanish, english = self.note_es, self.note
        return spanish or english if language[:2] == "es" else english or spanish


class ConferenceWindow(DistrictRow):
    """A stretch of time in which the conference is held, usually half a day.

    Its id names it in calendar programs; ``sequence`` grows when its time changes after publishing.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="windows")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="window_ends_after_it_begins"),
            models.UniqueConstraint(fields=["conference", "starts_at"], name="one_window_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} - {self.ends_at:%H:%M}"


class CalledOff(DistrictRow):
    """A published window that was taken away: calendars that follow the feed are told so.

    ``window`` is the id that the window had.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="called_off")
    window = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    called_off_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "called off"
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "window"], name="a_window_is_called_off_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} - {self.ends_at:%H:%M}"


class Host(DistrictRow):
    """Somebody whom families meet at this conference: a teacher, counselor or principal."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="hosts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hosting")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    slot_seconds = models.PositiveIntegerField(null=True, blank=True)
    meets_everyone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["person__family_name", "person__given_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "person"], name="one_host_per_conference_and_person"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class HostTime(DistrictRow):
    """When a host is there (``window``) or not (``break``). A host without windows follows the conference's."""

    class Kind(models.TextChoices):
        WINDOW = "window", _("There")
        BREAK = "break", _("Break")

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="times")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="host_time_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M} - {self.ends_at:%H:%M}"
