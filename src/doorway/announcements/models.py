"""A letter to everybody in every language of its readers, and the replies to it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.roster.models import Person, School


class Announcement(DistrictRow):
    """A letter of a school, or (without a school) of the district.

    ``dated`` is the day that stands on the letter and decides its place in the archive; ``slug`` is its address.
    The ``mail_…`` fields say how far sending it has come: ``mail_after`` is the last person who was written to,
    ``mail_number`` counts the forms in which it went out (2: a correction), ``mail_first`` is the first one of the last
    sending, which has several where words or dates changed while it was under way. ``mail_words`` is the fingerprint of
    what was sent. ``mail_said`` holds for each form what it said in each language and which dates (``changes.py``),
    and null where what was written in it was taken back from every mailbox.
    ``mail_rest`` is the first form of the rest, where a letter was taken down while it was being sent: when it is
    published again, those who have an earlier form of this sending are not written to once more.
    ``taken_down_at`` is when it was taken down last, ``published_again_at`` when it was published after that.
    ``dates_shown`` is the fingerprint of the dates that its page shows, ``dates_changed_at`` when they changed last.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken down")

    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="announcements")
    slug = models.SlugField(max_length=120)
    dated = models.DateField()
    signed_by = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    takes_replies = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    published_again_at = models.DateTimeField(null=True, blank=True)
    mail_asked_at = models.DateTimeField(null=True, blank=True)
    mail_after = models.UUIDField(null=True, blank=True)
    mail_done_at = models.DateTimeField(null=True, blank=True)
    mail_number = models.PositiveSmallIntegerField(default=1)
    mail_first = models.PositiveSmallIntegerField(default=1)
    mail_rest = models.PositiveSmallIntegerField(default=0)
    mail_words = models.CharField(max_length=64, blank=True)
    mail_said = models.JSONField(default=dict, blank=True)
    dates_shown = models.CharField(max_length=64, blank=True)
    dates_changed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(
        # When a letter was taken down or published again, its earlier forms say themselves.
        excluded_fields=[
            "mail_after",
            "mail_rest",
            "dates_shown",
            "dates_changed_at",
            "taken_down_at",
            "published_again_at",
        ]
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-dated", "-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "slug"], name="one_announcement_per_address"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="published_announcement_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(taken_down_at__isnull=False, published_at__isnull=False),
                name="announcement_taken_down_has_its_moments",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "status", "-dated"])]

    def __str__(self) -> str:
        return self.slug


class AnnouncementText(DistrictRow):
    """The letter in one language. ``body`` is Markdown; a line ``[dates]`` stands for the conference dates of today.

    ``signed_by``: the name under it, where it reads differently than in the installation's first language.
    ``corrected_at``: when what everybody could read already was changed last.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200)
    body = models.TextField()
    signed_by = models.CharField(max_length=200, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["corrected_at"])

    class Meta:
        ordering: ClassVar[list[str]] = ["language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["announcement", "language"], name="one_text_per_language"),
        ]

    def __str__(self) -> str:
        return self.title


class Reply(DistrictRow):
    """What a reader wrote under a letter. Nobody but the office sees it until somebody there has decided.

    ``language`` and ``answer_language``: in which each is written, so that it is read aloud and marked as such.
    ``marks`` names what the office should look at first (see ``core/judging.py``). ``named`` holds the words that are
    a student's name, one a line, ``perhaps_named`` those that may be one and probably are not. ``reason`` is why it was
    decided so, above all why it is refused or shown in spite of a student's name; only the office reads it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("one reply", "Waiting for you")
        SHOWN = "shown", _("Shown to everybody")
        PRIVATE = "private", _("Kept private")
        REFUSED = "refused", _("Not shown")

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="replies")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    text = models.TextField()
    marks = models.CharField(max_length=100, blank=True)
    written_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    # Empty of answers that were given before it was asked.
    answer_language = models.CharField(max_length=5, blank=True)
    named = models.TextField(blank=True)
    perhaps_named = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["email"])

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at"]
        verbose_name_plural = "replies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(decided_at__isnull=False), name="reply_is_shown_only_after_a_decision"
            ),
            models.CheckConstraint(
                condition=~Q(status="shown") | Q(named="") | ~Q(reason=""),
                name="reply_naming_a_student_is_shown_with_a_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["announcement", "status", "written_at"])]

    def __str__(self) -> str:
        return self.text[:60]
