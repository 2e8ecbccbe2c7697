"""When hosts are there, how many slots that makes, and whom each host meets."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from doorway.conferences.core.slots import Span, common, without
from doorway.conferences.models import Appointment, Conference, Host, HostTime
from doorway.conferences.queries.hosts import schools_of
from doorway.conferences.queries.slots import slots_of
from doorway.conferences.wording import spans_of
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Membership, Person, Role


def free_spans(host: Host) -> list[Span]:
    """When families can meet the host, bookings not regarded. Uses ``conference.windows`` and ``times``."""
    times = list(host.times.all())
    windows = spans_of(host.conference.windows.all())
    own = [Span(t.starts_at, t.ends_at) for t in times if t.kind == HostTime.Kind.WINDOW]
    breaks = [Span(t.starts_at, t.ends_at) for t in times if t.kind == HostTime.Kind.BREAK]
    return without(common(own, windows) if own else windows, breaks)


def students_of(conference: Conference) -> dict[uuid.UUID, Person]:
    """The students who are at the conference's schools now, by id, in order of name."""
    today = timezone.localdate(timezone=conference.district.zone)
    rows = Membership.objects.filter(
        current(today), school__in=schools_of(conference), role=Role.STUDENT, person__is_active=True
    )
    people = {row.person_id: row.person for row in rows.select_related("person")}
    return dict(sorted(people.items(), key=lambda item: (item[1].family_name, item[1].first_name, str(item[0]))))


def taught_by(conference: Conference) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Teacher's id → ids of the students whom they teach at the conference's schools now. One query each way."""
    today = timezone.localdate(timezone=conference.district.zone)
    rows = Enrollment.objects.filter(
        current(today),
        Q(role=Enrollment.Role.TEACHER) | Q(role=Enrollment.Role.STUDENT, person__is_active=True),
        is_active=True,
        school_class__is_active=True,
        school_class__school__in=schools_of(conference),
        school_class__school_year=conference.school_year_id,
    )
    # A large school has thousands of rows and hundreds of people: as text, each id is made once and not once a row.
    written = rows.annotate(place=Cast("school_class", TextField()), who=Cast("person", TextField()))
    teachers: dict[str, list[str]] = {}
    students: dict[str, list[str]] = {}
    for school_class, role, person in written.values_list("place", "role", "who"):
        (teachers if role == Enrollment.Role.TEACHER else students).setdefault(school_class, []).append(person)
    taught: dict[str, set[str]] = {}
    for school_class, people in teachers.items():
        for teacher in people:
            taught.setdefault(teacher, set()).update(students.get(school_class, ()))
    ids = {person: uuid.UUID(person) for person in set().union(taught, *taught.values())}
    return {ids[teacher]: {ids[student] for student in whom} for teacher, whom in taught.items()}


def whom_each_host_meets(
    conference: Conference, hosts: Iterable[Host], students: Iterable[uuid.UUID]
) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Host's id → ids of the students whose families may book them: those they teach, or everybody."""
    everybody, taught = set(students), taught_by(conference)
    return {
        host.pk: set(everybody) if host.meets_everyone else taught.get(host.person_id, set()) & everybody
        for host in hosts
    }


@dataclass(frozen=True)
class HostCount:
    """A host with the slots they have and the students they meet."""

    host: Host
    slots: int
    students: int

    @property
    def is_short(self) -> bool:
        """Fewer slots than students, for a host who should meet each of them."""
        return not self.host.meets_everyone and self.slots < self.students


@dataclass(frozen=True)
class Preview:
    """What a conference offers before it is sent to the district."""

    hosts: list[HostCount] = field(default_factory=list)
    students: int = 0
    without_host: list[Person] = field(default_factory=list)

    @property
    def slots(self) -> int:
        """All slots together."""
        return sum(count.slots for count in self.hosts)

    @property
    def short(self) -> list[HostCount]:
        """Hosts with fewer slots than students."""
        return [count for count in self.hosts if count.is_short]


def hosts_with_times(conference: Conference) -> list[Host]:
    """The hosts with their people, rooms, windows and breaks, in two queries."""
    hosts = list(conference.hosts.select_related("person", "room").prefetch_related("times"))
    for host in hosts:
        host.conference = conference  # with its windows, should they be loaded
    return hosts


def preview(conference: Conference) -> Preview:
    """Slots per host, students without any host, teachers with too few slots. At most seven queries."""
    hosts, students = hosts_with_times(conference), students_of(conference)
    meets = whom_each_host_meets(conference, hosts, students)
    covered: set[uuid.UUID] = set().union(*meets.values())
    return Preview(
        hosts=[HostCount(host, len(slots_of(host)), len(meets[host.pk])) for host in hosts],
        students=len(students),
        without_host=[student for key, student in students.items() if key not in covered],
    )


def booked(conference: Conference) -> list[Appointment]:
    """Every meeting that stands, in order."""
    rows = conference.appointments.filter(status=Appointment.Status.BOOKED)
    return list(rows.select_related("host__person", "student").order_by("starts_at"))
