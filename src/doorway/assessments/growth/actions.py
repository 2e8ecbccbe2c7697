"""Keeping the growth percentiles of a school year: replaced as a whole, or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorway.accounts.models import District
from doorway.accounts.statistics import count_rows_later
from doorway.assessments.core.growth.percentiles import METHOD, Outcome
from doorway.assessments.errors import ScoresChanged
from doorway.assessments.growth.stored import Stored, stamp_of
from doorway.assessments.models import GrowthPercentile

BATCH = 500
FIELDS = ("student_id", "instrument", "subject", "value", "percentile", "years_before", "cohort_size", "method")


@dataclass(frozen=True)
class Kept:
    """What a run did to the table: rows by what became of them."""

    created: int
    changed: int
    removed: int
    unchanged: int


def keep_growth(*, district: District, stored: Stored, outcomes: Iterable[Outcome], now: datetime) -> Kept:
    """Write what was computed; rows that say the same already stay as they are, with their date.

    Raises :class:`ScoresChanged` when scores were taken in or corrected since ``stored`` was read: then nothing is
    written. Two runs at once come one after the other.
    """
    wanted = {row.score_id: row for row in _rows(district, stored, outcomes, now)}
    with transaction.atomic():
        District.objects.select_for_update().get(pk=district.pk)
        if stamp_of(district) != stored.stamp:
            raise ScoresChanged
        old = {
            row.score_id: row
            for row in GrowthPercentile.objects.filter(district=district, school_year=stored.year).iterator()
        }
        gone = [row.pk for key, row in old.items() if key not in wanted]
        changed = [key for key, row in wanted.items() if key in old and not _same(old[key], row)]
        created = [key for key in wanted if key not in old]
        _remove([*gone, *(old[key].pk for key in changed)])
        GrowthPercentile.objects.bulk_create([wanted[key] for key in [*created, *changed]], batch_size=BATCH)
        if created:
            count_rows_later()
    return Kept(len(created), len(changed), len(gone), len(wanted) - len(created) - len(changed))


def _rows(district: District, stored: Stored, outcomes: Iterable[Outcome], now: datetime) -> Iterable[GrowthPercentile]:
    """A row for each student and subject, from the largest number of years before that the student has."""
    targets = {one.scores.subject: one.targets for one in stored.subjects}
    found: dict[tuple[str, int], tuple[Outcome, int]] = {}
    for outcome in outcomes:
        if outcome.percentiles is None:
            continue
        for student, percentile in zip(outcome.students.tolist(), outcome.percentiles.tolist(), strict=True):
            key = outcome.subject, student
            if key not in found or found[key][0].order < outcome.order:
                found[key] = outcome, percentile
    for (subject, student), (outcome, percentile) in found.items():
        target = targets[subject][student]
        yield GrowthPercentile(
            district=district,
            score_id=target.score_id,
            student_id=stored.students[student],
            instrument=target.instrument,
            subject=subject,
            school_year=stored.year,
            value=target.value,
            percentile=percentile,
            years_before=outcome.order,
            cohort_size=outcome.students.size,
            method=METHOD,
            computed_at=now,
        )


def _same(old: GrowthPercentile, new: GrowthPercentile) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in FIELDS)


def _remove(keys: list[uuid.UUID]) -> None:
    for start in range(0, len(keys), BATCH):
        GrowthPercentile.objects.filter(pk__in=keys[start : start + BATCH]).delete()
