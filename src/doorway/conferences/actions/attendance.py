"""Who came: one tap on the day of the conference."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.conferences.errors.day import MeetingCancelled, MeetingNotYet, UnknownAttendance
from doorway.conferences.models import Appointment


@transaction.atomic
def record_attendance(*, appointment: Appointment, attendance: str, now: datetime) -> Appointment:
    """Write down that the family came or that nobody came; an empty ``attendance`` takes it back.

    From the day of the meeting on (in the district's time); saying the same twice changes nothing.
    """
    locked = Appointment.objects.select_for_update(of=("self",)).select_related("district").get(pk=appointment.pk)
    if attendance not in Appointment.Attendance.values:
        raise UnknownAttendance
    if locked.status != Appointment.Status.BOOKED:
        raise MeetingCancelled
    day = timezone.localdate(locked.starts_at, locked.district.zone)
    if attendance and day > timezone.localdate(now, locked.district.zone):
        raise MeetingNotYet(day=date_format(day, "DATE_FORMAT"))
    if locked.attendance != attendance:
        locked.attendance = attendance
        locked.attendance_at = now if attendance else None
        locked.save(update_fields=["attendance", "attendance_at"])
    return locked
