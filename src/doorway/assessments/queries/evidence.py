"""Reads of scores."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from doorway.accounts.models import District
from doorway.assessments.core import Growth, Projection, Result
from doorway.assessments.evidence import Evidence, evidence_from
from doorway.assessments.imports.years import this_year_of_grades
from doorway.assessments.models import Score
from doorway.assessments.others import OtherResult
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import Person


def evidence_for(student: Person) -> Evidence:
    """What the tests say of one student. The caller has checked that the student may be seen.

    One query, and one more for the district where the student does not bring it.
    """
    return evidence_for_many([student])[student.pk]


def evidence_for_many(students: Iterable[Person]) -> dict[uuid.UUID, Evidence]:
    """The same for students of one district, by their id: one or two queries however long the list is."""
    people = list(students)
    wanted: dict[uuid.UUID, list[Result]] = {student.pk: [] for student in people}
    others: dict[uuid.UUID, list[OtherResult]] = {student.pk: [] for student in people}
    if not people:
        return {}
    yardsticks = Yardsticks(state_pack(people[0].district))
    ahead = _Ahead(yardsticks, people[0].district)
    for row in in_order(Score.objects.filter(district=people[0].district_id, student__in=wanted), _AHEAD):
        instrument = yardsticks.instruments.get(row.instrument)
        if instrument is None:
            # A test that the pack no longer has is kept in the database, not shown.
            continue
        if instrument.kind == "other":
            others[row.student_id].append(_other_result(row))
        else:
            wanted[row.student_id].append(replace(result_of(row), projection=ahead.of(row)))
    this_year = this_year_of_grades(people[0].district)
    grades = {student.pk: grade_of(student.grade) for student in people}
    return {
        key: evidence_from(results, yardsticks, key.hex, others[key], partial(grade_in, grades[key], this_year))
        for key, results in wanted.items()
    }


def grade_of(code: str) -> int | None:
    """The grade as a number; none for a code that no pack knows."""
    try:
        return grade_number(code)
    except ValueError:
        return None


def grade_in(grade: int | None, this_year: int, year: int) -> int | None:
    """The grade in which a student was in a school year, by the grade on file and the year of that (``this_year``)."""
    return None if grade is None else grade - (this_year - year)


_COLUMNS = (
    "student_id", "school_year", "instrument", "scale", "subject", "grade", "period", "measure", "value", "level",
    "growth_percentile", "national_percentile", "not_tested", "tested_on", "sitting", "accommodations", "growth__value",
    "growth__percentile", "growth__cohort_size", "growth__cohort_others",
)  # fmt: skip


_AHEAD = tuple(
    f"projection__{name}"
    for name in ("value", "stays", "goal_year", "goal_grade", "goal_instrument", "needed", "low", "high")
)


def in_order(scores: QuerySet[Score], more: tuple[str, ...] = ()) -> QuerySet[Any]:
    """Results with the district's own growth, student by student and year by year, as rows for :func:`result_of`.

    Columns and no models, in one query: the largest school has thousands of results. ``more``: columns beside these.
    """
    return scores.order_by("student_id", "school_year", "pk").values_list(*_COLUMNS, *more, named=True)


def result_of(row: Any) -> Result:
    """A row of :func:`in_order` as the core takes it."""
    return Result(
        instrument=row.instrument,
        scale=row.scale,
        subject=row.subject,
        year=row.school_year,
        grade=grade_number(row.grade),
        period=row.period,
        measure=row.measure,
        value=None if row.value is None else float(row.value),
        level=row.level,
        growth_percentile=row.growth_percentile,
        own_growth=_own_growth(row),
        national_percentile=row.national_percentile,
        not_tested=row.not_tested,
        accommodations=row.accommodations,
        test_date=_day(row),
    )


def _other_result(row: Any) -> OtherResult:
    """A row of a test without a chart."""
    return OtherResult(
        instrument=row.instrument,
        subject=row.subject,
        measure=row.measure,
        year=row.school_year,
        period=row.period,
        day=_day(row),
        value=None if row.value is None else float(row.value),
        level=row.level,
        national_percentile=row.national_percentile,
        not_tested=row.not_tested,
        accommodations=row.accommodations,
    )


def _day(row: Any) -> str:
    """The day of the test as ISO text; of some only the month is known."""
    return row.sitting or ("" if row.tested_on is None else row.tested_on.isoformat())


def _own_growth(row: Any) -> Growth | None:
    """What the district computed from this score; nothing where the score was corrected since."""
    if row.growth__percentile is None or row.growth__value != row.value:
        return None
    return Growth(row.growth__percentile, row.growth__cohort_size, row.growth__cohort_others)


class _Ahead:
    """Projections of rows; none that starts from a score that was corrected since, or whose year is over."""

    def __init__(self, yardsticks: Yardsticks, district: District) -> None:
        today = timezone.localdate(timezone=district.zone)
        self.this_year = today.year + (today.month >= 7)
        self.goals = {key: test.goal_level for key, test in yardsticks.instruments.items()}

    def of(self, row: Any) -> Projection | None:
        """The projection of a row, or none."""
        if row.projection__needed is None or row.projection__value != row.value:
            return None
        level = self.goals.get(row.projection__goal_instrument)
        if level is None or row.projection__goal_year < self.this_year:
            return None
        return Projection(
            stays=row.projection__stays,
            year=row.projection__goal_year,
            grade=row.projection__goal_grade,
            instrument=row.projection__goal_instrument,
            level=level.key,
            low=row.projection__low,
            needed=row.projection__needed,
            high=row.projection__high,
        )
