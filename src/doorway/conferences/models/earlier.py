"""Conferences of before: what a file of another system says, of a time or of a district that had no Doorway."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.conferences.models.held import LONGEST_MINUTES
from doorway.roster.models import ImportRun, Person, School

# A group conference takes a day at most.
LONGEST_GROUP_MINUTES = 8 * 60
LONGEST_WORDS = 120


class EarlierConference(DistrictRow):
    """The family of one student came to a conference: so a file says that was taken in (``imported_by``, ``row``).

    Everything else may be unknown. ``school`` is the school of this district at which it was held; without one it was
    held elsewhere, ``place`` says where in the words of the file. ``host`` is somebody of our staff, by an id; others
    are words (``held_by``). ``with_counselor`` and ``student_there`` are what the file says, none where it does not:
    then the roster says whether the host was a counselor on that day. Several rows of one kind on one day are one
    conference with several hosts, told apart by ``holder``. ``witness_of``: the group conference of a school and grade
    that the row makes known, because it names the school itself; what the roster adds is no witness.
    ``names_school``: whether the file says ``school``, or the roster added it; none of rows that were taken in before
    that was kept.

    What was taken in stays. A file is taken back as a whole, or a row of it by itself, with why.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual conference")
        GROUP = "group", _("Group conference")

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="earlier_conferences")
    imported_by = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    # Noon of that day in the district, which is the same day in UTC.
    held_at = models.DateTimeField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    names_school = models.BooleanField(null=True, blank=True)
    place = models.CharField(max_length=LONGEST_WORDS, blank=True)
    host = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_by = models.CharField(max_length=LONGEST_WORDS, blank=True)
    holder = models.CharField(max_length=LONGEST_WORDS, blank=True)
    with_counselor = models.BooleanField(null=True, blank=True)
    student_there = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    witness_of = models.ForeignKey(
        "EarlierGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="witnesses"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["student", "on", "kind", "holder"],
                condition=Q(taken_back_at=None),
                name="one_earlier_conference_per_day_and_holder",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None)
                | Q(kind="individual", minutes__range=(1, LONGEST_MINUTES))
                | Q(kind="group", minutes__range=(1, LONGEST_GROUP_MINUTES)),
                name="earlier_conference_fits_into_a_day",
            ),
            models.CheckConstraint(condition=Q(school=None) | Q(place=""), name="earlier_conference_is_in_one_place"),
            models.CheckConstraint(
                condition=Q(names_school=None) | Q(names_school=False) | Q(school__isnull=False),
                name="earlier_conference_names_a_school_that_it_has",
            ),
            models.CheckConstraint(
                condition=Q(witness_of=None) | Q(kind="group", school__isnull=False),
                name="earlier_conference_tells_of_a_group_at_a_school",
            ),
            models.CheckConstraint(
                condition=Q(host=None) | Q(held_by=""), name="earlier_conference_has_an_id_or_words_for_a_host"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_why=""),
                name="earlier_conference_is_taken_back_with_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district", "school", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.student_id}"


class EarlierGroup(DistrictRow):
    """A file says that a school of this district held a group conference for students of a grade on a day.

    One row for each file, school, day and grade (that of then), so that group conferences are known there without
    looking through all students. ``is_unsaid``: of some row nobody has said who held it. It goes with its file, or with
    the last of its ``witnesses``; one that was taken in before rows said of what they are witnesses has none.
    """

    imported_by = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    grade = models.SmallIntegerField()
    held_at = models.DateTimeField()
    is_unsaid = models.BooleanField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["imported_by", "school", "grade", "held_at"], name="one_earlier_group_per_file_school_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.grade} {self.held_at:%Y-%m-%d}"
