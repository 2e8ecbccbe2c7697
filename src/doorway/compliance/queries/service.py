"""Counselors' time in a school year: from the conferences they held, and from what they wrote down."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from doorway.accounts.models import District
from doorway.compliance.core.service import Time, Written, time_of
from doorway.compliance.models import ServiceTime
from doorway.conferences.models import Appointment
from doorway.roster.models import Membership, Person, Role, School, SchoolYear


@dataclass(frozen=True)
class CounselorTime:
    """One counselor, the schools where they work, and their time."""

    counselor: Person
    schools: tuple[str, ...]
    time: Time


def years_of(district: District, on: date) -> list[SchoolYear]:
    """The school years that have begun, the newest first. One query."""
    return list(SchoolYear.objects.filter(district=district, starts_on__lte=on).order_by("-starts_on")[:6])


def time_in(year: SchoolYear, counselors: Iterable[uuid.UUID]) -> dict[uuid.UUID, Time]:
    """The time of these counselors in a school year; of meetings those to which the family came. Two queries."""
    wanted = list(counselors)
    meetings: dict[uuid.UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    came = Appointment.objects.filter(
        host__person__in=wanted, status=Appointment.Status.BOOKED, attendance=Appointment.Attendance.CAME,
        conference__school_year=year,
    )  # fmt: skip
    for person, starts, ends in came.values_list("host__person", "starts_at", "ends_at"):
        meetings[person].append((starts, ends))
    written: dict[uuid.UUID, list[Written]] = defaultdict(list)
    rows = ServiceTime.objects.filter(counselor__in=wanted, on__range=(year.starts_on, year.ends_on))
    for person, on, kind, minutes in rows.values_list("counselor", "on", "kind", "minutes"):
        written[person].append(Written(on, kind, minutes))
    return {person: time_of(meetings[person], written[person]) for person in wanted}


def counselors_of(schools: Sequence[School], year: SchoolYear, on: date) -> list[CounselorTime]:
    """Who was a counselor of these schools in a school year, until today at most, with their time, by name.

    Whoever has left since is there with what they did; whoever came later is not. Four queries at most.
    """
    last = min(year.ends_on, on)
    there = (Q(begins_on=None) | Q(begins_on__lte=last)) & (Q(ends_on=None) | Q(ends_on__gte=year.starts_on))
    held = Membership.objects.filter(there, Q(school__in=schools), role=Role.COUNSELOR)
    people: dict[uuid.UUID, Person] = {}
    places: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in held.select_related("person", "school").order_by("school__name"):
        people[row.person_id] = row.person
        if str(row.school) not in places[row.person_id]:
            places[row.person_id].append(str(row.school))
    times = time_in(year, people)
    found = [CounselorTime(person, tuple(places[key]), times[key]) for key, person in people.items()]
    return sorted(found, key=lambda one: (one.counselor.family_name, one.counselor.given_name, one.counselor.pk))
