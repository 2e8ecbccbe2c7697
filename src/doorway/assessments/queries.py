"""Reads of scores."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from doorway.assessments.core import Growth, Result
from doorway.assessments.evidence import Evidence, evidence_from
from doorway.assessments.models import GrowthPercentile, Score
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
    if not people:
        return {}
    yardsticks = Yardsticks(state_pack(people[0].district))
    scores = Score.objects.filter(district=people[0].district_id, student__in=wanted).select_related("growth")
    for score in scores.order_by("student_id", "school_year", "pk"):
        wanted[score.student_id].append(_result(score))
    return {key: evidence_from(results, yardsticks, key.hex) for key, results in wanted.items()}


def _result(score: Score) -> Result:
    """A row as the core takes it."""
    return Result(
        instrument=score.instrument,
        scale=score.scale,
        subject=score.subject,
        year=score.school_year,
        grade=grade_number(score.grade),
        period=score.period,
        measure=score.measure,
        value=None if score.value is None else float(score.value),
        level=score.level,
        growth_percentile=score.growth_percentile,
        own_growth=_own_growth(score),
        not_tested=score.not_tested,
        test_date="" if score.tested_on is None else score.tested_on.isoformat(),
    )


def _own_growth(score: Score) -> Growth | None:
    """What the district computed from this score; nothing where the score was corrected since."""
    kept: GrowthPercentile | None = getattr(score, "growth", None)
    if kept is None or kept.value != score.value:
        return None
    return Growth(kept.percentile, kept.cohort_size)
