"""Days without school, as the district office enters them: no conference is held on one."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from doorway.accounts.models import District
from doorway.conferences.errors import preparing as errors
from doorway.roster.actions import add_days_off
from doorway.roster.models import DayOff, School, SchoolYear

# A summer is no day off: it lies between two school years.
LONGEST = 31


@transaction.atomic
def enter_days_off(
    *, district: District, first: date, last: date | None, reason: str, school: School | None = None
) -> list[DayOff]:
    """The weekdays from the first day to the last, for one school or the whole district.

    A day that is on the list already keeps its reason. Raises ``DaysBackwards``, ``TooManyDays``, ``OutsideTheYears``
    and ``NoWeekday`` of ``errors/preparing.py``; then none is entered.
    """
    last = last or first
    if last < first:
        raise errors.DaysBackwards
    if (last - first).days >= LONGEST:
        raise errors.TooManyDays(limit=LONGEST)
    if not SchoolYear.objects.filter(district=district, starts_on__lte=first, ends_on__gte=last).exists():
        raise errors.OutsideTheYears
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5]
    if not weekdays:
        raise errors.NoWeekday
    return add_days_off(district=district, days=[(day, reason.strip()) for day in weekdays], school=school)


def remove_day_off(*, day: DayOff) -> None:
    """There is school on that day after all."""
    day.delete()
