"""Courses, classes, the parts of the year, and who is in which class."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import DistrictRow
from doorway.roster.models.people import Person
from doorway.roster.models.schools import School, SchoolYear


class Session(DistrictRow):
    """A part of the year from the roster: school year, semester, term or grading period."""

    sourced_id = models.CharField(max_length=255)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    school_year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="sessions")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="one_session_per_sourced_id"),
        ]

    def __str__(self) -> str:
        return self.title


class Course(DistrictRow):
    """A course of the catalog."""

    sourced_id = models.CharField(max_length=255)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=80, blank=True)
    school = models.ForeignKey(School, on_delete=models.SET_NULL, null=True, blank=True, related_name="courses")
    grades = models.CharField(max_length=120, blank=True)
    subjects = models.CharField(max_length=300, blank=True)
    subject_codes = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="one_course_per_sourced_id"),
        ]

    def __str__(self) -> str:
        return self.title


class SchoolClass(DistrictRow):
    """A class that meets: a homeroom, or a scheduled section of a course.

    ``begins_on`` and ``ends_on`` are those of its terms; none where no roster names them.
    """

    class Kind(models.TextChoices):
        HOMEROOM = "homeroom", _("Homeroom")
        SCHEDULED = "scheduled", _("Scheduled")

    sourced_id = models.CharField(max_length=255)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="classes")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="classes")
    course = models.ForeignKey(Course, on_delete=models.SET_NULL, null=True, blank=True, related_name="classes")
    grades = models.CharField(max_length=120, blank=True)
    subjects = models.CharField(max_length=300, blank=True)
    location = models.CharField(max_length=80, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        verbose_name_plural = "school classes"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="one_class_per_sourced_id"),
        ]

    def __str__(self) -> str:
        return self.title


class Enrollment(DistrictRow):
    """This person is in this class, as student, teacher or aide.

    ``stayed_until`` tells of a student who is no longer listed what came to an end with the place: the class, or the
    student's time at the school. Such a student took the class; of whom it is empty left it.
    """

    class Role(models.TextChoices):
        STUDENT = "student", _("Student")
        TEACHER = "teacher", _("Teacher")
        AIDE = "aide", _("Aide")

    class Until(models.TextChoices):
        CLASS = "class", _("The end of the class")
        SCHOOL = "school", _("The end of the time at the school")

    sourced_id = models.CharField(max_length=255, blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrollments")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="enrollments")
    role = models.CharField(max_length=10, choices=Role.choices)
    is_primary = models.BooleanField(default=False)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    stayed_until = models.CharField(max_length=10, choices=Until.choices, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "sourced_id"], condition=~Q(sourced_id=""), name="one_enrollment_per_sourced_id"
            ),
            models.CheckConstraint(
                condition=Q(stayed_until="") | Q(is_active=False, role="student", ends_on__isnull=False),
                name="who_stayed_until_an_end_is_a_student_no_longer_listed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["school_class", "role"]),
            models.Index(fields=["person", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.school_class_id}"
