"""A result that does not count: a person takes it out with a reason, and may put it back. Nothing of it is lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.assessments.errors import AnotherOnFile, ResultGone
from doorway.assessments.imports.writing import lock
from doorway.assessments.models import TEST_KEY, TEST_SAYS, Score, ScoreTakenOut
from doorway.policy.queries import state_pack
from doorway.roster.models import ImportRun

# What the parts of one test have in common.
# What makes a result another one; all else is said about it.
RESULT = ("value", "level", "not_tested")
ONE_TEST = tuple(name for name in TEST_KEY if name != "measure")


def take_out(score: Score, *, reason: str, by: User | None, now: datetime) -> int:
    """Let a result count no more; with the result of a whole test its parts go too. How many went.

    Raises :class:`ResultGone` where somebody else was quicker.
    """
    with transaction.atomic():
        lock(score.district)
        rows = list(_together(score))
        if score.pk not in {row.pk for row in rows}:
            raise ResultGone
        ScoreTakenOut.objects.bulk_create(
            ScoreTakenOut(
                district_id=row.district_id,
                student_id=row.student_id,
                score_id=row.pk,
                reason=reason,
                taken_out_at=now,
                taken_out_by=by,
                **{name: getattr(row, name) for name in (*TEST_KEY, *TEST_SAYS)},
            )
            for row in rows
        )
        for row in rows:
            row._history_user = by  # type: ignore[attr-defined]  # the history reads it
            row.delete()
    return len(rows)


def put_back(taken: ScoreTakenOut, *, by: User | None, now: datetime) -> int:
    """Let a result count again, with everything that went with it. How many came back.

    Raises :class:`ResultGone` where it is back already, :class:`AnotherOnFile` where a file brought another result for
    the same test in the meantime.
    """
    with transaction.atomic():
        lock(taken.district)
        rows = list(_gone_together(taken))
        if not rows:
            raise ResultGone
        runs = dict(_runs_of(rows))
        for row in rows:
            key = {name: getattr(row, name) for name in TEST_KEY}
            if Score.objects.filter(student=row.student_id, district=row.district_id, **key).exists():
                raise AnotherOnFile
            score = Score(
                pk=row.score_id,
                district_id=row.district_id,
                student_id=row.student_id,
                imported_by_id=runs.get(row.score_id),
                **key,
                **{name: getattr(row, name) for name in TEST_SAYS},
            )
            score._history_user = by  # type: ignore[attr-defined]  # the history reads it
            score.save(force_insert=True)
        ScoreTakenOut.objects.filter(pk__in=[row.pk for row in rows]).update(put_back_at=now, put_back_by=by)
    return len(rows)


def still_out(district: District, instruments: Iterable[str], years: Iterable[int]) -> list[ScoreTakenOut]:
    """What was taken out of these tests and years, and not put back: the last first.

    Of one test there may be several with different results: each file brings another one.
    """
    return list(
        ScoreTakenOut.objects.filter(
            district=district, put_back_at=None, instrument__in=list(instruments), school_year__in=list(years)
        ).order_by("-taken_out_at", "pk")
    )


def day_of(taken: ScoreTakenOut, district: District) -> str:
    """The day on which a result was taken out."""
    return timezone.localdate(taken.taken_out_at, timezone=district.zone).isoformat()


def says_the_same(fields: Mapping[str, Any], taken: ScoreTakenOut) -> bool:
    """Whether a row gives the result that was taken out; an empty cell says nothing.

    What a later file says besides (a percentile, a day) makes no other result of it.
    """
    return all(fields[name] in (None, "", getattr(taken, name)) for name in RESULT)


def _together(score: Score) -> Iterator[Score]:
    """A result, and where it is that of a whole test its parts."""
    same = Score.objects.filter(
        district=score.district_id, student=score.student_id, **{name: getattr(score, name) for name in ONE_TEST}
    )
    main = {one.key: one.main_measure.key for one in state_pack(score.district).instruments}
    is_whole = main.get(score.instrument) == score.measure
    return (row for row in same if is_whole or row.pk == score.pk)


def _gone_together(taken: ScoreTakenOut) -> Iterable[ScoreTakenOut]:
    """What went at the same moment and is still out."""
    return ScoreTakenOut.objects.filter(
        district=taken.district_id,
        student=taken.student_id,
        taken_out_at=taken.taken_out_at,
        put_back_at=None,
        **{name: getattr(taken, name) for name in ONE_TEST},
    )


def _runs_of(rows: Iterable[ScoreTakenOut]) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
    """Which import brought each of them, where that is still on record."""
    history = Score.history.filter(id__in=[row.score_id for row in rows]).order_by("history_id")
    brought = dict(history.values_list("id", "imported_by_id"))
    known = set(ImportRun.objects.filter(pk__in=brought.values()).values_list("pk", flat=True))
    return ((score, run) for score, run in brought.items() if run in known)
