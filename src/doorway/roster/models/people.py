"""People, the roles they hold, and who is whose guardian."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models.schools import School


class Person(DistrictRow):
    """Anybody on the roster: student, guardian, teacher, staff.

    ``user`` is the mailbox that signs in for this person: people who share a mailbox share a user. ``language`` is the
    language in which this person wants to be written to; an import sets it only while ``language_is_own`` is false.

    ``grade_year`` is the school year, by its end, of which a roster says the grade; ``grade_before`` what rosters said
    for the year before, empty where none did (``core/grades.py``).
    """

    sourced_id = models.CharField(max_length=255, blank=True)
    given_name = models.CharField(max_length=100)
    middle_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    preferred_given_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    sms = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, choices=[("en", _("English")), ("es", _("Spanish"))], default="en")
    language_is_own = models.BooleanField(default=False)
    identifier = models.CharField(_("local id"), max_length=80, blank=True)
    state_id = models.CharField(_("state id"), max_length=80, blank=True)
    grade = models.CharField(_("grade"), max_length=5, blank=True)
    grade_year = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_before = models.CharField(max_length=5, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="persons"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["family_name", "given_name", "id"]
        verbose_name_plural = "people"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "sourced_id"], condition=~Q(sourced_id=""), name="one_person_per_sourced_id"
            ),
            models.UniqueConstraint(
                fields=["district", "state_id"], condition=~Q(state_id=""), name="one_person_per_state_id"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "identifier"]),
            models.Index(fields=["district", "family_name", "given_name"]),
            # Every page begins with the persons of a mailbox. In a district of which few have signed in yet nearly all
            # have none, and SQLite takes the index of the foreign key for useless: it read everybody.
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="persons_with_a_mailbox"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def first_name(self) -> str:
        """The name this person goes by."""
        return self.preferred_given_name or self.given_name

    @property
    def full_name(self) -> str:
        """First and family name, as one says it."""
        return f"{self.first_name} {self.family_name}".strip()


class Role(models.TextChoices):
    """What a person is at a school or in the district."""

    STUDENT = "student", _("Student")
    GUARDIAN = "guardian", _("Guardian")
    TEACHER = "teacher", _("Teacher")
    COUNSELOR = "counselor", _("Counselor")
    PRINCIPAL = "principal", _("Principal")
    OFFICE = "office", _("School office")
    AIDE = "aide", _("Aide")
    INTERPRETER = "interpreter", _("Interpreter")
    DISTRICT = "district", _("District office")
    DATA = "data", _("Data person")


class Membership(DistrictRow):
    """A role that a person holds at a school, or (``school`` empty) in the whole district.

    ``source`` tells who may end it: an import touches only what an import made.
    """

    class Source(models.TextChoices):
        ROSTER = "roster", _("Roster")
        LOCAL = "local", _("Entered here")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    is_primary = models.BooleanField(default=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.ROSTER)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "person", "school", "role"],
                condition=Q(school__isnull=False),
                name="one_membership_per_role_and_school",
            ),
            models.UniqueConstraint(
                fields=["district", "person", "role"],
                condition=Q(school__isnull=True),
                name="one_membership_per_role_in_district",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "school", "role"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.school_id or self.district_id}"


class EarlierStay(DistrictRow):
    """When somebody held a role at a place before: the membership of the same place holds since, or is the last.

    It opens nothing. It tells where somebody was on a day, and since when somebody is here.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="earlier_stays")
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="earlier_stays")
    role = models.CharField(max_length=20, choices=Role.choices)
    is_primary = models.BooleanField(default=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "person", "school", "role", "ends_on"],
                condition=Q(school__isnull=False),
                name="one_earlier_stay_per_last_day_at_school",
            ),
            models.UniqueConstraint(
                fields=["district", "person", "role", "ends_on"],
                condition=Q(school__isnull=True),
                name="one_earlier_stay_per_last_day_in_district",
            ),
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(begins_on__lte=F("ends_on")), name="earlier_stay_has_a_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "school", "role"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.school_id or self.district_id} · {self.ends_on}"


class EarlierGrade(DistrictRow):
    """In which grade a student was in a school year that is over, where it is not the grade below the one of the year
    after: the student repeated a grade, or skipped one.

    Without a row a student was one grade lower in each year before. An import keeps what rosters say
    (``core/grades.py``) and touches nothing that somebody entered here, which is taken back and not deleted.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="earlier_grades")
    school_year = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=5)
    source = models.CharField(max_length=10, choices=Membership.Source.choices, default=Membership.Source.ROSTER)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-school_year", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["student", "school_year"],
                condition=Q(taken_back_at=None),
                name="one_earlier_grade_per_year",
            ),
            models.CheckConstraint(
                condition=Q(source="roster", entered_at=None, taken_back_at=None)
                | Q(source="local", entered_at__isnull=False),
                name="earlier_grade_says_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} · {self.school_year} · {self.grade}"


RELATIONSHIPS = {
    "parent": _("parent"),
    "mother": _("mother"),
    "father": _("father"),
    "guardian": _("guardian"),
    "relative": _("relative"),
    "grandmother": _("grandmother"),
    "grandfather": _("grandfather"),
    "stepmother": _("stepmother"),
    "stepfather": _("stepfather"),
}


class Guardianship(DistrictRow):
    """This guardian belongs to this student. It says nothing about custody; see :class:`AccessMark`.

    ``household`` numbers the student's homes (1, 2): guardians of one home share appointments.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wards")
    relationship = models.CharField(max_length=30, blank=True)
    household = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=Membership.Source.choices, default=Membership.Source.ROSTER)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "student", "guardian"], name="one_guardianship_per_pair"),
            models.CheckConstraint(condition=~Q(student=F("guardian")), name="nobody_is_their_own_guardian"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.student_id}"

    @property
    def relationship_words(self) -> str:
        """The relationship in the reader's language where rosters use the word often; else as the roster has it."""
        return str(RELATIONSHIPS.get(self.relationship.casefold(), self.relationship))
