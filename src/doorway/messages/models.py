"""The outbox: every message to a person, written in the transaction that gives reason for it, delivered afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models import Person


class Message(DistrictRow):
    """One message to one mailbox, in one language.

    ``idempotency_key`` makes writing it twice impossible. ``calendar`` holds an iCalendar object and
    ``calendar_method`` its METHOD (REQUEST or CANCEL). ``kind`` is the template's name. After ``useful_until`` it is
    not sent any more: a reminder that comes when the meeting has begun helps nobody. ``about`` holds the ids of the
    students whom it is about: when their record is closed to the person meanwhile, it is not sent either.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Not needed any more")

    kind = models.CharField(max_length=40)
    to_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    to_address = models.EmailField()
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    about = models.JSONField(default=list, blank=True)
    useful_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "idempotency_key"], name="one_message_per_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["status", "not_before"])]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}"
