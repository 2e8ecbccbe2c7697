"""Keeping the growth of a school year, percentiles and projections: replaced as a whole, or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from doorway.accounts.models import District
from doorway.accounts.statistics import count_rows_later
from doorway.assessments.core.growth import projections as looking_ahead
from doorway.assessments.core.growth.percentiles import METHOD, Outcome
from doorway.assessments.errors import ScoresChanged
from doorway.assessments.growth.projected import Projected
from doorway.assessments.growth.stored import Stored, stamp_of
from doorway.assessments.models import GrowthPercentile, GrowthProjection

BATCH = 500
FIELDS = ("student_id", "instrument", "subject", "value", "percentile", "years_before", "cohort_size", "method")
AHEAD = ("student_id", "instrument", "value", "stays", "goal_year", "goal_grade", "goal_instrument", "needed", "low",
         "high", "cohort_size", "method")  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What a run did to the percentiles: rows by what became of them. ``projections``: how many there are now."""

    created: int
    changed: int
    removed: int
    unchanged: int
    projections: int = 0


def keep_growth(
    *,
    district: District,
    stored: Stored,
    outcomes: Iterable[Outcome],
    now: datetime,
    projections: Iterable[Projected] = (),
) -> Kept:
    """Write what was computed; rows that say the same already stay as they are, with their date.

    Raises :class:`ScoresChanged` when scores were taken in or corrected since ``stored`` was read: then nothing is
    written. Two runs at once come one after the other.
    """
    wanted = {row.score_id: row for row in _rows(district, stored, outcomes, now)}
    with transaction.atomic():
        District.objects.select_for_update().get(pk=district.pk)
        if stamp_of(district) != stored.stamp:
            raise ScoresChanged
        old = GrowthPercentile.objects.filter(district=district, school_year=stored.year)
        created, changed, removed = _replace(old, wanted, FIELDS)
        ahead = _keep_projections(district, stored, projections, now)
        if created:
            count_rows_later()
    return Kept(created, changed, removed, len(wanted) - created - changed, ahead)


def _keep_projections(district: District, stored: Stored, projections: Iterable[Projected], now: datetime) -> int:
    """The projections of the year, a subject and a grade at a time; how many there are now."""
    whole = GrowthProjection.objects.filter(district=district, school_year=stored.year)
    left = set(whole.order_by("subject", "grade").values_list("subject", "grade").distinct())
    number = 0
    for group in projections:
        wanted = {row.score_id: row for row in _ahead(district, stored, group, now)}
        _replace(whole.filter(subject=group.subject, grade=group.grade), wanted, AHEAD)
        left.discard((group.subject, group.grade))
        number += len(wanted)
    for subject, grade in left:
        whole.filter(subject=subject, grade=grade).delete()
    return number


def _replace(old: QuerySet[Any], wanted: Mapping[uuid.UUID, Any], fields: tuple[str, ...]) -> tuple[int, int, int]:
    """Make the rows of a table those that are wanted, by score: how many are new, changed and gone."""
    there = {row.score_id: row for row in old.iterator()}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    changed = [
        key
        for key, row in wanted.items()
        if key in there and any(getattr(there[key], name) != getattr(row, name) for name in fields)
    ]
    created = [key for key in wanted if key not in there]
    dropped = [*gone, *(there[key].pk for key in changed)]
    for start in range(0, len(dropped), BATCH):
        old.model.objects.filter(pk__in=dropped[start : start + BATCH]).delete()
    old.model.objects.bulk_create([wanted[key] for key in [*created, *changed]], batch_size=BATCH)
    return len(created), len(changed), len(gone)


def _rows(district: District, stored: Stored, outcomes: Iterable[Outcome], now: datetime) -> Iterator[GrowthPercentile]:
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


def _ahead(district: District, stored: Stored, group: Projected, now: datetime) -> Iterator[GrowthProjection]:
    """A row for each student of a subject and grade of whom something can be said."""
    targets = next(one.targets for one in stored.subjects if one.scores.subject == group.subject)
    for found in group.outlooks:
        columns = (found.start.students, found.is_there, found.ahead, found.of("needed"), found.of("low"),
                   found.of("high"))  # fmt: skip
        for student, stays, place, needed, low, high in zip(*(column.tolist() for column in columns), strict=True):
            target, goal = targets[student], found.years[place]
            yield GrowthProjection(
                district=district,
                score_id=target.score_id,
                student_id=stored.students[student],
                instrument=target.instrument,
                subject=group.subject,
                school_year=stored.year,
                grade=group.grade,
                value=target.value,
                stays=stays,
                goal_year=stored.year + goal.years,
                goal_grade=goal.grade,
                goal_instrument=group.instruments[goal.grade],
                needed=needed,
                low=low,
                high=high,
                cohort_size=goal.students,
                method=looking_ahead.METHOD,
                computed_at=now,
            )
