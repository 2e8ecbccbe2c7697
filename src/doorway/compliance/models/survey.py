"""What families and students say about a conference: who was asked, and, apart from it, what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.conferences.models import Conference
from doorway.roster.models import Person, School

LONGEST_SENTENCE = 300


class Asked(models.TextChoices):
    """Who is asked."""

    GUARDIAN = "guardian", _("Families")
    STUDENT = "student", _("Students")


class SurveyInvitation(DistrictRow):
    """Somebody is asked once about one conference. That they answered is kept, and nothing of what they said.

    ``school``: by which school. Of a conference that several schools hold, the one where the student was: a family
    with students at two of them is asked once by each.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Asked.choices)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    closes_on = models.DateField()
    is_answered = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-closes_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "school", "person"], name="asked_once_about_a_conference"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.closes_on}"


class SurveyAnswer(DistrictRow):
    """One answer. It names nobody, has no moment, and its id is drawn by chance: nothing leads back to who gave it.

    ``school``: which has asked. ``marks``: for each question's key the step of the scale, 0 the best. ``closes_on``:
    when the asking about the conference ends. A sentence is read by nobody but the district office before it is
    ``shown``.
    """

    class Status(models.TextChoices):
        NOTHING = "nothing", _("No sentence")
        WAITING = "waiting", _("Waiting for you")
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Not shown")

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Asked.choices)
    closes_on = models.DateField()
    marks = models.JSONField(default=dict)
    sentence = models.CharField(max_length=LONGEST_SENTENCE, blank=True)
    language = models.CharField(max_length=5)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NOTHING)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(sentence="", status="nothing") | ~Q(sentence="") & ~Q(status="nothing"),
                name="a_sentence_waits_or_was_judged",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "conference", "role"])]

    def __str__(self) -> str:
        return f"{self.role} {self.status}"
