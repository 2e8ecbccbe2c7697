"""Whole schools on paper: ordered on a page, made by ``doorway tick``, kept for a day."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.accounts.models import User
from doorway.plans.actions.printing import Packet, print_plans, whole_file
from doorway.plans.models import PacketOrder
from doorway.plans.packet.access import questions_for, roll_of_school, school_for
from doorway.plans.packet.copies import Wish
from doorway.roster.access import WHOLE_PLAN, Viewer
from doorway.roster.models import School

Status = PacketOrder.Status
UNDERWAY = (Status.WAITING, Status.WORKING)
KEPT = timedelta(days=1)
# Whoever began an order and has not ended it after so long has crashed; somebody else begins it again.
CRASHED_AFTER = timedelta(minutes=30)

log = logging.getLogger(__name__)


@transaction.atomic
def order_packet(
    *, school: School, by: User, now: datetime, language: str = "", as_it_stands: bool = False
) -> PacketOrder:
    """Order the plans of a school. Pressing the button again while the packet is made orders it once."""
    same = PacketOrder.objects.filter(
        school=school, ordered_by=by, language=language, as_it_stands=as_it_stands, status__in=UNDERWAY
    ).first()
    return same or PacketOrder.objects.create(
        district_id=school.district_id,
        school=school,
        ordered_by=by,
        language=language,
        as_it_stands=as_it_stands,
        ordered_at=now,
    )


def file_of(order: PacketOrder) -> Path:
    """Where the packet lies once it is ready; only this user of the machine may read it."""
    folder = settings.HOME / "packets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{order.pk.hex}.pdf"


def make_next_packet() -> PacketOrder | None:
    """Make the packet that waits longest, or none; how it went stands in it. Several processes may do it at once."""
    order = _claim(timezone.now())
    if order is not None:
        _make(order)
        order.refresh_from_db()
    return order


def forget_old_packets() -> int:
    """Delete packets that are a day old; how many."""
    old = PacketOrder.objects.filter(status=Status.READY, ended_at__lt=timezone.now() - KEPT)
    gone = 0
    for order in old:
        file_of(order).unlink(missing_ok=True)
        gone += PacketOrder.objects.filter(pk=order.pk, status=Status.READY).update(status=Status.GONE)
    return gone


def _claim(now: datetime) -> PacketOrder | None:
    """The next order that nobody works on, ours from now on."""
    PacketOrder.objects.filter(status=Status.WORKING, begun_at__lt=now - CRASHED_AFTER).update(status=Status.WAITING)
    for order in PacketOrder.objects.filter(status=Status.WAITING).order_by("ordered_at")[:5]:
        # Whoever changes the row has it; the others see zero rows changed.
        if PacketOrder.objects.filter(pk=order.pk, status=Status.WAITING).update(status=Status.WORKING, begun_at=now):
            return PacketOrder.objects.select_related("school__district", "ordered_by").get(pk=order.pk)
    return None


def _make(order: PacketOrder) -> None:
    """Make the file and keep it, or keep that it could not be made."""
    row = PacketOrder.objects.filter(pk=order.pk)
    try:
        packet = _written(order)
    except (Refusal, Http404):
        row.update(status=Status.FAILED, ended_at=timezone.now())
    except Exception:
        # Whatever it was: the one who waits is told, and the next order is made.
        log.exception("packet %s was not made", order.pk)
        row.update(status=Status.FAILED, ended_at=timezone.now())
    else:
        row.update(status=Status.READY, ended_at=timezone.now(), pages=packet.pages, copies_done=packet.copies)


def _written(order: PacketOrder) -> Packet:
    """The packet, in its file. Who ordered it gets what they may see at this moment."""
    viewer = Viewer(order.ordered_by).about(*WHOLE_PLAN)
    school = school_for(viewer, order.school_id)

    def tell(done: int, of: int) -> None:
        PacketOrder.objects.filter(pk=order.pk).update(copies_done=done, copies=of)

    with whole_file(file_of(order)) as handle:
        packet = print_plans(
            roll_of_school(viewer, school),
            title=school.name,
            wish=Wish(language=order.language, as_it_stands=order.as_it_stands, questions=questions_for(viewer)),
            viewer=viewer,
            language=order.language or settings.LANGUAGE_CODE,
            now=timezone.now(),
            tell=tell,
        )
        handle.write(packet.pdf)
    return packet
