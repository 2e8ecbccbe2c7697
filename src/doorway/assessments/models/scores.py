"""Scores. What they mean (instruments, scales, levels, goals) is data of the state pack."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from doorway.accounts.models import District, DistrictRow
from doorway.roster.models import ImportRun, Person


class TestResult(DistrictRow):
    """What a row of a score file says of one test: an instrument's measure in a subject, year, grade and period.

    ``school_year`` is the calendar year in which the school year ends. ``grade`` is the grade that was **tested**,
    a CEDS code, which may differ from the student's grade; empty where the file of a test that stands in a table does
    not say it. ``sitting`` is the day (or the month) of a test that may be taken several times in one period, empty for
    all others. ``scale`` names the number scale: two values are compared as numbers only inside one scale. A test that
    was not taken has no value and says why in ``not_tested``. ``accommodations``: with which support it was taken, keys
    of the pack with blanks between.
    """

    __test__ = False

    class Period(models.TextChoices):
        BEGINNING = "BOY", _("Beginning of year")
        MIDDLE = "MOY", _("Middle of year")
        END = "EOY", _("End of year")
        YEAR = "YEAR", _("Once a year")

    instrument = models.CharField(max_length=40)
    edition = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=30)
    measure = models.CharField(max_length=40)
    school_year = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=5, blank=True)
    period = models.CharField(max_length=4, choices=Period.choices, default=Period.YEAR)
    sitting = models.CharField(max_length=10, blank=True)
    scale = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    level = models.CharField(max_length=40, blank=True)
    growth_percentile = models.PositiveSmallIntegerField(null=True, blank=True)
    national_percentile = models.PositiveSmallIntegerField(null=True, blank=True)
    not_tested = models.CharField(max_length=40, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    accommodations = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.instrument} {self.subject} {self.school_year} {self.period}"


# What tells a result from others of the same student.
TEST_KEY = ("instrument", "subject", "measure", "school_year", "grade", "period", "sitting")
# What a result says.
TEST_SAYS = (
    "edition",
    "scale",
    "value",
    "level",
    "growth_percentile",
    "national_percentile",
    "not_tested",
    "tested_on",
    "accommodations",
)


class _HistoryOfStudents(HistoricalRecords):  # type: ignore[misc]  # the library has no types
    """A history that is asked for one record or one student, never by day, district, import or user."""

    # The library asks this of itself; its setting would be for every history.
    _date_indexing = False

    def __init__(self) -> None:
        super().__init__(no_db_index=["district", "imported_by"], user_db_constraint=False)


class Score(TestResult):
    """One result of one student.

    A district has millions: no index is kept that nobody asks by, and nothing is looked up twice for each row
    (docs/decisions/045). That the district exists follows from the guard of the student, who is of the same one.
    """

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="scores")
    imported_by = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    history = _HistoryOfStudents()

    class Meta:
        ordering: ClassVar[list[str]] = ["school_year", "period"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", *TEST_KEY],
                name="one_score_per_student_and_test",
            ),
            models.CheckConstraint(
                condition=Q(growth_percentile__isnull=True) | Q(growth_percentile__range=(1, 99)),
                name="growth_percentile_is_1_to_99",
            ),
            models.CheckConstraint(
                condition=Q(national_percentile__isnull=True) | Q(national_percentile__range=(0, 100)),
                name="national_percentile_is_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(level="") | ~Q(not_tested=""), name="score_says_something"
            ),
        ]


class ScoreTakenOut(TestResult):
    """A result that a person took out: it does not count, and why stays on record. It can be put back once.

    ``score_id`` is the id that the result had on file, and has again when it is put back. Results that were taken out
    together (a test and its parts) have one moment. The guards hold that nothing of it changes, and that no result goes
    without such a row.
    """

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score_id = models.UUIDField()
    reason = models.CharField(max_length=400)
    taken_out_at = models.DateTimeField()
    taken_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    put_back_at = models.DateTimeField(null=True, blank=True)
    put_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-taken_out_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "score_id"],
                condition=Q(put_back_at__isnull=True),
                name="a_result_is_taken_out_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="why_a_result_was_taken_out_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["student", "-taken_out_at"], name="taken_out_of_student")
        ]


class WaitingScore(TestResult):
    """A result whose student nobody knows yet: it waits under the id that the file gives, and counts nowhere.

    ``given_ids`` are all ids of the row, the first of them in ``given_id``.
    """

    given_id = models.CharField(max_length=200)
    given_ids = models.JSONField(default=list)
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    row = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["given_id", "school_year", "instrument"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "given_id", *TEST_KEY], name="waits_once"),
            models.CheckConstraint(condition=~Q(given_id=""), name="waits_under_an_id"),
        ]


class ScoreId(DistrictRow):
    """An id that score files give a student and the roster does not: a person said whose it is."""

    given_id = models.CharField(max_length=200)
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "given_id"], name="a_score_id_is_of_one_student")
        ]

    def __str__(self) -> str:
        return self.given_id


class ScoreLayout(DistrictRow):
    """What the columns of a vendor's file mean, as a data person of the district said it. ``content``: the layout."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    content = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["district", "key"], name="one_score_layout_per_key"),
            models.UniqueConstraint(fields=["district", "name"], name="one_score_layout_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class GrowthPercentile(DistrictRow):
    """Where a student stands among those with the same scores before, as this district computed it.

    The state's own percentile is ``Score.growth_percentile``; the two are never mixed. ``value`` is the score it was
    computed from: when the score is corrected later, the percentile no longer counts. ``years_before`` is the order of
    the recipe, ``cohort_size`` how many students were compared, and ``cohort_others`` how many of those are of other
    districts (none: nobody wrote it down at that time). The guards hold that the key is that of the score.
    """

    score = models.OneToOneField(Score, on_delete=models.CASCADE, related_name="growth")
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=40)
    subject = models.CharField(max_length=30)
    school_year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=9, decimal_places=3)
    percentile = models.PositiveSmallIntegerField()
    years_before = models.PositiveSmallIntegerField()
    cohort_size = models.PositiveIntegerField()
    cohort_others = models.PositiveIntegerField(null=True, blank=True)
    method = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["district", "student", "instrument", "subject", "school_year"],
                name="one_growth_percentile_per_test",
            ),
            models.CheckConstraint(condition=Q(percentile__range=(1, 99)), name="own_percentile_is_1_to_99"),
            models.CheckConstraint(
                condition=Q(years_before__gte=1, cohort_size__gte=1), name="own_percentile_compares_somebody"
            ),
            # The student is one of those compared.
            models.CheckConstraint(
                condition=Q(cohort_others__lt=F("cohort_size")), name="own_percentile_compares_its_student"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "school_year"], name="growth_of_year")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.school_year}: {self.percentile}"


