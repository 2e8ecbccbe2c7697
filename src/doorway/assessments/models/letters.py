"""The letters to parents about reading, as they were sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.messages.models import Message
from doorway.roster.models import Person, School


class ReadingLetter(DistrictRow):
    """What one home of a student was told about a reading result below the goal. The guards hold that it never changes.

    ``school_year`` is the calendar year in which the school year ends. ``value`` and ``level`` are the result of which
    the letter speaks; where the score is corrected later, the pages say so. ``content`` is the text by language, as
    plain blocks (see ``letters/writing.py``); ``language`` is the home's. ``on_paper_at``: since when it can be
    printed, at once or because nobody opened the e-mail.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        PAPER = "paper", _("On paper")

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=4)
    instrument = models.CharField(max_length=40)
    grade = models.CharField(max_length=5)
    value = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    level = models.CharField(max_length=40)
    addressed = models.CharField(max_length=400)
    language = models.CharField(max_length=5)
    content = models.JSONField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    on_paper_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()
    # Nobody: the command on the server.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-written_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(channel="email") | Q(on_paper_at__isnull=False), name="letter_on_paper_has_its_moment"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["school", "school_year", "period"], name="reading_letters_of_school"),
            models.Index(fields=["student", "-written_at"], name="reading_letters_of_student"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.school_year} {self.period}"


class ReadingLetterReader(DistrictRow):
    """A guardian to whom a letter is addressed; nobody is written to twice about one result.

    The columns beside ``letter`` and ``guardian`` are the letter's own (the guards hold it): a constraint needs them.
    ``message`` is the e-mail, where one went out; ``scores_mailed_at``: when it went with the chart and its numbers,
    because the guardian had asked for that.
    """

    letter = models.ForeignKey(ReadingLetter, on_delete=models.PROTECT, related_name="readers")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=4)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    scores_mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "school_year", "period", "guardian"],
                name="one_reading_letter_per_guardian_and_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.guardian_id}"


class ScoresByEmail(DistrictRow):
    """A guardian's own yes to charts and scores in the e-mails that come to their mailbox (docs/decisions/055).

    Where there is no row without ``ended_at``, the answer is no: nothing else can mean yes. The yes is the mailbox's
    (``user``), because whoever reads it sees the scores; another address begins at no. Nobody can give it for somebody
    else: there is no column for that. The guards hold that it is a guardian's, ends once and never changes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-chosen_at", "id"]
        verbose_name_plural = "scores by email"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "user"], condition=Q(ended_at__isnull=True), name="one_yes_to_scores_by_email"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("chosen_at")), name="a_yes_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.chosen_at:%Y-%m-%d}"
