"""Asking for growth and doing what was asked: one run of a district at a time, and none lost in a crash."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.assessments.errors import GrowthUnderway, NoScores, ScoresChanged
from doorway.assessments.models import GrowthRun

if TYPE_CHECKING:
    from doorway.assessments.growth.running import Grown, Tell

Status = GrowthRun.Status
# Who has not been heard of for so long has crashed; somebody else begins the run again.
CRASHED_AFTER = timedelta(minutes=30)
# A run that was cut off so often is cut off by what it does.
MOST_TRIES = 3
# Word of every cohort would be a write for each of hundreds.
BEAT = timedelta(seconds=1)

log = logging.getLogger(__name__)


def ask_for_growth(*, district: District, year: int, by: User | None, now: datetime) -> GrowthRun:
    """Ask for the growth of a school year. Asking again while the same one waits or runs gives that one.

    Raises :class:`GrowthUnderway` while another year of the district is computed.
    """
    try:
        with transaction.atomic():
            return GrowthRun.objects.create(district=district, school_year=year, asked_by=by, asked_at=now)
    except IntegrityError:
        there = GrowthRun.objects.filter(district=district, status__in=[Status.WAITING, Status.WORKING]).first()
        if there is not None and there.school_year == year:
            return there
        raise GrowthUnderway from None


def growth_is_asked_for() -> bool:
    """Whether a run waits, one that was cut off included."""
    _give_back(timezone.now())
    return GrowthRun.objects.filter(status=Status.WAITING).exists()


def compute_next() -> GrowthRun | None:
    """Do the run that waits longest, or none; how it went stands in it. Several processes may do it at once."""
    run = _claim(timezone.now())
    if run is None:
        return None
    from doorway.assessments.growth.running import grow  # late: NumPy is paid for only where there is work

    try:
        with writing(run) as tell:
            finish(run, grow(run.district, run.school_year, tell=tell))
    except (NoScores, ScoresChanged):
        # The reason stands in the run.
        pass
    except Exception:
        # Whatever it was: the one who waits is told, and the next run is done.
        log.exception("growth %s was not computed", run.pk)
    run.refresh_from_db()
    return run


def begin_at_once(*, district: District, year: int, now: datetime) -> GrowthRun:
    """A run of the command line, which waits for nobody. Raises :class:`GrowthUnderway` while another one runs.

    One that only waits is done along with it, where it is of the same year.
    """
    _give_back(now)
    run = ask_for_growth(district=district, year=year, by=None, now=now)
    if not _take(run, now):
        raise GrowthUnderway
    run.refresh_from_db()
    return run


def _claim(now: datetime) -> GrowthRun | None:
    """The next run that nobody works on, ours from now on."""
    _give_back(now)
    for run in GrowthRun.objects.filter(status=Status.WAITING).order_by("asked_at").select_related("district")[:5]:
        if _take(run, now):
            run.refresh_from_db(fields=["begun_at", "tries", "status"])
            return run
    return None


def _take(run: GrowthRun, now: datetime) -> bool:
    """Whoever changes the row has it; the others see zero rows changed."""
    waiting = GrowthRun.objects.filter(pk=run.pk, status=Status.WAITING)
    return bool(
        waiting.update(
            status=Status.WORKING,
            stage=GrowthRun.Stage.READING,
            begun_at=now,
            beat_at=now,
            tries=F("tries") + 1,
            cohorts_done=0,
            cohorts_all=0,
        )
    )


def _give_back(now: datetime) -> None:
    """Runs whose worker was not heard of for long wait again, or have failed where that happened too often."""
    silent = GrowthRun.objects.filter(status=Status.WORKING, beat_at__lt=now - CRASHED_AFTER)
    silent.filter(tries__gte=MOST_TRIES).update(status=Status.FAILED, refused="cut_off", ended_at=now)
    silent.update(status=Status.WAITING)


@contextmanager
def writing(run: GrowthRun) -> Iterator[Tell]:
    """Within, how far it is is written down, and why it came to nothing where it does; that goes on to the caller.

    A run that was given back meanwhile, because nobody heard of it, belongs to another: no more is written of it.
    """
    own = GrowthRun.objects.filter(pk=run.pk, status=Status.WORKING, begun_at=run.begun_at)
    last: dict[str, Any] = {"stage": "", "at": timezone.now()}

    def tell(stage: GrowthRun.Stage, done: int, of: int) -> None:
        now = timezone.now()
        if stage == last["stage"] and done < of and now - last["at"] < BEAT:
            return
        last.update(stage=stage, at=now)
        values = {"cohorts_done": done, "cohorts_all": of} if of else {}
        own.update(stage=stage, beat_at=now, **values)

    try:
        yield tell
    except ScoresChanged:
        # A file came in since then: with its scores, in a while.
        again = run.asked_by_id is not None and run.tries < MOST_TRIES
        _end(own, "changed", Status.WAITING if again else Status.FAILED)
        raise
    except NoScores:
        _end(own, "no_scores")
        raise
    except Exception:
        _end(own, "broken")
        raise
    except BaseException:
        # Ctrl-C: nobody else need wait until it is clear that this one is gone.
        _end(own, "stopped")
        raise


def _end(own: QuerySet[GrowthRun], refused: str, status: GrowthRun.Status = Status.FAILED) -> None:
    """It came to nothing, for this reason."""
    own.update(status=status, refused=refused, ended_at=timezone.now() if status == Status.FAILED else None)


def finish(run: GrowthRun, grown: Grown) -> None:
    """Write down what came of it."""
    stored = grown.stored
    GrowthRun.objects.filter(pk=run.pk, begun_at=run.begun_at).update(
        status=Status.DONE,
        refused="",
        ended_at=timezone.now(),
        scores_read=sum(int(stored.own(one.scores.students).sum()) for one in stored.subjects),
        last_change=stored.stamp[1],
        students=grown.students,
        percentiles=grown.kept.created + grown.kept.changed + grown.kept.unchanged,
        changed=grown.kept.created + grown.kept.changed + grown.kept.removed,
        projections=grown.kept.projections,
        cohorts=[
            {
                "subject": one.subject,
                "grade": one.grade,
                "before": one.order,
                "students": int(one.students.size),
                # So many of them are of other districts.
                "others": int(one.students.size - stored.own(one.students).sum()),
                "reason": one.reason or "",
                "number": one.number,
                "smallest": grown.smallest,
            }
            for one in sorted(grown.outcomes, key=lambda found: (found.subject, found.grade, found.order))
        ],
        left_out=[
            {
                "subject": subject,
                "contradicting": one.contradicting,
                "other_scale": one.other_scale,
                "tested": tested,
                "without": without,
                "no_year_before": without - before,
            }
            for one, (subject, tested, without, before) in zip(stored.subjects, grown.without(), strict=True)
        ],
    )
