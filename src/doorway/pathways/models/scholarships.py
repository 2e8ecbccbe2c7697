"""Scholarships that a school has entered, and what student, family and counselor did about any of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import DistrictRow
from doorway.pathways.models.roles import SaidAs
from doorway.roster.models import Person, School


class LocalScholarship(DistrictRow):
    """A scholarship of the place. Every change is kept in its history; an ended one stays, and nobody can apply.

    Texts are tables from language to wording. ``school`` empty: for every school of the district. ``amount``: dollars;
    ``money`` says in words what the figure does not. ``average``: thousandths of a point at least; ``units``: credits
    in all at least, in thousandths. ``courses``: classes that are asked for, each ``{"area", "tag", "units", "mark"}``
    in the words of the graduation requirements. ``tests``: scores that are asked for, by keys of the state pack, each
    ``{"test", "part", "score"}``. ``confirms``: what only a person can say, each a text by language.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.JSONField()
    about = models.JSONField(default=dict)
    how = models.JSONField(default=dict)
    money = models.JSONField(default=dict)
    amount = models.PositiveIntegerField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField()
    first_grade = models.PositiveSmallIntegerField(default=12)
    last_grade = models.PositiveSmallIntegerField(default=12)
    average = models.PositiveIntegerField(null=True, blank=True)
    units = models.PositiveIntegerField(null=True, blank=True)
    courses = models.JSONField(default=list)
    tests = models.JSONField(default=list)
    confirms = models.JSONField(default=list)
    source = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["closes_on", "created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(opens_on__lte=F("closes_on")),
                name="a_scholarship_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(first_grade__lte=F("last_grade"), last_grade__lte=12),
                name="grades_of_a_scholarship_are_in_order",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_scholarship_says_where_it_comes_from"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} until {self.closes_on}"


class ScholarshipStep(DistrictRow):
    """One thing that was said or done about a student and a scholarship. Only ever added; the last one holds.

    ``subject``: the key of a scholarship, or for ``so`` and ``not_so`` the fact that is meant. ``title`` holds its
    words of that day by language. ``school_year`` is the calendar year in which the school year ends; ``number``
    counts the steps of a student. ``happened_on``: the day of an application or award that is put on record later,
    where somebody knows it; ``at`` is when it was said.
    """

    class What(models.TextChoices):
        KEPT = "kept", _("Kept on the list")
        LET_GO = "let_go", _("Taken off the list")
        APPLIED = "applied", _("Applied")
        NOT_APPLIED = "not_applied", _("Not applied after all")
        AWARDED = "awarded", _("Awarded")
        NOT_AWARDED = "not_awarded", _("Not awarded")
        SO = "so", _("Said to be so")
        NOT_SO = "not_so", _("Said not to be so")

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="scholarship_steps")
    subject = models.CharField(max_length=80)
    title = models.JSONField()
    what = models.CharField(max_length=12, choices=What.choices)
    school_year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SaidAs.choices)
    at = models.DateTimeField()
    happened_on = models.DateField(null=True, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "student", "number"], name="scholarship_steps_are_counted"),
            models.CheckConstraint(condition=~Q(subject=""), name="a_scholarship_step_has_a_subject"),
            models.CheckConstraint(
                condition=~Q(what__in=["awarded", "not_awarded"]) | Q(role="counselor"),
                name="a_counselor_says_who_was_awarded",
            ),
            models.CheckConstraint(
                condition=Q(happened_on=None) | Q(what__in=["applied", "awarded"]),
                name="an_application_or_award_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.what}"
