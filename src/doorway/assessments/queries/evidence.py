"""Reads of scores."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from doorway.assessments.core import Growth, Result
from doorway.assessments.evidence import Evidence, evidence_from
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
    for row in in_order(Score.objects.filter(district=people[0].district_id, student__in=wanted)):
        instrument = yardsticks.instruments.get(row.instrument)
        if instrument is None:
            # A test that the pack no longer has is kept in the database, not shown.
            continue
        if instrument.kind == "other":
            others[row.student_id].append(_other_result(row))
        else:
            wanted[row.student_id].append(result_of(row))
    return {key: evidence_from(results, yardsticks, key.hex, others[key]) for key, results in wanted.items()}


_COLUMNS = (
    "student_id", "school_year", "instrument", "scale", "subject", "grade", "period", "measure", "value", "level",
    "growth_percentile", "national_percentile", "not_tested", "tested_on", "sitting", "growth__value",
    "growth__percentile", "growth__cohort_size",
)  # fmt: skip


def in_order(scores: QuerySet[Score]) -> QuerySet[Any]:
    """Results with the district's own growth, student by student and year by year, as rows for :func:`result_of`.

    Columns and no models, in one query: the largest school has thousands of results.
    """
    return scores.order_by("student_id", "school_year", "pk").values_list(*_COLUMNS, named=True)


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
        not_tested=row.not_tested,
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
    )


def _day(row: Any) -> str:
    """The day of the test as ISO text; of some only the month is known."""
    return row.sitting or ("" if row.tested_on is None else row.tested_on.isoformat())


def _own_growth(row: Any) -> Growth | None:
    """What the district computed from this score; nothing where the score was corrected since."""
    if row.growth__percentile is None or row.growth__value != row.value:
        return None
    return Growth(row.growth__percentile, row.growth__cohort_size)
