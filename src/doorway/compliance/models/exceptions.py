"""A school does something differently than the policy, with the board's approval."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorway.accounts.models import DistrictRow
from doorway.compliance.core.rules import MOST_CONFERENCES, Difference
from doorway.roster.models import School


class SchoolException(DistrictRow):
    """What a school does differently in a run of grades, who approved it when, and from when until when.

    A column that is none stays as the policy has it. It is never rewritten or deleted (``compliance/guards.py``): it is
    withdrawn, and then held until the day before ``withdrawn_on``. ``minutes`` says where the approval is written,
    in ``language`` (empty: not known).
    ``reasons`` is the reason in each language in which it was written, ``reason`` the first of them; of an older row,
    whose language nobody wrote down, there is only that.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    first_grade = models.SmallIntegerField()
    last_grade = models.SmallIntegerField()
    individual = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    with_counselor = models.BooleanField(null=True, blank=True)
    group_with_counselor = models.BooleanField(null=True, blank=True)
    signatures = models.JSONField(null=True, blank=True)
    due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField()
    reasons = models.JSONField(default=dict, blank=True)
    approved_on = models.DateField()
    minutes = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "first_grade", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_grade__gte=-1, last_grade__lte=12, last_grade__gte=F("first_grade")),
                name="exception_is_for_a_run_of_grades",
            ),
            models.CheckConstraint(
                condition=(Q(individual=None) | Q(individual__lte=MOST_CONFERENCES))
                & (Q(group=None) | Q(group__lte=MOST_CONFERENCES)),
                name="exception_asks_for_three_conferences_at_most",
            ),
            models.CheckConstraint(
                condition=Q(due_month=None, due_day=None) | Q(due_month__range=(1, 12), due_day__range=(1, 31)),
                name="exception_is_due_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="exception_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("approved_on")), name="exception_starts_after_its_approval"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(minutes=""), name="exception_says_why_and_where_it_is_written"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
                name="who_withdrew_an_exception_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_grade} to {self.last_grade} at {self.school_id}"

    def reason_in(self, language: str) -> tuple[str, str]:
        """The reason in this language, else in the one that it was written in, with that language; empty: not known."""
        found = next((code for code in (language, *self.reasons) if self.reasons.get(code)), "")
        return (self.reasons[found], found) if found else (self.reason, "")

    @property
    def difference(self) -> Difference:
        """What differs, as the core reads it."""
        has_due = self.due_month is not None and self.due_day is not None
        return Difference(
            first=self.first_grade,
            last=self.last_grade,
            individual=self.individual,
            group=self.group,
            with_counselor=self.with_counselor,
            group_with_counselor=self.group_with_counselor,
            signatures=None if self.signatures is None else tuple(self.signatures),
            due=(int(self.due_month or 0), int(self.due_day or 0)) if has_due else None,
        )


class Withdrawal(DistrictRow):
    """Somebody wrote down since when an exception does not hold any more (``since``), or that it does hold (none).

    The last one, by ``number``, is what the exception says; none is ever changed. ``at`` is none of what was written
    down before that was kept.
    """

    exception = models.ForeignKey(SchoolException, on_delete=models.PROTECT, related_name="withdrawals")
    number = models.PositiveSmallIntegerField()
    since = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["exception", "number"], name="one_withdrawal_of_an_exception_per_number"),
            models.CheckConstraint(
                condition=Q(at__isnull=False) | Q(number=1), name="when_an_exception_was_withdrawn_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exception_id} since {self.since}"
