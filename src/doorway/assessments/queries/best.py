"""The best score of each test, for whoever asks for a score and not for its history."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from django.db.models import Max

from doorway.assessments.models import Score
from doorway.policy.packs import StatePack
from doorway.policy.scores import BestScore


def best_of(
    pack: StatePack, students: Collection[uuid.UUID], tests: Collection[str]
) -> Mapping[uuid.UUID, tuple[BestScore, ...]]:
    """The best main score of each part of these tests, in whole points. One query."""
    main = {one.key: one.main_measure.key for one in pack.instruments if one.key in tests}
    rows = Score.objects.filter(student__in=students, instrument__in=main, value__isnull=False, not_tested="")
    grouped = rows.order_by().values_list("student", "instrument", "subject", "measure").annotate(best=Max("value"))
    found: dict[uuid.UUID, tuple[BestScore, ...]] = {}
    for student, instrument, subject, measure, best in grouped.order_by("instrument", "subject"):
        if measure == main[instrument]:
            found[student] = (*found.get(student, ()), BestScore(instrument, subject, int(best)))
    return found