class GrowthProjection(DistrictRow):
    """What growth it would take to reach, or to keep, the level that the state asks for, as this district computed it.

    ``needed``: which of the hundred curves in each year up to ``goal_year``, with the range ``low`` to ``high``; 101 is
    beyond all of them. ``stays``: the student is at the goal now. ``grade`` is the tested one, ``goal_grade`` that of
    the goal; ``goal_instrument`` the test of that grade. ``cohort_size``: of the smallest cohort on the way. ``value``
    is the score it starts from: when that is corrected later, the projection no longer counts. The guards hold that the
    key is that of the score.
    """

    score = models.OneToOneField(Score, on_delete=models.CASCADE, related_name="projection")
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=40)
    subject = models.CharField(max_length=30)
    school_year = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=9, decimal_places=3)
    stays = models.BooleanField()
    goal_year = models.PositiveSmallIntegerField()
    goal_grade = models.PositiveSmallIntegerField()
    goal_instrument = models.CharField(max_length=40)
    needed = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    cohort_size = models.PositiveIntegerField()
    method = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(low__gte=1, high__lte=101, low__lte=F("needed"), needed__lte=F("high")),
                name="projection_lies_in_its_range",
            ),
            models.CheckConstraint(
                condition=Q(goal_year__gt=F("school_year"), goal_grade__gt=F("grade")), name="projection_looks_ahead"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["district", "school_year", "subject", "grade"], name="projections_of_year")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.school_year}: {self.low} to {self.high} until {self.goal_year}"
