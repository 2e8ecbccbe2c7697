"""The best score of each test, for whoever asks for a score and not for its history."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Max

from doorway.assessments.models import Score
from doorway.policy.packs import Instrument, StatePack
from doorway.policy.packs.instruments import Subject
from doorway.policy.scores import BestScore


def best_of(
    pack: StatePack, students: Collection[uuid.UUID], tests: Collection[str]
) -> Mapping[uuid.UUID, tuple[BestScore, ...]]:
    """The best main score of each part of these tests, in whole points. One query.

    Of a test whose measures are exams of their own (AP), a part is a subject: the best exam that is about it counts.
    """
    asked = {one.key: one for one in pack.instruments if one.key in tests}
    rows = Score.objects.filter(student__in=students, instrument__in=asked, value__isnull=False, not_tested="")
    grouped = rows.order_by().values_list("student", "instrument", "subject", "measure").annotate(best=Max("value"))
    found: dict[uuid.UUID, dict[tuple[str, str], int]] = {}
    for student, instrument, subject, measure, best in grouped.order_by("instrument", "subject"):
        for part in _parts(pack, asked[instrument], subject, measure):
            own = found.setdefault(student, {})
            own[instrument, part] = max(own.get((instrument, part), int(best)), int(best))
    return {
        student: tuple(BestScore(test, part, value) for (test, part), value in own.items())
        for student, own in found.items()
    }


def _parts(pack: StatePack, test: Instrument, subject: str, measure: str) -> Iterator[str]:
    """What a score counts as: its subject, or what the exam is about."""
    is_whole = len(test.measures) == 1 or any(one.main for one in test.measures)
    if is_whole and measure == test.main_measure.key:
        yield subject
    elif test.open_measures or not is_whole:
        known = test.measure(measure)
        if known is None or not known.part_of:
            words = measure.replace("-", " ") if known is None else known.title("en")
            yield from (one.key for one in pack.tests.subjects if _is_about(words, one))


def _is_about(words: str, subject: Subject) -> bool:
    """Whether the name of an exam begins a word as the classes of a subject do: Calculus AB is about math."""
    return any(re.search(rf"\b{re.escape(begin)}", words, re.IGNORECASE) for begin in subject.classes)
