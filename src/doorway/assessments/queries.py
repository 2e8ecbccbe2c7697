"""Reads of scores."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from doorway.assessments.core import Result
from doorway.assessments.evidence import Evidence, evidence_from
from doorway.assessments.models import Score
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import Person


def evidence_for(student: Person) -> Evidence:
    """What the tests say of one student, in one query. The caller has checked that the student may be seen."""
    return evidence_for_many([student])[student.pk]


def evidence_for_many(students: Iterable[Person]) -> dict[uuid.UUID, Evidence]:
    """The same for a list of students, by their id, in one query however long the list is."""
    wanted: dict[uuid.UUID, list[Result]] = {student.pk: [] for student in students}
    yardsticks = Yardsticks(state_pack())
    for score in Score.objects.filter(student__in=wanted).order_by("student_id"):
        wanted[score.student_id].append(_result(score))
    return {key: evidence_from(results, yardsticks, key.hex[:12]) for key, results in wanted.items()}


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
        not_tested=score.not_tested,
        test_date="" if score.tested_on is None else score.tested_on.isoformat(),
    )
