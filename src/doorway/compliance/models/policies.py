"""A version of the board's policy: its text, its rules, and who was heard before it was adopted."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.compliance.core.rules import MOST_CONFERENCES, Rule


class BoardPolicy(DistrictRow):
    """One version of the policy. A draft can be changed; an adopted version never changes (``compliance/guards.py``).

    It is in force from ``starts_on`` until the next adopted version starts; before that day its adoption can be taken
    back, once. ``review_on``: by when the board wants to look at it again.
    ``kept_from``: from which roles which kinds of record are kept (``roster/access/kinds.py``).
    ``asks``: who is asked after a conference how it was; nobody where it is empty.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        TAKEN_BACK = "taken_back", _("Taken back before it held")

    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    citation = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    kept_from = models.JSONField(default=dict, blank=True)
    asks = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        verbose_name_plural = "board policies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "number"], name="one_policy_per_number"),
            models.UniqueConstraint(
                fields=["district"], condition=Q(status="draft"), name="one_draft_of_a_policy_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["district", "starts_on"], condition=Q(status="adopted"), name="one_policy_starts_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="adopted")
                | Q(starts_on__isnull=False, adopted_on__isnull=False, adopted_at__isnull=False),
                name="adopted_policy_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on__isnull=True, taken_back_by__isnull=True, taken_back_why="")
                & ~Q(status="taken_back")
                | Q(status="taken_back", taken_back_on__lt=F("starts_on"), taken_back_by__isnull=False)
                & ~Q(taken_back_why=""),
                name="policy_is_taken_back_before_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.status}"

    @property
    def is_draft(self) -> bool:
        """It can still be changed."""
        return self.status == self.Status.DRAFT

    def can_be_taken_back(self, today: date) -> bool:
        """It is adopted, and holds only from a later day."""
        return self.status == self.Status.ADOPTED and self.starts_on is not None and self.starts_on > today


class PolicyText(DistrictRow):
    """The policy in one language. ``body`` is Markdown."""

    policy = models.ForeignKey(BoardPolicy, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "language"], name="one_policy_text_per_language"),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyRule(DistrictRow):
    """What the policy asks in a run of grades, as data; see :class:`doorway.compliance.core.rules.Rule`.

    Grades are numbers: preschool -1, kindergarten 0, then 1 to 12. ``kind`` and ``sections`` are keys of the state
    pack; ``takes_part`` and ``signatures`` name guardian, student, counselor, teacher.
    """

    class Span(models.TextChoices):
        YEAR = "year", _("every school year")
        BAND = "band", _("once in all of these grades together")

    policy = models.ForeignKey(BoardPolicy, on_delete=models.CASCADE, related_name="rules")
    first_grade = models.SmallIntegerField()
    last_grade = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    individual = models.PositiveSmallIntegerField(default=1)
    group = models.PositiveSmallIntegerField(default=0)
    span = models.CharField(max_length=4, choices=Span.choices, default=Span.YEAR)
    with_counselor = models.BooleanField(default=False)
    takes_part = models.JSONField(default=list)
    sections = models.JSONField(default=list)
    signatures = models.JSONField(default=list)
    due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    newcomer_days = models.PositiveSmallIntegerField(default=0)
    registration = models.BooleanField(default=False)
    group_with_counselor = models.BooleanField(default=False)
    plan_due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_newcomer_days = models.PositiveSmallIntegerField(default=0)
    plan_years = models.PositiveSmallIntegerField(default=0)
    first_due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    first_due_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["first_grade", "last_grade", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_grade__gte=-1, last_grade__lte=12, last_grade__gte=F("first_grade")),
                name="policy_rule_is_for_a_run_of_grades",
            ),
            models.CheckConstraint(
                condition=Q(individual__lte=MOST_CONFERENCES, group__lte=MOST_CONFERENCES),
                name="policy_rule_asks_for_three_conferences_at_most",
            ),
            models.CheckConstraint(
                condition=Q(due_month__isnull=True, due_day__isnull=True)
                | Q(due_month__range=(1, 12), due_day__range=(1, 31)),
                name="policy_rule_is_due_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(plan_due_month__isnull=True, plan_due_day__isnull=True)
                | Q(plan_due_month__range=(1, 12), plan_due_day__range=(1, 31)),
                name="plan_of_policy_rule_is_due_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(first_due_month__isnull=True, first_due_day__isnull=True)
                | Q(first_due_month__range=(1, 12), first_due_day__range=(1, 31)),
                name="first_conference_of_policy_rule_is_due_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_grade} to {self.last_grade}"

    @property
    def as_rule(self) -> Rule:
        """The rule as the core reads it."""
        return Rule(
            first=self.first_grade,
            last=self.last_grade,
            kind=self.kind,
            individual=self.individual,
            group=self.group,
            span="band" if self.span == self.Span.BAND else "year",
            with_counselor=self.with_counselor,
            takes_part=tuple(self.takes_part),
            sections=tuple(self.sections),
            signatures=tuple(self.signatures),
            due=_day(self.due_month, self.due_day),
            newcomer_days=self.newcomer_days,
            registration=self.registration,
            group_with_counselor=self.group_with_counselor,
            plan_due=_day(self.plan_due_month, self.plan_due_day),
            plan_newcomer_days=self.plan_newcomer_days,
            plan_years=self.plan_years,
            first_due=_day(self.first_due_month, self.first_due_day),
        )


def _day(month: int | None, day: int | None) -> tuple[int, int] | None:
    return None if month is None or day is None else (month, day)


def columns_of(rule: Rule) -> dict[str, Any]:
    """A rule as the columns of :class:`PolicyRule`."""
    return {
        "first_grade": rule.first,
        "last_grade": rule.last,
        "kind": rule.kind,
        "individual": rule.individual,
        "group": rule.group,
        "span": rule.span,
        "with_counselor": rule.with_counselor,
        "takes_part": list(rule.takes_part),
        "sections": list(rule.sections),
        "signatures": list(rule.signatures),
        "due_month": rule.due[0] if rule.due else None,
        "due_day": rule.due[1] if rule.due else None,
        "newcomer_days": rule.newcomer_days,
        "registration": rule.registration,
        "group_with_counselor": rule.group_with_counselor,
        "plan_due_month": rule.plan_due[0] if rule.plan_due else None,
        "plan_due_day": rule.plan_due[1] if rule.plan_due else None,
        "plan_newcomer_days": rule.plan_newcomer_days,
        "plan_years": rule.plan_years,
        "first_due_month": rule.first_due[0] if rule.first_due else None,
        "first_due_day": rule.first_due[1] if rule.first_due else None,
    }


class Consultation(DistrictRow):
    """A hearing before a version was adopted: who was asked, when, how, and what came back.

    ``language``: in which ``how`` and ``summary`` are written; empty where that is not known.
    """

    class Group(models.TextChoices):
        STAFF = "staff", _("School personnel")
        PARENTS = "parents", _("Parents")
        COUNCILS = "councils", _("School community councils")
        OTHERS = "others", _("Others")

    policy = models.ForeignKey(BoardPolicy, on_delete=models.CASCADE, related_name="consultations")
    group = models.CharField(max_length=10, choices=Group.choices)
    held_on = models.DateField()
    how = models.CharField(max_length=200)
    comments = models.PositiveIntegerField(default=0)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["held_on", "group", "id"]

    def __str__(self) -> str:
        return f"{self.group} {self.held_on}"
