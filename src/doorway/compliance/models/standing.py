"""Where every student stands, kept by the database itself; and what the school did to reach a family."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District, DistrictRow
from doorway.roster.models import Membership, Person, School

_COUNTED = (
    "district", "grade", "school", "is_active", "begins_on", "ends_on", "contested", "shared_at", "met_1", "met_2",
    "met_3", "with_student_1", "with_student_2", "with_student_3", "counselor_1", "counselor_2", "counselor_3",
    "group_1", "group_2", "group_3", "group_counselor_1", "group_counselor_2", "group_counselor_3", "unsaid_group",
    "involved_at", "guardian_signed_at", "student_signed_at", "as_planned_1", "as_planned_2", "filled", "came_on",
    "student",
)  # fmt: skip

# A group conference takes an evening, not a week.
MOST_GROUP_MINUTES = 8 * 60


class Standing(models.Model):
    """What is known of one student at one school, in one row, so that a district is counted in one pass.

    One row for each membership of a student. **Nobody writes here**: the database keeps the row in the transaction of
    whatever it follows from (``compliance/following.py``), and ``facts.py`` says what each column is. No column depends
    on a day or on a policy: ``met_2`` is the second latest conference to which the family came, so "two conferences
    since July" is ``met_2 >= July 1``, whatever the policy asks.

    ``with_student_1`` to ``_3`` are those of the latest conferences at which nobody has recorded the student as away,
    ``counselor_1`` to ``_3`` those of them with a counselor.

    ``as_planned_1`` and ``_2`` are the latest school years, by their end, in which the student is registered for every
    class of the approved course plan.

    ``filled``: which parts of the newest shared plan are filled in, by bits (``plans/filling.py``): whether those are
    among them that a policy asks is a question of the page.

    ``unsaid_group``: the latest group conference to which the family came and of which nobody has said who held it.

    ``earlier``: in which grades the student was before, where that was not one grade a year: the grade of now, its
    school year, and each year before that differs, the latest first (``08 2026 2025:08``). Empty for nearly everybody.

    ``contested``: the row is looked at alone and not counted with the others: another one of the student may stand
    beside it, on some day or in the last weeks of a school year, and only one of them counts; or ``earlier`` is not
    empty. A seat at a school of before, that was over when this one began, makes nobody so.
    """

    membership = models.OneToOneField(
        Membership, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    district = models.ForeignKey(
        District, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    school = models.ForeignKey(
        School, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    student = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    grade = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField()
    is_primary = models.BooleanField()
    contested = models.BooleanField(default=False)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    came_on = models.DateField(null=True)
    met_1 = models.DateTimeField(null=True)
    met_2 = models.DateTimeField(null=True)
    met_3 = models.DateTimeField(null=True)
    with_student_1 = models.DateTimeField(null=True)
    with_student_2 = models.DateTimeField(null=True)
    with_student_3 = models.DateTimeField(null=True)
    counselor_1 = models.DateTimeField(null=True)
    counselor_2 = models.DateTimeField(null=True)
    counselor_3 = models.DateTimeField(null=True)
    group_1 = models.DateTimeField(null=True)
    group_2 = models.DateTimeField(null=True)
    group_3 = models.DateTimeField(null=True)
    group_counselor_1 = models.DateTimeField(null=True)
    group_counselor_2 = models.DateTimeField(null=True)
    group_counselor_3 = models.DateTimeField(null=True)
    unsaid_group = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    guardian_signed_at = models.DateTimeField(null=True)
    student_signed_at = models.DateTimeField(null=True)
    involved_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    as_planned_1 = models.PositiveSmallIntegerField(null=True)
    as_planned_2 = models.PositiveSmallIntegerField(null=True)
    filled = models.PositiveIntegerField(default=0)
    earlier = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # Everything that is counted lies in this index, in the order in which it is grouped: a district is counted
            # without touching the table.
            models.Index(fields=_COUNTED, name="compliance_standing_counted"),
            models.Index(fields=["school", "grade"]),
            models.Index(
                fields=["district", "grade"], condition=Q(contested=True), name="compliance_standing_contested"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} at {self.school_id}"


class GroupConference(DistrictRow):
    """Several families together with somebody of the school, for example about graduation.

    It is for a run of grades of its school, or for all of them where these are none. One that was written down by
    mistake is taken back with why: it stays on record and does not count, nor does who came to it.

    Who held it is in ``hosts``; of one that was written down before that was asked there is nobody, and then it is
    not known whether a counselor was there. ``led_by`` names others in free words, in older ones everybody. How many
    ``minutes`` it took is none where nobody has said it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    topic = models.CharField(max_length=200)
    # In which the topic is written; empty of those that were written down before it was asked.
    language = models.CharField(max_length=5, blank=True)
    led_by = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    first_grade = models.SmallIntegerField(null=True, blank=True)
    last_grade = models.SmallIntegerField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_why = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_grade=None, last_grade=None)
                | Q(first_grade__gte=-1, last_grade__lte=12, last_grade__gte=F("first_grade")),
                name="group_conference_is_for_a_run_of_grades",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why=""),
                name="group_conference_is_taken_back_with_why",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=MOST_GROUP_MINUTES),
                name="group_conference_fits_into_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def grades(self) -> range | None:
        """For which grades it was; none for all of the school."""
        if self.first_grade is None or self.last_grade is None:
            return None
        return range(self.first_grade, self.last_grade + 1)


class GroupHost(DistrictRow):
    """Somebody of the school's staff held this group conference: the roster knows in which role."""

    conference = models.ForeignKey(GroupConference, on_delete=models.CASCADE, related_name="hosts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "person"], name="one_line_per_host_of_a_group_conference"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} held {self.conference_id}"


class GroupGuest(DistrictRow):
    """This student's family was at a group conference."""

    conference = models.ForeignKey(GroupConference, on_delete=models.CASCADE, related_name="guests")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "student"], name="one_line_per_family_at_a_group_conference"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} at {self.conference_id}"


class ContactTry(DistrictRow):
    """Somebody of the school tried to reach a student's family. A line that is written stays.

    One that was entered by mistake is taken back, once, with why: it stays on record and is no try any more.
    """

    class How(models.TextChoices):
        CALL = "call", _("Called")
        LETTER = "letter", _("Wrote")
        VISIT = "visit", _("Visited")

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", _("No answer")
        MESSAGE = "message", _("Left a message")
        REACHED = "reached", _("Talked, they will come")
        DECLINED = "declined", _("Talked, they do not want to come")

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "id"]
        verbose_name_plural = "contact tries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why=""),
                name="contact_try_is_taken_back_with_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["student", "-at"])]

    def __str__(self) -> str:
        return f"{self.how}: {self.outcome}"
