"""A counselor writes time down, or takes an own line out again."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.typing import holds_ssn
from doorway.compliance.core.service import MOST_MINUTES
from doorway.compliance.errors import (
    LineGone,
    LooksLikeNumber,
    NoTimeReason,
    TimeInFuture,
    TimeInNoYear,
    TimeOfPastYear,
    TimeTakenBack,
    TimeTwice,
    TooMuchTime,
)
from doorway.compliance.models import ServiceTime
from doorway.compliance.queries.service import is_of_past_year
from doorway.roster.models import Person, SchoolYear

LONGEST_NOTE = 120
LONGEST_REASON = 200
# A second press of the button within this time is the same line.
AT_ONCE = timedelta(minutes=2)


@transaction.atomic
def write_time(*, counselor: Person, on: date, kind: str, minutes: int, note: str, now: datetime) -> ServiceTime:
    """Minutes of a day of a school year, of today or earlier; a day has no more than 16 hours of work."""
    if on > timezone.localdate(now, counselor.district.zone):
        raise TimeInFuture(date=date_format(on, "DATE_FORMAT"))
    # A line of no school year would be kept and never be seen again.
    if not SchoolYear.objects.filter(district=counselor.district_id, starts_on__lte=on, ends_on__gte=on).exists():
        raise TimeInNoYear(date=date_format(on, "DATE_FORMAT"))
    note = " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE]
    if holds_ssn(note):
        raise LooksLikeNumber
    Person.objects.select_for_update(of=("self",)).get(pk=counselor.pk)
    same = ServiceTime.objects.filter(
        counselor=counselor, on=on, kind=kind, minutes=minutes, note=note, taken_back_at=None
    )
    if same.filter(written_at__gt=now - AT_ONCE).exists():
        raise TimeTwice
    known = (
        ServiceTime.objects.filter(counselor=counselor, on=on, taken_back_at=None).aggregate(all=Sum("minutes"))["all"]
        or 0
    )
    if known + minutes > MOST_MINUTES:
        raise TooMuchTime(date=date_format(on, "DATE_FORMAT"))
    return ServiceTime.objects.create(
        district_id=counselor.district_id, counselor=counselor, on=on, kind=ServiceTime.Kind(kind), minutes=minutes,
        note=note, written_at=now,
    )  # fmt: skip


@transaction.atomic
def remove_time(*, counselor: Person, line_id: uuid.UUID, now: datetime) -> None:
    """Take an own line out, of a school year that goes on: evidence may have the time of one that is over."""
    found = _own_line(counselor, line_id)
    if found.taken_back_at is not None:
        # Its year goes on again: somebody has changed the year's last day since.
        raise TimeTakenBack
    if is_of_past_year(found, timezone.localdate(now, counselor.district.zone)):
        raise TimeOfPastYear
    found.delete()


@transaction.atomic
def take_time_back(*, counselor: Person, line_id: uuid.UUID, why: str, now: datetime) -> ServiceTime:
    """An own line of a school year that is over does not count any more, and stays on record with why."""
    found = _own_line(counselor, line_id)
    if found.taken_back_at is not None:
        raise TimeTakenBack
    why = " ".join(why.replace("\x00", "").split())[:LONGEST_REASON]
    if not why:
        raise NoTimeReason
    if holds_ssn(why):
        raise LooksLikeNumber
    found.taken_back_at, found.taken_back_why = now, why
    found.save(update_fields=["taken_back_at", "taken_back_why"])
    return found


def _own_line(counselor: Person, line_id: uuid.UUID) -> ServiceTime:
    found = ServiceTime.objects.select_for_update(of=("self",)).filter(pk=line_id, counselor=counselor).first()
    if found is None:
        raise LineGone
    return found
