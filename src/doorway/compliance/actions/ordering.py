"""The evidence of a school: ordered on a page, made by ``doorway tick``, kept for a day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone, translation

from doorway.accounts.models import User
from doorway.compliance.access import EVIDENCE, TIME_READERS, evidence_school, reason_at
from doorway.compliance.errors import NoPolicy
from doorway.compliance.evidence import Evidence, as_pdf, as_workbook, evidence_of
from doorway.compliance.models import EvidenceOrder
from doorway.compliance.queries.standing import asked_on
from doorway.plans.actions.printing import whole_file
from doorway.roster.access import WHOLE_PLAN, Viewer, log_looks
from doorway.roster.models import School

Status = EvidenceOrder.Status
Stage = EvidenceOrder.Stage
UNDERWAY = (Status.WAITING, Status.WORKING)
KEPT = timedelta(days=1)
# Whoever began an order and has not ended it after so long has crashed; somebody else begins it again.
CRASHED_AFTER = timedelta(minutes=10)
# An order that was cut off so often is cut off by what it does.
MOST_TRIES = 3

_MAKE: dict[str, Callable[[Evidence, str], bytes]] = {
    EvidenceOrder.Format.PDF: as_pdf,
    EvidenceOrder.Format.XLSX: as_workbook,
}

log = logging.getLogger(__name__)


def order_evidence(
    *,
    school: School,
    format: str,  # noqa: A002
    language: str,
    by: User,
    now: datetime,
    years: int = EvidenceOrder.Years.NOW,
) -> EvidenceOrder:
    """Order the evidence of a school, of so many school years. Pressing the button again gives the same order.

    Raises :class:`NoPolicy` where there is nothing to give evidence of.
    """
    if asked_on(school.district, timezone.localdate(now, school.district.zone)) is None:
        raise NoPolicy
    wanted = {
        "school": school,
        "ordered_by": by,
        "format": EvidenceOrder.Format(format),
        "language": language,
        "years": EvidenceOrder.Years(years),
    }
    try:
        with transaction.atomic():
            return EvidenceOrder.objects.create(district_id=school.district_id, ordered_at=now, **wanted)
    except IntegrityError:
        there = EvidenceOrder.objects.filter(**wanted, status__in=UNDERWAY).first()
        if there is None:
            raise
        return there


def file_of(order: EvidenceOrder) -> Path:
    """Where the file lies once it is ready; only this user of the machine may read it."""
    folder = settings.HOME / "evidence"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{order.pk.hex}.{order.format}"


def make_next_evidence() -> EvidenceOrder | None:
    """Make what waits longest, or nothing; how it went stands in it. Several processes may do it at once."""
    order = _claim(timezone.now())
    if order is not None:
        _make(order)
        order.refresh_from_db()
    return order


def forget_old_evidence() -> int:
    """Delete files that are a day old; how many."""
    gone = 0
    for order in EvidenceOrder.objects.filter(status=Status.READY, ended_at__lt=timezone.now() - KEPT):
        file_of(order).unlink(missing_ok=True)
        gone += EvidenceOrder.objects.filter(pk=order.pk, status=Status.READY).update(status=Status.GONE)
    return gone


def _claim(now: datetime) -> EvidenceOrder | None:
    """The next order that nobody works on, ours from now on."""
    silent = EvidenceOrder.objects.filter(status=Status.WORKING, begun_at__lt=now - CRASHED_AFTER)
    silent.filter(tries__gte=MOST_TRIES).update(status=Status.FAILED, refused="cut_off", ended_at=now)
    silent.update(status=Status.WAITING)
    for order in EvidenceOrder.objects.filter(status=Status.WAITING).order_by("ordered_at")[:5]:
        # Whoever changes the row has it; the others see zero rows changed.
        waiting = EvidenceOrder.objects.filter(pk=order.pk, status=Status.WAITING)
        if waiting.update(status=Status.WORKING, stage=Stage.FIGURES, begun_at=now, tries=F("tries") + 1):
            return EvidenceOrder.objects.select_related("school__district", "ordered_by").get(pk=order.pk)
    return None


def _make(order: EvidenceOrder) -> None:
    """Make the file and keep it, or keep why it could not be made.

    An order that was given back meanwhile, because nobody heard of it, belongs to another: no more is written of it.
    """
    own = EvidenceOrder.objects.filter(pk=order.pk, status=Status.WORKING, begun_at=order.begun_at)
    try:
        _write(order, own)
    except NoPolicy:
        _end(own, "no_policy")
    except Http404:
        _end(own, "no_access")
    except Exception:
        # Whatever it was: the one who waits is told, and the next order is made.
        log.exception("evidence %s was not made", order.pk)
        _end(own, "broken")
    else:
        own.update(status=Status.READY, ended_at=timezone.now())


def _end(own: QuerySet[EvidenceOrder], refused: str) -> None:
    own.update(status=Status.FAILED, refused=refused, ended_at=timezone.now())


def _write(order: EvidenceOrder, own: QuerySet[EvidenceOrder]) -> None:
    """The file. Who ordered it gets what they may see at this moment."""
    viewer = Viewer(order.ordered_by)
    school = evidence_school(viewer, order.school_id)
    with_sample = viewer.about(*WHOLE_PLAN).has_role(*EVIDENCE)
    with_time = viewer.schools(*TIME_READERS).filter(pk=school.pk).exists()

    def tell(stage: EvidenceOrder.Stage) -> None:
        own.update(stage=stage)

    # In the language in which it was asked for: some of what is read is put into words at once.
    with translation.override(order.language):
        found = evidence_of(
            school, now=timezone.now(), years=order.years, with_sample=with_sample, with_time=with_time, tell=tell
        )
    own.update(stage=Stage.WRITING, with_sample=with_sample)
    made = _MAKE[order.format](found, order.language)
    # Noted before it is there to be read. The sample has no names, and is of students all the same.
    students = [one.line.standing.student for one in found.sample or ()]
    log_looks(viewer, students, reason=reason_at(viewer, school).value, page="evidence")
    with whole_file(file_of(order)) as handle:
        handle.write(made)
