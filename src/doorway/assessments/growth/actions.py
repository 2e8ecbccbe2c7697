"""Keeping the growth of a school year, percentiles and projections: replaced as a whole, or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from doorway.accounts.models import District
from doorway.accounts.statistics import count_rows_later
from doorway.assessments.core.growth import projections as looking_ahead
from doorway.assessments.core.growth.percentiles import METHOD, Outcome
from doorway.assessments.errors import ScoresChanged
from doorway.assessments.growth.projected import Projected
from doorway.assessments.growth.stored import Stored, StoredSubject, stamp_of
from doorway.assessments.models import GrowthPercentile, GrowthProjection
from doorway.roster.imports.plan.comparing import new_id
from doorway.roster.imports.writing import insert_rows

BATCH = 500
CHUNK = 10_000
FIELDS = ("student_id", "instrument", "value", "percentile", "years_before", "cohort_size", "cohort_others",
          "method")  # fmt: skip
AHEAD = ("student_id", "instrument", "value", "stays", "goal_year", "goal_grade", "goal_instrument", "needed", "low",
         "high", "cohort_size", "method")  # fmt: skip
# What is written, by score. No objects of the models: a state has millions of rows.
Wanted = dict[uuid.UUID, tuple[Any, ...]]


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
    with transaction.atomic():
        District.objects.select_for_update().get(pk=district.pk)
        if stamp_of(district) != stored.stamp:
            raise ScoresChanged
        old = GrowthPercentile.objects.filter(district=district, school_year=stored.year)
        found = _Counts()
        made = list(outcomes)
        for one in stored.subjects:
            subject = one.scores.subject
            fixed = {"district_id": district.pk, "school_year": stored.year, "subject": subject, "computed_at": now}
            _replace(old.filter(subject=subject), _percentiles(stored, one, made), FIELDS, fixed, found)
        subjects = [one.scores.subject for one in stored.subjects]
        found.removed += old.exclude(subject__in=subjects).delete()[0]
        ahead = _keep_projections(district, stored, projections, now)
        if found.created:
            count_rows_later()
    return Kept(found.created, found.changed, found.removed, found.unchanged, ahead)


@dataclass
class _Counts:
    """What became of rows while they are replaced."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


def _keep_projections(district: District, stored: Stored, projections: Iterable[Projected], now: datetime) -> int:
    """The projections of the year, a subject and a grade at a time; how many there are now."""
    whole = GrowthProjection.objects.filter(district=district, school_year=stored.year)
    left = set(whole.order_by("subject", "grade").values_list("subject", "grade").distinct())
    number = 0
    for group in projections:
        wanted = _ahead(stored, group)
        fixed = {
            "district_id": district.pk,
            "school_year": stored.year,
            "subject": group.subject,
            "grade": group.grade,
            "computed_at": now,
        }
        _replace(whole.filter(subject=group.subject, grade=group.grade), wanted, AHEAD, fixed, _Counts())
        left.discard((group.subject, group.grade))
        number += len(wanted)
    for subject, grade in left:
        whole.filter(subject=subject, grade=grade).delete()
    return number


def _replace(
    old: QuerySet[Any], wanted: Wanted, fields: tuple[str, ...], fixed: Mapping[str, Any], found: _Counts
) -> None:
    """Make the rows of a table those that are wanted; ``fixed``: what all of them say alike."""
    dropped, changed, there = [], [], set()
    for score_id, pk, *values in old.values_list("score_id", "pk", *fields).iterator(CHUNK):
        there.add(score_id)
        after = wanted.get(score_id)
        if after is None:
            found.removed += 1
            dropped.append(pk)
        elif after != tuple(values):
            changed.append(score_id)
            dropped.append(pk)
    created = [score_id for score_id in wanted if score_id not in there]
    for start in range(0, len(dropped), BATCH):
        old.model.objects.filter(pk__in=dropped[start : start + BATCH]).delete()
    insert_rows(
        old.model,
        ("id", "score_id", *fields, *fixed),
        ((new_id(), score_id, *wanted[score_id], *fixed.values()) for score_id in [*created, *changed]),
    )
    found.created += len(created)
    found.changed += len(changed)
    found.unchanged += len(wanted) - len(created) - len(changed)


def _percentiles(stored: Stored, one: StoredSubject, outcomes: Sequence[Outcome]) -> Wanted:
    """What is written of each student of a subject, from the largest number of years before that the student has."""
    best: dict[int, tuple[int, int, int, int]] = {}
    about = [found for found in outcomes if found.subject == one.scores.subject]
    for outcome in sorted(about, key=attrgetter("order")):
        if outcome.percentiles is not None:
            own = stored.own(outcome.students)
            shared = outcome.order, outcome.students.size, int(outcome.students.size - own.sum())
            pairs = zip(outcome.students[own].tolist(), outcome.percentiles[own].tolist(), strict=True)
            best.update((student, (percentile, *shared)) for student, percentile in pairs)
    wanted: Wanted = {}
    for student, (percentile, order, size, others) in best.items():
        target = one.targets[student]
        said = (target.instrument, target.value, percentile, order, size, others, METHOD)
        wanted[target.score_id] = (stored.students[student], *said)
    return wanted


def _ahead(stored: Stored, group: Projected) -> Wanted:
    """What is written of each student of a subject and grade of whom something can be said."""
    targets = next(one.targets for one in stored.subjects if one.scores.subject == group.subject)
    wanted: Wanted = {}
    for found in group.outlooks:
        columns = (found.start.students, found.is_there, found.ahead, found.of("needed"), found.of("low"),
                   found.of("high"))  # fmt: skip
        for student, stays, place, needed, low, high in zip(*(column.tolist() for column in columns), strict=True):
            target, goal = targets[student], found.years[place]
            wanted[target.score_id] = (
                stored.students[student],
                target.instrument,
                target.value,
                stays,
                stored.year + goal.years,
                goal.grade,
                group.instruments[goal.grade],
                needed,
                low,
                high,
                goal.students,
                looking_ahead.METHOD,
            )
    return wanted
