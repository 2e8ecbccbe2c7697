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
from doorway.compliance.errors import LineGone, LooksLikeNumber, TimeInFuture, TimeInNoYear, TimeTwice, TooMuchTime
from doorway.compliance.models import ServiceTime
from doorway.roster.models import Person, SchoolYear

LONGEST_NOTE = 120
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
    same = ServiceTime.objects.filter(counselor=counselor, on=on, kind=kind, minutes=minutes, note=note)
    if same.filter(written_at__gt=now - AT_ONCE).exists():
        raise TimeTwice
    known = ServiceTime.objects.filter(counselor=counselor, on=on).aggregate(all=Sum("minutes"))["all"] or 0
    if known + minutes > MOST_MINUTES:
        raise TooMuchTime(date=date_format(on, "DATE_FORMAT"))
    return ServiceTime.objects.create(
        district_id=counselor.district_id, counselor=counselor, on=on, kind=ServiceTime.Kind(kind), minutes=minutes,
        note=note, written_at=now,
    )  # fmt: skip


@transaction.atomic
def remove_time(*, counselor: Person, line_id: uuid.UUID) -> None:
    """Take an own line out."""
    number, _what = ServiceTime.objects.filter(pk=line_id, counselor=counselor).delete()
    if not number:
        raise LineGone
