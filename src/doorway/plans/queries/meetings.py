"""The meetings of a host or about a student: one query with everybody who comes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from doorway.conferences.models import Appointment, Conference, FamilyQuestion
from doorway.roster.access import STAFF_REASONS, Kind, Viewer, visible_students
from doorway.roster.models import AccessMark

LANGUAGES = {"en": "English", "es": "Español"}


@dataclass(frozen=True)
class Meeting:
    """One appointment as the host's pages show it. Times are in the district's zone."""

    id: uuid.UUID
    student_id: uuid.UUID
    student_name: str
    grade: str
    starts_at: datetime
    ends_at: datetime
    who_comes: tuple[str, ...]
    student_comes: str
    student_comes_words: str
    language: str
    wants_interpreter: bool
    interpreter: str
    room: str
    host_id: uuid.UUID
    host_name: str
    conference_id: uuid.UUID
    questions: int
    attendance: str
    attendance_words: str
    # The student's page opens for this viewer.
    can_open: bool
    # Its day has come: one can say who came.
    is_due: bool

    @property
    def day(self) -> date:
        """The day of the meeting in the district."""
        return self.starts_at.date()

    @property
    def language_name(self) -> str:
        """The language in its own name."""
        return LANGUAGES.get(self.language, self.language)

    @property
    def other_language(self) -> bool:
        """The family does not read English first."""
        return self.language != "en"


def meetings(appointments: QuerySet[Appointment], viewer: Viewer) -> list[Meeting]:
    """Booked ones of these, in order of time, without those of students who are closed to the viewer. One query.

    What was written down without a booking is on no day's list: of many of those only the day is known.
    """
    marked = AccessMark.objects.filter(student=OuterRef("student"), person__in=viewer.mailbox_ids, lifted_at=None)
    asked = (
        FamilyQuestion.objects.filter(
            Q(host=None) | Q(host=OuterRef("host")), student=OuterRef("student"), conference=OuterRef("conference")
        )
        .order_by()
        .values("student")
        .annotate(number=Count("pk"))
        .values("number")
    )
    opens = visible_students(viewer.about(Kind.PLAN), reasons=STAFF_REASONS, one=OuterRef("student"))
    rows = (
        appointments.filter(~Exists(marked), status=Appointment.Status.BOOKED)
        .exclude(conference__status=Conference.Status.HELD)
        .select_related("student", "guardian", "host__person", "host__room", "interpreter", "district")
        .annotate(
            asked=Coalesce(Subquery(asked), 0),
            can_open=Exists(opens),
            guest_name=F("guests__name"),
            guest_given=F("guests__person__given_name"),
            guest_preferred=F("guests__person__preferred_given_name"),
            guest_family=F("guests__person__family_name"),
        )
        .order_by("starts_at", "pk", "guests__pk")
    )
    grouped: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.pk, []).append(row)
    return [_meeting(group) for group in grouped.values()]


def _meeting(group: list[Any]) -> Meeting:
    row, zone = group[0], group[0].district.zone
    guests = [_guest(one) for one in group]
    return Meeting(
        id=row.pk,
        student_id=row.student_id,
        student_name=row.student.full_name,
        grade=row.student.grade,
        starts_at=timezone.localtime(row.starts_at, zone),
        ends_at=timezone.localtime(row.ends_at, zone),
        who_comes=tuple(dict.fromkeys(name for name in (row.guardian.full_name, *guests) if name)),
        student_comes=row.student_comes,
        student_comes_words=row.get_student_comes_display(),
        language=row.language,
        wants_interpreter=row.wants_interpreter,
        interpreter=row.interpreter.full_name if row.interpreter else "",
        room=row.host.room.name if row.host.room else "",
        host_id=row.host.person_id,
        host_name=row.host.person.full_name,
        conference_id=row.conference_id,
        questions=row.asked,
        attendance=row.attendance,
        attendance_words=row.get_attendance_display(),
        can_open=row.can_open,
        is_due=timezone.localdate(row.starts_at, zone) <= timezone.localdate(timezone=zone),
    )


def _guest(row: Any) -> str:
    if row.guest_name:
        return str(row.guest_name)
    return f"{row.guest_preferred or row.guest_given or ''} {row.guest_family or ''}".strip()


@dataclass(frozen=True)
class Day:
    """A host's day and the days with meetings around it."""

    on: date
    meetings: list[Meeting]
    earlier: date | None
    later: date | None

    def next_id(self, now: datetime) -> uuid.UUID | None:
        """On the day itself, the family whose turn it is: the first that is not over and not marked yet."""
        waiting = (meeting for meeting in self.meetings if meeting.ends_at > now and not meeting.attendance)
        first = next(waiting, None)
        return first.id if first and first.starts_at.date() == now.astimezone(first.starts_at.tzinfo).date() else None


def day_of(viewer: Viewer, day: date) -> Day:
    """The viewer's meetings as a host on one day, over all conferences. Two queries."""
    district = viewer.district
    zone = district.zone if district else timezone.get_current_timezone()
    begin = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    mine = Appointment.objects.filter(host__person__in=viewer.person_ids).exclude(
        conference__status=Conference.Status.HELD
    )
    around = mine.filter(status=Appointment.Status.BOOKED).aggregate(
        earlier=Max("starts_at", filter=Q(starts_at__lt=begin)), later=Min("starts_at", filter=Q(starts_at__gte=end))
    )
    return Day(
        on=day,
        meetings=meetings(mine.filter(starts_at__gte=begin, starts_at__lt=end), viewer),
        earlier=timezone.localdate(around["earlier"], zone) if around["earlier"] else None,
        later=timezone.localdate(around["later"], zone) if around["later"] else None,
    )


def next_day(viewer: Viewer, now: datetime) -> tuple[date, int] | None:
    """The next day, from today on, on which the viewer meets families, and how many. One query."""
    district = viewer.district
    zone = district.zone if district else timezone.get_current_timezone()
    begin = datetime.combine(timezone.localdate(now, zone), time(), tzinfo=zone)
    mine = Appointment.objects.filter(
        host__person__in=viewer.person_ids, status=Appointment.Status.BOOKED, starts_at__gte=begin
    )
    days = [
        timezone.localdate(moment, zone) for moment in mine.order_by("starts_at").values_list("starts_at", flat=True)
    ]
    return (days[0], days.count(days[0])) if days else None
