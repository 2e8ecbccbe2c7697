"""Counselors' time in a school year: from the conferences they held, and from what they wrote down."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.compliance.core.service import Time, Written, time_of
from doorway.compliance.counseling import holds_at_all, is_counsel_of
from doorway.compliance.models import GroupConference, GroupHost, ServiceTime
from doorway.conferences.models import Appointment, EarlierConference, HeldConference
from doorway.roster.models import EarlierStay, Membership, Person, Role, School, SchoolYear


@dataclass(frozen=True)
class CounselorTime:
    """One counselor, the schools where they work, and their time. ``everywhere``: they work for the whole district."""

    counselor: Person
    schools: tuple[str, ...]
    time: Time
    everywhere: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """Where they work, in words."""
        return (_("all schools of the district"), *self.schools) if self.everywhere else self.schools


def years_of(district: District, on: date) -> list[SchoolYear]:
    """The school years that have begun, the newest first. One query."""
    return list(SchoolYear.objects.filter(district=district, starts_on__lte=on).order_by("-starts_on")[:6])


def is_of_past_year(line: ServiceTime, on: date) -> bool:
    """Whether a school year that has this line's day is over, or none has it any more. One query.

    Of two that have it one may go on: the line counts in each, and evidence may quote the one that is over.
    """
    years = SchoolYear.objects.filter(district=line.district_id, starts_on__lte=line.on, ends_on__gte=line.on)
    last_days = list(years.values_list("ends_on", flat=True))
    return not last_days or min(last_days) < on


def years_between(district: District, since: date, until: date) -> list[SchoolYear]:
    """The school years that have a day of this time, the newest first. One query."""
    rows = SchoolYear.objects.filter(district=district, starts_on__lte=until, ends_on__gte=since)
    return list(rows.order_by("-starts_on"))


def time_in(year: SchoolYear, counselors: Iterable[uuid.UUID]) -> dict[uuid.UUID, Time]:
    """The time of these counselors in a school year: of meetings those to which the family came, and that they held as
    counselors, not in a role of before or after. Four queries."""
    wanted = list(counselors)
    meetings: dict[uuid.UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    # Of what was written down without its time of the day, nobody knows what lies on what: each conference in full.
    untimed: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    only_day = HeldConference.objects.filter(conference=OuterRef("conference"), time_known=False)
    came = Appointment.objects.filter(
        host__person__in=wanted, status=Appointment.Status.BOOKED, attendance=Appointment.Attendance.CAME,
        conference__school_year=year,
    )  # fmt: skip
    came = came.alias(day=_day_of(year.district, "starts_at")).filter(is_counsel_of("host__person", "day"))
    came = came.annotate(minutes=Subquery(only_day.values("minutes")[:1]))
    for person, starts, ends, conference, minutes in came.values_list(
        "host__person", "starts_at", "ends_at", "conference", "minutes"
    ):
        if minutes is None:
            meetings[person].append((starts, ends))
        else:
            untimed[person][conference] = minutes
    written: dict[uuid.UUID, list[Written]] = defaultdict(list)
    rows = ServiceTime.objects.filter(
        counselor__in=wanted, on__range=(year.starts_on, year.ends_on), taken_back_at=None
    )
    for person, on, kind, minutes in rows.values_list("counselor", "on", "kind", "minutes"):
        written[person].append(Written(on, kind, minutes))
    groups: dict[uuid.UUID, list[int | None]] = defaultdict(list)
    gathered: set[tuple[uuid.UUID, date]] = set()
    for person, minutes, held_at in _groups_in(year, wanted).values_list(
        "person", "conference__minutes", "conference__held_at"
    ):
        groups[person].append(minutes)
        gathered.add((person, timezone.localdate(held_at, year.district.zone)))
    # A group conference stands in a file once for each family, and takes its time once.
    together: dict[tuple[uuid.UUID, date], int] = {}
    for person, kind, on, minutes, pk in _earlier_in(year, wanted):
        if kind == EarlierConference.Kind.INDIVIDUAL:
            untimed[person][pk] = minutes
        elif (person, on) not in gathered:
            together[person, on] = max(minutes, together.get((person, on), 0))
    for (person, _on), minutes in together.items():
        groups[person].append(minutes)
    return {
        person: time_of(meetings[person], written[person], untimed=untimed[person].values(), groups=groups[person])
        for person in wanted
    }


def _earlier_in(year: SchoolYear, people: Iterable[uuid.UUID]) -> Iterable[tuple[uuid.UUID, str, date, int, uuid.UUID]]:
    """What files say that these people held, of which it is known how long it took and that they were counselors here
    on that day. What somebody else held, in another district say, is no time of ours. One query."""
    rows = EarlierConference.objects.filter(
        is_counsel_of("host", "on"),
        host__in=people,
        minutes__isnull=False,
        taken_back_at=None,
        on__range=(year.starts_on, year.ends_on),
    )
    # Where the file says that no counselor was there, the person was not there as one.
    rows = rows.filter(Q(with_counselor=None) | Q(with_counselor=True))
    found = rows.values_list("host", "kind", "on", "minutes", "pk")
    return ((host, kind, on, minutes or 0, pk) for host, kind, on, minutes, pk in found if host)


def _day_of(district: District, moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=district.zone)


def _groups_in(year: SchoolYear, people: Iterable[uuid.UUID]) -> QuerySet[GroupHost]:
    """Who of these people held which group conference as a counselor. They are kept at noon, which is the same day in
    UTC."""
    begins = datetime.combine(year.starts_on, time(), tzinfo=UTC)
    ends = datetime.combine(year.ends_on + timedelta(days=1), time(), tzinfo=UTC)
    held = GroupHost.objects.alias(day=_day_of(year.district, "conference__held_at"))
    return held.filter(
        is_counsel_of("person", "day"),
        person__in=people,
        conference__taken_back_at=None,
        conference__held_at__gte=begins,
        conference__held_at__lt=ends,
    )


def groups_without_minutes(year: SchoolYear, counselor: Person) -> list[GroupConference]:
    """The group conferences that the counselor held and of which nobody has said how long they took. One query."""
    held = _groups_in(year, [counselor.pk]).filter(conference__minutes=None)
    return list(GroupConference.objects.filter(pk__in=held.values("conference")).order_by("-held_at", "pk"))


def counselors_of(schools: Sequence[School], year: SchoolYear, on: date) -> list[CounselorTime]:
    """Who was a counselor of these schools in a school year, until today at most, with their time, by name.

    Whoever has left since is there with what they did; whoever came later is not. Who is a counselor for the whole
    district works at each of its schools, with the time of all of them. Six queries at most.
    """
    last = min(year.ends_on, on)
    there = (Q(begins_on=None) | Q(begins_on__lte=last)) & (Q(ends_on=None) | Q(ends_on__gte=year.starts_on))
    whole = Q(school=None, district__in={school.district_id for school in schools})
    at = Q(school__in=schools) | whole, Q(role=Role.COUNSELOR)
    now = Membership.objects.filter(there, *at, holds_at_all()).select_related("person", "school")
    before = EarlierStay.objects.filter(there, *at).select_related("person", "school")
    people: dict[uuid.UUID, Person] = {}
    places: dict[uuid.UUID, list[str]] = defaultdict(list)
    held: list[Membership | EarlierStay] = [*now, *before]
    everywhere = {row.person_id for row in held if row.school is None}
    for row in sorted(held, key=lambda row: str(row.school)):
        people[row.person_id] = row.person
        if row.school is not None and str(row.school) not in places[row.person_id]:
            places[row.person_id].append(str(row.school))
    times = time_in(year, people)
    found = [
        CounselorTime(person, tuple(places[key]), times[key], everywhere=key in everywhere)
        for key, person in people.items()
    ]
    return sorted(found, key=lambda one: (one.counselor.family_name, one.counselor.given_name, one.counselor.pk))
